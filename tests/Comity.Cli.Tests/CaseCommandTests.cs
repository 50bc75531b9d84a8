using System.Text.Json;

namespace Comity.Cli.Tests;

/// <summary><c>comity case</c>: two nodes, one folder each, work on one case by files.</summary>
public sealed class CaseCommandTests : IDisposable
{
    private readonly ComityNode _alfa = new();
    private readonly ComityNode _bravo = new();

    [Fact]
    public async Task Two_nodes_share_a_case_with_the_same_state_and_the_late_one_sees_what_was_granted()
    {
        var id = await Shared("before");
        (await _bravo.Run("case", "show", id)).Ended(0).Output.ShouldNotContain("before");
        var asked = await Add(_alfa, id, "request", "Who is the consignee?", "--fact", "to_node=port-bravo", "--fact", "due=2020-04-30");
        await Carry(_alfa, "port-bravo", _bravo);
        (await _bravo.Run("case", "show", id)).Ended(0).Output.ShouldContain("open, overdue: request of port-alfa");
        await Add(_bravo, id, "answer", "A company of two.", "--about", asked, "--fact", "result=complete");
        await Add(_bravo, id, "minute", "Between ourselves", "--fact", "held_on=2026-03-01", "--tlp", "red");
        await Carry(_bravo, "port-alfa", _alfa);
        var alfa = (await _alfa.Run("case", "show", id, "--json")).Ended(0).Lines().ShouldHaveSingleItem();
        alfa.Items("requests").ShouldHaveSingleItem().GetProperty("open").GetBoolean().ShouldBeFalse();
        alfa.GetRawText().ShouldNotContain("Between ourselves");
        (await _bravo.Run("case", "show", id)).Ended(0).Output.ShouldContain("Between ourselves");
        (await _alfa.Run("case", "admit", id, "--node", "port-bravo", "--history")).Ended(0);
        await Carry(_alfa, "port-bravo", _bravo);
        (await _bravo.Run("case", "show", id)).Ended(0).Output.ShouldContain("before");
        (await _alfa.Run("case", "end", id, "--node", "port-bravo")).Ended(0);
        await Carry(_alfa, "port-bravo", _bravo);
        (await _bravo.Run("case", "add", id, "task", "--text", "still here", "--fact", "assignee=a", "--fact", "due=2026-01-01")).Ended(2).Errors.ShouldContain("takes part in no case");
    }

    [Fact]
    public async Task A_case_is_accounted_and_its_persons_are_counted()
    {
        var id = await Opened();
        var seizure = await Add(_alfa, id, "seizure", "raw ivory", "--fact", "commodity=ivory", "--fact", "net_mass_kg=1000", "--fact", "seized_on=2026-02-27", "--fact", "discovered_in=SG");
        await Add(
            _alfa, id, "chain", "papers", "--about", seizure, "--fact", "origin=UG 20", "--fact", "origin=KE 80", "--fact", "export=KE",
            "--fact", "transit_in_custody=AE", "--fact", "transit_outside=MY", "--fact", "destination=CN");
        var accounts = (await _alfa.Run("case", "accounting", id, "--json")).Ended(0).Lines().ShouldHaveSingleItem().Items("accounts").ShouldHaveSingleItem();
        accounts.Items("seizures_out").Select(part => $"{part.Text("country")} {part.GetProperty("enforcement").GetBoolean()} {part.GetProperty("weight_kg").GetDecimal():0}")
            .ShouldBe(["AE True 1000", "CN False 1000", "KE True 1000", "UG True 200"]);
        (await _alfa.Run("case", "accounting", id)).Ended(0).Output.ShouldContain("seizure out UG 200 kg: enforcement and trade");

        var person = await Add(_alfa, id, "person", "A. Synthetic", "--fact", "role=accused");
        var file = await Add(_alfa, id, "file", "the State", "--fact", "docket_id=CR 7", "--fact", "court=High Court", "--fact", "country=KE");
        var charge = await Add(_alfa, id, "charge", "dealing", "--about", file, "--fact", $"person={person}", "--fact", "charge_sequence_id=1", "--fact", "charge_statute=s. 92");
        await Add(_alfa, id, "disposition", "guilty", "--about", charge, "--fact", "disposition=convicted", "--fact", "disposed_on=2026-09-01");
        var persons = (await _alfa.Run("case", "prosecution", id, "--json")).Ended(0).Lines().ShouldHaveSingleItem().GetProperty("persons");
        (persons.Number("convicted"), persons.Number("discharged"), persons.Number("pending")).ShouldBe((1, 0, 0));
        (await _alfa.Run("case", "prosecution", id)).Ended(0).Output.ShouldContain("A. Synthetic, s. 92: convicted");
    }

    [Fact]
    public async Task Verify_finds_an_entry_and_a_file_that_were_changed_behind_its_back()
    {
        var id = await Opened();
        await Add(_alfa, id, "document", "Bill of lading", "--fact", "holder=customs", "--file", _alfa.Write("bill.txt", "a bill"));
        (await _alfa.Run("case", "verify", id)).Ended(0).Output.ShouldContain("2 entries and 1 files checked, 0 files not here yet, 0 problems");
        var kept = Directory.EnumerateFiles(Path.Combine(_alfa["node"], "raw"), "*", SearchOption.AllDirectories).Single();
        await File.WriteAllTextAsync(kept, "another bill", TestContext.Current.CancellationToken);
        (await _alfa.Run("case", "verify", id)).Ended(1).Errors.ShouldContain("bill.txt is not the one that was signed");
        using (var connection = Sql.Open(_alfa))
        {
            Sql.Execute(connection, "DROP TRIGGER case_entries_do_not_change");
            Sql.Execute(connection, "UPDATE case_entries SET signed = replace(signed, '.', '.A') WHERE number = 2");
        }

        (await _alfa.Run("case", "verify", id)).Ended(1).Errors.ShouldContain("tampered");
        using (var connection = Sql.Open(_alfa))
        {
            Sql.Execute(connection, "UPDATE case_entries SET entry = replace(entry, 'customs', 'nobody') WHERE number = 2");
        }

        (await _alfa.Run("case", "verify", id)).Ended(1).Errors.ShouldContain("was changed in the store");
    }

    [Fact]
    public async Task What_cannot_be_written_is_refused_with_2()
    {
        var id = await Opened();
        string[][] refused =
        [
            ["open", "--title", " "],
            ["show", "ffff"],
            ["add", id, "seizure", "--text", "ivory"],
            ["add", id, "nonsense", "--text", "x"],
            ["add", id, "answer", "--text", "x", "--fact", "result=complete"],
            ["add", id, "minute", "--text", "x", "--fact", "held_on=yesterday"],
            ["admit", id, "--node", "port-nobody"],
            ["open", "--title", "x", "--from-referral", "ffff"],
        ];
        foreach (var arguments in refused)
        {
            (await _alfa.Run(["case", .. arguments])).Ended(2).Errors.ShouldNotBeNullOrWhiteSpace();
        }

        (await _alfa.Run("case", "list", "--json")).Ended(0).Lines().ShouldHaveSingleItem().Number("entries").ShouldBe(1);
        (await _alfa.Run("case", "kinds", "--json")).Ended(0).Lines().Select(kind => kind.Text("id")).ShouldContain(kind => kind == "seizure");
    }

    public void Dispose()
    {
        _alfa.Dispose();
        _bravo.Dispose();
    }

    private static async Task<string> Add(ComityNode node, string id, string kind, string text, params string[] more) =>
        (await node.Run(["case", "add", id, kind, "--text", text, "--json", .. more])).Ended(0).Lines().ShouldHaveSingleItem().Text("id")!;

    private static async Task Carry(ComityNode from, string to, ComityNode at)
    {
        (await from.Run("exchange", "export", to, "--out", from["bundles.txt"])).Ended(0);
        (await at.Run("exchange", "import", from["bundles.txt"])).Ended(0);
    }

    private async Task<string> Opened()
    {
        (await _alfa.Run("exchange", "init", "port-alfa", "--title", "Alfa")).Ended(0);
        return (await _alfa.Run("case", "open", "--title", "Ivory", "--json")).Ended(0).Lines().ShouldHaveSingleItem().Text("id")!;
    }

    private async Task<string> Shared(string before)
    {
        var id = await Opened();
        (await _bravo.Run("exchange", "init", "port-bravo", "--title", "Bravo")).Ended(0);
        await Meet(_alfa, _bravo, "port-bravo");
        await Meet(_bravo, _alfa, "port-alfa");
        await Add(_alfa, id, "minute", before, "--fact", "held_on=2026-03-01");
        (await _alfa.Run("case", "admit", id, "--node", "port-bravo")).Ended(0);
        await Carry(_alfa, "port-bravo", _bravo);
        (await _bravo.Run("case", "join", id[..8])).Ended(0);
        await Carry(_bravo, "port-alfa", _alfa);
        await Carry(_alfa, "port-bravo", _bravo);
        return id;
    }

    private static async Task Meet(ComityNode node, ComityNode other, string name)
    {
        (await other.Run("exchange", "card", "--out", other["card"])).Ended(0);
        JsonElement added = (await node.Run("partners", "add", other["card"], "--json")).Ended(0).Lines().ShouldHaveSingleItem();
        (await node.Run("partners", "confirm", name, "--words", added.Text("words")!)).Ended(0);
    }
}
