using System.Globalization;
using System.Text;

namespace Comity.Kernel.Assess.Cel;

internal enum TokenKind
{
    End,
    Name,
    QuotedName,
    Number,
    Text,
    Symbol,
}

/// <summary>A token; <see cref="Text"/> is the name or symbol, <see cref="Value"/> the literal (of a number unsigned yet).</summary>
internal readonly record struct Token(TokenKind Kind, TextSpan Span, string Text, CelValue Value)
{
    public bool Is(string symbol) => Kind == TokenKind.Symbol && Text == symbol;
}

/// <summary>Thrown and caught inside the parser; a user sees the <see cref="CelError"/>.</summary>
internal sealed class CelSyntaxException(int offset, string message, string? suggestion = null) : Exception(message)
{
    public int Offset => offset;

    public string? Suggestion => suggestion;
}

/// <summary>Cuts a condition into tokens.</summary>
internal sealed class Lexer(string text)
{
    private static readonly string[] Symbols =
    [
        "&&", "||", "==", "!=", "<=", ">=", "(", ")", "[", "]", "{", "}", ".", ",", ":", "?", "+", "-", "*", "/", "%", "!", "<", ">",
    ];

    private int _at;

    public List<Token> Run()
    {
        var tokens = new List<Token>();
        do
        {
            tokens.Add(Next());
        }
        while (tokens[^1].Kind != TokenKind.End);

        return tokens;
    }

    private Token Next()
    {
        SkipSpace();
        var start = _at;
        if (_at == text.Length)
        {
            return new Token(TokenKind.End, new TextSpan(start, 0), "the end", default);
        }

        var c = text[_at];
        if (IsTextStart())
        {
            return new Token(TokenKind.Text, default, "", ReadText()) with { Span = new TextSpan(start, _at - start) };
        }

        if (char.IsAsciiLetter(c) || c == '_')
        {
            while (_at < text.Length && (char.IsAsciiLetterOrDigit(text[_at]) || text[_at] == '_'))
            {
                _at++;
            }

            return new Token(TokenKind.Name, new TextSpan(start, _at - start), text[start.._at], default);
        }

        if (char.IsAsciiDigit(c) || (c == '.' && char.IsAsciiDigit(Peek(1))))
        {
            return ReadNumber(start);
        }

        if (c == '`')
        {
            return ReadQuotedName(start);
        }

        foreach (var symbol in Symbols)
        {
            if (string.CompareOrdinal(text, _at, symbol, 0, symbol.Length) == 0)
            {
                _at += symbol.Length;
                return new Token(TokenKind.Symbol, new TextSpan(start, symbol.Length), symbol, default);
            }
        }

        throw new CelSyntaxException(start, $"The character {Show(start)} has no meaning here.", c switch
        {
            '=' => "Use == to compare.",
            '&' => "Use && for and.",
            '|' => "Use || for or.",
            '‘' or '’' or '“' or '”' => "Use straight quotes.",
            _ => null,
        });
    }

    private void SkipSpace()
    {
        while (_at < text.Length)
        {
            if (text[_at] is ' ' or '\t' or '\n' or '\r' or '\f')
            {
                _at++;
            }
            else if (text[_at] == '/' && Peek(1) == '/')
            {
                while (_at < text.Length && text[_at] is not ('\n' or '\r'))
                {
                    _at++;
                }
            }
            else
            {
                return;
            }
        }
    }

    private char Peek(int ahead) => _at + ahead < text.Length ? text[_at + ahead] : '\0';

    private string Show(int at) => Rune.TryGetRuneAt(text, at, out var rune) ? $"'{rune}'" : $"U+{(int)text[at]:X4}";

    private Token ReadQuotedName(int start)
    {
        var end = text.IndexOf('`', start + 1);
        var name = end < 0 ? "" : text[(start + 1)..end];
        if (name.Length == 0 || name.Any(c => !(char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-' or '/' or ' ')))
        {
            throw new CelSyntaxException(start, "A name in backticks is one or more letters, digits, spaces and _ . - / between two backticks.");
        }

        _at = end + 1;
        return new Token(TokenKind.QuotedName, new TextSpan(start, _at - start), name, default);
    }

    private Token ReadNumber(int start)
    {
        var isHex = text[_at] == '0' && Peek(1) is 'x' or 'X' && char.IsAsciiHexDigit(Peek(2));
        var isDouble = false;
        if (isHex)
        {
            _at += 2;
            SkipWhile(char.IsAsciiHexDigit);
        }
        else
        {
            SkipWhile(char.IsAsciiDigit);
            if (Peek(0) == '.' && char.IsAsciiDigit(Peek(1)))
            {
                isDouble = true;
                _at++;
                SkipWhile(char.IsAsciiDigit);
            }

            var exponent = Peek(0) is 'e' or 'E' ? (Peek(1) is '+' or '-' ? 2 : 1) : 0;
            if (exponent > 0 && char.IsAsciiDigit(Peek(exponent)))
            {
                isDouble = true;
                _at += exponent;
                SkipWhile(char.IsAsciiDigit);
            }
        }

        var digits = text.AsSpan(start, _at - start);
        var isUnsigned = !isDouble && Peek(0) is 'u' or 'U';
        if (isUnsigned)
        {
            _at++;
        }

        if (char.IsAsciiLetterOrDigit(Peek(0)) || Peek(0) == '_')
        {
            throw new CelSyntaxException(_at, $"The number {digits} is followed by {Show(_at)}.");
        }

        var span = new TextSpan(start, _at - start);
        if (isDouble)
        {
            return new Token(TokenKind.Number, span, text[start.._at], CelValue.Of(double.Parse(digits, NumberStyles.Float, CultureInfo.InvariantCulture)));
        }

        var parsed = isHex
            ? ulong.TryParse(digits[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)
            : ulong.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out value);
        if (!parsed)
        {
            throw new CelSyntaxException(start, $"The number {digits} does not fit 64 bits.");
        }

        // Whether a signed literal fits is known only with its minus sign: see the parser.
        return new Token(TokenKind.Number, span, isUnsigned ? "u" : "", CelValue.Of(value));
    }

    private void SkipWhile(Func<char, bool> accept)
    {
        while (_at < text.Length && accept(text[_at]))
        {
            _at++;
        }
    }

    private bool IsTextStart()
    {
        var prefix = 0;
        while (prefix < 2 && Peek(prefix) is 'r' or 'R' or 'b' or 'B')
        {
            prefix++;
        }

        return Peek(prefix) is '\'' or '"' && (prefix < 2 || char.ToLowerInvariant(Peek(0)) != char.ToLowerInvariant(Peek(1)));
    }

    private CelValue ReadText()
    {
        var start = _at;
        var isRaw = false;
        var isBytes = false;
        for (; text[_at] is not ('\'' or '"'); _at++)
        {
            isRaw |= text[_at] is 'r' or 'R';
            isBytes |= text[_at] is 'b' or 'B';
        }

        var quote = text[_at];
        var isTriple = Peek(1) == quote && Peek(2) == quote;
        _at += isTriple ? 3 : 1;
        var content = new StringBuilder();
        var bytes = isBytes ? new List<byte>() : null;
        while (true)
        {
            if (_at == text.Length || (!isTriple && text[_at] is '\n' or '\r'))
            {
                throw new CelSyntaxException(start, $"The text that starts here has no closing {(isTriple ? new string(quote, 3) : quote.ToString())}.");
            }

            if (text[_at] == quote && (!isTriple || (Peek(1) == quote && Peek(2) == quote)))
            {
                _at += isTriple ? 3 : 1;
                break;
            }

            if (text[_at] == '\\')
            {
                ReadEscape(isRaw, content, bytes);
            }
            else
            {
                ReadRune(content, bytes);
            }
        }

        return bytes is null ? CelValue.Of(content.ToString()) : CelValue.Of([.. bytes]);
    }

    private void ReadRune(StringBuilder content, List<byte>? bytes)
    {
        if (!Rune.TryGetRuneAt(text, _at, out var rune))
        {
            throw new CelSyntaxException(_at, "Half of a surrogate pair stands here.");
        }

        Append(rune, content, bytes);
        _at += rune.Utf16SequenceLength;
    }

    private static void Append(Rune rune, StringBuilder content, List<byte>? bytes)
    {
        if (bytes is null)
        {
            content.Append(rune);
            return;
        }

        Span<byte> utf8 = stackalloc byte[4];
        bytes.AddRange(utf8[..rune.EncodeToUtf8(utf8)]);
    }

    private void ReadEscape(bool isRaw, StringBuilder content, List<byte>? bytes)
    {
        if (isRaw)
        {
            // A raw text keeps the backslash; the next character is plain, unless it is the closing quote of r'\'.
            _at++;
            Append(new Rune('\\'), content, bytes);
            return;
        }

        var start = _at;
        var c = Peek(1);
        var simple = "abfnrtv\\?\"'`".IndexOf(c, StringComparison.Ordinal);
        if (c != '\0' && simple >= 0)
        {
            Append(new Rune("\a\b\f\n\r\t\v\\?\"'`"[simple]), content, bytes);
            _at += 2;
            return;
        }

        var (skip, length, radix) = c switch
        {
            'x' or 'X' => (2, 2, 16),
            'u' when bytes is null => (2, 4, 16),
            'U' when bytes is null => (2, 8, 16),
            >= '0' and <= '3' => (1, 3, 8),
            _ => throw new CelSyntaxException(start, $"The escape \\{(c == '\0' ? "" : c)} is not one of CEL's.", "Write \\\\ for a backslash."),
        };
        uint value = 0;
        for (var i = 0; i < length; i++)
        {
            var digit = char.IsAsciiHexDigit(Peek(skip + i)) ? Convert.ToInt32(Peek(skip + i).ToString(), 16) : int.MaxValue;
            if (digit >= radix)
            {
                throw new CelSyntaxException(start, $"The escape \\{c} needs {length} {(radix == 8 ? "octal" : "hexadecimal")} digits.");
            }

            value = (value * (uint)radix) + (uint)digit;
        }

        _at += skip + length;
        if (bytes is not null)
        {
            bytes.Add((byte)value);
        }
        else if (Rune.IsValid(value))
        {
            content.Append(new Rune(value));
        }
        else
        {
            throw new CelSyntaxException(start, $"U+{value:X4} is not a character.");
        }
    }
}
