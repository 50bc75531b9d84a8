using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Comity.Host.Web;

/// <summary>
/// Until officers sign in by name, a node serves only its own machine, and only browsers that were opened with the key
/// printed at the start: other accounts of the machine, and pages of other sites, stay outside.
/// </summary>
public sealed class AccessKey(string key)
{
    // Cookies know no port: nodes that are served side by side must not take each other's.
    private readonly string _cookie = $"comity-key-{Name(key)}";

    /// <summary>A new random key.</summary>
    public static AccessKey New() => new(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)));

    /// <summary>The name of the cookie with which forms are checked.</summary>
    public string FormCookie => $"comity-form-{Name(key)}";

    /// <summary>The key as it stands in the address that is printed.</summary>
    public string Value => key;

    /// <summary>Lets a request through when it carries the key; an address with the key sets the cookie and loses the key.</summary>
    public async Task Guard(HttpContext context, RequestDelegate next)
    {
        if (context.Request.Query["key"].FirstOrDefault() is { } offered && Matches(offered))
        {
            context.Response.Cookies.Append(_cookie, key, new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Strict, IsEssential = true, Path = "/" });
            context.Response.Redirect(context.Request.Path);
            return;
        }

        if (context.Request.Cookies[_cookie] is { } held && Matches(held))
        {
            await next(context);
            return;
        }

        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        context.Response.ContentType = "text/plain; charset=utf-8";
        await context.Response.WriteAsync("Open the address that comity printed when it started; it carries the key of this node.", context.RequestAborted);
    }

    private static string Name(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)).AsSpan(0, 4));

    private bool Matches(string offered) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(offered), Encoding.UTF8.GetBytes(key));
}
