using System.Security.Cryptography;
using System.Text;

namespace Comity.Exchange.Identity;

/// <summary>
/// What two people compare, by telephone or side by side, before their nodes trust one another: the first 128 bits of
/// the SHA-256 of a node's name and first signing key, as eight words that can be said in any language (proquints,
/// D. Wilkerson, arXiv:0901.4016).
/// </summary>
public static class Fingerprint
{
    private const string Consonants = "bdfghjklmnprstvz";
    private const string Vowels = "aiou";
    private const int Words = 8;

    /// <summary>The words of a node.</summary>
    /// <param name="node">Its name.</param>
    /// <param name="rootKeyId">The thumbprint of the signing key it began with.</param>
    public static string Of(string node, string rootKeyId)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{node}\n{rootKeyId}"));
        return string.Join('-', Enumerable.Range(0, Words).Select(i => Word(hash[i * 2], hash[(i * 2) + 1])));
    }

    /// <summary>Whether two fingerprints say the same; case, spaces and hyphens do not matter.</summary>
    public static bool Same(string one, string other) => Letters(one) == Letters(other);

    private static string Word(byte high, byte low)
    {
        var bits = (high << 8) | low;
        return new string([Consonants[bits >> 12], Vowels[(bits >> 10) & 3], Consonants[(bits >> 6) & 15], Vowels[(bits >> 4) & 3], Consonants[bits & 15]]);
    }

    private static string Letters(string text) => new([.. text.Where(char.IsAsciiLetter).Select(char.ToLowerInvariant)]);
}
