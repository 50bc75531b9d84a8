using Comity.Screening.Lists;
using Comity.Screening.Names;

namespace Comity.Screening.Index;

/// <summary>What of a listed entity is searched: its names, and the facts that speak for or against a match.</summary>
public static class EntityNames
{
    // "Between 1950 and 1970" says too little to weigh.
    private const int MostYearsOfBirth = 10;

    /// <summary>The names of an entity; its facts stand with the first.</summary>
    /// <param name="entity">The entity.</param>
    /// <param name="key">What names it among all that are searched.</param>
    public static IEnumerable<IndexedName> Of(ListedEntity entity, string key)
    {
        ArgumentNullException.ThrowIfNull(entity);
        for (var i = 0; i < entity.Names.Count; i++)
        {
            var name = entity.Names[i];
            yield return new IndexedName(key, entity.Kind, name.Kind == NameKind.Primary, name.Text) { Facts = i == 0 ? Facts(entity) : IdentityFacts.None };
        }
    }

    private static IdentityFacts Facts(ListedEntity entity) => new(
        [.. entity.BirthDates.SelectMany(BirthDates).Distinct()],
        [.. entity.Nationalities.Select(country => country.Alpha2 ?? country.Name)],
        [.. entity.Documents.Select(document => document.Number).Concat(new[] { entity.Vessel?.Imo, entity.Vessel?.Mmsi, entity.Vessel?.CallSign }.OfType<string>())]);

    private static IEnumerable<BirthDate> BirthDates(ListedDate date) => date.Precision switch
    {
        DatePrecision.Day => [new(date.From.Year, date.From.Month, date.From.Day, date.Circa)],
        DatePrecision.Month => [new(date.From.Year, date.From.Month, 0, date.Circa)],
        _ when date.To.Year - date.From.Year < MostYearsOfBirth =>
            Enumerable.Range(date.From.Year, date.To.Year - date.From.Year + 1).Select(year => new BirthDate(year, 0, 0, date.Circa)),
        _ => [],
    };
}
