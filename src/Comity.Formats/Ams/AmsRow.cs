using System.Text;
using Comity.Formats.Cargo;
using Comity.Kernel.Subjects;

namespace Comity.Formats.Ams;

/// <summary>One row of one table, reduced to the columns that are read.</summary>
internal sealed record AmsRow(AmsTable Table, string Identifier, SourcePosition At, string[] Values, bool Repaired)
{
    public Declared<string>? Value(string column) =>
        AmsTables.Ordinal(Table, column) is var i and >= 0 && Values[i].Length > 0 ? new(Values[i], At) : null;
}

/// <summary>Rows on disk, so that tables of any size can be joined by identifier with bounded memory.</summary>
internal sealed class RowSpool : IDisposable
{
    private readonly FileStream _file = TemporaryFile.Create();
    private readonly BinaryWriter _writer;

    public RowSpool() => _writer = new BinaryWriter(_file, Encoding.UTF8, leaveOpen: true);

    /// <summary>Bytes written so far.</summary>
    public long Length { get; private set; }

    public void Add(AmsRow row)
    {
        _writer.Write((byte)row.Table);
        _writer.Write(row.Repaired);
        _writer.Write(row.Identifier);
        _writer.Write(row.At.Segment);
        _writer.Write(row.At.Offset);
        _writer.Write(row.At.Length);
        _writer.Write(row.At.Table ?? "");
        foreach (var value in row.Values)
        {
            _writer.Write(value);
        }

        Length = _file.Position;
    }

    /// <summary>The rows in the order they were added.</summary>
    public IEnumerable<AmsRow> Rows()
    {
        _writer.Flush();
        _file.Position = 0;
        using var reader = new BinaryReader(_file, Encoding.UTF8, leaveOpen: true);
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        while (_file.Position < Length)
        {
            var table = (AmsTable)reader.ReadByte();
            var repaired = reader.ReadBoolean();
            var identifier = reader.ReadString();
            var (segment, offset, length, name) = (reader.ReadInt32(), reader.ReadInt64(), reader.ReadInt32(), reader.ReadString());
            names.TryAdd(name, name);
            var values = new string[AmsTables.ColumnCount(table)];
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = reader.ReadString();
            }

            yield return new(table, identifier, new(segment, offset, length, names[name]), values, repaired);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _writer.Dispose();
        _file.Dispose();
    }
}
