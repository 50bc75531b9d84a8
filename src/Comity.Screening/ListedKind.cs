namespace Comity.Screening;

/// <summary>What a list names, or a query asks for.</summary>
public enum ListedKind
{
    /// <summary>A natural person.</summary>
    Person,

    /// <summary>A company, group, authority or other body.</summary>
    Organisation,

    /// <summary>A ship.</summary>
    Vessel,

    /// <summary>An aircraft.</summary>
    Aircraft,

    /// <summary>Not stated, or something else.</summary>
    Other,
}

/// <summary>The letters by which tables of names tell kinds.</summary>
public static class ListedKinds
{
    /// <summary>P, E, V or A; null for anything else.</summary>
    public static ListedKind? FromLetter(string letter) => letter switch
    {
        "P" => ListedKind.Person,
        "E" => ListedKind.Organisation,
        "V" => ListedKind.Vessel,
        "A" => ListedKind.Aircraft,
        _ => null,
    };
}
