namespace Comity.Store.Backtest;

/// <summary>
/// Says of a regular expression whether DuckDB's engine and ours must agree on it: literals, ASCII classes, groups,
/// alternatives, anchors and small counts. Flags, word boundaries, Unicode classes and single wildcards are left to the
/// interpreter.
/// </summary>
internal static class PlainPattern
{
    private const int MaxLength = 500;
    private const int MaxCount = 30;

    public static bool Is(string pattern)
    {
        var counts = 0;
        for (var i = 0; i < pattern.Length && pattern.Length <= MaxLength; i++)
        {
            var wide = false;
            switch (pattern[i])
            {
                case '\\':
                    if (++i == pattern.Length || !@"dDwWsS.*+?()[]{}^$|\/-".Contains(pattern[i], StringComparison.Ordinal))
                    {
                        return false;
                    }

                    wide = pattern[i] is 'D' or 'W' or 'S';
                    break;
                case '.':
                    wide = true;
                    break;
                case '[':
                    wide = i + 1 < pattern.Length && pattern[i + 1] == '^';
                    if ((i = EndOfClass(pattern, wide ? i + 2 : i + 1)) < 0)
                    {
                        return false;
                    }

                    break;
                case '(' when i + 1 < pattern.Length && pattern[i + 1] == '?':
                    return false;
                case '{':
                    if (++counts > 2 || (i = EndOfCount(pattern, i + 1)) < 0)
                    {
                        return false;
                    }

                    break;
                case '*' or '+' or '?' or '}':
                    // Two repetitions in a row mean different things to different engines.
                    if (i + 1 < pattern.Length && pattern[i + 1] is '*' or '+' or '?' or '{')
                    {
                        return false;
                    }

                    break;
                case < ' ' or > '~':
                    return false;
            }

            // Ours can take a character beyond U+FFFF for two; that cannot be told where any number may follow.
            if (wide && (i + 1 == pattern.Length || pattern[i + 1] is not ('*' or '+')))
            {
                return false;
            }
        }

        return pattern.Length <= MaxLength;
    }

    // Letters, digits, blanks and a few signs, with ranges between letters or digits.
    private static int EndOfClass(string pattern, int from)
    {
        for (var i = from; i < pattern.Length; i++)
        {
            if (pattern[i] == ']')
            {
                return i > from ? i : -1;
            }

            if (!char.IsAsciiLetterOrDigit(pattern[i]) && pattern[i] is not (' ' or '-' or '_' or '.' or ',' or '/'))
            {
                return -1;
            }
        }

        return -1;
    }

    private static int EndOfCount(string pattern, int from)
    {
        var end = pattern.IndexOf('}', from);
        if (end < 0)
        {
            return -1;
        }

        var bounds = pattern[from..end].Split(',');
        var fits = bounds.Length <= 2 && bounds.All(b => b.Length is > 0 and <= 2 && b.All(char.IsAsciiDigit) && int.Parse(b, System.Globalization.CultureInfo.InvariantCulture) <= MaxCount);
        var repeatsAgain = end + 1 < pattern.Length && pattern[end + 1] is '*' or '+' or '?' or '{';
        return fits && !repeatsAgain ? end : -1;
    }
}
