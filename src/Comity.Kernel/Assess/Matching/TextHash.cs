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
            for (var i = 0; i < last; i += sizeof(ulong))
            {
                hash = BitOperations.RotateLeft((hash ^ Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, i))) * Factor, 29);
            }

            // The end may overlap what was read before.
            hash ^= Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, last));
        }
        else
        {
            foreach (var c in text)
            {
                hash = (hash << 16) ^ c;
            }
        }

        hash *= Factor;
        return (hash ^ (hash >> 32)) * Factor;
    }
}
