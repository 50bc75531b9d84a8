namespace Comity.Screening.Names;

/// <summary>
/// The cost of taking one folded word for another: an edit distance in which slips that people, scribes and scanners make
/// (vowels, voicing, an h, letters that look alike, two letters swapped) cost less than one.
/// </summary>
internal static class TokenDistance
{
    /// <summary>A cost above every limit: not the same word.</summary>
    public const float Far = 99;

    private const int Longest = 32;
    private const float Transposition = 0.75f;
    private const float LastVowel = 0.41f;
    private static readonly (string Pairs, float Cost)[] Near =
    [
        ("ck Cc", 0.15f),
        ("ei ou cs Xh kX CS", 0.25f),
        ("ae zs gk gX jC sS ij iv", 0.35f),
        ("td bp Ck", 0.4f),
        ("ao", LastVowel),
        ("ai eo ua ue ui oi gj fv bv hj jz il mn uv", 0.5f),
        ("lr hk oc bh fp gh ec ek vb nh", 0.7f),
    ];

    private static readonly float[] Substitution = BuildSubstitution();
    private static readonly float[] Gap = BuildGap(vowel: 0.45f, glide: 0.35f);

    // What an abjad does not write costs next to nothing.
    private static readonly float[] AbjadGap = BuildGap(vowel: 0.1f, glide: 0.3f);

    /// <summary>The most a pair of this length may cost and still be taken for the same word.</summary>
    public static float Limit(int foldLength) => foldLength switch { <= 2 => 0.4f, 3 => 0.6f, 4 => 1.0f, <= 6 => 1.5f, _ => 2.1f };

    /// <summary>Which letters a fold has, a bit for each; a quick sign that two words are far apart.</summary>
    public static ulong Letters(ReadOnlySpan<char> fold)
    {
        var bits = 0UL;
        foreach (var c in fold)
        {
            bits |= 1UL << (c & 63);
        }

        return bits;
    }

    /// <summary>The cost, or <see cref="Far"/> when it is above the limit.</summary>
    public static float Between(ReadOnlySpan<char> a, ReadOnlySpan<char> b, float limit, bool abjad)
    {
        if (a.SequenceEqual(b))
        {
            return 0;
        }

        if (a.Length >= Longest || b.Length >= Longest)
        {
            return Far;
        }

        var gap = abjad ? AbjadGap : Gap;
        Span<float> rows = stackalloc float[3 * (Longest + 1)];
        var before = rows[..(b.Length + 1)];
        var previous = rows.Slice(Longest + 1, b.Length + 1);
        var current = rows.Slice(2 * (Longest + 1), b.Length + 1);
        // A first letter is seldom wrong.
        previous[0] = 0;
        for (var j = 1; j <= b.Length; j++)
        {
            previous[j] = previous[j - 1] + gap[b[j - 1] & 127] + (j == 1 && !abjad ? 0.3f : 0);
        }

        for (var i = 1; i <= a.Length; i++)
        {
            var x = a[i - 1] & 127;
            var least = current[0] = previous[0] + gap[x] + (i == 1 && !abjad ? 0.3f : 0);
            var row = x << 7;
            for (var j = 1; j <= b.Length; j++)
            {
                var y = b[j - 1] & 127;
                var cost = previous[j - 1];
                if (x != y)
                {
                    var substitution = Substitution[row + y];
                    // A last a for an o is Antonia for Antonio.
                    cost += i == 1 && j == 1 && substitution > 0.4f ? substitution + 0.25f : i == a.Length && j == b.Length && substitution == LastVowel ? 0.8f : substitution;
                    cost = Math.Min(cost, Math.Min(previous[j] + gap[x], current[j - 1] + gap[y]));
                    if (i > 1 && j > 1 && x == (b[j - 2] & 127) && y == (a[i - 2] & 127))
                    {
                        cost = Math.Min(cost, before[j - 2] + Transposition);
                    }
                }

                current[j] = cost;
                least = Math.Min(least, cost);
            }

            if (least > limit)
            {
                return Far;
            }

            var spare = before;
            before = previous;
            previous = current;
            current = spare;
        }

        return previous[b.Length] <= limit ? previous[b.Length] : Far;
    }

    private static float[] BuildGap(float vowel, float glide)
    {
        var gap = new float[128];
        Array.Fill(gap, 1f);
        foreach (var c in "aeou")
        {
            gap[c] = vowel;
        }

        gap['i'] = Math.Min(vowel, glide);
        gap['h'] = glide;
        gap['v'] = Math.Max(vowel, 0.6f);
        return gap;
    }

    private static float[] BuildSubstitution()
    {
        var table = new float[128 * 128];
        Array.Fill(table, 1f);
        // Letters beside each other on the keyboard.
        foreach (var line in new[] { "qwertyuiop", "asdfghjkl", "zxcvbnm" })
        {
            for (var i = 1; i < line.Length; i++)
            {
                Set(line[i - 1], line[i], 0.8f);
            }
        }

        foreach (var (pairs, cost) in Near)
        {
            foreach (var pair in pairs.Split(' '))
            {
                Set(pair[0], pair[1], cost);
            }
        }

        return table;

        void Set(char a, char b, float cost) => table[(a << 7) + b] = table[(b << 7) + a] = cost;
    }
}
