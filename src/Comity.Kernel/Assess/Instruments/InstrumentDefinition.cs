using Comity.Kernel.Subjects;

namespace Comity.Kernel.Assess.Instruments;

/// <summary>What an unanswered item does to the result. It never counts as zero.</summary>
public enum MissingAnswers
{
    /// <summary>The result is every level the open answers still allow; one level when they no longer matter.</summary>
    Widen,

    /// <summary>No level is given while an answer that could count is open; the possible levels are shown all the same.</summary>
    Block,
}

/// <summary>
/// An instrument as its file says it: the questions somebody answers about one person, case, site or State, and how the
/// answers become points and a level. Data only; <see cref="Instrument.Compile"/> makes it usable or says what is wrong.
/// </summary>
public sealed record InstrumentDefinition
{
    /// <summary>Name of this version, such as <c>tdoc-rcaf-2026-v2</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Name shared by all versions, such as <c>tdoc-rcaf-2026</c>; the date of an assessment chooses among them.</summary>
    public required string Series { get; init; }

    /// <summary>Number of the version in its series, from 1.</summary>
    public required int Version { get; init; }

    /// <summary>What it is called.</summary>
    public required string Title { get; init; }

    /// <summary>First day it is in force.</summary>
    public required DateOnly ValidFrom { get; init; }

    /// <summary>Last day it is in force, or <see langword="null"/> while open.</summary>
    public DateOnly? ValidUntil { get; init; }

    /// <summary>Where its items and weights come from.</summary>
    public required string Source { get; init; }

    /// <summary>Whether its weights come from elsewhere and have not been validated on the people it would be used for.</summary>
    public bool IsSample { get; init; }

    /// <summary>What must be said with every result, such as that it is no measure of compliance.</summary>
    public string? Notice { get; init; }

    /// <summary>What an unanswered item does.</summary>
    public MissingAnswers WhenMissing { get; init; }

    /// <summary>The facts a record may hold, which answer items or decide conditions.</summary>
    public SubjectSchema Facts { get; init; } = new("record", []);

    /// <summary>The items in the order they are asked.</summary>
    public required IReadOnlyList<ItemDefinition> Items { get; init; }

    /// <summary>The results drawn from the items, the main one first; none for an instrument that only records.</summary>
    public IReadOnlyList<ScaleDefinition> Scales { get; init; } = [];

    /// <summary>Who may set another level than the main scale's, and how; <see langword="null"/> when nobody may.</summary>
    public OverrideRules? Overrides { get; init; }

    /// <summary>Whether it is in force on a day.</summary>
    public bool IsInForceOn(DateOnly day) => day >= ValidFrom && (ValidUntil is null || day <= ValidUntil);
}
