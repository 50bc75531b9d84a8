using System.Globalization;
using System.Text;

namespace Comity.Programmes.Containers.Reference.Internal;

/// <summary>Cuts a text into upper-case words without accents, the form in which the word lists are compared.</summary>
internal static class Words
{
    /// <summary>The words of a text in order; everything but letters and digits separates.</summary>
    public static List<string> Split(string text)
    {
        var words = new List<string>();
        var folded = Fold(text);
        var start = -1;
        for (var i = 0; i <= folded.Length; i++)
        {
            var inside = i < folded.Length && char.IsLetterOrDigit(folded[i]);
            if (inside && start < 0)
            {
                start = i;
            }
            else if (!inside && start >= 0)
            {
                words.Add(folded[start..i]);
                start = -1;
            }
        }

        return words;
    }

    /// <summary>Upper case without accents.</summary>
    public static string Fold(string text)
    {
        if (Ascii.IsValid(text))
        {
            return text.ToUpperInvariant();
        }

        var decomposed = text.Normalize(NormalizationForm.FormD);
        var folded = new StringBuilder(decomposed.Length);
        foreach (var c in decomposed)
        {
            if (CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark)
            {
                folded.Append(char.ToUpperInvariant(c));
            }
        }

        return folded.ToString();
    }

    /// <summary>
    /// A crude stem that makes the plurals of English and of the Romance languages equal to their singular:
    /// <c>BATTERIES</c> and <c>BATTERY</c>, <c>CAMIONES</c> and <c>CAMION</c>.
    /// </summary>
    public static string Stem(string word)
    {
        var end = word.Length;
        if (end > 3 && word[end - 1] == 'S' && word[end - 2] != 'S')
        {
            end--;
        }

        while (end > 3 && word[end - 1] == 'E')
        {
            end--;
        }

        return end > 3 && word[end - 1] == 'Y' ? string.Concat(word.AsSpan(0, end - 1), "I") : word[..end];
    }

    /// <summary>The stems of a text's words.</summary>
    public static List<string> Stems(string text)
    {
        var words = Split(text);
        for (var i = 0; i < words.Count; i++)
        {
            words[i] = Stem(words[i]);
        }

        return words;
    }
}
