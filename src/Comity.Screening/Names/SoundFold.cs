namespace Comity.Screening.Names;

/// <summary>
/// Brings the Latin spellings of one sound together: <c>Mohammed</c> and <c>Muhamed</c> differ in two vowels afterwards,
/// <c>Qasim</c> and <c>Kasim</c> in nothing. The alphabet is a to z, with X for kh, S for sh and C for ch.
/// </summary>
internal static class SoundFold
{
    private static readonly System.Buffers.SearchValues<char> Sounding = System.Buffers.SearchValues.Create("aeiouy0123456789");

    private const int LongestWord = 40;
    private const int LongestAcronym = 5;

    /// <summary>The fold of a word in lower-case ASCII; words are cut at 40 characters.</summary>
    public static string Fold(string latin, bool abjad = false)
    {
        var number = IsNumber(latin);
        // Sounds are not to be looked for in LKQ.
        if (number || !abjad && latin.Length <= LongestAcronym && !latin.AsSpan().ContainsAny(Sounding))
        {
            return latin;
        }

        latin = latin.AsSpan().ContainsAnyInRange('0', '9') ? Letters(latin) : latin;
        Span<char> output = stackalloc char[LongestWord * 2];
        var length = 0;
        var end = Math.Min(latin.Length, LongestWord);
        for (var i = 0; i < end; i++)
        {
            var c = latin[i];
            var next = i + 1 < end ? latin[i + 1] : '\0';
            var third = i + 2 < end ? latin[i + 2] : '\0';
            switch (c)
            {
                case 'p' when next == 'h': Put(output, ref length, 'f'); i++; break;
                case 'k' when next == 'h': Put(output, ref length, 'X'); i++; break;
                case 'g' when next == 'h': Put(output, ref length, 'g'); i++; break;
                case 't' when next == 'c' && third == 'h': Put(output, ref length, 'C'); i += 2; break;
                case 't' when next == 's' && third == 'h': Put(output, ref length, 'C'); i += 2; break;
                case 't' when next == 's' && IsVowel(third): Put(output, ref length, 'z'); i++; break;
                case 't' when next == 'h': Put(output, ref length, 't'); i++; break;
                case 't' when next == 'z': Put(output, ref length, 'z'); i++; break;
                case 'd' when next == 'z' && third == 'h': Put(output, ref length, 'j'); i += 2; break;
                case 'd' when next == 'j': Put(output, ref length, 'j'); i++; break;
                case 'd' when next == 'h': Put(output, ref length, 'd'); i++; break;
                case 's' when next == 'c' && third == 'h': Put(output, ref length, 'S'); i += 2; break;
                case 's' when next == 'h': Put(output, ref length, 'S'); i++; break;
                case 'c' when next is 'h' or 'z': Put(output, ref length, 'C'); i++; break;
                case 'c' when next == 'k': Put(output, ref length, 'k'); i++; break;
                case 'c' when next is not ('e' or 'i' or 'y'): Put(output, ref length, 'k'); break;
                case 'z' when next == 'h': Put(output, ref length, 'j'); i++; break;
                case 'q' when next == 'u' && third is 'e' or 'i': Put(output, ref length, 'k'); i++; break;
                case 'q': Put(output, ref length, 'k'); break;
                case 'x': Put(output, ref length, 'k'); Put(output, ref length, 's'); break;
                case 'w': Put(output, ref length, 'v'); break;
                case 'y': Put(output, ref length, 'i'); break;
                case 'o' when next is 'o' or 'u': Put(output, ref length, 'u'); i++; break;
                case 'e' when next == 'e': Put(output, ref length, 'i'); i++; break;
                // A scanned m is often read as rn.
                case 'r' when next == 'n': Put(output, ref length, 'm'); i++; break;
                case 'h' when i == end - 1 && length > 2 && IsVowel(output[length - 1]): break;
                default: Put(output, ref length, c); break;
            }
        }

        return new string(output[..length]);
    }

    /// <summary>The consonants of a fold, with those brought together that scripts without vowels cannot tell apart.</summary>
    public static string Skeleton(string fold)
    {
        Span<char> output = stackalloc char[fold.Length];
        var length = 0;
        foreach (var c in fold)
        {
            var kept = c switch
            {
                'a' or 'e' or 'i' or 'o' or 'u' or 'v' => '\0',
                'k' or 'g' or 'c' => 'k',
                'X' => 'h',
                'C' => 'S',
                'p' => 'b',
                _ => c,
            };
            if (kept != '\0' && (length == 0 || output[length - 1] != kept))
            {
                output[length++] = kept;
            }
        }

        return new string(output[..length]);
    }

    public static bool IsVowel(char c) => c is 'a' or 'e' or 'i' or 'o' or 'u';

    public static bool IsNumber(ReadOnlySpan<char> word)
    {
        var digits = 0;
        foreach (var c in word)
        {
            digits += char.IsAsciiDigit(c) ? 1 : 0;
        }

        return digits * 2 > word.Length || word.Length <= 3 && digits > 0;
    }

    // Digits that a scanner, or someone who hides, put for letters; 1 is an l beside a vowel.
    private static string Letters(string word) => string.Create(word.Length, word, (letters, from) =>
    {
        for (var i = 0; i < from.Length; i++)
        {
            letters[i] = from[i] switch
            {
                '1' => i > 0 && IsVowel(from[i - 1]) || i + 1 < from.Length && IsVowel(from[i + 1]) ? 'l' : 'i',
                >= '0' and <= '9' => "oizeasgtbg"[from[i] - '0'],
                _ => from[i],
            };
        }
    });

    // Doubled letters count once.
    private static void Put(Span<char> output, ref int length, char c)
    {
        if (length == 0 || output[length - 1] != c)
        {
            output[length++] = c;
        }
    }
}
