using Comity.Host.Identity;
using Comity.Kernel.Account.Audit;
using Comity.Kernel.Account.Authority;
using Comity.Kernel.Refer;
using Comity.Kernel.Refer.Cases;
using Comity.Programmes.Containers.Control;
using Comity.Programmes.Victims;
using Comity.Store.Identity;
using Microsoft.AspNetCore.Http;

namespace Comity.Host.Authority;

/// <summary>The role book that comes with Comity.</summary>
public static class ShippedRoles
{
    /// <summary>The book.</summary>
    public static RoleBook Book { get; } = Read();

    private static RoleBook Read()
    {
        using var stream = typeof(ShippedRoles).Assembly.GetManifestResourceStream("roles.json")!;
        return RoleBook.Read(stream);
    }
}

/// <summary>Who acts in a request and what they may do; pages ask it before they show a form.</summary>
public sealed class Access(IHttpContextAccessor accessor, RoleBook roles, Node node)
{
    private static readonly Actor Nobody = new("", "", "", "", [], []);

    /// <summary>Who acts; an actor without any right when nobody is signed in.</summary>
    public Actor Actor => Signed?.Actor ?? Nobody;

    /// <summary>The session, when a person is signed in.</summary>
    public Session? Session => Signed?.Session;

    /// <summary>Whether somebody is signed in with all the proof that is needed.</summary>
    public bool IsSignedIn => Signed is { IsWhole: true };

    /// <summary>Who acts, as decisions and the register name them.</summary>
    public Officer Officer => new(Actor.Name, Actor.Unit);

    /// <summary>Whether the actor may do something to anybody's things.</summary>
    public bool May(string resource, string action) => IsSignedIn && roles.May(Actor, new Right(resource, action));

    /// <summary>Whether the actor may do something to a thing of an owner.</summary>
    public bool May(string resource, string action, Owner owner) => IsSignedIn && roles.May(Actor, new Right(resource, action), owner);

    /// <summary>Whether the actor may do something to what accounts made; what needs a second person is refused to these.</summary>
    public bool May(string resource, string action, IReadOnlyCollection<string> makers) => IsSignedIn && roles.May(Actor, new Right(resource, action), makers);

    /// <summary>Whether the actor may see something under a handling label.</summary>
    public bool MaySee(Handling handling) => IsSignedIn && roles.MaySee(Actor, handling.Tlp);

    /// <summary>Whether the actor may see a referral: its label, and for a victim's referral the right to read victims' cases.</summary>
    public bool MaySee(ReferralOffer offer) => MaySee(offer.Handling) && (offer.Purpose != ConsentGate.ServiceReferral.Id || May("victims", "read"));

    /// <summary>A case as the actor may see it; null when even its opening is marked too strictly.</summary>
    public CaseLog? Seen(CaseLog? log) => log is not null && MaySee(log.Opening.Handling) ? log.Only(entry => MaySee(entry.Handling)) : null;

    /// <summary>Notes in the audit what a form changed, beside the gate's own entry, which knows only its address.</summary>
    /// <param name="resource">The resource.</param>
    /// <param name="action">The action.</param>
    /// <param name="item">Which one.</param>
    /// <param name="detail">What was changed.</param>
    public void Note(string resource, string action, string item, string detail) => node.Authority.Audit.Append(new AuditAct(
        AuditKind.Change, Actor.Account, Actor.Name, Actor.Unit, resource, action, item, detail, roles.Resource(resource).Purpose,
        accessor.HttpContext is { } context ? SignInMethods.Origin(context) : "", AuditOutcome.Allowed));

    private SignedInActor? Signed => accessor.HttpContext?.Features.Get<SignedInActor>();
}

/// <summary>Who acts in a request.</summary>
/// <param name="Actor">Who.</param>
/// <param name="Session">The session; null for a program with its key.</param>
/// <param name="IsWhole">Whether a second proof was given where one is needed.</param>
public sealed record SignedInActor(Actor Actor, Session? Session, bool IsWhole);
