using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Comity.Host;
using Comity.Kernel.Account;
using Comity.Programmes.Containers.Control;
using Spectre.Console;

namespace Comity.Cli;

/// <summary><c>comity register …</c>: record the result of a control, list the register, its totals, and verify its chain.</summary>
internal static class RegisterCommand
{
    public static Command Build(Option<string> data, TimeProvider clock) => new("register", "The append-only register of controls and seizures.")
    {
        Record(data, clock),
        List(data, clock),
        Totals(data, clock),
        Verify(data, clock),
    };

    private static Command Record(Option<string> data, TimeProvider clock)
    {
        var container = new Option<string?>("--container") { Description = "Container number.", HelpName = "NUMBER" };
        var bill = new Option<string?>("--bill") { Description = "Bill of lading number.", HelpName = "NUMBER" };
        var control = new Option<string>("--control") { Description = "What was done.", DefaultValueFactory = _ => ControlActions.Physical }
            .AcceptOnlyFromAmong([.. ControlActions.Controls]);
        var seized = new Option<string[]>("--seized")
        {
            Description = "What was found, as 'COMMODITY:QUANTITY:UNIT', such as 'cocaine:1435:kg'. Leave it out when nothing was found. May be repeated.",
            HelpName = "WHAT",
            AllowMultipleArgumentsPerToken = false,
        };
        var concealment = new Option<string>("--concealment") { Description = "Where or how it was hidden.", DefaultValueFactory = _ => "" };
        var remarks = new Option<string>("--remarks") { Description = "Anything else.", DefaultValueFactory = _ => "" };
        var corrects = new Option<long?>("--corrects") { Description = "The number of the entry this one takes the place of.", HelpName = "ENTRY" };
        var officer = new Option<string>("--officer") { Description = "Who records it.", DefaultValueFactory = _ => LocalOfficer.UsualName };
        var unit = Options.Unit();
        var command = new Command(
            "record",
            """
            Record the result of a control. The consignment is named by its container, its bill, or both.

            Examples:
              comity register record --container TGHU1234563 --seized cocaine:1435:kg --concealment "within the cargo"
              comity register record --bill BOL0012 --control scan
            """)
        { container, bill, control, seized, concealment, remarks, corrects, officer, unit };
        command.SetAction(parsed =>
        {
            using var node = Node.Open(parsed.GetRequiredValue(data), null, clock);
            var subject = Find(node, parsed.GetValue(container), parsed.GetValue(bill));
            var report = new ControlReport
            {
                Control = parsed.GetRequiredValue(control),
                Unit = parsed.GetRequiredValue(unit),
                Seized = [.. (parsed.GetValue(seized) ?? []).Select(Item)],
                Concealment = parsed.GetRequiredValue(concealment),
                Remarks = parsed.GetRequiredValue(remarks),
            };
            var entry = node.Desk.Record(
                subject, report, parsed.GetValue(corrects), new Officer(parsed.GetRequiredValue(officer), parsed.GetRequiredValue(unit)));
            Console.WriteLine($"Entry {entry.Number} recorded.");
            return Exit.Done;
        });
        return command;
    }

    private static Command List(Option<string> data, TimeProvider clock)
    {
        var json = Options.Json("Write one JSON object a line.");
        var command = new Command("list", "List the controls in the register, corrections taken into account.") { json };
        command.SetAction(parsed =>
        {
            using var node = Node.Open(parsed.GetRequiredValue(data), null, clock);
            using var view = node.Store.Read();
            var controls = RegisterTotals.Standing(view);
            if (parsed.GetValue(json))
            {
                foreach (var (entry, report) in controls)
                {
                    Console.WriteLine(JsonSerializer.Serialize(
                        new { number = entry.Number, at = entry.At, by = entry.By, corrects = entry.Corrects, hash = entry.Hash, report }, JsonSerializerOptions.Web));
                }

                return Exit.Done;
            }

            var table = new Table().Border(TableBorder.Simple).AddColumns("No.", "Date", "Unit", "Container", "Bill", "Control", "Result");
            foreach (var (entry, report) in controls)
            {
                table.AddRow(
                    new Text(entry.Number.ToString(CultureInfo.InvariantCulture)),
                    new Text(entry.At.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
                    new Text(report.Unit),
                    new Text(report.Container ?? "–"),
                    new Text(report.Bill ?? "–"),
                    new Text(report.Control),
                    new Text(Result(report)));
            }

            Show(table, "The register is empty. Record a result with 'comity register record' or on a consignment's page.");
            return Exit.Done;
        });
        return command;
    }

    private static Command Totals(Option<string> data, TimeProvider clock)
    {
        var json = Options.Json("Write one JSON object.");
        var command = new Command("totals", "Seizures by commodity, controls by unit and by month, and what the profiles' hits came to.") { json };
        command.SetAction(parsed =>
        {
            using var node = Node.Open(parsed.GetRequiredValue(data), null, clock);
            using var view = node.Store.Read();
            var totals = RegisterTotals.Of(RegisterTotals.Standing(view));
            var records = view.ProfileRecords().Where(r => r.Controlled > 0).ToArray();
            if (parsed.GetValue(json))
            {
                Console.WriteLine(JsonSerializer.Serialize(
                    new { totals.ByCommodity, totals.ByUnit, totals.ByMonth, profiles = records }, JsonSerializerOptions.Web));
                return Exit.Done;
            }

            var commodities = new Table().Border(TableBorder.Simple).AddColumns("Seized", "Seizures", "Quantity");
            foreach (var total in totals.ByCommodity)
            {
                commodities.AddRow(new Text(total.Commodity), new Text($"{total.Seizures}"), new Text(string.Create(CultureInfo.InvariantCulture, $"{total.Quantity:#,0.###} {total.Unit}")));
            }

            Show(commodities, "Nothing has been seized yet.");
            var months = new Table().Border(TableBorder.Simple).AddColumns("Month", "Controls", "Seizures");
            foreach (var month in totals.ByMonth)
            {
                months.AddRow(month.Name, $"{month.Controls}", $"{month.Seizures}");
            }

            Show(months, "");
            var profiles = new Table().Border(TableBorder.Simple).AddColumns("Profile", "Hits", "Controlled", "Found something");
            foreach (var record in records)
            {
                profiles.AddRow(new Text($"{record.Id} v{record.Version}"), new Text($"{record.Hits}"), new Text($"{record.Controlled}"), new Text($"{record.Found}"));
            }

            Show(profiles, "");
            return Exit.Done;
        });
        return command;
    }

    private static Command Verify(Option<string> data, TimeProvider clock)
    {
        var command = new Command("verify", "Check that no entry of the register was changed, removed or reordered.");
        command.SetAction(parsed =>
        {
            using var node = Node.Open(parsed.GetRequiredValue(data), null, clock);
            using var view = node.Store.Read();
            if (RegisterChain.Verify(view.Register()) is { } broken)
            {
                Console.Error.WriteLine($"The register is broken at entry {broken.Number}: {broken.What}.");
                return Exit.Findings;
            }

            var last = view.Register().LastOrDefault();
            Console.WriteLine(last is null ? "The register is empty." : $"{last.Number} entries, chain whole; last hash {last.Hash}.");
            return Exit.Done;
        });
        return command;
    }

    private static long Find(Node node, string? container, string? bill)
    {
        if (container is null && bill is null)
        {
            throw new ControlRefusedException("Name the consignment with --container, --bill, or both.");
        }

        using var view = node.Store.Read();
        var found = view.Subjects(new SubjectFilter { Term = container ?? bill }, 0, int.MaxValue)
            .Where(s => container is null || string.Equals(s.Version.Record["container.number"] as string, container, StringComparison.OrdinalIgnoreCase))
            .Where(s => bill is null || string.Equals(s.Version.Record["bill.number"] as string, bill, StringComparison.OrdinalIgnoreCase))
            .ToArray();
        return found switch
        {
            [var one] => one.Version.SubjectId,
            [] => throw new ControlRefusedException("There is no such consignment in the node."),
            _ => throw new ControlRefusedException(
                $"{found.Length} consignments match: {string.Join(", ", found.Take(5).Select(s => $"{s.Version.Record["container.number"]} under {s.Version.Record["bill.number"]}"))}. Name both container and bill."),
        };
    }

    private static SeizedItem Item(string text)
    {
        var parts = text.Split(':');
        return parts is [var commodity, var quantity, var unit] && double.TryParse(quantity, NumberStyles.Float, CultureInfo.InvariantCulture, out var amount)
            ? new SeizedItem(commodity, amount, unit)
            : throw new ControlRefusedException($"'{text}' does not say COMMODITY:QUANTITY:UNIT, such as cocaine:1435:kg.");
    }

    private static string Result(ControlReport report) => report.Found
        ? string.Join(", ", report.Seized.Select(s => string.Create(CultureInfo.InvariantCulture, $"{s.Quantity:#,0.###} {s.Unit} {s.Commodity}")))
        : "nothing found";

    private static void Show(Table table, string whenEmpty)
    {
        if (table.Rows.Count > 0)
        {
            AnsiConsole.Write(table);
        }
        else if (whenEmpty.Length > 0)
        {
            Console.WriteLine(whenEmpty);
        }
    }
}
