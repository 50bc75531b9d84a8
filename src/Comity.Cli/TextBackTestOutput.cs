using Comity.Host;
using System.Globalization;
using Comity.Kernel.Assess;
using Spectre.Console;

namespace Comity.Cli;

/// <summary>For people: the estimate as soon as there is one, then the figures with a bar for each week, and examples.</summary>
internal sealed class TextBackTestOutput(IAnsiConsole console) : BackTestOutput
{
    private const int BarWidth = 40;
    private const int WeeksShown = 26;
    private const int OverlapsShown = 10;
    private const int ReasonsShown = 4;

    public override void Write(BackTestResult result, TimeSpan elapsed)
    {
        switch (result.Stage)
        {
            case BackTestStage.Sample:
                var share = result.Share!;
                Line($"About {result.Hits:N0} of {result.Rows:N0} consignments: {share.Low * result.Rows:N0} to {share.High * result.Rows:N0} (95 %), from a sample of {share.Observations:N0}.");
                break;
            case BackTestStage.Exact:
                Line($"{result.Hits:N0} hits in {result.Rows:N0} consignments ({Share(result.Hits, result.Rows)}), {result.PerDay:0.##} a day.");
                Line($"Of {result.KnownFinds:N0} known finds it covers {result.Covered:N0} and misses {result.KnownFinds - result.Covered:N0}.");
                if (result.Precision is { } precision)
                {
                    Line($"Of {result.Controlled:N0} hits that were controlled, {precision.Value:0.#%} found something (95 % interval {precision.Low:0.#%} to {precision.High:0.#%}).");
                }

                Weeks(result.Weeks);
                break;
            default:
                Rest(result);
                Line($"{elapsed.TotalMilliseconds:0} ms.");
                break;
        }
    }

    private void Weeks(IReadOnlyList<WeekHits> weeks)
    {
        var most = weeks.Select(w => w.Hits).DefaultIfEmpty().Max();
        if (most == 0)
        {
            return;
        }

        console.WriteLine(weeks.Count > WeeksShown
            ? string.Create(CultureInfo.InvariantCulture, $"Hits a week, the last {WeeksShown} of {weeks.Count} weeks:")
            : "Hits a week:");
        foreach (var (monday, hits) in weeks.TakeLast(WeeksShown))
        {
            var bar = new string('█', (int)Math.Ceiling((double)hits * BarWidth / most));
            Line($"  {monday:yyyy-MM-dd} {hits,9:N0} {bar}");
        }
    }

    private void Rest(BackTestResult result)
    {
        if (result.Overlap.Count > 0)
        {
            Line($"Hits shared with {result.Overlap.Count(o => o.Shared > 0)} of {result.Overlap.Count} profiles:");
            foreach (var overlap in result.Overlap.Where(o => o.Shared > 0).OrderByDescending(o => o.Shared).Take(OverlapsShown))
            {
                Line($"  {overlap.Shared,9:N0} {Share(overlap.Shared, result.Hits),7} {overlap.Id} v{overlap.Version}");
            }
        }

        if (result.Examples.Count > 0)
        {
            console.WriteLine("The last hits:");
        }

        foreach (var example in result.Examples)
        {
            var record = example.Record;
            Line($"  {example.ReceivedAt:yyyy-MM-dd} container {record["container.number"] ?? "–"}, bill {record["bill.number"] ?? "–"}");
            foreach (var reason in example.Reasons.Take(ReasonsShown))
            {
                Line($"      {reason.Field} is {FactText.Of(reason.Value)} because {reason.Condition.ReplaceLineEndings(" ")}");
            }
        }
    }

    private static string Share(long part, long whole) => whole == 0 ? "0 %" : (part * 100.0 / whole).ToString("0.##", CultureInfo.InvariantCulture) + " %";

    private void Line(FormattableString text) => console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
