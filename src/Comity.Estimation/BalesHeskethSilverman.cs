using Comity.Estimation.Numerics;

namespace Comity.Estimation;

/// <summary>
/// Stepwise selection by AIC (Bales, Hesketh and Silverman 2014/2015), the method of the first British estimate: the pair of least AIC enters while AIC
/// falls and its coefficient is significant. Kept for comparison. The method itself has no guard against estimates that do not exist; the result does.
/// </summary>
public static class BalesHeskethSilverman
{
    /// <summary>Selects and fits; <paramref name="significance"/> is 0.05 or 0.001 in the papers.</summary>
    public static Selected Select(CaptureTable table, double significance = 0.05)
    {
        ArgumentNullException.ThrowIfNull(table);
        var lists = table.Lists.Count;
        var chosen = new List<int>();
        var area = new WorkArea(lists);
        area.Load(table.Counts);
        var least = Aic(area, HierarchicalModel.MainEffects(lists));
        while (true)
        {
            var candidates = Subsets.Pairs(lists).Except(chosen).Select(pair => (Pair: pair, Aic: Aic(area, With(lists, chosen, pair)))).ToArray();
            if (candidates.Length == 0 || candidates.MinBy(c => c.Aic) is var best && !(best.Aic < least))
            {
                break;
            }

            if (WaldProbability(area, With(lists, chosen, best.Pair), best.Pair) > significance)
            {
                break;
            }

            chosen.Add(best.Pair);
            least = best.Aic;
        }

        var model = HierarchicalModel.FromInteractions(lists, chosen);
        return PoissonFit.Of(table, model, out var obstacles) is { } fit ? new Selected(fit, null) : new Selected(null, Existence.Explain($"model {model}", obstacles));
    }

    private static HierarchicalModel With(int lists, List<int> chosen, int pair) => HierarchicalModel.FromInteractions(lists, chosen.Append(pair));

    private static double Aic(WorkArea area, HierarchicalModel model)
    {
        area.Use(model.Terms);
        return area.FitCold() ? (2 * model.Terms.Length) - (2 * PoissonFit.LogLikelihoodOf(area)) : double.PositiveInfinity;
    }

    // Two-sided; a coefficient at -∞ has an infinite standard error, so no significance.
    private static double WaldProbability(WorkArea area, HierarchicalModel model, int pair)
    {
        area.Use(model.Terms);
        var index = area.FiniteTerms.IndexOf(pair);
        if (index < 0 || !area.FitCold() || double.IsNaN(area.InterceptVariance()))
        {
            return 1;
        }

        return 2 * SpecialFunctions.NormalCdf(-Math.Abs(area.Coefficients[pair]) / Math.Sqrt(area.Variance(index)));
    }
}
