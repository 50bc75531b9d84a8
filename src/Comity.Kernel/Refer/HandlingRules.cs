namespace Comity.Kernel.Refer;

/// <summary>What another node is to the one that shares, which decides the circle it stands in.</summary>
public enum Audience
{
    /// <summary>Another node of the same organisation.</summary>
    OwnOrganisation,

    /// <summary>A client of the organisation, who needs to know.</summary>
    Client,

    /// <summary>A member of the community the partners agreed on.</summary>
    Community,

    /// <summary>Anyone else.</summary>
    Outside,
}

/// <summary>One line of the table: what a code means for a holder who is not the originator.</summary>
/// <param name="Code">The code as it is written.</param>
/// <param name="Meaning">What it says.</param>
/// <param name="ForwardTo">The widest audience it may be passed on to without asking; null when to nobody.</param>
/// <param name="JudicialUse">Whether it may be used in judicial proceedings without asking.</param>
/// <param name="Source">Where the rule stands.</param>
public sealed record HandlingRule(string Code, string Meaning, Audience? ForwardTo, bool JudicialUse, string Source);

/// <summary>Whether something may be done with what was received.</summary>
/// <param name="Allowed">False when the originator has to be asked.</param>
/// <param name="Reasons">The codes that stand against it, with their meaning.</param>
public sealed record HandlingAnswer(bool Allowed, IReadOnlyList<string> Reasons);

/// <summary>The rules of all handling codes in one table. Where several codes apply, each must allow.</summary>
public static class HandlingRules
{
    private const string First = "FIRST, Traffic Light Protocol 2.0";
    private const string Siena = "Europol, handling codes of the secure information exchange network";

    /// <summary>The table.</summary>
    public static IReadOnlyList<HandlingRule> Table { get; } =
    [
        new("TLP:CLEAR", "no limit on disclosure", Audience.Outside, true, First),
        new("TLP:GREEN", "within the community", Audience.Community, true, First),
        new("TLP:AMBER", "within the organisation and its clients, on a need-to-know basis", Audience.Client, true, First),
        new("TLP:AMBER+STRICT", "within the organisation only", Audience.OwnOrganisation, true, First),
        new("TLP:RED", "the named recipients only, who pass it on to nobody", null, true, First),
        new("H0", "may be used for preventing and combating crime", Audience.Outside, true, Siena),
        new("H1", "no disclosure in judicial proceedings without the provider's permission", null, false, Siena),
        new("H2", "no dissemination without the provider's permission", null, true, Siena),
        // What the words of H3 restrict no program can tell: whoever wrote them is asked.
        new("H3", "other restrictions, said in words", null, false, Siena),
    ];

    /// <summary>The lines of the table that apply.</summary>
    public static IReadOnlyList<HandlingRule> For(Handling handling) =>
        [.. Codes(handling).Select(code => Table.Single(rule => rule.Code == code))];

    /// <summary>The codes as they are written, the colour first.</summary>
    public static IReadOnlyList<string> Codes(Handling handling)
    {
        string[] restrictions = [.. new[] { (handling.H1, "H1"), (handling.H2, "H2"), (handling.H3.Count > 0, "H3") }.Where(code => code.Item1).Select(code => code.Item2)];
        return [Name(handling.Tlp), .. restrictions.Length == 0 ? ["H0"] : restrictions];
    }

    /// <summary>Whether a holder may pass it on without asking the originator.</summary>
    /// <param name="handling">Its handling.</param>
    /// <param name="audience">What the node that it would go to is to the holder.</param>
    public static HandlingAnswer Forward(Handling handling, Audience audience) =>
        Answer(For(handling).Where(rule => !(rule.ForwardTo is { } widest && audience <= widest)), handling);

    /// <summary>Whether a holder may use it in judicial proceedings without asking the originator.</summary>
    public static HandlingAnswer UseInCourt(Handling handling) => Answer(For(handling).Where(rule => !rule.JudicialUse), handling);

    /// <summary>The colour as it is written.</summary>
    public static string Name(Tlp tlp) => tlp switch
    {
        Tlp.Clear => "TLP:CLEAR",
        Tlp.Green => "TLP:GREEN",
        Tlp.Amber => "TLP:AMBER",
        Tlp.AmberStrict => "TLP:AMBER+STRICT",
        Tlp.Red => "TLP:RED",
        _ => throw new ArgumentOutOfRangeException(nameof(tlp), tlp, null),
    };

    private static HandlingAnswer Answer(IEnumerable<HandlingRule> against, Handling handling)
    {
        string[] reasons = [.. against.Select(rule => $"{rule.Code}: {(rule.Code == "H3" ? string.Join("; ", handling.H3) : rule.Meaning)}")];
        return new HandlingAnswer(reasons.Length == 0, reasons);
    }
}
