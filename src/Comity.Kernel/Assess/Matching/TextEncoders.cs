using System.Runtime.InteropServices;

namespace Comity.Kernel.Assess.Matching;

/// <summary>Numbers the texts of a field that fit some atom, and remembers some that fit none.</summary>
internal sealed class TextTable
{
    private const int MostRemembered = 1 << 17;
    private const int LongestProbe = 16;
    private const ulong Factor = 0x9E3779B97F4A7C15;

    private readonly FieldIndex _index;
    private readonly List<int> _scratch = [];
    private (string? Text, uint Hash, int Entry)[] _slots = [];
    private int _remembered;

    public TextTable(FieldIndex index)
    {
        _index = index;
        Reset();
    }

    /// <summary>The atoms of each entry; entry 0 fits none.</summary>
    public AtomLists Lists { get; private set; } = new();

    /// <summary>Makes room when too much is remembered; entries given before are void.</summary>
    public void Tidy()
    {
        if (Lists.Count > MostRemembered || _remembered > MostRemembered)
        {
            Reset();
        }
    }

    public int EntryOf(string text)
    {
        var hash = Hash(text);
        var mask = _slots.Length - 1;
        for (int i = (int)hash & mask, probes = 0; probes < LongestProbe; i = (i + 1) & mask, probes++)
        {
            ref var slot = ref _slots[i];
            if (slot.Text is null)
            {
                // An exact field knows all its texts from the start.
                return _index.IsExact ? 0 : Remember(ref slot, text, hash);
            }

            if (slot.Hash == hash && string.Equals(slot.Text, text, StringComparison.Ordinal))
            {
                return slot.Entry;
            }
        }

        // Crafted or crowded: resolved without being remembered.
        return Resolve(text);
    }

    private int Remember(ref (string? Text, uint Hash, int Entry) slot, string text, uint hash)
    {
        var entry = Resolve(text);
        if (_remembered * 2 < _slots.Length)
        {
            slot = (text, hash, entry);
            if (++_remembered * 2 >= _slots.Length && _slots.Length < 4 * MostRemembered)
            {
                Grow();
            }
        }

        return entry;
    }

    private int Resolve(string text)
    {
        var atoms = _index.Resolve(text, isWord: false, _scratch);
        if (atoms.Length == 0)
        {
            return 0;
        }

        Lists.Add(atoms);
        return Lists.Count - 1;
    }

    private void Grow()
    {
        var old = _slots;
        _slots = new (string?, uint, int)[old.Length * 2];
        _remembered = 0;
        foreach (var (text, hash, entry) in old)
        {
            if (text is not null)
            {
                Place(text, hash, entry);
            }
        }
    }

    private void Place(string text, uint hash, int entry)
    {
        var mask = _slots.Length - 1;
        for (int i = (int)hash & mask, probes = 0; probes < LongestProbe; i = (i + 1) & mask, probes++)
        {
            if (_slots[i].Text is null)
            {
                _slots[i] = (text, hash, entry);
                _remembered++;
                return;
            }
        }
    }

    private void Reset()
    {
        Lists = new AtomLists();
        Lists.Add([]);
        _remembered = 0;
        _slots = new (string?, uint, int)[Math.Max(256, (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)_index.ExactValues.Count * 4))];
        foreach (var text in _index.ExactValues)
        {
            Place(text, Hash(text), Resolve(text));
        }
    }

    private static uint Hash(string text)
    {
        var hash = (ulong)text.Length * Factor;
        var bytes = MemoryMarshal.AsBytes(text.AsSpan());
        if (bytes.Length >= sizeof(ulong))
        {
            var i = 0;
            for (; i + sizeof(ulong) <= bytes.Length; i += sizeof(ulong))
            {
                hash = ulong.RotateLeft((hash ^ MemoryMarshal.Read<ulong>(bytes[i..])) * Factor, 27);
            }

            hash = (hash ^ MemoryMarshal.Read<ulong>(bytes[^sizeof(ulong)..])) * Factor;
        }
        else
        {
            foreach (var c in text)
            {
                hash = ulong.RotateLeft((hash ^ c) * Factor, 27);
            }
        }

        return (uint)(hash >> 32);
    }
}

/// <summary>One text a row. Code 1 stands for all that fit no atom.</summary>
internal sealed class CodeEncoder : FieldEncoder
{
    private readonly TextTable _table;
    private readonly List<int> _entries = [];
    private ushort[] _codes = Pinned<ushort>(1);
    private ushort[] _postings = Pinned<ushort>(1);
    private int[] _dictionary = Pinned<int>(1);
    private int[] _starts = Pinned<int>(3);
    private int[] _localOf = [];

    public CodeEncoder(FieldIndex index) => _table = new TextTable(index);

    public override AtomLists Lists => _table.Lists;

    public override void Begin(int rows)
    {
        base.Begin(rows);
        _table.Tidy();
        _codes = Ensure(_codes, rows);
        _codes.AsSpan(0, rows).Clear();
        _entries.Clear();
        _entries.Add(0);
    }

    public override void Add(int row, object value)
    {
        Column.NullCount--;
        var entry = _table.EntryOf((string)value);
        if (entry >= _localOf.Length)
        {
            Array.Resize(ref _localOf, Math.Max(_table.Lists.Count, entry * 2));
        }

        var local = entry == 0 ? 1 : _localOf[entry];
        if (local == 0)
        {
            _entries.Add(entry);
            _localOf[entry] = local = _entries.Count;
        }

        _codes[row] = (ushort)local;
    }

    public override void End()
    {
        var rows = Column.Rows;
        var distinct = _entries.Count;
        _dictionary = Ensure(_dictionary, distinct);
        CollectionsMarshal.AsSpan(_entries).CopyTo(_dictionary);
        for (var i = 1; i < distinct; i++)
        {
            _localOf[_entries[i]] = 0;
        }

        _starts = Ensure(_starts, distinct + 2);
        _postings = Ensure(_postings, Math.Max(rows, 1));
        var starts = _starts.AsSpan(0, distinct + 2);
        starts.Clear();
        for (var row = 0; row < rows; row++)
        {
            starts[_codes[row] + 1]++;
        }

        // Nothing asks for the rows of "other".
        starts[2] = 0;
        var next = Cumulate(starts);
        for (var row = 0; row < rows; row++)
        {
            if (_codes[row] != 1)
            {
                _postings[next[_codes[row]]++] = (ushort)row;
            }
        }

        (Column.Kind, Column.Width, Column.Distinct) = (ColumnKind.Codes, sizeof(ushort), distinct);
        Column.Values16 = Section<ushort>.Of(_codes, rows);
        Column.Dictionary = Section<int>.Of(_dictionary, distinct);
        Column.Starts = Section<int>.Of(_starts, distinct + 2);
        Column.Postings = Section<ushort>.Of(_postings, Math.Max(rows, 1));
    }
}

/// <summary>Several texts a row, or one that has to be searched for parts.</summary>
internal sealed class ListEncoder : FieldEncoder
{
    private readonly TextTable? _table;
    private readonly FieldIndex _index;
    private readonly AtomLists _single = new();
    private readonly Dictionary<int, int> _entryOfAtom = [];
    private readonly List<int> _scratch = [];
    private readonly List<int> _entries = [];
    private int[] _localOf = [];
    private int[] _lastRow = [];
    private uint[] _codes = Pinned<uint>(64);
    private int _count;
    private int _row;
    private int[] _listStarts = Pinned<int>(1);
    private int[] _dictionary = Pinned<int>(1);
    private int[] _starts = Pinned<int>(3);
    private ushort[] _postings = Pinned<ushort>(1);

    public ListEncoder(FieldIndex index)
    {
        _index = index;
        _table = index.HasParts ? null : new TextTable(index);
        _single.Add([]);
    }

    public override AtomLists Lists => _table?.Lists ?? _single;

    public override void Begin(int rows)
    {
        base.Begin(rows);
        _table?.Tidy();
        _entries.Clear();
        (_count, _row) = (0, 0);
        _listStarts = Ensure(_listStarts, rows + 1);
    }

    public override void Add(int row, object value)
    {
        Know(row);
        CloseUpTo(row);
        if (value is string text)
        {
            AddText(text);
        }
        else
        {
            var list = (IReadOnlyList<string>)value;
            for (var i = 0; i < list.Count; i++)
            {
                AddText(list[i]);
            }
        }
    }

    public override void End()
    {
        CloseUpTo(Column.Rows);
        var distinct = _entries.Count;
        _dictionary = Ensure(_dictionary, Math.Max(distinct, 1));
        CollectionsMarshal.AsSpan(_entries).CopyTo(_dictionary);
        foreach (var entry in _entries)
        {
            _localOf[entry] = 0;
        }

        (Column.Kind, Column.Width, Column.Distinct) = (ColumnKind.Lists, sizeof(uint), distinct);
        Column.Values32 = Section<uint>.Of(_codes, _count);
        Column.ListStarts = Section<int>.Of(_listStarts, Column.Rows + 1);
        Column.Dictionary = Section<int>.Of(_dictionary, distinct);
        Post(distinct);
    }

    private void AddText(string text)
    {
        if (_table is not null)
        {
            AddEntry(_table.EntryOf(text));
            return;
        }

        // Nearly every text is different: what is remembered are the atoms, not the texts.
        foreach (var atom in _index.Resolve(text, isWord: false, _scratch))
        {
            if (!_entryOfAtom.TryGetValue(atom, out var entry))
            {
                _entryOfAtom.Add(atom, entry = _single.Count);
                _single.Add([atom]);
            }

            AddEntry(entry);
        }
    }

    private void AddEntry(int entry)
    {
        if (entry == 0)
        {
            return;
        }

        if (entry >= _localOf.Length)
        {
            Array.Resize(ref _localOf, Math.Max(Lists.Count, entry * 2));
        }

        var local = _localOf[entry];
        if (local == 0)
        {
            _entries.Add(entry);
            _localOf[entry] = local = _entries.Count;
        }

        if (_count == _codes.Length)
        {
            var grown = Pinned<uint>(_count * 2);
            _codes.CopyTo(grown, 0);
            _codes = grown;
        }

        _codes[_count++] = (uint)local;
    }

    // Rows up to this one, this one not included, have got all their elements.
    private void CloseUpTo(int row)
    {
        for (; _row <= row; _row++)
        {
            _listStarts[_row] = _count;
        }
    }

    private void Post(int distinct)
    {
        _starts = Ensure(_starts, distinct + 2);
        _postings = Ensure(_postings, Math.Max(_count, 1));
        if (_lastRow.Length <= distinct)
        {
            _lastRow = new int[(distinct + 1) * 2];
        }

        var starts = _starts.AsSpan(0, distinct + 2);
        starts.Clear();
        var next = starts;
        for (var pass = 0; pass < 2; pass++)
        {
            Array.Fill(_lastRow, -1, 0, distinct + 1);
            for (var row = 0; row < Column.Rows; row++)
            {
                for (var i = _listStarts[row]; i < _listStarts[row + 1]; i++)
                {
                    var code = (int)_codes[i];
                    if (_lastRow[code] == row)
                    {
                        continue;
                    }

                    _lastRow[code] = row;
                    if (pass == 0)
                    {
                        starts[code + 1]++;
                    }
                    else
                    {
                        _postings[next[code]++] = (ushort)row;
                    }
                }
            }

            next = pass == 0 ? Cumulate(starts) : next;
        }

        Column.Starts = Section<int>.Of(_starts, distinct + 2);
        Column.Postings = Section<ushort>.Of(_postings, Math.Max(_count, 1));
    }
}
