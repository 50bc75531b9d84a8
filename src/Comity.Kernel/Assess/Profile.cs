namespace Comity.Kernel.Assess;

/// <summary>
/// A risk profile: a condition on a subject's facts that somebody answers for. Profiles are versioned data
/// in files, never code.
/// </summary>
public sealed record Profile
{
    /// <summary>Stable name, such as <c>cargo-wood-new-shipper</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Raised with every change of the condition, weight or validity.</summary>
    public required int Version { get; init; }

    /// <summary>What it looks for, in one line.</summary>
    public required string Title { get; init; }

    /// <summary>The threat it serves, such as <c>cocaine</c> or <c>wildlife</c>.</summary>
    public required string Threat { get; init; }

    /// <summary>The condition in CEL over the subject's schema.</summary>
    public required string When { get; init; }

    /// <summary>Evidence it adds when it hits, in decibans above the base rate of a find; 10 makes a find ten times as likely.</summary>
    public required double Weight { get; init; }

    /// <summary>The unit or role that answers for it.</summary>
    public required string Author { get; init; }

    /// <summary>The law that permits it.</summary>
    public required string LegalBasis { get; init; }

    /// <summary>First day it applies.</summary>
    public required DateOnly ValidFrom { get; init; }

    /// <summary>Last day it applies, or <see langword="null"/> while open.</summary>
    public DateOnly? ValidUntil { get; init; }

    /// <summary>The day by which somebody must look at its yield again.</summary>
    public required DateOnly ReviewOn { get; init; }

    /// <summary>The indicator's public source, or "inferred".</summary>
    public string? Source { get; init; }

    /// <summary>Facts with the expected verdict; <c>profiles check</c> runs them.</summary>
    public IReadOnlyList<ProfileCase> Cases { get; init; } = [];

    /// <summary>Whether it applies on a day.</summary>
    public bool AppliesOn(DateOnly day) => day >= ValidFrom && (ValidUntil is null || day <= ValidUntil);
}

/// <summary>A profile's test case.</summary>
/// <param name="Title">What it shows.</param>
/// <param name="Facts">Field path → value (bool, long, double, string, DateTimeOffset or list of string). Fields left out are unknown.</param>
/// <param name="Expect">The verdict the condition must give.</param>
public sealed record ProfileCase(string Title, IReadOnlyDictionary<string, object> Facts, Verdict Expect);

/// <summary>The three values of a condition: missing facts make it unknown, not false.</summary>
public enum Verdict
{
    /// <summary>The facts show that it does not hold.</summary>
    False,

    /// <summary>The facts show that it holds.</summary>
    True,

    /// <summary>Facts it needs are missing, and those known do not settle it.</summary>
    Unknown,
}
