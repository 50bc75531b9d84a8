using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using Comity.Exchange.Identity;
using Comity.Kernel.Refer;
using Jose;

namespace Comity.Exchange.Envelope;

/// <summary>What came in cannot be taken; the message says why, for the log.</summary>
public sealed class EnvelopeRefusedException(string message, string from = "") : Exception(message)
{
    /// <summary>Whom it claims to be from; empty when it could not be opened.</summary>
    public string From { get; } = from;
}

/// <summary>A message that was opened: its signature holds and it is for this node.</summary>
/// <param name="Message">What it says.</param>
/// <param name="Signed">The text that was signed.</param>
public sealed record OpenedMessage(Message Message, string Signed);

/// <summary>
/// Signs each message (JWS, ES256) and encrypts a bundle of them to one node (JWE, ECDH-ES with A256GCM). A signed
/// message proves its content by itself; the bundle keeps it from everybody else, and is the unit of transport over
/// HTTPS and in files alike.
/// </summary>
public sealed class Sealer(NodeKeys keys, TimeProvider clock)
{
    /// <summary>Largest bundle, encrypted, in bytes.</summary>
    public const int LargestBundleBytes = 4 << 20;

    /// <summary>Largest signed message, in characters.</summary>
    public const int LargestMessageCharacters = 1 << 20;

    /// <summary>Most messages of a bundle.</summary>
    public const int MostMessages = 512;

    /// <summary>How far a sender's clock may go ahead of ours: both may be a day off, in opposite directions.</summary>
    public static readonly TimeSpan ClockSkew = TimeSpan.FromHours(50);

    /// <summary>How long a signed message is good: long enough for a file that travels by post.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(60);

    private const string MessageType = "comity+jwt";
    private const string BundleType = "comity-bundle";

    // Making a key ready takes longer than signing with it. There are as many as there are keys on cards of partners.
    private readonly ConcurrentDictionary<string, ReadyKey> _ready = new(StringComparer.Ordinal);

    /// <summary>The node that signs.</summary>
    public string Node => keys.Node;

    /// <summary>Signs a message.</summary>
    public string Sign(string to, string id, string type, ReadOnlySpan<byte> body)
    {
        var now = clock.GetUtcNow();
        var message = new Message(
            Message.CurrentVersion, keys.Node, to, id, now.ToUnixTimeSeconds(), (now + Lifetime).ToUnixTimeSeconds(), type, JsonElement.Parse(body));
        // A card tells of keys that its recipient does not know yet.
        var own = type == MessageTypes.Card ? keys.OldestSigner(now) : keys.Signer();
        var header = Header("kid", own.Id, "typ", MessageType);
        return _ready.GetOrAdd($"own {own.Id}", _ => new ReadyKey(own.Key()))
            .Use(key => JWT.EncodeBytes(ReferralJson.Write(message), key, JwsAlgorithm.ES256, header));
    }

    /// <summary>Encrypts signed messages to a node.</summary>
    /// <exception cref="EnvelopeRefusedException">Its card has no key to encrypt to.</exception>
    public static string Seal(IEnumerable<string> signed, NodeCard to)
    {
        var key = to.EncryptionKey() ?? throw new EnvelopeRefusedException($"The card of {to.Node} has no key to encrypt to.", to.Node);
        using var recipient = ECDiffieHellman.Create(key.Parameters());
        return JWT.Encode(string.Join('\n', signed), recipient, JweAlgorithm.ECDH_ES, JweEncryption.A256GCM, extraHeaders: Header("kid", key.Id(), "typ", BundleType));
    }

    /// <summary>Decrypts a bundle.</summary>
    /// <returns>The signed messages in it, none of them verified yet.</returns>
    /// <exception cref="EnvelopeRefusedException">It is damaged, not for this node, or too large.</exception>
    public IReadOnlyList<string> Unseal(string bundle)
    {
        if (bundle.Length > LargestBundleBytes)
        {
            throw new EnvelopeRefusedException($"The bundle has {bundle.Length} bytes; expected at most {LargestBundleBytes}.");
        }

        return Guarded("bundle", () =>
        {
            var headers = JWT.Headers(bundle);
            // Compression is refused before it is undone: a small bundle must not become a large one.
            if (headers.ContainsKey("zip") || !headers.TryGetValue("typ", out var type) || !BundleType.Equals(type))
            {
                throw new EnvelopeRefusedException("This is not a bundle of messages.");
            }

            using var key = keys.Decryptor((string)headers["kid"], clock.GetUtcNow())
                ?? throw new EnvelopeRefusedException("The bundle is encrypted to a key that is not this node's or has ended.");
            var messages = JWT.Decode(bundle, key, JweAlgorithm.ECDH_ES, JweEncryption.A256GCM).Split('\n');
            return messages.Length <= MostMessages
                ? messages
                : throw new EnvelopeRefusedException($"The bundle has {messages.Length} messages; expected at most {MostMessages}.");
        });
    }

    /// <summary>Verifies a signed message.</summary>
    /// <param name="signed">The message.</param>
    /// <param name="partnerOf">The confirmed partner's card by name, or null when there is none.</param>
    /// <exception cref="EnvelopeRefusedException">It is damaged, not for this node, from nobody this node trusts, or from another time.</exception>
    public OpenedMessage Open(string signed, Func<string, NodeCard?> partnerOf)
    {
        if (signed.Length > LargestMessageCharacters)
        {
            throw new EnvelopeRefusedException($"The message has {signed.Length} characters; expected at most {LargestMessageCharacters}.");
        }

        return Guarded("message", () =>
        {
            var headers = JWT.Headers(signed);
            if (!headers.TryGetValue("typ", out var type) || !MessageType.Equals(type))
            {
                throw new EnvelopeRefusedException("This is not a message of an exchange.");
            }

            var payload = JWT.PayloadBytes(signed);
            if (!ReferralJson.TryRead<Message>(payload, out var message, out var problem))
            {
                throw new EnvelopeRefusedException(problem);
            }

            var now = clock.GetUtcNow();
            var card = partnerOf(message.Issuer) ?? throw new EnvelopeRefusedException($"{message.Issuer} is not a confirmed partner.", message.Issuer);
            var key = card.SigningKey((string)headers["kid"], now)
                ?? throw new EnvelopeRefusedException($"The message is signed with a key that is not on the card of {message.Issuer} or has ended.", message.Issuer);
            _ = _ready.GetOrAdd(key.Id(), _ => new ReadyKey(ECDsa.Create(key.Parameters()))).Use(verifier => JWT.DecodeBytes(signed, verifier, JwsAlgorithm.ES256));
            Check(message, now);
            return new OpenedMessage(message, signed);
        });
    }

    private void Check(Message message, DateTimeOffset now)
    {
        var problem =
            message.Version != Message.CurrentVersion ? $"The message has version {message.Version}; expected {Message.CurrentVersion}."
            : message.Audience != keys.Node ? $"The message is for {message.Audience}; this is {keys.Node}."
            : message.IssuedAt > (now + ClockSkew).ToUnixTimeSeconds() ? $"The message was signed {message.IssuedAt - now.ToUnixTimeSeconds()} s in the future; its sender's clock is wrong."
            : message.ExpiresAt < (now - ClockSkew).ToUnixTimeSeconds() ? "The message is no longer good; it must be signed anew."
            : message.ExpiresAt - message.IssuedAt > Lifetime.TotalSeconds ? "The message claims to be good for longer than is allowed."
            : message.Id != Message.NameOf(message.Issuer, message.Audience, message.Type, NamedBody(message)) ? "The message's name is not that of its content."
            : null;
        if (problem is not null)
        {
            throw new EnvelopeRefusedException(problem, message.Issuer);
        }
    }

    /// <summary>A part is named before its bytes are read; they are held by the signature and by the hash of the whole.</summary>
    private static byte[] NamedBody(Message message) =>
        message.Type == MessageTypes.Part && ReferralJson.TryRead<PartBody>(ReferralJson.Write(message.Body), out var part, out _)
            ? ReferralJson.Write(part with { Data = null })
            : ReferralJson.Write(message.Body);

    private static Dictionary<string, object> Header(string key, string value, string key2, string value2) =>
        new(StringComparer.Ordinal) { [key] = value, [key2] = value2 };

    /// <summary>A key made ready, used by one at a time.</summary>
    private sealed class ReadyKey(ECDsa key)
    {
        private readonly Lock _gate = new();

        public T Use<T>(Func<ECDsa, T> use)
        {
            lock (_gate)
            {
                return use(key);
            }
        }
    }

    /// <summary>Whatever a library says of text that anybody may have written is one kind of refusal.</summary>
    private static T Guarded<T>(string what, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception error) when (error is JoseException or CryptographicException or FormatException or ArgumentException or InvalidCastException
            or KeyNotFoundException or JsonException or IndexOutOfRangeException or OverflowException or NotSupportedException or NullReferenceException)
        {
            throw new EnvelopeRefusedException($"The {what} is damaged or was tampered with: {error.Message}");
        }
    }
}
