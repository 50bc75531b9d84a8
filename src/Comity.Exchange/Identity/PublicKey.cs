using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;

namespace Comity.Exchange.Identity;

/// <summary>What a key is for.</summary>
public enum KeyUse
{
    /// <summary>Signing messages (ES256).</summary>
    [JsonStringEnumMemberName("sign")] Sign,

    /// <summary>Receiving encrypted messages (ECDH-ES).</summary>
    [JsonStringEnumMemberName("encrypt")] Encrypt,
}

/// <summary>A public key on the curve P-256, with the time it is good for.</summary>
/// <param name="Use">What it is for.</param>
/// <param name="X">Its x coordinate, base64url.</param>
/// <param name="Y">Its y coordinate, base64url.</param>
/// <param name="From">When it was made, UTC.</param>
/// <param name="Until">When it ends, or null while it is the newest: an older key overlaps with its successor.</param>
public sealed record PublicKey(KeyUse Use, string X, string Y, DateTimeOffset From, DateTimeOffset? Until = null)
{
    /// <summary>Its name: the thumbprint of RFC 7638.</summary>
    public string Id() => Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes($$"""{"crv":"P-256","kty":"EC","x":"{{X}}","y":"{{Y}}"}""")));

    /// <summary>Its parameters; the private part is not among them.</summary>
    /// <exception cref="FormatException">The coordinates are not base64url of 32 bytes.</exception>
    public ECParameters Parameters()
    {
        var point = new ECPoint { X = Base64Url.DecodeFromChars(X), Y = Base64Url.DecodeFromChars(Y) };
        return point.X.Length == 32 && point.Y.Length == 32
            ? new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = point }
            : throw new FormatException("A P-256 key has two coordinates of 32 bytes.");
    }

    /// <summary>The public part of a key.</summary>
    public static PublicKey Of(KeyUse use, ECParameters key, DateTimeOffset from) =>
        new(use, Base64Url.EncodeToString(key.Q.X), Base64Url.EncodeToString(key.Q.Y), from.ToUniversalTime());
}
