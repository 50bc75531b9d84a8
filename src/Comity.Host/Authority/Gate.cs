using System.Security.Claims;
using Comity.Host.Api;
using Comity.Host.Identity;
using Comity.Kernel.Account.Audit;
using Comity.Kernel.Account.Authority;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Routing;

namespace Comity.Host.Authority;

/// <summary>
/// Every request passes here once, before anything is done for it: who is it, what does the address need, may they; and
/// the entry in the audit is made before the act. What has no rule is refused.
/// </summary>
public sealed class Gate(Node node, RoleBook roles, TimeProvider clock)
{
    /// <summary>How long a proof of identity counts for acts that need a fresh one.</summary>
    public static readonly TimeSpan Freshness = TimeSpan.FromMinutes(10);

    /// <summary>The claim that holds the session's token.</summary>
    public const string SessionClaim = "session";

    private const string FormField = "_handler";
    private const int LongestDetail = 500;

    /// <summary>Lets a request through or answers it.</summary>
    public async Task Pass(HttpContext context, RequestDelegate next)
    {
        var signed = await Who(context);
        if (signed is not null)
        {
            context.Features.Set(signed);
        }

        var rules = context.GetEndpoint()?.Metadata.GetOrderedMetadata<AccessRuleAttribute>() ?? [];
        if (rules.Any(rule => rule is OpenToAllAttribute))
        {
            await next(context);
            return;
        }

        if (signed is null)
        {
            Challenge(context);
            return;
        }

        if (context.GetEndpoint() is not RouteEndpoint endpoint)
        {
            // Nothing is there, and nothing will be done.
            await next(context);
            return;
        }

        if (!signed.IsWhole && !rules.Any(rule => rule is SignedInAttribute { BeforeSecondFactor: true }))
        {
            context.Response.Redirect("/account/second-proof");
            return;
        }

        if (rules.Any(rule => rule is SignedInAttribute))
        {
            await next(context);
            return;
        }

        await PassRights(context, endpoint, signed, [.. rules.OfType<MayAttribute>()], next);
    }

    private async Task PassRights(HttpContext context, RouteEndpoint endpoint, SignedInActor signed, MayAttribute[] rules, RequestDelegate next)
    {
        MayAttribute[] needed = [.. rules.Where(rule => rule.Form is null)];
        var isForm = endpoint.Metadata.GetMetadata<ComponentTypeMetadata>() is not null && !HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method);
        if (isForm)
        {
            needed = [.. needed, .. await FormRules(context, signed.Actor, rules)];
        }

        // A page without a rule, and a form without one, are nobody's.
        var refused = needed.FirstOrDefault(rule => !roles.May(signed.Actor, rule.Right));
        if (needed.Length == 0 || refused is not null || (isForm && needed.All(rule => rule.Form is null)))
        {
            Audit(context, signed.Actor, (refused ?? needed.LastOrDefault())?.Right ?? new Right("", ""), AuditKind.Read, AuditOutcome.Refused);
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }

        if (needed.Any(IsStale))
        {
            if (ApiAddress.Is(context.Request.Path))
            {
                context.Response.StatusCode = StatusCodes.Status403Forbidden;
                return;
            }

            context.Response.Redirect("/account/prove?back=" + Uri.EscapeDataString(context.Request.Path + context.Request.QueryString));
            return;
        }

        // The page's own right and its form's make one act.
        var act = needed[^1];
        var isAudited = act.Unaudited is null;
        if (isAudited)
        {
            Audit(context, signed.Actor, act.Right, Kind(context, act), AuditOutcome.Allowed);
        }

        await next(context);
        if (isAudited && context.Response.StatusCode >= StatusCodes.Status400BadRequest)
        {
            Audit(context, signed.Actor, act.Right, Kind(context, act), AuditOutcome.Failed);
        }

        bool IsStale(MayAttribute rule) =>
            roles.Resource(rule.Right.Resource).Fresh.Contains(rule.Right.Action, StringComparer.Ordinal) && (signed.Session is not { } session || clock.GetUtcNow() - session.ProvedAt > Freshness);
    }

    /// <summary>The rules of the form that was sent. Only for somebody who may send one of the page's is it read.</summary>
    private async Task<IEnumerable<MayAttribute>> FormRules(HttpContext context, Actor actor, MayAttribute[] rules)
    {
        MayAttribute[] forms = [.. rules.Where(rule => rule.Form is not null)];
        if (forms.Length < 2 || !forms.Any(rule => roles.May(actor, rule.Right)) || !context.Request.HasFormContentType)
        {
            return forms;
        }

        var sent = (await context.Request.ReadFormAsync(context.RequestAborted))[FormField].ToString();
        return forms.Where(rule => rule.IsFor(sent));
    }

    private async Task<SignedInActor?> Who(HttpContext context)
    {
        if (ApiAddress.Bearer(context) is { } secret)
        {
            // A wrong key is nobody, whatever cookie came with it.
            return node.Authority.Keys.Find(secret) is { } key ? new SignedInActor(key.ToActor(), null, IsWhole: true) : null;
        }

        var result = await context.AuthenticateAsync(IdentityConstants.ApplicationScheme);
        if (result.Principal?.FindFirstValue(SessionClaim) is not { } token || node.Authority.Sessions.Find(token) is not { } session)
        {
            return null;
        }

        context.User = result.Principal;
        return new SignedInActor(session.Account.ToActor(), session, SignInMethods.IsWhole(session.Method));
    }

    private void Audit(HttpContext context, Actor actor, Right right, AuditKind kind, AuditOutcome outcome)
    {
        var detail = $"{context.Request.Method} {context.Request.QueryString}".TrimEnd();
        var why = context.Request.Query["why"].FirstOrDefault() is { Length: > 0 } said ? said : right.Resource.Length > 0 ? roles.Resource(right.Resource).Purpose : "";
        node.Authority.Audit.Append(new AuditAct(
            kind, actor.Account, actor.Name, actor.Unit, right.Resource, right.Action, context.Request.Path,
            detail.Length > LongestDetail ? detail[..LongestDetail] : detail, why.Length > LongestDetail ? why[..LongestDetail] : why,
            SignInMethods.Origin(context), outcome));
    }

    private static AuditKind Kind(HttpContext context, MayAttribute rule) => rule.Right.Action switch
    {
        "read" or "use" when rule.SearchBy is { } field && context.Request.Query[field].ToString().Length > 0 => AuditKind.Search,
        "read" or "use" or "test" or "count" or "reveal" => AuditKind.Read,
        "export" => AuditKind.Export,
        _ => AuditKind.Change,
    };

    private static void Challenge(HttpContext context)
    {
        if (ApiAddress.Is(context.Request.Path))
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
        }
        else if (HttpMethods.IsGet(context.Request.Method) && !context.Request.Headers.Accept.ToString().Contains("application/json", StringComparison.Ordinal))
        {
            context.Response.Redirect("/sign-in?back=" + Uri.EscapeDataString(context.Request.Path + context.Request.QueryString));
            return;
        }

        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
    }
}
