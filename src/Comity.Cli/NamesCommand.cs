using System.CommandLine;
using System.Text.Json;
using Comity.Screening.Evaluation;
using Comity.Screening.Index;
using Comity.Screening.Names;

namespace Comity.Cli;

/// <summary><c>comity names</c>: search lists of names, measure the search, train its model.</summary>
internal static class NamesCommand
{
    public static Command Build() => new("names", "Find listed persons, companies, vessels and aircraft by name (docs/names.md).") { Evaluate(), Train() };

    private static Option<FileInfo[]> List() => new("--list")
    {
        Description = "Lists: entity, kind (P, E, V, A), primary (1, 0) and name, with tabs between.",
        HelpName = "FILE",
        Required = true,
        AllowMultipleArgumentsPerToken = true,
    };

    private static Command Evaluate()
    {
        var list = List();
        var queries = new Option<FileInfo>("--queries") { Description = "Queries with known answers.", HelpName = "FILE", Required = true };
        var modelFile = ModelOption();
        var json = Options.Json("Write the measures as one JSON object.");
        var command = new Command("evaluate", "Measure.") { list, queries, modelFile, json };
        command.SetAction(parsed =>
        {
            var index = NameIndex.Build(ReadLists(parsed.GetRequiredValue(list)));
            var result = NameEvaluation.Run(index, Model(parsed.GetValue(modelFile)), ReadQueries(parsed.GetRequiredValue(queries)));
            Console.WriteLine(JsonSerializer.Serialize(result, ReadableJson.Options));
            return Exit.Done;
        });
        return command;
    }

    private static Command Train()
    {
        var list = List();
        var queries = new Option<FileInfo>("--queries") { Description = "Queries with known answers.", HelpName = "FILE", Required = true };
        var output = new Option<FileInfo>("--out") { Description = "Where the model goes.", HelpName = "FILE", Required = true };
        var seed = new Option<int>("--seed") { Description = "The same seed gives the same model.", HelpName = "S", DefaultValueFactory = _ => 1 };
        var command = new Command("train", "Train.") { list, queries, output, seed };
        command.SetAction(parsed =>
        {
            var index = NameIndex.Build(ReadLists(parsed.GetRequiredValue(list)));
            var model = NameTraining.Run(index, ReadQueries(parsed.GetRequiredValue(queries)), parsed.GetValue(seed));
            using var text = parsed.GetRequiredValue(output).CreateText();
            model.Write(text, "x");
            return Exit.Done;
        });
        return command;
    }

    private static Option<FileInfo?> ModelOption() => new("--model") { Description = "A model made by 'names train'. Default: the one that comes with Comity.", HelpName = "FILE" };

    private static NameModel Model(FileInfo? file)
    {
        if (file is null)
        {
            return NameModel.Shipped;
        }

        using var text = file.OpenText();
        return NameModel.Read(text);
    }

    private static IEnumerable<ListedName> ReadLists(FileInfo[] files)
    {
        foreach (var file in files)
        {
            using var text = file.OpenText();
            foreach (var name in NameFiles.ReadList(text, file.Name, Report))
            {
                yield return name;
            }
        }
    }

    private static List<NameQuery> ReadQueries(FileInfo file)
    {
        using var text = file.OpenText();
        return [.. NameFiles.ReadQueries(text, file.Name, Report)];
    }

    private static void Report(NameFileIssue issue) => Console.Error.WriteLine(issue);
}
