using System.Text;

namespace Comity.Screening.Names;

/// <summary>Cuts a text into words: Latin letters in lower-case ASCII, others as they are. Dots inside a word are kept for the parser.</summary>
internal static class WordSplitter
{
    // Longer texts are no names; memory stays bounded.
    private const int LongestText = 1000;

    /// <summary>The words, with dots resolved: <c>S.A.</c> is one word, <c>J.Martinez</c> two.</summary>
    public static IEnumerable<string> Words(string text) => Split(text).SelectMany(word => Undot(word, initials: false));

    /// <summary>The words with their dots.</summary>
    public static List<string> Split(string text)
    {
        if (text.Length > LongestText)
        {
            text = text[..LongestText];
        }

        var words = new List<string>(6);
        var word = new StringBuilder(16);
        var script = Script.Other;
        foreach (var c in System.Text.Ascii.IsValid(text) ? text : Scripts.Usual(text))
        {
            if (char.IsAscii(c))
            {
                if (char.IsAsciiLetterOrDigit(c) || c == '.')
                {
                    if (word.Length > 0 && script != Script.Latin && c != '.')
                    {
                        End();
                    }

                    script = Script.Latin;
                    word.Append(char.ToLowerInvariant(c));
                }
                else if (c is not ('\'' or '`' or '"'))
                {
                    End();
                }
            }
            else if (Scripts.Plain(c) is { } plain)
            {
                script = Script.Latin;
                word.Append(plain);
            }
            else if (char.IsLetterOrDigit(c))
            {
                var own = Scripts.Of(c);
                if (word.Length > 0 && own != script)
                {
                    End();
                }

                script = own;
                if (own != Script.Latin)
                {
                    word.Append(char.ToLowerInvariant(c));
                }
            }
            else if (!IsInside(c))
            {
                End();
            }
        }

        End();
        return words;

        void End()
        {
            if (word.Length > 0)
            {
                words.Add(word.ToString());
                word.Clear();
            }
        }
    }

    /// <summary>Resolves the dots of a word. Single letters with dots are an abbreviation, or initials when asked.</summary>
    public static IEnumerable<string> Undot(string word, bool initials)
    {
        if (!word.Contains('.', StringComparison.Ordinal))
        {
            return [word];
        }

        var parts = word.Split('.', StringSplitOptions.RemoveEmptyEntries);
        return !initials && parts.Length > 1 && Array.TrueForAll(parts, part => part.Length == 1) ? [string.Concat(parts)] : parts;
    }

    // Marks, apostrophes and joiners belong to the word they stand in.
    private static bool IsInside(char c) =>
        char.GetUnicodeCategory(c) is System.Globalization.UnicodeCategory.NonSpacingMark or System.Globalization.UnicodeCategory.Format or System.Globalization.UnicodeCategory.ModifierLetter
            or System.Globalization.UnicodeCategory.SpacingCombiningMark or System.Globalization.UnicodeCategory.ModifierSymbol
        || c is '’' or '‘' or '“' or '”' or '´' or 'ـ';
}
