using System.Globalization;

namespace Comity.Formats.Edifact;

/// <summary>Numbers and times as EDIFACT writes them.</summary>
internal static class EdifactValues
{
    private const int MostExactDigits = 15;

    private static readonly double[] PowersOfTen =
        [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];

    /// <summary>
    /// Reads a numeric value. Point and comma both mark decimals (ISO 9735, 10.1); where both stand, or one of them
    /// several times, the earlier ones group digits, which the standard forbids.
    /// </summary>
    public static bool TryNumber(ReadOnlySpan<byte> text, out double value, out bool grouped)
    {
        value = 0;
        grouped = false;
        text = text.Trim((byte)' ');
        var negative = text is [(byte)'-', ..];
        if (negative)
        {
            text = text[1..];
        }

        var mark = text.LastIndexOfAny((byte)'.', (byte)',');
        long mantissa = 0;
        var (digits, decimals) = (0, 0);
        for (var i = 0; i < text.Length; i++)
        {
            var digit = text[i] - '0';
            if ((uint)digit <= 9)
            {
                if (++digits > MostExactDigits)
                {
                    return TryLongNumber(text, mark, negative, out value, out grouped);
                }

                mantissa = (mantissa * 10) + digit;
                decimals += mark >= 0 && i > mark ? 1 : 0;
            }
            else if (text[i] is not ((byte)'.' or (byte)','))
            {
                return false;
            }
            else if (i != mark)
            {
                grouped = true;
            }
        }

        if (digits == 0)
        {
            return false;
        }

        if (grouped && text[..mark].IndexOf(text[mark]) >= 0)
        {
            // 1.234.567: the same mark twice can only group.
            decimals = 0;
        }

        value = mantissa / PowersOfTen[decimals];
        value = negative ? -value : value;
        return true;
    }

    /// <summary>Reads a whole number; a fraction of zeros is allowed.</summary>
    public static bool TryCount(ReadOnlySpan<byte> text, out long value)
    {
        value = 0;
        if (!TryNumber(text, out var number, out var grouped) || grouped || number < 0 || number > 1e15
            || Math.Floor(number) != number)
        {
            return false;
        }

        value = (long)number;
        return true;
    }

    /// <summary>
    /// Reads a time of DTM. Formats 101 YYMMDD, 102 CCYYMMDD, 201 YYMMDDHHMM, 202 YYMMDDHHMMSS, 203 CCYYMMDDHHMM,
    /// 204 CCYYMMDDHHMMSS; where the length does not fit the format, the length decides. Years 00–69 are 20xx.
    /// </summary>
    /// <param name="text">The digits.</param>
    /// <param name="format">Data element 2379.</param>
    /// <param name="value">UTC: the message names no zone.</param>
    /// <param name="agrees">False when the length decided against the format.</param>
    public static bool TryTime(ReadOnlySpan<byte> text, ReadOnlySpan<byte> format, out DateTimeOffset value, out bool agrees)
    {
        value = default;
        agrees = false;
        text = text.Trim((byte)' ');
        if (text.Length is not (6 or 8 or 10 or 12 or 14) || text.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
        {
            return false;
        }

        Span<char> digits = stackalloc char[14];
        for (var i = 0; i < text.Length; i++)
        {
            digits[i] = (char)text[i];
        }

        digits = digits[..text.Length];
        var expected = Pattern(format);
        agrees = expected is not null && expected.Length == text.Length;
        if (agrees)
        {
            return TryExact(digits, expected!, out value);
        }

        return text.Length switch
        {
            6 => TryExact(digits, "yyMMdd", out value),
            8 => TryExact(digits, "yyyyMMdd", out value),
            10 => TryExact(digits, "yyMMddHHmm", out value),
            12 => TryExact(digits, "yyyyMMddHHmm", out value) || TryExact(digits, "yyMMddHHmmss", out value),
            _ => TryExact(digits, "yyyyMMddHHmmss", out value),
        };
    }

    private static string? Pattern(ReadOnlySpan<byte> format) => format switch
    {
        [(byte)'1', (byte)'0', (byte)'1'] => "yyMMdd",
        [(byte)'1', (byte)'0', (byte)'2'] => "yyyyMMdd",
        [(byte)'2', (byte)'0', (byte)'1'] => "yyMMddHHmm",
        [(byte)'2', (byte)'0', (byte)'2'] => "yyMMddHHmmss",
        [(byte)'2', (byte)'0', (byte)'3'] => "yyyyMMddHHmm",
        [(byte)'2', (byte)'0', (byte)'4'] => "yyyyMMddHHmmss",
        _ => null,
    };

    private static bool TryExact(ReadOnlySpan<char> digits, string pattern, out DateTimeOffset value)
    {
        var found = DateTime.TryParseExact(
            digits, pattern, Calendar, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time);
        value = new DateTimeOffset(DateTime.SpecifyKind(time, DateTimeKind.Utc));
        return found && time.Year >= 1900;
    }

    /// <summary>The invariant culture with the century window fixed, so that reading an old file gives the same dates in any year.</summary>
    private static readonly CultureInfo Calendar = MakeCalendar();

    private static CultureInfo MakeCalendar()
    {
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.DateTimeFormat.Calendar = new GregorianCalendar { TwoDigitYearMax = 2069 };
        return CultureInfo.ReadOnly(culture);
    }

    private static bool TryLongNumber(ReadOnlySpan<byte> text, int mark, bool negative, out double value, out bool grouped)
    {
        value = 0;
        grouped = mark >= 0 && text[..mark].ContainsAny((byte)'.', (byte)',');
        if (grouped || text.Length > 40)
        {
            return false;
        }

        Span<char> plain = stackalloc char[40];
        for (var i = 0; i < text.Length; i++)
        {
            plain[i] = i == mark ? '.' : (char)text[i];
        }

        var found = double.TryParse(
            plain[..text.Length], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value);
        value = negative ? -value : value;
        return found;
    }
}
