using System.Globalization;
using System.Text.Json;
using Comity.Host;
using Comity.Kernel.Account;
using Comity.Kernel.Assess;
using Comity.Kernel.Subjects;
using Spectre.Console;

namespace Comity.Cli;

/// <summary>How the result of a screening is written.</summary>
internal abstract class ScreenOutput
{
    protected const int IssuesPerPage = 500;

    public abstract void Finding(int rank, SubjectState subject, Selected? selected);

    public abstract void Summary(Node node, IReadOnlyCollection<Delivery> deliveries, long findings, TimeSpan elapsed);

    /// <summary>All defects of the deliveries, each with the name of its file.</summary>
    protected static IEnumerable<(string File, DeliveryIssue Issue)> Issues(Node node, IEnumerable<Delivery> deliveries)
    {
        using var view = node.Store.Read();
        foreach (var delivery in deliveries)
        {
            var read = 0;
            for (var page = view.Issues(delivery.Id, 0, IssuesPerPage); page.Count > 0; page = view.Issues(delivery.Id, read, IssuesPerPage))
            {
                read += page.Count;
                foreach (var issue in page)
                {
                    yield return (delivery.Name, issue);
                }
            }
        }
    }
}

/// <summary>JSON Lines for other programs. The shape is approved by a test; it changes only with a new major version.</summary>
internal sealed class JsonScreenOutput(Stream output) : ScreenOutput
{
    private static readonly byte[] NewLine = "\n"u8.ToArray();

    public override void Finding(int rank, SubjectState subject, Selected? selected) => Line(json =>
    {
        var record = subject.Version.Record;
        json.WriteString("type", "finding");
        json.WriteNumber("rank", rank);
        json.WriteString("container", record["container.number"] as string);
        json.WriteString("bill", record["bill.number"] as string);
        json.WriteNumber("score", subject.Finding?.Score ?? 0);
        json.WriteStartArray("profiles");
        foreach (var hit in subject.Finding?.Hits ?? [])
        {
            FindingCodec.WriteHit(json, hit);
        }

        json.WriteEndArray();
        json.WriteStartArray("notAssessable");
        foreach (var open in subject.Finding?.NotAssessable ?? [])
        {
            FindingCodec.WriteNotAssessable(json, open);
        }

        json.WriteEndArray();
        if (selected is not null)
        {
            json.WriteString("selectedBy", selected.By == SelectedBy.Score ? "score" : "exploration");
            json.WriteNumber("probability", selected.Probability);
        }
    });

    public override void Summary(Node node, IReadOnlyCollection<Delivery> deliveries, long findings, TimeSpan elapsed)
    {
        foreach (var (file, issue) in Issues(node, deliveries))
        {
            Line(json =>
            {
                json.WriteString("type", issue.Quarantined ? "quarantined" : "repair");
                json.WriteString("file", file);
                json.WriteNumber("segment", issue.At.Segment);
                json.WriteNumber("offset", issue.At.Offset);
                if (issue.At.Table is { } table)
                {
                    json.WriteString("table", table);
                }

                json.WriteString("found", issue.Found);
                json.WriteString("expected", issue.Expected);
                json.WriteString("saved", issue.Saved);
                json.WriteNumber("consignments", issue.Subjects);
            });
        }

        Line(json =>
        {
            json.WriteString("type", "summary");
            json.WriteNumber("files", deliveries.Count);
            json.WriteNumber("consignments", deliveries.Sum(d => d.Totals.Read));
            json.WriteNumber("findings", findings);
            json.WriteNumber("repaired", deliveries.Sum(d => d.Totals.RepairIssues));
            json.WriteNumber("quarantined", deliveries.Sum(d => d.Totals.QuarantineIssues));
            json.WriteNumber("consignmentsRepaired", deliveries.Sum(d => d.Totals.Repaired));
            json.WriteNumber("consignmentsQuarantined", deliveries.Sum(d => d.Totals.Quarantined));
            json.WriteNumber("messages", deliveries.Sum(d => d.Totals.Messages));
            json.WriteNumber("redelivered", deliveries.Sum(d => d.Totals.Redelivered));
            json.WriteNumber("seconds", Math.Round(elapsed.TotalSeconds, 3));
        });
    }

    private void Line(Action<Utf8JsonWriter> write)
    {
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        output.Write(NewLine);
    }
}

/// <summary>For people: the first findings with their strongest reason, and what was wrong with the files.</summary>
internal sealed class TableScreenOutput(IAnsiConsole console) : ScreenOutput
{
    private const int Shown = 25;
    private const int IssuesShown = 10;
    private readonly Table _table = new Table().Border(TableBorder.Simple)
        .AddColumns("Rank", "Score", "Container", "Bill", "Route", "Profiles");

    public override void Finding(int rank, SubjectState subject, Selected? selected)
    {
        if (rank > Shown)
        {
            return;
        }

        var record = subject.Version.Record;
        var route = $"{record["route.origin"] ?? record["route.loading"] ?? "?"} → {record["route.destination"] ?? record["route.discharge"] ?? "?"}";
        var hits = subject.Finding?.Hits ?? [];
        var titles = string.Join("; ", hits.Take(3).Select(hit => hit.Title)) + (hits.Count > 3 ? $"; {hits.Count - 3} more" : "");
        _table.AddRow(
            new Text(rank.ToString(CultureInfo.InvariantCulture)),
            new Text((subject.Finding?.Score ?? 0).ToString("0.#", CultureInfo.InvariantCulture)),
            new Text(record["container.number"] as string ?? "–"),
            new Text(record["bill.number"] as string ?? "–"),
            new Text(route),
            new Text(selected?.By == SelectedBy.Exploration ? "drawn at random" + (titles.Length > 0 ? "; " + titles : "") : titles));
    }

    public override void Summary(Node node, IReadOnlyCollection<Delivery> deliveries, long findings, TimeSpan elapsed)
    {
        if (_table.Rows.Count > 0)
        {
            console.Write(_table);
        }

        if (findings > Shown)
        {
            console.WriteLine($"… and {findings - Shown} more; --json lists all, 'comity serve' shows them.");
        }

        foreach (var (file, issue) in Issues(node, deliveries).Where(i => i.Issue.Quarantined).Take(IssuesShown))
        {
            console.WriteLine($"{file}, segment {issue.At.Segment}, byte {issue.At.Offset}: found {issue.Found}; expected {issue.Expected}; saved {issue.Saved}.");
        }

        var totals = deliveries.Select(d => d.Totals).ToArray();
        var redelivered = totals.Sum(t => t.Redelivered);
        console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"Files: {deliveries.Count}. {totals.Sum(t => t.Read):N0} consignments read ({totals.Sum(t => t.Repaired):N0} of them with repairs), "
            + $"{totals.Sum(t => t.Quarantined):N0} quarantined; {findings:N0} findings; {elapsed.TotalSeconds:0.0} s."));
        if (redelivered > 0)
        {
            console.WriteLine($"Messages that had been received before and changed nothing: {redelivered}.");
        }
    }
}
