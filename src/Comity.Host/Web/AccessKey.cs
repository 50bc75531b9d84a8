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
    private const string Cookie = "comity-key";

    /// <summary>A new random key.</summary>
    public static AccessKey New() => new(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)));

    /// <summary>The key as it stands in the address that is printed.</summary>
    public string Value => key;

    /// <summary>Lets a request through when it carries the key; an address with the key sets the cookie and loses the key.</summary>
    public async Task Guard(HttpContext context, RequestDelegate next)
    {
        if (context.Request.Query["key"].FirstOrDefault() is { } offered && Matches(offered))
        {
            context.Response.Cookies.Append(Cookie, key, new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Strict, IsEssential = true, Path = "/" });
            context.Response.Redirect(context.Request.Path);
            return;
        }

        if (context.Request.Cookies[Cookie] is { } held && Matches(held))
        {
            await next(context);
            return;
        }

        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        context.Response.ContentType = "text/plain; charset=utf-8";
        await context.Response.WriteAsync("Open the address that comity printed when it started; it carries the key of this node.", context.RequestAborted);
    }

    private bool Matches(string offered) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(offered), Encoding.UTF8.GetBytes(key));
}
