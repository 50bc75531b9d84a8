namespace Comity.Programmes.Custody;

/// <summary>A facility with its beds and the people who live in it.</summary>
/// <param name="Name">The facility.</param>
/// <param name="Beds">Beds in open cells.</param>
/// <param name="People">People who live there.</param>
public sealed record FacilityCount(string Name, int Beds, int People);

/// <summary>How many people there are, by class and facility. For the service itself: small numbers are not withheld.</summary>
/// <param name="People">Everybody not released.</param>
/// <param name="InIntake">Those whose intake is not complete.</param>
/// <param name="WithoutCell">Those with no cell on record.</param>
/// <param name="Overdue">Those whose classification is overdue.</param>
/// <param name="Facilities">Facilities by name.</param>
/// <param name="Counts">People by class and facility.</param>
public sealed record Population(
    int People, int InIntake, int WithoutCell, int Overdue, IReadOnlyList<FacilityCount> Facilities, IReadOnlyDictionary<(string Level, string Place), int> Counts)
{
    /// <summary>What stands for a class or place that is not there yet.</summary>
    public const string None = "none yet";

    /// <summary>The classes people have, in the order of their names, those without one last.</summary>
    public IReadOnlyList<string> Levels => Named(Counts.Keys.Select(key => key.Level));

    /// <summary>Where people are, those without a cell last.</summary>
    public IReadOnlyList<string> Places => Named(Counts.Keys.Select(key => key.Place));

    /// <summary>Counts the people of a day.</summary>
    public static Population Of(IEnumerable<CustodyFile> files, House house, DateOnly today)
    {
        CustodyFile[] held = [.. files.Where(file => file.Person.State != CustodyState.Released)];
        var facilities = house.Cells.Select(cell => cell.Place.Facility).Concat(held.Select(file => file.Person.Place?.Facility).OfType<string>()).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        return new Population(
            held.Length,
            held.Count(file => file.Person.State == CustodyState.Intake),
            held.Count(file => file.Person.Place is null),
            held.Count(file => file.NextReview(house.Rules).On(today, house.Rules) == Urgency.Overdue),
            [.. facilities.Select(name => new FacilityCount(name, house.Cells.Where(cell => cell.Place.Facility == name).Sum(cell => cell.Beds), held.Count(file => file.Person.Place?.Facility == name)))],
            held.GroupBy(file => (file.Person.Level ?? None, file.Person.Place?.Facility ?? None)).ToDictionary(group => group.Key, group => group.Count()));
    }

    /// <summary>How many people of a class there are in a place, or anywhere.</summary>
    public int Count(string level, string? place) => Counts.Where(count => count.Key.Level == level && (place is null || count.Key.Place == place)).Sum(count => count.Value);

    private static string[] Named(IEnumerable<string> names) => [.. names.Distinct(StringComparer.Ordinal).OrderBy(name => name == None).ThenBy(name => name, StringComparer.Ordinal)];
}
