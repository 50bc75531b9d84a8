using Comity.Estimation.Numerics;

namespace Comity.Estimation;

/// <summary>Have several chains reached the same distribution, and how much do they know of it (Vehtari et al. 2021)?</summary>
public static class ChainDiagnostics
{
    /// <summary>Split R-hat: chains cut in halves, √((within · (m - 1)/m + between) / within). 1 when all agree.</summary>
    public static double SplitRHat(IReadOnlyList<double[]> chains) => RHat(Halves(chains));

    /// <summary>Effective number of independent draws of the bulk: of the normal scores of the ranks of all draws.</summary>
    public static double BulkEss(IReadOnlyList<double[]> chains)
    {
        var halves = Halves(Scores(chains));
        var (count, length) = (halves.Count, halves[0].Length);
        var within = halves.Average(Variance);
        var means = halves.Select(c => c.Average()).ToArray();
        var total = (within * (length - 1) / length) + Variance(means);
        if (total <= 0)
        {
            return count * length;
        }

        // Geyer's initial monotone sequence: sums of neighbouring autocorrelations, while positive and not rising.
        var sum = 0.0;
        var last = double.PositiveInfinity;
        for (var lag = 0; lag + 1 < length; lag += 2)
        {
            var pair = Correlation(halves, lag, within, total) + Correlation(halves, lag + 1, within, total);
            if (pair <= 0)
            {
                break;
            }

            last = Math.Min(last, pair);
            sum += last;
        }

        return count * length / Math.Max(1 / Math.Log10(count * length), (2 * sum) - 1);
    }

    private static double Correlation(List<double[]> chains, int lag, double within, double total) =>
        1 - ((within - chains.Average(chain => Autocovariance(chain, lag))) / total);

    private static double Autocovariance(double[] chain, int lag)
    {
        var mean = chain.Average();
        var sum = 0.0;
        for (var i = lag; i < chain.Length; i++)
        {
            sum += (chain[i] - mean) * (chain[i - lag] - mean);
        }

        return sum / (chain.Length - 1);
    }

    private static double RHat(List<double[]> chains)
    {
        var length = chains[0].Length;
        var within = chains.Average(Variance);
        var between = Variance([.. chains.Select(c => c.Average())]);
        return within > 0 ? Math.Sqrt(((within * (length - 1) / length) + between) / within) : between > 0 ? double.PositiveInfinity : 1;
    }

    private static double Variance(double[] values)
    {
        var mean = values.Average();
        return values.Sum(v => (v - mean) * (v - mean)) / (values.Length - 1);
    }

    private static List<double[]> Halves(IReadOnlyList<double[]> chains) =>
        [.. chains.SelectMany(chain => new[] { chain[..(chain.Length / 2)], chain[(chain.Length - (chain.Length / 2))..] })];

    // Ties share the mean of their ranks.
    private static List<double[]> Scores(IReadOnlyList<double[]> chains)
    {
        var all = chains.SelectMany(c => c).Order().ToArray();
        var score = new Dictionary<double, double>();
        for (var start = 0; start < all.Length;)
        {
            var end = start;
            while (end < all.Length && all[end].Equals(all[start]))
            {
                end++;
            }

            var rank = (start + 1 + end) / 2.0;
            score[all[start]] = SpecialFunctions.NormalQuantile((rank - 0.375) / (all.Length + 0.25));
            start = end;
        }

        return [.. chains.Select(chain => chain.Select(value => score[value]).ToArray())];
    }
}
