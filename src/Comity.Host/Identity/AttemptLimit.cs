using System.Threading.RateLimiting;
using Comity.Host.Authority;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Comity.Host.Identity;

/// <summary>
/// How often one network address may try what is open to all and takes a secret: passwords, codes, passkeys and links.
/// Accounts lock by themselves; this holds back who tries many names or tokens.
/// </summary>
public static class AttemptLimit
{
    /// <summary>Attempts a minute.</summary>
    public const int PerMinute = 100;

    private static readonly string[] WithToken = ["/enter/", "/invite/", "/setup/"];

    /// <summary>Adds the limit; what is beyond it is answered with 429.</summary>
    public static IServiceCollection AddAttemptLimit(this IServiceCollection services) => services.AddRateLimiter(limiter =>
    {
        limiter.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        limiter.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(context => IsAttempt(context)
            ? RateLimitPartition.GetFixedWindowLimiter(SignInMethods.Origin(context), _ => new FixedWindowRateLimiterOptions { PermitLimit = PerMinute, Window = TimeSpan.FromMinutes(1) })
            : RateLimitPartition.GetNoLimiter(""));
    });

    private static bool IsAttempt(HttpContext context) => context.GetEndpoint()?.Metadata.GetMetadata<OpenToAllAttribute>() is not null
        && (HttpMethods.IsPost(context.Request.Method) || Array.Exists(WithToken, beginning => context.Request.Path.StartsWithSegments(beginning.TrimEnd('/'), StringComparison.Ordinal)));
}
