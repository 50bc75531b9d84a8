using System.Buffers;
using System.Globalization;
using System.Text;

namespace Comity.Kernel.Assess.Cel;

/// <summary>Timestamps (RFC 3339, years 1 to 9999) and durations (Go's notation) to the nanosecond.</summary>
internal static class CelTime
{
    public const long NanosPerSecond = 1_000_000_000;

    /// <summary>Seconds from 0001-01-01 to 1970-01-01.</summary>
    public const long UnixEpochSeconds = 62_135_596_800;

    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789.");

    private const long MaxSeconds = 253_402_300_799;

    /// <summary>A timestamp, or an error when it lies outside the years 1 to 9999.</summary>
    public static CelValue Timestamp(Int128 seconds, long nanos) =>
        seconds >= -UnixEpochSeconds && seconds <= MaxSeconds
            ? CelValue.Timestamp((long)seconds, (int)nanos)
            : CelValue.Error("the time is outside the years 1 to 9999");

    /// <summary>A duration, or an error when it is longer than about 292 years.</summary>
    public static CelValue Duration(Int128 nanos) =>
        nanos >= long.MinValue && nanos <= long.MaxValue
            ? CelValue.Duration((long)nanos)
            : CelValue.Error("the duration is longer than 292 years");

    public static CelValue Add(CelValue timestamp, Int128 nanos)
    {
        var total = ((Int128)timestamp.Seconds * NanosPerSecond) + timestamp.Nanos + nanos;
        var seconds = total / NanosPerSecond;
        var rest = total % NanosPerSecond;
        return rest < 0 ? Timestamp(seconds - 1, (long)rest + NanosPerSecond) : Timestamp(seconds, (long)rest);
    }

    public static CelValue Subtract(CelValue a, CelValue b) =>
        Duration((((Int128)a.Seconds - b.Seconds) * NanosPerSecond) + a.Nanos - b.Nanos);

    /// <summary>The instant, cut to 100 nanoseconds.</summary>
    public static DateTimeOffset ToDateTimeOffset(CelValue timestamp) =>
        new(((timestamp.Seconds + UnixEpochSeconds) * TimeSpan.TicksPerSecond) + (timestamp.Nanos / 100), TimeSpan.Zero);

    public static CelValue ParseTimestamp(string text)
    {
        var error = CelValue.Error($"'{text}' is not a time such as 2026-01-31T08:00:00Z");
        var zone = text.AsSpan().IndexOfAny("Zz");
        var head = text.Length < 20 ? "" : text[..19];
        if (!DateTime.TryParseExact(head, "yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out var local))
        {
            return error;
        }

        var at = 19;
        var nanos = 0L;
        if (text[at] == '.')
        {
            var digits = 0;
            for (at++; at < text.Length && char.IsAsciiDigit(text[at]); at++)
            {
                // More than nine digits are finer than a nanosecond and cut.
                nanos = digits++ < 9 ? (nanos * 10) + (text[at] - '0') : nanos;
            }

            if (digits == 0)
            {
                return error;
            }

            for (; digits < 9; digits++)
            {
                nanos *= 10;
            }
        }

        if (zone == text.Length - 1 && at == zone)
        {
            return Timestamp((local.Ticks / TimeSpan.TicksPerSecond) - UnixEpochSeconds, nanos);
        }

        return at < text.Length && text[at] is '+' or '-' && ParseOffset(text[at..]) is { } offset
            ? Timestamp((local.Ticks / TimeSpan.TicksPerSecond) - UnixEpochSeconds - (offset * 60), nanos)
            : error;
    }

    /// <summary>Minutes east of Greenwich, of <c>+hh:mm</c>, <c>-hh:mm</c> or <c>hh:mm</c>.</summary>
    public static int? ParseOffset(string text)
    {
        var body = text.AsSpan(text is ['+' or '-', ..] ? 1 : 0);
        if (body.Length != 5 || body[2] != ':'
            || !int.TryParse(body[..2], NumberStyles.None, CultureInfo.InvariantCulture, out var hours) || hours > 23
            || !int.TryParse(body[3..], NumberStyles.None, CultureInfo.InvariantCulture, out var minutes) || minutes > 59)
        {
            return null;
        }

        return (text[0] == '-' ? -1 : 1) * ((hours * 60) + minutes);
    }

    public static CelValue ParseDuration(string text)
    {
        var error = CelValue.Error($"'{text}' is not a duration such as 36h, 90m or 1.5s");
        var body = text.AsSpan(text is ['+' or '-', ..] ? 1 : 0);
        if (body is "0")
        {
            return CelValue.Duration(0);
        }

        if (body.IsEmpty || body.Length > 100)
        {
            return error;
        }

        Int128 total = 0;
        while (!body.IsEmpty)
        {
            var length = body.IndexOfAnyExcept(Digits);
            if (length <= 0 || !decimal.TryParse(body[..length], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
            {
                return error;
            }

            body = body[length..];
            var (unit, width) = body switch
            {
                ['n', 's', ..] => (1L, 2),
                ['u' or 'µ' or 'μ', 's', ..] => (1_000, 2),
                ['m', 's', ..] => (1_000_000, 2),
                ['s', ..] => (NanosPerSecond, 1),
                ['m', ..] => (60 * NanosPerSecond, 1),
                ['h', ..] => (3600 * NanosPerSecond, 1),
                _ => (0, 0),
            };
            if (width == 0)
            {
                return error;
            }

            if (number > long.MaxValue / unit)
            {
                return Duration(Int128.MaxValue);
            }

            total += (Int128)decimal.Truncate(number * unit);
            body = body[width..];
        }

        return Duration(text.StartsWith('-') ? -total : total);
    }

    public static string Format(CelValue value)
    {
        if (value.Kind == CelKind.Duration)
        {
            var seconds = (Int128)value.DurationNanos / NanosPerSecond;
            var rest = Int128.Abs((Int128)value.DurationNanos % NanosPerSecond);
            var sign = value.DurationNanos < 0 ? "-" : "";
            return string.Create(CultureInfo.InvariantCulture, $"{sign}{Int128.Abs(seconds)}{Fraction((int)rest)}s");
        }

        var text = new StringBuilder(ToDateTimeOffset(CelValue.Timestamp(value.Seconds, 0)).ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture));
        return text.Append(Fraction(value.Nanos)).Append('Z').ToString();
    }

    private static string Fraction(int nanos) =>
        nanos == 0 ? "" : "." + nanos.ToString("D9", CultureInfo.InvariantCulture).TrimEnd('0');
}
