using System.Buffers.Binary;
using System.IO.Compression;

namespace Comity.Store;

/// <summary>Records are kept compressed: a quarter of the space, since every record repeats the names of its fields.</summary>
internal static class Packed
{
    private const int LengthBytes = 4;
    private const int FastQuality = 1;
    private const int WindowBits = 18;

    public static byte[] Pack(ReadOnlySpan<byte> content)
    {
        var packed = new byte[LengthBytes + BrotliEncoder.GetMaxCompressedLength(content.Length)];
        BinaryPrimitives.WriteInt32LittleEndian(packed, content.Length);
        return BrotliEncoder.TryCompress(content, packed.AsSpan(LengthBytes), out var written, FastQuality, WindowBits)
            ? packed[..(LengthBytes + written)]
            : throw new InvalidOperationException("The buffer is as long as the encoder asks for.");
    }

    /// <exception cref="InvalidDataException">The bytes were not made by <see cref="Pack"/>.</exception>
    public static byte[] Unpack(ReadOnlySpan<byte> packed)
    {
        var content = new byte[BinaryPrimitives.ReadInt32LittleEndian(packed)];
        return BrotliDecoder.TryDecompress(packed[LengthBytes..], content, out var written) && written == content.Length
            ? content
            : throw new InvalidDataException("A kept record is damaged.");
    }
}
