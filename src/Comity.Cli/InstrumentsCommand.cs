using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Comity.Formats.Instruments;

namespace Comity.Cli;

/// <summary><c>comity instruments</c>: the instruments that come with Comity, and a check of one's own.</summary>
internal static class InstrumentsCommand
{
    public static Command Build() => new("instruments", "Instruments: answered, scored assessments.") { Check(), List(), Import() };

    private static Command Check()
    {
        var folder = new Argument<DirectoryInfo>("DIR") { Description = "A folder of instrument files (*.yaml, *.json)." };
        var json = Options.Json("Write one JSON object a line: errors, a summary.");
        var command = new Command(
            "check",
            """
            Check every instrument of a folder: keys and types, conditions, cut-offs that overlap or leave gaps, levels no answers reach,
            items that do not exist or are made of one another. Errors are shown with file, line and column.

            Example: comity instruments check my-instruments

            Exit codes: 0 nothing is wrong, 1 something is, 2 usage.
            """)
        { folder, json };
        command.Validators.Add(result =>
        {
            if (result.GetValue(folder) is { Exists: false } missing)
            {
                result.AddError($"There is no folder {missing}.");
            }
        });
        command.SetAction(parsed =>
        {
            var reading = InstrumentFile.ReadFolder(parsed.GetRequiredValue(folder).FullName);
            if (parsed.GetValue(json))
            {
                foreach (var d in reading.Diagnostics)
                {
                    Line(new { type = "error", file = d.File, line = d.Line, column = d.Column, message = d.Message, suggestion = d.Suggestion });
                }

                Line(new { type = "summary", instruments = reading.Instruments.Count, errors = reading.Diagnostics.Count });
            }
            else
            {
                foreach (var diagnostic in reading.Diagnostics)
                {
                    Console.WriteLine(diagnostic);
                }

                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{reading.Instruments.Count} instruments, {reading.Diagnostics.Count} errors."));
            }

            return reading.Diagnostics.Count == 0 ? Exit.Done : Exit.Findings;
        });
        return command;
    }

    private static Command List()
    {
        var command = new Command("list", "List the instruments that come with Comity, with the days they are in force.");
        command.SetAction(_ =>
        {
            foreach (var definition in InstrumentFile.ReadFolder(AssessCommand.ShippedInstruments).Instruments.Select(i => i.Instrument.Definition))
            {
                var until = definition.ValidUntil?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "";
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{definition.Id,-26} {definition.ValidFrom:yyyy-MM-dd}…{until,-10}  {definition.Title}"));
            }
        });
        return command;
    }

    private static Command Import()
    {
        var list = new Argument<FileInfo>("LIST") { Description = "A table (CSV) with the columns id, text and, if wanted, rules." };
        var kind = new Option<ItemListKind>("--kind") { Description = "checklist: met, partly, not, not applicable. review: X, ?, NA. judgement: ratings and a reasoned judgement.", Required = true };
        var id = new Option<string>("--id") { Description = "The instrument's id: lower-case letters, digits and hyphens.", Required = true };
        var from = new Option<DateOnly>("--from") { Description = "The day from which it is in force.", HelpName = "YYYY-MM-DD", Required = true };
        var command = new Command(
            "import",
            """
            Make an instrument file of your own list of items, and write it to standard output. The wording stays yours: none is shipped.

            Example: comity instruments import mandela.csv --kind checklist --id prison-checklist --from 2026-01-01 > prison-checklist.yaml

            Exit codes: 0 done, 2 usage, 3 the list cannot be used; file and row are told.
            """)
        { list, kind, id, from };
        command.Validators.Add(result =>
        {
            if (result.GetValue(list) is { Exists: false } missing)
            {
                result.AddError($"There is no file {missing}.");
            }
        });
        command.SetAction(parsed =>
        {
            var file = parsed.GetRequiredValue(list);
            using var stream = file.OpenRead();
            var outcome = ItemList.ToInstrument(stream, file.ToString(), parsed.GetRequiredValue(kind), parsed.GetRequiredValue(id), parsed.GetRequiredValue(from));
            foreach (var diagnostic in outcome.Diagnostics)
            {
                Console.Error.WriteLine(diagnostic);
            }

            Console.Write(outcome.Yaml);
            return outcome.Yaml is null ? Exit.BadData : Exit.Done;
        });
        return command;
    }

    private static void Line<T>(T value) => Console.WriteLine(JsonSerializer.Serialize(value, ReadableJson.Options));
}
