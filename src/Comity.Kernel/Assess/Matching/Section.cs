using System.Runtime.InteropServices;

namespace Comity.Kernel.Assess.Matching;

/// <summary>A stretch of values in memory that does not move: a pinned array or a mapped file.</summary>
internal readonly unsafe struct Section<T>
    where T : unmanaged
{
    private readonly T* _start;
    private readonly int _count;

    private Section(T* start, int count)
    {
        _start = start;
        _count = count;
    }

    public int Count => _count;

    public bool IsEmpty => _count == 0;

    public ReadOnlySpan<T> Span => new(_start, _count);

    /// <summary>The values at a byte offset.</summary>
    /// <exception cref="ChunkDamagedException">They do not lie within the bytes.</exception>
    public static Section<T> At(byte* start, long length, long offset, long count)
    {
        if (count == 0)
        {
            return default;
        }

        return offset >= 0 && count > 0 && count <= int.MaxValue && offset % Math.Min(sizeof(T), sizeof(long)) == 0 && offset + (count * sizeof(T)) <= length
            ? new((T*)(start + offset), (int)count)
            : throw new ChunkDamagedException($"{count} values of {sizeof(T)} bytes at {offset} do not lie within its {length} bytes.");
    }

    /// <summary>The first values of an array that was allocated pinned.</summary>
    public static Section<T> Of(T[] pinned, int count) =>
        new((T*)Marshal.UnsafeAddrOfPinnedArrayElement(pinned, 0), Math.Min(count, pinned.Length));
}

/// <summary>A chunk is not what was written; the message says what was found.</summary>
public sealed class ChunkDamagedException(string message) : Exception(message);

/// <summary>A checksum of eight bytes that notices damage; no protection against intent.</summary>
internal static class Checksum
{
    private const ulong Factor = 0x9E3779B97F4A7C15;

    public static ulong Of(ReadOnlySpan<byte> bytes)
    {
        var words = MemoryMarshal.Cast<byte, ulong>(bytes);
        ulong a = Factor, b = ~Factor, c = (ulong)bytes.Length, d = 1;
        var i = 0;
        // Four lanes, so that the processor need not wait for one product before the next.
        for (; i + 4 <= words.Length; i += 4)
        {
            a = ulong.RotateLeft((a ^ words[i]) * Factor, 29);
            b = ulong.RotateLeft((b ^ words[i + 1]) * Factor, 31);
            c = ulong.RotateLeft((c ^ words[i + 2]) * Factor, 33);
            d = ulong.RotateLeft((d ^ words[i + 3]) * Factor, 37);
        }

        for (; i < words.Length; i++)
        {
            a = ulong.RotateLeft((a ^ words[i]) * Factor, 29);
        }

        foreach (var rest in bytes[(words.Length * sizeof(ulong))..])
        {
            b = ulong.RotateLeft((b ^ rest) * Factor, 31);
        }

        var sum = a ^ ulong.RotateLeft(b, 17) ^ ulong.RotateLeft(c, 31) ^ ulong.RotateLeft(d, 47);
        return (sum ^ (sum >> 32)) * Factor;
    }
}
