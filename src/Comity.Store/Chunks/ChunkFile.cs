using System.Buffers;
using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Comity.Kernel.Assess.Matching;
using Comity.Kernel.Subjects;

namespace Comity.Store.Chunks;

/// <summary>
/// Chunks of history in one file: the chunks, then the dictionaries of their text fields, then where each lies. The file is
/// mapped, not read: what a search does not ask for is not loaded. Damage is refused when the damaged part is first used.
/// </summary>
public sealed unsafe class ChunkFile : IChunkSet, IDisposable
{
    private const int MagicLength = 8;
    private const int TailLength = sizeof(long) + sizeof(int) + HashLength;
    private const int HashLength = 32;
    private static readonly byte[] Magic = "COMITYC2"u8.ToArray();

    private readonly string _path;
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly byte* _start;
    private readonly (long At, int Length, long FirstRow)[] _places;
    private readonly Chunk?[] _chunks;
    private (long At, int Count) _keys;

    private ChunkFile(string path, SubjectSchema schema)
    {
        (_path, Schema) = (path, schema);
        var length = new FileInfo(path).Length;
        if (length < MagicLength + TailLength)
        {
            throw Damaged($"it has only {length} bytes");
        }

        _file = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
        _view = _file.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref _start);
        try
        {
            if (!Bytes(0, MagicLength).SequenceEqual(Magic))
            {
                throw Damaged("it does not begin as a chunk file does");
            }

            var tail = Bytes(length - TailLength, TailLength);
            var indexAt = MemoryMarshal.Read<long>(tail);
            var indexLength = MemoryMarshal.Read<int>(tail[sizeof(long)..]);
            if (indexAt < MagicLength || indexLength < 0 || indexAt + indexLength != length - TailLength)
            {
                throw Damaged("its end does not say where its parts lie; it was cut short, or is still being written");
            }

            var index = Bytes(indexAt, indexLength);
            if (!SHA256.HashData(index).AsSpan().SequenceEqual(tail[^HashLength..]))
            {
                throw Damaged("the list of its parts has another checksum than was written");
            }

            (_places, Dictionaries) = ReadIndex(index, indexAt);
            _chunks = new Chunk?[_places.Length];
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public SubjectSchema Schema { get; }

    /// <inheritdoc/>
    public IReadOnlyList<ITextDictionary?> Dictionaries { get; }

    /// <inheritdoc/>
    public int Count => _places.Length;

    /// <inheritdoc/>
    public Chunk this[int index]
    {
        get
        {
            var (at, length, _) = _places[index];
            try
            {
                return _chunks[index] ??= new Chunk(Schema, new MappedBytes(_start + at, length).Memory, Dictionaries);
            }
            catch (ChunkDamagedException damage)
            {
                throw new ChunkDamagedException($"{_path}, chunk {index} at byte {at}: {damage.Message}");
            }
        }
    }

    /// <summary>The numbers of its rows; none when it was written without.</summary>
    public ReadOnlySpan<long> Keys => new(_start + _keys.At, _keys.Count);

    /// <summary>Opens a file for searching.</summary>
    /// <exception cref="ChunkDamagedException">It is not a whole chunk file of this schema.</exception>
    public static ChunkFile Open(string path, SubjectSchema schema) => new(path, schema);

    /// <summary>Writes records as a chunk file; the file is there, whole, or not at all.</summary>
    public static void Write(string path, SubjectSchema schema, IEnumerable<SubjectRecord> records, IReadOnlySet<int>? prose = null)
    {
        var builder = new ChunkBuilder(schema, prose);
        Write(path, schema, builder, Built());

        IEnumerable<(byte[] Bytes, int Rows)> Built()
        {
            foreach (var record in records)
            {
                builder.Add(record);
                if (builder.IsFull)
                {
                    yield return Next();
                }
            }

            if (builder.Rows > 0)
            {
                yield return Next();
            }
        }

        (byte[] Bytes, int Rows) Next()
        {
            var rows = builder.Rows;
            return (builder.Build(), rows);
        }
    }

    /// <summary>Writes chunks that a builder makes one after the other.</summary>
    /// <param name="path">Where.</param>
    /// <param name="schema">The schema of the rows.</param>
    /// <param name="builder">What makes the chunks.</param>
    /// <param name="chunks">The chunks.</param>
    /// <param name="keys">A number for each row, read when all chunks have been written; or none.</param>
    public static void Write(string path, SubjectSchema schema, ChunkBuilder builder, IEnumerable<(byte[] Bytes, int Rows)> chunks, IReadOnlyCollection<long>? keys = null)
    {
        var unfinished = path + ".new";
        using (var stream = new FileStream(unfinished, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 20))
        {
            stream.Write(Magic);
            var places = new List<(long At, int Length, int Rows)>();
            foreach (var (bytes, rows) in chunks)
            {
                Align(stream);
                places.Add((stream.Position, bytes.Length, rows));
                stream.Write(bytes);
            }

            var index = new MemoryStream();
            using (var writer = new BinaryWriter(index, Encoding.UTF8, leaveOpen: true))
            {
                writer.Write(Layout(schema));
                writer.Write(places.Count);
                foreach (var (at, length, rows) in places)
                {
                    writer.Write(at);
                    writer.Write(length);
                    writer.Write(rows);
                }

                WriteKeys(stream, keys ?? [], writer);
                foreach (var dictionary in builder.Dictionaries.OfType<ITextDictionary>())
                {
                    WriteDictionary(stream, dictionary, writer);
                }
            }

            var indexBytes = index.ToArray();
            var indexAt = stream.Position;
            stream.Write(indexBytes);
            stream.Write(BitConverter.GetBytes(indexAt));
            stream.Write(BitConverter.GetBytes(indexBytes.Length));
            stream.Write(SHA256.HashData(indexBytes));
            stream.Flush(flushToDisk: true);
        }

        File.Move(unfinished, path, overwrite: true);
    }

    /// <inheritdoc/>
    public long FirstRow(int index) => _places[index].FirstRow;

    /// <inheritdoc/>
    public void Dispose()
    {
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _file.Dispose();
    }

    private static string Layout(SubjectSchema schema) => string.Join(",", schema.Fields.Select(f => $"{f.Path} {f.Type}"));

    private static void Align(FileStream stream)
    {
        const int alignment = 64;
        stream.Write(new byte[(alignment - (stream.Position % alignment)) % alignment]);
    }

    private static void WriteKeys(FileStream stream, IReadOnlyCollection<long> keys, BinaryWriter index)
    {
        Align(stream);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        index.Write(stream.Position);
        index.Write(keys.Count);
        foreach (var key in keys)
        {
            var bytes = BitConverter.GetBytes(key);
            hash.AppendData(bytes);
            stream.Write(bytes);
        }

        index.Write(hash.GetHashAndReset());
    }

    // Where each text ends, then all texts one after the other.
    private static void WriteDictionary(FileStream stream, ITextDictionary dictionary, BinaryWriter index)
    {
        Align(stream);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        index.Write(stream.Position);
        index.Write(dictionary.Count);
        var end = 0L;
        for (var i = 0; i < dictionary.Count; i++)
        {
            end += dictionary[i].Length;
            Put(BitConverter.GetBytes(end));
        }

        for (var i = 0; i < dictionary.Count; i++)
        {
            Put(MemoryMarshal.AsBytes(dictionary[i]));
        }

        index.Write(end);
        index.Write(hash.GetHashAndReset());

        void Put(ReadOnlySpan<byte> bytes)
        {
            hash.AppendData(bytes);
            stream.Write(bytes);
        }
    }

    private ((long At, int Length, long FirstRow)[] Places, ITextDictionary?[] Dictionaries) ReadIndex(ReadOnlySpan<byte> index, long limit)
    {
        using var reader = new BinaryReader(new MemoryStream(index.ToArray()), Encoding.UTF8);
        if (reader.ReadString() != Layout(Schema))
        {
            throw Damaged("it was written for other fields");
        }

        var places = new (long, int, long)[reader.ReadInt32()];
        var rows = 0L;
        for (var i = 0; i < places.Length; i++)
        {
            places[i] = (reader.ReadInt64(), reader.ReadInt32(), rows);
            rows += reader.ReadInt32();
        }

        var (keysAt, keyCount) = (reader.ReadInt64(), reader.ReadInt32());
        if (!IsWhole(keysAt, (long)keyCount * sizeof(long), limit, reader) || (keyCount != 0 && keyCount != rows))
        {
            throw Damaged("the numbers of its rows have another checksum than was written");
        }

        _keys = (keysAt, keyCount);
        var dictionaries = new ITextDictionary?[Schema.Fields.Count];
        for (var i = 0; i < dictionaries.Length; i++)
        {
            if (Schema.Fields[i].Type is FactType.Text or FactType.TextList)
            {
                var (at, count, characters) = (reader.ReadInt64(), reader.ReadInt32(), reader.ReadInt64());
                var length = ((long)count * sizeof(long)) + (characters * sizeof(char));
                if (!IsWhole(at, length, limit, reader))
                {
                    throw Damaged($"the texts of {Schema.Fields[i].Path} have another checksum than was written");
                }

                dictionaries[i] = new MappedDictionary(_start + at, count);
            }
        }

        return (places, dictionaries);
    }

    private bool IsWhole(long at, long length, long limit, BinaryReader reader)
    {
        var expected = reader.ReadBytes(HashLength);
        return at + length <= limit && SHA256.HashData(new UnmanagedMemoryStream(_start + at, length)).AsSpan().SequenceEqual(expected);
    }

    private ReadOnlySpan<byte> Bytes(long at, int length) => new(_start + at, length);

    private ChunkDamagedException Damaged(string what) => new($"{_path} cannot be used: {what}. Delete it; it is built again from the store.");

    private sealed class MappedDictionary(byte* start, int count) : ITextDictionary
    {
        public int Count => count;

        public ReadOnlySpan<char> this[int entry]
        {
            get
            {
                var ends = new ReadOnlySpan<long>(start, count);
                var from = entry == 0 ? 0 : ends[entry - 1];
                return new((char*)(start + ((long)count * sizeof(long))) + from, (int)(ends[entry] - from));
            }
        }
    }

    private sealed class MappedBytes(byte* start, int length) : MemoryManager<byte>
    {
        public override Span<byte> GetSpan() => new(start, length);

        public override MemoryHandle Pin(int elementIndex = 0) => new(start + elementIndex);

        public override void Unpin()
        {
        }

        protected override void Dispose(bool disposing)
        {
        }
    }
}
