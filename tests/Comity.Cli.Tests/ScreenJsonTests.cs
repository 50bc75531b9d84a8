using System.Text.Json;

namespace Comity.Cli.Tests;

/// <summary>The shape of <c>screen --json</c>: other programs are built on it, so it changes only with a new major version.</summary>
public sealed class ScreenJsonTests : IDisposable
{
    private static readonly string[] Findings = ["type", "rank", "container", "bill", "score", "profiles", "notAssessable"];
    private static readonly string[] Defects = ["type", "file", "segment", "offset", "found", "expected", "saved", "consignments"];

    private static readonly string[] Summaries =
    [
        "type", "files", "consignments", "findings", "repaired", "quarantined", "consignmentsRepaired", "consignmentsQuarantined", "messages",
        "redelivered", "seconds",
    ];

    private readonly ComityNode _node = new();

    [Fact]
    public async Task Every_line_has_its_shape_and_the_summary_counts_the_lines()
    {
        var files = Directory.GetFiles(Repository.Samples, "*.edi").Order(StringComparer.Ordinal).ToArray();

        // One of the samples is made of defects, parts of which nobody could read.
        var lines = (await _node.Run(["screen", "--json", .. files])).Ended(3).Lines();

        var findings = Of(lines, "finding");
        findings.Select(line => line.Number("rank")).ShouldBe(Enumerable.Range(1, findings.Count).Select(rank => (long)rank));
        findings.Select(line => line.Score()).ShouldBeInOrder(SortDirection.Descending);
        findings.ShouldAllBe(line => line.Score() > 0);
        foreach (var finding in findings)
        {
            Names(finding).ShouldBe(Findings);
            finding.Score().ShouldBe(finding.Items("profiles").Sum(hit => hit.GetProperty("weight").GetDouble()));
            foreach (var hit in finding.Items("profiles"))
            {
                Names(hit).ShouldBe(["id", "version", "title", "threat", "weight", "reasons"]);
                hit.Items("reasons").ShouldNotBeEmpty();
                foreach (var reason in hit.Items("reasons"))
                {
                    Names(reason)[..3].ShouldBe(["field", "value", "condition"]);
                }
            }

            foreach (var open in finding.Items("notAssessable"))
            {
                Names(open).ShouldBe(["id", "version", "missing"]);
                open.Items("missing").ShouldNotBeEmpty();
            }
        }

        findings.SelectMany(finding => finding.Items("profiles")).SelectMany(hit => hit.Items("reasons"))
            .ShouldContain(reason => Names(reason).SequenceEqual(new[] { "field", "value", "condition", "segment", "offset", "length" }));
        var defects = lines.Where(line => line.Text("type") is "repair" or "quarantined").ToArray();
        foreach (var defect in defects)
        {
            Names(defect).ShouldBe(Defects);
            files.ShouldContain(Repository.Sample(defect.Text("file")!), StringComparer.Ordinal);
            defect.Text("found").ShouldNotBeNullOrEmpty();
            defect.Text("expected").ShouldNotBeNullOrEmpty();
            defect.Number("segment").ShouldBePositive();
        }

        var summary = lines[^1];
        Names(summary).ShouldBe(Summaries);
        Of(lines, "summary").Count.ShouldBe(1);
        (findings.Count + defects.Length + 1).ShouldBe(lines.Count);
        summary.Number("files").ShouldBe(files.Length);
        summary.Number("findings").ShouldBe(findings.Count);
        summary.Number("repaired").ShouldBe(Of(lines, "repair").Count);
        summary.Number("quarantined").ShouldBe(Of(lines, "quarantined").Count);
        summary.Number("consignmentsQuarantined").ShouldBe(Of(lines, "quarantined").Sum(line => line.Number("consignments")));
    }

    [Theory]
    [InlineData("cuscar-d95b-msc-style.edi", 4)]
    [InlineData("baplie-d04b.edi", 1)]
    [InlineData("coprar-d95b.edi", 1)]
    [InlineData("own-cuscar-d96b.edi", 1)]
    public async Task Each_sample_is_read(string name, int atLeast)
    {
        var summary = (await _node.Run("screen", "--json", Repository.Sample(name))).Ended(0).Lines()[^1];

        summary.Number("consignments").ShouldBeGreaterThanOrEqualTo(atLeast);
        summary.Number("quarantined").ShouldBe(0);
    }

    [Fact]
    public async Task The_real_message_has_four_consignments() =>
        (await _node.Run("screen", "--json", Repository.Sample("cuscar-d95b-msc-style.edi"))).Ended(0).Lines()[^1].Number("consignments").ShouldBe(4);

    [Fact]
    public async Task The_same_file_twice_changes_nothing_and_lists_the_same_findings()
    {
        var file = Repository.Sample("own-cuscar-d96b.edi");
        var first = (await _node.Run("screen", "--json", file)).Ended(0).Lines();

        var second = (await _node.Run("screen", "--json", file)).Ended(0).Lines();

        second[^1].Number("redelivered").ShouldBe(1);
        second[^1].Number("consignments").ShouldBe(0);
        Of(first, "finding").ShouldNotBeEmpty();
        Of(second, "finding").Select(line => line.GetRawText()).ShouldBe(Of(first, "finding").Select(line => line.GetRawText()));
    }

    // A tenth of the places, at least one, is drawn at random from all; no score fills the others.
    [Fact]
    public async Task A_capacity_draws_at_random_where_nothing_has_a_score_and_tells_the_probability()
    {
        var lines = (await _node.Run("screen", "--json", "--capacity", "3", Repository.Sample("cuscar-d95b-msc-style.edi"))).Ended(0).Lines();

        var place = Of(lines, "finding").ShouldHaveSingleItem();
        place.Text("selectedBy").ShouldBe("exploration");
        place.GetProperty("probability").GetDouble().ShouldBe(1 / 4d);
    }

    public void Dispose() => _node.Dispose();

    private static List<JsonElement> Of(IReadOnlyList<JsonElement> lines, string type) => [.. lines.Where(line => line.Text("type") == type)];

    private static string[] Names(JsonElement json) => [.. json.EnumerateObject().Select(property => property.Name)];
}
