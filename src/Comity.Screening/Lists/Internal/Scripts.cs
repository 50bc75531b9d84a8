using System.Text;

namespace Comity.Screening.Lists.Internal;

/// <summary>The script a text is written in, by the Unicode blocks of its letters (Unicode Standard Annex 24 in outline).</summary>
internal static class Scripts
{
    public const string None = "Zyyy";

    // First and last code point of the blocks that watch lists use, in order.
    private static readonly (int From, int To, string Code)[] Blocks =
    [
        (0x0041, 0x024F, "Latn"), (0x0370, 0x03FF, "Grek"), (0x0400, 0x052F, "Cyrl"), (0x0530, 0x058F, "Armn"),
        (0x0590, 0x05FF, "Hebr"), (0x0600, 0x06FF, "Arab"), (0x0700, 0x074F, "Syrc"), (0x0750, 0x077F, "Arab"),
        (0x0780, 0x07BF, "Thaa"), (0x08A0, 0x08FF, "Arab"), (0x0900, 0x097F, "Deva"), (0x0980, 0x09FF, "Beng"),
        (0x0A00, 0x0A7F, "Guru"), (0x0A80, 0x0AFF, "Gujr"), (0x0B80, 0x0BFF, "Taml"), (0x0D80, 0x0DFF, "Sinh"),
        (0x0E00, 0x0E7F, "Thai"), (0x0E80, 0x0EFF, "Laoo"), (0x1000, 0x109F, "Mymr"), (0x10A0, 0x10FF, "Geor"),
        (0x1100, 0x11FF, "Hang"), (0x1200, 0x137F, "Ethi"), (0x1780, 0x17FF, "Khmr"), (0x1E00, 0x1EFF, "Latn"),
        (0x1F00, 0x1FFF, "Grek"), (0x3040, 0x309F, "Hira"), (0x30A0, 0x30FF, "Kana"), (0x3130, 0x318F, "Hang"),
        (0x3400, 0x9FFF, "Hani"), (0xAC00, 0xD7AF, "Hang"), (0xF900, 0xFAFF, "Hani"), (0xFB1D, 0xFB4F, "Hebr"),
        (0xFB50, 0xFDFF, "Arab"), (0xFE70, 0xFEFF, "Arab"), (0x20000, 0x3134F, "Hani"),
    ];

    /// <summary>ISO 15924 code of the script of most letters, the first met when two are even; <see cref="None"/> without letters.</summary>
    public static string Of(string text)
    {
        if (Ascii.IsValid(text))
        {
            return text.AsSpan().ContainsAnyInRange('A', 'Z') || text.AsSpan().ContainsAnyInRange('a', 'z') ? "Latn" : None;
        }

        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        var best = None;
        foreach (var rune in text.EnumerateRunes().Where(Rune.IsLetter))
        {
            if (Block(rune.Value) is { } code && (counts[code] = counts.GetValueOrDefault(code) + 1) > counts.GetValueOrDefault(best))
            {
                best = code;
            }
        }

        return best;
    }

    private static string? Block(int codePoint)
    {
        var (low, high) = (0, Blocks.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var (from, to, code) = Blocks[middle];
            if (codePoint < from)
            {
                high = middle - 1;
            }
            else if (codePoint > to)
            {
                low = middle + 1;
            }
            else
            {
                return code;
            }
        }

        return null;
    }
}
