using System.Security.Cryptography;

namespace Comity.Host.Identity;

/// <summary>Cookies know no port: nodes that are served side by side on one machine must not take each other's.</summary>
/// <param name="Node">What the cookies of one served node have in common.</param>
public sealed record CookieNames(string Node)
{
    /// <summary>Names for a node that begins to be served; sessions end with the process anyway.</summary>
    public static CookieNames New() => new(RandomNumberGenerator.GetHexString(8, lowercase: true));

    /// <summary>The name of a cookie.</summary>
    public string Of(string purpose) => $"comity-{purpose}-{Node}";
}
