using System.Diagnostics.CodeAnalysis;
using Comity.Programmes.Containers.Reference.Internal;

namespace Comity.Programmes.Containers.Reference;

/// <summary>A contradiction between a goods description and its HS code.</summary>
/// <param name="Word">The telling word of the description.</param>
/// <param name="WordChapters">The HS chapters in which goods of that word are declared.</param>
/// <param name="DeclaredChapter">The chapter declared.</param>
public sealed record GoodsDisagreement(string Word, IReadOnlyList<int> WordChapters, int DeclaredChapter);

/// <summary>
/// Reads goods descriptions as far as lists of words can: whether they say what the goods are, and whether they
/// contradict the HS code. Both prefer silence to a false alarm.
/// </summary>
public static class GoodsWords
{
    /// <summary>A word that stands in more chapters than this in the nomenclature tells nothing about a chapter.</summary>
    private const int TellingChaptersMax = 25;

    /// <summary>With so many words that no list knows, a description may be precise in a language the lists lack.</summary>
    private const int UnknownWordsMin = 3;

    private const int ShortestUnknown = 4;
    private const int LongestShown = 60;

    private static readonly Lazy<PhraseList> Vague = new(static () =>
        new PhraseList(ReferenceTable.Rows("vague-goods.csv").Select(r => r[0]), Words.Stems));

    private static readonly Lazy<HashSet<string>> Noise = new(static () =>
        ReferenceTable.Rows("noise-words.csv").Select(r => Words.Stem(Words.Fold(r[0]))).ToHashSet(StringComparer.Ordinal));

    /// <summary>Telling words, by hand: stem → chapters as bits.</summary>
    private static readonly Lazy<Dictionary<string, UInt128>> Telling = new(static () =>
    {
        var telling = new Dictionary<string, UInt128>(StringComparer.Ordinal);
        foreach (var row in ReferenceTable.Rows("hs-keywords.csv"))
        {
            var stem = Words.Stem(row[0]);
            foreach (var chapter in row[2].Split(' '))
            {
                telling[stem] = telling.GetValueOrDefault(stem) | Bit(HsCode.Chapter(chapter));
            }
        }

        return telling;
    });

    /// <summary>Words of the nomenclature's own descriptions: stem → chapters as bits.</summary>
    private static readonly Lazy<Dictionary<string, UInt128>> Nomenclature = new(static () =>
    {
        var words = new Dictionary<string, UInt128>(StringComparer.Ordinal);
        foreach (var (code, description) in HsCode.All)
        {
            foreach (var stem in Words.Stems(description))
            {
                words[stem] = words.GetValueOrDefault(stem) | Bit(HsCode.Chapter(code));
            }
        }

        foreach (var stem in words.Where(w => w.Key.Length < 3 || UInt128.PopCount(w.Value) > TellingChaptersMax || Noise.Value.Contains(w.Key))
            .Select(w => w.Key).ToList())
        {
            words.Remove(stem);
        }

        return words;
    });

    /// <summary>
    /// Whether a description fails to say what the goods are: it has a phrase of the list of vague ones, or nothing but
    /// words of packing and quantity, and no word that names goods.
    /// </summary>
    /// <param name="description">The description as declared. An absent one is not vague but missing.</param>
    /// <param name="phrase">The vague phrase, or the words of packing that are all there is.</param>
    public static bool IsVague(string? description, [NotNullWhen(true)] out string? phrase)
    {
        phrase = null;
        if (string.IsNullOrWhiteSpace(description))
        {
            return false;
        }

        var stems = Words.Stems(description);
        string? firstVague = null;
        var noise = 0;
        var unknown = 0;
        for (var i = 0; i < stems.Count; i++)
        {
            if (Vague.Value.StartsAt(stems, i, out var match, out var length))
            {
                firstVague ??= match;
                i += length - 1;
            }
            else if (Noise.Value.Contains(stems[i]))
            {
                noise++;
            }
            else if (stems[i].Any(char.IsDigit))
            {
                continue;
            }
            else if (Telling.Value.ContainsKey(stems[i]) || Nomenclature.Value.ContainsKey(stems[i]) || IsUnknownLimit(stems[i], ref unknown))
            {
                return false;
            }
        }

        if (firstVague is null && (noise == 0 || unknown > 0))
        {
            return false;
        }

        phrase = firstVague ?? (description.Length <= LongestShown ? description : description[..LongestShown]);
        return true;
    }

    /// <summary>
    /// Whether a description contradicts an HS code: it has a telling commodity word of other chapters, and not one word
    /// that belongs to the declared chapter.
    /// </summary>
    public static bool DisagreesWith(string? hs, string? description, [NotNullWhen(true)] out GoodsDisagreement? disagreement)
    {
        disagreement = null;
        var chapter = HsCode.Normalise(hs) is { } digits && HsCode.IsKnown(digits) ? HsCode.Chapter(digits) : 0;
        if (chapter == 0 || string.IsNullOrWhiteSpace(description))
        {
            return false;
        }

        var words = Words.Split(description);
        var stems = words.ConvertAll(Words.Stem);
        for (var i = 0; i < stems.Count; i++)
        {
            if (i + 1 < stems.Count && IsPacking(stems[i + 1]))
            {
                continue;
            }

            var telling = Telling.Value.GetValueOrDefault(stems[i]);
            if (((telling | Nomenclature.Value.GetValueOrDefault(stems[i])) & Bit(chapter)) != 0)
            {
                disagreement = null;
                return false;
            }

            if (telling != 0)
            {
                disagreement ??= new GoodsDisagreement(words[i], Chapters(telling), chapter);
            }
        }

        return disagreement is not null;
    }

    private static bool IsUnknownLimit(string stem, ref int unknown)
    {
        if (stem.Length >= ShortestUnknown)
        {
            unknown++;
        }

        return unknown >= UnknownWordsMin;
    }

    /// <summary><c>STEEL DRUMS</c>, <c>PAPER BAGS</c>: the word speaks of the packing, not of the goods.</summary>
    private static bool IsPacking(string stem) => stem is
        "DRUM" or "BAG" or "BOX" or "CARTON" or "CRAT" or "PALLET" or "CAS" or "BARREL" or "CYLINDER" or "BOTTL" or "JAR" or "CONTAINER";

    private static UInt128 Bit(int chapter) => UInt128.One << chapter;

    private static List<int> Chapters(UInt128 bits)
    {
        var chapters = new List<int>();
        for (var chapter = 1; chapter < 100; chapter++)
        {
            if ((bits & Bit(chapter)) != 0)
            {
                chapters.Add(chapter);
            }
        }

        return chapters;
    }
}
