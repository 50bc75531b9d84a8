namespace Comity.Programmes.Victims;

/// <summary>Who gave a consent.</summary>
public enum ConsentGiver
{
    /// <summary>The person.</summary>
    Person,

    /// <summary>The parent or guardian of a child.</summary>
    Guardian,

    /// <summary>A legal representative.</summary>
    LegalRepresentative,
}

/// <summary>How a consent was given.</summary>
public enum ConsentWay
{
    /// <summary>Signed.</summary>
    Written,

    /// <summary>Spoken, and noted by the case worker.</summary>
    Spoken,

    /// <summary>Spoken through an interpreter.</summary>
    SpokenThroughInterpreter,
}

/// <summary>What a person agreed to. It is never changed: what is agreed anew is a new consent, what is taken back is withdrawn.</summary>
/// <param name="Number">Its number in the case.</param>
/// <param name="Giver">Who gave it.</param>
/// <param name="Services">The services it covers; empty for none.</param>
/// <param name="SharedWith">The nodes and organisations that data may be disclosed to; empty for none.</param>
/// <param name="NonIdentifiableReporting">Whether the case may be counted and told of in a form that does not identify.</param>
/// <param name="Withhold">Fields that must not be disclosed, each with the person's reason.</param>
/// <param name="Way">How it was given; null in records that did not ask.</param>
public sealed record Consent(
    string Number,
    ConsentGiver Giver,
    IReadOnlyList<string> Services,
    IReadOnlyList<string> SharedWith,
    bool NonIdentifiableReporting,
    IReadOnlyDictionary<string, string> Withhold,
    ConsentWay? Way = null);
