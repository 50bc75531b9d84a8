using Comity.Kernel.Assess.Cel;

namespace Comity.Kernel.Tests.Assess.Cel;

/// <summary>What an officer reads when a condition is wrong: the messages are part of the product.</summary>
public class ErrorMessageTests
{
    [Theory]
    [InlineData("route.orign == 'BO'", "1:1: A consignment has no field route.orign. Did you mean route.origin?")]
    [InlineData("first_seen_days < 3", "1:1: A consignment has no field first_seen_days. Did you mean shipper.first_seen_days?")]
    [InlineData("has(goods.hz)", "1:5: A consignment has no field goods.hz. Did you mean goods.hs?")]
    [InlineData("wholly_unlike == 1", "1:1: A consignment has no field wholly_unlike.")]
    [InlineData("route == 'BO'", "1:1: route is a group of facts, not a fact; it has route.destination, route.origin.")]
    [InlineData("shipper.birthplace == 'X'", "1:1: shipper.birthplace is sensitive; profiles may not use it.")]
    [InlineData("has(shipper.birthplace)", "1:5: shipper.birthplace is sensitive; profiles may not use it.")]
    [InlineData("shipper.birthplac == 'X'", "1:1: A consignment has no field shipper.birthplac.")]
    [InlineData("voyage.arrival < now", "1:18: There is no now: a finding must not depend on when it is computed.")]
    [InlineData("route.origin.length() == 2", "1:14: There is no function length.")]
    [InlineData("route.origin.startWith('B')", "1:14: There is no function startWith. Did you mean startsWith?")]
    [InlineData("startsWith(route.origin, 'B')", "1:1: startsWith is a method, not a function. Write value.startsWith(…).")]
    [InlineData("route.origin.startsWith(4)", "1:14: string.startsWith(int) does not fit; there is string.startsWith(string).")]
    [InlineData("goods.hs.exist(h, h == '')", "1:10: There is no function exist. Did you mean exists?")]
    [InlineData("goods.hs.exists(h == '')", "1:10: exists() takes a variable and a condition on it, such as exists(x, x != '').")]
    [InlineData("goods.hs.exists('h', true)", "1:17: exists() begins with the name of a variable, such as exists(x, …).")]
    [InlineData("goods.hs.exists(h, h.size())", "1:20: exists() takes conditions (bool); h.size() is int.")]
    [InlineData("route.origin.exists(h, true)", "1:1: exists() goes over a list or a map; route.origin is string.")]
    [InlineData("goods.hs == '4407'", "1:1: == does not take list(string) and string. Write 'text' in list, or list.exists(x, x == 'text').")]
    [InlineData("goods.gross_mass_kg == 10", "1:1: == does not take double and int. Write whole numbers with a point beside a double, such as 10.0.")]
    [InlineData("shipper.first_seen_days == '3'", "1:1: == does not take int and string. Put texts in quotes and numbers without.")]
    [InlineData("route.origin == null", "1:1: == does not take string and null_type. Ask has(field) whether a fact is known.")]
    [InlineData("voyage.arrival > '2026-01-01'", "1:1: > does not take timestamp and string. Write timestamp('2026-01-31T00:00:00Z').")]
    [InlineData("route.origin && true", "1:1: && takes conditions (bool); route.origin is string.")]
    [InlineData("!goods.hs", "1:1: ! does not take list(string).")]
    [InlineData("route.origin.code == 'BO'", "1:1: route.origin is string and has no entry code.")]
    [InlineData("route.origin[0] == 'B'", "1:1: string has no elements by int.")]
    [InlineData("container.is_reefer ? 1 : 'x'", "1:1: Both branches of ?: must have one type; these are int and string.")]
    [InlineData("route.origin", "1:1: A condition is true or false (bool); this is string.")]
    [InlineData("dyn(true)", "1:1: A condition is true or false (bool); this is dyn.")]
    [InlineData("Consignment{}", "1:1: There are no message types; Consignment{…} cannot be made.")]
    [InlineData("route.origin = 'BO'", "1:14: The character '=' has no meaning here. Use == to compare.")]
    [InlineData("route.origin == ‘BO’", "1:17: The character '‘' has no meaning here. Use straight quotes.")]
    [InlineData("true and false", "1:6: Found 'and', expected the end, or an operator such as && or ==. Write && for and.")]
    [InlineData("true &&", "1:8: Found the end, expected a field, a value, a function or (.")]
    [InlineData("(true", "1:6: Found the end, expected ')'.")]
    [InlineData("has(route.origin,)", "1:18: Found ')', expected another argument after the comma.")]
    [InlineData("has(true)", "1:1: has() takes one field or map entry with a dot, such as has(shipper.country).")]
    [InlineData("route.origin == 'BO", "1:17: The text that starts here has no closing '.")]
    [InlineData("route.origin == '\\d'", "1:18: The escape \\d is not one of CEL's. Write \\\\ for a backslash.")]
    [InlineData("route.origin == '\\u00'", "1:18: The escape \\u needs 4 hexadecimal digits.")]
    [InlineData("shipper.first_seen_days < 9223372036854775808", "1:27: The number 9223372036854775808 does not fit a 64-bit int.")]
    [InlineData("shipper.first_seen_days < 3days", "1:28: The number 3 is followed by 'd'.")]
    [InlineData("import == 1", "1:1: import is a reserved word and cannot be a name.")]
    [InlineData("route.origin.matches('(')", "1:22: The pattern '(' has a ( without ) at position 2.")]
    [InlineData("route.origin.matches('(?=x)')", "1:22: The pattern '(?=x)' has a kind of group that RE2 does not have at position 3.")]
    [InlineData("", "1:1: Found the end, expected a field, a value, a function or (.")]
    [InlineData("goods.hs.exists(h, h == x) || y == 1", "1:25: A consignment has no field x.", "1:31: A consignment has no field y.")]
    public void A_wrong_condition_is_explained(string text, params string[] expected) =>
        ConditionCompiler.Compile(text, Consignments.Schema).Errors
            .Select(e => $"{e.Line}:{e.Column}: {e.Message}{(e.Suggestion is null ? "" : " " + e.Suggestion)}").ShouldBe(expected);

    [Fact]
    public void The_caret_stands_under_the_place()
    {
        const string Text = "goods.description == '木😀' &&\r\n\t route.orign == 'BO'";

        var error = ConditionCompiler.Compile(Text, Consignments.Schema).Errors.ShouldHaveSingleItem();

        error.Render(Text).ShouldBe("2:3: A consignment has no field route.orign. Did you mean route.origin?\n | \t route.orign == 'BO'\n | \t ^");
    }

    [Fact]
    public void A_column_counts_code_points() =>
        ConditionCompiler.Compile("goods.description == '木😀' && x", Consignments.Schema).Errors.ShouldHaveSingleItem().Column.ShouldBe(30);
}
