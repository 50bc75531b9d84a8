using System.Collections.Frozen;
using System.Text;

namespace Comity.Screening.Names;

/// <summary>Writing systems that are treated apart.</summary>
internal enum Script
{
    Latin,
    Cyrillic,
    Greek,
    Arabic,
    Hebrew,
    Han,
    Hangul,
    Other,
}

/// <summary>Letters: which script they belong to, and the plain Latin letters behind accented ones.</summary>
internal static class Scripts
{
    private static readonly FrozenDictionary<char, string> PlainLatin = BuildPlainLatin();

    public static Script Of(char c) => c switch
    {
        < '\u0370' => Script.Latin,
        < '\u0400' or >= '\u1F00' and < '\u2000' => Script.Greek,
        < '\u0530' => Script.Cyrillic,
        >= '\u0590' and < '\u0600' => Script.Hebrew,
        >= '\u0600' and < '\u0700' or >= '\u0750' and < '\u0780' => Script.Arabic,
        >= '\u1E00' and < '\u1F00' => Script.Latin,
        >= '\u3400' and < '\uA000' => Script.Han,
        >= '\uAC00' and < '\uD7A4' => Script.Hangul,
        _ => Script.Other,
    };

    /// <summary>The lower-case ASCII behind a Latin letter; null when there is none.</summary>
    public static string? Plain(char c) => PlainLatin.GetValueOrDefault(c);

    /// <summary>Width and presentation forms brought to the usual letters.</summary>
    public static string Usual(string text)
    {
        try
        {
            return text.IsNormalized(NormalizationForm.FormKC) ? text : text.Normalize(NormalizationForm.FormKC);
        }
        catch (ArgumentException)
        {
            // Half a surrogate pair: what is left of the text is still worth matching.
            return string.Concat(text.Where(c => !char.IsSurrogate(c))).Normalize(NormalizationForm.FormKC);
        }
    }

    private static FrozenDictionary<char, string> BuildPlainLatin()
    {
        var plain = new Dictionary<char, string>
        {
            ['ł'] = "l",
            ['ø'] = "o",
            ['đ'] = "d",
            ['ı'] = "i",
            ['ß'] = "ss",
            ['æ'] = "ae",
            ['œ'] = "oe",
            ['ð'] = "d",
            ['þ'] = "th",
            ['ħ'] = "h",
            ['ə'] = "a",
            ['Ł'] = "l",
            ['Ø'] = "o",
            ['Đ'] = "d",
            ['ẞ'] = "ss",
            ['Æ'] = "ae",
            ['Œ'] = "oe",
            ['Ð'] = "d",
            ['Þ'] = "th",
            ['Ħ'] = "h",
            ['Ə'] = "a",
            ['ŋ'] = "n",
            ['Ŋ'] = "n",
        };
        foreach (var (first, last) in new[] { ('\u00C0', '\u024F'), ('\u1E00', '\u1EFF') })
        {
            for (var c = first; c <= last; c++)
            {
                var letter = char.ToLowerInvariant(c.ToString().Normalize(NormalizationForm.FormD)[0]);
                if (char.IsAsciiLetter(letter))
                {
                    plain.TryAdd(c, letter.ToString());
                }
            }
        }

        return plain.ToFrozenDictionary();
    }
}
