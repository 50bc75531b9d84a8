using System.Globalization;
using System.Runtime.InteropServices;
using Comity.Kernel.Subjects;

namespace Comity.Kernel.Assess.Matching;

/// <summary>Collects the values of one column. Rows may be left out; they have no value.</summary>
internal abstract class ColumnWriter
{
    /// <summary>Above so many distinct values the rows of each are listed; below, comparing codes is as fast.</summary>
    public const int MaxUnlisted = 96;

    public static ColumnWriter For(FactType type, GrowingDictionary? dictionary, bool isProse) => type switch
    {
        FactType.Text when !isProse => new CodeWriter(dictionary!),
        FactType.Text or FactType.TextList => new ListWriter(dictionary!, isTokens: type == FactType.Text),
        FactType.Boolean => new BitWriter(),
        FactType.Number => new DoubleWriter(),
        _ => new WholeWriter(),
    };

    public virtual void Add(int row, string text) => throw Unfit("a text");

    public virtual void Add(int row, IReadOnlyList<string> list) => throw Unfit("a list");

    public virtual void Add(int row, long number) => throw Unfit("a whole number");

    public virtual void Add(int row, double number) => throw Unfit("a number");

    /// <summary>Writes the column and begins the next.</summary>
    public abstract void Write(int rows, ByteWriter bytes, ref ColumnHeader header);

    protected static ulong[] NullsOf(int rows, ReadOnlySpan<int> known)
    {
        if (known.Length == rows)
        {
            return [];
        }

        var nulls = new ulong[(rows + 63) >> 6];
        for (var row = 0; row < rows; row++)
        {
            nulls[row >> 6] |= 1UL << (row & 63);
        }

        foreach (var row in known)
        {
            nulls[row >> 6] &= ~(1UL << (row & 63));
        }

        return nulls;
    }

    private InvalidOperationException Unfit(string what) => new(string.Create(CultureInfo.InvariantCulture, $"{what} does not fit a {GetType().Name}."));

    /// <summary>Appends numbers in as few bytes each as hold the largest.</summary>
    protected static long WriteNarrow(ByteWriter bytes, ReadOnlySpan<ulong> values, ulong largest, out byte width)
    {
        switch (largest)
        {
            case <= byte.MaxValue:
                width = 1;
                return Narrow<byte>(bytes, values);
            case <= ushort.MaxValue:
                width = 2;
                return Narrow<ushort>(bytes, values);
            case <= uint.MaxValue:
                width = 4;
                return Narrow<uint>(bytes, values);
            default:
                width = 8;
                return bytes.Write(values);
        }
    }

    private static long Narrow<T>(ByteWriter bytes, ReadOnlySpan<ulong> values)
        where T : unmanaged, System.Numerics.INumberBase<T>
    {
        var narrow = new T[values.Length];
        for (var i = 0; i < narrow.Length; i++)
        {
            narrow[i] = T.CreateTruncating(values[i]);
        }

        return bytes.Write<T>(narrow);
    }

    /// <summary>Texts as codes.</summary>
    private sealed class CodeWriter(GrowingDictionary dictionary) : ColumnWriter
    {
        private readonly List<int> _rows = [];
        private readonly List<int> _entries = [];
        private readonly Localizer _localizer = new();

        public override void Add(int row, string text)
        {
            _rows.Add(row);
            _entries.Add(dictionary.EntryOf(text));
        }

        public override void Write(int rows, ByteWriter bytes, ref ColumnHeader header)
        {
            header.NullCount = rows - _rows.Count;
            if (_rows.Count > 0)
            {
                var distinct = _localizer.Number(CollectionsMarshal.AsSpan(_entries), dictionary.Count);
                var codes = new ulong[rows];
                var starts = new int[distinct.Length + 2];
                for (var i = 0; i < _rows.Count; i++)
                {
                    codes[_rows[i]] = (ulong)_localizer.LocalOf(_entries[i]);
                }

                foreach (var code in codes)
                {
                    starts[(int)code + 1]++;
                }

                for (var i = 1; i < starts.Length; i++)
                {
                    starts[i] += starts[i - 1];
                }

                header.Kind = (byte)ColumnKind.Codes;
                header.Distinct = distinct.Length;
                header.ValueCount = rows;
                header.DictionaryAt = bytes.Write<int>(distinct);
                header.StartsAt = bytes.Write<int>(starts);
                header.ValuesAt = WriteNarrow(bytes, codes, (ulong)distinct.Length, out header.Width);
                if (distinct.Length > MaxUnlisted)
                {
                    var next = (int[])starts.Clone();
                    var postings = new ushort[rows];
                    for (var row = 0; row < rows; row++)
                    {
                        postings[next[(int)codes[row]]++] = (ushort)row;
                    }

                    header.PostingCount = rows;
                    header.PostingsAt = bytes.Write<ushort>(postings);
                }
            }

            _rows.Clear();
            _entries.Clear();
        }
    }

    /// <summary>Lists, or texts cut at their spaces, as codes of their elements.</summary>
    private sealed class ListWriter(GrowingDictionary dictionary, bool isTokens) : ColumnWriter
    {
        private readonly List<int> _rows = [];
        private readonly List<int> _ends = [];
        private readonly List<int> _entries = [];
        private readonly Localizer _localizer = new();

        public override void Add(int row, string text)
        {
            foreach (var word in text.AsSpan().Split(' '))
            {
                _entries.Add(dictionary.EntryOf(text.AsSpan(word)));
            }

            End(row);
        }

        public override void Add(int row, IReadOnlyList<string> list)
        {
            for (var i = 0; i < list.Count; i++)
            {
                _entries.Add(dictionary.EntryOf(list[i]));
            }

            End(row);
        }

        public override void Write(int rows, ByteWriter bytes, ref ColumnHeader header)
        {
            header.NullCount = rows - _rows.Count;
            if (_rows.Count > 0)
            {
                var distinct = _localizer.Number(CollectionsMarshal.AsSpan(_entries), dictionary.Count);
                var codes = new ulong[_entries.Count];
                for (var i = 0; i < codes.Length; i++)
                {
                    codes[i] = (ulong)_localizer.LocalOf(_entries[i]);
                }

                var listStarts = ListStarts(rows);
                header.Kind = (byte)ColumnKind.Lists;
                header.IsTokens = isTokens ? (byte)1 : (byte)0;
                header.Distinct = distinct.Length;
                header.ValueCount = codes.Length;
                header.NullsAt = bytes.Write<ulong>(NullsOf(rows, CollectionsMarshal.AsSpan(_rows)));
                header.DictionaryAt = bytes.Write<int>(distinct);
                header.ListStartsAt = bytes.Write<int>(listStarts);
                header.ValuesAt = WriteNarrow(bytes, codes, (ulong)distinct.Length, out header.Width);
                WritePostings(codes, listStarts, distinct.Length, bytes, ref header);
            }

            _rows.Clear();
            _ends.Clear();
            _entries.Clear();
        }

        private void End(int row)
        {
            _rows.Add(row);
            _ends.Add(_entries.Count);
        }

        private int[] ListStarts(int rows)
        {
            var starts = new int[rows + 1];
            var next = 0;
            for (var row = 0; row < rows; row++)
            {
                starts[row + 1] = next < _rows.Count && _rows[next] == row ? _ends[next++] : starts[row];
            }

            return starts;
        }

        // A row is listed once for each code however often it has it.
        private static void WritePostings(ulong[] codes, int[] listStarts, int distinct, ByteWriter bytes, ref ColumnHeader header)
        {
            var starts = new int[distinct + 2];
            var last = new int[distinct + 1];
            var postings = new ushort[codes.Length];
            for (var pass = 0; pass < 2; pass++)
            {
                var next = (int[])starts.Clone();
                Array.Fill(last, -1);
                for (var row = 0; row + 1 < listStarts.Length; row++)
                {
                    for (var i = listStarts[row]; i < listStarts[row + 1]; i++)
                    {
                        var code = (int)codes[i];
                        if (last[code] != row)
                        {
                            last[code] = row;
                            if (pass == 0)
                            {
                                starts[code + 1]++;
                            }
                            else
                            {
                                postings[next[code]++] = (ushort)row;
                            }
                        }
                    }
                }

                for (var i = 1; i < starts.Length && pass == 0; i++)
                {
                    starts[i] += starts[i - 1];
                }
            }

            header.PostingCount = starts[^1];
            header.StartsAt = bytes.Write<int>(starts);
            header.PostingsAt = bytes.Write<ushort>(postings.AsSpan(0, starts[^1]));
        }
    }

    private sealed class BitWriter : ColumnWriter
    {
        private readonly List<int> _rows = [];
        private readonly List<bool> _values = [];

        public override void Add(int row, long number)
        {
            _rows.Add(row);
            _values.Add(number != 0);
        }

        public override void Write(int rows, ByteWriter bytes, ref ColumnHeader header)
        {
            header.NullCount = rows - _rows.Count;
            if (_rows.Count > 0)
            {
                var bits = new ulong[(rows + 63) >> 6];
                for (var i = 0; i < _rows.Count; i++)
                {
                    bits[_rows[i] >> 6] |= _values[i] ? 1UL << (_rows[i] & 63) : 0;
                }

                header.Kind = (byte)ColumnKind.Bits;
                header.NullsAt = bytes.Write<ulong>(NullsOf(rows, CollectionsMarshal.AsSpan(_rows)));
                header.ValueCount = bits.Length;
                header.ValuesAt = bytes.Write<ulong>(bits);
            }

            _rows.Clear();
            _values.Clear();
        }
    }

    /// <summary>Whole numbers and ticks, from the least upwards in the largest steps that reach all.</summary>
    private class WholeWriter : ColumnWriter
    {
        private readonly List<int> _rows = [];
        private readonly List<long> _values = [];

        public override void Add(int row, long number)
        {
            _rows.Add(row);
            _values.Add(number);
        }

        public override void Write(int rows, ByteWriter bytes, ref ColumnHeader header)
        {
            header.NullCount = rows - _rows.Count;
            if (_rows.Count > 0)
            {
                header.NullsAt = bytes.Write<ulong>(NullsOf(rows, CollectionsMarshal.AsSpan(_rows)));
                WriteWhole(rows, bytes, ref header);
            }

            _rows.Clear();
            _values.Clear();
        }

        private void WriteWhole(int rows, ByteWriter bytes, ref ColumnHeader header)
        {
            var least = _values.Min();
            ulong step = 0;
            foreach (var value in _values)
            {
                for (var rest = (ulong)value - (ulong)least; rest != 0; (step, rest) = (rest, step % rest))
                {
                }
            }

            step = Math.Max(step, 1);
            var offsets = new ulong[rows];
            for (var i = 0; i < _rows.Count; i++)
            {
                offsets[_rows[i]] = ((ulong)_values[i] - (ulong)least) / step;
            }

            header.Kind = (byte)ColumnKind.Numbers;
            header.Least = least;
            header.Step = step;
            header.Top = offsets.Max();
            header.ValueCount = rows;
            header.ValuesAt = WriteNarrow(bytes, offsets, header.Top, out header.Width);
        }
    }

    /// <summary>Numbers: as whole hundredths or thousandths where all are exactly that, otherwise as they are.</summary>
    private sealed class DoubleWriter : ColumnWriter
    {
        private static readonly int[] Scales = [1, 100, 1000];
        private readonly List<int> _rows = [];
        private readonly List<double> _values = [];

        public override void Add(int row, double number)
        {
            _rows.Add(row);
            _values.Add(number);
        }

        public override void Write(int rows, ByteWriter bytes, ref ColumnHeader header)
        {
            header.NullCount = rows - _rows.Count;
            if (_rows.Count > 0 && !TryWriteScaled(rows, bytes, ref header))
            {
                var values = new double[rows];
                for (var i = 0; i < _rows.Count; i++)
                {
                    values[_rows[i]] = _values[i];
                }

                header.Kind = (byte)ColumnKind.Doubles;
                header.Least = BitConverter.DoubleToInt64Bits(_values.Where(v => !double.IsNaN(v)).DefaultIfEmpty(double.PositiveInfinity).Min());
                header.Top = BitConverter.DoubleToUInt64Bits(_values.Where(v => !double.IsNaN(v)).DefaultIfEmpty(double.NegativeInfinity).Max());
                header.NullsAt = bytes.Write<ulong>(NullsOf(rows, CollectionsMarshal.AsSpan(_rows)));
                header.ValueCount = rows;
                header.ValuesAt = bytes.Write<double>(values);
            }

            _rows.Clear();
            _values.Clear();
        }

        private bool TryWriteScaled(int rows, ByteWriter bytes, ref ColumnHeader header)
        {
            foreach (var scale in Scales)
            {
                if (_values.TrueForAll(v => Math.Abs(v) < 1e12 && BitConverter.DoubleToInt64Bits((long)Math.Round(v * scale) / (double)scale) == BitConverter.DoubleToInt64Bits(v)))
                {
                    var whole = new WholeWriter();
                    for (var i = 0; i < _rows.Count; i++)
                    {
                        whole.Add(_rows[i], (long)Math.Round(_values[i] * scale));
                    }

                    whole.Write(rows, bytes, ref header);
                    header.Scale = scale;
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>Numbers the dictionary entries that occur in one chunk, in ascending order from 1.</summary>
    private sealed class Localizer
    {
        private readonly List<int> _distinct = [];
        private int[] _local = [];

        public int[] Number(ReadOnlySpan<int> entries, int dictionaryCount)
        {
            if (_local.Length < dictionaryCount)
            {
                _local = new int[dictionaryCount * 2];
            }
            else
            {
                _distinct.ForEach(entry => _local[entry] = 0);
            }

            _distinct.Clear();
            foreach (var entry in entries)
            {
                if (_local[entry] == 0)
                {
                    _local[entry] = -1;
                    _distinct.Add(entry);
                }
            }

            _distinct.Sort();
            for (var i = 0; i < _distinct.Count; i++)
            {
                _local[_distinct[i]] = i + 1;
            }

            return [.. _distinct];
        }

        public int LocalOf(int entry) => _local[entry];
    }
}
