namespace Comity.Kernel.Assess.Cel;

/// <summary>CEL's equality and order, which compare numbers of different types by their mathematical value.</summary>
internal static class CelEquality
{
    /// <summary>Whether two values are equal; values of different types (numbers apart) are not.</summary>
    public static bool Equal(CelValue a, CelValue b, Evaluation evaluation)
    {
        // Lists that share parts can be exponentially larger than they look.
        if (!evaluation.Spend(1) || a.Kind != b.Kind)
        {
            return ScalarsEqual(a, b);
        }

        switch (a.Kind)
        {
            case CelKind.List:
                if (a.Count != b.Count)
                {
                    return false;
                }

                for (var i = 0; i < a.Count; i++)
                {
                    if (!Equal(a[i], b[i], evaluation))
                    {
                        return false;
                    }
                }

                return true;
            case CelKind.Map:
                return a.Map.Keys.Count == b.Map.Keys.Count
                    && a.Map.Keys.All(key => b.Map.TryGet(key, out var other) && Equal(a.Map[key], other, evaluation));
            case CelKind.Optional:
                return a.HasValue == b.HasValue && (!a.HasValue || Equal(a.OptionalValue, b.OptionalValue, evaluation));
            default:
                return ScalarsEqual(a, b);
        }
    }

    public static bool ScalarsEqual(CelValue a, CelValue b)
    {
        if (a.Kind != b.Kind)
        {
            return IsNumber(a.Kind) && IsNumber(b.Kind) && CompareNumbers(a, b) == 0;
        }

        return a.Kind switch
        {
            CelKind.Null => true,
            CelKind.Bool or CelKind.Int or CelKind.Uint or CelKind.Duration => a.Int == b.Int,
            CelKind.Double => a.Double == b.Double,
            CelKind.String or CelKind.Type => string.Equals(a.Text, b.Text, StringComparison.Ordinal),
            CelKind.Bytes => a.Bytes.AsSpan().SequenceEqual(b.Bytes),
            CelKind.Timestamp => a.Seconds == b.Seconds && a.Nanos == b.Nanos,
            CelKind.IpAddress => a.Address.MapToIPv6().Equals(b.Address.MapToIPv6()),
            CelKind.IpNetwork => a.Network == b.Network,
            _ => false,
        };
    }

    /// <summary>The order of two values: negative, 0, positive; <see langword="null"/> when they have none (NaN, unlike types).</summary>
    public static int? Compare(CelValue a, CelValue b)
    {
        if (IsNumber(a.Kind) && IsNumber(b.Kind))
        {
            return CompareNumbers(a, b);
        }

        if (a.Kind != b.Kind)
        {
            return null;
        }

        return a.Kind switch
        {
            CelKind.Bool or CelKind.Duration => a.Int.CompareTo(b.Int),
            CelKind.String => CompareCodePoints(a.Text, b.Text),
            CelKind.Bytes => a.Bytes.AsSpan().SequenceCompareTo(b.Bytes),
            CelKind.Timestamp => (a.Seconds, a.Nanos).CompareTo((b.Seconds, b.Nanos)),
            _ => null,
        };
    }

    public static bool IsNumber(CelKind kind) => kind is CelKind.Int or CelKind.Uint or CelKind.Double;

    // Beside a double an integer is first made one, as the suite asks: 2^63 - 1 and 2^63 as a double are equal.
    private static int? CompareNumbers(CelValue a, CelValue b) => (a.Kind, b.Kind) switch
    {
        (CelKind.Int, CelKind.Int) => a.Int.CompareTo(b.Int),
        (CelKind.Uint, CelKind.Uint) => a.Uint.CompareTo(b.Uint),
        (CelKind.Int, CelKind.Uint) => a.Int < 0 ? -1 : ((ulong)a.Int).CompareTo(b.Uint),
        (CelKind.Uint, CelKind.Int) => b.Int < 0 ? 1 : a.Uint.CompareTo((ulong)b.Int),
        _ => CompareDoubles(ToDouble(a), ToDouble(b)),
    };

    private static double ToDouble(CelValue number) => number.Kind switch
    {
        CelKind.Int => number.Int,
        CelKind.Uint => number.Uint,
        _ => number.Double,
    };

    private static int? CompareDoubles(double a, double b) => double.IsNaN(a) || double.IsNaN(b) ? null : a < b ? -1 : a > b ? 1 : 0;

    // UTF-16 puts the surrogates of code points above U+FFFF before U+E000; CEL compares code points.
    private static int CompareCodePoints(string a, string b)
    {
        var length = Math.Min(a.Length, b.Length);
        for (var i = 0; i < length; i++)
        {
            if (a[i] != b[i])
            {
                var aSurrogate = char.IsSurrogate(a[i]);
                var bSurrogate = char.IsSurrogate(b[i]);
                return aSurrogate == bSurrogate ? a[i].CompareTo(b[i]) : aSurrogate ? 1 : -1;
            }
        }

        return a.Length.CompareTo(b.Length);
    }
}
