using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Comity.Kernel.Assess.Cel;

/// <summary>
/// RE2 patterns (https://github.com/google/re2/wiki/Syntax) on .NET's linear-time engine. The two differ in syntax, in what
/// <c>\d \w \s $ .</c> mean and in counting UTF-16 units, so a pattern is read as RE2 and written anew. Left out, with an
/// error: <c>\C</c>, <c>(?U)</c>, Perl and POSIX classes of characters above U+FFFF. <c>\b</c> sees letters of every script.
/// </summary>
internal sealed class Re2
{
    /// <summary>Longest pattern, in UTF-16 units.</summary>
    public const int MaxLength = 1_000;

    /// <summary>Largest product of nested counts such as <c>(a{10}){20}</c>.</summary>
    public const int MaxRepeat = 1_000;

    private const int MaxNesting = 50;
    private readonly string _pattern;
    private readonly StringBuilder _out = new();
    private int _at;
    private int _nesting;
    private bool _isDotAll;
    private bool _isMultiline;

    private Re2(string pattern) => _pattern = pattern;

    private char Current => _at < _pattern.Length ? _pattern[_at] : '\0';

    public static bool TryCompile(string pattern, [NotNullWhen(true)] out Regex? regex, [NotNullWhen(false)] out string? error)
    {
        regex = null;
        var reader = new Re2(pattern);
        error = pattern.Length > MaxLength ? $"a pattern has at most {MaxLength} characters" : reader.Read();
        if (error is not null)
        {
            return false;
        }

        try
        {
            regex = new Regex(reader._out.ToString(), RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
            return true;
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            // Bounded by the reader already; the engine's own size estimate is stricter for some nests.
            error = $"the pattern '{pattern}' is too large or not regular";
            return false;
        }
    }

    private string? Read()
    {
        var error = ReadAlternatives(1, out _);
        return error ?? (_at < _pattern.Length ? Problem("a ) without (") : null);
    }

    private string Problem(string what) =>
        string.Create(CultureInfo.InvariantCulture, $"the pattern '{_pattern}' has {what} at position {_at + 1}");

    // The largest product of counts inside is returned, so that nests of counts stay bounded.
    private string? ReadAlternatives(int repeat, out int largest)
    {
        largest = repeat;
        if (++_nesting > MaxNesting)
        {
            return Problem("more than 50 nested groups");
        }

        var (isDotAll, isMultiline) = (_isDotAll, _isMultiline);
        while (_at < _pattern.Length && Current != ')')
        {
            if (Current == '|')
            {
                _out.Append('|');
                _at++;
                continue;
            }

            var start = _out.Length;
            if ((ReadAtom(out var inside) ?? ReadRepeat(start, ref inside)) is { } error)
            {
                return error;
            }

            largest = Math.Max(largest, inside);
        }

        (_isDotAll, _isMultiline) = (isDotAll, isMultiline);
        _nesting--;
        return null;
    }

    private string? ReadAtom(out int inside)
    {
        inside = 1;
        switch (Current)
        {
            case '(':
                return ReadGroup(out inside);
            case '[':
                return Re2Class.Read(_pattern, ref _at, _out) is { } what ? Problem(what) : null;
            case '.':
                _at++;
                _out.Append(Re2Class.Except(_isDotAll ? "" : @"\n"));
                return null;
            case '^':
                _at++;
                _out.Append(_isMultiline ? "(?m:^)" : @"\A");
                return null;
            case '$':
                _at++;
                _out.Append(_isMultiline ? "(?m:$)" : @"\z");
                return null;
            case '*' or '+' or '?':
                return Problem($"nothing before {Current} to repeat");
            case '\\':
                return ReadEscape();
            default:
                var width = CodePoints.Width(_pattern, _at);
                AppendLiteral(_pattern.Substring(_at, width));
                _at += width;
                return null;
        }
    }

    private void AppendLiteral(string character)
    {
        if (character.Length == 2)
        {
            _out.Append(CultureInfo.InvariantCulture, $"(?:\\u{(int)character[0]:X4}\\u{(int)character[1]:X4})");
        }
        else
        {
            _out.Append(CultureInfo.InvariantCulture, $"\\u{(int)character[0]:X4}");
        }
    }

    private string? ReadGroup(out int inside)
    {
        inside = 1;
        _at++;
        var (isDotAll, isMultiline) = (_isDotAll, _isMultiline);
        var open = "(?:";
        if (Current == '?')
        {
            _at++;
            if (Current == 'P' || (Current == '<' && _at + 1 < _pattern.Length && _pattern[_at + 1] is not ('=' or '!')))
            {
                var end = _pattern.IndexOf('>', _at);
                if (end < 0 || !_pattern[(_at + (Current == 'P' ? 2 : 1))..end].All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
                {
                    return Problem("a group without a proper name");
                }

                _at = end + 1;
            }
            else
            {
                var isOn = true;
                var ignoreCase = "";
                for (; Current is 'i' or 'm' or 's' or '-'; _at++)
                {
                    isOn &= Current != '-';
                    _isDotAll = Current == 's' ? isOn : _isDotAll;
                    _isMultiline = Current == 'm' ? isOn : _isMultiline;
                    ignoreCase = Current == 'i' ? (isOn ? "i" : "-i") : ignoreCase;
                }

                if (Current == ')')
                {
                    // Flags for the rest of the enclosing group.
                    _at++;
                    _out.Append(ignoreCase.Length > 0 ? $"(?{ignoreCase})" : "(?:)");
                    return null;
                }

                if (Current != ':')
                {
                    return Problem("a kind of group that RE2 does not have");
                }

                _at++;
                open = $"(?{ignoreCase}:";
            }
        }

        _out.Append(open);
        if (ReadAlternatives(1, out inside) is { } error)
        {
            return error;
        }

        (_isDotAll, _isMultiline) = (isDotAll, isMultiline);
        if (Current != ')')
        {
            return Problem("a ( without )");
        }

        _at++;
        _out.Append(')');
        return null;
    }

    private string? ReadRepeat(int start, ref int inside)
    {
        var wasRepeated = false;
        while (Current is '*' or '+' or '?' or '{')
        {
            var count = Current.ToString();
            var times = 1;
            if (Current == '{')
            {
                var match = Count(_pattern.AsSpan(_at));
                if (match.Length == 0)
                {
                    // A brace that is no count is a plain character.
                    return null;
                }

                (count, times) = (match.ToString(), match[1..^1].ToString().Split(',').Max(n => n.Length == 0 ? 0 : int.Parse(n, CultureInfo.InvariantCulture)));
                var bounds = count[1..^1].Split(',');
                if (bounds is [var low, { Length: > 0 } high] && int.Parse(low, CultureInfo.InvariantCulture) > int.Parse(high, CultureInfo.InvariantCulture))
                {
                    return Problem("a count whose end is below its beginning");
                }
            }

            inside *= Math.Max(times, 1);
            if (wasRepeated || inside > MaxRepeat)
            {
                return Problem(wasRepeated ? "a repetition of a repetition" : $"more than {MaxRepeat} repetitions");
            }

            wasRepeated = true;
            _at += count.Length;
            var isLazy = Current == '?';
            _at += isLazy ? 1 : 0;
            _out.Insert(start, "(?:").Append(')').Append(count).Append(isLazy ? "?" : "");
        }

        return null;
    }

    private static ReadOnlySpan<char> Count(ReadOnlySpan<char> text)
    {
        var end = text.IndexOf('}');
        if (end < 2 || end > 10 || !char.IsAsciiDigit(text[1]))
        {
            return [];
        }

        var commas = 0;
        var digits = 0;
        foreach (var c in text[1..end])
        {
            commas += c == ',' ? 1 : 0;
            digits = c == ',' ? 0 : digits + 1;
            if ((c != ',' && !char.IsAsciiDigit(c)) || commas > 1 || digits > 4)
            {
                return [];
            }
        }

        return text[..(end + 1)];
    }

    private string? ReadEscape()
    {
        if (_at + 1 >= _pattern.Length)
        {
            return Problem("a \\ at its end");
        }

        var c = _pattern[_at + 1];
        switch (c)
        {
            case 'A' or 'z' or 'b' or 'B':
                _at += 2;
                _out.Append('\\').Append(c);
                return null;
            case 'Q':
                var end = _pattern.IndexOf("\\E", _at, StringComparison.Ordinal);
                var quoted = end < 0 ? _pattern[(_at + 2)..] : _pattern[(_at + 2)..end];
                for (var i = 0; i < quoted.Length; i += CodePoints.Width(quoted, i))
                {
                    AppendLiteral(quoted.Substring(i, CodePoints.Width(quoted, i)));
                }

                _at = end < 0 ? _pattern.Length : end + 2;
                return null;
            default:
                if (Re2Class.ReadShorthand(_pattern, ref _at) is { } set)
                {
                    _out.Append(set.Negated ? Re2Class.Except(set.Members) : Re2Class.Of(set.Members));
                    return null;
                }

                if (Re2Class.ReadCharacter(_pattern, ref _at) is not { } character)
                {
                    return Problem($"the escape \\{c}, which RE2 does not have,");
                }

                AppendLiteral(char.ConvertFromUtf32(character));
                return null;
        }
    }
}
