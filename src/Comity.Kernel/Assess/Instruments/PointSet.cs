using System.Globalization;

namespace Comity.Kernel.Assess.Instruments;

/// <summary>The points that are possible, in rising order and each once; one value when it is known.</summary>
internal sealed class PointSet
{
    /// <summary>Values a set may have; an instrument that would need more is refused.</summary>
    public const int Most = 20_000;

    private readonly decimal[] _values;

    private PointSet(decimal[] values) => _values = values;

    public static PointSet Zero { get; } = new([0]);

    public IReadOnlyList<decimal> Values => _values;

    public decimal Min => _values[0];

    public decimal Max => _values[^1];

    public decimal? Known => _values.Length == 1 ? _values[0] : null;

    public static PointSet Of(IEnumerable<decimal> values) => new([.. values.Distinct().Order()]);

    /// <summary>Every sum of one value of each.</summary>
    /// <exception cref="TooManyTotalsException">There are more than <see cref="Most"/>.</exception>
    public PointSet Plus(PointSet other)
    {
        if (other._values is [var only])
        {
            return only == 0 ? this : new PointSet([.. _values.Select(v => v + only)]);
        }

        var sums = new HashSet<decimal>();
        foreach (var a in _values)
        {
            foreach (var b in other._values)
            {
                sums.Add(a + b);
            }

            if (sums.Count > Most)
            {
                throw new TooManyTotalsException();
            }
        }

        return Of(sums);
    }

    /// <summary>Every higher one of one value of each.</summary>
    public PointSet Highest(PointSet other)
    {
        var least = Math.Max(Min, other.Min);
        return Of(_values.Concat(other._values).Where(v => v >= least));
    }

    public PointSet Within(decimal? atLeast, decimal? atMost) =>
        atLeast is null && atMost is null ? this : Of(_values.Select(v => Math.Min(Math.Max(v, atLeast ?? v), atMost ?? v)));

    public override string ToString() => Known is { } known ? Text(known) : $"{Text(Min)} to {Text(Max)}";

    public static string Text(decimal points) => points.ToString("0.######", CultureInfo.InvariantCulture);
}

/// <summary>An instrument's points are so many different ones that its totals cannot be listed.</summary>
internal sealed class TooManyTotalsException : Exception;
