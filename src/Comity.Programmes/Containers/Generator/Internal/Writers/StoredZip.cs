using System.Buffers.Binary;
using System.Text;

namespace Comity.Programmes.Containers.Generator.Internal.Writers;

/// <summary>
/// A zip archive of uncompressed entries. The archives of the base library differ in a byte from one operating system to
/// another and with the version of the compressor; these are the same everywhere. Entries under 4 GiB.
/// </summary>
internal sealed class StoredZip(Stream stream) : IDisposable
{
    private const int VersionNeeded = 20;
    private const int Utf8Names = 0x0800;

    /// <summary>1 January 1980, the first date the format knows: an entry's own date would say nothing.</summary>
    private const int FirstDate = 0x21;

    private static readonly uint[] CrcTable = MakeCrcTable();

    private readonly List<(byte[] Name, uint Crc, uint Size, uint Offset)> entries = [];
    private uint position;

    public void Add(string name, ReadOnlySpan<byte> content)
    {
        var entry = (Name: Encoding.UTF8.GetBytes(name), Crc: Crc32(content), Size: (uint)content.Length, Offset: position);
        entries.Add(entry);
        Span<byte> head = stackalloc byte[30];
        BinaryPrimitives.WriteUInt32LittleEndian(head, 0x04034B50);
        Describe(head[4..], entry.Crc, entry.Size, entry.Name.Length);
        Emit(head);
        Emit(entry.Name);
        Emit(content);
    }

    /// <summary>Writes the directory; the stream stays open.</summary>
    public void Dispose()
    {
        var directory = position;
        Span<byte> head = stackalloc byte[46];
        foreach (var (name, crc, size, offset) in entries)
        {
            head.Clear();
            BinaryPrimitives.WriteUInt32LittleEndian(head, 0x02014B50);
            BinaryPrimitives.WriteUInt16LittleEndian(head[4..], VersionNeeded);
            Describe(head[6..], crc, size, name.Length);
            BinaryPrimitives.WriteUInt32LittleEndian(head[42..], offset);
            Emit(head);
            Emit(name);
        }

        Span<byte> end = stackalloc byte[22];
        end.Clear();
        var size32 = position - directory;
        BinaryPrimitives.WriteUInt32LittleEndian(end, 0x06054B50);
        BinaryPrimitives.WriteUInt16LittleEndian(end[8..], (ushort)entries.Count);
        BinaryPrimitives.WriteUInt16LittleEndian(end[10..], (ushort)entries.Count);
        BinaryPrimitives.WriteUInt32LittleEndian(end[12..], size32);
        BinaryPrimitives.WriteUInt32LittleEndian(end[16..], directory);
        Emit(end);
    }

    /// <summary>The fields that local and central headers share, from "version needed" on.</summary>
    private static void Describe(Span<byte> fields, uint crc, uint size, int nameLength)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(fields, VersionNeeded);
        BinaryPrimitives.WriteUInt16LittleEndian(fields[2..], Utf8Names);
        BinaryPrimitives.WriteUInt16LittleEndian(fields[8..], FirstDate);
        BinaryPrimitives.WriteUInt32LittleEndian(fields[10..], crc);
        BinaryPrimitives.WriteUInt32LittleEndian(fields[14..], size);
        BinaryPrimitives.WriteUInt32LittleEndian(fields[18..], size);
        BinaryPrimitives.WriteUInt16LittleEndian(fields[22..], (ushort)nameLength);
    }

    private static uint Crc32(ReadOnlySpan<byte> content)
    {
        var crc = uint.MaxValue;
        foreach (var b in content)
        {
            crc = CrcTable[(crc ^ b) & 0xFF] ^ (crc >> 8);
        }

        return ~crc;
    }

    private static uint[] MakeCrcTable()
    {
        var table = new uint[256];
        for (var i = 0u; i < table.Length; i++)
        {
            var value = i;
            for (var bit = 0; bit < 8; bit++)
            {
                value = (value & 1) == 1 ? 0xEDB88320 ^ (value >> 1) : value >> 1;
            }

            table[i] = value;
        }

        return table;
    }

    private void Emit(ReadOnlySpan<byte> bytes)
    {
        stream.Write(bytes);
        position += (uint)bytes.Length;
    }
}
