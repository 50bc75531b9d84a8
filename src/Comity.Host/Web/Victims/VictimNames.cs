using System.Globalization;
using Comity.Kernel.Refer;
using Comity.Programmes.Victims;

namespace Comity.Host.Web.Victims;

/// <summary>The victims' register as case workers call it, and how what identifies a person is hidden.</summary>
internal static class VictimNames
{
    /// <summary>What stands for a value that identifies the person.</summary>
    public const string Masked = "•••";

    public static string Address(string number) => $"/victims/{Uri.EscapeDataString(number)}";

    public static string Of(Pillar pillar) => pillar switch
    {
        Pillar.Identification => "Identification and protection",
        Pillar.Support => "Individual support and access to services",
        Pillar.SocialInclusion => "Social inclusion",
        _ => "Criminal justice and redress",
    };

    public static string Of(PillarState state) => state switch
    {
        PillarState.NothingPlanned => "nothing planned",
        PillarState.Running => "running",
        _ => "ended",
    };

    public static string Of(ServiceOutcome outcome) => outcome switch
    {
        ServiceOutcome.Delivered => "given",
        ServiceOutcome.PartlyDelivered => "given in part",
        ServiceOutcome.Declined => "not wanted any more",
        _ => "could not be given",
    };

    public static string Of(ConsentGiver giver) => giver switch
    {
        ConsentGiver.Person => "the person",
        ConsentGiver.Guardian => "the parent or guardian of a child",
        _ => "a legal representative",
    };

    public static string Of(ConsentWay? way) => way switch
    {
        ConsentWay.Written => "signed",
        ConsentWay.Spoken => "spoken",
        ConsentWay.SpokenThroughInterpreter => "spoken, through an interpreter",
        _ => "how was not recorded",
    };

    public static string Of(VictimForm form) => form switch
    {
        VictimForm.Consent => "Consent",
        VictimForm.Person => "The person",
        VictimForm.Trafficking => "What was done to the person",
        _ => "Who works on the case",
    };

    /// <summary>Values of a field in words; what identifies is masked unless it was revealed.</summary>
    public static string Values(HtcdsField field, IReadOnlyList<string> values, bool revealed = false) =>
        field.Identifies && !revealed ? Masked : string.Join("; ", values.Select(value => field.Codes.GetValueOrDefault(value, value)));

    /// <summary>The value of a field with a code list, in words.</summary>
    public static string Label(string field, string? code) => code is null ? Shared.Display.Nothing : Htcds.Field(field)!.Codes.GetValueOrDefault(code, code);

    /// <summary>The facts of a person's referral with what identifies masked.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> Mask(IReadOnlyDictionary<string, IReadOnlyList<string>> facts) =>
        facts.ToDictionary(fact => fact.Key, IReadOnlyList<string> (fact) => Htcds.Field(fact.Key) is { Identifies: true } ? [Masked] : fact.Value, StringComparer.Ordinal);

    /// <summary>What a step of a case was, without what identifies the person.</summary>
    public static string Of(VictimEntry entry) => entry switch
    {
        CaseOpened => "opened",
        CaseReopened => "opened again",
        CaseClosed => "closed",
        FieldsWritten written => "wrote " + string.Join("; ", written.Values.Select(value => Written(Htcds.Field(value.Key)!, value.Value))),
        StatusDecided decided =>
            $"{Label("vic_TraffickingStatus", decided.Status)}, decided by {Label("vic_TraffickingStatusDecisionMakingOrg", decided.Organisation)}",
        PersonDetected detected => string.Create(CultureInfo.InvariantCulture, $"{detected.Name} ({Label("vic_TraffickingStatusDecisionMakingOrg", detected.Organisation)}) had met the person{(detected.On is { } on ? $" on {on:yyyy-MM-dd}" : "")}"),
        ConsentRecorded recorded => $"consent {recorded.Consent.Number} of {Of(recorded.Consent.Giver)}",
        ConsentWithdrawn withdrawn => $"consent {withdrawn.Number} withdrawn",
        ServicePlanned planned => $"planned {planned.Id}, {planned.Service} by {planned.Provider}",
        ServiceEnded ended => $"ended {ended.Id}, {Of(ended.Outcome)}: {ended.Result}",
        PersonReferred referred => $"referred to {referred.To} for {referred.Service}{(referred.Ground.Kind == GroundKind.Override ? ", without consent" : "")}",
        _ => entry.GetType().Name,
    };

    private static string Written(HtcdsField field, IReadOnlyList<string> values) => $"{field.Label}: {(values.Count == 0 ? "cleared" : Values(field, values))}";
}
