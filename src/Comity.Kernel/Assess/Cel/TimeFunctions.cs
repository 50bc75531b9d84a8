using static Comity.Kernel.Assess.Cel.CelValue;

namespace Comity.Kernel.Assess.Cel;

/// <summary>Times and durations. There is no <c>now</c>: a finding must not depend on when it is computed.</summary>
internal static class TimeFunctions
{
    public static void Declare(Signatures s)
    {
        s.Function("timestamp", [CelType.String], CelType.Timestamp, (a, _) => CelTime.ParseTimestamp(a[0].Text));
        s.Function("timestamp", [CelType.Int], CelType.Timestamp, (a, _) => CelTime.Timestamp(a[0].Int, 0));
        s.Function("timestamp", [CelType.Timestamp], CelType.Timestamp, (a, _) => a[0]);
        s.Function("duration", [CelType.String], CelType.Duration, (a, _) => CelTime.ParseDuration(a[0].Text));
        s.Function("duration", [CelType.Duration], CelType.Duration, (a, _) => a[0]);
        s.Function("_+_", [CelType.Timestamp, CelType.Duration], CelType.Timestamp, (a, _) => CelTime.Add(a[0], a[1].DurationNanos));
        s.Function("_+_", [CelType.Duration, CelType.Timestamp], CelType.Timestamp, (a, _) => CelTime.Add(a[1], a[0].DurationNanos));
        s.Function("_+_", [CelType.Duration, CelType.Duration], CelType.Duration, (a, _) =>
            CelTime.Duration((Int128)a[0].DurationNanos + a[1].DurationNanos));
        s.Function("_-_", [CelType.Timestamp, CelType.Duration], CelType.Timestamp, (a, _) => CelTime.Add(a[0], -(Int128)a[1].DurationNanos));
        s.Function("_-_", [CelType.Timestamp, CelType.Timestamp], CelType.Duration, (a, _) => CelTime.Subtract(a[0], a[1]));
        s.Function("_-_", [CelType.Duration, CelType.Duration], CelType.Duration, (a, _) =>
            CelTime.Duration((Int128)a[0].DurationNanos - a[1].DurationNanos));

        Part("getFullYear", t => t.Year);
        Part("getMonth", t => t.Month - 1);
        Part("getDate", t => t.Day);
        Part("getDayOfMonth", t => t.Day - 1);
        Part("getDayOfWeek", t => (int)t.DayOfWeek);
        Part("getDayOfYear", t => t.DayOfYear - 1);
        Part("getHours", t => t.Hour);
        Part("getMinutes", t => t.Minute);
        Part("getSeconds", t => t.Second);
        Part("getMilliseconds", t => t.Millisecond);
        Length("getHours", 3600 * CelTime.NanosPerSecond);
        Length("getMinutes", 60 * CelTime.NanosPerSecond);
        Length("getSeconds", CelTime.NanosPerSecond);
        s.Method("getMilliseconds", [CelType.Duration], CelType.Int, (a, _) =>
            Of(a[0].DurationNanos % CelTime.NanosPerSecond / 1_000_000));

        void Part(string name, Func<DateTime, int> part)
        {
            s.Method(name, [CelType.Timestamp], CelType.Int, (a, _) => Of((long)part(CelTime.ToDateTimeOffset(a[0]).UtcDateTime)));
            s.Method(name, [CelType.Timestamp, CelType.String], CelType.Int, (a, _) =>
                Local(a[0], a[1].Text) is { } local
                    ? Of((long)part(local))
                    : Error($"'{a[1].Text}' is not a time zone such as Europe/Vienna or +01:00, or the local time leaves the years 1 to 9999"));
        }

        void Length(string name, long unit) =>
            s.Method(name, [CelType.Duration], CelType.Int, (a, _) => Of(a[0].DurationNanos / unit));
    }

    private static DateTime? Local(CelValue timestamp, string zone)
    {
        var utc = CelTime.ToDateTimeOffset(timestamp).UtcDateTime;
        var offset = CelTime.ParseOffset(zone) is { } minutes ? TimeSpan.FromMinutes(minutes)
            : TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found) ? found.GetUtcOffset(utc)
            : (TimeSpan?)null;
        return offset is { } shift && utc.Ticks + shift.Ticks is >= 0 and var ticks && ticks <= DateTime.MaxValue.Ticks
            ? new DateTime(ticks, DateTimeKind.Unspecified)
            : null;
    }
}
