using System.Runtime.CompilerServices;
using Comity.Estimation.Numerics;

namespace Comity.Estimation;

/// <summary>A procedure that goes from counts to an estimate of N, model choice included. One instance for each thread.</summary>
internal interface ISelector
{
    /// <summary>N; +∞ when the estimate does not exist; NaN when the procedure has nothing to choose from.</summary>
    double Estimate(ReadOnlySpan<double> counts);
}

/// <summary>What a selection came to.</summary>
/// <param name="Fit">The chosen model's fit; null when refused.</param>
/// <param name="Refused">Why there is no estimate.</param>
public sealed record Selected(PoissonFit? Fit, string? Refused);

/// <summary>
/// Stepwise selection of pairwise interactions (Chan, Silverman and Vincent 2021): starting from independent lists, add the pair whose overlap the
/// model predicts worst, as long as that misfit's Poisson probability is below the threshold and the larger model keeps a usable estimate.
/// Unlike the published programs it also refuses the main-effects model when that has no estimate.
/// </summary>
public static class Stepwise
{
    /// <summary>The authors' default threshold.</summary>
    public const double UsualThreshold = 0.02;

    /// <summary>Selects and fits.</summary>
    /// <param name="table">The cases.</param>
    /// <param name="threshold">p*, 0 to 1: 0 keeps the lists independent, 1 takes all pairs that the data carry.</param>
    /// <param name="byLogarithm">Compares ln p, which tells apart misfits so large that p is 0 in floating point. The published programs do not.</param>
    public static Selected Select(CaptureTable table, double threshold = UsualThreshold, bool byLogarithm = false)
    {
        ArgumentNullException.ThrowIfNull(table);
        var run = new StepwiseRun(table.Lists.Count, threshold, byLogarithm);
        var estimate = run.Estimate(table.Counts);
        return double.IsFinite(estimate)
            ? new Selected(PoissonFit.From(run.Area, run.Model()), null)
            : new Selected(null, Existence.Explain($"model {HierarchicalModel.MainEffects(table.Lists.Count)}", run.Obstacles));
    }
}

/// <summary>The selection itself, over and over in the same memory.</summary>
internal sealed class StepwiseRun : ISelector
{
    private readonly int _lists;
    private readonly double _threshold;
    private readonly bool _byLogarithm;
    private readonly int[] _pairs;
    private readonly double[] _misfit;
    private readonly int[] _order;
    private readonly int[] _terms;
    private readonly double[] _expected;
    private readonly Existence _existence;
    private ulong _chosen;
    private int _size;

    public StepwiseRun(int lists, double threshold, bool byLogarithm = false)
    {
        _lists = lists;
        _threshold = threshold;
        _byLogarithm = byLogarithm;
        _pairs = Subsets.Pairs(lists);
        _misfit = new double[_pairs.Length];
        _order = new int[_pairs.Length];
        _terms = new int[1 + lists + _pairs.Length];
        _expected = new double[1 << lists];
        Area = new WorkArea(lists);
        _existence = new Existence(Area, lists);
    }

    public WorkArea Area { get; }

    public Obstacles Obstacles { get; private set; }

    public HierarchicalModel Model() => HierarchicalModel.FromInteractions(_lists, _pairs.Where((_, pair) => ((_chosen >> pair) & 1) != 0));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public double Estimate(ReadOnlySpan<double> counts)
    {
        Area.Load(counts);
        _chosen = 0;
        _size = 1;
        for (var list = 0; list < _lists; list++)
        {
            _terms[_size++] = 1 << list;
        }

        if (_threshold >= 1 && TakeAllPairs())
        {
            return Area.Observed + Area.Hidden;
        }

        Area.Use(_terms.AsSpan(0, _size));
        Obstacles = _existence.Check();
        if (Obstacles != Obstacles.None || !Area.FitCold())
        {
            return double.PositiveInfinity;
        }

        while (_threshold > 0 && AddPair())
        {
        }

        return Area.Observed + Area.Hidden;
    }

    private bool TakeAllPairs()
    {
        _pairs.CopyTo(_terms, _size);
        Area.Use(_terms);
        if (_existence.Check() != Obstacles.None || !Area.FitCold())
        {
            return false;
        }

        _chosen = (1UL << _pairs.Length) - 1;
        return true;
    }

    private bool AddPair()
    {
        Area.Means.CopyTo(_expected);
        Subsets.SumOverSupersets(_expected);
        var candidates = 0;
        for (var pair = 0; pair < _pairs.Length; pair++)
        {
            if (((_chosen >> pair) & 1) != 0)
            {
                continue;
            }

            var logarithm = SpecialFunctions.LogPoissonTail(Area.OnAll(_pairs[pair]), _expected[_pairs[pair]]);
            var probability = Math.Exp(logarithm);
            if (probability < _threshold)
            {
                _misfit[pair] = _byLogarithm ? logarithm : probability;
                Insert(pair, candidates++);
            }
        }

        var disturbed = false;
        for (var i = 0; i < candidates; i++)
        {
            var pair = _order[i];
            _terms[_size] = _pairs[pair];
            Area.Use(_terms.AsSpan(0, _size + 1));
            if (_existence.Check() != Obstacles.None)
            {
                continue;
            }

            if (Area.FitWarm())
            {
                _size++;
                _chosen |= 1UL << pair;
                return true;
            }

            disturbed = true;
        }

        // No pair entered: the fit of the last model stands, unless a fit that failed has moved it.
        Area.Use(_terms.AsSpan(0, _size));
        _ = disturbed && Area.FitCold();
        return false;
    }

    // Keeps the candidates sorted; on ties the earlier pair stays first.
    private void Insert(int pair, int count)
    {
        var place = count;
        for (; place > 0 && _misfit[_order[place - 1]] > _misfit[pair]; place--)
        {
            _order[place] = _order[place - 1];
        }

        _order[place] = pair;
    }
}
