using Comity.Estimation.Numerics;

namespace Comity.Estimation;

/// <summary>Two lists at a time.</summary>
/// <param name="Petersen">n1 n2 / m2; +∞ is never given, null stands for no overlap.</param>
/// <param name="Chapman">(n1 + 1)(n2 + 1)/(m2 + 1) - 1, which has an answer without overlap too.</param>
/// <param name="StandardError">Of Chapman's estimate.</param>
/// <param name="Lower">Log-normal lower limit at 95 %.</param>
/// <param name="Upper">Log-normal upper limit at 95 %.</param>
public sealed record TwoLists(double? Petersen, double Chapman, double StandardError, double Lower, double Upper);

/// <summary>Sample-coverage estimates (Chao and Tsay 1998).</summary>
/// <param name="Coverage">C, the mean share of each list that some other list saw too.</param>
/// <param name="Independent">D / C, for independent lists.</param>
/// <param name="HighCoverage">For dependent lists with high coverage; n when the formula gives less, null when it gives nothing.</param>
/// <param name="LowCoverage">For dependent lists with low coverage.</param>
public sealed record SampleCoverage(double Coverage, double Independent, double? HighCoverage, double LowCoverage);

/// <summary>Estimates by formula, without a model of interactions.</summary>
public static class SimpleEstimators
{
    /// <summary>Petersen's and Chapman's estimates from the lists numbered <paramref name="first"/> and <paramref name="second"/> (from 0).</summary>
    public static TwoLists Pair(CaptureTable table, int first, int second, double level = 0.95)
    {
        ArgumentNullException.ThrowIfNull(table);
        var (n1, n2, m2) = (table.On(1 << first), table.On(1 << second), table.On((1 << first) | (1 << second)));
        var chapman = ((n1 + 1) * (n2 + 1) / (m2 + 1)) - 1;
        var variance = (n1 + 1) * (n2 + 1) * (n1 - m2) * (n2 - m2) / ((m2 + 1) * (m2 + 1) * (m2 + 2));
        var seen = n1 + n2 - m2;
        var (lower, upper) = LogNormalLimits(seen, chapman, variance, level);
        return new TwoLists(m2 > 0 ? n1 * n2 / m2 : null, chapman, Math.Sqrt(variance), lower, upper);
    }

    /// <summary>Chao's bias-corrected lower bound for heterogeneous cases (Mh): N = n + (t-1) f1 (f1 - 1) / (2 t (f2 + 1)).</summary>
    public static double ChaoLowerBound(CaptureTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        var (t, f1, f2) = (table.Lists.Count, OnExactly(table, 1), OnExactly(table, 2));
        return table.Observed + ((t - 1) * f1 * (f1 - 1) / (2 * t * (f2 + 1)));
    }

    /// <summary>Cases on exactly this many lists.</summary>
    public static double OnExactly(CaptureTable table, int lists)
    {
        ArgumentNullException.ThrowIfNull(table);
        return Enumerable.Range(1, table.Counts.Length - 1).Where(w => int.PopCount(w) == lists).Sum(w => table.Counts[w]);
    }

    /// <summary>Sample coverage; needs at least one case on two lists.</summary>
    /// <returns>Null when no case is on two lists.</returns>
    public static SampleCoverage? Coverage(CaptureTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        var t = table.Lists.Count;
        var size = Enumerable.Range(0, t).Select(list => table.On(1 << list)).ToArray();
        var alone = Enumerable.Range(0, t).Select(list => table.Counts[1 << list]).ToArray();
        var distinct = table.Observed - alone.Average();
        var coverage = 1 - alone.Zip(size, static (a, n) => a / n).Average();
        if (coverage <= 0)
        {
            return null;
        }

        var pairs = Subsets.Pairs(t);
        double Weight(int pair) => Subsets.Members(pair).Sum(list => alone[list - 1]) + (2 * table.Counts[pair]);
        double Overlap(int pair) => table.On(pair) / Subsets.Members(pair).Aggregate(1.0, (product, list) => product * size[list - 1]);

        var independent = distinct / coverage;
        var numerator = (t * distinct) - pairs.Sum(Weight);
        var high = numerator / ((t * coverage) - pairs.Sum(pair => Weight(pair) * Overlap(pair)));
        var high0 = numerator < 1e-4 || high < table.Observed ? table.Observed : high;
        var start = independent + (pairs.Sum(pair => Weight(pair) * ((independent * Overlap(pair)) - 1)) / (t * coverage));
        var low = independent + (pairs.Sum(pair => Weight(pair) * ((Overlap(pair) * start) - 1)) / (t * coverage));
        return new SampleCoverage(coverage, independent, double.IsFinite(high0) ? high0 : null, low);
    }

    internal static (double Lower, double Upper) LogNormalLimits(double seen, double estimate, double variance, double level)
    {
        if (estimate <= seen)
        {
            return (seen, seen);
        }

        var z = SpecialFunctions.NormalQuantile((1 + level) / 2);
        var factor = Math.Exp(z * Math.Sqrt(Math.Log(1 + (variance / ((estimate - seen) * (estimate - seen))))));
        return (seen + ((estimate - seen) / factor), seen + ((estimate - seen) * factor));
    }
}
