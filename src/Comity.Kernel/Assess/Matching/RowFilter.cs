using System.Numerics;
using System.Runtime.CompilerServices;

namespace Comity.Kernel.Assess.Matching;

/// <summary>
/// Keep of some rows those whose value passes a test, without a jump for each. What is kept may be written over the rows.
/// All return how many are kept.
/// </summary>
internal static class RowFilter
{
    /// <summary>Rows whose value is at least <paramref name="low"/> and at most <paramref name="extent"/> more.</summary>
    public static int InRange<T>(ReadOnlySpan<T> values, T low, T extent, ReadOnlySpan<ushort> rows, Span<ushort> kept)
        where T : unmanaged, IUnsignedNumber<T>, IComparisonOperators<T, T, bool>
    {
        var count = 0;
        foreach (var row in rows)
        {
            kept[count] = row;
            count += One(unchecked(values[row] - low) <= extent);
        }

        return count;
    }

    /// <summary>Rows whose value lies between two, both included.</summary>
    public static int Between(ReadOnlySpan<double> values, double low, double high, ReadOnlySpan<ushort> rows, Span<ushort> kept)
    {
        var count = 0;
        foreach (var row in rows)
        {
            kept[count] = row;
            count += One(values[row] >= low & values[row] <= high);
        }

        return count;
    }

    /// <summary>Rows whose code is in a set of codes.</summary>
    public static int InSet<T>(ReadOnlySpan<T> codes, ReadOnlySpan<ulong> set, ReadOnlySpan<ushort> rows, Span<ushort> kept)
        where T : unmanaged, IUnsignedNumber<T>
    {
        var count = 0;
        foreach (var row in rows)
        {
            kept[count] = row;
            count += One(Bits.At(set, int.CreateTruncating(codes[row])));
        }

        return count;
    }

    /// <summary>Rows of whose codes, which begin at <paramref name="starts"/>, one is in a set.</summary>
    public static int AnyInSet<T>(ReadOnlySpan<T> codes, ReadOnlySpan<int> starts, ReadOnlySpan<ulong> set, ReadOnlySpan<ushort> rows, Span<ushort> kept)
        where T : unmanaged, IUnsignedNumber<T>
    {
        var count = 0;
        foreach (var row in rows)
        {
            var any = 0UL;
            foreach (var wide in codes[starts[row]..starts[row + 1]])
            {
                var code = int.CreateTruncating(wide);
                any |= set[code >> 6] >> (code & 63);
            }

            kept[count] = row;
            count += (int)(any & 1);
        }

        return count;
    }

    /// <summary>Rows that are in a set of rows, or that are not.</summary>
    public static int InRows(ReadOnlySpan<ulong> set, bool wanted, ReadOnlySpan<ushort> rows, Span<ushort> kept)
    {
        var count = 0;
        foreach (var row in rows)
        {
            kept[count] = row;
            count += One(Bits.At(set, row) == wanted);
        }

        return count;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int One(bool truth) => truth ? 1 : 0;
}
