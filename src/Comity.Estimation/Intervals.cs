using Comity.Estimation.Numerics;

namespace Comity.Estimation;

/// <summary>Two limits for N; a limit that cannot be given is null and a warning says why.</summary>
/// <param name="Lower">Lower limit, cases.</param>
/// <param name="Upper">Upper limit, cases.</param>
/// <param name="Warnings">What to know before using the limits.</param>
public sealed record Interval(double? Lower, double? Upper, IReadOnlyList<string> Warnings);

/// <summary>
/// Bias-corrected and accelerated limits (DiCiccio and Efron 1996) from resampled estimates and a jackknife. Resamples equal to the estimate count
/// half below it; published programs leave those ties to floating-point noise.
/// </summary>
public sealed class BcaLimits
{
    private const double TieTolerance = 1e-9;
    private readonly double[] _sorted;

    /// <summary>Sorts the resampled estimates; +∞ is one without an existing estimate, NaN one that the procedure left out.</summary>
    public BcaLimits(double estimate, ReadOnlySpan<double> resampled, double acceleration)
    {
        _sorted = resampled.ToArray().Where(value => !double.IsNaN(value)).Order().ToArray();
        LeftOut = resampled.Length - _sorted.Length;
        WithoutEstimate = _sorted.Count(double.IsPositiveInfinity);
        var below = _sorted.Sum(value => Math.Abs(value - estimate) <= TieTolerance * estimate ? 0.5 : value < estimate ? 1 : 0);
        Bias = _sorted.Length == 0 ? double.NaN : SpecialFunctions.NormalQuantile(below / _sorted.Length);
        Acceleration = acceleration;
    }

    /// <summary>z0.</summary>
    public double Bias { get; }

    /// <summary>a.</summary>
    public double Acceleration { get; }

    /// <summary>Resamples the procedure had no answer for; they are not among the quantiles.</summary>
    public int LeftOut { get; }

    /// <summary>Resamples whose estimate does not exist, ordered as infinitely large.</summary>
    public int WithoutEstimate { get; }

    /// <summary>The limit at this probability; null when the bias or the acceleration is not finite.</summary>
    public double? At(double probability) => Level(probability) is { } q ? Quantile(q) : null;

    /// <summary>Whether the limit is only the smallest or the largest resample: a floor of the resampling, not an interval.</summary>
    public bool IsAtEdge(double probability) =>
        Level(probability) is { } q && (q < 1.0 / _sorted.Length || q > 1 - (1.0 / _sorted.Length) || Quantile(q) == _sorted[0] || Quantile(q) == _sorted[^1]);

    /// <summary>The central interval of this level.</summary>
    public Interval Central(double level)
    {
        if (Level(0.5) is null)
        {
            return new Interval(null, null, [Refusal()]);
        }

        var warnings = new List<string>();
        var tail = (1 - level) / 2;
        var (lower, upper) = (At(tail), At(1 - tail));
        if (WithoutEstimate > 0)
        {
            warnings.Add($"{WithoutEstimate} of {_sorted.Length} resamples had no estimate; they are counted as infinitely large.");
        }

        if (LeftOut > 0)
        {
            warnings.Add($"{LeftOut} resamples had no usable model and were left out.");
        }

        if (IsAtEdge(tail))
        {
            warnings.Add("The lower limit is the smallest resampled estimate: a floor of the resampling, not a limit of what is possible.");
        }

        if (upper is { } high && double.IsInfinity(high))
        {
            upper = null;
            warnings.Add("There is no upper limit: too many resamples had no estimate.");
        }
        else if (IsAtEdge(1 - tail))
        {
            warnings.Add("The upper limit is the largest resampled estimate: a ceiling of the resampling, not a limit of what is possible.");
        }

        return new Interval(lower is { } low && double.IsInfinity(low) ? null : lower, upper, warnings);
    }

    private string Refusal() => _sorted.Length == 0
        ? "No resample had an estimate; there is no interval."
        : double.IsInfinity(Bias)
            ? "All resampled estimates lie on one side of the estimate; there is no interval."
            : "Without a single one of the cases there would be no estimate; there is no interval.";

    private double? Level(double probability)
    {
        if (!double.IsFinite(Bias) || !double.IsFinite(Acceleration))
        {
            return null;
        }

        var z = Bias + SpecialFunctions.NormalQuantile(probability);
        return SpecialFunctions.NormalCdf(Bias + (z / (1 - (Acceleration * z))));
    }

    // Hyndman and Fan's type 8.
    private double Quantile(double q)
    {
        var h = (1.0 / 3) + (q * (_sorted.Length + (1.0 / 3)));
        var below = Math.Clamp((int)Math.Floor(h), 1, _sorted.Length);
        var above = Math.Clamp((int)Math.Floor(h) + 1, 1, _sorted.Length);
        var share = h - Math.Floor(h);
        var (low, high) = (_sorted[below - 1], _sorted[above - 1]);
        return low == high || share == 0 ? low : low + (share * (high - low));
    }
}
