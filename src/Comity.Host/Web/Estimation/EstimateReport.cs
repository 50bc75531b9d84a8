using System.Globalization;
using Comity.Estimation;

namespace Comity.Host.Web.Estimation;

/// <summary>An estimate with one list left out.</summary>
/// <param name="List">The list that was left out.</param>
/// <param name="Estimate">N from the others; null when they carry none.</param>
internal sealed record WithoutList(string List, double? Estimate);

/// <summary>Everything the report on a table shows, computed once.</summary>
/// <param name="Table">The cases.</param>
/// <param name="Shown">What may be shown of them.</param>
/// <param name="Results">Every method asked for, the stepwise one first.</param>
/// <param name="Sensitivity">Stepwise estimates with each list left out.</param>
/// <param name="Notes">What was merged or passed over in the file.</param>
/// <param name="Strata">The cases by group, when they are divided.</param>
internal sealed record EstimateReport(
    CaptureTable Table, DisclosedTable Shown, IReadOnlyList<EstimationResult> Results, IReadOnlyList<WithoutList> Sensitivity, IReadOnlyList<string> Notes, StrataReport? Strata)
{
    /// <summary>The headline method and those that can be set beside it.</summary>
    public static readonly IReadOnlyList<(string Method, string Name, bool Usual)> Choices =
    [
        ("stepwise", "Stepwise (Chan, Silverman and Vincent 2021)", true),
        ("bic", "Best of all models by BIC (Silverman, Chan and Vincent 2024)", true),
        ("dga", "Average over dependence graphs (Madigan and York 1997)", true),
        ("chao", "Chao's lower bound", true),
        ("bhs", "Stepwise by AIC (Bales, Hesketh and Silverman 2015)", true),
        ("threshold", "Bayesian thresholding (Silverman 2020), seconds", false),
        ("lcmcr", "Latent classes (Manrique-Vallier 2016), up to a minute", false),
    ];

    public EstimationResult Headline => Results[0];

    public static string NameOf(string method) => Choices.Single(choice => choice.Method == method).Name.Split(" (")[0];

    /// <summary>Computes it.</summary>
    /// <param name="file">The cases.</param>
    /// <param name="methods">The methods beside the stepwise one.</param>
    /// <param name="seed">The seed of the resampling.</param>
    /// <param name="threshold">Counts below it are withheld.</param>
    /// <param name="cancellation">Ends it.</param>
    public static EstimateReport Of(CaptureFile file, IReadOnlyCollection<string> methods, ulong seed, int threshold, CancellationToken cancellation)
    {
        var table = file.Whole();
        var resampling = new BootstrapOptions(1000, seed);
        var asked = Choices.Where(choice => choice.Method == "stepwise" || methods.Contains(choice.Method, StringComparer.Ordinal));
        EstimationResult[] results = [.. asked.Select(choice => Estimator.Estimate(table, new EstimationRequest(choice.Method, resampling), cancellation))];
        // The model names the lists that carry information; where one was left out, its numbers are not those of the file.
        var model = Hygiene.Clean(table).Table?.Lists.Count == table.Lists.Count ? results[0].Model : null;
        var strata = file.StrataColumns.Count > 0 ? StrataReport.Of(file, model, threshold, resampling, cancellation) : null;
        return new EstimateReport(table, DisclosureControl.Disclose(table, threshold), results, [.. LeaveOut(table, cancellation)], file.Notes, strata);
    }

    /// <summary>The headline in words a minister can repeat without being wrong.</summary>
    public IEnumerable<string> Reading()
    {
        var headline = Headline;
        yield return Text($"The lists saw {headline.Observed:N0} different people.");
        if (headline.Estimate is not { } estimate)
        {
            yield return $"How many more there are cannot be said from these lists. {headline.Refused}";
            yield break;
        }

        yield return Text($"The best single estimate is {estimate:N0} people in all: for each person detected, {headline.HiddenPerDetected:0.0} more whom no list has seen.");
        yield return (headline.Lower, headline.Upper) switch
        {
            ({ } low, { } high) => Text($"Given the model's assumptions, {low:N0} to {high:N0} in all are compatible with the data, that is {headline.Ratio(low):0.0} to {headline.Ratio(high):0.0} hidden for each detected."),
            ({ } low, null) => Text($"The data are compatible with {low:N0} in all and upwards; there is no upper limit."),
            _ => "The data give no interval: do not quote the estimate without saying so.",
        };
        var others = Results.Where(r => r.Estimate is not null).Select(r => r.Estimate!.Value).ToArray();
        if (others.Length > 1)
        {
            yield return Text($"The methods below range from {others.Min():N0} to {others.Max():N0}. Where they lie far apart, quote the range and not one of them.");
        }
    }

    private static IEnumerable<WithoutList> LeaveOut(CaptureTable table, CancellationToken cancellation)
    {
        for (var list = 0; list < table.Lists.Count && table.Lists.Count > 2; list++)
        {
            var rest = table.Keep([.. Enumerable.Range(0, table.Lists.Count).Where(other => other != list)]);
            var request = new EstimationRequest("stepwise", new BootstrapOptions(0));
            yield return new WithoutList(table.Lists[list], Estimator.Estimate(rest, request, cancellation).Estimate);
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
