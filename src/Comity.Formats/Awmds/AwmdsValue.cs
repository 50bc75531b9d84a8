using System.Globalization;
using Comity.Formats.Tabular;

namespace Comity.Formats.Awmds;

/// <summary>Numbers and dates as they are found in ASYCUDA World files.</summary>
internal static class AwmdsValue
{
    private static readonly string[] DayFirst = ["d/M/yyyy", "d-M-yyyy", "d.M.yyyy"];
    private static readonly string[] MonthFirst = ["M/d/yyyy", "M-d-yyyy", "M.d.yyyy"];

    /// <summary>
    /// A number with a decimal point as XML Schema has it. A decimal comma is understood, as a repair, only where it
    /// cannot separate thousands.
    /// </summary>
    public static bool TryNumber(string text, out double number, out bool repaired)
    {
        const NumberStyles Plain = NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite | NumberStyles.AllowExponent;
        repaired = false;
        if (double.TryParse(text, Plain, CultureInfo.InvariantCulture, out number))
        {
            return double.IsFinite(number);
        }

        var comma = CellValue.TryNumber(text, ',', out var withComma);
        var point = CellValue.TryNumber(text, '.', out var withPoint);
        repaired = comma != point;
        number = comma ? withComma : withPoint;
        return repaired;
    }

    /// <summary>A date: ISO, or day and month in an order that only one reading allows.</summary>
    public static bool TryDate(string text, out DateTimeOffset date, out bool repaired)
    {
        repaired = false;
        if (CellValue.TryDate(text, null, out date))
        {
            return true;
        }

        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        var dayFirst = DateTimeOffset.TryParseExact(text, DayFirst, CultureInfo.InvariantCulture, Utc, out var asDayFirst);
        var monthFirst = DateTimeOffset.TryParseExact(text, MonthFirst, CultureInfo.InvariantCulture, Utc, out var asMonthFirst);
        date = dayFirst ? asDayFirst : asMonthFirst;
        repaired = dayFirst != monthFirst || (dayFirst && asDayFirst == asMonthFirst);
        return repaired;
    }
}
