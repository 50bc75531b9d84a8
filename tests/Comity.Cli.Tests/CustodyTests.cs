namespace Comity.Cli.Tests;

/// <summary><c>comity custody</c> as people call it.</summary>
public sealed class CustodyTests : IDisposable
{
    private const string Name = "Syntheta";
    private readonly ComityNode _node = new();

    [Fact]
    public async Task People_are_listed_shown_masked_and_counted_and_what_is_overdue_is_a_finding()
    {
        await Receive("P-1");
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
        (now.GetProperty("people").GetInt32(), now.GetProperty("overdue").GetInt32(), now.GetProperty("counts")[0].GetProperty("people").GetInt32()).ShouldBe((1, 1, 1));
    }

    [Fact]
    public async Task What_is_decided_on_the_pages_is_not_taken_over_and_a_wrong_line_records_nothing()
    {
        var wrong = _node.Write("wrong.jsonl", Entry + "\n" + """{"$type":"released","deed":{"who":"officer 7","role":"prison officer","at":"2026-03-03T09:00:00Z","why":"order"}}""");
        (await _node.Run("custody", "record", "P-1", wrong)).Ended(3).Errors.ShouldContain("line 2: 'Released' belongs to");
        (await _node.Run("custody", "record", "Syntheta Test", _node.Write("right.jsonl", Entry))).Ended(3).Errors.ShouldContain("it is no name");
        (await _node.Run("custody", "record", "P-1", _node.Write("odd.jsonl", "{\"shoe\":1}"))).Ended(3).Errors.ShouldContain("line 1");
        (await _node.Run("custody", "list")).Ended(0).Output.ShouldBeEmpty();
    }

    [Fact]
    public async Task Without_the_keys_nothing_opens()
    {
        await Receive("P-1");
        Directory.Move(_node["keys"], _node["elsewhere"]);
        (await _node.Run("custody", "list")).Ended(3).Errors.ShouldContain("COMITY_KEYS");
    }

    public void Dispose() => _node.Dispose();

    private async Task Receive(string number) => (await _node.Run("custody", "record", number, _node.Write("entries.jsonl", Entry))).Ended(0).Output.ShouldContain($"{number} has 1 entries");

    private const string Entry =
        """{"$type":"received","deed":{"who":"officer 7","role":"prison officer","at":"2026-03-02T09:00:00Z","why":"court van"},"legal_basis":"judgement 12/2026","particulars":{"given_names":"Test","family_name":"Syntheta","born":"1988-05-01","document":"ID 1","offence_severity":"low"}}""";
}
