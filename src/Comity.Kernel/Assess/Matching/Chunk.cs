using System.Buffers;
using System.Runtime.InteropServices;
using Comity.Kernel.Subjects;

namespace Comity.Kernel.Assess.Matching;

/// <summary>
/// Up to <see cref="MaxRows"/> records as columns, in bytes that lie in memory or in a mapped file. A column is checked
/// against its checksum when it is first used. May be read by many threads at once.
/// </summary>
public sealed unsafe class Chunk
{
    /// <summary>Rows of a full chunk.</summary>
    public const int MaxRows = 16_384;

    internal const uint Magic = 0x31434843;

    private readonly SubjectSchema _schema;
    private readonly IReadOnlyList<ITextDictionary?> _dictionaries;
    private readonly MemoryHandle _memory;
    private readonly byte* _start;
    private readonly long _length;
    private readonly ColumnHeader[] _headers;
    private readonly Column?[] _columns;
    private readonly (int Row, long Weight)[] _heavy;

    /// <summary>Opens a chunk.</summary>
    /// <param name="schema">The schema it was written with.</param>
    /// <param name="bytes">What <see cref="ChunkBuilder.Build"/> gave.</param>
    /// <param name="dictionaries">The dictionaries of its text fields, by ordinal.</param>
    /// <exception cref="ChunkDamagedException">The bytes are no chunk, or a chunk of another schema.</exception>
    public Chunk(SubjectSchema schema, ReadOnlyMemory<byte> bytes, IReadOnlyList<ITextDictionary?> dictionaries)
    {
        (_schema, _dictionaries, _length, _memory) = (schema, dictionaries, bytes.Length, bytes.Pin());
        _start = (byte*)_memory.Pointer;
        var head = Section<ChunkHeader>.At(_start, _length, 0, 1).Span[0];
        if (head.Magic != Magic || head.Length != _length || head.Rows is < 1 or > MaxRows || head.Columns != schema.Fields.Count || head.Heavy is < 0 or > MaxRows)
        {
            throw new ChunkDamagedException($"It is no chunk of {schema.Fields.Count} fields in {_length} bytes.");
        }

        var headers = Section<ColumnHeader>.At(_start, _length, sizeof(ChunkHeader), head.Columns);
        var heavy = Section<long>.At(_start, _length, sizeof(ChunkHeader) + (head.Columns * sizeof(ColumnHeader)), head.Heavy * 2);
        var covered = bytes.Span.Slice(sizeof(ChunkHeader), (head.Columns * sizeof(ColumnHeader)) + (head.Heavy * 2 * sizeof(long)));
        if (Checksum.Of(covered) != head.Checksum)
        {
            throw new ChunkDamagedException("The description of its columns has another checksum than was written.");
        }

        Rows = head.Rows;
        _headers = headers.Span.ToArray();
        _columns = new Column?[head.Columns];
        _heavy = new (int, long)[head.Heavy];
        for (var i = 0; i < head.Heavy; i++)
        {
            _heavy[i] = ((int)heavy.Span[2 * i], heavy.Span[(2 * i) + 1]);
        }
    }

#pragma warning disable MA0055 // Chunks come and go by the thousand with the sets they are in; nothing waits for their bytes to move again.
    /// <summary>Lets the bytes move again.</summary>
    ~Chunk() => _memory.Dispose();
#pragma warning restore MA0055

    /// <summary>How many records it has.</summary>
    public int Rows { get; }

    /// <summary>The bytes it takes.</summary>
    public long Length => _length;

    /// <summary>The rows heavier than usual, ascending (see <see cref="RecordWeight"/>).</summary>
    internal ReadOnlySpan<(int Row, long Weight)> Heavy => _heavy;

    /// <summary>The record at a row, without the places its facts were read from.</summary>
    public SubjectRecord Record(int row)
    {
        var record = new SubjectRecord(_schema);
        for (var i = 0; i < _columns.Length; i++)
        {
            record.Set(i, Column(i).FactAt(row, _schema.Fields[i].Type, _dictionaries[i]));
        }

        return record;
    }

    internal Column Column(int field)
    {
        // Two threads may read one column at the same time; both make the same.
        return _columns[field] ?? Publish(field, Read(field));
    }

    private Column Publish(int field, Column column)
    {
        Volatile.Write(ref _columns[field], column);
        return column;
    }

    private Column Read(int field)
    {
        var h = _headers[field];
        var path = _schema.Fields[field].Path;
        var all = Section<byte>.At(_start, _length, h.Start, h.Length);
        if (Checksum.Of(all.Span) != h.Checksum)
        {
            throw new ChunkDamagedException($"The column {path} has another checksum than was written.");
        }

        var kind = (ColumnKind)h.Kind;
        var words = (Rows + 63) >> 6;
        var column = new Column
        {
            Kind = kind,
            Rows = Rows,
            NullCount = h.NullCount,
            Distinct = h.Distinct,
            Width = h.Width,
            IsTokens = h.IsTokens != 0,
            Least = h.Least,
            Step = h.Step,
            Top = h.Top,
            Scale = h.Scale,
            Nulls = At<ulong>(h.NullsAt, words),
            Dictionary = At<int>(h.DictionaryAt, h.Distinct),
            Starts = At<int>(h.StartsAt, h.Distinct + 2),
            Postings = At<ushort>(h.PostingsAt, h.PostingCount),
            ListStarts = At<int>(h.ListStartsAt, Rows + 1),
            Bits = kind == ColumnKind.Bits ? At<ulong>(h.ValuesAt, words) : default,
            Doubles = kind == ColumnKind.Doubles ? At<double>(h.ValuesAt, h.ValueCount) : default,
            Values8 = h.Width == 1 ? At<byte>(h.ValuesAt, h.ValueCount) : default,
            Values16 = h.Width == 2 ? At<ushort>(h.ValuesAt, h.ValueCount) : default,
            Values32 = h.Width == 4 ? At<uint>(h.ValuesAt, h.ValueCount) : default,
            Values64 = h.Width == 8 ? At<ulong>(h.ValuesAt, h.ValueCount) : default,
        };
        var fits = _schema.Fields[field].Type switch
        {
            FactType.Text or FactType.TextList => kind is ColumnKind.Codes or ColumnKind.Lists,
            FactType.Boolean => kind == ColumnKind.Bits,
            FactType.Number => kind is ColumnKind.Doubles or ColumnKind.Numbers,
            _ => kind == ColumnKind.Numbers,
        };
        return fits || kind == ColumnKind.Empty ? column : throw new ChunkDamagedException($"The column {path} is held as {kind}.");

        Section<T> At<T>(long offset, long count)
            where T : unmanaged => offset == 0 ? default : Section<T>.At(_start, _length, offset, count);
    }
}

/// <summary>The beginning of a chunk.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 8)]
internal struct ChunkHeader
{
    public uint Magic;
    public int Rows;
    public int Columns;
    public int Heavy;
    public long Length;
    public ulong Checksum;
}

/// <summary>Chunks with their dictionaries.</summary>
public interface IChunkSet
{
    /// <summary>The schema of the records in it.</summary>
    SubjectSchema Schema { get; }

    /// <summary>The dictionaries of text fields, by ordinal; <see langword="null"/> for other fields.</summary>
    IReadOnlyList<ITextDictionary?> Dictionaries { get; }

    /// <summary>How many chunks there are.</summary>
    int Count { get; }

    /// <summary>One of them.</summary>
    Chunk this[int index] { get; }

    /// <summary>The number, among all rows, of a chunk's first row.</summary>
    long FirstRow(int index);
}

/// <summary>Chunks in memory.</summary>
public sealed class ChunkSet : IChunkSet
{
    private readonly List<Chunk> _chunks = [];
    private readonly List<long> _firstRows = [];
    private long _rows;

    private ChunkSet(SubjectSchema schema, IReadOnlyList<ITextDictionary?> dictionaries) => (Schema, Dictionaries) = (schema, dictionaries);

    /// <inheritdoc/>
    public SubjectSchema Schema { get; }

    /// <inheritdoc/>
    public IReadOnlyList<ITextDictionary?> Dictionaries { get; }

    /// <inheritdoc/>
    public int Count => _chunks.Count;

    /// <inheritdoc/>
    public Chunk this[int index] => _chunks[index];

    /// <inheritdoc/>
    public long FirstRow(int index) => _firstRows[index];

    /// <summary>Makes chunks of records.</summary>
    /// <param name="schema">Their schema.</param>
    /// <param name="records">The records, in order.</param>
    /// <param name="prose">Ordinals of text fields to be held word by word, since nearly every text is different.</param>
    public static ChunkSet Of(SubjectSchema schema, IEnumerable<SubjectRecord> records, IReadOnlySet<int>? prose = null)
    {
        var builder = new ChunkBuilder(schema, prose);
        var set = new ChunkSet(schema, builder.Dictionaries);
        foreach (var record in records)
        {
            builder.Add(record);
            if (builder.IsFull)
            {
                set.Add(builder.Build());
            }
        }

        if (builder.Rows > 0)
        {
            set.Add(builder.Build());
        }

        return set;
    }

    private void Add(byte[] bytes)
    {
        var chunk = new Chunk(Schema, bytes, Dictionaries);
        _chunks.Add(chunk);
        _firstRows.Add(_rows);
        _rows += chunk.Rows;
    }
}
