using System.Globalization;
using System.Text;
using System.Text.Json;
using Comity.Estimation;

namespace Comity.Bench.Estimation;

/// <summary>
/// How often the 95 % interval holds the true N on the random sparse tables whose N is known, and how wide it is, beside R's stepwise (Wald) and dga.
/// All rows are over the same tables: those of up to five lists, where R's dga stops.
/// A refusal is no interval: it counts neither for nor against, and is reported. An interval without upper limit covers upwards.
/// </summary>
internal static class CoverageBench
{
    private static readonly string[] Methods = ["stepwise", "bic", "dga", "chao", "bhs"];

    public static int Run(string[] args)
    {
        if (args.Length > 0)
        {
            Console.Error.WriteLine("usage: Comity.Bench coverage");
            return 2;
        }

        var cases = JsonElement.Parse(File.ReadAllText(ReferenceData.PathOf("random/cases.json"))).GetProperty("cases").EnumerateObject().Select(p => p.Value)
            .Where(item => item.TryGetProperty("dga", out var dga) && dga.ValueKind == JsonValueKind.Object).ToArray();
        Console.WriteLine("| method | intervals | covered | median width / N | without upper limit | refused |");
        Console.WriteLine("|---|---:|---:|---:|---:|---:|");
        foreach (var method in Methods)
        {
            Report($"{method} (Comity)", cases, item => Comity(item, method));
        }

        Report("stepwise, Wald (R)", cases, item => Published(item.GetProperty("stepwise201"), "lo", "hi"));
        Report("dga (R)", cases, Dga);
        return 0;
    }

    private static (double? Lower, double? Upper, bool Refused) Comity(JsonElement item, string method)
    {
        var result = Estimator.Estimate(Table(item.GetProperty("data")), new EstimationRequest(method, new BootstrapOptions(1000, 1)));
        return (result.Lower, result.Upper, result.Estimate is null);
    }

    private static (double? Lower, double? Upper, bool Refused) Published(JsonElement item, string low, string high) =>
        item.ValueKind == JsonValueKind.Object && item.GetProperty(low).ValueKind == JsonValueKind.Number
            ? (item.GetProperty(low).GetDouble(), item.GetProperty(high).GetDouble(), false)
            : (null, null, true);

    private static (double? Lower, double? Upper, bool Refused) Dga(JsonElement item)
    {
        var quantiles = item.GetProperty("dga").GetProperty("q");
        return (quantiles[0].GetDouble(), quantiles[2].GetDouble(), false);
    }

    private static void Report(string name, JsonElement[] cases, Func<JsonElement, (double? Lower, double? Upper, bool Refused)> interval)
    {
        var (covered, given, open, refused) = (0, 0, 0, 0);
        var widths = new List<double>();
        foreach (var item in cases)
        {
            var truth = item.GetProperty("trueN").GetDouble();
            var (lower, upper, none) = interval(item);
            if (none || lower is null && upper is null)
            {
                refused++;
                continue;
            }

            given++;
            open += upper is null ? 1 : 0;
            covered += (lower ?? 0) <= truth && truth <= (upper ?? double.PositiveInfinity) ? 1 : 0;
            widths.Add(((upper ?? double.PositiveInfinity) - (lower ?? 0)) / truth);
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {given} | {covered / (double)given:0.000} | {widths.Order().ElementAt(given / 2):0.00} | {open} | {refused} |"));
    }

    private static CaptureTable Table(JsonElement rows)
    {
        var text = new StringBuilder();
        text.AppendJoin(',', rows[0].EnumerateObject().Select(p => p.Name)).Append('\n');
        foreach (var row in rows.EnumerateArray())
        {
            text.AppendJoin(',', row.EnumerateObject().Select(p => p.Value.ToString())).Append('\n');
        }

        using var reader = new StringReader(text.ToString());
        return CaptureFile.Read(reader, []).Whole();
    }
}
