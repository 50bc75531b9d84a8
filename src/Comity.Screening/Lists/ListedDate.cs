using System.Globalization;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace Comity.Screening.Lists;

/// <summary>How exactly a date is known.</summary>
public enum DatePrecision
{
    /// <summary>To the day.</summary>
    Day,

    /// <summary>To the month.</summary>
    Month,

    /// <summary>To the year.</summary>
    Year,

    /// <summary>Between two days that are not those of one month or year.</summary>
    Range,
}

/// <summary>A date as far as it is known: the first and the last day it can be.</summary>
/// <param name="From">First possible day.</param>
/// <param name="To">Last possible day.</param>
/// <param name="Circa">Whether the list calls it approximate; the true date may then lie outside the two days.</param>
public sealed partial record ListedDate(DateOnly From, DateOnly To, bool Circa)
{
    private static readonly string[] DayFormats = ["yyyy-M-d", "d MMM yyyy", "d MMMM yyyy", "d/M/yyyy", "d.M.yyyy", "yyyyMMdd", "yyyy/M/d"];
    private static readonly string[] MonthFormats = ["yyyy-M", "MMM yyyy", "MMMM yyyy", "M/yyyy"];

    /// <summary>How exactly it is known.</summary>
    [JsonIgnore]
    public DatePrecision Precision => From == To ? DatePrecision.Day
        : From.Day != 1 || To != From.AddMonths(1).AddDays(-1)
            ? From is { Month: 1, Day: 1 } && To == From.AddYears(1).AddDays(-1) ? DatePrecision.Year : DatePrecision.Range
            : DatePrecision.Month;

    /// <summary>A whole year.</summary>
    public static ListedDate OfYear(int year, bool circa = false) => new(new DateOnly(year, 1, 1), new DateOnly(year, 12, 31), circa);

    /// <summary>
    /// Reads what lists write: a day (<c>1962-07-05</c>, <c>5 Jul 1962</c>, <c>5/7/1962</c>), a month, a year, a range with
    /// "to", "between … and …" or a dash between years, and "circa", "approximately" or "c." before it.
    /// </summary>
    /// <returns><see langword="null"/> when the text is none of these.</returns>
    public static ListedDate? Parse(string? text)
    {
        if (string.IsNullOrWhiteSpace(text) || text.Length > 80)
        {
            return null;
        }

        var plain = CircaWord().Replace(text.Trim().TrimEnd('.'), "");
        var circa = plain.Length != text.Trim().TrimEnd('.').Length;
        // "Nov. 1973" and "Sept. 1973" are months like any other.
        plain = plain.Replace(".", plain.Any(char.IsAsciiLetter) ? "" : ".", StringComparison.Ordinal).Replace("Sept ", "Sep ", StringComparison.OrdinalIgnoreCase).Trim();
        if (One(plain) is { } one)
        {
            return one with { Circa = circa };
        }

        var range = TwoDates().Match(plain);
        return range.Success && One(range.Groups["from"].Value.Trim()) is { } first && One(range.Groups["to"].Value.Trim()) is { } last && first.From <= last.To
            ? new ListedDate(first.From, last.To, circa)
            : null;
    }

    /// <inheritdoc/>
    public override string ToString() => (Circa ? "circa " : "") + Precision switch
    {
        DatePrecision.Day => Iso(From),
        DatePrecision.Month => From.ToString("yyyy-MM", CultureInfo.InvariantCulture),
        DatePrecision.Year => From.ToString("yyyy", CultureInfo.InvariantCulture),
        _ => $"{Iso(From)} to {Iso(To)}",
    };

    private static ListedDate? One(string text)
    {
        const DateTimeStyles Plain = DateTimeStyles.None;
        var culture = CultureInfo.InvariantCulture;
        if (text.Length == 4 && int.TryParse(text, NumberStyles.None, culture, out var year) && year is > 0 and < 9999)
        {
            return OfYear(year);
        }

        // A time of day or a zone after an ISO date (2015-04-07-04:00) says nothing about the day.
        var day = IsoDay().Match(text) is { Success: true } iso ? iso.Value : text;
        if (DateOnly.TryParseExact(day, DayFormats, culture, Plain, out var date))
        {
            return new ListedDate(date, date, Circa: false);
        }

        return DateOnly.TryParseExact(text, MonthFormats, culture, Plain, out var month) && month.Year < 9999
            ? new ListedDate(month, month.AddMonths(1).AddDays(-1), Circa: false)
            : null;
    }

    private static string Iso(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^\d{4}-\d{2}-\d{2}(?=T|Z|[+-]\d{2}:\d{2}$)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex IsoDay();

    [GeneratedRegex(@"^(circa|approximately|approx\.?|about|around|c\.)\s*", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex CircaWord();

    [GeneratedRegex(@"^(between\s+)?(?<from>.+?)(\s+(to|and|-|–)\s+|(?<=^\d{4})[-–](?=\d{4}$))(?<to>.+)$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex TwoDates();
}
