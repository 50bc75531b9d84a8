using Comity.Host;
using Comity.Host.Custody;
using Comity.Kernel.Account;
using Comity.Programmes.Custody;

namespace Comity.Cli.Tests;

/// <summary><c>comity custody</c> as people call it.</summary>
public sealed class CustodyTests : IDisposable
{
    private const string Name = "Syntheta";
    private static readonly DateTimeOffset Received = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);
    private readonly ComityNode _node = new();

    [Fact]
    public async Task People_are_listed_shown_masked_and_counted_and_what_is_overdue_is_a_finding()
    {
        Receive("P-1");
        var listed = (await _node.Run("custody", "list", "--json")).Ended(0).Lines().ShouldHaveSingleItem();
        (listed.GetProperty("number").GetString(), listed.GetProperty("state").GetString(), listed.GetProperty("next_review").GetString()).ShouldBe(("P-1", "intake", "2026-03-16"));
        (await _node.Run("custody", "list")).Ended(0).Output.ShouldNotContain(Name);

        var masked = (await _node.Run("custody", "show", "P-1", "--json")).Ended(0);
        masked.Output.ShouldNotContain(Name);
        masked.Output.ShouldContain("judgement 12/2026");
        (await _node.Run("custody", "show", "P-1", "--reveal")).Ended(2);
        (await _node.Run("custody", "show", "P-1", "--reveal", "--why", "The court asks.")).Ended(0).Output.ShouldContain(Name);
        (await _node.Run("audit", "list")).Ended(0).Output.ShouldContain("The court asks.");
        (await _node.Run("custody", "show", "P-9")).Ended(2).Errors.ShouldContain("P-9");

        var due = (await _node.Run("custody", "due", "--json")).Ended(1).Lines().ShouldHaveSingleItem();
        (due.GetProperty("urgency").GetString(), due.GetProperty("day").GetString()).ShouldBe(("overdue", "2026-03-16"));
        (await _node.Run("custody", "due", "--days", "-1")).Ended(2);
        var now = (await _node.Run("custody", "dashboard", "--json")).Ended(0).Lines().ShouldHaveSingleItem();
        (now.GetProperty("people").GetInt32(), now.GetProperty("overdue").GetInt32(), now.GetProperty("facilities")[0].GetProperty("beds").GetInt32()).ShouldBe((1, 1, 4));
    }

    [Fact]
    public async Task Without_the_keys_nothing_opens()
    {
        Receive("P-1");
        Directory.Move(_node["keys"], _node["elsewhere"]);
        (await _node.Run("custody", "list")).Ended(3).Errors.ShouldContain("COMITY_KEYS");
    }

    public void Dispose() => _node.Dispose();

    private void Receive(string number)
    {
        using var node = Node.Open(_node["node"], profilesFolder: null, TimeProvider.System);
        var book = CustodyBook.Of(node, PersonKeys.For(node.Store, _node["keys"]));
        using var unit = node.Store.Begin();
        var deed = new Deed("Officer", "prison officer", Received, "court van");
        book.Receive(unit.Persons, number, new PersonReceived(deed, "judgement 12/2026", new Particulars("Test", Name, new DateOnly(1988, 5, 1), "ID 1", "low")));
        book.Decide(unit.Persons, new CellOpened(deed, new Cell(new Place("North", "A", "1", "7"), 4, ["LOW"])));
        unit.Commit();
    }
}
