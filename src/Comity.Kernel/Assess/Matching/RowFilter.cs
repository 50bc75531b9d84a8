using System.Runtime.CompilerServices;

namespace Comity.Kernel.Assess.Matching;

/// <summary>
/// Keep of some rows those whose value passes a test, without a jump for each. What is kept may be written over the rows.
/// All return how many are kept.
/// </summary>
internal static class RowFilter
{
    /// <summary>Rows whose value is at least <paramref name="low"/> and at most <paramref name="extent"/> more.</summary>
    public static int InRange(ReadOnlySpan<byte> values, byte low, byte extent, ReadOnlySpan<ushort> rows, Span<ushort> kept)
    {
        var count = 0;
        foreach (var row in rows)
        {
            kept[count] = row;
            count += One((byte)(values[row] - low) <= extent);
        }

        return count;
    }

    /// <inheritdoc cref="InRange(ReadOnlySpan{byte}, byte, byte, ReadOnlySpan{ushort}, Span{ushort})"/>
    public static int InRange(ReadOnlySpan<ushort> values, ushort low, ushort extent, ReadOnlySpan<ushort> rows, Span<ushort> kept)
    {
        var count = 0;
        foreach (var row in rows)
        {
            kept[count] = row;
            count += One((ushort)(values[row] - low) <= extent);
        }

        return count;
    }

    /// <inheritdoc cref="InRange(ReadOnlySpan{byte}, byte, byte, ReadOnlySpan{ushort}, Span{ushort})"/>
    public static int InRange(ReadOnlySpan<uint> values, uint low, uint extent, ReadOnlySpan<ushort> rows, Span<ushort> kept)
    {
        var count = 0;
        foreach (var row in rows)
        {
            kept[count] = row;
            count += One(values[row] - low <= extent);
        }

        return count;
    }

    /// <inheritdoc cref="InRange(ReadOnlySpan{byte}, byte, byte, ReadOnlySpan{ushort}, Span{ushort})"/>
    public static int InRange(ReadOnlySpan<ulong> values, ulong low, ulong extent, ReadOnlySpan<ushort> rows, Span<ushort> kept)
    {
        var count = 0;
        foreach (var row in rows)
        {
            kept[count] = row;
            count += One(values[row] - low <= extent);
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
    public static int InSet(ReadOnlySpan<byte> codes, ReadOnlySpan<ulong> set, ReadOnlySpan<ushort> rows, Span<ushort> kept)
    {
        var count = 0;
        foreach (var row in rows)
        {
            kept[count] = row;
            count += One(Bits.At(set, codes[row]));
        }

        return count;
    }

    /// <inheritdoc cref="InSet(ReadOnlySpan{byte}, ReadOnlySpan{ulong}, ReadOnlySpan{ushort}, Span{ushort})"/>
    public static int InSet(ReadOnlySpan<ushort> codes, ReadOnlySpan<ulong> set, ReadOnlySpan<ushort> rows, Span<ushort> kept)
    {
        var count = 0;
        foreach (var row in rows)
        {
            kept[count] = row;
            count += One(Bits.At(set, codes[row]));
        }

        return count;
    }

    /// <summary>Rows of whose codes, which begin at <paramref name="starts"/>, one is in a set.</summary>
    public static int AnyInSet(ReadOnlySpan<byte> codes, ReadOnlySpan<int> starts, ReadOnlySpan<ulong> set, ReadOnlySpan<ushort> rows, Span<ushort> kept)
    {
        var count = 0;
        foreach (var row in rows)
        {
            var any = 0UL;
            foreach (var code in codes[starts[row]..starts[row + 1]])
            {
                any |= set[code >> 6] >> (code & 63);
            }

            kept[count] = row;
            count += (int)(any & 1);
        }

        return count;
    }

    /// <inheritdoc cref="AnyInSet(ReadOnlySpan{byte}, ReadOnlySpan{int}, ReadOnlySpan{ulong}, ReadOnlySpan{ushort}, Span{ushort})"/>
    public static int AnyInSet(ReadOnlySpan<ushort> codes, ReadOnlySpan<int> starts, ReadOnlySpan<ulong> set, ReadOnlySpan<ushort> rows, Span<ushort> kept)
    {
        var count = 0;
        foreach (var row in rows)
        {
            var any = 0UL;
            foreach (var code in codes[starts[row]..starts[row + 1]])
            {
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
