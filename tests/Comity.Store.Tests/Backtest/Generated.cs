using System.Globalization;
using System.Text;
using Comity.Kernel.Subjects;

namespace Comity.Store.Tests.Backtest;

/// <summary>A generated condition and the conditions in it, which a failing case is narrowed down to.</summary>
internal sealed record Tree(string Text, params IReadOnlyList<Tree> Parts);

/// <summary>Conditions and records in which the corners of every type are common. The same seed gives the same ones.</summary>
internal sealed class Generated(int seed)
{
    private static readonly string[] Texts =
        ["", "a", "b", "ab", "aB", "ba", "BO", "4407", "440710", "ä木😀", "😀", "\uffff", "\u0000\n'\"\\", "a\u0000b", "\ufffd", " a\u2003", "ÄÖ", "100%_x", "[a-c]", "z;--"];

    private static readonly double[] Numbers =
        [0.0, -0.0, 1, -1, 2.5, double.NaN, double.PositiveInfinity, double.NegativeInfinity, double.MaxValue, double.Epsilon, 9007199254740992.0, 9223372036854775808.0];

    private static readonly long[] Integers =
        [0, 1, -1, 2, 3, 7, long.MaxValue, long.MinValue, long.MaxValue - 1, 9007199254740993, 4407, int.MaxValue];

    private static readonly DateTimeOffset[] Times =
    [
        DateTimeOffset.MinValue, DateTimeOffset.MaxValue, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddTicks(-1), DateTimeOffset.UnixEpoch.AddTicks(1),
        new(2024, 2, 29, 23, 59, 59, 999, TimeSpan.Zero), new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero), new(1900, 1, 1, 12, 30, 15, TimeSpan.Zero),
    ];

    private static readonly string[] Comparisons = ["==", "!=", "<", "<=", ">", ">="];

    private readonly Random _random = new(seed);
    private readonly List<string> _variables = [];

    public SubjectRecord Record()
    {
        var record = new SubjectRecord(Movements.Schema);
        var known = _random.Next(1, 12);
        for (var i = 0; i < Movements.Schema.Fields.Count; i++)
        {
            record.Set(i, _random.Next(12) < known ? Value(Movements.Schema.Fields[i].Type) : null);
        }

        return record;
    }

    public Tree Condition() => Bool(_random.Next(5));

    private object Value(FactType type) => type switch
    {
        FactType.Boolean => _random.Next(2) == 0,
        FactType.Integer => _random.Next(2) == 0 ? OneOf(Integers) : _random.Next(-5, 6),
        FactType.Number => _random.Next(2) == 0 ? OneOf(Numbers) : _random.Next(-8, 9) / 2.0,
        FactType.Text => Text(),
        FactType.Timestamp => _random.Next(2) == 0 ? OneOf(Times) : OneOf(Times[2..]).AddTicks(_random.Next(-30, 30)).AddHours(_random.Next(-50, 50)),
        _ => Enumerable.Range(0, _random.Next(20) == 0 ? 70 : _random.Next(4)).Select(_ => Text()).ToArray(),
    };

    // Now and then longer than what SQL is trusted with.
    private string Text() => _random.Next(60) == 0 ? new string('ä', 3000) : _random.Next(4) > 0 ? OneOf(Texts) : OneOf(Texts) + OneOf(Texts);

    private Tree Bool(int depth)
    {
        if (depth == 0)
        {
            return new Tree(Predicate());
        }

        Tree[] parts = [.. Enumerable.Range(0, _random.Next(2, 4)).Select(_ => Bool(depth - 1))];
        var (a, b) = (parts[0], parts[1]);
        return _random.Next(12) switch
        {
            0 or 1 or 2 => new Tree(string.Join(" && ", parts.Select(t => $"({t.Text})")), parts),
            3 or 4 or 5 => new Tree(string.Join(" || ", parts.Select(t => $"({t.Text})")), parts),
            6 or 7 => new Tree($"!({a.Text})", a),
            8 => new Tree($"({a.Text}) ? ({b.Text}) : ({parts[^1].Text})", parts),
            9 => new Tree($"({a.Text}) {OneOf("==", "!=", "<", ">=")} ({b.Text})", a, b),
            10 => new Tree($"cel.bind(v{_variables.Count}, {Double(1)}, v{_variables.Count} > 1.0 || ({a.Text}))", a),
            _ => Over(depth),
        };
    }

    // A macro whose body sees the element as one more text.
    private Tree Over(int depth)
    {
        var range = Codes(1);
        var name = $"x{_variables.Count}";
        _variables.Add(name);
        var body = Bool(Math.Min(1, depth - 1));
        var map = Text(1);
        _variables.RemoveAt(_variables.Count - 1);
        return _random.Next(7) switch
        {
            0 or 1 => new Tree($"({range}).exists({name}, {body.Text})"),
            2 => new Tree($"({range}).all({name}, {body.Text})"),
            3 => new Tree($"({range}).exists_one({name}, {body.Text})"),
            4 => new Tree($"({range}).filter({name}, {body.Text}).size() {OneOf(Comparisons)} {_random.Next(3)}"),
            5 => new Tree($"({range}).exists(i, {name}, i > 0 && ({body.Text}))"),
            _ => new Tree($"{Quoted(OneOf(Texts))} in ({range}).map({name}, {map})"),
        };
    }

    private string Predicate() => _random.Next(22) switch
    {
        0 => OneOf("true", "false", "flag.a", "!flag.b", "flag.a == flag.b"),
        1 or 2 => $"{Int(2)} {OneOf(Comparisons)} {Int(2)}",
        3 or 4 => $"{Double(2)} {OneOf(Comparisons)} {Double(1)}",
        5 => $"{Double(1)} {OneOf("<", "<=", ">", ">=")} {Int(1)}",
        6 => $"{Int(1)} {OneOf("<", "<=", ">", ">=")} {Double(1)}",
        7 or 8 => $"{Text(1)} {OneOf(Comparisons)} {Text(1)}",
        9 or 10 => $"({Text(1)}).{OneOf("startsWith", "endsWith", "contains")}({Text(1)})",
        11 => $"{Text(1)} in {Codes(1)}",
        12 => $"{Int(1)} in [{Int(0)}, {Int(0)}, 1]",
        13 => $"{Double(1)} in [1.0, 2.5, -0.0]",
        14 => $"{OneOf("time.a", "time.b")} in [{Time(0)}, timestamp('2026-03-01T00:00:00Z')]",
        15 => $"has({OneOf("flag.a", "count.b", "mass.a", "text.a", "time.b", "codes.a")})",
        16 => $"{Time(1)} {OneOf(Comparisons)} {Time(1)}",
        17 => $"{Span(1)} {OneOf(Comparisons)} {Span(1)}",
        18 => $"({Text(0)}).matches({Quoted(OneOf("a+", "^a", "^[A-Z]{2}$", "b|^$", "^(ab|ba)*$", "a.*b", @"\d+", @"^\d{4}", "[^a]+$", "😀", "^.$", "(?i)AB", @"\bab\b"))})",
        19 => $"{Codes(1)} {OneOf("==", "!=")} {Codes(1)}",
        20 => $"[{Quoted(OneOf(Texts))}, {Quoted(OneOf(Texts))}].{OneOf("exists", "all")}(p, ({Text(1)}).contains(p))",
        _ => OneOf("math.isNaN(mass.a)", "dyn(count.a) == dyn(mass.a)", "text.a.replace('a', 'b') == text.b", "time.a.getHours('+02:00') > 3", "codes.a.join(',') == 'a,b'", "1 / 0 == 1", "duration('1ns') < time.a - time.b"),
    };

    private string Int(int depth) => depth == 0 || _random.Next(3) == 0
        ? OneOf("count.a", "count.b", "count.a", Literal(OneOf(Integers)), "1", "2", "codes.a.size()", "text.a.size()", "size(codes.b)")
        : _random.Next(8) switch
        {
            < 4 => $"({Int(depth - 1)} {OneOf("+", "-", "*", "/", "%")} {Int(depth - 1)})",
            4 => $"-({Int(depth - 1)})",
            5 => $"int({Double(depth - 1)})",
            6 => $"({Time(0)}).{OneOf("getFullYear", "getMonth", "getDate", "getDayOfMonth", "getDayOfWeek", "getDayOfYear", "getHours", "getMinutes", "getSeconds", "getMilliseconds")}()",
            _ => $"({Span(0)}).{OneOf("getHours", "getMinutes", "getSeconds")}()",
        };

    private string Double(int depth) => depth == 0 || _random.Next(3) == 0
        ? OneOf("mass.a", "mass.b", "mass.a", "1.0", "2.5", "-0.0", "1e300", "9223372036854775808.0")
        : _random.Next(7) switch
        {
            < 4 => $"({Double(depth - 1)} {OneOf("+", "-", "*", "/")} {Double(depth - 1)})",
            4 => $"double({Int(depth - 1)})",
            5 => $"(flag.a ? {Double(depth - 1)} : {Double(depth - 1)})",
            _ => $"{OneOf("math.abs", "math.floor", "math.ceil", "-")}({Double(depth - 1)})",
        };

    private string Text(int depth) => depth == 0 || _random.Next(3) > 0
        ? OneOf("text.a", "text.b", _variables.Count > 0 ? OneOf([.. _variables]) : "text.a", Quoted(OneOf(Texts)), Quoted(OneOf(Texts)), "codes.a[0]", "codes.b[1]")
        : _random.Next(9) switch
        {
            0 or 1 => $"({Text(depth - 1)} + {Text(depth - 1)})",
            2 => $"({Text(depth - 1)}).upperAscii()",
            3 => $"({Text(depth - 1)}).lowerAscii()",
            4 => $"({Text(depth - 1)}).trim()",
            5 => $"({Text(depth - 1)}).substring({_random.Next(3)})",
            6 => $"({Text(depth - 1)}).substring({_random.Next(2)}, {_random.Next(2, 4)})",
            7 => $"({Text(depth - 1)}).charAt({_random.Next(3)})",
            _ => OneOf("string(count.a)", "(flag.b ? text.a : text.b)"),
        };

    private string Codes(int depth) => depth == 0 || _random.Next(3) > 0
        ? OneOf("codes.a", "codes.b", "codes.a", $"[{Quoted(OneOf(Texts))}, 'BO']", "[text.a, 'a']")
        : OneOf("codes.a.filter(y, y != text.b)", "codes.b.map(y, y + 'a')", "(flag.a ? codes.a : codes.b)");

    private string Time(int depth) => depth == 0 || _random.Next(3) > 0
        ? OneOf("time.a", "time.b", $"timestamp('{OneOf(Times).ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture)}')")
        : $"({Time(depth - 1)} {OneOf("+", "-")} {Span(0)})";

    private string Span(int depth) => depth == 0 || _random.Next(3) > 0
        ? OneOf("duration('36h')", "duration('-1s')", "duration('100ns')", "(time.a - time.b)")
        : $"({Span(depth - 1)} {OneOf("+", "-")} {Span(0)})";

    private T OneOf<T>(params T[] values) => values[_random.Next(values.Length)];

    private static string Literal(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Quoted(string text)
    {
        var quoted = new StringBuilder("'");
        foreach (var c in text)
        {
            _ = c is '\'' or '\\' ? quoted.Append('\\').Append(c) : c < ' ' ? quoted.Append(CultureInfo.InvariantCulture, $"\\x{(int)c:x2}") : quoted.Append(c);
        }

        return quoted.Append('\'').ToString();
    }
}
