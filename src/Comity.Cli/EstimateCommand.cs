using System.CommandLine;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Comity.Estimation;

namespace Comity.Cli;

/// <summary><c>comity estimate TABLE.csv</c>: how many victims nobody detected, or why the lists cannot say.</summary>
internal static class EstimateCommand
{
    private static readonly JsonWriterOptions JsonOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Command Build()
    {
        var file = new Argument<FileInfo>("TABLE")
        {
            Description = "A table with one 0/1 column for each list and a column 'count'; or persons with their 0/1 columns; or two columns 'person' and 'list'. '-' reads standard input.",
        };
        var method = new Option<string>("--method") { Description = "How to estimate.", DefaultValueFactory = _ => "stepwise" }.AcceptOnlyFromAmong([.. Estimator.Methods]);
        var bootstrap = new Option<int>("--bootstrap") { Description = "Resamples for the interval; 0 for one by formula.", HelpName = "B", DefaultValueFactory = _ => 1000 };
        var seed = new Option<ulong>("--seed") { Description = "The same seed gives the same answer.", HelpName = "S", DefaultValueFactory = _ => 1 };
        var strata = new Option<string>("--strata") { Description = "Columns that divide the cases, with commas between: each stratum for itself, and the sum.", HelpName = "COLS", DefaultValueFactory = _ => "" };
        var population = new Option<string?>("--population") { Description = "How many people live there, for the rate per 100,000; with --strata a table of the strata columns and a column 'population'.", HelpName = "N|FILE" };
        var level = new Option<double>("--level") { Description = "Probability of the interval.", HelpName = "P", DefaultValueFactory = _ => 0.95 };
        var threads = new Option<int>("--threads") { Description = "Threads at most; the answer does not depend on it. 0: one for each core.", HelpName = "N", DefaultValueFactory = _ => 0 };
        var json = Options.Json("Write the answer as one JSON object.");
        var command = new Command(
            "estimate",
            """
            Estimate how many people there are behind overlapping lists: those seen, and those no list has seen.

            Examples:
              comity estimate lists.csv
              comity estimate --method dga --json lists.csv
              comity estimate --strata sex,age_group --population people.csv persons.csv

            Exit codes: 0 done, 1 the lists cannot carry an estimate (the reason is given), 2 usage, 3 the file cannot be counted.
            """)
        { file, method, bootstrap, seed, strata, population, level, threads, json };
        command.Validators.Add(result =>
        {
            if (result.GetValue(bootstrap) is < 0 or > 1_000_000)
            {
                result.AddError("--bootstrap is 0 to 1000000.");
            }

            if (result.GetResult(level) is { Implicit: false } && result.GetValue(level) is not (> 0 and < 1))
            {
                result.AddError("--level is between 0 and 1.");
            }

            if (result.GetValue(threads) < 0)
            {
                result.AddError("--threads is 0 or more.");
            }

            if (result.GetValue(file) is { Exists: false, Name: not "-" } missing)
            {
                result.AddError($"There is no file {missing}.");
            }
        });
        command.SetAction((parsed, cancellation) => Task.Run(() =>
        {
            var columns = parsed.GetRequiredValue(strata).Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            if (Read(parsed.GetRequiredValue(file), columns) is not { } cases || !TryPopulations(parsed.GetValue(population), cases, out var populations))
            {
                return Exit.BadData;
            }

            using var line = new ResamplingLine(parsed.GetValue(bootstrap) * cases.Strata.Count);
            var resampling = new BootstrapOptions(parsed.GetValue(bootstrap), parsed.GetValue(seed)) { Threads = parsed.GetValue(threads), Progress = line };
            var request = new EstimationRequest(parsed.GetRequiredValue(method), resampling, parsed.GetValue(level));
            var (whole, parts) = columns.Length > 0 ? Estimator.Estimate(cases.Strata, request, cancellation) : (Estimator.Estimate(cases.Whole(), request, cancellation), []);
            whole = whole with { Warnings = [.. cases.Notes, .. whole.Warnings] };
            line.Clear();
            if (parsed.GetValue(json))
            {
                WriteJson(whole, parts, cases, populations);
            }
            else
            {
                WriteText(whole, parts, cases, populations);
            }

            return whole.Refused is null ? Exit.Done : Exit.Findings;
        }, CancellationToken.None));
        return command;
    }

    private static CaptureFile? Read(FileInfo file, string[] strata)
    {
        try
        {
            using var text = file.Name == "-" ? Console.In : file.OpenText();
            return CaptureFile.Read(text, strata);
        }
        catch (CaptureFileException bad)
        {
            Console.Error.WriteLine($"{file.Name} cannot be counted; nothing was estimated.");
            foreach (var issue in bad.Issues)
            {
                Console.Error.WriteLine("  " + issue);
            }

            return null;
        }
    }

    private static bool TryPopulations(string? given, CaptureFile cases, out Populations? populations)
    {
        populations = null;
        if (given is null)
        {
            return true;
        }

        try
        {
            if (cases.StrataColumns.Count == 0 && double.TryParse(given, NumberStyles.Float, CultureInfo.InvariantCulture, out var people) && people is >= 1 and <= Populations.Most)
            {
                populations = Populations.Of(people);
            }
            else
            {
                using var text = File.OpenText(given);
                populations = Populations.Read(text, cases);
            }

            return true;
        }
        catch (Exception bad) when (bad is CaptureFileException or IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"The population cannot be read; nothing was estimated.{Environment.NewLine}  {bad.Message}");
            return false;
        }
    }

    private static void WriteJson(EstimationResult whole, IReadOnlyList<StratumResult> parts, CaptureFile cases, Populations? populations)
    {
        using (var output = new Utf8JsonWriter(Console.OpenStandardOutput(), JsonOptions))
        {
            output.WriteStartObject();
            Write(output, whole, populations?.Rate(cases, whole));
            if (parts.Count > 0)
            {
                output.WriteStartArray("strata");
                foreach (var part in parts)
                {
                    output.WriteStartObject();
                    output.WriteString("stratum", part.Stratum);
                    Write(output, part.Result, populations?.Rate(part.Stratum, part.Result));
                    output.WriteEndObject();
                }

                output.WriteEndArray();
            }

            output.WriteEndObject();
        }

        Console.WriteLine();
    }

    private static void Write(Utf8JsonWriter output, EstimationResult result, PopulationRate? rate)
    {
        output.WriteString("method", result.Method);
        output.WriteNumber("observed", (long)result.Observed);
        Number(output, "estimate", result.Estimate);
        Interval(output, "interval", result.Lower, result.Upper);
        output.WriteNumber("level", result.Level);
        Number(output, "hidden_per_detected", result.HiddenPerDetected);
        output.WriteString("model", result.Model);
        output.WriteStartArray("warnings");
        foreach (var warning in result.Warnings)
        {
            output.WriteStringValue(warning);
        }

        output.WriteEndArray();
        output.WriteString("refused", result.Refused);
        output.WriteNumber("seed", result.Seed);
        if (rate is not null)
        {
            Number(output, "rate_per_100000", rate.Estimate);
            Interval(output, "rate_interval", rate.Lower, rate.Upper);
        }
    }

    private static void Interval(Utf8JsonWriter output, string name, double? lower, double? upper)
    {
        output.WriteStartArray(name);
        foreach (var limit in new[] { lower, upper })
        {
            if (limit is { } value)
            {
                output.WriteNumberValue(value);
            }
            else
            {
                output.WriteNullValue();
            }
        }

        output.WriteEndArray();
    }

    private static void Number(Utf8JsonWriter output, string name, double? value)
    {
        if (value is { } number)
        {
            output.WriteNumber(name, number);
        }
        else
        {
            output.WriteNull(name);
        }
    }

    private static void WriteText(EstimationResult whole, IReadOnlyList<StratumResult> parts, CaptureFile cases, Populations? populations)
    {
        foreach (var part in parts)
        {
            Console.WriteLine($"{part.Stratum}:");
            WriteText(part.Result, populations?.Rate(part.Stratum, part.Result));
        }

        if (parts.Count > 0)
        {
            Console.WriteLine("All strata:");
        }

        WriteText(whole, populations?.Rate(cases, whole));
    }

    private static void WriteText(EstimationResult result, PopulationRate? rate)
    {
        Line($"  detected            {result.Observed:N0}");
        if (result.Estimate is { } estimate)
        {
            Line($"  in all              {estimate:N0}   ({Limit(result.Lower)} to {Limit(result.Upper)} at {result.Level:P0})");
            Line($"  hidden per detected {result.HiddenPerDetected:0.0}   ({Ratio(result, result.Lower)} to {Ratio(result, result.Upper)})");
            if (rate is not null)
            {
                Line($"  per 100,000         {rate.Estimate:0.0}   ({Rate(rate.Lower)} to {Rate(rate.Upper)})");
            }

            Line($"  method              {result.Method}{(result.Model is null ? "" : ", model " + result.Model)}, seed {result.Seed}");
        }
        else
        {
            Line($"  No estimate. {result.Refused}");
        }

        foreach (var warning in result.Warnings)
        {
            Line($"  ! {warning}");
        }
    }

    private static string Limit(double? limit) => limit is { } value ? value.ToString("N0", CultureInfo.InvariantCulture) : "no limit";

    private static string Ratio(EstimationResult result, double? limit) => result.Ratio(limit) is { } ratio ? ratio.ToString("0.0", CultureInfo.InvariantCulture) : "no limit";

    private static string Rate(double? limit) => limit is { } value ? value.ToString("0.0", CultureInfo.InvariantCulture) : "no limit";

    private static void Line(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));

    // One line on the error stream that counts the resamples. Silent when the stream is not a terminal.
    private sealed class ResamplingLine(int total) : IProgress<int>, IDisposable
    {
        private readonly bool _shown = !Console.IsErrorRedirected;
        private readonly Lock _writing = new();
        private int _next;

        public void Report(int value)
        {
            if (!_shown)
            {
                return;
            }

            lock (_writing)
            {
                if (value >= _next)
                {
                    _next = value + Math.Max(1, total / 50);
                    Console.Error.Write(string.Create(CultureInfo.InvariantCulture, $"\r\u001b[K{value:N0} resamples"));
                }
            }
        }

        public void Clear()
        {
            if (_next > 0)
            {
                Console.Error.Write("\r\u001b[K");
                _next = 0;
            }
        }

        public void Dispose() => Clear();
    }
}
