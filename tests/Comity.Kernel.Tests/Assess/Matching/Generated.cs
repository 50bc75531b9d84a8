using System.Globalization;
using Comity.Kernel.Assess.Cel;
using Comity.Kernel.Subjects;
using CsCheck;

namespace Comity.Kernel.Tests.Assess.Matching;

/// <summary>
/// Conditions and records over a schema with every type of fact, made to meet: few values, many gaps, and what is easily
/// got wrong (NaN, extremes, surrogates, empty texts and lists, instants at both ends).
/// </summary>
internal static class Generated
{
    public static readonly SubjectSchema Schema = new("consignment",
    [
        new("route.origin", FactType.Text, FactOrigin.Declared, "Country."),
        new("route.port", FactType.Text, FactOrigin.Declared, "Port."),
        new("goods.description", FactType.Text, FactOrigin.Declared, "Description, several words."),
        new("goods.hs", FactType.TextList, FactOrigin.Declared, "HS codes."),
        new("container.seals", FactType.TextList, FactOrigin.Declared, "Seals."),
        new("goods.gross_mass_kg", FactType.Number, FactOrigin.Declared, "Mass."),
        new("goods.value", FactType.Number, FactOrigin.Declared, "Value in cents."),
        new("shipper.seen_count", FactType.Integer, FactOrigin.History, "Count."),
        new("pair.seen_count", FactType.Integer, FactOrigin.History, "Count."),
        new("container.empty", FactType.Boolean, FactOrigin.Derived, "Empty."),
        new("goods.vague", FactType.Boolean, FactOrigin.Derived, "Vague."),
        new("manifest.arrival", FactType.Timestamp, FactOrigin.Declared, "Arrival."),
    ]);

    /// <summary>The field that is held word by word in chunks.</summary>
    public static readonly IReadOnlySet<int> Prose = new HashSet<int> { Schema.OrdinalOf("goods.description") };

    private static readonly string[] Words = ["BO", "BR", "", "B", "4407", "440710", "44", "9", "ä木😀", "\ud800", "\udc00x", "\uffff", "\u0000", "scrap wood", "wood", " wood", "used scrap wood logs", "BOL", "a'b\"c\\d"];

    private static readonly string[] Instants =
        ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59.9999999Z", "1970-01-01T00:00:00Z", "2026-03-01T08:00:00Z", "2026-03-01T09:00:00+01:00", "2026-03-01T08:00:00.000000050Z", "2026-03-01T07:59:59.9999999Z"];

    private static readonly long[] Integers = [0, 1, 2, 3, -1, 300, 70_000, long.MaxValue, long.MinValue, 9_007_199_254_740_993];

    private static readonly double[] Doubles =
        [0.0, -0.0, double.NaN, double.PositiveInfinity, double.NegativeInfinity, 1, 2.5, 0.1, 2.51, double.Epsilon, double.MaxValue, 9007199254740993.0, -3.25];

    /// <summary>A record: each fact is missing about one time in four.</summary>
    public static readonly Gen<SubjectRecord> Record = Schema.Fields.Select(f => Fact(f.Type)).Aggregate(
        Gen.Const(Array.Empty<object?>()),
        (before, fact) => Gen.Select(before, fact, (facts, one) => (object?[])[.. facts, one])).Select(RecordOf);

    /// <summary>Texts of conditions that compile.</summary>
    public static readonly Gen<string> Condition = Gen.OneOf(Leaf(), Bools(1), Bools(2), Bools(3));

    public static SubjectRecord RecordOf(object?[] facts)
    {
        var record = new SubjectRecord(Schema);
        for (var i = 0; i < facts.Length; i++)
        {
            record.Set(i, facts[i]);
        }

        return record;
    }

    public static Condition Compile(string text)
    {
        var compilation = ConditionCompiler.Compile(text, Schema);
        compilation.Errors.Select(e => e.Render(text)).ShouldBeEmpty();
        return compilation.Condition!;
    }

    /// <summary>What a failing test shows.</summary>
    public static string Print(SubjectRecord record) => string.Join(", ", Schema.Fields.Select((f, i) => record[i] switch
    {
        null => null,
        IReadOnlyList<string> list => $"{f.Path}=[{string.Join('|', list.Take(20))}]({list.Count})",
        double d => $"{f.Path}={d.ToString("R", CultureInfo.InvariantCulture)}",
        string text => $"{f.Path}={Quote(text.Length < 40 ? text : text[..40] + "…")}",
        var value => FormattableString.Invariant($"{f.Path}={value}"),
    }).OfType<string>());

    private static Gen<object?> Fact(FactType type)
    {
        var known = type switch
        {
            FactType.Boolean => Gen.Bool.Select(b => (object?)b),
            FactType.Integer => Gen.OneOf(OneOf(Integers), Gen.Long[-5, 5]).Select(n => (object?)n),
            FactType.Number => Gen.OneOf(OneOf(Doubles), Gen.Int[-300, 300].Select(i => i / 100.0), Gen.Double[-10, 10]).Select(n => (object?)n),
            FactType.Text => Text().Select(t => (object?)t),
            FactType.Timestamp => OneOf(Instants).Select(t => (object?)DateTimeOffset.Parse(t, CultureInfo.InvariantCulture).ToUniversalTime()),
            _ => Gen.Frequency((20, Text().Array[0, 4]), (1, Gen.Int[1_000, 3_000].Select(n => Enumerable.Range(0, n).Select(i => i.ToString(CultureInfo.InvariantCulture)).ToArray()))).Select(l => (object?)l),
        };
        return Gen.Frequency((3, known), (1, Gen.Const((object?)null)));
    }

    private static Gen<string> Text() => Gen.Frequency(
        (6, OneOf(Words)),
        (1, Gen.Select(OneOf(Words), OneOf(Words), (a, b) => a + b)),
        (1, Gen.String[Gen.Char['a', 'c'], 0, 4]),
        (1, Gen.Int[200, 1_000].Select(n => new string('w', n) + "wood")));

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static Gen<string> Field(FactType type) => OneOf(Schema.Fields.Where(f => f.Type == type).Select(f => f.Path).ToArray());

    private static Gen<string> Literal() => Gen.OneOf(OneOf(Words.Where(w => !w.Any(char.IsSurrogate) || w.Length > 2).ToArray()), Gen.String[Gen.Char['a', 'c'], 0, 3]).Select(Quote);

    private static string Quote(string text) =>
        "'" + string.Concat(text.Select(c => c is '\'' or '\\' ? $"\\{c}" : c < ' ' ? $"\\u{(int)c:x4}" : c.ToString())) + "'";

    private static Gen<string> Whole() => OneOf(["-9223372036854775808", .. Integers.Where(i => i != long.MinValue).Select(i => i.ToString(CultureInfo.InvariantCulture))]);

    private static Gen<string> Fraction() => OneOf("0.0", "-0.0", "2.5", "1e300", "double('NaN')", "double('inf')", "9007199254740993.0", "0.1", "9223372036854775807.0", "2.51", "-3.25");

    // Numbers of unlike types meet only where the checker does not see them.
    private static Gen<string> Number() => Gen.OneOf(Whole(), Fraction(), OneOf("3u", "18446744073709551615u")).Select(n => $"dyn({n})");

    private static Gen<string> Comparison() => OneOf("==", "!=", "<", "<=", ">", ">=");

    private static Gen<string> Leaf()
    {
        var test = OneOf("startsWith", "endsWith", "contains");
        var pattern = OneOf("'^4407'", "'wood|scrap'", "'(?i)bo$'", "'a+[^b-z]*'");
        var element = Gen.OneOf(
            Literal().Select(l => $"h == {l}"),
            Gen.Select(test, Literal(), (t, l) => $"h.{t}({l})"),
            Gen.Select(Literal(), Literal(), (a, b) => $"h in [{a}, {b}]"),
            Gen.Select(test, Literal(), Literal(), (t, a, b) => $"h.{t}({a}) || {b} == h"),
            Gen.Select(Literal(), (a) => $"!(h == {a})"),
            Gen.Select(test, Literal(), pattern, (t, a, p) => $"h.{t}({a}) && !h.matches({p})"),
            OneOf("h.size() > 3", "h.substring(2) == '07'", "h.matches('^44')", "int(h) > 40", "true", "h == route.origin", "1 / (size(h) - 2) > 0"));
        return Gen.Frequency(
            (4, Gen.Select(Field(FactType.Text), OneOf("==", "!="), Literal(), (f, op, l) => $"{f} {op} {l}")),
            (1, Gen.Select(Literal(), Comparison(), Field(FactType.Text), (l, op, f) => $"{l} {op} {f}")),
            (1, Gen.Select(Field(FactType.Text), Comparison(), Field(FactType.Text), (f, op, l) => $"{f} {op} {l}")),
            (3, Gen.Select(Field(FactType.Text), Literal().Array[0, 3], (f, l) => $"{f} in [{string.Join(", ", l)}]")),
            (4, Gen.Select(Field(FactType.Text), test, Literal(), (f, t, l) => $"{f}.{t}({l})")),
            (1, Gen.Select(Field(FactType.Text), pattern, (f, p) => $"{f}.matches({p})")),
            (1, Gen.Select(Field(FactType.Text), Gen.Int[0, 3], (f, n) => FormattableString.Invariant($"{f}.charAt({n}) == 'O'"))),
            (1, Field(FactType.Text).Select(f => $"({f} == 'BO') == ({f}.size() > 1)")),
            (4, Gen.Select(Field(FactType.TextList), OneOf("exists", "all", "exists_one"), element, (f, m, e) => $"{f}.{m}(h, {e})")),
            (2, Gen.Select(Literal(), Field(FactType.TextList), (l, f) => $"{l} in {f}")),
            (1, Gen.Select(Field(FactType.Text), Field(FactType.TextList), (t, f) => $"{t} in {f}")),
            (1, Gen.Select(Field(FactType.TextList), Gen.Int[0, 3], (f, n) => FormattableString.Invariant($"{f}[{n}] == 'BO'"))),
            (1, Gen.Select(Field(FactType.TextList), Comparison(), Gen.Int[0, 3], (f, op, n) => FormattableString.Invariant($"{f}.size() {op} {n}"))),
            (3, Gen.Select(Field(FactType.Integer), Comparison(), Whole(), (f, op, n) => $"{f} {op} {n}")),
            (3, Gen.Select(Field(FactType.Number), Comparison(), Fraction(), (f, op, n) => $"{f} {op} {n}")),
            (2, Gen.Select(Number(), Comparison(), Gen.OneOf(Field(FactType.Number), Field(FactType.Integer)), (n, op, f) => $"{n} {op} {f}")),
            (1, Gen.Select(Field(FactType.Integer), Gen.Int[-3, 3].Array[1, 3], (f, n) => $"{f} in [{string.Join(", ", n.Select(i => i.ToString(CultureInfo.InvariantCulture)))}]")),
            (1, Gen.Select(Field(FactType.Integer), OneOf("+", "-", "*", "/", "%"), Field(FactType.Integer), (a, op, b) => $"{a} {op} {b} > 2")),
            (3, Gen.Select(Field(FactType.Timestamp), Comparison(), OneOf(Instants), (f, op, t) => $"{f} {op} timestamp('{t}')")),
            (1, OneOf("manifest.arrival.getFullYear() == 2026", "manifest.arrival - timestamp(0) > duration('1h')", "manifest.arrival + duration('1h') > timestamp(0)")),
            (2, Gen.Select(OneOf("", "!"), Field(FactType.Boolean), (n, f) => n + f)),
            (1, Gen.Select(Field(FactType.Boolean), OneOf("==", "!="), Gen.Bool, (f, op, b) => $"{f} {op} {(b ? "true" : "false")}")),
            (2, Gen.Select(OneOf("", "!"), OneOf(Schema.Fields.Select(f => f.Path).ToArray()), (n, f) => $"{n}has({f})")),
            (1, OneOf("true", "false", "1 / 0 == 1", "cel.bind(v, route.origin, v + v == 'BOBO')", "goods.hs.map(h, h + 'x').size() > 1")));
    }

    private static Gen<string> Bools(int depth)
    {
        var inner = depth == 0 ? Leaf() : Gen.Frequency((2, Leaf()), (1, Bools(depth - 1)));
        return Gen.Frequency(
            (5, inner.Array[2, 4].Select(terms => string.Join(" && ", terms.Select(t => $"({t})")))),
            (3, inner.Array[2, 3].Select(terms => string.Join(" || ", terms.Select(t => $"({t})")))),
            (2, inner.Select(t => $"!({t})")),
            (1, Gen.Select(inner, inner, inner, (c, a, b) => $"({c}) ? ({a}) : ({b})")),
            (1, Gen.Select(inner, inner, (a, b) => $"({a}) == ({b})")));
    }
}
