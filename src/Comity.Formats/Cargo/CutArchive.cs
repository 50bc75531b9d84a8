using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Comity.Formats.Cargo;

/// <summary>A file inside an archive whose directory is lost.</summary>
/// <param name="Name">Its name with folders.</param>
/// <param name="IsLast">Nothing stands behind it, so it is probably cut.</param>
/// <param name="PackedBytes">Bytes from its beginning to what follows.</param>
/// <param name="Open">Unpacks it as far as it goes.</param>
internal sealed record CutEntry(string Name, bool IsLast, long PackedBytes, Func<Stream> Open);

/// <summary>
/// Finds the files of a zip archive without its directory, which stands at the end and is lost when a transfer is cut, by the
/// headers before each file (APPNOTE 4.3.7). Encrypted files and methods other than stored and deflated are left out.
/// </summary>
internal static class CutArchive
{
    private const int HeaderBytes = 30;
    private const int MostEntries = 10_000;
    private const int Encrypted = 1;
    private const int SizesFollow = 8;

    private sealed record Header(string Name, int Flags, int Method, long Packed, long At, long DataAt);

    public static List<CutEntry> Entries(Stream seekable)
    {
        var found = new List<Header>();
        var end = seekable.Length;
        for (var at = Next(seekable, 0, out _); at >= 0 && found.Count < MostEntries;)
        {
            if (ReadHeader(seekable, at) is not { } header)
            {
                break;
            }

            found.Add(header);
            var from = header.DataAt + ((header.Flags & SizesFollow) == 0 ? header.Packed : 0);
            at = Next(seekable, Math.Min(from, seekable.Length), out var directoryAt);
            end = directoryAt ?? end;
        }

        return [.. found.Select((header, i) => Entry(seekable, header, i + 1 < found.Count ? found[i + 1] : null, end))
            .Where((_, i) => (found[i].Flags & Encrypted) == 0 && found[i].Method is 0 or 8)];
    }

    private static CutEntry Entry(Stream stream, Header header, Header? next, long end)
    {
        var until = next?.At ?? end;
        if ((header.Flags & SizesFollow) == 0)
        {
            until = Math.Min(until, header.DataAt + header.Packed);
        }

        var isLast = next is null && until == stream.Length;
        return new(header.Name, isLast, until - header.DataAt, () =>
        {
            var part = new PartStream(stream, header.DataAt, until);
            return header.Method == 0 ? part : new DeflateStream(part, CompressionMode.Decompress);
        });
    }

    private static Header? ReadHeader(Stream stream, long at)
    {
        Span<byte> fixedPart = stackalloc byte[HeaderBytes];
        stream.Position = at;
        if (stream.ReadAtLeast(fixedPart, HeaderBytes, throwOnEndOfStream: false) < HeaderBytes)
        {
            return null;
        }

        var name = new byte[BinaryPrimitives.ReadUInt16LittleEndian(fixedPart[26..])];
        var extra = BinaryPrimitives.ReadUInt16LittleEndian(fixedPart[28..]);
        return stream.ReadAtLeast(name, name.Length, throwOnEndOfStream: false) < name.Length
            ? null
            : new(Encoding.UTF8.GetString(name), BinaryPrimitives.ReadUInt16LittleEndian(fixedPart[6..]), BinaryPrimitives.ReadUInt16LittleEndian(fixedPart[8..]),
                BinaryPrimitives.ReadUInt32LittleEndian(fixedPart[18..]), at, at + HeaderBytes + name.Length + extra);
    }

    // Where the next file's header stands, -1 when none; a directory's entry ends the search, since all files stand before it.
    private static long Next(Stream stream, long from, out long? directoryAt)
    {
        directoryAt = null;
        var buffer = new byte[64 * 1024];
        var kept = 0;
        stream.Position = from;
        for (var at = from; ;)
        {
            var read = stream.Read(buffer.AsSpan(kept));
            if (read == 0)
            {
                return -1;
            }

            var bytes = buffer.AsSpan(0, kept + read);
            var file = bytes.IndexOf("PK\u0003\u0004"u8);
            var directory = bytes.IndexOf("PK\u0001\u0002"u8);
            if (directory >= 0 && (file < 0 || directory < file))
            {
                directoryAt = at + directory;
                return -1;
            }

            if (file >= 0)
            {
                return at + file;
            }

            kept = Math.Min(3, bytes.Length);
            at += bytes.Length - kept;
            bytes[^kept..].CopyTo(buffer);
        }
    }

    /// <summary>A part of a stream, read by itself; several may be open in turn but not at once.</summary>
    private sealed class PartStream(Stream whole, long from, long until) : Stream
    {
        private long _at = from;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            whole.Position = _at;
            var read = whole.Read(buffer[..(int)Math.Min(buffer.Length, until - _at)]);
            _at += read;
            return read;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
