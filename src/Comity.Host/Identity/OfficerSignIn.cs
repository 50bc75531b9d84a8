using System.Security.Claims;
using Comity.Host.Authority;
using Comity.Kernel.Account.Audit;
using Comity.Kernel.Account.Authority;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Comity.Host.Identity;

/// <summary>
/// The framework's sign-in, with sessions that the node keeps: every way in ends here, in a session that can be seen and
/// ended, and in the audit.
/// </summary>
public sealed class OfficerSignIn(
    UserManager<UserAccount> users,
    IHttpContextAccessor accessor,
    IUserClaimsPrincipalFactory<UserAccount> principals,
    IOptions<IdentityOptions> options,
    ILogger<SignInManager<UserAccount>> logger,
    IAuthenticationSchemeProvider schemes,
    IUserConfirmation<UserAccount> confirmation,
    Node node)
    : SignInManager<UserAccount>(users, accessor, principals, options, logger, schemes, confirmation)
{
    /// <inheritdoc />
    public override Task<bool> CanSignInAsync(UserAccount user) => Task.FromResult(!user.IsDisabled);

    /// <inheritdoc />
    public override Task SignInWithClaimsAsync(UserAccount user, AuthenticationProperties? authenticationProperties, IEnumerable<Claim> additionalClaims)
    {
        Claim[] claims = [.. additionalClaims];
        var method = claims.FirstOrDefault(claim => claim.Type is "amr" or ClaimTypes.AuthenticationMethod)?.Value switch
        {
            "mfa" => SignInMethods.TwoFactor,
            SignInMethods.Link => SignInMethods.Link,
            SignInMethods.Passkey => SignInMethods.Passkey,
            // What is not known counts least.
            _ => SignInMethods.Password,
        };
        Audit(node, Context, user, "sign in", method, AuditOutcome.Allowed);
        var token = node.Authority.Sessions.Begin(user.Id, method, SignInMethods.Origin(Context), Context.Request.Headers.UserAgent.ToString());
        return base.SignInWithClaimsAsync(user, authenticationProperties, [.. claims, new Claim(Gate.SessionClaim, token)]);
    }

    /// <summary>Notes an act of signing in or out.</summary>
    public static void Audit(Node node, HttpContext context, UserAccount? account, string action, string detail, AuditOutcome outcome) =>
        node.Authority.Audit.Append(new AuditAct(
            AuditKind.Access, account?.ToActor().Account ?? "", account?.DisplayName ?? "", account?.Unit ?? "", "session", action, Address(context), detail, "access to the node",
            SignInMethods.Origin(context), outcome));

    // Addresses with a token in them are noted without it.
    private static string Address(HttpContext context) => context.GetEndpoint() is RouteEndpoint { RoutePattern.RawText: { } pattern } ? pattern : context.Request.Path;
}
