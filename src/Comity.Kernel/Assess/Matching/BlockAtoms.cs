namespace Comity.Kernel.Assess.Matching;

/// <summary>The atoms of a matcher over one block of rows at a time: how often each can hold, where it does, whether it does at a row.</summary>
internal sealed class BlockAtoms(Matcher matcher)
{
    /// <summary>Codes that an atom is compared with at a row; with more, its rows are collected once.</summary>
    private const int FewCodes = 8;

    private readonly Atom[] _atoms = matcher.Atoms;
    private readonly Column?[] _columns = new Column?[matcher.Fields.Length];
    private readonly int[] _bound = new int[matcher.Atoms.Length];
    private readonly int[] _head = new int[matcher.Atoms.Length];
    private readonly int[] _codeCount = new int[matcher.Atoms.Length];
    private readonly List<int> _touched = [];
    private readonly ulong[]?[] _bits = new ulong[]?[matcher.Atoms.Length];
    private readonly List<int> _withBits = [];
    private readonly ulong[]?[] _nulls = new ulong[]?[matcher.Fields.Length];
    private readonly Stack<ulong[]> _free = new();
    private readonly List<ulong[]> _used = [];
    private (int Code, int Next)[] _codes = new (int, int)[1024];
    private int _codesUsed;
    private IReadOnlyList<ITextDictionary?> _dictionaries = [];
    private char[] _text = new char[256];
    private Chunk _block = null!;

    public int Rows { get; private set; }

    public int Words { get; private set; }

    /// <summary>The text atoms that hold for some row.</summary>
    public IReadOnlyList<int> Touched => _touched;

    public Column Column(int field) => _columns[field] ??= _block.Column(field);

    /// <summary>Begins a block: marks the atoms whose values occur in it.</summary>
    public void Begin(Chunk block, ChunkResolution resolution)
    {
        Forget();
        (_block, _dictionaries, Rows, Words) = (block, resolution.Dictionaries, block.Rows, (block.Rows + 63) >> 6);
        foreach (var field in matcher.UsedFields)
        {
            if (matcher.Fields[field] is not null && Column(field) is { Kind: ColumnKind.Codes or ColumnKind.Lists } column && resolution.Of(field, column.IsTokens) is { } lists)
            {
                Mark(column, lists);
            }
        }
    }

    /// <summary>Whether an atom is not decided by the codes of its column but by whole texts.</summary>
    public bool IsUnread(int atom) => Column(_atoms[atom].Field) is { IsTokens: true } && _atoms[atom] is TextAtom && !FieldIndex.IsOfWords(_atoms[atom]);

    /// <summary>At most so many rows make an atom true.</summary>
    public int MostTrue(int atom)
    {
        var column = Column(_atoms[atom].Field);
        switch (_atoms[atom])
        {
            case Between between when column.Kind == ColumnKind.Numbers:
                return NumberRanges.Of(column, between.Low, between.High).IsEmpty ? 0 : Rows - column.NullCount;
            case NumberBetween between when column.Kind is ColumnKind.Numbers or ColumnKind.Doubles:
                return NumberRanges.IsOutside(column, between) ? 0 : Rows - column.NullCount;
            case TextAtom:
                return IsUnread(atom) ? Rows - column.NullCount : Math.Min(Rows, _bound[atom]);
            default:
                return Rows - column.NullCount;
        }
    }

    /// <summary>Rows whose fact is missing; none for an atom that is never unknown.</summary>
    public int Unknowns(int atom) => _atoms[atom] is Known ? 0 : Column(_atoms[atom].Field).NullCount;

    /// <summary>Whether the rows of an atom can be listed one after the other.</summary>
    public bool IsListed(int atom) =>
        _atoms[atom] is TextAtom && !IsUnread(atom) && Column(_atoms[atom].Field) is var column
        && (column.Kind == ColumnKind.Empty || !column.Postings.IsEmpty || _bound[atom] == 0);

    /// <summary>Appends the rows that make a listed atom true; a row may come more than once.</summary>
    public void ListRows(int atom, ref int count, Span<ushort> rows)
    {
        if (_bound[atom] == 0)
        {
            return;
        }

        var column = Column(_atoms[atom].Field);
        var starts = column.Starts.Span;
        for (var i = _head[atom]; i >= 0; i = _codes[i].Next)
        {
            var code = _codes[i].Code;
            var found = column.Postings.Span[starts[code]..starts[code + 1]];
            found.CopyTo(rows[count..]);
            count += found.Length;
        }
    }

    public bool IsUnknownAt(int atom, int row) => _atoms[atom] is not Known && Column(_atoms[atom].Field).IsNull(row);

    /// <summary>Whether an atom is true at a row.</summary>
    public bool HoldsAt(int atom, int row)
    {
        if (_bits[atom] is { } bits)
        {
            return Bits.At(bits, row);
        }

        var column = Column(_atoms[atom].Field);
        switch (_atoms[atom])
        {
            case TextAtom text:
                return IsUnread(atom) ? !column.IsNull(row) && text.Holds(column.TextAt(row, _dictionaries[text.Field]!, ref _text)) : HoldsByCode(atom, column, row);
            case Between between:
                return !column.IsNull(row) && column.WholeAt(row) is var whole && whole >= between.Low && whole <= between.High;
            case NumberBetween between:
                return !column.IsNull(row) && column.NumberAt(row) is var number && number >= between.Low && number <= between.High;
            case Holding:
                return !column.IsNull(row) && column.BitAt(row);
            default:
                return !column.IsNull(row);
        }
    }

    /// <summary>The rows that make an atom true. Not to be changed.</summary>
    public ulong[] TrueRows(int atom)
    {
        if (_bits[atom] is { } known)
        {
            return known;
        }

        var bits = Take();
        Fill(atom, Column(_atoms[atom].Field), bits.AsSpan(0, Words));
        _bits[atom] = bits;
        _withBits.Add(atom);
        return bits;
    }

    /// <summary>The rows whose fact is missing. Not to be changed.</summary>
    public ulong[] NullRows(int field)
    {
        if (_nulls[field] is { } known)
        {
            return known;
        }

        var bits = Take();
        var span = bits.AsSpan(0, Words);
        span.Clear();
        var column = Column(field);
        if (column.Kind == ColumnKind.Empty)
        {
            Bits.Fill(span, Rows);
        }
        else if (column.NullCount > 0 && column.Kind == ColumnKind.Codes)
        {
            OrCode(column, 0, span);
        }
        else if (column.NullCount > 0)
        {
            column.Nulls.Span[..Words].CopyTo(span);
        }

        return _nulls[field] = bits;
    }

    /// <summary>A set of rows to write to; given back when the next block begins.</summary>
    public ulong[] Take()
    {
        var bits = _free.Count > 0 ? _free.Pop() : new ulong[Chunk.MaxRows >> 6];
        _used.Add(bits);
        return bits;
    }

    private void Forget()
    {
        foreach (var atom in _touched)
        {
            _bound[atom] = 0;
        }

        foreach (var atom in _withBits)
        {
            _bits[atom] = null;
        }

        foreach (var bits in _used)
        {
            _free.Push(bits);
        }

        _used.Clear();
        _touched.Clear();
        _withBits.Clear();
        Array.Clear(_nulls);
        Array.Clear(_columns);
        _codesUsed = 0;
    }

    private void Mark(Column column, AtomLists lists)
    {
        var dictionary = column.Dictionary.Span;
        var starts = column.Starts.Span;
        var slots = lists.Slots;
        for (var i = 0; i < dictionary.Length; i++)
        {
            var slot = slots[dictionary[i]];
            if (slot != 0)
            {
                Mark(lists.OfSlot(slot), i + 1, starts[i + 2] - starts[i + 1]);
            }
        }
    }

    private void Mark(int[] atoms, int code, int count)
    {
        if (_codesUsed + atoms.Length > _codes.Length)
        {
            Array.Resize(ref _codes, Math.Max(_codes.Length * 2, _codesUsed + atoms.Length));
        }

        foreach (var atom in atoms)
        {
            if (_bound[atom] == 0)
            {
                _touched.Add(atom);
                _head[atom] = -1;
                _codeCount[atom] = 0;
            }

            _codes[_codesUsed] = (code, _head[atom]);
            _head[atom] = _codesUsed++;
            _codeCount[atom]++;
            _bound[atom] += count;
        }
    }

    private bool HoldsByCode(int atom, Column column, int row)
    {
        if (_bound[atom] == 0)
        {
            return false;
        }

        if (_codeCount[atom] > FewCodes)
        {
            return Bits.At(TrueRows(atom), row);
        }

        var (from, to) = column.Kind == ColumnKind.Codes ? (row, row + 1) : (column.ListStarts.Span[row], column.ListStarts.Span[row + 1]);
        for (var at = from; at < to; at++)
        {
            var code = (int)column.ValueAt(at);
            for (var i = _head[atom]; i >= 0; i = _codes[i].Next)
            {
                if (_codes[i].Code == code)
                {
                    return true;
                }
            }
        }

        return false;
    }

    private void Fill(int atom, Column column, Span<ulong> bits)
    {
        switch (_atoms[atom])
        {
            case TextAtom when IsUnread(atom):
                bits.Clear();
                for (var row = 0; row < Rows; row++)
                {
                    if (HoldsAt(atom, row))
                    {
                        Bits.Set(bits, row);
                    }
                }

                break;
            case TextAtom:
                bits.Clear();
                for (var i = _bound[atom] == 0 ? -1 : _head[atom]; i >= 0; i = _codes[i].Next)
                {
                    OrCode(column, _codes[i].Code, bits);
                }

                break;
            case Between between when column.Kind != ColumnKind.Empty:
                NumberRanges.Of(column, between.Low, between.High).Fill(column, bits);
                Bits.AndNot(bits, NullRows(between.Field).AsSpan(0, Words));
                break;
            case NumberBetween between when column.Kind == ColumnKind.Doubles:
                Bits.InRange(column.Doubles.Span[..Rows], between.Low, between.High, bits);
                Bits.AndNot(bits, NullRows(between.Field).AsSpan(0, Words));
                break;
            case NumberBetween between when column.Kind == ColumnKind.Numbers:
                NumberRanges.Of(column, between).Fill(column, bits);
                Bits.AndNot(bits, NullRows(between.Field).AsSpan(0, Words));
                break;
            case Holding when column.Kind == ColumnKind.Bits:
                column.Bits.Span[..Words].CopyTo(bits);
                break;
            case Known known:
                Bits.Fill(bits, Rows);
                Bits.AndNot(bits, NullRows(known.Field).AsSpan(0, Words));
                break;
            default:
                bits.Clear();
                break;
        }
    }

    private void OrCode(Column column, int code, Span<ulong> bits)
    {
        if (!column.Postings.IsEmpty)
        {
            foreach (var row in column.Postings.Span[column.Starts.Span[code]..column.Starts.Span[code + 1]])
            {
                Bits.Set(bits, row);
            }
        }
        else if (column.Width == 1)
        {
            Bits.OrEqual(column.Values8.Span[..Rows], (byte)code, bits);
        }
        else
        {
            Bits.OrEqual(column.Values16.Span[..Rows], (ushort)code, bits);
        }
    }
}

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
        var from = First(column, value => value >= between.Low);
        var after = First(column, value => value > between.High);
        return from is null || after == 0 ? None : Make(from.Value, (after ?? (column.Top + 1)) - 1);

        static NumberRanges Make(ulong low, ulong high) => low <= high ? new(low, high, false) : None;
    }

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

    private static ulong DivideUp(ulong number, ulong by) => (number / by) + (number % by == 0 ? 0UL : 1UL);

    private static ulong? First(Column column, Func<double, bool> holds)
    {
        if (!holds(At(column.Top)))
        {
            return null;
        }

        var (low, high) = (0UL, column.Top);
        while (low < high)
        {
            var middle = low + ((high - low) >> 1);
            (low, high) = holds(At(middle)) ? (low, middle) : (middle + 1, high);
        }

        return low;

        double At(ulong offset) => (long)((ulong)column.Least + (offset * column.Step)) / (double)column.Scale;
    }
}
