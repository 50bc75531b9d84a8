using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Comity.Formats.Edifact;

/// <summary>
/// Where the elements and components of one segment begin, found by comparing a vector of bytes with the service
/// characters at once. A component reaches from behind its mark to before the next.
/// </summary>
internal sealed class EdifactMarks
{
    /// <summary>No directory has a segment of more elements and components than a small part of this.</summary>
    private const int MostSeparators = 4096;

    private readonly int[] _marks = new int[MostSeparators + 2];
    private readonly int[] _elements = new int[MostSeparators + 2];
    private int _markCount;
    private int _elementCount;
    private int _scanned;
    private bool _released;

    public EdifactDelimiters Delimiters { get; set; } = EdifactDelimiters.Default;

    /// <summary>Whether the segment has more separators than are kept.</summary>
    public bool IsFull => _markCount >= MostSeparators;

    public ReadOnlySpan<int> Marks => _marks.AsSpan(0, _markCount);

    public ReadOnlySpan<int> Elements => _elements.AsSpan(0, _elementCount);

    public void Begin()
    {
        _marks[0] = -1;
        _markCount = 1;
        _elements[0] = 0;
        _elementCount = 1;
        _scanned = 0;
        _released = false;
    }

    /// <summary>Ends the last component at the segment's end.</summary>
    public void Close(int length)
    {
        _elements[_elementCount++] = _markCount;
        _marks[_markCount++] = length;
    }

    /// <summary>Marks a segment that is at hand whole, without its terminator.</summary>
    public void ScanWhole(ReadOnlySpan<byte> bytes)
    {
        Begin();
        Scan(bytes);
        Close(bytes.Length);
    }

    /// <summary>
    /// Marks the separators of the bytes not seen before. Gives the index of the terminator, or -1 when the bytes end
    /// before; then it can be called again with more bytes behind the same ones.
    /// </summary>
    public int Scan(ReadOnlySpan<byte> bytes)
    {
        var delimiters = Delimiters;
        var i = _scanned;
        if (Vector256.IsHardwareAccelerated)
        {
            var component = Vector256.Create(delimiters.Component);
            var element = Vector256.Create(delimiters.Element);
            var release = Vector256.Create(delimiters.Release);
            var terminator = Vector256.Create(delimiters.Terminator);
            ref var first = ref MemoryMarshal.GetReference(bytes);
            for (; i + Vector256<byte>.Count <= bytes.Length; i += Vector256<byte>.Count)
            {
                var block = Vector256.LoadUnsafe(ref first, (nuint)i);
                var hits = ((Vector256.Equals(block, component) | Vector256.Equals(block, element))
                    | (Vector256.Equals(block, release) | Vector256.Equals(block, terminator))).ExtractMostSignificantBits();
                if (_released)
                {
                    hits &= ~1u;
                    _released = false;
                }

                while (hits != 0)
                {
                    var bit = BitOperations.TrailingZeroCount(hits);
                    hits &= hits - 1;
                    var b = bytes[i + bit];
                    if (b == delimiters.Terminator)
                    {
                        return i + bit;
                    }

                    if (b == delimiters.Release)
                    {
                        // The byte behind a release character is text, whatever it is.
                        hits &= ~(uint)(2UL << bit);
                        _released = bit == Vector256<byte>.Count - 1;
                    }
                    else
                    {
                        Mark(i + bit, b == delimiters.Element);
                    }
                }
            }
        }

        for (; i < bytes.Length; i++)
        {
            var b = bytes[i];
            if (_released)
            {
                _released = false;
            }
            else if (b == delimiters.Terminator)
            {
                return i;
            }
            else if (b == delimiters.Release)
            {
                _released = true;
            }
            else if (b == delimiters.Element || b == delimiters.Component)
            {
                Mark(i, b == delimiters.Element);
            }
        }

        _scanned = i;
        return -1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Mark(int index, bool isElement)
    {
        if (IsFull)
        {
            return;
        }

        if (isElement)
        {
            _elements[_elementCount++] = _markCount;
        }

        _marks[_markCount++] = index;
    }
}
