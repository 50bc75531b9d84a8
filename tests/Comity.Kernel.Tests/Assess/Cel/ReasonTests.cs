using Comity.Kernel.Subjects;

namespace Comity.Kernel.Tests.Assess.Cel;

/// <summary>The reasons of a true condition.</summary>
public class ReasonTests
{
    private static readonly SubjectRecord Record = Consignments.Record(
        ("route.origin", "BO"),
        ("goods.hs", new[] { "440710", "090111", "440799" }),
        ("goods.gross_mass_kg", 100.0),
        ("container.is_reefer", false),
        ("shipper.first_seen_days", 3L));

    [Theory]
    // Both sides of an and.
    [InlineData("route.origin == 'BO' && shipper.first_seen_days < 30", "route.origin == 'BO' | route.origin=BO", "shipper.first_seen_days < 30 | shipper.first_seen_days=3")]
    // The true sides of an or, even beside unknowns and errors.
    [InlineData("route.origin == 'CO' || route.destination == 'X' || 1 / 0 == 1 || shipper.first_seen_days < 30", "shipper.first_seen_days < 30 | shipper.first_seen_days=3")]
    [InlineData("(route.origin == 'BO' || route.origin == 'CO') && true", "route.origin == 'BO' | route.origin=BO")]
    // Why something is false.
    [InlineData("!container.is_reefer", "!container.is_reefer | container.is_reefer=False")]
    [InlineData("!(route.origin == 'CO')", "!(route.origin == 'CO') | route.origin=BO")]
    [InlineData("!(route.origin == 'CO' || shipper.first_seen_days > 30)", "!(route.origin == 'CO') | route.origin=BO", "!(shipper.first_seen_days > 30) | shipper.first_seen_days=3")]
    [InlineData("!(route.origin == 'BO' && shipper.first_seen_days > 30)", "!(shipper.first_seen_days > 30) | shipper.first_seen_days=3")]
    [InlineData("!!(route.origin == 'BO')", "route.origin == 'BO' | route.origin=BO")]
    [InlineData("!(container.is_reefer || route.origin.startsWith('X'))", "!container.is_reefer | container.is_reefer=False", "!route.origin.startsWith('X') | route.origin=BO")]
    // The condition and the branch taken.
    [InlineData("container.is_reefer ? route.origin == 'CO' : shipper.first_seen_days < 30", "!container.is_reefer | container.is_reefer=False", "shipper.first_seen_days < 30 | shipper.first_seen_days=3")]
    // The elements that decided.
    [InlineData("goods.hs.exists(h, h.startsWith('4407'))", "goods.hs.exists(h, h.startsWith('4407')) | goods.hs=440710,440799")]
    [InlineData("goods.hs.exists_one(h, h == '090111')", "goods.hs.exists_one(h, h == '090111') | goods.hs=090111")]
    [InlineData("'090111' in goods.hs", "'090111' in goods.hs | goods.hs=090111")]
    [InlineData("!goods.hs.all(h, h.startsWith('4407'))", "!goods.hs.all(h, h.startsWith('4407')) | goods.hs=090111")]
    [InlineData("goods.hs.all(h, h.size() == 6)", "goods.hs.all(h, h.size() == 6) | goods.hs=440710,090111,440799")]
    [InlineData("!('1' in goods.hs)", "!('1' in goods.hs) | goods.hs=440710,090111,440799")]
    [InlineData("goods.hs.size() > 2", "goods.hs.size() > 2 | goods.hs=440710,090111,440799")]
    // One predicate, several fields.
    [InlineData("goods.gross_mass_kg / double(shipper.first_seen_days) > 30", "goods.gross_mass_kg / double(shipper.first_seen_days) > 30 | goods.gross_mass_kg=100", "goods.gross_mass_kg / double(shipper.first_seen_days) > 30 | shipper.first_seen_days=3")]
    // Presence.
    [InlineData("!has(route.destination)", "!has(route.destination) | route.destination=")]
    [InlineData("has(route.origin)", "has(route.origin) | route.origin=BO")]
    // The same predicate twice is one reason.
    [InlineData("route.origin == 'BO' && (route.origin == 'BO' || container.is_reefer)", "route.origin == 'BO' | route.origin=BO")]
    // Parentheses that belong to a predicate stay in its text.
    [InlineData("(shipper.first_seen_days + 1) * 2 == 8", "(shipper.first_seen_days + 1) * 2 == 8 | shipper.first_seen_days=3")]
    // Nothing to show, or not true.
    [InlineData("1 == 1")]
    [InlineData("route.origin == 'CO'")]
    [InlineData("route.destination == 'X'")]
    public void The_predicates_that_count_are_given(string text, params string[] expected)
    {
        var reasons = Consignments.Compile(text).Explain(Record);

        reasons.Select(r => $"{r.Condition} | {r.Field}={Show(r.Value)}").ShouldBe(expected);
        reasons.ShouldAllBe(r => r.Value == null || r.Position == new SourcePosition(Consignments.Schema.OrdinalOf(r.Field) + 1, 100, 0, null));
    }

    [Fact]
    public void A_condition_too_costly_to_explain_in_parts_is_one_reason()
    {
        // More than half of the steps go into deciding it, so its first part cannot be evaluated again.
        const string Text = "goods.hs.all(a, goods.hs.all(b, a == b)) || route.origin == 'BO'";
        var record = Consignments.Record(("goods.hs", Enumerable.Repeat("440710", 400).ToArray()));

        var reasons = Consignments.Compile(Text).Explain(record);

        reasons.Select(r => (r.Field, r.Condition)).ShouldBe([("goods.hs", Text), ("route.origin", Text)]);
    }

    private static string Show(object? value) =>
        value is IReadOnlyList<string> list ? string.Join(',', list) : FormattableString.Invariant($"{value}");
}
