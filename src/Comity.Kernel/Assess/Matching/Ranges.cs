using Comity.Kernel.Assess.Cel;

namespace Comity.Kernel.Assess.Matching;

/// <summary>Comparisons with a constant as ranges of the column's own values, exactly as <see cref="CelEquality"/> compares.</summary>
internal static class Ranges
{
    /// <summary>The whole numbers (or ticks of a time) for which a comparison holds; null when the constant has another kind.</summary>
    public static Between? OfWhole(int field, string function, CelValue value)
    {
        // What is compared with grows with the whole number, so that both ends can be searched for.
        Func<long, int?>? compare = value.Kind switch
        {
            CelKind.Int or CelKind.Uint or CelKind.Double => n => CelEquality.Compare(CelValue.Of(n), value),
            CelKind.Timestamp => ticks => CelEquality.Compare(InstantOf(ticks), value),
            _ => null,
        };
        if (compare is null)
        {
            return null;
        }

        var (least, most) = value.Kind == CelKind.Timestamp ? (0L, DateTime.MaxValue.Ticks) : (long.MinValue, long.MaxValue);
        if (compare(0) is null)
        {
            return Nothing(field);
        }

        var atLeast = First(least, most, n => compare(n) >= 0);
        var above = First(least, most, n => compare(n) > 0);
        return function switch
        {
            "_<_" => Make(field, least, Before(atLeast, most)),
            "_<=_" => Make(field, least, Before(above, most)),
            "_>_" => above is { } a ? Make(field, a, most) : Nothing(field),
            "_>=_" => atLeast is { } b ? Make(field, b, most) : Nothing(field),
            _ => atLeast is { } c ? Make(field, c, Before(above, most)) : Nothing(field),
        };

        long? Before(long? n, long end) => n is null ? end : n == least ? null : n - 1;
    }

    /// <summary>The numbers for which a comparison holds; null when the constant is no number.</summary>
    public static NumberBetween? OfNumber(int field, string function, CelValue value)
    {
        if (!CelEquality.IsNumber(value.Kind))
        {
            return null;
        }

        var number = value.Kind switch { CelKind.Int => value.Int, CelKind.Uint => value.Uint, _ => value.Double };
        const double lowest = double.NegativeInfinity, highest = double.PositiveInfinity;
        return double.IsNaN(number) || (function == "_<_" && number == lowest) || (function == "_>_" && number == highest)
            ? new NumberBetween(field, highest, lowest)
            : function switch
            {
                "_<_" => new NumberBetween(field, lowest, Math.BitDecrement(number)),
                "_<=_" => new NumberBetween(field, lowest, number),
                "_>_" => new NumberBetween(field, Math.BitIncrement(number), highest),
                "_>=_" => new NumberBetween(field, number, highest),
                _ => new NumberBetween(field, number, number),
            };
    }

    private static CelValue InstantOf(long ticks) => CelValue.OfFact(new DateTimeOffset(ticks, TimeSpan.Zero), 0);

    private static Between Make(int field, long? low, long? high) =>
        low is { } l && high is { } h && l <= h ? new Between(field, l, h) : Nothing(field);

    private static Between Nothing(int field) => new(field, 1, 0);

    /// <summary>The first of a range for which something holds that holds for all after it.</summary>
    private static long? First(long low, long high, Func<long, bool> holds)
    {
        if (!holds(high))
        {
            return null;
        }

        while (low < high)
        {
            var middle = (long)(((Int128)low + high) >> 1);
            (low, high) = holds(middle) ? (low, middle) : (middle + 1, high);
        }

        return low;
    }
}
