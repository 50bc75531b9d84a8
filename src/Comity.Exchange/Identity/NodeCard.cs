using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Comity.Kernel.Refer;
using Jose;

namespace Comity.Exchange.Identity;

/// <summary>
/// What a node says of itself to its partners: its name, its keys, where it listens. The card is signed; a later one
/// (with a higher serial number) counts only when a key of the card before it signed it.
/// </summary>
/// <param name="Node">The node's name.</param>
/// <param name="Title">The authority's name for people.</param>
/// <param name="Serial">1 for the first card; higher is newer.</param>
/// <param name="RootKeyId">The signing key the node began with, which the fingerprint is of.</param>
/// <param name="Keys">Its keys.</param>
/// <param name="Address">Where it listens, or null.</param>
/// <param name="CertificateSha256">The certificate it shows there, lower-case hexadecimal, or null when the system's authorities vouch for it.</param>
public sealed record NodeCard(
    string Node, string Title, long Serial, string RootKeyId, IReadOnlyList<PublicKey> Keys, string? Address = null, string? CertificateSha256 = null)
{
    private const string CardType = "comity-card+jwt";
    private const int LargestCardCharacters = 32_768;

    /// <summary>The words that people compare.</summary>
    public string Words() => Fingerprint.Of(Node, RootKeyId);

    /// <summary>The key a partner encrypts to at a time: the newest.</summary>
    public PublicKey? EncryptionKey() => Keys.Where(key => key.Use == KeyUse.Encrypt && key.Until is null).MaxBy(key => key.From);

    /// <summary>The signing key of a name, if it is still good at a time.</summary>
    public PublicKey? SigningKey(string id, DateTimeOffset at) =>
        Keys.FirstOrDefault(key => key.Use == KeyUse.Sign && key.Id() == id && (key.Until is not { } until || at <= until));

    /// <summary>Signs the card.</summary>
    public string Sign(ECDsa key, string keyId) =>
        JWT.Encode(Encoding.UTF8.GetString(ReferralJson.Write(this)), key, JwsAlgorithm.ES256, new Dictionary<string, object>(StringComparer.Ordinal) { ["kid"] = keyId, ["typ"] = CardType });

    /// <summary>Reads a card that nobody vouches for yet: it must be signed with its own first key.</summary>
    public static bool TryReadNew(string signed, [NotNullWhen(true)] out NodeCard? card, [NotNullWhen(false)] out string? problem) =>
        TryRead(signed, null, default, out card, out problem);

    /// <summary>Reads the successor of a card: a key of the card before must have signed it.</summary>
    public static bool TryReadNext(string signed, NodeCard before, DateTimeOffset at, [NotNullWhen(true)] out NodeCard? card, [NotNullWhen(false)] out string? problem) =>
        TryRead(signed, before, at, out card, out problem);

    private static bool TryRead(string signed, NodeCard? before, DateTimeOffset at, [NotNullWhen(true)] out NodeCard? card, [NotNullWhen(false)] out string? problem)
    {
        card = null;
        problem = signed.Length > LargestCardCharacters ? $"A card has at most {LargestCardCharacters} characters; found {signed.Length}." : null;
        if (problem is not null)
        {
            return false;
        }

        try
        {
            var headers = JWT.Headers(signed);
            if (!headers.TryGetValue("typ", out var type) || !CardType.Equals(type) || !headers.TryGetValue("kid", out var kid) || kid is not string keyId)
            {
                problem = "This is not the card of a node.";
                return false;
            }

            if (!ReferralJson.TryRead(JWT.PayloadBytes(signed), out NodeCard? read, out problem))
            {
                return false;
            }

            problem = Problem(read, before);
            // A new card vouches for itself with the key that the fingerprint is of; people do the rest.
            var signer = (before ?? read).Keys.FirstOrDefault(key => key.Use == KeyUse.Sign && key.Id() == keyId);
            problem ??= signer is null || (before is null ? keyId != read.RootKeyId : before.SigningKey(keyId, at) is null)
                ? "The card is signed with a key that is not known or no longer good." : null;
            if (problem is not null)
            {
                return false;
            }

            using var verifier = ECDsa.Create(signer!.Parameters());
            _ = JWT.Decode(signed, verifier, JwsAlgorithm.ES256);
            card = read;
            return true;
        }
        catch (Exception error) when (error is JoseException or FormatException or CryptographicException or ArgumentException or InvalidCastException or System.Text.Json.JsonException or IndexOutOfRangeException)
        {
            problem = $"The card cannot be verified: {error.Message}";
            return false;
        }
    }

    private static string? Problem(NodeCard card, NodeCard? before) => card switch
    {
        _ when !NodeName.IsValid(card.Node) => $"The card names '{card.Node}'; expected {NodeName.Rule}.",
        { Keys.Count: > 20 } => "A card has at most 20 keys.",
        _ when card.EncryptionKey() is null => "The card has no key to encrypt to.",
        _ when before is not null && (card.Node != before.Node || card.RootKeyId != before.RootKeyId) => "The card is of another node.",
        _ when before is not null && card.Serial <= before.Serial => $"The card has serial number {card.Serial}; {before.Serial} is known.",
        _ => null,
    };
}
