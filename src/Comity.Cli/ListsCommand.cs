using System.CommandLine;
using System.Text.Json;
using Comity.Host;
using Comity.Screening.Lists;

namespace Comity.Cli;

/// <summary><c>comity lists</c>: watch lists taken in, compared and shown.</summary>
internal static class ListsCommand
{
    public static Command Build(Option<string> data, TimeProvider clock) =>
        new("lists", "Watch lists (docs/lists.md).") { Import(data, clock), Diff(data, clock), Show(data, clock), Rescreen(data, clock) };

    private static Command Import(Option<string> data, TimeProvider clock)
    {
        var files = Files("FILE", "List files, or folders of them. OFAC's sdn.csv, alt.csv, add.csv and sdn_comments.csv are one list.");
        files.Arity = ArgumentArity.OneOrMore;
        var name = new Option<string?>("--name") { Description = "The list's identifier in this node. Default: un-sc, ofac-sdn, eu-fsf, or the file's name.", HelpName = "ID" };
        var accept = new Option<bool>("--accept") { Description = "Take the list in though it lost or dropped more entries than usual. The reasons stay with the version." };
        var json = Options.Json("Write one JSON object for each list.");
        var command = new Command(
            "import",
            """
            Take watch lists in: UN Security Council XML, OFAC SDN XML or CSV, EU consolidated XML or CSV, FollowTheMoney JSON lines, or a
            plain CSV with a column 'name'. A list that is broken or shrank does not take the place of the standing version. Then the
            parties this node knows are screened against what was added or changed; what resembles them waits for an officer.

            Examples:
              comity lists import consolidated.xml
              comity lists import sdn.csv alt.csv add.csv
              comity lists import --name port-watch our-list.csv --json

            Exit codes: 0 done, 2 usage, 3 a list was refused or part of it could not be read, 4 another process writes to the node.
            """)
        { files, name, accept, json };
        command.Validators.Add(result => Missing(result.GetValue(files)!).ForEach(result.AddError));
        command.SetAction((parsed, cancellation) => Task.Run(() =>
        {
            var sources = ListFormats.Recognise(ListArguments.Open(parsed.GetRequiredValue(files)), out var unrecognised);
            if (parsed.GetValue(name) is not null && sources.Count != 1)
            {
                Console.Error.WriteLine($"--name names one list; the files are {sources.Count}.");
                return Exit.Usage;
            }

            ListArguments.TellUnrecognised(unrecognised);
            using var node = Node.Open(parsed.GetRequiredValue(data), profilesFolder: null, clock);
            var whole = unrecognised.Count == 0;
            foreach (var source in sources)
            {
                var outcome = node.Lists.Take(
                    parsed.GetValue(name) ?? source.UsualId, source, LocalOfficer.UsualName, parsed.GetValue(accept), cancellation);
                ListsOutput.Write(outcome, parsed.GetValue(json));
                whole &= outcome.Taken is not null && outcome.Report.Quarantined + outcome.Report.PartsLost == 0;
            }

            Rescreen(node, parsed.GetValue(json), cancellation);
            return whole ? Exit.Done : Exit.BadData;
        }, CancellationToken.None));
        return command;
    }

    private static Command Diff(Option<string> data, TimeProvider clock)
    {
        var before = new Argument<string>("ID|FILE") { Description = "A list of the node by its identifier, or a file or folder." };
        var after = new Argument<string>("FILE") { Description = "A file or folder." };
        var json = Options.Json("Write the difference as one JSON object.");
        var command = new Command(
            "diff",
            """
            Show what a list changes: entries added, changed (with each value that came or went) and removed. Nothing is taken in.

            Examples:
              comity lists diff un-sc consolidated.xml
              comity lists diff ofac-yesterday/ ofac-today/ --json

            Exit codes: 0 done, 2 usage, 3 part of a list could not be read.
            """)
        { before, after, json };
        command.Validators.Add(result => Missing([result.GetValue(after)!]).ForEach(result.AddError));
        command.SetAction(parsed =>
        {
            var (first, second) = (parsed.GetRequiredValue(before), parsed.GetRequiredValue(after));
            if (ListArguments.One(second) is not { } later)
            {
                return Exit.BadData;
            }

            var reports = new List<ListReport> { new() };
            ListDifference difference;
            if (Path.Exists(first))
            {
                if (ListArguments.One(first) is not { } earlier)
                {
                    return Exit.BadData;
                }

                reports.Add(new ListReport());
                difference = ListDifference.Between(earlier.Read(reports[1]), later.Read(reports[0]));
            }
            else
            {
                using var node = Node.Open(parsed.GetRequiredValue(data), profilesFolder: null, clock);
                using var view = node.Store.Read();
                if (view.WatchLists.Versions(first).Count == 0)
                {
                    Console.Error.WriteLine($"There is neither a file nor a list {first}.");
                    return Exit.Usage;
                }

                difference = ListDifference.Between(view.WatchLists.Entries(first).Select(entry => ListedEntityCodec.Read(entry.Payload)), later.Read(reports[0]));
            }

            ListsOutput.Write(difference, parsed.GetValue(json));
            reports.ForEach(report => ListsOutput.WriteIssues(report, Console.Error));
            return reports.TrueForAll(report => report.Complete && report.Quarantined + report.PartsLost == 0) ? Exit.Done : Exit.BadData;
        });
        return command;
    }

    private static Command Show(Option<string> data, TimeProvider clock)
    {
        var json = Options.Json("Write one JSON object for each list.");
        var command = new Command(
            "show",
            """
            Show the lists of the node: version, the publisher's date, entries, names, and which file they come from.

            Example: comity lists show
            """)
        { json };
        command.SetAction(parsed =>
        {
            using var node = Node.Open(parsed.GetRequiredValue(data), profilesFolder: null, clock);
            using var view = node.Store.Read();
            var standing = view.WatchLists.Standing();
            if (parsed.GetValue(json))
            {
                foreach (var version in standing)
                {
                    Console.WriteLine(JsonSerializer.Serialize(version, ListedEntityCodec.Options));
                }
            }
            else
            {
                ListsOutput.Write(standing);
            }

            return Exit.Done;
        });
        return command;
    }

    private static Command Rescreen(Option<string> data, TimeProvider clock)
    {
        var json = Options.Json("Write one JSON object for each list.");
        var command = new Command(
            "rescreen",
            """
            Go on with the screening of known parties after a change of a list, when 'lists import' was stopped before its end.

            Example: comity lists rescreen

            Exit codes: 0 done, 2 usage, 4 another process writes to the node.
            """)
        { json };
        command.SetAction((parsed, cancellation) => Task.Run(() =>
        {
            using var node = Node.Open(parsed.GetRequiredValue(data), profilesFolder: null, clock);
            Rescreen(node, parsed.GetValue(json), cancellation);
            return Exit.Done;
        }, CancellationToken.None));
        return command;
    }

    private static void Rescreen(Node node, bool asJson, CancellationToken cancellation)
    {
        using var line = new ProgressLine(Console.Error);
        foreach (var outcome in node.Rescreening.Run(line.ForParties(), cancellation))
        {
            ListsOutput.Write(outcome, asJson);
        }
    }

    private static Argument<string[]> Files(string name, string description) => new(name) { Description = description };

    private static List<string> Missing(IEnumerable<string> paths) =>
        [.. paths.Where(path => !Path.Exists(path)).Select(path => path.StartsWith('-') ? $"There is no option {path}." : $"There is no file {path}.")];
}
