using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Comity.Kernel.Subjects;

namespace Comity.Kernel.Assess.Matching;

/// <summary>
/// Collects rows and makes chunks of them: from whole records, or value by value. Its dictionaries grow over all chunks.
/// Not for several threads.
/// </summary>
public sealed class ChunkBuilder
{
    private readonly SubjectSchema _schema;
    private readonly ColumnWriter[] _writers;
    private readonly List<(int Row, long Weight)> _heavy = [];
    private long _weight;

    /// <param name="schema">The schema of the rows.</param>
    /// <param name="prose">Ordinals of text fields to be held word by word, since nearly every text is different.</param>
    public ChunkBuilder(SubjectSchema schema, IReadOnlySet<int>? prose = null)
    {
        _schema = schema;
        Dictionaries = [.. schema.Fields.Select(f => f.Type is FactType.Text or FactType.TextList ? new GrowingDictionary() : null)];
        _writers = [.. schema.Fields.Select((f, i) => ColumnWriter.For(f.Type, (GrowingDictionary?)Dictionaries[i], prose?.Contains(i) ?? false))];
    }

    /// <summary>The dictionaries, by ordinal.</summary>
    public IReadOnlyList<ITextDictionary?> Dictionaries { get; }

    /// <summary>Rows added since the last chunk.</summary>
    public int Rows { get; private set; }

    /// <summary>Whether a chunk must be built before the next row.</summary>
    public bool IsFull => Rows == Chunk.MaxRows;

    /// <summary>Text fields that are better held word by word: most texts of a sample are different and have several words.</summary>
    public static IReadOnlySet<int> ProseFields(SubjectSchema schema, IReadOnlyCollection<SubjectRecord> sample)
    {
        var prose = new HashSet<int>();
        for (var i = 0; i < schema.Fields.Count; i++)
        {
            if (schema.Fields[i].Type == FactType.Text)
            {
                var texts = sample.Select(r => r[i]).OfType<string>().ToList();
                var words = texts.Sum(t => 1 + t.AsSpan().Count(' '));
                if (texts.Count > 0 && words >= 3 * texts.Count && 2 * texts.Distinct(StringComparer.Ordinal).Count() > texts.Count)
                {
                    prose.Add(i);
                }
            }
        }

        return prose;
    }

    /// <summary>Adds a record.</summary>
    public void Add(SubjectRecord record)
    {
        for (var i = 0; i < _writers.Length; i++)
        {
            switch (record[i])
            {
                case null: break;
                case string text: Add(i, text); break;
                case IReadOnlyList<string> list: Add(i, list); break;
                case long number: Add(i, number); break;
                case double number: Add(i, number); break;
                case bool truth: Add(i, truth); break;
                case DateTimeOffset instant: Add(i, instant); break;
                case var other: throw new ArgumentException($"A fact cannot be a {other.GetType().Name}.", nameof(record));
            }
        }

        EndRow();
    }

    /// <summary>Sets a text of the row that is being added.</summary>
    public void Add(int field, string text)
    {
        _weight += text.Length >> 3;
        _writers[field].Add(Rows, text);
    }

    /// <summary>Sets a list of the row that is being added.</summary>
    public void Add(int field, IReadOnlyList<string> list)
    {
        for (var i = 0; i < list.Count; i++)
        {
            _weight += 1 + (list[i].Length >> 3);
        }

        _writers[field].Add(Rows, list);
    }

    /// <summary>Sets a whole number of the row that is being added.</summary>
    public void Add(int field, long number) => _writers[field].Add(Rows, number);

    /// <summary>Sets a number of the row that is being added.</summary>
    public void Add(int field, double number) => _writers[field].Add(Rows, number);

    /// <summary>Sets a truth value of the row that is being added.</summary>
    public void Add(int field, bool truth) => _writers[field].Add(Rows, truth ? 1 : 0);

    /// <summary>Sets a time of the row that is being added.</summary>
    public void Add(int field, DateTimeOffset instant) => _writers[field].Add(Rows, instant.UtcTicks);

    /// <summary>Ends the row; facts that were not set are missing.</summary>
    public void EndRow()
    {
        if (_weight > RecordWeight.Usual)
        {
            _heavy.Add((Rows, _weight));
        }

        _weight = 0;
        Rows++;
    }

    /// <summary>The rows as one chunk, for <see cref="Chunk"/>; the builder begins the next.</summary>
    public byte[] Build()
    {
        if (Rows == 0)
        {
            throw new InvalidOperationException("A chunk has at least one row.");
        }

        var bytes = new ByteWriter();
        var head = new ChunkHeader { Magic = Chunk.Magic, Rows = Rows, Columns = _writers.Length, Heavy = _heavy.Count };
        var headers = new ColumnHeader[_writers.Length];
        bytes.Write([head]);
        bytes.Write<ColumnHeader>(headers);
        bytes.Write<long>([.. _heavy.SelectMany(h => new[] { h.Row, h.Weight })]);
        var covered = bytes.Length;
        for (var i = 0; i < _writers.Length; i++)
        {
            bytes.Align();
            headers[i].Start = bytes.Length;
            _writers[i].Write(Rows, bytes, ref headers[i]);
            headers[i].Length = bytes.Length - headers[i].Start;
            headers[i].Checksum = Checksum.Of(bytes.Span[(int)headers[i].Start..]);
        }

        bytes.Align();
        var headLength = Unsafe.SizeOf<ChunkHeader>();
        MemoryMarshal.AsBytes(headers.AsSpan()).CopyTo(bytes.Span[headLength..]);
        head.Length = bytes.Length;
        head.Checksum = Checksum.Of(bytes.Span[headLength..covered]);
        MemoryMarshal.Write(bytes.Span, head);
        Rows = 0;
        _heavy.Clear();
        return bytes.Span.ToArray();
    }
}

/// <summary>Texts by number, for as long as rows are added.</summary>
internal sealed class GrowingDictionary : ITextDictionary
{
    private readonly Dictionary<string, int> _entries = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _bySpan;
    private readonly List<string> _texts = [];

    public GrowingDictionary() => _bySpan = _entries.GetAlternateLookup<ReadOnlySpan<char>>();

    public int Count => _texts.Count;

    public ReadOnlySpan<char> this[int entry] => _texts[entry];

    public int EntryOf(ReadOnlySpan<char> text)
    {
        if (!_bySpan.TryGetValue(text, out var entry))
        {
            entry = _texts.Count;
            var kept = text.ToString();
            _entries.Add(kept, entry);
            _texts.Add(kept);
        }

        return entry;
    }
}

/// <summary>Bytes that grow; sections begin at multiples of 32.</summary>
internal sealed class ByteWriter
{
    private const int Alignment = 32;
    private byte[] _bytes = new byte[1 << 16];

    public int Length { get; private set; }

    public Span<byte> Span => _bytes.AsSpan(0, Length);

    public void Align() => Grow((Alignment - (Length % Alignment)) % Alignment);

    /// <summary>Appends values and says where they begin; 0 when there are none.</summary>
    public long Write<T>(ReadOnlySpan<T> values)
        where T : unmanaged
    {
        if (values.IsEmpty)
        {
            return 0;
        }

        Align();
        var at = Length;
        var source = MemoryMarshal.AsBytes(values);
        Grow(source.Length);
        source.CopyTo(_bytes.AsSpan(at));
        return at;
    }

    private void Grow(int by)
    {
        if (Length + by > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Length + by));
        }

        Length += by;
    }
}
