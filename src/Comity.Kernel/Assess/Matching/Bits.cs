using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Comity.Kernel.Assess.Matching;

/// <summary>Sets of rows, a bit for each, and the comparisons that make them.</summary>
internal static class Bits
{
    /// <summary>Rows whose value lies between two, both included. Bits beyond the values are left 0.</summary>
    public static void InRange<T>(ReadOnlySpan<T> values, T low, T high, Span<ulong> bits)
        where T : unmanaged, INumber<T>
    {
        bits.Clear();
        ref var first = ref MemoryMarshal.GetReference(values);
        var lows = Vector256.Create(low);
        var highs = Vector256.Create(high);
        var lanes = Vector256<T>.Count;
        var row = 0;
        for (; row + lanes <= values.Length; row += lanes)
        {
            var vector = Vector256.LoadUnsafe(ref Unsafe.Add(ref first, row));
            var inside = Vector256.GreaterThanOrEqual(vector, lows) & Vector256.LessThanOrEqual(vector, highs);
            bits[row >> 6] |= (ulong)inside.ExtractMostSignificantBits() << (row & 63);
        }

        for (; row < values.Length; row++)
        {
            bits[row >> 6] |= values[row] >= low && values[row] <= high ? 1UL << (row & 63) : 0;
        }
    }

    /// <summary>Adds the rows whose value is one.</summary>
    public static void OrEqual<T>(ReadOnlySpan<T> values, T wanted, Span<ulong> bits)
        where T : unmanaged, INumber<T>
    {
        ref var first = ref MemoryMarshal.GetReference(values);
        var wanteds = Vector256.Create(wanted);
        var lanes = Vector256<T>.Count;
        var row = 0;
        for (; row + lanes <= values.Length; row += lanes)
        {
            var equal = Vector256.Equals(Vector256.LoadUnsafe(ref Unsafe.Add(ref first, row)), wanteds);
            bits[row >> 6] |= (ulong)equal.ExtractMostSignificantBits() << (row & 63);
        }

        for (; row < values.Length; row++)
        {
            bits[row >> 6] |= values[row] == wanted ? 1UL << (row & 63) : 0;
        }
    }

    public static void Or(Span<ulong> into, ReadOnlySpan<ulong> other)
    {
        var a = MemoryMarshal.Cast<ulong, Vector256<ulong>>(into);
        var b = MemoryMarshal.Cast<ulong, Vector256<ulong>>(other);
        for (var i = 0; i < a.Length && i < b.Length; i++)
        {
            a[i] |= b[i];
        }

        for (var i = a.Length * 4; i < into.Length; i++)
        {
            into[i] |= other[i];
        }
    }

    public static void And(Span<ulong> into, ReadOnlySpan<ulong> other)
    {
        var a = MemoryMarshal.Cast<ulong, Vector256<ulong>>(into);
        var b = MemoryMarshal.Cast<ulong, Vector256<ulong>>(other);
        for (var i = 0; i < a.Length && i < b.Length; i++)
        {
            a[i] &= b[i];
        }

        for (var i = a.Length * 4; i < into.Length; i++)
        {
            into[i] &= other[i];
        }
    }

    public static void AndNot(Span<ulong> into, ReadOnlySpan<ulong> other)
    {
        var a = MemoryMarshal.Cast<ulong, Vector256<ulong>>(into);
        var b = MemoryMarshal.Cast<ulong, Vector256<ulong>>(other);
        for (var i = 0; i < a.Length && i < b.Length; i++)
        {
            a[i] = Vector256.AndNot(a[i], b[i]);
        }

        for (var i = a.Length * 4; i < into.Length; i++)
        {
            into[i] &= ~other[i];
        }
    }

    /// <summary>All rows.</summary>
    public static void Fill(Span<ulong> bits, int rows)
    {
        bits.Fill(ulong.MaxValue);
        if ((rows & 63) != 0)
        {
            bits[^1] = (1UL << (rows & 63)) - 1;
        }
    }

    public static int Count(ReadOnlySpan<ulong> bits)
    {
        var count = 0;
        foreach (var word in bits)
        {
            count += BitOperations.PopCount(word);
        }

        return count;
    }

    /// <summary>Appends the rows of a set, ascending; returns how many.</summary>
    public static int Rows(ReadOnlySpan<ulong> bits, Span<ushort> rows)
    {
        var count = 0;
        for (var i = 0; i < bits.Length; i++)
        {
            for (var word = bits[i]; word != 0; word &= word - 1)
            {
                rows[count++] = (ushort)((i << 6) + BitOperations.TrailingZeroCount(word));
            }
        }

        return count;
    }

    public static bool At(ReadOnlySpan<ulong> bits, int row) => (bits[row >> 6] >> (row & 63) & 1) != 0;

    public static void Set(Span<ulong> bits, int row) => bits[row >> 6] |= 1UL << (row & 63);
}
