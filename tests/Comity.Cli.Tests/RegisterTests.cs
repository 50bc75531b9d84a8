namespace Comity.Cli.Tests;

/// <summary><c>register record</c>, <c>list</c>, <c>totals</c>, <c>verify</c>, and what they refuse.</summary>
public sealed class RegisterTests : IDisposable
{
    private readonly ComityNode _node = new();

    [Fact]
    public async Task A_seizure_is_recorded_listed_counted_and_corrected()
    {
        var (container, bill) = await Screened();
        (await _node.Run("register", "totals")).Ended(0).Output.ShouldContain("Nothing has been seized yet.");
        (await _node.Run("register", "verify")).Ended(0).Output.ShouldContain("The register is empty.");

        (await _node.Run("register", "record", "--container", container, "--seized", "cocaine:14.5:kg", "--concealment", "within the cargo"))
            .Ended(0).Output.ShouldContain("Entry 1 recorded.");
        (await _node.Run("register", "record", "--container", container, "--bill", bill, "--corrects", "1", "--seized", "cocaine:12:kg", "--concealment", "within the cargo"))
            .Ended(0).Output.ShouldContain("Entry 2 recorded.");

        var entry = (await _node.Run("register", "list", "--json")).Ended(0).Lines().ShouldHaveSingleItem();
        entry.Number("number").ShouldBe(2);
        entry.Number("corrects").ShouldBe(1);
        entry.GetProperty("report").Text("container").ShouldBe(container);
        var totals = (await _node.Run("register", "totals", "--json")).Ended(0).Lines().ShouldHaveSingleItem();
        var cocaine = totals.Items("byCommodity").ShouldHaveSingleItem();
        cocaine.Number("seizures").ShouldBe(1);
        cocaine.GetProperty("quantity").GetDouble().ShouldBe(12);
        (await _node.Run("register", "verify")).Ended(0).Output.ShouldContain("2 entries, chain whole");
    }

    [Fact]
    public async Task What_cannot_be_recorded_is_refused_with_2_and_leaves_no_entry()
    {
        var (container, _) = await Screened();
        string[][] refused =
        [
            ["--container", "TGHU0000000"],
            ["--container", container, "--seized", "cocaine"],
            ["--container", container, "--seized", "cocaine:much:kg"],
            ["--container", container, "--seized", "cocaine:-5:kg"],
            ["--container", container, "--seized", "cocaine:NaN:kg"],
            ["--container", container, "--corrects", "7"],
            ["--container", container, "--control", "glance"],
        ];

        foreach (var arguments in refused)
        {
            (await _node.Run(["register", "record", .. arguments])).Ended(2).Errors.ShouldNotBeNullOrWhiteSpace();
        }

        (await _node.Run("register", "list")).Ended(0).Output.ShouldContain("The register is empty.");
    }

    [Fact]
    public async Task Verify_finds_an_entry_that_was_changed_behind_its_back()
    {
        var (container, _) = await Screened();
        (await _node.Run("register", "record", "--container", container, "--seized", "cocaine:1435:kg")).Ended(0);
        using (var connection = Sql.Open(_node))
        {
            Sql.Execute(connection, "DROP TRIGGER register_is_append_only_update");
            Sql.Execute(connection, "UPDATE register_entries SET payload = replace(payload, '1435', '35')");
        }

        (await _node.Run("register", "verify")).Ended(1).Errors.ShouldContain("broken at entry 1");
    }

    public void Dispose() => _node.Dispose();

    private async Task<(string Container, string Bill)> Screened()
    {
        var lines = (await _node.Run("screen", "--json", Repository.Sample("own-cuscar-d96b.edi"))).Ended(0).Lines();
        return (lines[0].Text("container")!, lines[0].Text("bill")!);
    }
}
