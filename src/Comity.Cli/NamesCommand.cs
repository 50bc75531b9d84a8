using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Comity.Screening.Evaluation;
using Comity.Screening.Index;
using Comity.Screening.Lists;
using Comity.Screening.Names;

namespace Comity.Cli;

/// <summary><c>comity names</c>: search lists of names, measure the search, train its model.</summary>
internal static class NamesCommand
{
    private const double UsualThreshold = 0.5;

    public static Command Build() => new("names", "Find listed persons, companies, vessels and aircraft by name (docs/names.md).") { Match(), Evaluate(), Train() };

    private static Command Match()
    {
        var (list, queries, model) = (List(), Queries("--query", "Names, one a line; or tables with id, kind, name, entity, category and birth date."), Model());
        var threshold = new Option<double>("--threshold") { Description = "The least probability that is shown.", HelpName = "P", DefaultValueFactory = _ => UsualThreshold };
        var json = Options.Json("Write one JSON object a line for each query.");
        var command = Checked(
            new Command(
                "match",
                """
                Say which listed entities a name may mean, how probable that is, and why.

                Examples:
                  comity names match --list consolidated.xml sdn.csv alt.csv add.csv --query names.txt
                  comity names match --list un.tsv ofac.tsv --query passengers.tsv --threshold 0.2 --json

                Exit codes: 0 done, 2 usage, 3 done, but lines that could not be read were left out.
                """)
            { list, queries, threshold, model, json },
            list,
            queries,
            model);
        command.Validators.Add(result =>
        {
            if (result.GetValue(threshold) is not (>= 0 and <= 1))
            {
                result.AddError("--threshold is between 0 and 1.");
            }
        });
        command.SetAction(parsed =>
        {
            var issues = new Issues();
            var index = NameIndex.Build(issues.Lists(parsed.GetRequiredValue(list)));
            if (Model(parsed.GetValue(model)) is not { } used)
            {
                return Exit.Usage;
            }

            var searcher = index.Searcher(used);
            foreach (var query in issues.Queries(parsed.GetRequiredValue(queries)))
            {
                var facts = BirthDate.Parse(query.BirthDate) is { } date ? IdentityFacts.None with { BirthDates = [date] } : null;
                var matches = searcher.Search(query.Name, query.Kind, facts).Where(match => match.Probability >= parsed.GetValue(threshold));
                var shown = matches.Select(match => (match, evidence: searcher.Explain(match, query.Kind))).ToList();
                Write(query, shown, parsed.GetValue(json));
            }

            return issues.Exit;
        });
        return command;
    }

    private static void Write(NameQuery query, List<(NameMatch Match, IReadOnlyList<NameEvidence> Evidence)> matches, bool json)
    {
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(
                new
                {
                    query = query.Name,
                    matches = matches.Select(row => new { entity = row.Match.EntityId, name = row.Match.Name, probability = Math.Round(row.Match.Probability, 4), evidence = row.Evidence.Select(sign => new { sign = sign.Sign, query = sign.Query, listed = sign.Listed, weight = Math.Round(sign.Weight, 3) }) }),
                },
                ReadableJson.Options));
            return;
        }

        Console.WriteLine(query.Name);
        foreach (var (match, evidence) in matches)
        {
            Line($"  {match.Probability:P1}  {match.Name}  ({match.EntityId})");
            foreach (var sign in evidence)
            {
                Line($"      {sign.Weight,6:+0.00;-0.00}  {sign.Sign.Replace('_', ' ')}{(sign.Query.Length + sign.Listed.Length > 0 ? $": {sign.Query} ~ {sign.Listed}" : "")}");
            }
        }

        if (matches.Count == 0)
        {
            Console.WriteLine("  nothing");
        }
    }

    private static Command Evaluate()
    {
        var (list, queries, model) = (List(), Queries("--queries", "Queries with known answers: id, kind, name, entity (none for a negative), category, birth date."), Model());
        var json = Options.Json("Write the measures as one JSON object.");
        var command = Checked(
            new Command(
                "evaluate",
                """
                Measure recall at false-positive rates of 1 % and 0.1 %, calibration and speed on queries with known answers.

                Examples:
                  comity names evaluate --list list.tsv --queries queries_test.tsv
                  comity names evaluate --list list.tsv --queries queries_dev.tsv --model my-model.tsv --json

                Exit codes: 0 done, 2 usage, 3 done, but lines that could not be read were left out.
                """)
            { list, queries, model, json },
            list,
            queries,
            model);
        command.SetAction(parsed =>
        {
            var issues = new Issues();
            var index = NameIndex.Build(issues.Lists(parsed.GetRequiredValue(list)));
            if (Model(parsed.GetValue(model)) is not { } used)
            {
                return Exit.Usage;
            }

            var result = NameEvaluation.Run(index, used, [.. issues.Queries(parsed.GetRequiredValue(queries))]);
            if (parsed.GetValue(json))
            {
                WriteJson(result);
            }
            else
            {
                WriteText(result);
            }

            return issues.Exit;
        });
        return command;
    }

    private static void WriteJson(NameEvaluationResult result) => Console.WriteLine(JsonSerializer.Serialize(
        new
        {
            recall = new { perturbed = Shares(result.Perturbed), alias = Shares(result.Alias), by_class = result.ByClass.ToDictionary(pair => pair.Key, pair => Shares(pair.Value), StringComparer.Ordinal) },
            hard_person_fpr = result.HardPersonRate,
            hard_entity_fpr = result.HardEntityRate,
            hard_person_fpr_with_birth_dates = result.HardPersonRateWithBirthDates,
            auc = result.Auc,
            top_10 = result.RetrievedTop10,
            queries_per_cpu_second = result.QueriesPerCpuSecondCold,
            queries_per_cpu_second_warm = result.QueriesPerCpuSecondWarm,
            p99_ms = result.P99Milliseconds,
            expected_calibration_error = result.ExpectedCalibrationError,
        },
        ReadableJson.Options));

    private static object Shares(Recall recall) => new { fpr_0_01 = recall.AtOnePercent, fpr_0_001 = recall.AtOnePerMille, queries = recall.Queries };

    private static void WriteText(NameEvaluationResult result)
    {
        Console.WriteLine("  recall at false-positive rate     1 %    0.1 %  queries");
        foreach (var (name, recall) in result.ByClass.Prepend(new("all aliases found by name", result.Alias)).Prepend(new("all perturbed names", result.Perturbed)))
        {
            Line($"  {name,-30} {recall.AtOnePercent,7:0.000} {recall.AtOnePerMille,7:0.000} {recall.Queries,7}");
        }

        Line($"  made-up persons that pass      {result.HardPersonRate,7:0.000}");
        Line($"  made-up companies that pass    {result.HardEntityRate,7:0.000}");
        if (result.HardPersonRateWithBirthDates is { } dated)
        {
            Line($"  made-up persons, birth dates   {dated,7:0.0000}   at 95 % recall");
        }

        Line($"  area under the curve           {result.Auc,7:0.000}");
        Line($"  among the ten best             {result.RetrievedTop10,7:0.000}");
        Line($"  calibration error              {result.ExpectedCalibrationError,7:0.000}");
        Line($"  queries per CPU second         {result.QueriesPerCpuSecondCold,7:N0} cold, {result.QueriesPerCpuSecondWarm:N0} warm; 99 of 100 within {result.P99Milliseconds:0.0} ms");
    }

    private static Command Train()
    {
        var (list, queries) = (List(), Queries("--queries", "Queries with known answers."));
        var output = new Option<FileInfo>("--out") { Description = "Where the model goes.", HelpName = "FILE", Required = true };
        var seed = new Option<int>("--seed") { Description = "The same seed gives the same model.", HelpName = "S", DefaultValueFactory = _ => 1 };
        var command = Checked(
            new Command(
                "train",
                """
                Learn the weights of the match from queries with known answers.

                Example:
                  comity names train --list list.tsv --queries queries_dev.tsv --out model.tsv --seed 1

                Exit codes: 0 done, 2 usage, 3 done, but lines that could not be read were left out.
                """)
            { list, queries, output, seed },
            list,
            queries,
            null);
        command.SetAction(parsed =>
        {
            var issues = new Issues();
            var index = NameIndex.Build(issues.Lists(parsed.GetRequiredValue(list)));
            var file = parsed.GetRequiredValue(queries);
            var model = NameTraining.Run(index, [.. issues.Queries(file)], parsed.GetValue(seed));
            using var text = parsed.GetRequiredValue(output).CreateText();
            model.Write(text, string.Create(CultureInfo.InvariantCulture, $"Made by 'comity names train' from {file.Name} with seed {parsed.GetValue(seed)}."));
            return issues.Exit;
        });
        return command;
    }

    private static Option<FileInfo[]> List() => new("--list")
    {
        Description = "Lists in any format of 'comity lists', or tables: entity, kind (P, E, V, A), primary (1, 0), name and, if known, birth dates, nationalities and papers, with tabs between.",
        HelpName = "FILE",
        Required = true,
        AllowMultipleArgumentsPerToken = true,
    };

    private static Option<FileInfo> Queries(string name, string description) => new(name) { Description = description, HelpName = "FILE", Required = true };

    private static Option<FileInfo?> Model() => new("--model") { Description = "A model made by 'names train'. Default: the one that comes with Comity.", HelpName = "FILE" };

    private static Command Checked(Command command, Option<FileInfo[]> lists, Option<FileInfo> queries, Option<FileInfo?>? model)
    {
        command.Validators.Add(result =>
        {
            FileInfo?[] files = [.. result.GetValue(lists) ?? [], result.GetValue(queries), model is null ? null : result.GetValue(model)];
            foreach (var missing in files.Where(file => file is { Exists: false }))
            {
                result.AddError($"There is no file {missing}.");
            }
        });
        return command;
    }

    private static NameModel? Model(FileInfo? file)
    {
        if (file is null)
        {
            return NameModel.Shipped;
        }

        try
        {
            using var text = file.OpenText();
            return NameModel.Read(text);
        }
        catch (NameModelException bad)
        {
            Console.Error.WriteLine($"{file.Name}: {bad.Message}");
            return null;
        }
    }

    private static void Line(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));

    // Reads files and remembers whether anything was left out.
    private sealed class Issues
    {
        private bool _any;

        public int Exit => _any ? Cli.Exit.BadData : Cli.Exit.Done;

        public IEnumerable<IndexedName> Lists(FileInfo[] files)
        {
            var sources = ListFormats.Recognise(files.Select(file => new ListFile(file.Name, file.OpenRead)), out var tables);
            foreach (var source in sources)
            {
                // Two publishers may give one number to two entries.
                var list = source.UsualId;
                var report = new ListReport();
                foreach (var name in source.Read(report).SelectMany(entity => EntityNames.Of(entity, $"{list}/{entity.Id}")))
                {
                    yield return name;
                }

                _any |= !report.Complete || report.Quarantined + report.PartsLost > 0;
                ListsOutput.WriteIssues(report, Console.Error);
            }

            foreach (var table in tables)
            {
                using var text = new StreamReader(table.Open());
                foreach (var name in NameFiles.ReadList(text, table.Name, Report))
                {
                    yield return name;
                }
            }
        }

        public IEnumerable<NameQuery> Queries(FileInfo file)
        {
            using var text = file.OpenText();
            foreach (var query in NameFiles.ReadQueries(text, file.Name, Report))
            {
                yield return query;
            }
        }

        private void Report(NameFileIssue issue)
        {
            _any = true;
            Console.Error.WriteLine(issue);
        }
    }
}
