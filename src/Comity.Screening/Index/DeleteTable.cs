namespace Comity.Screening.Index;

/// <summary>
/// Finds words within two slips: two words that differ little share what is left after deleting up to two of their first eight
/// letters (the symmetric-delete idea of SymSpell). Words are known by their numbers; hashes collide, so every hit is to be verified.
/// </summary>
internal sealed class DeleteTable
{
    private const int PrefixLength = 8;
    private const int LeastForOne = 3;
    private const int LeastForTwo = 5;

    /// <summary>The most keys a word can have.</summary>
    public const int MostKeys = 1 + PrefixLength + PrefixLength * (PrefixLength - 1) / 2;

    /// <summary>The first keys of a word are those with one letter deleted at most.</summary>
    public const int MostKeysForOne = 1 + PrefixLength;

    private readonly int[] _starts;
    private readonly int[] _words;
    private readonly uint _mask;

    public DeleteTable(IReadOnlyList<string> words)
    {
        Span<uint> keys = stackalloc uint[MostKeys];
        long total = 0;
        foreach (var word in words)
        {
            total += Keys(word, keys);
        }

        var buckets = System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Clamp(total, 16, 1 << 26));
        _mask = buckets - 1;
        _starts = new int[buckets + 1];
        foreach (var word in words)
        {
            foreach (var key in keys[..Keys(word, keys)])
            {
                _starts[(key & _mask) + 1]++;
            }
        }

        for (var i = 1; i < _starts.Length; i++)
        {
            _starts[i] += _starts[i - 1];
        }

        _words = new int[total];
        var next = _starts.AsSpan(0, (int)buckets).ToArray();
        for (var number = 0; number < words.Count; number++)
        {
            foreach (var key in keys[..Keys(words[number], keys)])
            {
                _words[next[key & _mask]++] = number;
            }
        }
    }

    /// <summary>The numbers of words that have this key, and a few others.</summary>
    public ReadOnlySpan<int> Lookup(uint key) => _words.AsSpan(_starts[key & _mask].._starts[(key & _mask) + 1]);

    /// <summary>Writes the keys of a word and says how many there are.</summary>
    public static int Keys(ReadOnlySpan<char> word, Span<uint> keys)
    {
        var prefix = word.Length > PrefixLength ? word[..PrefixLength] : word;
        var count = 0;
        keys[count++] = Hash(prefix, -1, -1);
        if (prefix.Length >= LeastForOne)
        {
            for (var i = 0; i < prefix.Length; i++)
            {
                keys[count++] = Hash(prefix, i, -1);
            }
        }

        if (prefix.Length >= LeastForTwo)
        {
            for (var i = 0; i < prefix.Length; i++)
            {
                for (var j = i + 1; j < prefix.Length; j++)
                {
                    keys[count++] = Hash(prefix, i, j);
                }
            }
        }

        return count;
    }

    private static uint Hash(ReadOnlySpan<char> text, int skip, int alsoSkip)
    {
        var hash = 2166136261u;
        for (var i = 0; i < text.Length; i++)
        {
            if (i != skip && i != alsoSkip)
            {
                hash = (hash ^ text[i]) * 16777619u;
            }
        }

        // FNV alone leaves its low bits poor.
        return (hash ^ (hash >> 15)) * 0x2C1B3C6Du >> 3;
    }
}
