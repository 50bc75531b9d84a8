using System.Collections.Frozen;
using System.Globalization;
using System.Reflection;

namespace Comity.Screening.Names;

/// <summary>The word lists that come with Comity (data/names), read when first needed.</summary>
internal static class NameData
{
    /// <summary>Latin spellings of Arabic words, with blanks between.</summary>
    public static Lazy<FrozenDictionary<string, string>> Arabic { get; } = new(() => Pairs("romanisations-arabic.tsv"));

    public static Lazy<FrozenDictionary<string, string>> Hebrew { get; } = new(() => Pairs("romanisations-hebrew.tsv"));

    public static Lazy<FrozenDictionary<string, string>> Han { get; } = new(() => Pairs("romanisations-han.tsv"));

    /// <summary>How often a word, by its sound, names a person among those the encyclopaedias of five languages know, as a share of all.</summary>
    public static FrozenDictionary<string, float> PersonFoldShares { get; } = ReadShares();

    /// <summary>What a word is: title, particle or place.</summary>
    public static FrozenDictionary<string, TokenType> WordTypes { get; } = ReadWordTypes();

    /// <summary>The number of the group of company words (bank, banco, bank) a word belongs to.</summary>
    public static FrozenDictionary<string, int> CompanyWords { get; } = ReadCompanyWords();

    /// <summary>Given names and their short forms: a word leads to the others of its groups.</summary>
    public static FrozenDictionary<string, string[]> Nicknames { get; } = ReadNicknames();

    /// <summary>Rows of a list, as their columns; lines that begin with # are comments.</summary>
    public static IEnumerable<string[]> Rows(string file)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("names/" + file)
            ?? throw new InvalidOperationException($"The list {file} was not built in.");
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0 && line[0] != '#')
            {
                yield return line.Split('\t');
            }
        }
    }

    private static FrozenDictionary<string, string> Pairs(string file) => Rows(file).ToFrozenDictionary(row => row[0], row => row[1], StringComparer.Ordinal);

    private static FrozenDictionary<string, float> ReadShares()
    {
        var counts = new Dictionary<string, float>(StringComparer.Ordinal);
        foreach (var row in Rows("name-frequencies.tsv"))
        {
            var fold = SoundFold.Fold(row[0]);
            counts[fold] = counts.GetValueOrDefault(fold) + float.Parse(row[1], CultureInfo.InvariantCulture);
        }

        var total = counts.Values.Sum();
        return counts.ToFrozenDictionary(pair => pair.Key, pair => pair.Value / total, StringComparer.Ordinal);
    }

    private static FrozenDictionary<string, TokenType> ReadWordTypes()
    {
        var types = new Dictionary<string, TokenType>(StringComparer.Ordinal);
        foreach (var row in Rows("words.tsv"))
        {
            var type = Enum.Parse<TokenType>(row[0], ignoreCase: true);
            foreach (var word in row[1].Split(' '))
            {
                types.TryAdd(word, type);
            }
        }

        return types.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private static FrozenDictionary<string, int> ReadCompanyWords()
    {
        var groups = new Dictionary<string, int>(StringComparer.Ordinal);
        var number = 0;
        foreach (var row in Rows("company-words.tsv"))
        {
            number++;
            foreach (var word in row[1].Split(' ').SelectMany(WordSplitter.Words))
            {
                groups.TryAdd(word, number);
            }
        }

        return groups.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private static FrozenDictionary<string, string[]> ReadNicknames()
    {
        var others = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        foreach (var row in Rows("nicknames.tsv"))
        {
            var group = row[0].Split(' ');
            foreach (var word in group)
            {
                if (!others.TryGetValue(word, out var known))
                {
                    others[word] = known = [];
                }

                known.UnionWith(group.Where(other => other != word));
            }
        }

        return others.ToFrozenDictionary(pair => pair.Key, pair => pair.Value.ToArray(), StringComparer.Ordinal);
    }
}
