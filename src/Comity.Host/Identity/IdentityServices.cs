using Comity.Host.Authority;
using Comity.Host.Languages;
using Comity.Kernel.Account.Authority;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace Comity.Host.Identity;

/// <summary>Sign-in and authority, put together.</summary>
public static class IdentityServices
{
    /// <summary>The shortest password. Length is what counts; rules on characters only make people write passwords down (NIST SP 800-63B).</summary>
    public const int ShortestPassword = 12;

    private const int MostFailures = 5;
    private static readonly TimeSpan LockedFor = TimeSpan.FromMinutes(15);

    /// <summary>Adds sign-in, sessions and the gate.</summary>
    /// <param name="services">The services.</param>
    /// <param name="isSecure">Whether the pages are served over HTTPS only.</param>
    /// <param name="names">Names the cookies.</param>
    public static IServiceCollection AddSignIn(this IServiceCollection services, bool isSecure, CookieNames names)
    {
        services.AddHttpContextAccessor();
        services.AddSingleton(ShippedRoles.Book);
        // Sessions and proofs are timed by the clock of the node.
        services.AddSingleton(provider => provider.GetRequiredService<Node>().Clock);
        services.AddSingleton<Gate>();
        services.AddScoped<Access>();
        services.AddScoped<Texts>();
        services.AddScoped(provider => provider.GetRequiredService<Access>().Officer);
        services.AddAuthentication(IdentityConstants.ApplicationScheme).AddIdentityCookies(cookies =>
        {
            cookies.ApplicationCookie!.Configure(cookie => Harden(cookie, "session"));
            cookies.TwoFactorUserIdCookie!.Configure(cookie => Harden(cookie, "second"));
            cookies.ExternalCookie!.Configure(cookie => Harden(cookie, "other"));
        });
        services.AddIdentityCore<UserAccount>(identity =>
        {
            identity.Password.RequiredLength = ShortestPassword;
            identity.Password.RequireDigit = identity.Password.RequireLowercase = identity.Password.RequireUppercase = identity.Password.RequireNonAlphanumeric = false;
            identity.Password.RequiredUniqueChars = 5;
            identity.Lockout.MaxFailedAccessAttempts = MostFailures;
            identity.Lockout.DefaultLockoutTimeSpan = LockedFor;
            identity.Tokens.AuthenticatorIssuer = "Comity";
        })
            .AddSignInManager<OfficerSignIn>()
            .AddUserStore<OfficerStore>()
            .AddTokenProvider<AuthenticatorTokenProvider<UserAccount>>(TokenOptions.DefaultAuthenticatorProvider);
        // The node's pages send no referrer, so browsers name no origin with their forms; the authenticator signed the one it saw.
        services.Configure<IdentityPasskeyOptions>(passkeys => passkeys.ValidateOrigin = seen => ValueTask.FromResult(
            !seen.CrossOrigin && string.Equals(seen.Origin, $"{seen.HttpContext.Request.Scheme}://{seen.HttpContext.Request.Host}", StringComparison.OrdinalIgnoreCase)));
        return services;

        void Harden(CookieAuthenticationOptions options, string purpose)
        {
            options.Cookie.Name = names.Of(purpose);
            options.Cookie.HttpOnly = true;
            options.Cookie.SameSite = SameSiteMode.Strict;
            options.Cookie.SecurePolicy = isSecure ? CookieSecurePolicy.Always : CookieSecurePolicy.SameAsRequest;
            // The node's own record of sessions decides when they end.
            options.SlidingExpiration = false;
            // The framework would make the principal anew every half hour, without its session.
            options.Events.OnValidatePrincipal = _ => Task.CompletedTask;
        }
    }
}
