using System.Globalization;
using System.Text;

namespace Comity.Cli.Tests;

/// <summary><c>comity victims</c> and <c>comity keys</c> as people call them.</summary>
public sealed class VictimsTests : IDisposable
{
    private const string Name = "Syntheta Testperson";
    private readonly ComityNode _node = new();

    [Fact]
    public async Task A_case_is_recorded_shown_masked_exported_and_sealed_on_the_disk()
    {
        (await _node.Run("victims", "record", "V-1", Case("V-1.jsonl", "Feminine", agreed: true))).Ended(0).Output.ShouldContain("V-1 has 4 entries");
        (await _node.Run("victims", "list")).Ended(0).Output.ShouldNotContain(Name);

        var masked = (await _node.Run("victims", "show", "V-1")).Ended(0).Output;
        masked.ShouldNotContain(Name);
        masked.ShouldContain("Feminine");
        (await _node.Run("victims", "show", "V-1", "--reveal")).Ended(2);
        (await _node.Run("victims", "show", "V-1", "--reveal", "--why", "The shelter asks.")).Ended(0).Output.ShouldContain(Name);

        (await _node.Run("victims", "export", "--out", _node["cases.csv"])).Ended(0).Output.ShouldContain("1 cases written");
        var exported = await File.ReadAllTextAsync(_node["cases.csv"], TestContext.Current.CancellationToken);
        exported.ShouldContain("Feminine");
        exported.ShouldNotContain(Name);

        foreach (var file in Directory.EnumerateFiles(_node["node"], "*", SearchOption.AllDirectories))
        {
            (await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken)).AsSpan().IndexOf(Encoding.UTF8.GetBytes(Name)).ShouldBe(-1, file);
        }
    }

    [Fact]
    public async Task A_file_with_an_entry_that_is_not_allowed_records_nothing_and_says_where()
    {
        var wrong = _node.Write("wrong.jsonl", Opened + "\n" + """{"$type":"closed","deed":{"who":"w","role":"r","at":"2026-03-01T09:00:00Z","why":"too early"}}""");
        (await _node.Run("victims", "record", "V-1", wrong)).Ended(3).Errors.ShouldContain("line 2: 2026-03-01 09:00:00Z lies before");
        (await _node.Run("victims", "record", "V-1", _node.Write("odd.jsonl", """{"$type":"opened","shoe":1}"""))).Ended(3).Errors.ShouldContain("line 1");
        (await _node.Run("victims", "list")).Ended(0).Output.ShouldBeEmpty();
        (await _node.Run("victims", "show", "V-1")).Ended(2).Errors.ShouldContain("no case V-1");
    }

    [Fact]
    public async Task Counts_for_publication_withhold_small_ones()
    {
        for (var i = 0; i < 12; i++)
        {
            (await _node.Run("victims", "record", Number(i), Case($"{i}.jsonl", i < 11 ? "Feminine" : "Masculine", agreed: true))).Ended(0);
        }

        var counted = (await _node.Run("victims", "count", "--rows", "prs_Gender", "--columns", "cas_Status", "--json")).Ended(0).Lines().ShouldHaveSingleItem();
        counted.GetProperty("rows").EnumerateArray().Select(row => row.GetString()).ShouldBe(["Feminine", "Masculine"]);
        counted.GetProperty("cells")[1][0].ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
        counted.GetProperty("cells")[0][0].ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null, "12 less 11 would tell the other");
        (await _node.Run("victims", "count", "--rows", "prs_FirstName")).Ended(2).Errors.ShouldContain("prs_Gender");

        static string Number(int i) => string.Create(CultureInfo.InvariantCulture, $"V-{i}");
    }

    [Fact]
    public async Task New_keys_seal_everything_anew_and_without_keys_nothing_opens()
    {
        (await _node.Run("victims", "record", "V-1", Case("V-1.jsonl", "Feminine", agreed: true))).Ended(0);
        (await _node.Run("keys", "rotate", "--forget-old")).Ended(0).Output.ShouldContain("4 entries sealed with key 2");
        (await _node.Run("victims", "show", "V-1", "--reveal", "--why", "check")).Ended(0).Output.ShouldContain(Name);

        Directory.Move(_node["keys"], _node["elsewhere"]);
        (await _node.Run("victims", "list")).Ended(3).Errors.ShouldContain("COMITY_KEYS");
    }

    public void Dispose() => _node.Dispose();

    private const string Opened = """{"$type":"opened","deed":{"who":"case worker 7","role":"case worker","at":"2026-03-02T09:00:00Z","why":"came to the desk"}}""";

    private string Case(string name, string gender, bool agreed) => _node.Write(name, string.Join(
        '\n',
        Opened,
        $$$"""{"$type":"fields","deed":{"who":"case worker 7","role":"case worker","at":"2026-03-02T09:10:00Z","why":"first talk"},"values":{"prs_FirstName":["{{{Name}}}"],"prs_Gender":["{{{gender}}}"]}}""",
        $$$"""{"$type":"consent","deed":{"who":"case worker 7","role":"case worker","at":"2026-03-02T09:20:00Z","why":"explained and signed"},"consent":{"number":"C1","giver":"person","services":["shelter"],"shared_with":["shelter-be"],"non_identifiable_reporting":{{{(agreed ? "true" : "false")}}},"withhold":{} }}""",
        """{"$type":"service","deed":{"who":"case worker 7","role":"case worker","at":"2026-03-02T09:30:00Z","why":"asked for"},"id":"S1","pillar":"support","service":"shelter","provider":"House of tests","due":"2026-03-10"}"""));
}
