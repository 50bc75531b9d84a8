using Comity.Kernel.Account;
using Comity.Kernel.Refer;

namespace Comity.Programmes.Victims;

/// <summary>
/// No referral of a person without recorded consent for the service and for the disclosure to that recipient, or an authorised
/// override that names its legal basis and the reason. What the person withholds stays out of every snapshot.
/// </summary>
public static class ConsentGate
{
    /// <summary>The kind of subject in the kernel's referral.</summary>
    public const string SubjectKind = "person";

    /// <summary>Referring a person to a service; the name and contacts may go along, what was done to the person only as far as the service needs.</summary>
    public static ReferralPurpose ServiceReferral { get; } = new(
        "victim-service",
        "A service for a presumed or identified victim of trafficking",
        ["case.number", "service"],
        [
            "prs_Salutation", "prs_FirstName", "prs_SecondName", "prs_Birthdate", "prs_Gender", "prs_Citizenship", "prs_Email", "prs_MobilePhone", "prs_HomePhone",
            "vic_TraffickingStatus", "vic_TraffickingStatusDecisionMakingOrg", "vic_TypeOfExploitation", "vic_MethodsOfControl",
        ],
        NeedsConsent: true);

    /// <summary>The consent that a referral can rest on, or null when there is none.</summary>
    public static Ground? Consent(VictimCase known, string service, string to) =>
        known.Holding.LastOrDefault(consent => Covers(consent, service, to)) is { } consent ? new Ground(GroundKind.Consent, consent.Number) : null;

    /// <summary>Why no consent carries a referral, for whoever has to ask the person.</summary>
    public static string Missing(VictimCase known, string service, string to)
    {
        var holding = known.Holding.ToArray();
        return holding switch
        {
            [] => "No consent of the person holds: nothing leaves. Ask the person and record the consent first.",
            _ when !Array.Exists(holding, consent => consent.Services.Contains(service, StringComparer.Ordinal)) =>
                $"No consent that holds covers the service '{service}'. Ask the person and record the consent first.",
            _ when !Array.Exists(holding, consent => consent.SharedWith.Contains(to, StringComparer.Ordinal)) =>
                $"No consent that holds allows disclosure to {to}. Ask the person and record the consent first.",
            _ => $"One consent covers the service '{service}' and another the disclosure to {to}; none covers both. Ask the person and record the consent first.",
        };
    }

    /// <summary>Makes sure that a referral may be made on a ground.</summary>
    /// <exception cref="DeedRefusedException">It may not; the message says what is missing.</exception>
    public static void Require(VictimCase known, string service, string to, Ground ground)
    {
        var problem = ground.Kind switch
        {
            GroundKind.Consent when known.Holding.Any(consent => consent.Number == ground.Reference && Covers(consent, service, to)) => null,
            GroundKind.Consent => $"Consent '{ground.Reference}' does not hold, or does not cover the service '{service}' or disclosure to {to}.",
            GroundKind.Override when string.IsNullOrWhiteSpace(ground.Reference) || string.IsNullOrWhiteSpace(ground.Reason) =>
                "An override of consent names its legal basis and the reason.",
            GroundKind.Override => null,
            _ => "A person is referred with consent or by an authorised override; a legal basis alone is not enough.",
        };
        if (problem is not null)
        {
            throw new DeedRefusedException(problem);
        }
    }

    /// <summary>What leaves with a referral: the fields chosen, as far as the purpose carries them and the person does not withhold them.</summary>
    /// <param name="known">The case.</param>
    /// <param name="service">The service asked for.</param>
    /// <param name="fields">The fields the case worker chose.</param>
    public static SubjectSnapshot Snapshot(VictimCase known, string service, IEnumerable<string> fields)
    {
        var facts = new SortedDictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal) { ["case.number"] = [known.Number], ["service"] = [service] };
        var withheld = known.Withheld;
        foreach (var field in fields.Where(field => ServiceReferral.Optional.Contains(field, StringComparer.Ordinal) && !withheld.ContainsKey(field)))
        {
            if (known.Values.TryGetValue(field, out var values))
            {
                facts[field] = values;
            }
        }

        return new SubjectSnapshot(SubjectKind, known.Number, facts);
    }

    private static bool Covers(Consent consent, string service, string to) =>
        consent.Services.Contains(service, StringComparer.Ordinal) && consent.SharedWith.Contains(to, StringComparer.Ordinal);
}
