using Microsoft.AspNetCore.Http;

namespace Comity.Host.Identity;

/// <summary>By what a person proved to be it, and from where.</summary>
public static class SignInMethods
{
    /// <summary>A password alone: enough only to add a second proof.</summary>
    public const string Password = "password";

    /// <summary>A password and a code of an authenticator app, or a recovery code.</summary>
    public const string TwoFactor = "password and code";

    /// <summary>A passkey.</summary>
    public const string Passkey = "passkey";

    /// <summary>A link that works once.</summary>
    public const string Link = "link";

    /// <summary>Whether a method is enough to work with.</summary>
    public static bool IsWhole(string method) => method is not Password;

    /// <summary>The network address a request came from.</summary>
    public static string Origin(HttpContext context) => context.Connection.RemoteIpAddress?.ToString() ?? "unknown";
}
