using System.Security.Claims;
using Comity.Host.Authority;
using Comity.Host.Identity;
using Comity.Kernel.Account.Audit;
using Comity.Kernel.Account.Authority;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Routing;

namespace Comity.Host.Web.Identity;

/// <summary>Adding a passkey to one's account and signing in with it (WebAuthn, in the framework's own implementation).</summary>
internal static class PasskeyEndpoints
{
    private const string Json = "application/json";

    public static void MapPasskeys(this IEndpointRouteBuilder app)
    {
        // A parameter that is a form makes the framework check the form's token.
        app.MapPost("/account/passkeys/options", async (IFormCollection _, Access access, OfficerSignIn signIn) =>
        {
            var account = access.Session!.Account;
            return Results.Content(
                await signIn.MakePasskeyCreationOptionsAsync(new PasskeyUserEntity { Id = account.ToActor().Account, Name = account.Name, DisplayName = account.DisplayName }), Json);
        }).SignedIn("everybody's own passkeys", beforeSecondFactor: true);
        app.MapPost("/account/passkeys", Add).SignedIn("everybody's own passkeys", beforeSecondFactor: true);
        app.MapPost("/sign-in/passkey/options", async (IFormCollection _, OfficerSignIn signIn) =>
            Results.Content(await signIn.MakePasskeyRequestOptionsAsync(null), Json)).OpenToAll("a passkey says who it is");
        app.MapPost("/sign-in/passkey", Enter).OpenToAll("a passkey says who it is");
    }

    private static async Task<IResult> Add(IFormCollection form, Node node, Access access, OfficerSignIn signIn, UserManager<UserAccount> users, HttpContext context)
    {
        var session = access.Session!;
        var isProof = SignInMethods.IsWhole(session.Method) || session.Account is { HasSecondFactor: false };
        var result = await signIn.PerformPasskeyAttestationAsync(form["credential"].ToString());
        if (!isProof || !result.Succeeded)
        {
            OfficerSignIn.Audit(node, context, session.Account, "add passkey", result.Failure?.Message ?? "", AuditOutcome.Refused);
            return Results.Redirect("/account?problem=passkey");
        }

        await users.AddOrUpdatePasskeyAsync(session.Account, result.Passkey);
        node.Authority.Sessions.EndAll(session.Account.Id, but: session.Id);
        node.Authority.Sessions.Prove(session.Id, SignInMethods.Passkey);
        OfficerSignIn.Audit(node, context, session.Account, "add passkey", "", AuditOutcome.Allowed);
        return Results.Redirect("/account");
    }

    private static async Task<IResult> Enter(IFormCollection form, Node node, OfficerSignIn signIn, UserManager<UserAccount> users, HttpContext context)
    {
        var result = await signIn.PerformPasskeyAssertionAsync(form["credential"].ToString());
        if (!result.Succeeded || !await signIn.CanSignInAsync(result.User) || await users.IsLockedOutAsync(result.User))
        {
            OfficerSignIn.Audit(node, context, result.User, "sign in", SignInMethods.Passkey, AuditOutcome.Refused);
            return Results.Redirect("/sign-in?problem=passkey");
        }

        // The counter of uses: a copied authenticator falls behind.
        await users.AddOrUpdatePasskeyAsync(result.User, result.Passkey);
        await signIn.SignInWithClaimsAsync(result.User, null, [new Claim("amr", SignInMethods.Passkey)]);
        return Results.Redirect("/start");
    }
}
