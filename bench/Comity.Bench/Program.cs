using Comity.Bench;
using Comity.Bench.Backtest;
using Comity.Bench.Engine;
using Comity.Bench.Estimation;
using Comity.Bench.Exchange;
using Comity.Bench.Names;

// Each measurement is a subcommand in a file of its own; it takes its arguments and gives the exit code.
var benches = new Dictionary<string, Func<string[], int>>(StringComparer.Ordinal)
{
    ["backtest"] = BackTestBench.Run,
    ["read"] = ReadBench.Run,
    ["screen"] = ScreenBench.Run,
    ["estimate"] = EstimateBench.Run,
    ["coverage"] = CoverageBench.Run,
    ["engine"] = EngineBench.Run,
    ["history"] = HistoryBench.Run,
    ["names"] = NamesBench.Run,
    ["exchange"] = ExchangeBench.Run,
};

if (args.Length == 0 || !benches.TryGetValue(args[0], out var bench))
{
    Console.Error.WriteLine("usage: Comity.Bench " + string.Join('|', benches.Keys) + " [options]");
    return 2;
}

return bench(args[1..]);
