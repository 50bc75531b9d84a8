using YamlDotNet.Core;

namespace Comity.Formats.Profiles;

/// <summary>
/// Finds where a place in a YAML scalar's value stands in the file. Folding and escapes change only white space and
/// escape sequences, so the value's other characters occur in the source in the same order.
/// </summary>
internal static class ScalarSource
{
    /// <summary>The place in the file of a 1-based line and column (in code points) of the value.</summary>
    public static YamlPlace Locate(string file, YamlText scalar, int line, int column)
    {
        var target = OffsetOf(scalar.Value, line, column);
        var at = ContentStart(file, scalar);
        for (var i = 0; i < scalar.Value.Length; i++)
        {
            var c = scalar.Value[i];
            while (!char.IsWhiteSpace(c) && at < file.Length && char.IsWhiteSpace(file[at]))
            {
                at++;
            }

            if (i == target)
            {
                return PlaceOf(file, at);
            }

            if (char.IsWhiteSpace(c))
            {
                continue;
            }

            at += IsEscape(file, at, scalar.Style) ? 1 : 0;
            if (at >= file.Length || file[at] != c)
            {
                // Written with an escape such as \x41: the beginning of the scalar is the best that can be said.
                return scalar.Place;
            }

            at++;
        }

        return PlaceOf(file, at);
    }

    private static int ContentStart(string file, YamlText scalar)
    {
        var at = scalar.Place.Offset;
        if (scalar.Style is ScalarStyle.Literal or ScalarStyle.Folded)
        {
            var end = file.IndexOf('\n', at);
            return end < 0 ? file.Length : end + 1;
        }

        return scalar.Style is ScalarStyle.SingleQuoted or ScalarStyle.DoubleQuoted ? at + 1 : at;
    }

    // Whether a quote or backslash of the value is written as two characters here.
    private static bool IsEscape(string file, int at, ScalarStyle style) => at + 1 < file.Length && (style, file[at], file[at + 1]) is
        (ScalarStyle.SingleQuoted, '\'', '\'') or (ScalarStyle.DoubleQuoted, '\\', '"' or '\\');

    private static int OffsetOf(string text, int line, int column)
    {
        var at = 0;
        for (; line > 1; line--)
        {
            at = text.IndexOf('\n', at) + 1;
        }

        for (; column > 1 && at < text.Length; column--)
        {
            at += char.IsSurrogatePair(text, at) ? 2 : 1;
        }

        return at;
    }

    private static YamlPlace PlaceOf(string file, int offset)
    {
        var line = file.AsSpan(0, offset).Count('\n') + 1;
        var start = offset == 0 ? 0 : file.LastIndexOf('\n', offset - 1) + 1;
        return new YamlPlace(line, file[start..offset].EnumerateRunes().Count() + 1, offset);
    }
}
