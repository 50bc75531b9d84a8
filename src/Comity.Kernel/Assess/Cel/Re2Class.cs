using System.Globalization;
using System.Text;

namespace Comity.Kernel.Assess.Cel;

/// <summary>Bracketed classes and escapes of RE2 patterns, written for .NET.</summary>
internal static class Re2Class
{
    private const string AnyPair = @"[\uD800-\uDBFF][\uDC00-\uDFFF]";

    // Half a pair is no character: a class must not match it, or a character above U+FFFF would count as two.
    private const string Halves = @"\uD800-\uDFFF";

    private static readonly Dictionary<string, string> Posix = new(StringComparer.Ordinal)
    {
        ["alnum"] = "0-9A-Za-z",
        ["alpha"] = "A-Za-z",
        ["ascii"] = @"\x00-\x7F",
        ["blank"] = @"\t ",
        ["cntrl"] = @"\x00-\x1F\x7F",
        ["digit"] = "0-9",
        ["graph"] = "!-~",
        ["lower"] = "a-z",
        ["print"] = " -~",
        ["punct"] = @"!-/:-@\[-`{-~",
        ["space"] = @"\t\n\v\f\r ",
        ["upper"] = "A-Z",
        ["word"] = "0-9A-Za-z_",
        ["xdigit"] = "0-9A-Fa-f",
    };

    /// <summary>A class of the members (up to U+FFFF), written for .NET.</summary>
    public static string Of(string members) => $"[{members}-[{Halves}]]";

    /// <summary>Every character except the members (up to U+FFFF), written for .NET.</summary>
    public static string Except(string members) => $"(?:{AnyPair}|[^{members}{Halves}])";

    /// <summary>Reads <c>[…]</c>; what is wrong with it, or <see langword="null"/>.</summary>
    public static string? Read(string pattern, ref int at, StringBuilder output)
    {
        at++;
        var isNegated = at < pattern.Length && pattern[at] == '^';
        at += isNegated ? 1 : 0;
        var members = new StringBuilder();
        var pairs = new List<(int Low, int High)>();
        for (var isFirst = true; isFirst || at >= pattern.Length || pattern[at] != ']'; isFirst = false)
        {
            if (at >= pattern.Length)
            {
                return "a [ without ]";
            }

            if (pattern[at] == '[' && at + 1 < pattern.Length && pattern[at + 1] == ':')
            {
                var end = pattern.IndexOf(":]", at + 2, StringComparison.Ordinal);
                if (end < 0 || !Posix.TryGetValue(pattern[(at + 2)..end], out var set))
                {
                    return "an unknown class [:…:]";
                }

                members.Append(set);
                at = end + 2;
                continue;
            }

            if (ReadShorthand(pattern, ref at) is { } shorthand)
            {
                if (shorthand.Negated)
                {
                    return "a negated class inside [ ], which is not supported,";
                }

                members.Append(shorthand.Members);
                continue;
            }

            if (ReadCharacter(pattern, ref at) is not { } low)
            {
                return "an escape RE2 does not have";
            }

            var high = low;
            if (at + 1 < pattern.Length && pattern[at] == '-' && pattern[at + 1] != ']')
            {
                at++;
                if (ReadCharacter(pattern, ref at) is not { } last || last < low)
                {
                    return "a range that ends before it begins";
                }

                high = last;
            }

            if (low <= 0xFFFF)
            {
                members.Append(CultureInfo.InvariantCulture, $"\\u{low:X4}-\\u{Math.Min(high, 0xFFFF):X4}");
            }

            if (high > 0xFFFF)
            {
                pairs.Add((Math.Max(low, 0x10000), high));
            }
        }

        at++;
        Write(output, isNegated, members.ToString(), pairs);
        return null;
    }

    /// <summary>Reads <c>\d \D \w \W \s \S \pN \PN \p{Name}</c>, if one stands here.</summary>
    public static (string Members, bool Negated)? ReadShorthand(string pattern, ref int at)
    {
        if (at + 1 >= pattern.Length || pattern[at] != '\\')
        {
            return null;
        }

        var c = pattern[at + 1];
        var members = char.ToLowerInvariant(c) switch
        {
            'd' => "0-9",
            'w' => "0-9A-Za-z_",
            's' => @"\t\n\f\r ",
            _ => null,
        };
        if (members is not null)
        {
            at += 2;
            return (members, char.IsAsciiLetterUpper(c));
        }

        if (c is not ('p' or 'P') || at + 2 >= pattern.Length)
        {
            return null;
        }

        var end = pattern[at + 2] == '{' ? pattern.IndexOf('}', at) : at + 2;
        var name = end < 0 ? "" : pattern[(at + 2)..(end + 1)].Trim('{', '}');
        // General categories have the same names in both; scripts such as Greek are not known to .NET.
        if (name.Length is 0 or > 2 || !"LMNPSZC".Contains(name[0], StringComparison.Ordinal))
        {
            return null;
        }

        at = end + 1;
        return ($"\\p{{{name}}}", c == 'P');
    }

    /// <summary>Reads one character, escaped or not, as a code point; <see langword="null"/> when the escape is unknown.</summary>
    public static int? ReadCharacter(string pattern, ref int at)
    {
        if (pattern[at] != '\\')
        {
            var character = CodePoints.Width(pattern, at) == 2 ? char.ConvertToUtf32(pattern, at) : pattern[at];
            at += character > 0xFFFF ? 2 : 1;
            return character;
        }

        if (at + 1 >= pattern.Length)
        {
            return null;
        }

        var c = pattern[at + 1];
        var simple = "afnrtv".IndexOf(c, StringComparison.Ordinal);
        if (simple >= 0)
        {
            at += 2;
            return "\a\f\n\r\t\v"[simple];
        }

        if (c == 'x')
        {
            var isBraced = at + 2 < pattern.Length && pattern[at + 2] == '{';
            var end = isBraced ? pattern.IndexOf('}', at) : at + 4;
            var digits = end < 0 || end > pattern.Length ? "" : pattern[(at + (isBraced ? 3 : 2))..end];
            if (!int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value) || !Rune.IsValid(value))
            {
                return null;
            }

            at = end + (isBraced ? 1 : 0);
            return value;
        }

        if (c > 0x7F || char.IsAsciiLetterOrDigit(c))
        {
            return null;
        }

        at += 2;
        return c;
    }

    // A class matches one UTF-16 unit; members above U+FFFF become alternatives of two units.
    private static void Write(StringBuilder output, bool isNegated, string members, List<(int Low, int High)> pairs)
    {
        var alternatives = new List<string>();
        foreach (var (low, high) in pairs)
        {
            AddPairs(alternatives, char.ConvertFromUtf32(low), char.ConvertFromUtf32(high));
        }

        if (!isNegated)
        {
            alternatives.Insert(0, members.Length > 0 ? Of(members) : "[^\\s\\S]");
            output.Append("(?:").AppendJoin('|', alternatives).Append(')');
        }
        else
        {
            output.Append(alternatives.Count == 0 ? Except(members) : $"(?:{Without(pairs)}|[^{members}{Halves}])");
        }
    }

    private static string Without(List<(int Low, int High)> pairs)
    {
        var rest = new List<string>();
        var next = 0x10000;
        foreach (var (low, high) in pairs.Order())
        {
            if (low > next)
            {
                AddPairs(rest, char.ConvertFromUtf32(next), char.ConvertFromUtf32(low - 1));
            }

            next = Math.Max(next, high + 1);
        }

        if (next <= 0x10FFFF)
        {
            AddPairs(rest, char.ConvertFromUtf32(next), char.ConvertFromUtf32(0x10FFFF));
        }

        return rest.Count == 0 ? "[^\\s\\S]" : string.Join('|', rest);
    }

    private static void AddPairs(List<string> to, string low, string high)
    {
        if (low[0] == high[0])
        {
            Add(low[0], low[0], low[1], high[1]);
            return;
        }

        Add(low[0], low[0], low[1], '\uDFFF');
        if (high[0] - low[0] > 1)
        {
            Add((char)(low[0] + 1), (char)(high[0] - 1), '\uDC00', '\uDFFF');
        }

        Add(high[0], high[0], '\uDC00', high[1]);

        void Add(int firstLead, int lastLead, int firstTrail, int lastTrail) => to.Add(string.Create(
            CultureInfo.InvariantCulture, $"[\\u{firstLead:X4}-\\u{lastLead:X4}][\\u{firstTrail:X4}-\\u{lastTrail:X4}]"));
    }
}
