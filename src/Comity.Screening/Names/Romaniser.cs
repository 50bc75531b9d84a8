using System.Collections.Frozen;
using System.Text;

namespace Comity.Screening.Names;

/// <summary>One Latin spelling of a word.</summary>
/// <param name="Latin">Lower-case ASCII.</param>
/// <param name="Abjad">The short vowels are missing, because the script does not write them.</param>
internal readonly record struct Romanisation(string Latin, bool Abjad);

/// <summary>
/// Latin spellings of words in other scripts. Cyrillic, Greek and Hangul go letter by letter; Arabic and Hebrew by the dictionary and
/// by their consonants; Han by the dictionary alone, which holds foreign names as they are written in Chinese and the most common
/// Chinese ones: a Han word it lacks matches only itself.
/// </summary>
internal static class Romaniser
{
    private static readonly FrozenDictionary<char, string> Cyrillic = Table(
        "а a б b в v г g д d е e ё e ж zh з z и i й y к k л l м m н n о o п p р r с s т t у u ф f х kh ц ts ч ch ш sh щ shch ъ - ы y ь - э e ю yu я ya "
        + "і i ї yi є ye ґ g ў u ђ dj ј j љ lj њ nj ћ c џ dz ѓ g ќ k ѕ dz ә a ғ gh қ q ң n ө o ұ u ү u һ h ӣ i ӯ u ҳ h ҷ j");

    private static readonly FrozenDictionary<char, string> Greek = Table(
        "α a β v γ g δ d ε e ζ z η i θ th ι i κ k λ l μ m ν n ξ x ο o π p ρ r σ s ς s τ t υ y φ f χ ch ψ ps ω o ά a έ e ή i ί i ό o ύ y ώ o ϊ i ϋ y ΐ i ΰ y");

    private static readonly (string Greek, string Latin)[] GreekPairs = [("ου", "ou"), ("ού", "ou"), ("μπ", "b"), ("ντ", "d"), ("γκ", "g"), ("γγ", "ng"), ("τζ", "tz"), ("αυ", "av"), ("ευ", "ev"), ("αύ", "av"), ("εύ", "ev")];

    private static readonly FrozenDictionary<char, string> Arabic = Table(
        "ا a أ a إ i آ a ٱ a ب b ت t ث th ج j ح h خ kh د d ذ dh ر r ز z س s ش sh ص s ض d ط t ظ z ع a غ gh ف f ق q ك k ک k گ g ل l م m ن n ه h ة a و u ي i ى a ی i ئ i ؤ u ء - پ p چ ch "
        + "ژ zh ہ h ھ h ٹ t ڈ d ے i ں n ړ r ښ sh ځ z څ ts ټ t ډ d ڼ n ې e ۍ i ګ g ڤ v ۀ a ۆ o ێ e");

    private static readonly FrozenDictionary<char, string> Hebrew = Table(
        "א a ב b ג g ד d ה h ו u ז z ח h ט t י i כ k ך k ל l מ m ם m נ n ן n ס s ע a פ p ף p צ ts ץ ts ק k ר r ש sh ת t");

    private static readonly string[] HangulInitials = ["g", "kk", "n", "d", "tt", "r", "m", "b", "pp", "s", "ss", "", "j", "jj", "ch", "k", "t", "p", "h"];
    private static readonly string[] HangulVowels = ["a", "ae", "ya", "ya", "o", "e", "yo", "ye", "o", "wa", "wa", "oe", "yo", "u", "wo", "we", "wi", "yu", "u", "ui", "i"];
    private static readonly string[] HangulFinals = ["", "k", "k", "k", "n", "n", "n", "t", "l", "k", "m", "l", "l", "l", "p", "l", "m", "p", "p", "t", "t", "ng", "t", "t", "k", "t", "p", "t"];

    // Families write these as they please.
    private static readonly FrozenDictionary<char, string[]> KoreanFamilyNames = new Dictionary<char, string[]>
    {
        ['김'] = ["kim"],
        ['이'] = ["lee", "yi", "ri"],
        ['리'] = ["ri", "lee"],
        ['박'] = ["pak", "park"],
        ['최'] = ["choe", "choi"],
        ['정'] = ["jong", "chong", "jung"],
        ['노'] = ["ro", "no"],
        ['로'] = ["ro"],
        ['류'] = ["ryu"],
        ['유'] = ["yu", "yoo"],
        ['임'] = ["im", "lim", "rim"],
        ['림'] = ["rim"],
        ['우'] = ["u", "woo"],
        ['양'] = ["yang", "ryang"],
    }.ToFrozenDictionary();

    /// <summary>The Latin spellings of a word in one script, the likeliest first; none when it cannot be read.</summary>
    public static IReadOnlyList<Romanisation> Romanise(string word, Script script) => script switch
    {
        Script.Latin => [new(word, Abjad: false)],
        Script.Cyrillic => [new(Letters(word, Cyrillic), Abjad: false)],
        Script.Greek => [new(Letters(GreekPairs.Aggregate(word, (text, pair) => text.Replace(pair.Greek, pair.Latin, StringComparison.Ordinal)), Greek), Abjad: false)],
        Script.Arabic => [.. Known(word, NameData.Arabic), new(Letters(word, Arabic), Abjad: true)],
        Script.Hebrew => [.. Known(word, NameData.Hebrew), new(Letters(word, Hebrew), Abjad: true)],
        Script.Han => [.. Known(word, NameData.Han)],
        Script.Hangul => Korean(word),
        _ => [],
    };

    private static IEnumerable<Romanisation> Known(string word, Lazy<FrozenDictionary<string, string>> dictionary) =>
        dictionary.Value.TryGetValue(word, out var names) ? names.Split(' ').Select(name => new Romanisation(name, Abjad: false)) : [];

    private static Romanisation[] Korean(string word)
    {
        if (word.Length == 1 && KoreanFamilyNames.TryGetValue(word[0], out var family))
        {
            return [.. family.Select(name => new Romanisation(name, Abjad: false))];
        }

        var latin = new StringBuilder();
        foreach (var c in word)
        {
            var index = c - '\uAC00';
            latin.Append(HangulInitials[index / 588]).Append(HangulVowels[index % 588 / 28]).Append(HangulFinals[index % 28]);
        }

        return [new(latin.ToString(), Abjad: false)];
    }

    private static string Letters(string word, FrozenDictionary<char, string> table)
    {
        var latin = new StringBuilder(word.Length + 4);
        foreach (var c in word)
        {
            if (table.TryGetValue(c, out var letters))
            {
                latin.Append(letters);
            }
            else if (char.IsAsciiLetterOrDigit(c))
            {
                latin.Append(c);
            }
        }

        return latin.ToString();
    }

    private static FrozenDictionary<char, string> Table(string pairs)
    {
        var parts = pairs.Split(' ');
        return Enumerable.Range(0, parts.Length / 2).ToFrozenDictionary(i => parts[2 * i][0], i => parts[2 * i + 1] == "-" ? "" : parts[2 * i + 1]);
    }
}
