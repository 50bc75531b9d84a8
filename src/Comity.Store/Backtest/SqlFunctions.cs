using Comity.Kernel.Assess.Cel;

namespace Comity.Store.Backtest;

/// <summary>
/// CEL's operators and functions in SQL, each only where DuckDB can be made to say the same of every value: integers
/// overflow to NULL, NaN equals nothing and has no order, texts are compared and counted by code point.
/// </summary>
internal static class SqlFunctions
{
    private const string UpperCase = "'ABCDEFGHIJKLMNOPQRSTUVWXYZ'";
    private const string LowerCase = "'abcdefghijklmnopqrstuvwxyz'";
    private const string Infinity = "'Infinity'::DOUBLE";

    // CEL's trim() takes away Unicode's White_Space.
    private static readonly string Space =
        Sql.Quote("\t\n\v\f\r \u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000")!;

    private static readonly string FirstTick = Sql.Integer(Sql.Ticks(DateTimeOffset.MinValue));
    private static readonly string FirstSpan = Sql.Integer(long.MinValue / 100);
    private static readonly string LastSpan = Sql.Integer(long.MaxValue / 100);
    private static readonly string LastTick = Sql.Integer(Sql.Ticks(DateTimeOffset.MaxValue));

    /// <summary>The SQL of a call whose arguments are translated; null when there is none.</summary>
    public static Sql? Call(CallExpr call, Sql[] a) => a switch
    {
        [var only] => Unary(call.Function, only),
        [var left, var right] => Comparison(call.Function, left, right) ?? Binary(call.Function, left, right),
        [{ Kind: CelKind.String } text, { Constant: long from }, { Constant: long to }] when call.Function == "substring" => Substring(text, from, to),
        _ => null,
    };

    private static Sql? Unary(string function, Sql a) => (function, a.Kind) switch
    {
        ("!_", CelKind.Bool) => Sql.Make(CelType.Bool, $"(NOT {a.Text})", a),
        ("-_", CelKind.Int) => SqlIntegers.Unless(long.MinValue, $"-{a.Text}", a),
        ("-_", CelKind.Double) => Sql.Make(CelType.Double, $"(-{a.Text})", a),
        ("size", CelKind.String) => Sql.Make(CelType.Int, $"length({a.Text})", a),
        ("size", CelKind.List) => Sql.Make(CelType.Int, $"len({a.Text})", a),
        ("lowerAscii", CelKind.String) => Sql.Make(CelType.String, $"translate({a.Text}, {UpperCase}, {LowerCase})", a),
        ("upperAscii", CelKind.String) => Sql.Make(CelType.String, $"translate({a.Text}, {LowerCase}, {UpperCase})", a),
        ("trim", CelKind.String) => Sql.Make(CelType.String, $"trim({a.Text}, {Space})", a),
        ("bool", CelKind.Bool) or ("int", CelKind.Int) or ("double", CelKind.Double) or ("string", CelKind.String) => a,
        ("double", CelKind.Int) => Sql.Make(CelType.Double, $"({a.Text}::DOUBLE)", a),
        ("string", CelKind.Int) => Sql.Make(CelType.String, $"({a.Text}::VARCHAR)", a),
        ("int", CelKind.Double) => Optional(CelType.Int,
            $"(CASE WHEN {a.Text} > '-9223372036854775808'::DOUBLE AND {a.Text} < '9223372036854775808'::DOUBLE THEN trunc({a.Text})::BIGINT END)", a),
        ("math.abs", CelKind.Int) => SqlIntegers.Unless(long.MinValue, $"abs({a.Text})", a),
        ("math.abs", CelKind.Double) => Sql.Make(CelType.Double, $"abs({a.Text})", a),
        ("math.floor", CelKind.Double) => Sql.Make(CelType.Double, $"floor({a.Text})", a),
        ("math.ceil", CelKind.Double) => Sql.Make(CelType.Double, $"ceil({a.Text})", a),
        ("math.isNaN", CelKind.Double) => Sql.Make(CelType.Bool, $"({a.Text} > {Infinity})", a),
        ("timestamp", CelKind.Timestamp) or ("duration", CelKind.Duration) => a,
        (_, CelKind.Timestamp) => TimePart(function, a),
        ("getHours", CelKind.Duration) => Sql.Make(CelType.Int, $"({a.Text} // 36000000000)", a),
        ("getMinutes", CelKind.Duration) => Sql.Make(CelType.Int, $"({a.Text} // 600000000)", a),
        ("getSeconds", CelKind.Duration) => Sql.Make(CelType.Int, $"({a.Text} // 10000000)", a),
        _ => null,
    };

    private static Sql? TimePart(string function, Sql a)
    {
        var part = function switch
        {
            "getFullYear" => "year(@)",
            "getMonth" => "(month(@) - 1)",
            "getDate" => "day(@)",
            "getDayOfMonth" => "(day(@) - 1)",
            "getDayOfWeek" => "dayofweek(@)",
            "getDayOfYear" => "(dayofyear(@) - 1)",
            "getHours" => "hour(@)",
            "getMinutes" => "minute(@)",
            "getSeconds" => "second(@)",
            "getMilliseconds" => "(millisecond(@) % 1000)",
            _ => null,
        };
        // Whole microseconds, rounded down also before 1970.
        var micros = $"make_timestamp(({a.Text} - ((({a.Text} % 10) + 10) % 10)) // 10)";
        return part is null ? null : Sql.Make(CelType.Int, part.Replace("@", micros, StringComparison.Ordinal), a);
    }

    private static Sql? Comparison(string function, Sql a, Sql b)
    {
        var sign = function switch { "_==_" => "=", "_!=_" => "<>", "_<_" => "<", "_<=_" => "<=", "_>_" => ">", "_>=_" => ">=", _ => null };
        if (sign is null)
        {
            return null;
        }

        // Beside a double an integer is first made one.
        if ((a.Kind, b.Kind) is (CelKind.Int, CelKind.Double) or (CelKind.Double, CelKind.Int))
        {
            a = a.Kind == CelKind.Int ? Unary("double", a)! : a;
            b = b.Kind == CelKind.Int ? Unary("double", b)! : b;
        }

        return a.Kind != b.Kind ? null : a.Kind switch
        {
            CelKind.Bool or CelKind.Int or CelKind.String or CelKind.Timestamp or CelKind.Duration => Plain(),
            CelKind.List when sign is "=" or "<>" && a.Type.Equals(b.Type) && a.Type.Parameters[0].Kind is not (CelKind.Double or CelKind.List) => Plain(),
            CelKind.Double => sign switch
            {
                "=" => Ordered("=", a, b),
                "<>" => Ordered("=", a, b) is { } equal ? Unary("!_", equal) : null,
                // NaN is DuckDB's greatest number, so the side that is to be the greater must not be one.
                "<" => Ordered(">", b, a),
                "<=" => Ordered(">=", b, a),
                _ => Ordered(sign, a, b),
            },
            _ => null,
        };

        Sql? Plain() => Sql.Make(CelType.Bool, $"({a.Text} {sign} {b.Text})", a, b);
    }

    // For =, > and >=: false when a is NaN; unknown as soon as one side is. When b alone is NaN, DuckDB says false by itself.
    private static Sql? Ordered(string sign, Sql a, Sql b)
    {
        if (sign == "=" && !b.MayBeNaN)
        {
            return Sql.Make(CelType.Bool, $"({a.Text} = {b.Text})", a, b);
        }

        return Sql.Make(
            CelType.Bool,
            !a.MayBeNaN ? $"({a.Text} {sign} {b.Text})"
            : b.IsNullable ? $"({a.Text} {sign} {b.Text} AND ({a.Text} <= {Infinity} OR {b.Text} IS NULL))"
            : $"({a.Text} {sign} {b.Text} AND {a.Text} <= {Infinity})",
            a, b);
    }

    private static Sql? Binary(string function, Sql a, Sql b) => (function, a.Kind, b.Kind) switch
    {
        ("_+_" or "_-_" or "_*_" or "_/_" or "_%_", CelKind.Int, CelKind.Int) => SqlIntegers.Binary(function[1], a, b),
        ("_+_" or "_-_" or "_*_" or "_/_", CelKind.Double, CelKind.Double) =>
            Sql.Make(CelType.Double, $"({a.Text} {function[1]} {b.Text})", a, b) is { } number ? number with { MayBeNaN = true } : null,
        ("_+_", CelKind.String, CelKind.String) => Sql.Make(CelType.String, $"({a.Text} || {b.Text})", a, b),
        ("_+_", CelKind.Timestamp, CelKind.Duration) => Moved(a, "+", b),
        ("_+_", CelKind.Duration, CelKind.Timestamp) => Moved(b, "+", a),
        ("_-_", CelKind.Timestamp, CelKind.Duration) => Moved(a, "-", b),
        ("_-_", CelKind.Timestamp, CelKind.Timestamp) => Span($"({a.Text} - {b.Text})", a, b),
        ("_+_" or "_-_", CelKind.Duration, CelKind.Duration) =>
            Span($"({a.Text} {function[1]} {b.Text})", a, b),
        ("startsWith", CelKind.String, CelKind.String) => Sql.Make(CelType.Bool, $"starts_with({a.Text}, {b.Text})", a, b),
        ("endsWith", CelKind.String, CelKind.String) => Sql.Make(CelType.Bool, $"ends_with({a.Text}, {b.Text})", a, b),
        ("contains", CelKind.String, CelKind.String) => Sql.Make(CelType.Bool, $"contains({a.Text}, {b.Text})", a, b),
        ("matches", CelKind.String, CelKind.String) when b.Constant is string pattern && PlainPattern.Is(pattern) =>
            Sql.Make(CelType.Bool, $"regexp_matches({a.Text}, {b.Text})", a, b),
        ("_in_", _, CelKind.List) when b.Type.Parameters[0].Equals(a.Type) && a.Kind is not (CelKind.Double or CelKind.List) =>
            Sql.Make(CelType.Bool, $"list_contains({b.Text}, {a.Text})", a, b),
        ("_[_]", CelKind.List, CelKind.Int) => Optional(
            a.Type.Parameters[0], $"(CASE WHEN {b.Text} BETWEEN 0 AND 2147483646 THEN ({a.Text})[{b.Text} + 1] END)", a, b),
        ("substring", CelKind.String, CelKind.Int) when b.Constant is long from => Substring(a, from, null),
        ("charAt", CelKind.String, CelKind.Int) when b.Constant is long and >= 0 and < int.MaxValue and var at =>
            Optional(CelType.String, $"(CASE WHEN length({a.Text}) >= {at} THEN substring({a.Text}, {at + 1}, 1) END)", a),
        _ => null,
    };

    /// <summary>SQL that can be NULL where its parts are not, since an error is NULL.</summary>
    public static Sql? Optional(CelType type, string text, params ReadOnlySpan<Sql> parts) =>
        Sql.Make(type, text, parts) is { } sql ? sql with { IsNullable = true, MayBeNaN = type.Kind == CelKind.Double } : null;

    // The distance of two times and the sum of two durations fit 64 bits as ticks; durations end at 64 bits of nanoseconds.
    private static Sql? Span(string ticks, Sql a, Sql b) =>
        Optional(CelType.Duration, $"(CASE WHEN {ticks} BETWEEN {FirstSpan} AND {LastSpan} THEN {ticks} END)", a, b);

    // Every duration here is a whole number of ticks: the history's times are.
    private static Sql? Moved(Sql time, string sign, Sql span)
    {
        var moved = $"({time.Text} {sign} {span.Text})";
        return Optional(CelType.Timestamp, $"(CASE WHEN {moved} BETWEEN {FirstTick} AND {LastTick} THEN {moved} END)", time, span);
    }

    private static Sql? Substring(Sql text, long from, long? to) =>
        from < 0 || from > to || from > int.MaxValue || to > int.MaxValue
            ? null
            : Optional(
                CelType.String,
                to is { } end
                    ? $"(CASE WHEN length({text.Text}) >= {end} THEN substring({text.Text}, {from + 1}, {end - from}) END)"
                    : $"(CASE WHEN length({text.Text}) >= {from} THEN substring({text.Text}, {from + 1}) END)",
                text);
}
