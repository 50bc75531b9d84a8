using System.IO.Compression;
using System.Text.Json;

namespace Comity.Cli.Tests;

/// <summary>What the generator writes, the readers read: every consignment is accounted for in each format.</summary>
public sealed class GenerateAndScreenTests : IDisposable
{
    private const int Consignments = 600;
    private readonly ComityNode _node = new();

    [Theory]
    [InlineData("cuscar", 1)]
    [InlineData("awmds", 1)]
    [InlineData("ams", 1)]
    [InlineData("cuscar", 2)]
    public async Task Each_consignment_of_a_month_is_read(string format, int seed)
    {
        var month = await Generate(format, Consignments, seed);

        var summary = (await _node.Run(["screen", "--json", .. month.Select(delivery => delivery.Path)])).Ended(0).Lines()[^1];

        summary.Number("files").ShouldBe(month.Count);
        summary.Number("quarantined").ShouldBe(0);
        summary.Number("consignments").ShouldBe(Declared(month));
        (summary.Number("redelivered") > 0).ShouldBe(month.Any(delivery => delivery.Function == "redelivered"));
    }

    [Fact]
    public async Task Tables_are_read_once_somebody_has_answered_what_their_columns_leave_open()
    {
        var month = await Generate("csv", Consignments, seed: 1);

        var read = 0L;
        foreach (var sender in month.GroupBy(delivery => delivery.Sender, StringComparer.Ordinal))
        {
            await Answer(sender.Key, sender.First().Path);
            var summary = (await _node.Run(["screen", "--json", "--sender", sender.Key, .. sender.Select(delivery => delivery.Path)])).Ended(0).Lines()[^1];
            summary.Number("quarantined").ShouldBe(0);
            read += summary.Number("consignments");
        }

        read.ShouldBe(Declared(month));
        (await _node.Run("mappings", "list")).Ended(0).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length
            .ShouldBe(month.DistinctBy(delivery => delivery.Sender, StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task A_table_of_a_sender_without_mapping_ends_with_3_and_says_what_to_do()
    {
        var month = await Generate("csv", 20, seed: 1);

        var run = await _node.Run("screen", month[0].Path);

        run.Ended(3).Output.ShouldContain("mapping");
    }

    [Fact]
    public async Task A_folder_of_tables_is_one_delivery_and_known_when_it_comes_again()
    {
        var month = await Generate("ams", 60, seed: 2);
        var folder = Directory.CreateDirectory(_node["tables"]).FullName;
        await ZipFile.ExtractToDirectoryAsync(month[0].Path, folder, TestContext.Current.CancellationToken);

        var fromZip = (await _node.Run("screen", "--json", month[0].Path)).Ended(0).Lines();
        using var other = new ComityNode();
        var fromFolder = (await other.Run("screen", "--json", folder)).Ended(0).Lines();
        var again = (await _node.Run("screen", "--json", folder, folder)).Ended(0).Lines();

        fromFolder[^1].Number("consignments").ShouldBe(fromZip[^1].Number("consignments"));
        fromFolder.Count.ShouldBe(fromZip.Count);
        again[^1].Number("findings").ShouldBe(fromZip[^1].Number("findings"));
        (await _node.Run("screen", _node["node"])).Ended(2).Errors.ShouldContain("no tables of a US vessel manifest");
    }

    [Fact]
    public async Task The_same_seed_gives_the_same_bytes()
    {
        var first = await Generate("cuscar", 50, seed: 3, folder: "first");
        var second = await Generate("cuscar", 50, seed: 3, folder: "second");

        second.Count.ShouldBe(first.Count);
        foreach (var (one, other) in first.Zip(second))
        {
            (await File.ReadAllBytesAsync(other.Path, TestContext.Current.CancellationToken))
                .ShouldBe(await File.ReadAllBytesAsync(one.Path, TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public async Task An_interrupted_screening_ends_with_4_and_the_same_command_completes_it()
    {
        var month = await Generate("cuscar", 6000, seed: 1);
        string[] command = ["screen", "--json", .. month.Select(delivery => delivery.Path)];
        var screening = _node.Start(command);
        while (!File.Exists(Path.Combine(_node["node"], "node.db")))
        {
            screening.HasExited.ShouldBeFalse();
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        using (var kill = System.Diagnostics.Process.Start("kill", ["-INT", $"{screening.Id}"]))
        {
            await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        (await ComityNode.End(screening)).Ended(4).Errors.ShouldContain("run the same command again");

        var lines = (await _node.Run(command)).Ended(0).Lines();
        lines[^1].Number("quarantined").ShouldBe(0);
        using var connection = Sql.Open(_node);
        var declared = month.Where(delivery => delivery.Function is "original" or "add").Sum(delivery => delivery.Consignments);
        Sql.Number(connection, "SELECT count(*) FROM subjects").ShouldBe(declared);
    }

    public void Dispose() => _node.Dispose();

    // A redelivered file declares nothing anew.
    private static int Declared(IEnumerable<Delivery> month) =>
        month.Where(delivery => delivery.Function != "redelivered").Sum(delivery => delivery.Consignments);

    // As a user would: reads the questions of 'suggest' and edits the mapping before 'save'.
    private async Task Answer(string sender, string table)
    {
        var suggested = await _node.Run("mappings", "suggest", table, "--sender", sender);
        suggested.Code.ShouldBe(suggested.Errors.Length == 0 ? 0 : 1, suggested.Errors);
        var mapping = System.Text.Json.Nodes.JsonNode.Parse(suggested.Output)!;
        foreach (var question in suggested.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (question.StartsWith("Column '':", StringComparison.Ordinal))
            {
                question.ShouldContain("windows-1252");
                mapping["encoding"] = "windows-1252";
                continue;
            }

            // The senders of the generated month write the day first.
            question.ShouldContain("d/M/yyyy");
            var header = question.Split('\'')[1];
            mapping["columns"]!.AsArray().Single(column => (string?)column!["header"] == header)!["dateFormat"] = "d/M/yyyy H:mm";
        }

        (await _node.Run("mappings", "save", _node.Write("mapping.json", mapping.ToJsonString()))).Ended(0);
    }

    private async Task<List<Delivery>> Generate(string format, int consignments, int seed, string folder = "month")
    {
        (await _node.Run("generate", "manifests", "--format", format, "--consignments", $"{consignments}", "--seed", $"{seed}", "--out", _node[folder])).Ended(0);
        var json = JsonElement.Parse(await File.ReadAllTextAsync(Path.Combine(_node[folder], "deliveries.json"), TestContext.Current.CancellationToken));
        return [.. json.EnumerateArray().Select(d => new Delivery(
            Path.Combine(_node[folder], d.Text("file")!), d.Text("sender")!, d.Text("function")!, (int)d.Number("consignments")))];
    }

    private sealed record Delivery(string Path, string Sender, string Function, int Consignments);
}
