using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Comity.Host;
using Comity.Kernel.Account;
using Comity.Kernel.Assess;
using Spectre.Console;

namespace Comity.Cli;

/// <summary><c>comity rescreen</c>: what a set of profiles says of everything the node keeps, beside what was found before. Changes nothing.</summary>
internal static class RescreenCommand
{
    private const int SubjectsAtOnce = 10_000;

    public static Command Build(Option<string> data, TimeProvider clock)
    {
        var profiles = Options.Profiles();
        var json = Options.Json("Write one JSON object a line: each profile, then a summary.");
        var command = new Command(
            "rescreen",
            """
            Screen every kept consignment again, on the facts known at its arrival, and show for each profile its hits and what
            changed against the findings that are kept. Nothing is written.

            Example: comity rescreen --profiles my-profiles
            """)
        { profiles, json };
        command.SetAction((parsed, cancellation) => Task.Run(() =>
        {
            var started = Stopwatch.StartNew();
            using var node = Node.Open(parsed.GetRequiredValue(data), parsed.GetValue(profiles), clock);
            var totals = node.Profiles.Profiles.ToDictionary(p => p.Id, p => new Total { Version = p.Version }, StringComparer.Ordinal);
            var (subjects, changed) = Screen(node, totals, cancellation);
            if (parsed.GetValue(json))
            {
                WriteJson(totals, subjects, changed, started.ElapsedMilliseconds);
            }
            else
            {
                WriteTable(totals, subjects, changed);
            }

            return Exit.Done;
        }, CancellationToken.None));
        return command;
    }

    private static (long Subjects, long Changed) Screen(Node node, Dictionary<string, Total> totals, CancellationToken cancellation)
    {
        var (subjects, changed) = (0L, 0L);
        using var view = node.Store.Read();
        foreach (var page in view.SubjectIds(new SubjectFilter()).Chunk(SubjectsAtOnce))
        {
            cancellation.ThrowIfCancellationRequested();
            subjects += page.Length;
            // Profiles apply by day: those that arrived on one day are screened together.
            foreach (var day in page.Select(id => view.Subject(id)!).GroupBy(s => DateOnly.FromDateTime(s.Version.ReceivedAt.UtcDateTime)))
            {
                SubjectState[] states = [.. day];
                var findings = node.Profiles.Assess([.. states.Select(s => s.Version.Record)], day.Key, Environment.ProcessorCount);
                for (var i = 0; i < states.Length; i++)
                {
                    changed += Compare(states[i].Finding, findings[i], totals) ? 1 : 0;
                }
            }
        }

        return (subjects, changed);
    }

    private static bool Compare(Finding? before, Finding after, Dictionary<string, Total> totals)
    {
        var old = before?.Hits.Select(h => h.Id).ToHashSet(StringComparer.Ordinal) ?? [];
        var now = after.Hits.Select(h => h.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var id in now)
        {
            totals[id].Hits++;
            totals[id].New += old.Contains(id) ? 0 : 1;
        }

        foreach (var unknown in after.NotAssessable)
        {
            totals[unknown.Id].Unknown++;
        }

        foreach (var error in after.Errors)
        {
            totals[error.Id].Errors++;
        }

        foreach (var hit in before?.Hits ?? [])
        {
            if (!now.Contains(hit.Id))
            {
                if (!totals.TryGetValue(hit.Id, out var total))
                {
                    totals.Add(hit.Id, total = new Total { Version = hit.Version, IsRemoved = true });
                }

                total.Gone++;
            }
        }

        return !old.SetEquals(now);
    }

    private static void WriteJson(Dictionary<string, Total> totals, long subjects, long changed, long milliseconds)
    {
        foreach (var (id, total) in totals.OrderBy(t => t.Key, StringComparer.Ordinal))
        {
            Console.WriteLine(JsonSerializer.Serialize(
                new { profile = id, version = total.Version, removed = total.IsRemoved, hits = total.Hits, @new = total.New, gone = total.Gone, unknown = total.Unknown, errors = total.Errors }));
        }

        Console.WriteLine(JsonSerializer.Serialize(new { subjects, changed, hits = totals.Values.Sum(t => t.Hits), milliseconds }));
    }

    private static void WriteTable(Dictionary<string, Total> totals, long subjects, long changed)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumns("Profile", "Hits", "New", "Gone", "Unknown", "Errors");
        foreach (var (id, total) in totals.Where(t => t.Value.Hits + t.Value.Gone + t.Value.Errors > 0).OrderByDescending(t => t.Value.Hits).ThenBy(t => t.Key, StringComparer.Ordinal))
        {
            table.AddRow(
            [
                new Text($"{id} v{total.Version}{(total.IsRemoved ? " (no longer there)" : "")}"),
                .. new[] { total.Hits, total.New, total.Gone, total.Unknown, total.Errors }.Select(n => new Text(n.ToString(CultureInfo.InvariantCulture))),
            ]);
        }

        if (table.Rows.Count > 0)
        {
            AnsiConsole.Write(table);
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{subjects} consignments screened again; the hits of {changed} would change."));
    }

    private sealed class Total
    {
        public int Version { get; init; }

        public bool IsRemoved { get; init; }

        public long Hits { get; set; }

        public long New { get; set; }

        public long Gone { get; set; }

        public long Unknown { get; set; }

        public long Errors { get; set; }
    }
}
