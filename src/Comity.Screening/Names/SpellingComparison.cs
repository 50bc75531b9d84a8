namespace Comity.Screening.Names;

/// <summary>Two words that were taken for one, as they were read.</summary>
public sealed record SpellingPair(string First, string Second);

/// <summary>Tells whether two names are one name spelt otherwise, which is much narrower than resembling each other.</summary>
public static class SpellingComparison
{
    // One slip in a short word makes another word.
    private const int FewestLettersOfSlip = 5;

    /// <summary>
    /// Pairs the words of two names when each has its counterpart: the same sound, or one slip in a longer word. Order, legal forms, titles
    /// and particles make no difference. A word without a counterpart, or another number, makes it another name.
    /// </summary>
    /// <returns>The pairs whose spelling differs; <see langword="null"/> when the names are not one.</returns>
    public static IReadOnlyList<SpellingPair>? Compare(string first, string second, ListedKind kind)
    {
        var left = Words(first, kind);
        var right = Words(second, kind);
        if (left.Count != right.Count || left.Count == 0)
        {
            return null;
        }

        var pairs = new List<SpellingPair>();
        foreach (var same in new[] { true, false })
        {
            foreach (var word in left.ToArray())
            {
                var found = right.FindIndex(other => same ? other.Fold == word.Fold : IsSlip(word.Fold, other.Fold));
                if (found >= 0)
                {
                    if (right[found].Text != word.Text)
                    {
                        pairs.Add(new SpellingPair(word.Text, right[found].Text));
                    }

                    right.RemoveAt(found);
                    left.Remove(word);
                }
            }
        }

        return left.Count == 0 ? pairs : null;
    }

    private static List<(string Text, string Fold)> Words(string name, ListedKind kind) =>
    [
        .. NameParser.Listed(name, kind).Words.Where(word => word.Type is not (TokenType.Title or TokenType.Particle))
            .Select(word => (word.Text, word.Type == TokenType.Number ? word.Text : SoundFold.Fold(word.Text))),
    ];

    // One letter added, left out or exchanged.
    private static bool IsSlip(string a, string b)
    {
        var (shorter, longer) = a.Length <= b.Length ? (a, b) : (b, a);
        if (shorter.Length < FewestLettersOfSlip || longer.Length - shorter.Length > 1 || longer.Any(char.IsDigit) || shorter.Any(char.IsDigit))
        {
            return false;
        }

        var start = 0;
        while (start < shorter.Length && shorter[start] == longer[start])
        {
            start++;
        }

        var end = 0;
        while (end < shorter.Length - start && shorter[^(end + 1)] == longer[^(end + 1)])
        {
            end++;
        }

        return start + end >= longer.Length - 1;
    }
}
