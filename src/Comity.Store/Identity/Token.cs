using System.Security.Cryptography;
using System.Text;

namespace Comity.Store.Identity;

/// <summary>Secrets that are handed out once: 256 random bits, of which only the hash is kept.</summary>
internal static class Token
{
    private const int Bytes = 32;

    public static string New() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(Bytes));

    public static string Hash(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}
