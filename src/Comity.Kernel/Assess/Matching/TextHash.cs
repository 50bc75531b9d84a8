using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Comity.Kernel.Assess.Matching;

/// <summary>A hash of a text that is fast for the short codes and names of records. Only for tables that also compare the texts.</summary>
internal static class TextHash
{
    public const ulong Factor = 0x9E3779B97F4A7C15;
    private const int CharsAtOnce = sizeof(ulong) / sizeof(char);

    public static ulong Of(ReadOnlySpan<char> text)
    {
        var hash = (ulong)text.Length * Factor;
        if (text.Length >= CharsAtOnce)
        {
            ref var start = ref Unsafe.As<char, byte>(ref MemoryMarshal.GetReference(text));
            var last = (text.Length - CharsAtOnce) * sizeof(char);
            hash ^= Unsafe.ReadUnaligned<ulong>(ref start);
            for (var i = sizeof(ulong); i < last; i += sizeof(ulong))
            {
                hash = BitOperations.RotateLeft(hash * Factor, 29) ^ Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, i));
            }

            // The end may overlap what was read before.
            hash = BitOperations.RotateLeft(hash * Factor, 31) ^ Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, last));
        }
        else
        {
            foreach (var c in text)
            {
                hash = (hash << 16) ^ c;
            }
        }

        hash *= Factor;
        return hash ^ (hash >> 32);
    }
}
