using Comity.Kernel.Assess;
using Comity.Kernel.Assess.Cel;
using Comity.Kernel.Subjects;
using CsCheck;

namespace Comity.Kernel.Tests.Assess.Cel;

/// <summary>Laws that hold for every condition and every record.</summary>
public class ConditionPropertyTests
{
    private static readonly Gen<string> Texts = Gen.OneOf(
        OneOf("", "BO", "4407", "ä木😀", "\u0000\n'\"\\", "\ufffd"),
        Gen.String[Gen.Char['a', 'c'], 0, 4]);

    private static readonly Gen<object> Numbers = Gen.OneOf<double>(
        OneOf(0.0, -0.0, double.NaN, double.PositiveInfinity, double.MaxValue, 2.5, 9007199254740993.0), Gen.Double[-10, 10]).Select(n => (object)n);

    private static readonly Gen<object> Integers = Gen.OneOf<long>(
        OneOf(0L, 1L, -1L, long.MaxValue, long.MinValue), Gen.Long[-10, 10]).Select(n => (object)n);

    private static readonly Gen<object> Instants =
        OneOf<object>(DateTimeOffset.MinValue, DateTimeOffset.MaxValue, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddTicks(-1));

    private static readonly Gen<object> TextLists = Texts.Array[0, 3].Select(l => (object)l);

    private static readonly Gen<object?[]> Facts = Consignments.Schema.Fields.Aggregate(
        Gen.Const(Array.Empty<object?>()),
        (before, field) => Gen.Select(before, ValueOf(field.Type), (facts, fact) => (object?[])[.. facts, fact]));

    private static readonly Gen<bool[]> Gaps = Gen.Bool.Array[Consignments.Schema.Fields.Count];

    [Fact]
    public void A_printed_condition_parses_to_itself() => Conditions(withHas: true).Sample(
        text =>
        {
            var tree = Parse(text);
            var printed = Printer.Print(tree);

            Shape(Parse(printed)).ShouldBe(Shape(tree), printed);
            Printer.Print(Consignments.Compile(printed).Root).ShouldBe(printed);
        },
        iter: 500);

    [Fact]
    public void Evaluation_gives_one_of_the_three_values_or_an_error_and_explains_only_what_is_true() =>
        Gen.Select(Conditions(withHas: true), Facts, Gaps).Sample(
            (text, facts, gaps) =>
            {
                var condition = Consignments.Compile(text);
                var record = RecordOf(facts, gaps);

                var outcome = condition.Evaluate(record);

                outcome.Missing.Count.ShouldBe(outcome is { Verdict: Verdict.Unknown, Error: null } ? Math.Max(outcome.Missing.Count, 1) : 0);
                outcome.Missing.ShouldAllBe(path => record[path] == null);
                if (outcome.Verdict != Verdict.True)
                {
                    condition.Explain(record).ShouldBeEmpty();
                }

                foreach (var reason in condition.Explain(record).Where(r => !r.Condition.Contains("has(", StringComparison.Ordinal)))
                {
                    // What is given as a reason is true by itself.
                    Consignments.Compile(reason.Condition).Evaluate(record).Verdict.ShouldBe(Verdict.True, reason.Condition);
                }
            },
            iter: 500);

    [Fact]
    public void A_decided_condition_stays_so_whatever_the_missing_facts_are() =>
        Gen.Select(Conditions(withHas: false), Facts, Gaps, Gaps).Sample(
            (text, facts, gaps, fewer) =>
            {
                var condition = Consignments.Compile(text);
                var before = condition.Evaluate(RecordOf(facts, gaps));
                var after = condition.Evaluate(RecordOf(facts, [.. gaps.Zip(fewer, (a, b) => a && b)]));

                if (before.Verdict != Verdict.Unknown)
                {
                    (after.Verdict, after.Error).ShouldBe((before.Verdict, null));
                }
            },
            iter: 1_000);

    [Fact]
    public void Filling_what_is_missing_settles_an_unknown() =>
        Gen.Select(Conditions(withHas: true), Facts, Gaps).Sample(
            (text, facts, gaps) =>
            {
                var condition = Consignments.Compile(text);
                // Facts that were hidden behind the unknown ones may be asked for next; each round names at least one more.
                var open = (bool[])gaps.Clone();
                var outcome = condition.Evaluate(RecordOf(facts, open));
                for (var round = 0; round < open.Length && outcome.Missing.Count > 0; round++)
                {
                    foreach (var path in outcome.Missing)
                    {
                        open[Consignments.Schema.OrdinalOf(path)] = false;
                    }

                    outcome = condition.Evaluate(RecordOf(facts, open));
                }

                (outcome.Verdict == Verdict.Unknown).ShouldBe(outcome.Error is not null);
            },
            iter: 500);

    [Fact]
    public void And_or_and_not_follow_the_laws_of_three_values() =>
        Gen.Select(Conditions(withHas: true), Conditions(withHas: true), Facts, Gaps).Sample(
            (a, b, facts, gaps) =>
            {
                var record = RecordOf(facts, gaps);

                Same($"({a}) && ({b})", $"({b}) && ({a})");
                Same($"({a}) || ({b})", $"({b}) || ({a})");
                Same($"!(({a}) && ({b}))", $"!({a}) || !({b})");
                Same($"!!({a})", a);
                Same($"({a}) && true", a);
                Same($"({a}) || false", a);
                Evaluate($"({a}) && false").ShouldBe((Verdict.False, "", false));

                void Same(string left, string right) => Evaluate(left).ShouldBe(Evaluate(right), $"{left}\n{right}");

                (Verdict, string, bool) Evaluate(string text)
                {
                    var outcome = Consignments.Compile(text).Evaluate(record);
                    return (outcome.Verdict, string.Join(',', outcome.Missing), outcome.Error is not null);
                }
            },
            iter: 200);

    [Fact]
    public void Any_text_compiles_or_is_refused_with_a_place() =>
        Gen.OneOf(
            Gen.String,
            OneOf("a", "1", "'", "\"", "(", ")", "[", "]", "{", "}", ".", "?", ":", ",", "&&", "||", "!", "-", "==", "in", " ", "\n", "has", "cel", "bind", "\\", "`", "r", "b", "0x", "😀", "goods.hs", "exists", "x")
                .Array[0, 15].Select(string.Concat)).Sample(
            text =>
            {
                var compilation = ConditionCompiler.Compile(text, Consignments.Schema);
                compilation.Succeeded.ShouldBe(compilation.Errors.Count == 0);
                foreach (var error in compilation.Errors)
                {
                    error.Line.ShouldBePositive();
                    error.Column.ShouldBePositive();
                    error.Render(text).ShouldContain("^");
                }
            },
            iter: 5_000);

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static Gen<object> ValueOf(FactType type) => type switch
    {
        FactType.Boolean => Gen.Bool.Select(b => (object)b),
        FactType.Integer => Integers,
        FactType.Number => Numbers,
        FactType.Text => Texts.Select(t => (object)t),
        FactType.Timestamp => Instants,
        _ => TextLists,
    };

    private static SubjectRecord RecordOf(object?[] facts, bool[] gaps)
    {
        var record = new SubjectRecord(Consignments.Schema);
        for (var i = 0; i < facts.Length; i++)
        {
            record.Set(i, gaps[i] ? null : facts[i]);
        }

        return record;
    }

    private static Expr Parse(string text)
    {
        Parser.TryParse(text, out var tree, out var error).ShouldBeTrue(error?.Render(text));
        return tree!;
    }

    // What a tree is apart from where it stands.
    private static string Shape(Expr expr)
    {
        var own = expr switch
        {
            LiteralExpr literal => $"{literal.Constant.Kind} {(literal.Constant.Kind == CelKind.Double ? BitConverter.DoubleToInt64Bits(literal.Constant.Double) : literal.Value)}",
            NameExpr name => name.Name,
            SelectExpr select => select.Member,
            HasExpr has => has.Member,
            LogicExpr logic => logic.IsAnd ? "and" : "or",
            CallExpr call => $"{call.Function} {call.Target is not null}",
            MacroExpr macro => $"{macro.Kind} {macro.Name} {string.Join(' ', macro.Variables)} {macro.Filter is not null}",
            _ => "",
        };
        return $"({expr.GetType().Name} {own} {string.Concat(expr.Children.Select(Shape))})";
    }

    private static Gen<string> Conditions(bool withHas) =>
        Gen.OneOf([.. Enumerable.Range(0, 4).Select(depth => Bools(depth, withHas))]);

    private static Gen<string> Bools(int depth, bool withHas)
    {
        var leaves = new List<Gen<string>>
        {
            OneOf("true", "false", "container.is_reefer", "!container.is_reefer"),
            Gen.Select(Ints(1), OneOf("==", "!=", "<", "<=", ">", ">="), Ints(1), (a, op, b) => $"{a} {op} {b}"),
            Gen.Select(Doubles, OneOf("==", "!=", "<", "<=", ">", ">="), Doubles, (a, op, b) => $"{a} {op} {b}"),
            Gen.Select(Strings, OneOf("==", "!=", "<", ">="), Strings, (a, op, b) => $"{a} {op} {b}"),
            Gen.Select(Strings, OneOf("startsWith", "endsWith", "contains"), Strings, (a, f, b) => $"({a}).{f}({b})"),
            Gen.Select(Strings, OneOf("goods.hs", "['BO', 'PE']", "[route.origin]"), (a, list) => $"{a} in {list}"),
            OneOf("goods.description.matches('a+|[^b-z]')", "voyage.arrival < timestamp(0)", "voyage.arrival - timestamp(0) > duration('1h')"),
            Gen.Select(OneOf("exists", "all", "exists_one"), Strings, (f, s) => $"goods.hs.{f}(h, h == {s})"),
            OneOf("goods.hs.exists(i, h, i > 0 && h == route.origin)", "goods.hs.map(h, h + route.origin).size() > 1", "goods.hs.filter(h, h != route.origin)[0] == 'a'"),
        };
        if (withHas)
        {
            leaves.Add(OneOf("has(route.origin)", "has(goods.hs)", "!has(voyage.arrival)"));
        }

        var leaf = Gen.OneOf([.. leaves]);
        if (depth == 0)
        {
            return leaf;
        }

        var inner = Bools(depth - 1, withHas);
        return Gen.OneOf(
            leaf,
            inner.Array[2, 3].Select(terms => string.Join(" && ", terms.Select(t => $"({t})"))),
            inner.Array[2, 3].Select(terms => string.Join(" || ", terms.Select(t => $"({t})"))),
            inner.Select(t => $"!({t})"),
            Gen.Select(inner, inner, inner, (c, a, b) => $"({c}) ? ({a}) : ({b})"),
            Gen.Select(inner, inner, (a, b) => $"cel.bind(v, {a}, v || ({b}))"),
            Gen.Select(inner, inner, (a, b) => $"({a}) == ({b})"));
    }

    private static Gen<string> Ints(int depth) => depth == 0
        ? Gen.OneOf(OneOf("shipper.first_seen_days", "goods.hs.size()", "-9223372036854775808", "-1", "0"), Gen.Int[0, 5].Select(i => FormattableString.Invariant($"{i}")))
        : Gen.OneOf(
            Ints(0),
            Gen.Select(Ints(0), OneOf("+", "-", "*", "/", "%"), Ints(0), (a, op, b) => $"({a} {op} {b})"),
            Gen.Select(Ints(0), Ints(0), Ints(0), (a, b, c) => $"({a} - ({b} - {c}))"),
            Ints(0).Select(a => $"-({a})"));

    private static Gen<string> Doubles => OneOf("goods.gross_mass_kg", "2.5", "-0.0", "1e300", "(goods.gross_mass_kg * -2.0)", "double(shipper.first_seen_days)");

    private static Gen<string> Strings => Gen.OneOf(
        OneOf("route.origin", "route.destination", "goods.description", "(route.origin + goods.description)", "goods.description.upperAscii()", "goods.hs[0]"),
        Texts.Select(t => Printer.Print(new LiteralExpr(default, CelValue.Of(t)))));
}
