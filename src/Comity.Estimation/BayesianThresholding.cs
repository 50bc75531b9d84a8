using System.Globalization;
using Comity.Estimation.Numerics;

namespace Comity.Estimation;

/// <summary>How to threshold.</summary>
/// <param name="Seed">The same seed gives the same answer.</param>
public sealed record ThresholdingOptions(ulong Seed = 1)
{
    /// <summary>Prior variance of interactions; +∞ for an improper flat prior.</summary>
    public double InteractionVariance { get; init; } = 1;

    /// <summary>Interactions whose posterior mean is fewer standard deviations from 0 are dropped.</summary>
    public double Threshold { get; init; } = 2;

    /// <summary>Largest interactions tried: 2 or 3 lists.</summary>
    public int Order { get; init; } = 2;

    /// <summary>Draws thrown away.</summary>
    public int BurnIn { get; init; } = 5_000;

    /// <summary>Draws after that.</summary>
    public int Draws { get; init; } = 100_000;

    /// <summary>Steps from one kept draw to the next.</summary>
    public int Thinning { get; init; } = 10;
}

/// <summary>An interaction and how far from 0 its posterior stands.</summary>
/// <param name="Lists">The lists as a bit mask.</param>
/// <param name="Ratio">|posterior mean| / standard deviation.</param>
public readonly record struct InteractionRatio(int Lists, double Ratio);

/// <summary>Draws of N under the thresholded model.</summary>
/// <param name="Model">The interactions that stayed; null when refused.</param>
/// <param name="Ratios">The ratio of every interaction tried.</param>
/// <param name="Populations">Draws of N, ascending.</param>
/// <param name="Warnings">Ratios so near the threshold that another seed may decide otherwise.</param>
/// <param name="Refused">Why there is no answer.</param>
public sealed record ThresholdedPosterior(
    HierarchicalModel? Model, IReadOnlyList<InteractionRatio> Ratios, IReadOnlyList<double> Populations, IReadOnlyList<string> Warnings, string? Refused)
{
    /// <summary>A quantile of the draws.</summary>
    public double Quantile(double q)
    {
        var place = q * (Populations.Count - 1);
        var below = (int)place;
        return Populations[below] + ((place - below) * (Populations[Math.Min(below + 1, Populations.Count - 1)] - Populations[below]));
    }
}

/// <summary>
/// Bayesian thresholding (Silverman 2020): sample the Poisson model with all pairs under normal priors, drop interactions whose posterior is near 0,
/// sample again.
/// </summary>
public static class BayesianThresholding
{
    private const double UnstableShare = 0.1;

    /// <summary>Runs both rounds (three when triples are tried).</summary>
    public static ThresholdedPosterior Sample(CaptureTable table, ThresholdingOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(options);
        var lists = table.Lists.Count;
        var ratios = new List<InteractionRatio>();
        var kept = new List<int>();
        var model = HierarchicalModel.FromInteractions(lists, Subsets.Pairs(lists));
        if (double.IsInfinity(options.InteractionVariance) && Existence.Check(table, model) is var flat and not Obstacles.None)
        {
            return new ThresholdedPosterior(null, [], [], [], Existence.Explain($"model {model} under a flat prior", flat));
        }

        for (var order = 2; order <= options.Order; order++)
        {
            var tried = order == 2 ? Subsets.Pairs(lists) : Triples(lists, kept);
            var chain = new ThresholdingChain(table, HierarchicalModel.FromInteractions(lists, kept.Concat(tried)), options, (ulong)order);
            var found = chain.Ratios(tried, cancellation);
            ratios.AddRange(found);
            kept.AddRange(found.Where(r => r.Ratio >= options.Threshold).Select(r => r.Lists));
        }

        model = HierarchicalModel.FromInteractions(lists, kept);
        if (Existence.Check(table, model) is var obstacles and not Obstacles.None)
        {
            return new ThresholdedPosterior(null, ratios, [], [], Existence.Explain($"model {model}", obstacles));
        }

        var draws = new ThresholdingChain(table, model, options, 0).Populations(cancellation);
        return new ThresholdedPosterior(model, ratios, [.. draws.Order()], [.. Unstable(table, ratios, options)], null);
    }

    private static IEnumerable<string> Unstable(CaptureTable table, List<InteractionRatio> ratios, ThresholdingOptions options) =>
        ratios.Where(r => Math.Abs(r.Ratio - options.Threshold) <= UnstableShare * options.Threshold).Select(r => string.Create(
            CultureInfo.InvariantCulture,
            $"The interaction {string.Join(':', Subsets.Members(r.Lists).Select(i => table.Lists[i - 1]))} stands at {r.Ratio:0.00}, near the threshold {options.Threshold}; another seed may decide otherwise."));

    private static int[] Triples(int lists, List<int> pairs) =>
        [.. Enumerable.Range(1, (1 << lists) - 1).Where(set => int.PopCount(set) == 3 && Subsets.Members(set).All(list => pairs.Contains(set & ~(1 << (list - 1)))))];
}

/// <summary>Random-walk Metropolis around the posterior mode, its steps shaped by the curvature there.</summary>
internal sealed class ThresholdingChain
{
    private const double MainVariance = 1e4;

    private readonly ThresholdingOptions _options;
    private readonly double _observed;
    private readonly double[] _counts;
    private readonly bool[] _keep;
    private readonly int[] _terms;
    private readonly double[] _precision;
    private readonly double[] _onAll;
    private readonly double[] _cells;
    private readonly double[] _state;
    private readonly double[] _factor;
    private Draws _draws;

    public ThresholdingChain(CaptureTable table, HierarchicalModel model, ThresholdingOptions options, ulong stream)
    {
        _options = options;
        _observed = table.Observed;
        _counts = table.Counts.ToArray();
        _onAll = table.Counts.ToArray();
        Subsets.SumOverSupersets(_onAll);
        // Under a flat prior a term nobody fulfils stays at -∞ and takes its cells along.
        var flat = double.IsInfinity(options.InteractionVariance);
        int[] infinite = flat ? [.. model.Terms.ToArray().Where(term => _onAll[term] == 0)] : [];
        _terms = [.. model.Terms.ToArray().Except(infinite)];
        _keep = [.. Enumerable.Range(0, _counts.Length).Select(w => w > 0 && !Array.Exists(infinite, term => (term & w) == term))];
        _precision = [.. _terms.Select(term => 1 / (int.PopCount(term) < 2 ? MainVariance : options.InteractionVariance))];
        _cells = new double[_counts.Length];
        _state = new double[_terms.Length];
        _factor = new double[_terms.Length * _terms.Length];
        _draws = new Draws(options.Seed, stream);
        ToMode();
    }

    /// <summary>|mean| / standard deviation of some terms.</summary>
    public IReadOnlyList<InteractionRatio> Ratios(int[] terms, CancellationToken cancellation)
    {
        var sums = new double[_terms.Length];
        var squares = new double[_terms.Length];
        var kept = 0;
        Walk(state =>
        {
            kept++;
            for (var i = 0; i < state.Length; i++)
            {
                sums[i] += state[i];
                squares[i] += state[i] * state[i];
            }
        }, cancellation);
        return [.. terms.Select(term => Array.IndexOf(_terms, term)).Where(i => i >= 0).Select(i =>
        {
            var mean = sums[i] / kept;
            return new InteractionRatio(_terms[i], Math.Abs(mean) / Math.Sqrt((squares[i] / kept) - (mean * mean)));
        })];
    }

    public double[] Populations(CancellationToken cancellation)
    {
        var populations = new List<double>();
        Walk(state => populations.Add(_observed + Math.Exp(state[0])), cancellation);
        return [.. populations];
    }

    private void Walk(Action<double[]> see, CancellationToken cancellation)
    {
        var scale = 2.38 / Math.Sqrt(_terms.Length);
        var (proposal, step) = (new double[_terms.Length], new double[_terms.Length]);
        var height = LogPosterior(_state);
        for (var draw = 1; draw <= _options.BurnIn + _options.Draws; draw++)
        {
            for (var i = 0; i < step.Length; i++)
            {
                step[i] = _draws.Normal();
            }

            Cholesky.SolveUpper(_factor, step.Length, step);
            for (var i = 0; i < step.Length; i++)
            {
                proposal[i] = _state[i] + (scale * step[i]);
            }

            var proposed = LogPosterior(proposal);
            if (Math.Log(_draws.Uniform()) < proposed - height)
            {
                proposal.CopyTo(_state, 0);
                height = proposed;
            }

            if (draw > _options.BurnIn && draw % _options.Thinning == 0)
            {
                cancellation.ThrowIfCancellationRequested();
                see(_state);
            }
        }
    }

    // Newton's method; halved while the posterior falls.
    private void ToMode()
    {
        var size = _terms.Length;
        var (gradient, trial) = (new double[size], new double[size]);
        _state[0] = Math.Log(_observed);
        for (var step = 0; step < 200; step++)
        {
            var height = LogPosterior(_state);
            Subsets.SumOverSupersets(_cells);
            for (var i = 0; i < size; i++)
            {
                gradient[i] = _onAll[_terms[i]] - _cells[_terms[i]] - (_precision[i] * _state[i]);
                for (var j = 0; j <= i; j++)
                {
                    _factor[(i * size) + j] = _cells[_terms[i] | _terms[j]] + (i == j ? _precision[i] : 0);
                }
            }

            if (!Cholesky.Factor(_factor, size))
            {
                throw new ArithmeticException("The posterior has no curvature at its mode.");
            }

            Cholesky.Solve(_factor, size, gradient);
            for (var scale = 1.0; scale > 1e-8; scale /= 2)
            {
                for (var i = 0; i < size; i++)
                {
                    trial[i] = _state[i] + (scale * gradient[i]);
                }

                if (LogPosterior(trial) >= height)
                {
                    trial.CopyTo(_state, 0);
                    break;
                }
            }

            if (gradient.Max(Math.Abs) < 1e-9)
            {
                return;
            }
        }
    }

    // Leaves the cells' means behind.
    private double LogPosterior(double[] state)
    {
        Array.Clear(_cells);
        var sum = 0.0;
        for (var i = 0; i < state.Length; i++)
        {
            _cells[_terms[i]] = state[i];
            sum -= _precision[i] * state[i] * state[i] / 2;
        }

        Subsets.SumOverSubsets(_cells);
        for (var w = 0; w < _cells.Length; w++)
        {
            if (!_keep[w])
            {
                _cells[w] = 0;
                continue;
            }

            var mean = Math.Exp(_cells[w]);
            sum += (_counts[w] * _cells[w]) - mean;
            _cells[w] = mean;
        }

        return sum;
    }
}
