using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Comity.Exchange.Identity;
using Comity.Host;
using Comity.Host.Exchange;
using Comity.Host.Victims;
using Comity.Kernel.Account;
using Comity.Programmes;
using Comity.Programmes.Victims;

namespace Comity.Cli;

/// <summary><c>comity victims</c>: the victims' register of a node.</summary>
internal static class VictimsCommand
{
    private const string Masked = "•••";

    public static Command Build(Option<string> data, TimeProvider clock) =>
        new("victims", "The register of presumed and identified victims (docs/victims.md).")
        {
            List(data, clock), Show(data, clock), Record(data, clock), Export(data, clock), Count(data, clock),
        };

    private static Command List(Option<string> data, TimeProvider clock)
    {
        var json = Options.Json("Write one JSON object for each case.");
        var command = new Command("list", "List the cases by number, without names.") { json };
        command.SetAction(parsed => Run(parsed.GetRequiredValue(data), clock, (files, view) =>
        {
            foreach (var known in files.All(view.Persons))
            {
                var line = new
                {
                    number = known.Number,
                    status = known.Value("cas_Status"),
                    trafficking_status = known.Value("vic_TraffickingStatus"),
                    consent = known.Holding.Any(),
                    services_running = known.Services.Count(service => service.Outcome is null),
                    entries = known.Entries.Count,
                };
                Console.WriteLine(parsed.GetValue(json)
                    ? JsonSerializer.Serialize(line, ReadableJson.Options)
                    : string.Create(CultureInfo.InvariantCulture, $"{line.number,-16} {line.status,-15} {line.trafficking_status ?? "not decided",-28} {(line.consent ? "consent" : "no consent"),-11} {line.services_running} services running"));
            }

            return Exit.Done;
        }));
        return command;
    }

    private static Command Show(Option<string> data, TimeProvider clock)
    {
        var number = new Argument<string>("NUMBER") { Description = "The case." };
        var reveal = new Option<bool>("--reveal") { Description = "Show what identifies the person; needs --why." };
        var why = new Option<string?>("--why") { Description = "Why it is needed.", HelpName = "REASON" };
        var command = new Command(
            "show",
            """
            Show a case. What identifies the person is masked.

            Examples:
              comity victims show V-2026-001
              comity victims show V-2026-001 --reveal --why "The shelter asks for the date of birth."
            """)
        { number, reveal, why };
        command.Validators.Add(result =>
        {
            if (result.GetValue(reveal) && string.IsNullOrWhiteSpace(result.GetValue(why)))
            {
                result.AddError("Say why with --why.");
            }
        });
        command.SetAction(parsed => Run(parsed.GetRequiredValue(data), clock, (files, view) =>
        {
            var wanted = parsed.GetRequiredValue(number);
            if (files.Find(view.Persons, wanted) is not { } known)
            {
                Console.Error.WriteLine($"There is no case {wanted}.");
                return Exit.Usage;
            }

            var shown = Htcds.Fields.Where(field => known.Values.ContainsKey(field.Name)).ToDictionary(
                field => field.Name,
                field => field.Identifies && !parsed.GetValue(reveal) ? [Masked] : known.Values[field.Name],
                StringComparer.Ordinal);
            Console.WriteLine(JsonSerializer.Serialize(
                new
                {
                    number = known.Number,
                    values = shown,
                    withheld = known.Withheld.Keys,
                    consents = known.Consents.Select(state => new { state.Consent.Number, state.Consent.Services, state.Consent.SharedWith, given = state.Given.At, withdrawn = state.Withdrawn?.At }),
                    services = known.Services,
                    referrals = known.Referrals,
                    history = known.Entries.Select(entry => new { step = entry.GetType().Name, entry.Deed.At, entry.Deed.Who, entry.Deed.Role, entry.Deed.Why }),
                },
                ReadableJson.Options));
            return Exit.Done;
        }));
        return command;
    }

    private static Command Record(Option<string> data, TimeProvider clock)
    {
        var number = new Argument<string>("NUMBER") { Description = "The case; begun by an entry 'opened'." };
        var file = new Argument<string>("FILE") { Description = "Entries as JSON, one a line; - reads them from the input." };
        var command = new Command(
            "record",
            """
            Add entries to a case; all of them or, when one is not allowed, none. When a consent is withdrawn, the referrals that rest on
            it are taken back.

            Example of a file:
              {"$type":"opened","deed":{"who":"case worker 7","role":"case worker","at":"2026-03-02T09:00:00Z","why":"came to the desk"}}

            Exit codes: 0 done, 2 usage, 3 an entry cannot be read or is not allowed, 4 another process writes to the node.
            """)
        { number, file };
        command.SetAction(parsed => Run(parsed.GetRequiredValue(data), clock, (files, store) =>
        {
            var source = parsed.GetRequiredValue(file);
            var lines = source == "-" ? Console.In.ReadToEnd().Split('\n') : File.ReadAllLines(source);
            using var unit = store.Begin();
            var wanted = parsed.GetRequiredValue(number);
            var known = files.Find(unit.Persons, wanted) ?? VictimCase.Numbered(wanted);
            if (lines.All(string.IsNullOrWhiteSpace))
            {
                Console.Error.WriteLine($"{source} holds no entry. Nothing was recorded.");
                return Exit.BadData;
            }

            foreach (var (i, line) in lines.Index().Where(line => !string.IsNullOrWhiteSpace(line.Item)))
            {
                try
                {
                    known = files.Add(unit.Persons, known, SealedEntries<VictimEntry>.Parse(line));
                }
                catch (Exception error) when (error is JsonException or NotSupportedException or DeedRefusedException)
                {
                    Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{source}, line {i + 1}: {error.Message} Nothing was recorded."));
                    return Exit.BadData;
                }
            }

            // What rests on a consent that an entry withdraws is taken back with it, or not recorded either.
            var folder = Path.GetFullPath(parsed.GetRequiredValue(data));
            using var exchange = known.WithoutConsent.Any() && NodeKeys.Exist(folder) ? ExchangeNode.Within(folder, store, clock) : null;
            var takenBack = VictimDesk.TakeBack(exchange, unit, known, known.Entries[^1].Deed);
            unit.Commit();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{wanted} has {known.Entries.Count} entries.{(takenBack > 0 ? $" Referrals taken back: {takenBack}." : "")}"));
            return Exit.Done;
        }));
        return command;
    }

    private static Command Export(Option<string> data, TimeProvider clock)
    {
        var target = new Option<string>("--out") { Description = "The file to write.", HelpName = "FILE", Required = true };
        var identifying = new Option<bool>("--identifying") { Description = "With what identifies the people; needs --why." };
        var why = new Option<string?>("--why") { Description = "Why it is needed.", HelpName = "REASON" };
        var command = new Command(
            "export",
            """
            Write the cases of people who agreed to being reported as a table of the Human Trafficking Case Data Standard 2.0.

            Example: comity victims export --out cases.csv
            """)
        { target, identifying, why };
        command.Validators.Add(result =>
        {
            if (result.GetValue(identifying) && string.IsNullOrWhiteSpace(result.GetValue(why)))
            {
                result.AddError("Say why with --why.");
            }
        });
        command.SetAction(parsed => Run(parsed.GetRequiredValue(data), clock, (files, view) =>
        {
            using var writer = new StreamWriter(parsed.GetRequiredValue(target));
            var report = HtcdsExport.Write(files.All(view.Persons), writer, parsed.GetValue(identifying));
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{report.Cases} cases written; {report.WithoutConsent} left out without consent to reporting, {report.WithheldValues} values withheld."));
            return Exit.Done;
        }));
        return command;
    }

    private static Command Count(Option<string> data, TimeProvider clock)
    {
        var rows = new Option<string>("--rows") { Description = "The field of the rows.", HelpName = "FIELD", DefaultValueFactory = _ => "vic_TypeOfExploitation" };
        var columns = new Option<string>("--columns") { Description = "The field of the columns.", HelpName = "FIELD", DefaultValueFactory = _ => "prs_Gender" };
        var json = Options.Json("Write one JSON object; null is withheld.");
        var command = new Command(
            "count",
            """
            Count the cases of people who agreed to being reported, for publication: counts below 11 are withheld, and of the others
            as few as are needed so that no total gives them away.

            Example: comity victims count --rows vic_TypeOfExploitation --columns prs_Gender
            """)
        { rows, columns, json };
        command.SetAction(parsed => Run(parsed.GetRequiredValue(data), clock, (files, view) =>
        {
            VictimTable counted;
            try
            {
                counted = VictimStatistics.Count(files.All(view.Persons), parsed.GetRequiredValue(rows), parsed.GetRequiredValue(columns));
            }
            catch (ArgumentException error)
            {
                Console.Error.WriteLine(error.Message);
                return Exit.Usage;
            }

            if (parsed.GetValue(json))
            {
                Console.WriteLine(JsonSerializer.Serialize(new { row_field = counted.RowField, column_field = counted.ColumnField, rows = counted.Table.Rows, columns = counted.Table.Columns, cells = counted.Table.Cells }, ReadableJson.Options));
                return Exit.Done;
            }

            Write(counted.Table);
            return Exit.Done;
        }));
        return command;
    }

    private static void Write(PublishedTable table)
    {
        var names = table.Rows.Append("all").ToArray();
        var width = names.Max(name => name.Length);
        Console.WriteLine($"{new string(' ', width)}  {string.Join("  ", table.Columns.Append("all"))}");
        foreach (var (name, cells) in names.Zip(table.Cells))
        {
            var shown = cells.Zip(table.Columns.Append("all"), (cell, column) => (cell?.ToString(CultureInfo.InvariantCulture) ?? "–").PadLeft(column.Length));
            Console.WriteLine($"{name.PadRight(width)}  {string.Join("  ", shown)}");
        }

        Console.WriteLine("– is withheld: a count below 11, or one that would give such a count away.");
    }

    private static int Run(string folder, TimeProvider clock, Func<VictimFiles, INodeView, int> work) => Run(folder, clock, (files, store) =>
    {
        using var view = store.Read();
        return work(files, view);
    });

    private static int Run(string folder, TimeProvider clock, Func<VictimFiles, INodeStore, int> work)
    {
        using var node = Node.Open(folder, profilesFolder: null, clock);
        try
        {
            return work(new VictimFiles(PersonKeys.For(node.Store).Cipher), node.Store);
        }
        catch (Exception error) when (error is PersonKeysException or CannotOpenException or IOException)
        {
            Console.Error.WriteLine(error.Message);
            return Exit.BadData;
        }
    }
}
