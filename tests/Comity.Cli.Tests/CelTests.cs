namespace Comity.Cli.Tests;

/// <summary><c>cel eval</c>: values, errors and unknowns, with variables from JSON.</summary>
public sealed class CelTests : IDisposable
{
    private const string Vars =
        """{ "x": 1, "y": 2.0, "big": 18446744073709551615, "n": null, "s": "ä\"木", "a.b": [1, { "k": true }], "m": { "hs": ["4407"] }, "$unknown": ["u", "v.w"] }""";

    private readonly ComityNode _node = new();

    [Theory]
    [InlineData("1 + 2 * 3", """{"value":7}""")]
    [InlineData("x == 1 && type(x) == int", """{"value":true}""")]
    [InlineData("[y, type(y) == double, type(big) == uint]", """{"value":[2.0,true,true]}""")]
    [InlineData("n == null", """{"value":true}""")]
    [InlineData("s", """{"value":"ä\"木"}""")]
    [InlineData("a.b[1].k && m.hs.exists(h, h.startsWith('44'))", """{"value":true}""")]
    [InlineData("{'a': [b'ab', 1.5], 'd': duration('90m')}", """{"value":{"a":["YWI=",1.5],"d":"5400s"}}""")]
    [InlineData("0.0 / 0.0", """{"value":"NaN"}""")]
    [InlineData("u || x == 1", """{"value":true}""")]
    [InlineData("v.w > 1 && u", """{"unknown":["u","v.w"]}""")]
    public async Task A_value_or_an_unknown_ends_with_0(string expression, string expected) =>
        (await _node.Run("cel", "eval", expression, "--vars", _node.Write("vars.json", Vars), "--json")).Ended(0).Output.TrimEnd().ShouldBe(expected);

    [Theory]
    [InlineData("1 / 0", "division by zero, in 1 / 0")]
    [InlineData("nowhere + 1", "1:1: There is no variable nowhere.")]
    [InlineData("[1].exsts(a, a > 0)", "1:5: There is no function exsts. Did you mean exists?")]
    [InlineData("1 +", "1:4: Found the end, expected a field, a value, a function or (.")]
    public async Task An_error_ends_with_3(string expression, string expected) =>
        (await _node.Run("cel", "eval", expression, "--json")).Ended(3).Lines().ShouldHaveSingleItem().Text("error").ShouldBe(expected);

    [Fact]
    public async Task For_people_a_value_stands_alone_and_an_error_has_a_caret()
    {
        (await _node.Run("cel", "eval", "[1, 2].size()")).Ended(0).Output.TrimEnd().ShouldBe("2");
        (await _node.Run("cel", "eval", "1 + nowhere")).Ended(3).Errors.ReplaceLineEndings("\n").ShouldContain("\n | 1 + nowhere\n |     ^");
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("""{ "$unknown": "x" }""")]
    public async Task A_file_of_variables_that_cannot_be_used_ends_with_2(string vars) =>
        (await _node.Run("cel", "eval", "1", "--vars", _node.Write("vars.json", vars))).Ended(2).Errors.ShouldContain("vars.json");

    public void Dispose() => _node.Dispose();
}
