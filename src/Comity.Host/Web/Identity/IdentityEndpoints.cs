using System.Security.Claims;
using Comity.Host.Authority;
using Comity.Host.Identity;
using Comity.Host.Web.Shared;
using Comity.Kernel.Account.Audit;
using Comity.Store.Identity;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Comity.Host.Web.Identity;

/// <summary>The addresses of signing in and out that are not pages.</summary>
internal static class IdentityEndpoints
{
    public static void MapIdentity(this IEndpointRouteBuilder app)
    {
        app.MapGet("/enter/{token}", Enter).OpenToAll("the link is the proof; it works once");
        app.MapGet("/start", (Access access) => Results.Redirect(StartOf(access))).SignedIn("leads to the first page that is the actor's");
        // A parameter that is a form makes the framework check the form's token.
        app.MapPost("/sign-out", SignOut).SignedIn("everybody may leave", beforeSecondFactor: true);
    }

    private static async Task<IResult> Enter(string token, Node node, OfficerSignIn signIn, HttpContext context)
    {
        if (node.Authority.Links.Use(token) is not { Purpose: LinkPurpose.Enter, AccountId: { } id } || node.Authority.Accounts.Find(id) is not { IsDisabled: false } account)
        {
            OfficerSignIn.Audit(node, context, null, "sign in", SignInMethods.Link, AuditOutcome.Refused);
            return Results.Redirect("/sign-in?problem=link");
        }

        await signIn.SignInWithClaimsAsync(account, null, [new Claim("amr", SignInMethods.Link)]);
        return Results.Redirect("/start");
    }

    private static string StartOf(Access access)
    {
        foreach (var place in MainMenu.All)
        {
            if (access.May(place.Resource, place.Action))
            {
                return place.Address;
            }
        }

        return "/account";
    }

    private static async Task<IResult> SignOut(IFormCollection _, Node node, Access access, OfficerSignIn signIn, HttpContext context)
    {
        if (access.Session is { } session)
        {
            node.Authority.Sessions.End(session.Id);
            OfficerSignIn.Audit(node, context, session.Account, "sign out", session.Method, AuditOutcome.Allowed);
        }

        await signIn.SignOutAsync();
        return Results.Redirect("/sign-in");
    }
}
