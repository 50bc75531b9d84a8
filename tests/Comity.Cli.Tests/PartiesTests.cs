using System.Text.Json;

namespace Comity.Cli.Tests;

/// <summary><c>comity parties</c> as people call it.</summary>
public sealed class PartiesTests : IDisposable
{
    private readonly ComityNode _node = new();

    [Fact]
    public async Task Parties_are_listed_joined_shown_and_split_again()
    {
        (await _node.Run("screen", Repository.Sample("cuscar-d95b-msc-style.edi"))).Code.ShouldBeOneOf(0, 1, 3);
        var parties = (await _node.Run("parties", "list", "--json")).Ended(0).Lines();
        var (first, second) = (parties[0], parties[1]);
        var (into, moved) = (Number(first), Number(second));
        (await _node.Run("parties", "list", "--name", first.GetProperty("name").GetString()!)).Ended(0).Output.ShouldContain(first.GetProperty("name").GetString()!);

        var joined = (await _node.Run("parties", "join", moved, into, "--why", "the same directors", "--json")).Ended(0).Lines()[0];
        joined.GetProperty("spellings").GetArrayLength().ShouldBe(2);
        (await _node.Run("parties", "list", "--several")).Ended(0).Output.ShouldContain("(2 spellings)");
        (await _node.Run("parties", "show", into)).Ended(0).Output.ShouldContain($"spelling {moved} from party {moved} to {into}: the same directors");

        (await _node.Run("parties", "split", into, moved, "--why", "other directors after all")).Ended(0).Output.ShouldContain("other directors after all");
        (await _node.Run("parties", "list", "--several")).Ended(0).Output.ShouldBeEmpty();
        (await _node.Run("register", "verify")).Ended(0);
    }

    [Theory]
    [InlineData("There is no party 7", "show", "7")]
    [InlineData("There is no party 7", "join", "7", "8", "--why", "x")]
    [InlineData("--why", "split", "7", "8")]
    [InlineData("counts from 1", "list", "--page", "0")]
    public async Task What_cannot_be_done_is_said_and_ends_with_2(string said, params string[] arguments) =>
        (await _node.Run(["parties", .. arguments])).Ended(2).Errors.ShouldContain(said);

    public void Dispose() => _node.Dispose();

    private static string Number(JsonElement party) => party.GetProperty("party").GetRawText();
}
