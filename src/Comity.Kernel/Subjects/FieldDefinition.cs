namespace Comity.Kernel.Subjects;

/// <summary>The kinds of value a fact can have, and the CEL type each is seen as by a profile.</summary>
public enum FactType
{
    /// <summary><see cref="bool"/>; CEL <c>bool</c>.</summary>
    Boolean,

    /// <summary><see cref="long"/>; CEL <c>int</c>.</summary>
    Integer,

    /// <summary><see cref="double"/>; CEL <c>double</c>.</summary>
    Number,

    /// <summary><see cref="string"/>; CEL <c>string</c>.</summary>
    Text,

    /// <summary><see cref="DateTimeOffset"/> in UTC; CEL <c>timestamp</c>.</summary>
    Timestamp,

    /// <summary><see cref="IReadOnlyList{T}"/> of <see cref="string"/>; CEL <c>list(string)</c>.</summary>
    TextList,
}

/// <summary>How a fact comes to be known.</summary>
public enum FactOrigin
{
    /// <summary>Read from a delivery; carries a <see cref="SourcePosition"/>.</summary>
    Declared,

    /// <summary>Computed from declared facts alone, such as whether a container number's check digit holds.</summary>
    Derived,

    /// <summary>Computed at arrival from what was known then and stored with the record (point-in-time).</summary>
    History,
}

/// <summary>One fact a subject can have: its name in profiles, its type and its meaning.</summary>
/// <param name="Path">The name in CEL, such as <c>shipper.first_seen_days</c>; lower case, units last.</param>
/// <param name="Type">The type of the value when it is known.</param>
/// <param name="Origin">How it comes to be known.</param>
/// <param name="Meaning">One sentence for the officer who writes a profile: definition, unit and source of the rule.</param>
/// <param name="Sensitive">Whether law forbids profiles to use it; the type checker then refuses it.</param>
public sealed record FieldDefinition(
    string Path,
    FactType Type,
    FactOrigin Origin,
    string Meaning,
    bool Sensitive = false);
