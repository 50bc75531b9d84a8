using System.Diagnostics;
using System.Globalization;
using Comity.Kernel.Account;
using Comity.Kernel.Assess;
using Comity.Kernel.Assess.Cel;
using Comity.Store;
using Comity.Store.Backtest;
using DuckDB.NET.Data;

namespace Comity.Bench.Backtest;

/// <summary>
/// Conditions back-tested over a generated history, beside SQL that somebody would write by hand for the same hits per day.
/// Both must agree on the hits. Wall times and CPU times are of whole answers, with parsing and planning.
/// </summary>
internal static class BackTestBench
{
    private const int DefaultRounds = 9;

    private static readonly (string Condition, string Sql)[] Conditions =
    [
        ("route.origin == 'BO' && goods.gross_mass_kg > 20000.0",
            "route_origin = 'BO' AND goods_gross_mass_kg > 20000"),
        ("route.discharge in ['P17', 'P40', 'P333'] && shipper.first_seen_days < 30 && container.reefer",
            "route_discharge IN ('P17', 'P40', 'P333') AND shipper_first_seen_days < 30 AND container_reefer"),
        ("shipper.name == 'SHIPPER 77777'",
            "shipper_name = 'SHIPPER 77777'"),
        ("goods.description.startsWith('SAWN') && route.origin != 'AA' && goods.gross_mass_kg < 100.0",
            "goods_description LIKE 'SAWN%' AND route_origin <> 'AA' AND goods_gross_mass_kg < 100"),
        ("goods.description.contains('charcoal') && !container.reefer",
            "goods_description LIKE '%charcoal%' AND NOT container_reefer"),
        ("goods.hs.exists(h, h.startsWith('4407')) && route.origin in ['BO', 'BP', 'PE']",
            "len(list_filter(goods_hs, lambda h: h LIKE '4407%')) > 0 AND route_origin IN ('BO', 'BP', 'PE')"),
        ("manifest.arrival - manifest.departure > duration('1100h') && goods.packages * 2 > 3000",
            "manifest_arrival - manifest_departure > 1100 * 36000000000 AND goods_packages * 2 > 3000"),
        ("(route.origin == 'ZA' || route.discharge == 'P399') && (goods.gross_mass_kg >= 29000.0 || shipper.first_seen_days == 0)",
            "(route_origin = 'ZA' OR route_discharge = 'P399') AND (goods_gross_mass_kg >= 29000 OR shipper_first_seen_days = 0)"),
    ];

    public static int Run(string[] args)
    {
        var (millions, rounds) = (10, DefaultRounds);
        for (var i = 0; i < args.Length; i += 2)
        {
            var number = i + 1 < args.Length && int.TryParse(args[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var given) && given is > 0 and <= 1000 ? given : 0;
            switch (args[i])
            {
                case "--rows" when number > 0: millions = number; break;
                case "--rounds" when number > 0: rounds = number; break;
                default:
                    Console.Error.WriteLine("usage: Comity.Bench backtest [--rows MILLIONS, 1..1000] [--rounds N]");
                    return 2;
            }
        }

        var folder = Directory.CreateTempSubdirectory("comity-bench-").FullName;
        try
        {
            GeneratedHistory.Write(folder, millions * 1_000_000L);
            using var history = MovementHistory.Open(folder, GeneratedHistory.Schema);
            Measure(history, folder, millions, rounds).GetAwaiter().GetResult();
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private readonly record struct Times(double First, double Exact, double ExactCpu, double Hand, double HandCpu);

    private static async Task Measure(MovementHistory history, string folder, int millions, int rounds)
    {
        using var connection = new DuckDBConnection(MovementHistory.ConnectionString(folder));
        connection.Open();
        using var test = BackTest.Over(history, Enumerable.Range(1, 2000).Select(i => new ControlledSubject(i * 4999L, Found: true)));
        var times = Conditions.Select(_ => new List<Times>()).ToArray();
        var hits = new long[Conditions.Length];

        // The first round fills the caches and is not counted.
        for (var round = 0; round <= rounds; round++)
        {
            for (var i = 0; i < Conditions.Length; i++)
            {
                var (hand, handCpu, handHits) = ByHand(connection, Conditions[i].Sql);
                var (first, exact, cpu, found) = await Try(test, Conditions[i].Condition);
                if (found != handHits)
                {
                    throw new InvalidOperationException($"The two disagree on {Conditions[i].Condition}: {found} and {handHits} hits.");
                }

                hits[i] = found;
                if (round > 0)
                {
                    times[i].Add(new Times(first, exact, cpu, hand, handCpu));
                }
            }
        }

        Report(history, millions, times, hits);
    }

    private static async Task<(double First, double Exact, double Cpu, long Hits)> Try(BackTest test, string text)
    {
        var (cpu, watch) = (Cpu(), Stopwatch.StartNew());
        var condition = ConditionCompiler.Compile(text, GeneratedHistory.Schema).Condition!;
        double? first = null;
        var sampling = 0.0;
        await foreach (var result in test.Run(condition, []))
        {
            first ??= watch.Elapsed.TotalMilliseconds;
            if (result.Stage == BackTestStage.Sample)
            {
                sampling = Cpu();
            }
            else
            {
                return (first.Value, watch.Elapsed.TotalMilliseconds, Cpu() - Math.Max(cpu, sampling), result.Hits);
            }
        }

        throw new InvalidOperationException("A back-test ends with exact figures.");
    }

    private static (double Elapsed, double Cpu, long Hits) ByHand(DuckDBConnection connection, string where)
    {
        var (cpu, watch) = (Cpu(), Stopwatch.StartNew());
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // A constant of this class.
        command.CommandText = $"SELECT received_at::DATE AS day, count(*) FROM movements WHERE standing AND {where} GROUP BY day";
#pragma warning restore CA2100
        using var reader = command.ExecuteReader();
        var hits = 0L;
        while (reader.Read())
        {
            hits += reader.GetInt64(1);
        }

        return (watch.Elapsed.TotalMilliseconds, Cpu() - cpu, hits);
    }

    private static void Report(MovementHistory history, int millions, List<Times>[] times, long[] hits)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{history.Extent().Rows:N0} subjects in {millions} million versions; `dotnet run -c Release --project bench/Comity.Bench -- backtest --rows {millions}`"));
        Console.WriteLine();
        Console.WriteLine("| condition | hits | first answer, ms | exact, ms | by hand, ms | CPU: exact | by hand | ratio |");
        Console.WriteLine("|---|---:|---:|---:|---:|---:|---:|---:|");
        for (var i = 0; i < times.Length; i++)
        {
            Row($"`{Conditions[i].Condition.Replace("||", "\\|\\|", StringComparison.Ordinal)}`", hits[i].ToString("N0", CultureInfo.InvariantCulture), times[i], 0.5);
        }

        List<Times> all = [.. times.SelectMany(t => t)];
        Row("all, p50", "", all, 0.5);
        Row("all, p95", "", all, 0.95);
    }

    private static void Row(string name, string hits, List<Times> times, double share)
    {
        double At(Func<Times, double> of) => times.Select(of).Order().ElementAt((int)Math.Ceiling(times.Count * share) - 1);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {name} | {hits} | {At(t => t.First):0} | {At(t => t.Exact):0} | {At(t => t.Hand):0} | {At(t => t.ExactCpu):0} | {At(t => t.HandCpu):0} | {At(t => t.ExactCpu) / At(t => t.HandCpu):0.00} |"));
    }

    private static double Cpu() => Process.GetCurrentProcess().TotalProcessorTime.TotalMilliseconds;
}
