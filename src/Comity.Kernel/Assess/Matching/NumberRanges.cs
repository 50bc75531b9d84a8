namespace Comity.Kernel.Assess.Matching;

/// <summary>A range of a number column's offsets.</summary>
internal readonly record struct NumberRanges(ulong Low, ulong High, bool IsEmpty)
{
    private static readonly NumberRanges None = new(1, 0, true);

    /// <summary>The offsets of the whole numbers between two.</summary>
    public static NumberRanges Of(Column column, long low, long high)
    {
        if (low > high || high < column.Least)
        {
            return None;
        }

        var from = low <= column.Least ? 0 : DivideUp((ulong)low - (ulong)column.Least, column.Step);
        var to = Math.Min(((ulong)high - (ulong)column.Least) / column.Step, column.Top);
        return from <= to ? new(from, to, false) : None;
    }

    /// <summary>The offsets of the fractions between two.</summary>
    public static NumberRanges Of(Column column, NumberBetween between)
    {
        if (!(between.Low <= between.High))
        {
            return None;
        }

        // A fraction grows with its offset: the ends are where it passes the bounds.
        var from = First(column, between.Low, isAbove: false);
        var after = First(column, between.High, isAbove: true);
        return from is null || after == 0 ? None : Make(from.Value, (after ?? (column.Top + 1)) - 1);

        static NumberRanges Make(ulong low, ulong high) => low <= high ? new(low, high, false) : None;
    }

    /// <summary>Whether the values of a column of whole numbers all lie outside two.</summary>
    public static bool IsOutside(Column column, Between between) =>
        between.High < column.Least || between.Low > (long)((ulong)column.Least + (column.Top * column.Step)) || between.Low > between.High;

    /// <summary>Whether the values of a column of fractions all lie outside two.</summary>
    public static bool IsOutside(Column column, NumberBetween between) => column.Kind == ColumnKind.Doubles
        ? !(between.High >= BitConverter.Int64BitsToDouble(column.Least) && between.Low <= BitConverter.UInt64BitsToDouble(column.Top) && between.Low <= between.High)
        : !(between.Low <= between.High
            && between.High >= column.Least / (double)column.Scale
            && between.Low <= (long)((ulong)column.Least + (column.Top * column.Step)) / (double)column.Scale);

    public void Fill(Column column, Span<ulong> bits)
    {
        if (IsEmpty)
        {
            bits.Clear();
            return;
        }

        switch (column.Width)
        {
            case 1: Bits.InRange(column.Values8.Span, (byte)Low, (byte)High, bits); break;
            case 2: Bits.InRange(column.Values16.Span, (ushort)Low, (ushort)High, bits); break;
            case 4: Bits.InRange(column.Values32.Span, (uint)Low, (uint)High, bits); break;
            default: Bits.InRange(column.Values64.Span, Low, High, bits); break;
        }
    }

    /// <summary>Keeps of some rows those with an offset in the range; rows without a value count as offset 0.</summary>
    public int Keep(Column column, ReadOnlySpan<ushort> rows, Span<ushort> kept) => IsEmpty ? 0 : column.Width switch
    {
        1 => RowFilter.InRange(column.Values8.Span, (byte)Low, (byte)(High - Low), rows, kept),
        2 => RowFilter.InRange(column.Values16.Span, (ushort)Low, (ushort)(High - Low), rows, kept),
        4 => RowFilter.InRange(column.Values32.Span, (uint)Low, (uint)(High - Low), rows, kept),
        _ => RowFilter.InRange(column.Values64.Span, Low, High - Low, rows, kept),
    };

    private static ulong DivideUp(ulong number, ulong by) => (number / by) + (number % by == 0 ? 0UL : 1UL);

    /// <summary>The first offset whose fraction is at least a bound, or above it; null when there is none.</summary>
    private static ulong? First(Column column, double bound, bool isAbove)
    {
        if (!Reaches(column.Top))
        {
            return null;
        }

        // Where arithmetic says it lies, or one beside, since that rounds; else it is looked for.
        var guess = Math.Clamp(((bound * column.Scale) - column.Least) / column.Step, 0, column.Top);
        var (low, high) = (0UL, column.Top);
        if (guess < 1UL << 52)
        {
            var near = (ulong)guess;
            high = Math.Min(near + 1, column.Top);
            (low, high) = !Reaches(high) ? (high, column.Top) : near > 0 && !Reaches(near - 1) ? (near, high) : (0, high);
        }

        while (low < high)
        {
            var middle = low + ((high - low) >> 1);
            (low, high) = Reaches(middle) ? (low, middle) : (middle + 1, high);
        }

        return low;

        bool Reaches(ulong offset)
        {
            var value = (long)((ulong)column.Least + (offset * column.Step)) / (double)column.Scale;
            return isAbove ? value > bound : value >= bound;
        }
    }
}
