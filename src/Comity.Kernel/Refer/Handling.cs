using System.Text.Json.Serialization;

namespace Comity.Kernel.Refer;

/// <summary>Traffic Light Protocol 2.0 (FIRST, 2022), from the widest to the narrowest circle.</summary>
public enum Tlp
{
    /// <summary>No limit on disclosure.</summary>
    [JsonStringEnumMemberName("clear")] Clear,

    /// <summary>Within the community, not through public channels.</summary>
    [JsonStringEnumMemberName("green")] Green,

    /// <summary>Within the recipient's organisation and its clients, who need to know.</summary>
    [JsonStringEnumMemberName("amber")] Amber,

    /// <summary>Within the recipient's organisation only.</summary>
    [JsonStringEnumMemberName("amber+strict")] AmberStrict,

    /// <summary>The named recipients only.</summary>
    [JsonStringEnumMemberName("red")] Red,
}

/// <summary>
/// How a thing that was shared may be used and passed on: a colour of the Traffic Light Protocol and the handling codes of
/// the European police information exchange, of which H0 ("may be used to prevent and combat crime") is the absence of
/// the others. Always said, never assumed.
/// </summary>
public sealed record Handling
{
    /// <summary>The circle that may see it.</summary>
    public required Tlp Tlp { get; init; }

    /// <summary>The nodes named for TLP:RED; empty for every other colour. RED without a name may be shown to nobody.</summary>
    public IReadOnlyList<string> Named { get; init; } = [];

    /// <summary>Must not be disclosed in judicial proceedings without the provider's permission.</summary>
    public bool H1 { get; init; }

    /// <summary>Must not be disseminated without the provider's permission.</summary>
    public bool H2 { get; init; }

    /// <summary>H3: other restrictions in the provider's words; a person has to read them.</summary>
    public IReadOnlyList<string> H3 { get; init; } = [];

    /// <summary>What both allow and nothing more: the narrower circle, the codes of either, the names in both.</summary>
    public Handling Tighten(Handling other) => new()
    {
        Tlp = (Tlp)Math.Max((int)Tlp, (int)other.Tlp),
        Named = (Tlp, other.Tlp) switch
        {
            (Tlp.Red, Tlp.Red) => [.. Named.Intersect(other.Named, StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            (Tlp.Red, _) => Named,
            (_, Tlp.Red) => other.Named,
            _ => [],
        },
        H1 = H1 || other.H1,
        H2 = H2 || other.H2,
        H3 = [.. H3.Union(other.H3, StringComparer.Ordinal).Order(StringComparer.Ordinal)],
    };

    /// <summary>Whether this allows nothing that the other does not.</summary>
    public bool IsAtLeastAsStrictAs(Handling other) =>
        Tlp >= other.Tlp
        && (H1 || !other.H1)
        && (H2 || !other.H2)
        && !other.H3.Except(H3, StringComparer.Ordinal).Any()
        && (other.Tlp != Tlp.Red || !Named.Except(other.Named, StringComparer.Ordinal).Any());
}

/// <summary>How far the source and the information can be trusted: the 4×4 system (source A, B, C, X; information 1 to 4).</summary>
/// <param name="Source">A always reliable, B mostly reliable, C mostly unreliable, X cannot be judged.</param>
/// <param name="Information">1 known to be true, 2 known to the source itself, 3 known from others and corroborated, 4 not corroborated.</param>
public sealed record Evaluation(string Source, int Information)
{
    /// <summary>The grades of a source.</summary>
    public const string Sources = "ABCX";

    /// <summary>Whether both grades exist.</summary>
    [JsonIgnore]
    public bool IsKnown => Source.Length == 1 && Sources.Contains(Source, StringComparison.Ordinal) && Information is >= 1 and <= 4;
}
