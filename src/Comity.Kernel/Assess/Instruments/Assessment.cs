namespace Comity.Kernel.Assess.Instruments;

/// <summary>Where an answer came from.</summary>
public enum AnswerOrigin
{
    /// <summary>There is none.</summary>
    Missing,

    /// <summary>A person gave it.</summary>
    Given,

    /// <summary>The record's facts gave it.</summary>
    Record,

    /// <summary>It follows from other items.</summary>
    Items,
}

/// <summary>What became of an item.</summary>
/// <param name="Id">The item.</param>
/// <param name="Text">The question.</param>
/// <param name="Answer">The answer as it was given or found, or <see langword="null"/>.</param>
/// <param name="Origin">Where it came from.</param>
/// <param name="Option">The code of the option it means, or <see langword="null"/>.</param>
/// <param name="Points">Its points; <see langword="null"/> when they are not known, or when the item is not scored.</param>
/// <param name="LeastPoints">The least it can come to; equal to the points when they are known.</param>
/// <param name="MostPoints">The most it can come to.</param>
/// <param name="Because">How the points come about, or what is missing.</param>
/// <param name="Evidence">The facts that gave the answer, with the place each was read from.</param>
public sealed record ItemResult(
    string Id,
    string Text,
    Answer? Answer,
    AnswerOrigin Origin,
    string? Option,
    decimal? Points,
    decimal? LeastPoints,
    decimal? MostPoints,
    string Because,
    IReadOnlyList<Reason> Evidence);

/// <summary>A scale's result.</summary>
/// <param name="Id">The scale.</param>
/// <param name="Total">The total, or <see langword="null"/> when it is not known or the scale has none.</param>
/// <param name="LeastTotal">The least possible total.</param>
/// <param name="MostTotal">The most possible total.</param>
/// <param name="Level">The computed level, or <see langword="null"/> when several are possible or answers block it.</param>
/// <param name="PossibleLevels">Every level the open answers still allow, lowest first.</param>
/// <param name="Because">How the level comes about.</param>
/// <param name="Missing">Items that could still change the result.</param>
public sealed record ScaleResult(
    string Id,
    decimal? Total,
    decimal? LeastTotal,
    decimal? MostTotal,
    string? Level,
    IReadOnlyList<string> PossibleLevels,
    string Because,
    IReadOnlyList<string> Missing);

/// <summary>What became of an override.</summary>
/// <param name="Asked">The override.</param>
/// <param name="Steps">How many levels it goes; negative downwards.</param>
/// <param name="Needs">The roles that must approve it.</param>
/// <param name="Lacks">Those that have not, or only through a person who approved in another role.</param>
public sealed record OverrideResult(Override Asked, int Steps, IReadOnlyList<string> Needs, IReadOnlyList<string> Lacks)
{
    /// <summary>Whether it is in effect.</summary>
    public bool IsApproved => Lacks.Count == 0;
}

/// <summary>The result of an assessment. The computed part is never overwritten: overrides and corrections stand beside it.</summary>
/// <param name="Instrument">The version that was used.</param>
/// <param name="Day">The day of the assessment.</param>
/// <param name="Items">Every item in its order.</param>
/// <param name="Scales">Every scale in its order.</param>
/// <param name="Overrides">Every override in its order.</param>
/// <param name="FinalLevel">The main scale's level after the approved overrides.</param>
/// <param name="Corrected">The result on paper, or <see langword="null"/>.</param>
/// <param name="Notes">What the reader must know, such as the instrument's notice.</param>
public sealed record Assessment(
    InstrumentDefinition Instrument,
    DateOnly Day,
    IReadOnlyList<ItemResult> Items,
    IReadOnlyList<ScaleResult> Scales,
    IReadOnlyList<OverrideResult> Overrides,
    string? FinalLevel,
    CorrectedResult? Corrected,
    IReadOnlyList<string> Notes)
{
    /// <summary>The first scale, or <see langword="null"/> for an instrument that only records.</summary>
    public ScaleResult? Main => Scales.Count > 0 ? Scales[0] : null;
}

/// <summary>An assessment, or why there is none.</summary>
/// <param name="Assessment">The assessment; <see langword="null"/> when there are problems.</param>
/// <param name="Problems">Every answer that cannot be used.</param>
public sealed record AssessmentOutcome(Assessment? Assessment, IReadOnlyList<AnswerProblem> Problems);
