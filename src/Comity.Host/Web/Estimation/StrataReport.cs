using Comity.Estimation;

namespace Comity.Host.Web.Estimation;

/// <summary>A group of the cases.</summary>
/// <param name="Name">The values that make it.</param>
/// <param name="Result">Its own estimate; null when the group is too small to be shown.</param>
public sealed record GroupRow(string Name, EstimationResult? Result);

/// <summary>One log-linear model over the lists and the groups.</summary>
/// <param name="Name">What it assumes.</param>
/// <param name="Fit">The fit.</param>
/// <param name="Hidden">Hidden cases by group, of groups that may be shown.</param>
public sealed record CovariateRow(string Name, CovariateFit Fit, IReadOnlyList<HiddenByCovariates> Hidden);

/// <summary>The cases by group: each for itself, their sum, and all in one model.</summary>
/// <param name="Columns">What divides them.</param>
/// <param name="Groups">The groups.</param>
/// <param name="Sum">The sum of the groups; null when a group has no estimate or is withheld.</param>
/// <param name="Models">Models with the group as covariate, the best by AIC first.</param>
/// <param name="Without">The groups that keep the sum from being one.</param>
public sealed record StrataReport(string Columns, IReadOnlyList<GroupRow> Groups, EstimationResult? Sum, IReadOnlyList<CovariateRow> Models, IReadOnlyList<string> Without)
{
    /// <summary>Computes it.</summary>
    /// <param name="file">The cases, divided.</param>
    /// <param name="model">The model of the lists together, such as [12,3]; null when there is none.</param>
    /// <param name="threshold">Groups of fewer cases are not shown.</param>
    /// <param name="resampling">How to resample.</param>
    /// <param name="cancellation">Ends it.</param>
    public static StrataReport Of(CaptureFile file, string? model, int threshold, BootstrapOptions resampling, CancellationToken cancellation)
    {
        var (sum, results) = Estimator.Estimate(file.Strata, new EstimationRequest("stepwise", resampling), cancellation);
        var withheld = Withheld(file.Strata, threshold);
        return new StrataReport(
            string.Join(", ", file.StrataColumns),
            [.. results.Select(result => new GroupRow(result.Stratum, withheld.Contains(result.Stratum) ? null : result.Result))],
            // Less what is shown, the sum would give the one that is withheld away.
            sum.Estimate is null || withheld.Count > 0 ? null : sum,
            [.. Fits(file.Strata, model).OrderBy(row => row.Fit.Refused is null ? row.Fit.Aic : double.MaxValue).Select(row => row with { Hidden = [.. row.Fit.Hidden.Where(hidden => !withheld.Contains(hidden.Covariates))] })],
            [.. results.Where(result => result.Result.Estimate is null && !withheld.Contains(result.Stratum)).Select(result => result.Stratum)]);
    }

    // Who knows the number of all cases subtracts the groups that are shown: one small group alone would be told by the rest.
    private static HashSet<string> Withheld(IReadOnlyList<Stratum> strata, int threshold)
    {
        var withheld = strata.Where(group => group.Table.Observed < threshold).Select(group => group.Name).ToHashSet(StringComparer.Ordinal);
        if (withheld.Count == 1 && strata.Where(group => !withheld.Contains(group.Name)).MinBy(group => group.Table.Observed) is { } next)
        {
            withheld.Add(next.Name);
        }

        return withheld;
    }

    private static IEnumerable<CovariateRow> Fits(IReadOnlyList<Stratum> strata, string? model)
    {
        if (strata.Count < 2)
        {
            yield break;
        }

        var lists = strata[0].Table.Lists.Count;
        int[] interactions = model is null ? [] : [.. HierarchicalModel.Parse(lists, model).Terms.ToArray().Where(term => int.PopCount(term) > 1)];
        int[] each = [.. Enumerable.Range(0, lists).Select(list => 1 << list)];
        yield return new CovariateRow("every list reaches all groups alike", CovariateModel.Fit(strata, interactions, []), []);
        yield return new CovariateRow("lists reach the groups differently", CovariateModel.Fit(strata, interactions, each), []);
    }
}
