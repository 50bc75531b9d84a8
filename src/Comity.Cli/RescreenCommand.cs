using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Comity.Host;
using Comity.Kernel.Account;
using Comity.Kernel.Assess;
using Comity.Kernel.Assess.Matching;
using Spectre.Console;
using Profile = Comity.Kernel.Assess.Profile;

namespace Comity.Cli;

/// <summary><c>comity rescreen</c>: what a set of profiles says of everything the node keeps, beside what was found before. Changes nothing.</summary>
internal static class RescreenCommand
{
    public static Command Build(Option<string> data, TimeProvider clock)
    {
        var profiles = Options.Profiles();
        var json = Options.Json("Write one JSON object a line: each profile, then a summary.");
        var command = new Command(
            "rescreen",
            """
            Screen every kept consignment again, on the facts known at its arrival, and show for each profile its hits and what
            changed against the findings that are kept. No finding is written; the folder chunks of the node keeps the facts in the
            form that is screened, and may be deleted.

            Example: comity rescreen --profiles my-profiles
            """)
        { profiles, json };
        command.SetAction((parsed, cancellation) => Task.Run(() =>
        {
            var started = Stopwatch.StartNew();
            using var node = Node.Open(parsed.GetRequiredValue(data), parsed.GetValue(profiles), clock, withWorkshop: parsed.GetValue(profiles) is null);
            var (totals, subjects, changed) = Screen(node, cancellation);
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

    private static (Dictionary<string, Total> Totals, long Subjects, long Changed) Screen(Node node, CancellationToken cancellation)
    {
        try
        {
            return ScreenChunks(node, cancellation);
        }
        catch (ChunkDamagedException damage)
        {
            Console.Error.WriteLine($"{damage.Message} The chunks are built again.");
            node.DeleteChunks();
            return ScreenChunks(node, cancellation);
        }
    }

    private static (Dictionary<string, Total> Totals, long Subjects, long Changed) ScreenChunks(Node node, CancellationToken cancellation)
    {
        var totals = node.Profiles.Profiles.ToDictionary(p => p.Id, p => new Total { Version = p.Version }, StringComparer.Ordinal);
        var (subjects, changed) = (0L, 0L);
        Profile[] profiles = [.. node.Profiles.Profiles];
        using var view = node.Store.Read();
        using var chunks = node.Chunks(view);
        using var standing = view.Standing().GetEnumerator();
        var more = standing.MoveNext();
        foreach (var file in chunks.Files)
        {
            var (chunk, row) = (0, 0);
            node.Profiles.Matcher.Match(file, MatchMode.All, Environment.ProcessorCount, Take, cancellation);

            // Both go by sequence number: a row that is not the next subject's is a version that no longer stands.
            void Take(IReadOnlyList<Match> matches)
            {
                var next = 0;
                for (var end = row + file[chunk++].Rows; row < end; row++)
                {
                    var begin = next;
                    while (next < matches.Count && matches[next].Row == row)
                    {
                        next++;
                    }

                    if (more && standing.Current.Sequence == file.Keys[row])
                    {
                        subjects++;
                        changed += Compare(standing.Current, matches.Skip(begin).Take(next - begin), profiles, totals) ? 1 : 0;
                        more = standing.MoveNext();
                    }
                }
            }
        }

        return more
            ? throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"Version {standing.Current.Sequence} stands and is not in the chunks."))
            : (totals, subjects, changed);
    }

    private static bool Compare(StandingSubject subject, IEnumerable<Match> matches, Profile[] profiles, Dictionary<string, Total> totals)
    {
        var day = DateOnly.FromDateTime(subject.ReceivedAt.UtcDateTime);
        var old = subject.Hits.Select(h => h.Id).ToHashSet(StringComparer.Ordinal);
        var now = new HashSet<string>(StringComparer.Ordinal);
        foreach (var match in matches)
        {
            var profile = profiles[match.Profile];
            if (!profile.AppliesOn(day))
            {
                continue;
            }

            var total = totals[profile.Id];
            if (match.Outcome.Error is not null)
            {
                total.Errors++;
            }
            else if (match.Outcome.Verdict == Verdict.Unknown)
            {
                total.Unknown++;
            }
            else
            {
                now.Add(profile.Id);
                total.Hits++;
                total.New += old.Contains(profile.Id) ? 0 : 1;
            }
        }

        foreach (var (id, version) in subject.Hits)
        {
            if (!now.Contains(id))
            {
                if (!totals.TryGetValue(id, out var total))
                {
                    totals.Add(id, total = new Total { Version = version, IsRemoved = true });
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
