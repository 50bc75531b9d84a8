using Comity.Kernel.Assess;
using Comity.Kernel.Assess.Cel;
using Comity.Kernel.Subjects;

namespace Comity.Kernel.Tests.Assess.Cel;

/// <summary>Conditions over records: the three values, errors and limits.</summary>
public class ConditionTests
{
    private static readonly SubjectRecord Known = Consignments.Record(
        ("route.origin", "BO"),
        ("goods.description", "sawn 木材 😀"),
        ("goods.hs", new[] { "440710", "090111" }),
        ("goods.gross_mass_kg", 21_500.5),
        ("container.is_reefer", false),
        ("shipper.first_seen_days", 3L),
        ("voyage.arrival", new DateTimeOffset(2026, 2, 1, 5, 30, 0, TimeSpan.Zero).AddTicks(1)));

    [Theory]
    [InlineData("route.origin == 'BO'", true)]
    [InlineData("goods.hs.exists(h, h.startsWith('4407')) && shipper.first_seen_days < 30", true)]
    [InlineData("'440710' in goods.hs && goods.hs.size() == 2 && goods.hs[1] == '090111'", true)]
    [InlineData("goods.description.size() == 9", true)]
    [InlineData("goods.description.matches('^sawn .. .$')", true)]
    [InlineData("goods.gross_mass_kg > 21500 && goods.gross_mass_kg < 21501.0", true)]
    [InlineData("voyage.arrival > timestamp('2026-02-01T05:30:00Z') && voyage.arrival < timestamp('2026-02-01T05:30:00.0000002Z')", true)]
    [InlineData("voyage.arrival.getDayOfWeek() == 0 && voyage.arrival - timestamp('2026-01-31T05:30:00Z') >= duration('24h')", true)]
    [InlineData("!container.is_reefer", true)]
    [InlineData("container.is_reefer ? 1 / 0 == 1 : shipper.first_seen_days == 3", true)]
    [InlineData("has(route.origin) && !has(route.destination)", true)]
    [InlineData("cel.bind(d, shipper.first_seen_days, d * d == 9)", true)]
    [InlineData("goods.hs.all(i, h, h.size() == 6 && i < 2)", true)]
    [InlineData("math.greatest(shipper.first_seen_days, 1, 2) == 3", true)]
    [InlineData("route.origin in ['CO', 'PE']", false)]
    public void Known_facts_decide(string text, bool expected)
    {
        var outcome = Consignments.Compile(text).Evaluate(Known);

        outcome.Error.ShouldBeNull();
        outcome.Verdict.ShouldBe(expected ? Verdict.True : Verdict.False);
        outcome.Missing.ShouldBeEmpty();
    }

    // U is an unknown, E an error; T and F are what they look like.
    [Theory]
    [InlineData("U && T", "U")]
    [InlineData("U && F", "F")]
    [InlineData("F && U", "F")]
    [InlineData("U || T", "T")]
    [InlineData("U || F", "U")]
    [InlineData("!U", "U")]
    [InlineData("E && F", "F")]
    [InlineData("E || T", "T")]
    [InlineData("E && T", "E")]
    [InlineData("E && U", "U")]
    [InlineData("U || E", "U")]
    [InlineData("E || U || T", "T")]
    [InlineData("U ? T : T", "U")]
    [InlineData("E ? T : T", "E")]
    [InlineData("T ? F : U", "F")]
    [InlineData("F ? F : U", "U")]
    [InlineData("U == E", "U")]
    [InlineData("[T, F].exists(x, x || U)", "T")]
    [InlineData("[F, F].exists(x, x || U)", "U")]
    [InlineData("[T, F].all(x, x && U)", "F")]
    [InlineData("[T, T].all(x, x && E)", "E")]
    [InlineData("[T].exists_one(x, x && U)", "U")]
    [InlineData("[U, T].size() == 2", "U")]
    [InlineData("[T].map(x, x && U) == [T]", "U")]
    [InlineData("{'a': U}.a", "U")]
    [InlineData("optional.of(U).hasValue()", "U")]
    [InlineData("cel.bind(x, U, T)", "T")]
    public void Unknowns_and_errors_are_absorbed_as_CEL_says(string text, string expected)
    {
        var condition = Consignments.Compile(text
            .Replace("U", "(route.destination == 'X')", StringComparison.Ordinal)
            .Replace("E", "(1 / (shipper.first_seen_days - 3) == 1)", StringComparison.Ordinal)
            .Replace("T", "(route.origin == 'BO')", StringComparison.Ordinal)
            .Replace("F", "(route.origin == 'CO')", StringComparison.Ordinal));

        var outcome = condition.Evaluate(Known);

        (outcome.Error is null ? outcome.Verdict.ToString()[..1] : "E").ShouldBe(expected);
        outcome.Missing.ShouldBe(expected == "U" ? ["route.destination"] : []);
    }

    [Fact]
    public void Everything_that_is_missing_is_named_once_in_the_order_of_the_schema()
    {
        var condition = Consignments.Compile("voyage.arrival > timestamp(0) && route.destination == 'X' && (route.origin == 'BO' || route.destination == 'Y') && 'x' in goods.hs");

        condition.Evaluate(Consignments.Record()).Missing.ShouldBe(["route.origin", "route.destination", "goods.hs", "voyage.arrival"]);
    }

    [Theory]
    [InlineData("shipper.first_seen_days + 9223372036854775807 > 0", "the result does not fit a 64-bit integer, in shipper.first_seen_days + 9223372036854775807")]
    [InlineData("goods.hs[7] == ''", "the list of 2 elements has no element 7, in goods.hs[7]")]
    [InlineData("{'a': 1}[route.origin] == 1", "the map has no key 'BO', in {'a': 1}[route.origin]")]
    [InlineData("int(route.origin) == 1", "'BO' cannot be read as an int, in int(route.origin)")]
    [InlineData("timestamp(route.origin) == voyage.arrival", "'BO' is not a time such as 2026-01-31T08:00:00Z, in timestamp(route.origin)")]
    [InlineData("dyn(route.origin) > 1", "_>_ does not take values of these types, in dyn(route.origin) > 1")]
    public void An_error_says_what_and_where(string text, string expected) =>
        Consignments.Compile(text).Evaluate(Known).Error.ShouldBe(expected);

    [Fact]
    public void A_record_of_another_schema_is_a_bug()
    {
        var other = new SubjectSchema("vessel", [new("name", FactType.Text, FactOrigin.Declared, "Name.")]);

        Should.Throw<ArgumentException>(() => Consignments.Compile("true").Evaluate(new SubjectRecord(other)));
    }

    public static IEnumerable<ITheoryDataRow> Hostile =>
    [
        // Each doubles what the one before holds.
        new TheoryDataRow<string>(Doubling("'ab'", "x{0} + x{0}", "x{0} == ''")),
        new TheoryDataRow<string>(Doubling("[1]", "x{0} + x{0}", "x{0}.size() == 1")),
        new TheoryDataRow<string>(Doubling("[1]", "[x{0}, x{0}]", "x{0} == x{0}")),
        new TheoryDataRow<string>(Doubling("'ab'", "[x{0}, x{0}].map(y, y)", "'%s'.format([x{0}]) == ''")),
        new TheoryDataRow<string>(Doubling("'ab'", "x{0}.replace('', x{0})", "x{0} == ''")),
        new TheoryDataRow<string>(Doubling("'ab'", "[x{0}, x{0}, x{0}].join(x{0})", "x{0} == ''")),
        new TheoryDataRow<string>(Nested("[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]", 12)),
    ];

    [Theory]
    [MemberData(nameof(Hostile))]
    public void A_hostile_condition_ends_in_an_error(string text) =>
        Consignments.Compile(text).Evaluate(Known).Error.ShouldBe("the condition takes too much time or memory on this subject");

    // Other errors are absorbed by a true beside them.
    [Fact]
    public void An_evaluation_that_was_not_finished_is_an_error_whatever_stands_beside_it() =>
        Consignments.Compile($"({Nested("[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]", 12)}) || route.origin == 'BO'").Evaluate(Known).Error.ShouldNotBeNull();

    [Theory]
    [InlineData("(", ")", 5_000)]
    [InlineData("[", "]", 5_000)]
    [InlineData("!", "", 10_000)]
    [InlineData("1 + ", "", 4_000)]
    [InlineData("true ? true : ", "", 1_000)]
    [InlineData("!-", "", 5_000)]
    [InlineData("x.", "", 9_000)]
    public void A_deep_text_ends_in_a_message(string open, string close, int times)
    {
        var text = string.Concat(Enumerable.Repeat(open, times)) + "true" + string.Concat(Enumerable.Repeat(close, times));

        ConditionCompiler.Compile(text, Consignments.Schema).Errors.ShouldHaveSingleItem().Message
            .ShouldBe("The condition is nested more than 200 levels deep.");
    }

    [Fact]
    public void A_long_text_ends_in_a_message() =>
        ConditionCompiler.Compile(new string(' ', 20_001), Consignments.Schema).Errors.ShouldHaveSingleItem().Message
            .ShouldBe("The condition has 20001 characters; at most 20000 are read.");

    [Fact]
    public void A_long_chain_is_not_deep()
    {
        var chain = string.Join(" || ", Enumerable.Range(0, 600).Select(i => $"route.origin == '{i}'"));

        Consignments.Compile(chain).Evaluate(Known).Verdict.ShouldBe(Verdict.False);
    }

    private static string Doubling(string first, string step, string last)
    {
        const int Steps = 60;
        var text = string.Format(null, System.Text.CompositeFormat.Parse(last), Steps);
        for (var i = Steps; i > 0; i--)
        {
            text = $"cel.bind(x{i}, {string.Format(null, System.Text.CompositeFormat.Parse(step), i - 1)}, {text})";
        }

        return $"cel.bind(x0, {first}, {text})";
    }

    private static string Nested(string list, int depth)
    {
        var text = "false";
        for (var i = 0; i < depth; i++)
        {
            text = $"{list}.exists(x{i}, {text})";
        }

        return text;
    }
}
