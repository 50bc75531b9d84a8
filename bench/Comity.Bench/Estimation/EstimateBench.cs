using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Comity.Estimation;

namespace Comity.Bench.Estimation;

/// <summary>
/// 1,000 resamples with the complete stepwise selection, jackknife and BCa limits, as one call: the first one in the process (compilation included)
/// and the median of those after it, in wall and processor time. R's figures are those of the reference files, from another run.
/// </summary>
internal static class EstimateBench
{
    private const int Rounds = 21;
    private static readonly string[] Tables = ["UKdat", "NewOrl", "Kosovo", "UKdat_5", "NewOrl_5", "Korea"];

    public static int Run(string[] args)
    {
        if (args.Length > 0)
        {
            Console.Error.WriteLine("usage: Comity.Bench estimate");
            return 2;
        }

        var timings = JsonElement.Parse(File.ReadAllText(ReferenceData.PathOf("timings.json"))).GetProperty("rows").EnumerateArray().ToDictionary(row => row.GetProperty("dataset").GetString()!, StringComparer.Ordinal);
        Console.WriteLine("| table | lists | first call, s | call, s | CPU-s of a call | R SparseMSE 2.0.1, CPU-s | R MultipleSystemsEstimation 1.2.0, CPU-s |");
        Console.WriteLine("|---|---:|---:|---:|---:|---:|---:|");
        foreach (var name in Tables)
        {
            var table = ReferenceData.Table(name);
            var (first, _) = Call(table);
            var calls = Enumerable.Range(0, Rounds).Select(_ => Call(table)).ToArray();
            var row = timings[name];
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {name} | {table.Lists.Count} | {first:0.000} | {Median(calls.Select(c => c.Wall)):0.000} | {Median(calls.Select(c => c.Processor)):0.000} | {row.GetProperty("SparseMSE_2.0.1_cpu_s").GetDouble():0.0} | {row.GetProperty("MultipleSystemsEstimation_1.2.0_cpu_s").GetDouble():0.0} |"));
        }

        return 0;
    }

    private static (double Wall, double Processor) Call(CaptureTable table)
    {
        using var process = Process.GetCurrentProcess();
        var before = process.TotalProcessorTime;
        var watch = Stopwatch.StartNew();
        var result = Estimator.Estimate(table, new EstimationRequest("stepwise", new BootstrapOptions(1000, 1)));
        var wall = watch.Elapsed.TotalSeconds;
        process.Refresh();
        if (result.Estimate is null)
        {
            throw new InvalidOperationException(result.Refused);
        }

        return (wall, (process.TotalProcessorTime - before).TotalSeconds);
    }

    private static double Median(IEnumerable<double> values) => values.Order().ElementAt(Rounds / 2);
}

/// <summary>The reference tables, which lie with the tests.</summary>
internal static class ReferenceData
{
    public static string PathOf(string file)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Comity.slnx")))
        {
            folder = folder.Parent ?? throw new DirectoryNotFoundException("The bench does not lie within the repository.");
        }

        return Path.Combine(folder.FullName, "tests", "Comity.Estimation.Tests", "Data", file);
    }

    public static CaptureTable Table(string name)
    {
        using var text = File.OpenText(PathOf($"datasets/{name}.csv"));
        return CaptureFile.Read(text, []).Whole();
    }
}
