namespace Comity.Estimation;

/// <summary>A model with its estimate and its BIC on a table.</summary>
/// <param name="Model">The model.</param>
/// <param name="Estimate">N.</param>
/// <param name="Bic">Bayesian information criterion; smaller is better.</param>
public sealed record RankedModel(HierarchicalModel Model, double Estimate, double Bic);

/// <summary>
/// The model of least BIC among all hierarchical models up to an order (Silverman, Chan and Vincent 2024), or the one where a downhill walk ends.
/// Only models with a usable estimate take part.
/// </summary>
public static class BicSelection
{
    private const double TieTolerance = 1e-9;
    private const int MostRounds = 20;

    /// <summary>How many models of least BIC the bootstrap chooses among: all for three lists, 20 for four, 100 for more.</summary>
    public static int UsualTop(int lists) => lists switch { <= 3 => int.MaxValue, 4 => 20, _ => 100 };

    /// <summary>Every usable model, least BIC first; ties go to fewer parameters, then to the name.</summary>
    public static IReadOnlyList<RankedModel> Enumerate(CaptureTable table, int order, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(table);
        var models = ModelCatalogue.All(table.Lists.Count, order);
        var ranked = new RankedModel?[models.Count];
        var share = (models.Count + Environment.ProcessorCount - 1) / Environment.ProcessorCount;
        Parallel.For(0, Environment.ProcessorCount, new ParallelOptions { CancellationToken = cancellation }, part =>
        {
            var fitter = new Fitter(table);
            for (var i = part * share; i < Math.Min(models.Count, (part + 1) * share); i++)
            {
                cancellation.ThrowIfCancellationRequested();
                ranked[i] = fitter.Rank(models[i]);
            }
        });
        return Sort(ranked.OfType<RankedModel>());
    }

    /// <summary>From independent lists, the best neighbour while BIC falls. Empty when the main effects have no estimate.</summary>
    public static IReadOnlyList<RankedModel> Downhill(CaptureTable table, int order)
    {
        ArgumentNullException.ThrowIfNull(table);
        var fitter = new Fitter(table);
        var path = new List<RankedModel>();
        var best = fitter.Rank(HierarchicalModel.MainEffects(table.Lists.Count));
        for (var round = 0; round < MostRounds && best is not null; round++)
        {
            path.Add(best);
            var neighbours = Sort(ModelCatalogue.Neighbours(best.Model, order).Select(fitter.Rank).OfType<RankedModel>());
            best = neighbours.Count > 0 && neighbours[0].Bic < best.Bic - TieTolerance ? neighbours[0] : null;
        }

        path.Reverse();
        return path;
    }

    /// <summary>The ties with the best model, the best itself not counted.</summary>
    public static IReadOnlyList<RankedModel> TiesWithBest(IReadOnlyList<RankedModel> ranked)
    {
        ArgumentNullException.ThrowIfNull(ranked);
        return [.. ranked.Skip(1).TakeWhile(model => model.Bic - ranked[0].Bic < TieTolerance)];
    }

    private static List<RankedModel> Sort(IEnumerable<RankedModel> models)
    {
        var sorted = models.OrderBy(m => m.Bic).ThenBy(m => m.Model.Terms.Length).ThenBy(m => m.Model.Name, StringComparer.Ordinal).ToList();
        // Values that differ by rounding alone are ties: order each run of them anew.
        for (var start = 0; start < sorted.Count;)
        {
            var end = start + 1;
            while (end < sorted.Count && sorted[end].Bic - sorted[start].Bic < TieTolerance)
            {
                end++;
            }

            sorted.Sort(start, end - start, Comparer<RankedModel>.Create(static (x, y) =>
                x.Model.Terms.Length != y.Model.Terms.Length ? x.Model.Terms.Length - y.Model.Terms.Length : string.CompareOrdinal(x.Model.Name, y.Model.Name)));
            start = end;
        }

        return sorted;
    }

    private sealed class Fitter
    {
        private readonly WorkArea _area;
        private readonly Existence _existence;

        public Fitter(CaptureTable table)
        {
            _area = new WorkArea(table.Lists.Count);
            _existence = new Existence(_area, table.Lists.Count);
            _area.Load(table.Counts);
        }

        public RankedModel? Rank(HierarchicalModel model)
        {
            _area.Use(model.Terms);
            return _existence.Check() == Obstacles.None && _area.FitCold()
                ? new RankedModel(model, _area.Observed + _area.Hidden, (model.Terms.Length * Math.Log(_area.Observed)) - (2 * PoissonFit.LogLikelihoodOf(_area)))
                : null;
        }
    }
}

/// <summary>Chooses, on any counts, the model of least BIC among given models that have a usable estimate there; the first wins ties.</summary>
internal sealed class BicChoice(int lists, int[][] models) : ISelector
{
    private readonly WorkArea _area = new(lists);
    private Existence? _existence;

    public double Estimate(ReadOnlySpan<double> counts)
    {
        _existence ??= new Existence(_area, lists);
        _area.Load(counts);
        var logCases = Math.Log(_area.Observed);
        var (best, least) = (double.NaN, double.PositiveInfinity);
        foreach (var terms in models)
        {
            _area.Use(terms);
            if (_existence.Check() != Obstacles.None || !_area.FitCold())
            {
                continue;
            }

            // Less what is the same for all models: the factorials of the counts.
            var bic = (terms.Length * logCases) - (2 * _area.Objective);
            if (bic < least - 1e-9)
            {
                (best, least) = (_area.Observed + _area.Hidden, bic);
            }
        }

        return best;
    }
}

/// <summary>Walks downhill anew on any counts.</summary>
internal sealed class DownhillChoice(IReadOnlyList<string> lists, int order) : ISelector
{
    public double Estimate(ReadOnlySpan<double> counts) =>
        BicSelection.Downhill(new CaptureTable(lists, counts), order) is [var best, ..] ? best.Estimate : double.PositiveInfinity;
}
