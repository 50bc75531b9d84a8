using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Comity.Formats.Instruments;

namespace Comity.Cli;

/// <summary><c>comity instruments</c>: the instruments that come with Comity, and a check of one's own.</summary>
internal static class InstrumentsCommand
{
    public static Command Build() => new("instruments", "Instruments: answered, scored assessments.") { Check(), List() };

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

    private static void Line<T>(T value) => Console.WriteLine(JsonSerializer.Serialize(value, ReadableJson.Options));
}
