using System.Diagnostics.CodeAnalysis;

namespace Comity.Programmes.Containers.Reference.Internal;

/// <summary>Finds phrases of one or more words in a list of words; the longest phrase at a place wins.</summary>
internal sealed class PhraseList
{
    private readonly Dictionary<string, List<(string[] Words, string Phrase)>> byFirstWord = new(StringComparer.Ordinal);
    private readonly Func<string, List<string>> split;

    /// <param name="phrases">The phrases as written in the list.</param>
    /// <param name="split">How phrases are cut; the words searched must be cut the same way.</param>
    public PhraseList(IEnumerable<string> phrases, Func<string, List<string>> split)
    {
        this.split = split;
        foreach (var phrase in phrases)
        {
            string[] words = [.. split(phrase)];
            if (!byFirstWord.TryGetValue(words[0], out var same))
            {
                byFirstWord[words[0]] = same = [];
            }

            same.Add((words, phrase));
        }

        foreach (var same in byFirstWord.Values)
        {
            same.Sort((a, b) => b.Words.Length.CompareTo(a.Words.Length));
        }
    }

    /// <summary>Whether a phrase begins at word <paramref name="at"/>.</summary>
    public bool StartsAt(List<string> words, int at, [NotNullWhen(true)] out string? phrase, out int length)
    {
        if (byFirstWord.TryGetValue(words[at], out var candidates))
        {
            foreach (var candidate in candidates)
            {
                if (at + candidate.Words.Length <= words.Count && Matches(candidate.Words, words, at))
                {
                    phrase = candidate.Phrase;
                    length = candidate.Words.Length;
                    return true;
                }
            }
        }

        phrase = null;
        length = 0;
        return false;
    }

    /// <summary>The first phrase in a text.</summary>
    public bool Find(string text, [NotNullWhen(true)] out string? phrase)
    {
        var words = split(text);
        for (var i = 0; i < words.Count; i++)
        {
            if (StartsAt(words, i, out phrase, out _))
            {
                return true;
            }
        }

        phrase = null;
        return false;
    }

    private static bool Matches(string[] phrase, List<string> words, int at)
    {
        for (var i = 1; i < phrase.Length; i++)
        {
            if (!string.Equals(phrase[i], words[at + i], StringComparison.Ordinal))
            {
                return false;
            }
        }

        return true;
    }
}
