using System.CommandLine;
using System.Globalization;
using Comity.Formats.Instruments;
using Comity.Kernel.Assess.Instruments;

namespace Comity.Cli;

/// <summary><c>comity assess INSTRUMENT ANSWERS</c>: points, level and reasons of one assessment.</summary>
internal static class AssessCommand
{
    /// <summary>The instruments that come with Comity lie beside the program.</summary>
    public static string ShippedInstruments => Path.Combine(AppContext.BaseDirectory, "instruments");

    public static Command Build(TimeProvider clock)
    {
        var instrument = new Argument<string>("INSTRUMENT") { Description = "The id or series of an instrument that comes with Comity (see 'instruments list'), or a file." };
        var answers = new Argument<FileInfo>("ANSWERS") { Description = "A JSON object from item to answer; '-' reads standard input. docs/instruments.md says what else it may hold." };
        var date = new Option<string?>("--date") { Description = "The day of the assessment: it chooses the version and windows count back from it. Default: today (UTC).", HelpName = "YYYY-MM-DD" };
        var json = Options.Json("Write the result as one JSON object.");
        var command = new Command(
            "assess",
            """
            Assess one person, case, site or State with an instrument: the points of every item and why, the total, the level, and what
            is still possible while answers are missing. Overrides and corrections stand beside the computed result, never over it.

            Examples:
              comity assess tdoc-dcaf-2026 answers.json
              comity assess tdoc-rcaf-2026 answers.json --date 2026-05-25 --json      the version in force on that day
              comity assess my-instrument.yaml answers.json

            Exit codes: 0 assessed, 2 usage, 3 the instrument or an answer cannot be used; file, line and column are told.
            """)
        { instrument, answers, date, json };
        command.Validators.Add(result =>
        {
            if (result.GetValue(answers) is { Exists: false, Name: not "-" } missing)
            {
                result.AddError($"There is no file {missing}.");
            }

            if (result.GetValue(date) is { } text && !TryDay(text, out _))
            {
                result.AddError($"--date is a day such as 2026-01-31, not {text}.");
            }
        });
        command.SetAction(parsed =>
        {
            var day = parsed.GetValue(date) is { } text && TryDay(text, out var asked) ? asked : DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
            if (Find(parsed.GetRequiredValue(instrument), day, out var exit) is not { } found)
            {
                return exit;
            }

            var file = parsed.GetRequiredValue(answers);
            using var stream = file.Name == "-" ? Console.OpenStandardInput() : file.OpenRead();
            var outcome = AnswerFile.Assess(stream, file.Name == "-" ? "standard input" : file.ToString(), found, day);
            if (outcome.Assessment is not { } assessment)
            {
                Tell("The answers cannot be used; nothing was assessed.", outcome.Diagnostics);
                return Exit.BadData;
            }

            if (parsed.GetValue(json))
            {
                AssessmentOutput.WriteJson(assessment, Console.OpenStandardOutput());
                Console.WriteLine();
            }
            else
            {
                AssessmentOutput.WriteText(assessment, Console.Out);
            }

            return Exit.Done;
        });
        return command;
    }

    private static Instrument? Find(string name, DateOnly day, out int exit)
    {
        exit = Exit.Usage;
        var isFile = File.Exists(name);
        var reading = isFile ? InstrumentFile.Read(name) : InstrumentFile.ReadFolder(ShippedInstruments);
        if (isFile && reading.Diagnostics.Count > 0)
        {
            exit = Exit.BadData;
            Tell("The instrument cannot be used; nothing was assessed.", reading.Diagnostics);
            return null;
        }

        var instruments = reading.Instruments.Select(i => i.Instrument).ToArray();
        if (isFile && instruments is [var only])
        {
            return only;
        }

        var problem = "";
        var found = isFile ? instruments.FirstOrDefault(i => i.Definition.IsInForceOn(day)) : new InstrumentShelf(instruments).Find(name, day, out problem);
        if (found is null)
        {
            Console.Error.WriteLine(isFile ? string.Create(CultureInfo.InvariantCulture, $"No instrument of {name} is in force on {day:yyyy-MM-dd}.") : problem);
        }

        return found;
    }

    private static void Tell(string what, IReadOnlyList<InstrumentDiagnostic> diagnostics)
    {
        Console.Error.WriteLine(what);
        foreach (var diagnostic in diagnostics)
        {
            Console.Error.WriteLine("  " + diagnostic);
        }
    }

    private static bool TryDay(string text, out DateOnly day) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day);
}
