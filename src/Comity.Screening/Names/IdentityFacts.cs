using System.Globalization;

namespace Comity.Screening.Names;

/// <summary>A day, a month or a year of birth.</summary>
/// <param name="Month">0 when not known.</param>
/// <param name="Day">0 when not known.</param>
/// <param name="Circa">The source says it is about then.</param>
public readonly record struct BirthDate(int Year, int Month, int Day, bool Circa)
{
    /// <summary>Reads <c>1948-12-10</c>, <c>1948-12</c>, <c>1948</c>, each with a <c>c</c> in front for about; null for anything else.</summary>
    public static BirthDate? Parse(string text)
    {
        var circa = text.StartsWith('c');
        var parts = (circa ? text[1..] : text).Split('-');
        Span<int> numbers = stackalloc int[3];
        if (parts.Length > 3)
        {
            return null;
        }

        for (var i = 0; i < parts.Length; i++)
        {
            if (!int.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out numbers[i]))
            {
                return null;
            }
        }

        return numbers[0] is >= 1800 and <= 2200 && numbers[1] <= 12 && numbers[2] <= 31 && (parts.Length < 2 || numbers[1] > 0) && (parts.Length < 3 || numbers[2] > 0)
            ? new BirthDate(numbers[0], numbers[1], numbers[2], circa)
            : null;
    }
}

/// <summary>What is known of someone beside the name. Empty lists say nothing.</summary>
/// <param name="BirthDates">Any of which may be right.</param>
/// <param name="Nationalities">Countries, written the same way on both sides.</param>
/// <param name="Identifiers">Numbers of passports and identity papers, IMO numbers, telephone numbers.</param>
public sealed record IdentityFacts(IReadOnlyList<BirthDate> BirthDates, IReadOnlyList<string> Nationalities, IReadOnlyList<string> Identifiers)
{
    /// <summary>Nothing known.</summary>
    public static IdentityFacts None { get; } = new([], [], []);
}

/// <summary>
/// What facts beside the name say about two records being the same person, as log-odds after Fellegi and Sunter (1969): the logarithm of
/// how often a true pair shows the agreement over how often strangers do. Strangers' rates follow from births spread over 60 years;
/// true pairs' from an assumed 2 % of wrong dates.
/// </summary>
internal static class FactEvidence
{
    private const double SameDay = 6;
    private const double DayAndMonthSwapped = 5;
    private const double SameYearAndMonth = 3.5;
    private const double SameYearOnly = 3;
    private const double SameYearOtherDay = 1;
    private const double NearlyTheYear = -0.5;
    private const double AboutTheYear = 1.5;
    private const double OtherYear = -6;
    private const double SameNationality = 1.5;
    private const double OtherNationality = -1;
    private const double SameIdentifier = 9;
    private const int FewestIdentifierLetters = 5;

    /// <summary>The signs, each with its weight.</summary>
    public static IEnumerable<(string Sign, string Query, string Listed, double Weight)> Compare(IdentityFacts query, IdentityFacts listed)
    {
        if (query.BirthDates.Count > 0 && listed.BirthDates.Count > 0)
        {
            var best = query.BirthDates.SelectMany(_ => listed.BirthDates, (a, b) => (a, b, Weight: Compare(a, b))).MaxBy(pair => pair.Weight);
            yield return ("birth_date", Text(best.a), Text(best.b), best.Weight);
        }

        if (query.Nationalities.Count > 0 && listed.Nationalities.Count > 0)
        {
            var same = query.Nationalities.Intersect(listed.Nationalities, StringComparer.OrdinalIgnoreCase).FirstOrDefault();
            yield return ("nationality", same ?? query.Nationalities[0], same ?? listed.Nationalities[0], same is null ? OtherNationality : SameNationality);
        }

        // Papers are many: another number says nothing.
        var known = listed.Identifiers.Select(Plain).ToHashSet(StringComparer.Ordinal);
        if (query.Identifiers.FirstOrDefault(number => Plain(number) is { Length: >= FewestIdentifierLetters } plain && known.Contains(plain)) is { } found)
        {
            yield return ("identifier", found, found, SameIdentifier);
        }
    }

    private static double Compare(BirthDate a, BirthDate b)
    {
        var years = Math.Abs(a.Year - b.Year);
        if (a.Circa || b.Circa)
        {
            return years <= 2 ? AboutTheYear : years <= 5 ? NearlyTheYear : OtherYear;
        }

        if (years > 0)
        {
            return years == 1 && (a.Month == b.Month && a.Day == b.Day || a.Month == 0 || b.Month == 0) ? NearlyTheYear : OtherYear;
        }

        if (a.Month == 0 || b.Month == 0)
        {
            return SameYearOnly;
        }

        if (a.Day == 0 || b.Day == 0)
        {
            return a.Month == b.Month ? SameYearAndMonth : SameYearOtherDay;
        }

        return a.Month == b.Month && a.Day == b.Day ? SameDay
            : a.Month == b.Day && a.Day == b.Month ? DayAndMonthSwapped
            : SameYearOtherDay;
    }

    private static string Text(BirthDate date) =>
        (date.Circa ? "c" : "") + date.Year.ToString("0000", CultureInfo.InvariantCulture)
        + (date.Month > 0 ? date.Month.ToString("'-'00", CultureInfo.InvariantCulture) : "") + (date.Day > 0 ? date.Day.ToString("'-'00", CultureInfo.InvariantCulture) : "");

    private static string Plain(string number) => string.Concat(number.Where(char.IsLetterOrDigit)).ToUpperInvariant();
}
