using Comity.Kernel.Account;

namespace Comity.Programmes.Custody;

/// <summary>How far two people are kept apart; each wider one includes those before it.</summary>
public enum Separation
{
    /// <summary>Not in one cell.</summary>
    Cell,

    /// <summary>Not on one landing.</summary>
    Landing,

    /// <summary>Not on one wing.</summary>
    Wing,

    /// <summary>Not in one facility.</summary>
    Facility,
}

/// <summary>What a person is in a non-association.</summary>
public enum NonAssociationRole
{
    /// <summary>May be harmed.</summary>
    Victim,

    /// <summary>May do harm.</summary>
    Perpetrator,

    /// <summary>Either, or not stated.</summary>
    NotSpecified,
}

/// <summary>Two people who must be kept apart.</summary>
/// <param name="One">A person.</param>
/// <param name="RoleOfOne">The person's role.</param>
/// <param name="Other">The other person.</param>
/// <param name="RoleOfOther">The other's role.</param>
/// <param name="Separation">How far.</param>
/// <param name="Deed">Who decided it, when and why.</param>
public sealed record NonAssociation(string One, NonAssociationRole RoleOfOne, string Other, NonAssociationRole RoleOfOther, Separation Separation, Deed Deed)
{
    /// <summary>The person to be kept from <paramref name="person"/>, or <see langword="null"/>.</summary>
    public string? PartnerOf(string person) => One == person ? Other : Other == person ? One : null;
}

/// <summary>A place to live.</summary>
/// <param name="Facility">The facility.</param>
/// <param name="Wing">The wing.</param>
/// <param name="Landing">The landing.</param>
/// <param name="Cell">The cell.</param>
public sealed record Place(string Facility, string Wing, string Landing, string Cell)
{
    /// <summary>Whether two people who live here and there are nearer than a separation allows.</summary>
    public bool IsWithin(Separation separation, Place other) =>
        Facility == other.Facility && (separation == Separation.Facility
            || (Wing == other.Wing && (separation == Separation.Wing
                || (Landing == other.Landing && (separation == Separation.Landing || Cell == other.Cell)))));
}

/// <summary>A cell with what it is for.</summary>
/// <param name="Place">Where it is.</param>
/// <param name="Beds">How many people it holds.</param>
/// <param name="Levels">The classes it is for.</param>
public sealed record Cell(Place Place, int Beds, IReadOnlyList<string> Levels);

/// <summary>Finds what stands against placing a person.</summary>
public static class Placement
{
    /// <summary>Every obstacle in words; none when the person may be placed.</summary>
    /// <param name="person">The person.</param>
    /// <param name="level">The person's class.</param>
    /// <param name="cell">The cell.</param>
    /// <param name="occupants">Where everybody lives, and where those on the way are going: whoever is on the way may stand here twice.</param>
    /// <param name="apart">The non-associations in force.</param>
    public static IReadOnlyList<string> Obstacles(
        string person, string level, Cell cell, IReadOnlyCollection<KeyValuePair<string, Place>> occupants, IReadOnlyList<NonAssociation> apart)
    {
        var obstacles = new List<string>();
        if (!cell.Levels.Contains(level, StringComparer.Ordinal))
        {
            obstacles.Add($"The cell is for {string.Join(", ", cell.Levels)}, not for {level}.");
        }

        var here = occupants.Count(o => o.Value == cell.Place && o.Key != person);
        if (here >= cell.Beds)
        {
            obstacles.Add(FormattableString.Invariant($"All {cell.Beds} beds are taken."));
        }

        foreach (var pair in apart)
        {
            if (pair.PartnerOf(person) is { } partner && occupants.Any(o => o.Key == partner && cell.Place.IsWithin(pair.Separation, o.Value)))
            {
                obstacles.Add($"{partner} lives in the same {pair.Separation.ToString().ToLowerInvariant()}: {pair.Deed.Why}");
            }
        }

        return obstacles;
    }
}
