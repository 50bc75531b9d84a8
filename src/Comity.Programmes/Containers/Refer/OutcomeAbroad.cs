using System.Text.Json;
using System.Text.Json.Serialization;
using Comity.Kernel.Account;
using Comity.Kernel.Refer;
using Comity.Programmes.Containers.Control;

namespace Comity.Programmes.Containers.Refer;

/// <summary>
/// What another node did about a consignment that this one referred, as it stands in this node's register. It credits the
/// profiles that had singled the consignment out, and is never counted with this node's own seizures.
/// </summary>
public sealed record OutcomeAbroad
{
    /// <summary>The kind of register entry.</summary>
    public const string Kind = "outcome-abroad";

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>The referral.</summary>
    public required string Referral { get; init; }

    /// <summary>The node that acted.</summary>
    public required string Node { get; init; }

    /// <summary>Container number.</summary>
    public string? Container { get; init; }

    /// <summary>Bill of lading number.</summary>
    public string? Bill { get; init; }

    /// <summary>The result as that node named it.</summary>
    public required string Result { get; init; }

    /// <summary>What was done and found, in its words.</summary>
    public required string Report { get; init; }

    /// <summary>What it seized; empty when it named nothing.</summary>
    public IReadOnlyList<SeizedItem> Seized { get; init; } = [];

    /// <summary>The profiles that are credited or debited with the result.</summary>
    public IReadOnlyList<CreditedProfile> Profiles { get; init; } = [];

    /// <summary>
    /// Enters the outcome of a referral of this node when the other side reports it, in the unit of work that takes the
    /// report in: it is in the register once, however often the report comes.
    /// </summary>
    /// <param name="view">What this node knew before.</param>
    /// <param name="unit">The unit of work.</param>
    /// <param name="referral">The referral after the step.</param>
    /// <param name="step">The step of the other side.</param>
    /// <param name="at">The time.</param>
    public static void Enter(INodeView view, IUnitOfWork unit, Referral referral, Step step, DateTimeOffset at)
    {
        var offer = referral.Offer;
        if (step.Kind != StepKind.Complete || step.Outcome is not { } outcome || offer.Subject.Kind != ConsignmentReferral.SubjectKind)
        {
            return;
        }

        // The one that was known when it was referred, not what was declared since.
        var known = ConsignmentReferral.Find(view, offer);
        var subject = known.FirstOrDefault(state => state.Version.ReceivedAt <= offer.At) ?? (known.Count > 0 ? known[0] : null);
        bool? found = outcome.Result == ConsignmentReferral.Seized || outcome.Found is { Count: > 0 } ? true
            : outcome.Result == ConsignmentReferral.NothingFound ? false
            : null;
        var entry = new OutcomeAbroad
        {
            Referral = referral.Id,
            Node = step.Node,
            Container = subject?.Version.Record["container.number"] as string ?? offer.Subject.Label,
            Bill = subject?.Version.Record["bill.number"] as string,
            Result = outcome.Result,
            Report = outcome.Report,
            Seized = [.. (outcome.Found ?? []).Select(item => new SeizedItem(item.What, item.Quantity, item.Unit))],
            Profiles = [.. (subject?.Finding?.Hits ?? []).Select(hit => new CreditedProfile(hit.Id, hit.Version))],
        };
        unit.AddRegisterEntry(Kind, subject?.Version.SubjectId, at, $"{step.By}, {step.Node}", corrects: null, entry.ToJson(), found);
    }

    /// <summary>The entry as the payload of the register.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Json);

    /// <summary>The entry of a register entry's payload.</summary>
    /// <exception cref="JsonException">The payload is none.</exception>
    public static OutcomeAbroad FromJson(string payload) =>
        JsonSerializer.Deserialize<OutcomeAbroad>(payload, Json) ?? throw new JsonException("An outcome abroad cannot be null.");
}
