using System.Globalization;
using Comity.Host.Custody;
using Comity.Kernel.Account;
using Comity.Programmes.Custody;
using Microsoft.AspNetCore.Http;

namespace Comity.Host.Web.Custody;

/// <summary>Reads what was typed into a step's form; what cannot be used is refused in words.</summary>
internal static class StepInput
{
    /// <summary>The texts of one field that name levels, facilities and the like are at most this long.</summary>
    private const int Longest = 500;

    /// <summary>A text; refused when it is empty or too long.</summary>
    public static string Text(this IFormCollection form, string field, string label)
    {
        var text = form[field].ToString().Trim();
        return text.Length is > 0 and <= Longest ? text : throw new DeedRefusedException(string.Create(CultureInfo.InvariantCulture, $"{label}: found {text.Length} characters, expected 1 to {Longest}."));
    }

    /// <summary>A text that may be left out.</summary>
    public static string Optional(this IFormCollection form, string field)
    {
        var text = form[field].ToString().Trim();
        return text.Length <= Longest ? text : throw new DeedRefusedException(string.Create(CultureInfo.InvariantCulture, $"{field}: found {text.Length} characters, expected at most {Longest}."));
    }

    /// <summary>A day, or null when none was typed.</summary>
    public static DateOnly? DayOrNone(this IFormCollection form, string field) => form[field].ToString().Trim() is { Length: > 0 } text
        ? DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : throw new DeedRefusedException($"Found '{text}', expected a day such as 2026-01-31.")
        : null;

    /// <summary>A day.</summary>
    public static DateOnly Day(this IFormCollection form, string field) => form.DayOrNone(field) ?? throw new DeedRefusedException("Say the day.");

    /// <summary>A whole number.</summary>
    public static int Number(this IFormCollection form, string field) =>
        int.TryParse(form[field].ToString().Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw new DeedRefusedException($"Found '{form[field]}', expected a whole number.");

    /// <summary>One of the names of an enumeration.</summary>
    public static T One<T>(this IFormCollection form, string field)
        where T : struct, Enum => Enum.TryParse<T>(form[field].ToString(), out var value) && Enum.IsDefined(value) ? value : throw new DeedRefusedException($"Found '{form[field]}', expected one of {string.Join(", ", Enum.GetNames<T>())}.");

    /// <summary>The choices of an enumeration.</summary>
    public static IEnumerable<(string Value, string Title)> Of<T>()
        where T : struct, Enum => Enum.GetValues<T>().Select(value => (value.ToString(), CustodyWords.Spaced(value)));

    /// <summary>The particulars of a person.</summary>
    public static Particulars Particulars(this IFormCollection form) =>
        new(form.Optional("given"), form.Optional("family"), form.DayOrNone("born"), form.Optional("document"), form.Optional("severity"));

    /// <summary>The cell that was chosen by its place in words.</summary>
    public static Cell Cell(this IFormCollection form, House house) =>
        house.Cells.FirstOrDefault(cell => CustodyWords.Of(cell.Place) == form["cell"].ToString()) ?? throw new DeedRefusedException("There is no such cell.");

    /// <summary>The cells of a house to choose from.</summary>
    public static IEnumerable<(string Value, string Title)> Cells(House house) =>
        house.Cells.Select(cell => (CustodyWords.Of(cell.Place), $"{CustodyWords.Of(cell.Place)} ({string.Join(", ", cell.Levels)})"));
}
