using System.CommandLine;
using Comity.Formats.Tabular;
using Comity.Host;

namespace Comity.Cli;

/// <summary><c>comity mappings …</c>: how the columns of a sender's tables are read.</summary>
internal static class MappingsCommand
{
    public static Command Build(Option<string> data, TimeProvider clock) => new("mappings", "How the columns of a sender's tables are to be read. Columns are never guessed silently.")
    {
        List(data, clock),
        Suggest(data, clock),
        Save(data, clock),
    };

    private static Command List(Option<string> data, TimeProvider clock)
    {
        var command = new Command("list", "List the senders with a saved mapping.");
        command.SetAction(parsed =>
        {
            using var node = Node.Open(parsed.GetRequiredValue(data), null, clock);
            foreach (var (sender, mapping) in node.Mappings.All())
            {
                Console.WriteLine($"{sender}: {mapping.Columns.Count} columns");
            }
        });
        return command;
    }

    private static Command Suggest(Option<string> data, TimeProvider clock)
    {
        var file = new Argument<FileInfo>("FILE") { Description = "A CSV or XLSX file of the sender." };
        var sender = Options.Sender();
        var command = new Command(
            "suggest",
            """
            Print a mapping for a table as JSON, and what has to be decided by you on the error stream.

            Example: comity mappings suggest list.csv --sender "Agencia X" > agencia-x.json
            """)
        { file, sender };
        command.Validators.Add(result =>
        {
            if (result.GetValue(file) is { Exists: false } missing)
            {
                result.AddError($"There is no file {missing}.");
            }
        });
        command.SetAction(parsed =>
        {
            using var node = Node.Open(parsed.GetRequiredValue(data), null, clock);
            using var content = parsed.GetRequiredValue(file).OpenRead();
            if (node.Mappings.Suggest(content, parsed.GetRequiredValue(sender)) is not { } suggestion)
            {
                Console.Error.WriteLine("This is not a table of text or an XLSX workbook with headings.");
                return Exit.BadData;
            }

            foreach (var question in suggestion.Questions)
            {
                Console.Error.WriteLine($"Column '{question.Header}': {question.Why}{(question.Candidates.Count > 0 ? $" ({string.Join(", ", question.Candidates)})" : "")}");
            }

            Console.WriteLine(suggestion.Proposed.ToJson());
            return suggestion.Questions.Count == 0 ? Exit.Done : Exit.Findings;
        });
        return command;
    }

    private static Command Save(Option<string> data, TimeProvider clock)
    {
        var file = new Argument<FileInfo>("MAPPING") { Description = "A mapping as JSON, as 'suggest' prints it, with your decisions." };
        var command = new Command("save", "Save a mapping for the sender it names.") { file };
        command.SetAction(parsed =>
        {
            if (Read(parsed.GetRequiredValue(file)) is not { } mapping)
            {
                return Exit.Usage;
            }

            if (mapping.Problems() is { Count: > 0 } problems)
            {
                Console.Error.WriteLine(string.Join(Environment.NewLine, problems));
                return Exit.Usage;
            }

            using var node = Node.Open(parsed.GetRequiredValue(data), null, clock);
            node.Mappings.Save(mapping);
            Console.WriteLine($"Saved for {mapping.Sender}.");
            return Exit.Done;
        });
        return command;
    }

    // Null when it cannot be read; the error stream says why.
    private static ColumnMapping? Read(FileInfo file)
    {
        try
        {
            return ColumnMapping.FromJson(File.ReadAllText(file.FullName));
        }
        catch (FormatException error)
        {
            Console.Error.WriteLine($"{file}: {error.Message}");
            return null;
        }
    }
}
