using System.Globalization;
using Comity.Estimation.Numerics;

namespace Comity.Estimation;

/// <summary>How to sample the latent-class model.</summary>
/// <param name="Seed">The same seed gives the same answer on any number of threads.</param>
public sealed record LatentClassOptions(ulong Seed = 1)
{
    /// <summary>K, the most classes.</summary>
    public int Classes { get; init; } = 10;

    /// <summary>a and b of the gamma prior of the concentration A.</summary>
    public double PriorShapeAndRate { get; init; } = 0.25;

    /// <summary>Independent chains, at least four.</summary>
    public int Chains { get; init; } = 4;

    /// <summary>Sweeps of each chain that are thrown away.</summary>
    public int BurnIn { get; init; } = 10_000;

    /// <summary>Draws kept of each chain.</summary>
    public int Kept { get; init; } = 1_000;

    /// <summary>Sweeps from one kept draw to the next.</summary>
    public int Thinning { get; init; } = 50;

    /// <summary>Threads at most; 0 for one on each core.</summary>
    public int Threads { get; init; }
}

/// <summary>Draws of N from several chains.</summary>
/// <param name="Chains">Draws of each chain.</param>
/// <param name="RHat">Split R-hat of N.</param>
/// <param name="BulkEss">Effective number of independent draws.</param>
/// <param name="Warnings">The first says why there is no answer when the chains have not converged.</param>
public sealed record LatentClassPosterior(IReadOnlyList<double[]> Chains, double RHat, double BulkEss, IReadOnlyList<string> Warnings)
{
    /// <summary>Above this split R-hat no interval is given.</summary>
    public const double MostRHat = 1.1;

    /// <summary>Whether the chains agree well enough to give an interval.</summary>
    public bool Converged => RHat <= MostRHat;

    /// <summary>A quantile of all draws together.</summary>
    public double Quantile(double q)
    {
        var sorted = Chains.SelectMany(c => c).Order().ToArray();
        var place = q * (sorted.Length - 1);
        var (below, share) = ((int)place, place - Math.Floor(place));
        return sorted[below] + (share * (sorted[Math.Min(below + 1, sorted.Length - 1)] - sorted[below]));
    }
}

/// <summary>
/// Bayesian latent classes (Manrique-Vallier 2016): within a class the lists are independent; the number of classes is drawn from a stick-breaking
/// prior; p(N) is proportional to 1/N. Chains that disagree are reported as such and give no interval.
/// </summary>
public static class LatentClasses
{
    /// <summary>Runs the chains.</summary>
    public static LatentClassPosterior Sample(CaptureTable table, LatentClassOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(options);
        var chains = new double[options.Chains][];
        var threads = options.Threads == 0 ? Environment.ProcessorCount : options.Threads;
        Parallel.For(0, chains.Length, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellation }, chain =>
            chains[chain] = new LatentClassChain(table, options, (ulong)chain).Run(cancellation));

        var (rHat, ess) = (ChainDiagnostics.SplitRHat(chains), ChainDiagnostics.BulkEss(chains));
        var warnings = new List<string>();
        if (rHat > LatentClassPosterior.MostRHat)
        {
            warnings.Add(string.Create(CultureInfo.InvariantCulture, $"The latent-class chains did not converge: split R-hat {rHat:0.00} over {chains.Length} chains, 1.1 at most."));
        }
        else if (ess < 400)
        {
            warnings.Add(string.Create(CultureInfo.InvariantCulture, $"The chains know little more than {ess:0} independent draws (split R-hat {rHat:0.000})."));
        }

        return new LatentClassPosterior(chains, rHat, ess, warnings);
    }
}

/// <summary>One chain of the Gibbs sampler; all probabilities as logarithms.</summary>
internal sealed class LatentClassChain
{
    private const int StartSweeps = 500;
    private const int MostHiddenShare = 20;
    private const int MostRedraws = 1000;

    private readonly LatentClassOptions _options;
    private readonly int _lists;
    private readonly int _classes;
    private readonly double _observed;
    private readonly int[] _histories;
    private readonly double[] _counts;
    private readonly double[] _logCaught;
    private readonly double[] _logMissed;
    private readonly double[] _logShare;
    private readonly double[] _weight;
    private readonly double[] _split;
    private readonly double[] _caught;
    private readonly double[] _size;
    private double _concentration;
    private double _hidden;
    private Draws _draws;

    public LatentClassChain(CaptureTable table, LatentClassOptions options, ulong chain)
    {
        _options = options;
        (_lists, _classes, _observed) = (table.Lists.Count, options.Classes, table.Observed);
        _histories = [.. Enumerable.Range(1, table.Counts.Length - 1).Where(w => table.Counts[w] > 0)];
        _counts = [.. _histories.Select(w => table.Counts[w])];
        _logCaught = new double[_classes * _lists];
        _logMissed = new double[_classes * _lists];
        _logShare = new double[_classes];
        _weight = new double[_classes];
        _split = new double[_classes];
        _caught = new double[_classes * _lists];
        _size = new double[_classes];
        _draws = new Draws(options.Seed, chain);
        _concentration = 0.3 / _classes;
        Start(table);
    }

    public double[] Run(CancellationToken cancellation)
    {
        for (var sweep = 0; sweep < StartSweeps; sweep++)
        {
            Sweep(drawConcentration: false);
        }

        LargestFirst();
        var kept = new double[_options.Kept];
        for (var sweep = 0; sweep < _options.BurnIn; sweep++)
        {
            Sweep(drawConcentration: true);
        }

        for (var draw = 0; draw < kept.Length; draw++)
        {
            cancellation.ThrowIfCancellationRequested();
            for (var sweep = 0; sweep < _options.Thinning; sweep++)
            {
                Sweep(drawConcentration: true);
            }

            kept[draw] = _observed + _hidden;
        }

        return kept;
    }

    private void Start(CaptureTable table)
    {
        for (var k = 0; k < _classes; k++)
        {
            for (var j = 0; j < _lists; j++)
            {
                var share = table.On(1 << j) / _observed;
                _logCaught[(k * _lists) + j] = Math.Log(share);
                _logMissed[(k * _lists) + j] = Math.Log(1 - share);
            }
        }

        BreakSticks();
    }

    private void Sweep(bool drawConcentration)
    {
        SplitObserved();
        SplitHidden();
        DrawCaptures();
        BreakSticks();
        DrawHidden();
        if (drawConcentration)
        {
            var rate = _options.PriorShapeAndRate - _logShare[^1];
            _concentration = Math.Exp(_draws.LogGamma(_options.PriorShapeAndRate + _classes - 1) - Math.Log(rate));
        }
    }

    private void SplitObserved()
    {
        Array.Clear(_caught);
        Array.Clear(_size);
        for (var c = 0; c < _histories.Length; c++)
        {
            for (var k = 0; k < _classes; k++)
            {
                var weight = _logShare[k];
                for (var j = 0; j < _lists; j++)
                {
                    weight += ((_histories[c] >> j) & 1) != 0 ? _logCaught[(k * _lists) + j] : _logMissed[(k * _lists) + j];
                }

                _weight[k] = weight;
            }

            Split(_counts[c]);
            for (var k = 0; k < _classes; k++)
            {
                _size[k] += _split[k];
                for (var j = 0; j < _lists; j++)
                {
                    _caught[(k * _lists) + j] += ((_histories[c] >> j) & 1) != 0 ? _split[k] : 0;
                }
            }
        }
    }

    private void SplitHidden()
    {
        HiddenWeights();
        Split(_hidden);
        for (var k = 0; k < _classes; k++)
        {
            _size[k] += _split[k];
        }
    }

    // A multinomial draw in proportion to exp(_weight).
    private void Split(double cases)
    {
        var highest = _weight.Max();
        var total = 0.0;
        for (var k = 0; k < _classes; k++)
        {
            _weight[k] = Math.Exp(_weight[k] - highest);
            total += _weight[k];
        }

        var left = cases;
        for (var k = 0; k < _classes; k++)
        {
            _split[k] = left <= 0 ? 0 : k == _classes - 1 || _weight[k] >= total ? left : _draws.Binomial(left, _weight[k] / total);
            left -= _split[k];
            total -= _weight[k];
        }
    }

    private void DrawCaptures()
    {
        for (var i = 0; i < _caught.Length; i++)
        {
            (_logCaught[i], _logMissed[i]) = _draws.LogBeta(1 + _caught[i], 1 + Math.Max(0, _size[i / _lists] - _caught[i]));
        }
    }

    private void BreakSticks()
    {
        var after = _size.Sum();
        var left = 0.0;
        for (var k = 0; k < _classes; k++)
        {
            after -= _size[k];
            var (taken, rest) = k == _classes - 1 ? (0, double.NegativeInfinity) : _draws.LogBeta(1 + _size[k], _concentration + Math.Max(0, after));
            _logShare[k] = left + taken;
            left += rest;
        }
    }

    private void DrawHidden()
    {
        HiddenWeights();
        var missed = _weight.Sum(Math.Exp);
        for (var redraw = 0; redraw < MostRedraws; redraw++)
        {
            _hidden = _draws.NegativeBinomial(_observed, Math.Min(missed, 1 - 1e-12));
            if (_hidden <= MostHiddenShare * _observed)
            {
                return;
            }
        }

        // The bound of the model's support, where this state of the chain is driven to.
        _hidden = MostHiddenShare * _observed;
    }

    private void HiddenWeights()
    {
        for (var k = 0; k < _classes; k++)
        {
            var weight = _logShare[k];
            for (var j = 0; j < _lists; j++)
            {
                weight += _logMissed[(k * _lists) + j];
            }

            _weight[k] = weight;
        }
    }

    private void LargestFirst()
    {
        var order = Enumerable.Range(0, _classes).OrderByDescending(k => _logShare[k]).ToArray();
        foreach (var (values, width) in new[] { (_logShare, 1), (_logCaught, _lists), (_logMissed, _lists) })
        {
            var before = values.ToArray();
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = before[(order[i / width] * width) + (i % width)];
            }
        }
    }
}
