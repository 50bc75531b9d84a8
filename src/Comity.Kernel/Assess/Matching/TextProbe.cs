using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Comity.Kernel.Assess.Matching;

/// <summary>How a text must stand to a key.</summary>
internal enum KeyKind
{
    Whole,
    Beginning,
    End,
    Part,
}

/// <summary>
/// Finds which of many keys a text is, begins with, ends with or has in it. Most texts fit none: a set of bits refuses them
/// before any key is looked at.
/// </summary>
internal sealed class TextProbe
{
    private const int BitsForKey = 32;

    /// <summary>Characters by which a part is looked for, at most; as many as one read gives.</summary>
    private const int MostGram = 4;

    private readonly ulong[] _filter;
    private readonly int _filterShift;
    private readonly (int Key, uint Tag)[] _slots;
    private readonly int _slotShift;
    private readonly (KeyKind Kind, string Text)[] _keys;
    private readonly bool _hasWholes;
    private readonly int[] _beginnings;
    private readonly int[] _ends;
    private readonly int[] _grams;

    /// <param name="keys">Different keys, none empty but for whole texts.</param>
    public TextProbe(IReadOnlyList<(KeyKind Kind, string Text)> keys)
    {
        _keys = [.. keys];
        _hasWholes = keys.Any(k => k.Kind == KeyKind.Whole);
        _beginnings = Lengths(KeyKind.Beginning, int.MaxValue);
        _ends = Lengths(KeyKind.End, int.MaxValue);
        _grams = Lengths(KeyKind.Part, MostGram);
        var bits = BitOperations.RoundUpToPowerOf2((uint)Math.Max(keys.Count * BitsForKey, 64));
        var slots = BitOperations.RoundUpToPowerOf2((uint)Math.Max(keys.Count * 2, 2));
        (_filter, _filterShift) = (new ulong[bits / 64], 64 - BitOperations.Log2(bits));
        (_slots, _slotShift) = (new (int, uint)[slots], 64 - BitOperations.Log2(slots));
        for (var key = 0; key < _keys.Length; key++)
        {
            var hash = HashOf(_keys[key]);
            _filter[hash >> _filterShift >> 6] |= 1UL << (int)(hash >> _filterShift & 63);
            var slot = (int)(hash >> _slotShift);
            while (_slots[slot].Key != 0)
            {
                slot = (slot + 1) & (_slots.Length - 1);
            }

            _slots[slot] = (key + 1, (uint)hash);
        }

        int[] Lengths(KeyKind kind, int most) => [.. keys.Where(k => k.Kind == kind).Select(k => Math.Min(k.Text.Length, most)).Distinct().Order()];
    }

    /// <summary>Tells the keys that a text fits; one that it has in it more than once may be told more than once.</summary>
    /// <param name="text">The text.</param>
    /// <param name="hash">Its <see cref="TextHash"/>.</param>
    /// <param name="taker">Is told the keys by number.</param>
    public void Find<T>(ReadOnlySpan<char> text, ulong hash, T taker)
        where T : IKeyTaker
    {
        if (_hasWholes)
        {
            Look(Mix(hash, KeyKind.Whole), KeyKind.Whole, text, taker);
        }

        foreach (var length in _beginnings)
        {
            if (length > text.Length)
            {
                break;
            }

            var beginning = text[..length];
            Look(Mix(TextHash.Of(beginning), KeyKind.Beginning), KeyKind.Beginning, beginning, taker);
        }

        foreach (var length in _ends)
        {
            if (length > text.Length)
            {
                break;
            }

            var end = text[^length..];
            Look(Mix(TextHash.Of(end), KeyKind.End), KeyKind.End, end, taker);
        }

        foreach (var length in _grams)
        {
            for (var at = 0; at + length <= text.Length; at++)
            {
                Look(Mix(Gram(text, at, length), KeyKind.Part), KeyKind.Part, text[at..], taker);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Look<T>(ulong hash, KeyKind kind, ReadOnlySpan<char> text, T taker)
        where T : IKeyTaker
    {
        var bit = hash >> _filterShift;
        if ((_filter[bit >> 6] >> (int)(bit & 63) & 1) != 0)
        {
            Compare(hash, kind, text, taker);
        }
    }

    private void Compare<T>(ulong hash, KeyKind kind, ReadOnlySpan<char> text, T taker)
        where T : IKeyTaker
    {
        for (var slot = (int)(hash >> _slotShift); _slots[slot] is { Key: > 0 and var key, Tag: var tag }; slot = (slot + 1) & (_slots.Length - 1))
        {
            if (tag == (uint)hash && _keys[key - 1] is var (keyKind, keyText) && keyKind == kind
                && (kind == KeyKind.Part ? text.StartsWith(keyText, StringComparison.Ordinal) : text.SequenceEqual(keyText)))
            {
                taker.Take(key - 1);
            }
        }
    }

    private static ulong HashOf((KeyKind Kind, string Text) key) => Mix(
        key.Kind == KeyKind.Part ? Gram(key.Text, 0, Math.Min(key.Text.Length, MostGram)) : TextHash.Of(key.Text), key.Kind);

    // The upper half of a product depends on all of its factor.
    private static ulong Mix(ulong hash, KeyKind kind) => (hash + (ulong)kind) * TextHash.Factor;

    private static ulong Gram(ReadOnlySpan<char> text, int at, int length)
    {
        if (at + MostGram <= text.Length)
        {
            var four = Unsafe.ReadUnaligned<ulong>(ref Unsafe.As<char, byte>(ref Unsafe.Add(ref MemoryMarshal.GetReference(text), at)));
            return four & (ulong.MaxValue >> (64 - (length * 16)));
        }

        var gram = 0UL;
        for (var i = length - 1; i >= 0; i--)
        {
            gram = (gram << 16) | text[at + i];
        }

        return gram;
    }
}

/// <summary>Is told which keys fit.</summary>
internal interface IKeyTaker
{
    void Take(int key);
}
