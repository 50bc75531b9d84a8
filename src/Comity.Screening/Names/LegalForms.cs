namespace Comity.Screening.Names;

/// <summary>Legal forms of companies, found as phrases among the words of a name.</summary>
internal static class LegalForms
{
    private static readonly string[] Classes = ["LLC", "JSC", "LP", "SP", "COOP", "GP", "LLP", "CORP"];
    private static readonly Dictionary<string, List<(string[] Words, int Class)>> ByFirstWord = [];
    private static readonly string[] Frequent =
    [
        "ltd", "llc", "inc", "corp", "gmbh", "ltda", "srl", "sas", "sa", "cv", "rl", "company", "limited", "corporation", "incorporated", "sociedad", "anonima", "obshchestvo", "ogranichennoi",
        "otvetstvennostyu", "aktsionernoe", "zakrytoe", "otkrytoe", "stock",
    ];

    private static readonly HashSet<string> Abbreviations = new(StringComparer.Ordinal);

    static LegalForms()
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var row in NameData.Rows("legal-forms.tsv"))
        {
            string[] words = [.. WordSplitter.Words(row[0])];
            var form = Array.IndexOf(Classes, row[1]);
            if (form >= 0 && words.Length > 0 && words.Sum(word => word.Length) > 1 && seen.Add(string.Join(' ', words)))
            {
                Add(words, form);
            }
        }

        foreach (var list in ByFirstWord.Values)
        {
            list.Sort((a, b) => b.Words.Length - a.Words.Length);
        }
    }

    /// <summary>Whether a word is one slip away from a word of legal forms: <c>TLD</c>, <c>corpp</c>.</summary>
    public static bool IsMisspelt(string word)
    {
        foreach (var known in Frequent)
        {
            if (Math.Abs(known.Length - word.Length) <= 1 && OneSlip(word, known))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether letters that stand apart, such as <c>S A</c>, are an abbreviation that occurs in legal forms.</summary>
    public static bool IsAbbreviation(string word) => Abbreviations.Contains(word);

    /// <summary>How many words from here on are a legal form; 0 for none.</summary>
    public static int Match(List<string> words, int start, out int form)
    {
        form = -1;
        if (ByFirstWord.TryGetValue(words[start], out var candidates))
        {
            foreach (var (phrase, number) in candidates)
            {
                var i = 0;
                while (i < phrase.Length && start + i < words.Count && words[start + i] == phrase[i])
                {
                    i++;
                }

                if (i == phrase.Length)
                {
                    form = number;
                    return i;
                }
            }
        }

        return 0;
    }

    // One letter put in, left out or exchanged, or two neighbours swapped.
    private static bool OneSlip(string a, string b)
    {
        var start = 0;
        while (start < a.Length && start < b.Length && a[start] == b[start])
        {
            start++;
        }

        var end = 0;
        while (end < a.Length - start && end < b.Length - start && a[^(end + 1)] == b[^(end + 1)])
        {
            end++;
        }

        var (left, right) = (a.Length - start - end, b.Length - start - end);
        return left <= 1 && right <= 1 || left == 2 && right == 2 && a[start] == b[start + 1] && a[start + 1] == b[start];
    }

    private static void Add(string[] words, int form)
    {
        if (!ByFirstWord.TryGetValue(words[0], out var list))
        {
            ByFirstWord[words[0]] = list = [];
        }

        list.Add((words, form));
        Abbreviations.UnionWith(words.Where(word => word.Length is > 1 and <= 5));
    }
}
