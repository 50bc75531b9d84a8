namespace Comity.Screening.Names;

/// <summary>What a name names; in files the first letter: P, E, V, A.</summary>
public enum NameKind
{
    /// <summary>Not stated.</summary>
    Unknown,

    /// <summary>A natural person.</summary>
    Person,

    /// <summary>A company, an authority or another body.</summary>
    Entity,

    /// <summary>A ship.</summary>
    Vessel,

    /// <summary>An aircraft.</summary>
    Aircraft,
}

/// <summary>The letters by which files name a kind.</summary>
public static class NameKinds
{
    /// <summary>P, E, V or A; null for anything else.</summary>
    public static NameKind? FromLetter(string letter) => letter switch
    {
        "P" => NameKind.Person,
        "E" => NameKind.Entity,
        "V" => NameKind.Vessel,
        "A" => NameKind.Aircraft,
        _ => null,
    };
}

/// <summary>One name of a listed entity. An entity has one primary name and any number of others.</summary>
/// <param name="EntityId">The list's identifier.</param>
/// <param name="Primary">Whether the list leads with this name.</param>
/// <param name="Name">As listed, in any script.</param>
public sealed record ListedName(string EntityId, NameKind Kind, bool Primary, string Name)
{
    /// <summary>What this line of the list says of the entity beside its name.</summary>
    public IdentityFacts Facts { get; init; } = IdentityFacts.None;
}
