namespace Comity.Cli.Tests;

/// <summary>Two nodes, one folder each, as two officers use them: they get to know each other, refer, answer, and take back.</summary>
public sealed class ReferralStoryTests : IDisposable
{
    private static readonly string[] Asked =
        ["--subject", "ABCU1234560", "--fact", "container.number=ABCU1234560", "--request", "Please open it", "--basis", "Agreement, art. 5", "--tlp", "amber"];

    private readonly ComityNode _alfa = new();
    private readonly ComityNode _bravo = new();

    [Fact]
    public async Task A_referral_goes_by_file_is_answered_and_its_outcome_comes_back()
    {
        await Befriend();
        var sent = (await _alfa.Run(["referral", "send", "--to", "port-bravo", .. Asked, "--json"])).Ended(0).Lines().ShouldHaveSingleItem();
        var id = sent.Text("id")!;
        sent.Text("state").ShouldBe("sent");
        (await _alfa.Run("exchange", "status")).Ended(0).Output.ShouldContain("1 messages wait for port-bravo");

        await Carry(_alfa, "port-bravo", _bravo);
        (await _bravo.Run("referral", "list", "--open")).Ended(0).Output.ShouldContain(id);
        (await _bravo.Run("referral", "accept", id)).Ended(0).Output.ShouldContain("accepted");
        (await _bravo.Run("referral", "done", id, "--result", "seized", "--report", "opened, 1,435 kg found", "--found", "cocaine:1435:kg")).Ended(0).Output.ShouldContain("done");
        await Carry(_bravo, "port-alfa", _alfa);

        var shown = (await _alfa.Run("referral", "show", id, "--json")).Ended(0).Lines().ShouldHaveSingleItem();
        shown.Text("state").ShouldBe("done");
        shown.GetProperty("outcome").Text("report").ShouldBe("opened, 1,435 kg found");
        shown.GetProperty("outcome").Items("found").ShouldHaveSingleItem().GetProperty("quantity").GetDouble().ShouldBe(1435);
        shown.Items("steps").Select(step => step.Text("kind")).ShouldBe(["send", "deliver", "accept", "complete"]);
        (await _alfa.Run("referral", "show", id)).Ended(0).Output.ShouldContain("1,435 kg");
        (await _alfa.Run("exchange", "status")).Ended(0).Output.ShouldContain("Nothing waits.");

        await Carry(_alfa, "port-bravo", _bravo);
        (await _bravo.Run("exchange", "status", "--json")).Ended(0).Lines().ShouldHaveSingleItem().Items("waiting").ShouldBeEmpty();
        (await _alfa.Run("referral", "revoke", id, "--why", "the consent was withdrawn")).Ended(0).Output.ShouldContain("not confirmed yet by port-bravo");
        await Carry(_alfa, "port-bravo", _bravo);
        await Carry(_bravo, "port-alfa", _alfa);
        (await _alfa.Run("referral", "show", id, "--json")).Ended(0).Lines().ShouldHaveSingleItem().Items("unconfirmed").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_consent_that_is_withdrawn_at_the_command_line_takes_back_what_rested_on_it()
    {
        await Befriend();
        var id = (await _alfa.Run(["referral", "send", "--to", "port-bravo", .. Asked, "--json"])).Ended(0).Lines().ShouldHaveSingleItem().Text("id")!;
        string Deed(int hour) => $$"""{"who":"case worker 7","role":"case worker","at":"2026-03-02T{{hour:00}}:00:00Z","why":"as told"}""";
        var agreed = _alfa.Write("agreed.jsonl", string.Join(
            '\n',
            $$"""{"$type":"opened","deed":{{Deed(9)}} }""",
            $$"""{"$type":"consent","deed":{{Deed(10)}},"consent":{"number":"C1","giver":"person","services":["shelter"],"shared_with":["port-bravo"],"non_identifiable_reporting":false,"withhold":{} } }""",
            $$"""{"$type":"referred","deed":{{Deed(11)}},"referral_id":"{{id}}","to":"port-bravo","service":"shelter","ground":{"kind":"consent","reference":"C1","reason":""} }"""));
        (await _alfa.Run("victims", "record", "V-1", agreed)).Ended(0).Output.ShouldNotContain("taken back");
        var withdrawn = _alfa.Write("withdrawn.jsonl", $$"""{"$type":"consent-withdrawn","deed":{{Deed(12)}},"number":"C1"}""");
        (await _alfa.Run("victims", "record", "V-1", withdrawn)).Ended(0).Output.ShouldContain("Referrals taken back: 1.");
        (await _alfa.Run("referral", "show", id, "--json")).Ended(0).Lines().ShouldHaveSingleItem().Text("state").ShouldBe("revoked");
        (await _alfa.Run("victims", "record", "V-1", _alfa.Write("empty.jsonl", "\n"))).Ended(3).Errors.ShouldContain("holds no entry");
    }

    [Fact]
    public async Task A_partner_is_listed_with_its_words_and_state()
    {
        await Befriend();

        var partner = (await _alfa.Run("partners", "list", "--json")).Ended(0).Lines().ShouldHaveSingleItem();
        partner.Text("node").ShouldBe("port-bravo");
        partner.Text("state").ShouldBe("confirmed");
        partner.Text("words").ShouldBe(await Words(_bravo));
        (await _alfa.Run("partners", "list")).Ended(0).Output.ShouldContain("by file");
        (await _alfa.Run("partners", "revoke", "port-bravo", "--json")).Ended(0).Lines().ShouldHaveSingleItem().Text("state").ShouldBe("revoked");
        (await _alfa.Run(["referral", "send", "--to", "port-bravo", .. Asked])).Ended(2).Errors.ShouldContain("no confirmed partner");
    }

    [Fact]
    public async Task A_node_without_an_address_serves_its_exchange_on_this_machine()
    {
        (await _alfa.Run("exchange", "init", "port-alfa")).Ended(0);
        using var serving = _alfa.Start("exchange", "serve", "--port", "0");
        try
        {
            (await serving.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken))
                .ShouldNotBeNull(await ErrorsOf(serving)).ShouldStartWith("Exchange of port-alfa at https://127.0.0.1:");
        }
        finally
        {
            serving.Kill();
            await serving.WaitForExitAsync(CancellationToken.None);
        }
    }

    [Fact]
    public async Task Before_a_node_has_keys_each_command_says_how_to_make_them()
    {
        string[][] commands =
        [
            ["exchange", "card"], ["exchange", "status"], ["exchange", "serve"], ["exchange", "sync"], ["partners", "list"], ["referral", "list"],
            ["referral", "send", "--to", "port-bravo", .. Asked],
        ];
        foreach (var command in commands)
        {
            (await _alfa.Run(command)).Ended(2).Errors.ShouldContain("comity exchange init");
        }
    }

    [Fact]
    public async Task What_cannot_be_done_is_refused_with_2_and_says_what_to_do()
    {
        (await _alfa.Run("exchange", "init", "Port Alfa")).Ended(2).Errors.ShouldContain("lower-case letters");
        (await _alfa.Run("exchange", "init", "port-alfa", "--address", "alfa.example")).Ended(2).Errors.ShouldContain("https://");
        await Befriend();
        var id = (await _alfa.Run(["referral", "send", "--to", "port-bravo", .. Asked, "--json"])).Ended(0).Lines()[0].Text("id")!;
        var junk = _alfa.Write("junk.card", "no card at all");
        (string[] Command, string Says)[] refused =
        [
            (["exchange", "init", "port-alfa"], "has keys already"),
            (["exchange", "serve", "--listen", "nowhere"], "'nowhere' is no IP address."),
            (["exchange", "export", "port-charlie", "--out", _alfa["out.txt"]], "port-charlie is no confirmed partner"),
            (["exchange", "export", "port-bravo", "--out", Path.Combine(_alfa["missing"], "out.txt")], "missing"),
            (["partners", "add", _alfa["no-such.card"]], "no-such.card"),
            (["partners", "add", junk], "card"),
            (["partners", "add", _alfa["port-alfa.card"]], "this node itself"),
            (["partners", "add", _bravo["port-bravo.card"]], "is a confirmed partner"),
            (["partners", "confirm", "port-charlie", "--words", "a b"], "There is no partner port-charlie."),
            (["partners", "confirm", "port-bravo", "--words", "a b"], "confirmed already"),
            (["partners", "revoke", "port-charlie"], "There is no partner port-charlie."),
            (["referral", "send", "--to", "port-charlie", .. Asked], "no confirmed partner"),
            (["referral", "send", "--to", "port-bravo", .. Asked, "--fact", "shoe.size=44"], "shoe.size is not in the minimum data set"),
            (["referral", "send", "--to", "port-bravo", .. Asked, "--fact", "nothing"], "NAME=VALUE"),
            (["referral", "send", "--to", "port-bravo", .. Asked, "--grade", "Z9"], "Z9"),
            (["referral", "send", "--to", "port-bravo", .. Asked, "--days", "0"], "expires"),
            (["referral", "send", "--to", "port-bravo", .. Asked, "--attach", _alfa["no-such.pdf"]], "no-such.pdf"),
            (["referral", "send", "--to", "port-bravo", "--subject", "ABCU1234560", "--request", "x", "--tlp", "amber"], "--basis"),
            (["referral", "show", "abc"], "There is no referral abc."),
            (["referral", "accept", id], "accepting is for port-bravo, not for port-alfa"),
            (["referral", "reject", id], "--why"),
            (["referral", "done", id, "--result", "seized"], "completing is for port-bravo"),
            (["referral", "done", id, "--result", "seized", "--found", "cocaine"], "WHAT:QUANTITY:UNIT"),
            (["referral", "ask", id, "--court", "--why", "trial"], "was not sent to this node"),
        ];
        foreach (var (command, says) in refused)
        {
            (await _alfa.Run(command)).Ended(2).Errors.ShouldContain(says, customMessage: string.Join(' ', command));
        }

        File.Exists(_alfa["out.txt"]).ShouldBeFalse("a file was left behind by an export that was refused");
    }

    [Fact]
    public async Task A_file_that_is_no_bundle_or_for_somebody_else_is_refused_by_line_and_the_rest_taken()
    {
        await Befriend();
        (await _alfa.Run(["referral", "send", "--to", "port-bravo", .. Asked])).Ended(0);
        (await _alfa.Run("exchange", "export", "port-bravo", "--out", _alfa["out.txt"])).Ended(0).Output.ShouldContain("1 messages and 0 receipts written");

        (await _alfa.Run("exchange", "import", _alfa["out.txt"])).Ended(3).Errors.ShouldContain("line 1: ");
        var mixed = _bravo.Write("mixed.txt", "not a bundle\n" + await File.ReadAllTextAsync(_alfa["out.txt"], TestContext.Current.CancellationToken));
        var run = (await _bravo.Run("exchange", "import", mixed)).Ended(3);
        run.Errors.ShouldContain("mixed.txt, line 1: ");
        run.Output.ShouldContain("1 messages taken, 1 refused.");
        (await _bravo.Run("exchange", "status")).Ended(0).Output.ShouldContain("Refused ");
        (await _bravo.Run("referral", "list", "--json")).Ended(0).Lines().ShouldHaveSingleItem().Text("state").ShouldBe("delivered");
    }

    [Fact]
    public async Task Words_that_differ_confirm_nobody()
    {
        await Introduce();

        (await _alfa.Run("partners", "confirm", "port-bravo", "--words", await Words(_alfa))).Ended(2).Errors.ShouldContain("The words differ");
        (await _alfa.Run(["referral", "send", "--to", "port-bravo", .. Asked])).Ended(2).Errors.ShouldContain("no confirmed partner");
    }

    public void Dispose()
    {
        _alfa.Dispose();
        _bravo.Dispose();
    }

    private async Task Introduce()
    {
        foreach (var (node, name) in new[] { (_alfa, "port-alfa"), (_bravo, "port-bravo") })
        {
            (await node.Run("exchange", "init", name, "--title", name)).Ended(0).Output.ShouldContain($"Keys of {name} made.");
            (await node.Run("exchange", "card", "--out", node[$"{name}.card"])).Ended(0);
        }

        (await _alfa.Run("partners", "add", _bravo["port-bravo.card"])).Ended(0).Output.ShouldContain("added");
        (await _bravo.Run("partners", "add", _alfa["port-alfa.card"], "--as", "client")).Ended(0);
    }

    private async Task Befriend()
    {
        await Introduce();
        (await _alfa.Run("partners", "confirm", "port-bravo", "--words", await Words(_bravo))).Ended(0).Output.ShouldContain("confirmed");
        (await _bravo.Run("partners", "confirm", "port-alfa", "--words", await Words(_alfa))).Ended(0);
    }

    private static async Task<string> Words(ComityNode node) => (await node.Run("exchange", "card")).Ended(0).Output.Trim();

    /// <summary>A file of what waits goes from one node to the other, as on a stick.</summary>
    private static async Task Carry(ComityNode from, string to, ComityNode recipient)
    {
        (await from.Run("exchange", "export", to, "--out", from["stick.txt"])).Ended(0);
        (await recipient.Run("exchange", "import", from["stick.txt"])).Ended(0);
    }

    private static async Task<string> ErrorsOf(System.Diagnostics.Process process) =>
        process.HasExited ? await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken) : "it goes on without a word";
}
