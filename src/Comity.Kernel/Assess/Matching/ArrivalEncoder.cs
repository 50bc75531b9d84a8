using System.Runtime.InteropServices;
using Comity.Kernel.Subjects;

namespace Comity.Kernel.Assess.Matching;

/// <summary>
/// Arrivals as columns. Only what the matcher's profiles ask for is encoded: a text that fits no atom is "other". Texts seen
/// before are known again, so that a port or code is looked up in a small table only.
/// </summary>
internal sealed class ArrivalEncoder : IRowBlock
{
    private readonly FieldEncoder?[] _encoders;
    private readonly int[] _used;
    private readonly List<(int Row, long Weight)> _heavy = [];
    private readonly Func<int, AtomLists?> _resolved;
    private readonly bool _mayBeHeavy;
    private IReadOnlyList<SubjectRecord> _records = [];
    private int _first;

    public ArrivalEncoder(Matcher matcher)
    {
        _encoders = [.. matcher.Schema.Fields.Select((f, i) => FieldEncoder.For(f.Type, matcher.Fields[i]))];
        _used = matcher.UsedFields;
        _resolved = field => _encoders[field]!.Lists;
        _mayBeHeavy = matcher.Access.LeastMaxWeight < long.MaxValue;
    }

    public int Rows { get; private set; }

    public ReadOnlySpan<(int Row, long Weight)> Heavy => CollectionsMarshal.AsSpan(_heavy);

    public Column Column(int field) => _encoders[field]!.Column;

    public SubjectRecord Record(int row) => _records[_first + row];

    public AtomLists? Resolved(int field) => _resolved(field);

    public void Encode(IReadOnlyList<SubjectRecord> records, int first, int count)
    {
        (_records, _first, Rows) = (records, first, count);
        _heavy.Clear();
        foreach (var field in _used)
        {
            _encoders[field]!.Begin(count);
        }

        for (var row = 0; row < count; row++)
        {
            var record = records[first + row];
            foreach (var field in _used)
            {
                if (record[field] is { } value)
                {
                    _encoders[field]!.Add(row, value);
                }
            }

            if (_mayBeHeavy && RecordWeight.Of(record) is > RecordWeight.Usual and var weight)
            {
                _heavy.Add((row, weight));
            }
        }

        foreach (var field in _used)
        {
            _encoders[field]!.End();
        }
    }
}

/// <summary>Makes one column of arrivals.</summary>
internal abstract class FieldEncoder
{
    public Column Column { get; } = new();

    /// <summary>Of texts: the atoms that hold for each entry the column's codes stand for.</summary>
    public virtual AtomLists? Lists => null;

    protected ulong[] Nulls { get; private set; } = Pinned<ulong>(1);

    private int[] _next = [];

    public static FieldEncoder For(FactType type, FieldIndex? index) => type switch
    {
        FactType.Boolean => new BitEncoder(),
        FactType.Integer or FactType.Timestamp => new WholeEncoder(),
        FactType.Number => new NumberEncoder(),
        _ when index is null => new PresenceEncoder(),
        FactType.Text when !index.HasParts => new CodeEncoder(index),
        _ => new ListEncoder(index),
    };

    public virtual void Begin(int rows)
    {
        var words = (rows + 63) >> 6;
        Nulls = Ensure(Nulls, words);
        Bits.Fill(Nulls.AsSpan(0, words), rows);
        (Column.Rows, Column.NullCount, Column.Distinct) = (rows, rows, 0);
        Column.Nulls = Section<ulong>.Of(Nulls, words);
    }

    public abstract void Add(int row, object value);

    public virtual void End()
    {
    }

    protected static T[] Pinned<T>(int count)
        where T : unmanaged => GC.AllocateUninitializedArray<T>(count, pinned: true);

    protected static T[] Ensure<T>(T[] array, int count)
        where T : unmanaged => array.Length >= count ? array : Pinned<T>(Math.Max(count, array.Length * 2));

    /// <summary>Turns counts, each one place to the right, into where each begins; gives a copy to count on with.</summary>
    protected Span<int> Cumulate(Span<int> starts)
    {
        for (var i = 1; i < starts.Length; i++)
        {
            starts[i] += starts[i - 1];
        }

        if (_next.Length < starts.Length)
        {
            _next = new int[starts.Length * 2];
        }

        starts.CopyTo(_next);
        return _next;
    }

    protected void Know(int row)
    {
        Nulls[row >> 6] &= ~(1UL << (row & 63));
        Column.NullCount--;
    }

    private sealed class BitEncoder : FieldEncoder
    {
        private ulong[] _bits = Pinned<ulong>(1);

        public override void Begin(int rows)
        {
            base.Begin(rows);
            var words = (rows + 63) >> 6;
            _bits = Ensure(_bits, words);
            _bits.AsSpan(0, words).Clear();
            Column.Kind = ColumnKind.Bits;
            Column.Bits = Section<ulong>.Of(_bits, words);
        }

        public override void Add(int row, object value)
        {
            Know(row);
            if ((bool)value)
            {
                Bits.Set(_bits, row);
            }
        }
    }

    private sealed class WholeEncoder : FieldEncoder
    {
        private ulong[] _offsets = Pinned<ulong>(1);

        public override void Begin(int rows)
        {
            base.Begin(rows);
            _offsets = Ensure(_offsets, rows);
            (Column.Kind, Column.Width, Column.Least, Column.Step, Column.Top) = (ColumnKind.Numbers, sizeof(ulong), long.MinValue, 1, ulong.MaxValue);
            Column.Values64 = Section<ulong>.Of(_offsets, rows);
        }

        public override void Add(int row, object value)
        {
            Know(row);
            var number = value is long whole ? whole : ((DateTimeOffset)value).UtcTicks;
            _offsets[row] = (ulong)number - unchecked((ulong)long.MinValue);
        }
    }

    private sealed class NumberEncoder : FieldEncoder
    {
        private double[] _numbers = Pinned<double>(1);

        public override void Begin(int rows)
        {
            base.Begin(rows);
            _numbers = Ensure(_numbers, rows);
            (Column.Kind, Column.Least, Column.Top) =
                (ColumnKind.Doubles, BitConverter.DoubleToInt64Bits(double.NegativeInfinity), BitConverter.DoubleToUInt64Bits(double.PositiveInfinity));
            Column.Doubles = Section<double>.Of(_numbers, rows);
        }

        public override void Add(int row, object value)
        {
            Know(row);
            _numbers[row] = (double)value;
        }
    }

    /// <summary>Only whether there is a value.</summary>
    private sealed class PresenceEncoder : FieldEncoder
    {
        public override void Begin(int rows)
        {
            base.Begin(rows);
            Column.Kind = ColumnKind.Lists;
        }

        public override void Add(int row, object value) => Know(row);
    }
}
