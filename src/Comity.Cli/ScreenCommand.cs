using System.CommandLine;
using System.Diagnostics;
using Comity.Formats.Ams;
using Comity.Host;
using Comity.Kernel.Account;
using Comity.Kernel.Subjects;
using Spectre.Console;

namespace Comity.Cli;

/// <summary><c>comity screen FILE…</c>: takes manifests in and lists what the profiles found, in rank order.</summary>
internal static class ScreenCommand
{
    public static Command Build(Option<string> data, TimeProvider clock)
    {
        var files = new Argument<FileSystemInfo[]>("FILE")
        {
            Description = "Manifests in any of the formats that are known: CUSCAR, BAPLIE, COPRAR, ASYCUDA XML, US vessel-manifest tables (zip or folder), CSV, XLSX.",
            Arity = ArgumentArity.OneOrMore,
        };
        var profiles = Options.Profiles();
        var capacity = new Option<int?>("--capacity")
        {
            Description = "How many controls can be done. The list then has that many places, a tenth of them drawn at random.",
            HelpName = "N",
        };
        var sender = Options.Sender();
        var unit = Options.Unit();
        var json = Options.Json("Write JSON Lines: findings in rank order, repairs and quarantined parts, a summary.");
        var command = new Command(
            "screen",
            """
            Read manifests, screen every consignment against the profiles and list the findings.

            Examples:
              comity screen arrivals.edi
              comity screen --capacity 20 --json manifests/*.xml > findings.jsonl
              comity screen --profiles my-profiles --sender "Shipping agent" list.csv

            Exit codes: 0 done, 2 usage, 3 part of the data could not be read (it is listed and kept), 4 unavailable.
            """)
        { files, profiles, capacity, sender, unit, json };
        command.Validators.Add(result =>
        {
            if (result.GetValue(capacity) < 0)
            {
                result.AddError("--capacity is 0 or more.");
            }

            foreach (var missing in (result.GetValue(files) ?? []).Where(file => !file.Exists))
            {
                result.AddError(missing.Name.StartsWith('-') ? $"There is no option {missing}." : $"There is no file {missing}.");
            }

            foreach (var folder in (result.GetValue(files) ?? []).OfType<DirectoryInfo>().Where(folder => folder.Exists && !AmsFolder.HasTables(folder)))
            {
                result.AddError($"The folder {folder} holds no tables of a US vessel manifest. Name the files in it instead, such as {folder}/*.");
            }
        });
        command.SetAction((parsed, cancellation) => Task.Run(() =>
        {
            var started = Stopwatch.StartNew();
            using var node = Node.Open(parsed.GetRequiredValue(data), parsed.GetValue(profiles), clock);
            var deliveries = Import(node, parsed.GetRequiredValue(files), parsed.GetRequiredValue(sender), parsed.GetValue(json), cancellation);
            node.Rescreen([.. deliveries.Where(d => d.Totals.Redelivered > 0).Select(d => d.Id)], cancellation);
            var output = Output(parsed.GetValue(json));
            var findings = List(node, deliveries, parsed.GetValue(capacity), parsed.GetRequiredValue(unit), output);
            output.Summary(node, deliveries, findings, started.Elapsed);
            cancellation.ThrowIfCancellationRequested();
            return deliveries.Any(d => d.Totals.QuarantineIssues > 0) ? Exit.BadData : Exit.Done;
        }, CancellationToken.None));
        return command;
    }

    private static ScreenOutput Output(bool json)
    {
        if (json)
        {
            return new JsonScreenOutput(Console.OpenStandardOutput());
        }

        if (Console.IsOutputRedirected)
        {
            // A file has no width to break lines at.
            AnsiConsole.Profile.Width = 1000;
        }

        return new TableScreenOutput(AnsiConsole.Console);
    }

    private static List<Delivery> Import(Node node, FileSystemInfo[] files, string sender, bool quiet, CancellationToken cancellation)
    {
        var deliveries = new List<Delivery>();
        using var bar = new ProgressLine(quiet ? null : Console.Error);
        foreach (var file in files)
        {
            cancellation.ThrowIfCancellationRequested();
            using var content = file is DirectoryInfo folder ? AmsFolder.Pack(folder, cancellation) : ((FileInfo)file).OpenRead();
            deliveries.Add(node.Intake.Import(file.Name, content, sender, node.Clock.GetUtcNow(), bar.For(file.Name), cancellation));
        }

        return deliveries;
    }

    private static long List(Node node, IReadOnlyCollection<Delivery> deliveries, int? capacity, string unit, ScreenOutput output)
    {
        var ids = deliveries.Select(d => d.Id).ToArray();
        if (capacity is { } places)
        {
            var day = DateOnly.FromDateTime(node.Clock.GetUtcNow().UtcDateTime);
            var list = node.Desk.Plan(day, unit, places, Kernel.Assess.Selection.UsualExplorationShare, ids);
            using var view = node.Store.Read();
            foreach (var selected in list)
            {
                output.Finding(selected.Rank, view.Subject(selected.SubjectId)!, selected);
            }

            return list.Count;
        }

        using (var view = node.Store.Read())
        {
            var rank = 0;
            foreach (var id in view.SubjectIds(new SubjectFilter { Deliveries = ids, ScoreAtLeast = double.Epsilon }))
            {
                output.Finding(++rank, view.Subject(id)!, selected: null);
            }

            return rank;
        }
    }
}
