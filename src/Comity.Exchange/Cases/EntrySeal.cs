using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Comity.Exchange.Identity;
using Comity.Kernel.Refer;
using Comity.Kernel.Refer.Cases;
using Jose;

namespace Comity.Exchange.Cases;

/// <summary>
/// The signature of an entry by itself (JWS, ES256, over its canonical JSON): it proves what a node said on every node that
/// holds it and for as long as it is kept, whatever carried it there.
/// </summary>
public static class EntrySeal
{
    private const string EntryType = "comity-entry+jwt";

    /// <summary>Signs an entry of this node.</summary>
    /// <returns>The signed text and the public key that verifies it.</returns>
    public static (string Signed, PublicKey Key) Sign(CaseEntry entry, NodeKeys keys)
    {
        var own = keys.Signer();
        using var key = own.Key();
        var signed = JWT.EncodeBytes(
            ReferralJson.Write(entry), key, JwsAlgorithm.ES256, new Dictionary<string, object>(StringComparer.Ordinal) { ["kid"] = own.Id, ["typ"] = EntryType });
        return (signed, keys.Card.Keys.Single(candidate => candidate.Id() == own.Id));
    }

    /// <summary>The name of the key that a text claims to be signed with, or null.</summary>
    public static string? KeyId(string signed) => Guarded(() => JWT.Headers(signed) is var headers && EntryType.Equals(headers["typ"]) ? (string)headers["kid"] : null, out _);

    /// <summary>Verifies a signed entry.</summary>
    /// <param name="signed">The signed text.</param>
    /// <param name="key">The key of its node.</param>
    /// <param name="entry">What it says.</param>
    /// <param name="problem">Otherwise why it is not to be believed.</param>
    public static bool TryVerify(string signed, PublicKey key, [NotNullWhen(true)] out CaseEntry? entry, [NotNullWhen(false)] out string? problem)
    {
        var payload = Guarded(
            () =>
            {
                using var verifier = ECDsa.Create(key.Parameters());
                return JWT.DecodeBytes(signed, verifier, JwsAlgorithm.ES256);
            },
            out problem);
        entry = null;
        if (payload is null || !ReferralJson.TryRead(payload, out entry, out problem))
        {
            problem ??= "The signed entry is damaged.";
            return false;
        }

        // What was signed and what is hashed are the same bytes, or somebody wrote the same in another way.
        problem = payload.AsSpan().SequenceEqual(ReferralJson.Write(entry)) ? null : "The signed entry is not in its canonical form.";
        return problem is null;
    }

    private static T? Guarded<T>(Func<T?> read, out string? problem)
        where T : class
    {
        try
        {
            problem = null;
            return read();
        }
        catch (Exception error) when (error is JoseException or CryptographicException or FormatException or ArgumentException or InvalidCastException
            or KeyNotFoundException or System.Text.Json.JsonException or IndexOutOfRangeException or NullReferenceException)
        {
            problem = $"The signed entry is damaged or was tampered with: {error.Message}";
            return null;
        }
    }
}
