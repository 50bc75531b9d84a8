namespace Comity.Estimation;

/// <summary>Hidden cases of one combination of covariates.</summary>
/// <param name="Covariates">The combination.</param>
/// <param name="Hidden">Estimated hidden cases.</param>
public sealed record HiddenByCovariates(string Covariates, double Hidden);

/// <summary>One log-linear model over lists and a covariate.</summary>
/// <param name="Observed">n.</param>
/// <param name="Estimate">N; null when refused.</param>
/// <param name="Hidden">Hidden cases of each level.</param>
/// <param name="HiddenStandardError">Standard error of the hidden sum, from the coefficients alone.</param>
/// <param name="StandardError">Standard error of N, with the Poisson variance of the hidden.</param>
/// <param name="Aic">AIC.</param>
/// <param name="Deviance">Deviance.</param>
/// <param name="Refused">Why there is no estimate.</param>
public sealed record CovariateFit(
    double Observed, double? Estimate, IReadOnlyList<HiddenByCovariates> Hidden, double HiddenStandardError, double StandardError, double Aic, double Deviance, string? Refused);

/// <summary>
/// Strata in one model: a factor coded 0/1 against its first level, main effects of lists and levels, chosen interactions among lists and between lists
/// and levels. The cell of nobody is no data in any stratum; its mean is what is estimated.
/// </summary>
public static class CovariateModel
{
    /// <summary>Fits.</summary>
    /// <param name="strata">One table for each level; the first is the reference level.</param>
    /// <param name="interactions">Interactions among lists, as bit masks of two or more lists.</param>
    /// <param name="listsByStratum">Lists (bit masks of one list) whose reach differs by level.</param>
    public static CovariateFit Fit(IReadOnlyList<Stratum> strata, IReadOnlyList<int> interactions, IReadOnlyList<int> listsByStratum)
    {
        ArgumentNullException.ThrowIfNull(strata);
        ArgumentNullException.ThrowIfNull(interactions);
        ArgumentNullException.ThrowIfNull(listsByStratum);
        var lists = strata[0].Table.Lists.Count;
        var terms = HierarchicalModel.FromInteractions(lists, interactions).Terms.ToArray();
        double[] Row(int level, int history)
        {
            double Fulfils(int term) => (term & history) == term ? 1 : 0;
            var levels = Enumerable.Range(1, strata.Count - 1).Select(l => l == level ? 1.0 : 0.0).ToArray();
            return [.. terms.Select(Fulfils), .. levels, .. listsByStratum.SelectMany(list => levels.Select(indicator => indicator * Fulfils(list)))];
        }

        var cells = strata.SelectMany((stratum, level) => Enumerable.Range(1, stratum.Table.Counts.Length - 1).Select(w => (level, w))).ToArray();
        var design = cells.Select(c => Row(c.level, c.w)).ToArray();
        double[] counts = [.. cells.Select(c => strata[c.level].Table.Counts[c.w])];
        var observed = counts.Sum();
        var obstacles = new Existence(design, counts).Check();
        if (obstacles != Obstacles.None || DesignFit.Of(design, counts) is not { } fit)
        {
            return new CovariateFit(observed, null, [], double.NaN, double.NaN, double.NaN, double.NaN, Existence.Explain("the model with covariates", obstacles));
        }

        var empty = strata.Select((stratum, level) => (stratum.Name, Row: Row(level, 0))).ToArray();
        HiddenByCovariates[] hidden = [.. empty.Select(e => new HiddenByCovariates(e.Name, fit.Mean(e.Row)))];
        var sum = hidden.Sum(h => h.Hidden);
        double[] slope = [.. Enumerable.Range(0, fit.Coefficients.Length).Select(i => empty.Zip(hidden, (e, h) => h.Hidden * e.Row[i]).Sum())];
        var variance = fit.Variance(slope);
        return new CovariateFit(observed, observed + sum, hidden, Math.Sqrt(variance), Math.Sqrt(variance + sum), fit.Aic, fit.Deviance, null);
    }
}
