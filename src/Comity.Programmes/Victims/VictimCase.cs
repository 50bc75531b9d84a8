using System.Collections.Immutable;
using System.Globalization;
using Comity.Kernel.Account;
using Comity.Kernel.Refer;

namespace Comity.Programmes.Victims;

/// <summary>A consent and whether it still holds.</summary>
/// <param name="Consent">What was agreed to.</param>
/// <param name="Given">Recorded by whom and when.</param>
/// <param name="Withdrawn">Withdrawn by whom and when, or null.</param>
public sealed record ConsentState(Consent Consent, Deed Given, Deed? Withdrawn);

/// <summary>A referral of a person that left this node.</summary>
/// <param name="ReferralId">The kernel's referral.</param>
/// <param name="To">The node it went to.</param>
/// <param name="Service">The service asked for.</param>
/// <param name="Ground">What it rests on.</param>
public sealed record OutgoingReferral(string ReferralId, string To, string Service, Ground Ground);

/// <summary>
/// A presumed or identified victim's case: a value that follows from its entries alone. <see cref="With"/> is the only way to
/// change it and refuses what is not allowed.
/// </summary>
public sealed record VictimCase
{
    private const int AdultAge = 18;

    private VictimCase(string number) => Number = number;

    /// <summary>Its number: what stands for the person wherever the name is not needed.</summary>
    public string Number { get; }

    /// <summary>Every entry, oldest first.</summary>
    public ImmutableList<VictimEntry> Entries { get; private init; } = [];

    /// <summary>Values by field of <see cref="Htcds"/>; fields without a value are absent.</summary>
    public ImmutableDictionary<string, IReadOnlyList<string>> Values { get; private init; } = ImmutableDictionary.Create<string, IReadOnlyList<string>>(StringComparer.Ordinal);

    /// <summary>The consents in the order they were given.</summary>
    public ImmutableList<ConsentState> Consents { get; private init; } = [];

    /// <summary>The services in the order they were planned.</summary>
    public ImmutableList<Service> Services { get; private init; } = [];

    /// <summary>Referrals made.</summary>
    public ImmutableList<OutgoingReferral> Referrals { get; private init; } = [];

    /// <summary>The organisations that met the person as a possible victim, each once, in the order in which that became known.</summary>
    public ImmutableList<PersonDetected> Detections { get; private init; } = [];

    /// <summary>Whether work goes on.</summary>
    public bool IsOpen => Value("cas_Status") is "Active" or "FollowUp";

    /// <summary>The consents that hold.</summary>
    public IEnumerable<Consent> Holding => Consents.Where(state => state.Withdrawn is null).Select(state => state.Consent);

    /// <summary>Whether the case may be counted in what is published: the latest consent that holds says so.</summary>
    public bool MayBeReported => Holding.LastOrDefault()?.NonIdentifiableReporting ?? false;

    /// <summary>Whether the person is a child on a day, under eighteen (Palermo Protocol, article 3(d)); null while the date of birth is not known.</summary>
    public bool? IsChild(DateOnly day) =>
        Value("prs_Birthdate") is { } birth ? DateOnly.ParseExact(birth, "yyyy-MM-dd", CultureInfo.InvariantCulture).AddYears(AdultAge) > day : null;

    /// <summary>Whether a consent that holds covers a service.</summary>
    public bool Covers(string service) => Holding.Any(consent => consent.Services.Contains(service, StringComparer.Ordinal));

    /// <summary>The referrals whose consent was withdrawn since: each has to be taken back.</summary>
    public IEnumerable<OutgoingReferral> WithoutConsent =>
        Consents.Where(state => state.Withdrawn is not null).SelectMany(state => RestingOn(state.Consent.Number));

    /// <summary>The running services that no consent would cover any more without one that holds.</summary>
    public IEnumerable<Service> ServicesRestingOn(string consentNumber) => Services.Where(service => service.Outcome is null
        && Holding.Any(consent => consent.Number == consentNumber && consent.Services.Contains(service.Name, StringComparer.Ordinal))
        && Holding.All(consent => consent.Number == consentNumber || !consent.Services.Contains(service.Name, StringComparer.Ordinal)));

    /// <summary>The fields that a consent that holds withholds, with the reason.</summary>
    public IReadOnlyDictionary<string, string> Withheld => Holding
        .SelectMany(consent => consent.Withhold)
        .GroupBy(withheld => withheld.Key, StringComparer.Ordinal)
        .ToDictionary(withheld => withheld.Key, withheld => withheld.Last().Value, StringComparer.Ordinal);

    /// <summary>A case without entries; the first is <see cref="CaseOpened"/>.</summary>
    public static VictimCase Numbered(string number) => new(number);

    /// <summary>A case from its entries.</summary>
    public static VictimCase Of(string number, IEnumerable<VictimEntry> entries) => entries.Aggregate(Numbered(number), (known, entry) => known.With(entry));

    /// <summary>The first value of a field, or null.</summary>
    public string? Value(string field) => Values.TryGetValue(field, out var values) ? values[0] : null;

    /// <summary>The case with one more entry.</summary>
    /// <exception cref="DeedRefusedException">The entry is not allowed as things stand.</exception>
    public VictimCase With(VictimEntry entry)
    {
        entry.Deed.Checked();
        Require(entry is CaseOpened == Entries.IsEmpty, Entries.IsEmpty ? "The case is not opened." : "The case was opened before.");
        Require(Entries.IsEmpty || entry.Deed.At >= Entries[^1].Deed.At, FormattableString.Invariant($"{entry.Deed.At:u} lies before the last entry of the case."));
        Require(
            entry is CaseOpened or CaseReopened or ConsentWithdrawn or ServiceEnded || IsOpen,
            "The case is closed; it can be opened again.");
        return Apply(entry) with { Entries = Entries.Add(entry) };
    }

    /// <summary>The four parts of the response as they stand.</summary>
    public IReadOnlyList<PillarView> Pillars(DateOnly today) =>
    [
        .. Enum.GetValues<Pillar>().Select(pillar =>
        {
            var services = Services.Where(service => service.Pillar == pillar).ToArray();
            var running = services.Where(service => service.Outcome is null).ToArray();
            return new PillarView(pillar, running, [.. running.Where(service => service.Due < today)], [.. services.Where(service => service.Outcome is not null)]);
        }),
    ];

    /// <summary>The referrals that rest on a consent: when it is withdrawn they have to be revoked, wherever they are.</summary>
    public IEnumerable<OutgoingReferral> RestingOn(string consentNumber) =>
        Referrals.Where(referral => referral.Ground.Kind == GroundKind.Consent && referral.Ground.Reference == consentNumber);

    private VictimCase Apply(VictimEntry entry) => entry switch
    {
        CaseOpened => Set(("cas_Status", "Active")),
        CaseReopened => Reopen(),
        CaseClosed closed => Close(closed.Deed),
        FieldsWritten written => Write(written.Values),
        StatusDecided decided => Decide(decided),
        PersonDetected detected => Detect(detected),
        ConsentRecorded recorded => Record(recorded),
        ConsentWithdrawn withdrawn => Withdraw(withdrawn),
        ServicePlanned planned => Plan(planned),
        ServiceEnded ended => End(ended),
        PersonReferred referred => Refer(referred),
        _ => throw new DeedRefusedException($"Unknown entry {entry.GetType().Name}."),
    };

    private VictimCase Reopen()
    {
        Require(!IsOpen, "The case is open.");
        return this with { Values = Values.SetItem("cas_Status", ["Active"]).Remove("cas_ReasonForCaseClosure") };
    }

    private VictimCase Close(Deed deed)
    {
        Require(Services.All(service => service.Outcome is not null), "A service still runs; end it, with its outcome, before the case is closed.");
        return Set(("cas_Status", Referrals.IsEmpty ? "Closed" : "ClosedReferred"), ("cas_ReasonForCaseClosure", deed.Why));
    }

    private VictimCase Write(IReadOnlyDictionary<string, IReadOnlyList<string>> values)
    {
        var next = Values;
        foreach (var (name, found) in values)
        {
            var field = Htcds.Field(name) ?? throw new DeedRefusedException($"There is no field {name}.");
            Require(!field.Follows, $"{field.Label} follows from a step of its own and is not typed.");
            if (field.Problem(found) is { } problem)
            {
                throw new DeedRefusedException(problem);
            }

            next = found.Count == 0 ? next.Remove(name) : next.SetItem(name, found);
        }

        return this with { Values = next };
    }

    private VictimCase Decide(StatusDecided decided)
    {
        Check("vic_TraffickingStatus", decided.Status);
        Check("vic_TraffickingStatusDecisionMakingOrg", decided.Organisation);
        return Set(("vic_TraffickingStatus", decided.Status), ("vic_TraffickingStatusDecisionMakingOrg", decided.Organisation));
    }

    private VictimCase Detect(PersonDetected detected)
    {
        Check("vic_TraffickingStatusDecisionMakingOrg", detected.Organisation);
        Require(!string.IsNullOrWhiteSpace(detected.Name), "Say which organisation met the person.");
        Require(
            Detections.All(known => known.Organisation != detected.Organisation || !string.Equals(known.Name, detected.Name, StringComparison.OrdinalIgnoreCase)),
            $"It is recorded already that {detected.Name} met the person.");
        return this with { Detections = Detections.Add(detected) };
    }

    private VictimCase Record(ConsentRecorded recorded)
    {
        var consent = recorded.Consent;
        Require(
            consent.Giver != ConsentGiver.Person || IsChild(DateOnly.FromDateTime(recorded.Deed.At.UtcDateTime)) != true,
            "The person is a child by the date of birth on record: a guardian or legal representative consents.");
        Require(consent.Number.Length > 0 && Consents.All(state => state.Consent.Number != consent.Number), $"There is a consent numbered '{consent.Number}', or the number is missing.");
        foreach (var (name, why) in consent.Withhold)
        {
            Require(Htcds.Field(name) is not null, $"There is no field {name} to withhold.");
            Require(!string.IsNullOrWhiteSpace(why), $"Say why {name} is withheld.");
        }

        return (this with { Consents = Consents.Add(new ConsentState(consent, recorded.Deed, null)) }).Set(("con_Consent", "TRUE"));
    }

    private VictimCase Withdraw(ConsentWithdrawn withdrawn)
    {
        var at = Consents.FindIndex(state => state.Consent.Number == withdrawn.Number && state.Withdrawn is null);
        Require(at >= 0, $"There is no consent {withdrawn.Number} that holds.");
        var next = this with { Consents = Consents.SetItem(at, Consents[at] with { Withdrawn = withdrawn.Deed }) };
        return next.Set(("con_Consent", next.Holding.Any() ? "TRUE" : "FALSE"));
    }

    private VictimCase Plan(ServicePlanned planned)
    {
        Require(planned.Id.Length > 0 && Services.All(service => service.Id != planned.Id), $"There is a service numbered '{planned.Id}', or the number is missing.");
        Require(!string.IsNullOrWhiteSpace(planned.Service) && !string.IsNullOrWhiteSpace(planned.Provider), "A service says what it is and who gives it.");
        Require(Covers(planned.Service), $"No consent that holds covers the service '{planned.Service}'.");
        return this with { Services = Services.Add(new Service(planned.Id, planned.Pillar, planned.Service, planned.Provider, planned.Due, Need: planned.Need)) };
    }

    private VictimCase End(ServiceEnded ended)
    {
        var at = Services.FindIndex(service => service.Id == ended.Id && service.Outcome is null);
        Require(at >= 0, $"There is no running service {ended.Id}.");
        Require(!string.IsNullOrWhiteSpace(ended.Result), "Say what was done, not only that it ended.");
        return this with { Services = Services.SetItem(at, Services[at] with { Outcome = ended.Outcome, Result = ended.Result }) };
    }

    private VictimCase Refer(PersonReferred referred)
    {
        ConsentGate.Require(this, referred.Service, referred.To, referred.Ground);
        return (this with { Referrals = Referrals.Add(new OutgoingReferral(referred.ReferralId, referred.To, referred.Service, referred.Ground)) })
            .Set(("cas_ReferredOrganisation", referred.To), ("cas_OutgoingReferralDate", FormattableString.Invariant($"{referred.Deed.At.UtcDateTime:yyyy-MM-dd}")));
    }

    private VictimCase Set(params ReadOnlySpan<(string Field, string Value)> values)
    {
        var next = Values;
        foreach (var (field, value) in values)
        {
            next = next.SetItem(field, [value]);
        }

        return this with { Values = next };
    }

    private static void Check(string field, string value)
    {
        if (Htcds.Field(field)!.Problem([value]) is { } problem)
        {
            throw new DeedRefusedException(problem);
        }
    }

    private static void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new DeedRefusedException(otherwise);
        }
    }
}
