using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace Comity.Kernel.Assess.Cel;

/// <summary>Reads a condition's text into a tree. Grammar: the CEL language definition, section "Syntax".</summary>
internal sealed class Parser
{
    /// <summary>Longest text that is read, in UTF-16 units.</summary>
    public const int MaxLength = 20_000;

    /// <summary>Deepest tree that is built; a chain of <c>&amp;&amp;</c> or <c>||</c> counts once.</summary>
    public const int MaxDepth = 200;

    private static readonly FrozenSet<string> Reserved = FrozenSet.ToFrozenSet(
        [
            "as", "break", "const", "continue", "else", "false", "for", "function", "if", "import", "in", "let", "loop",
            "namespace", "null", "package", "return", "true", "var", "void", "while",
        ],
        StringComparer.Ordinal);

    private readonly string _text;
    private readonly List<Token> _tokens;
    private int _at;
    private int _nesting;

    private Parser(string text)
    {
        _text = text;
        _tokens = new Lexer(text).Run();
    }

    private Token Current => _tokens[_at];

    /// <summary>The tree, or what is wrong with the text.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out Expr? root, [NotNullWhen(false)] out CelError? error)
    {
        (root, error) = (null, null);
        if (text.Length > MaxLength)
        {
            error = new CelError(1, 1, $"The condition has {text.Length} characters; at most {MaxLength} are read.");
            return false;
        }

        try
        {
            var parser = new Parser(text);
            root = parser.ParseExpression();
            if (parser.Current.Kind != TokenKind.End)
            {
                throw parser.Unexpected("the end, or an operator such as && or ==");
            }

            return true;
        }
        catch (CelSyntaxException e)
        {
            root = null;
            error = CelError.At(text, e.Offset, e.Message, e.Suggestion);
            return false;
        }
    }

    private Expr ParseExpression()
    {
        if (++_nesting > MaxDepth)
        {
            throw TooDeep(Current.Span.Start);
        }

        var start = Current.Span.Start;
        var condition = ParseLogic(isAnd: false);
        if (TryTake("?"))
        {
            var then = ParseLogic(isAnd: false);
            Take(":");
            var otherwise = ParseExpression();
            condition = Grown(new ChoiceExpr(Since(start), condition, then, otherwise));
        }

        _nesting--;
        return condition;
    }

    private Expr ParseLogic(bool isAnd)
    {
        var start = Current.Span.Start;
        var terms = new List<Expr>();
        do
        {
            terms.Add(isAnd ? ParseRelation() : ParseLogic(isAnd: true));
        }
        while (TryTake(isAnd ? "&&" : "||"));

        return terms.Count == 1 ? terms[0] : Grown(new LogicExpr(Since(start), isAnd, terms));
    }

    private Expr ParseRelation() => ParseBinary(["==", "!=", "<=", ">=", "<", ">", "in"], ParseSum);

    private Expr ParseSum() => ParseBinary(["+", "-"], ParseProduct);

    private Expr ParseProduct() => ParseBinary(["*", "/", "%"], ParseUnary);

    private Expr ParseBinary(ReadOnlySpan<string> operators, Func<Expr> operand)
    {
        var start = Current.Span.Start;
        var left = operand();
        while (Current.Kind == TokenKind.Symbol || Current is { Kind: TokenKind.Name, Text: "in" })
        {
            var index = operators.IndexOf(Current.Text);
            if (index < 0)
            {
                break;
            }

            _at++;
            var right = operand();
            left = Grown(new CallExpr(Since(start), $"_{operators[index]}_", null, [left, right]));
        }

        return left;
    }

    private Expr ParseUnary()
    {
        var starts = new Stack<int>();
        var sign = Current.Text;
        if (!Current.Is("!") && !Current.Is("-"))
        {
            return ParseMember();
        }

        while (Current.Is(sign))
        {
            starts.Push(Current.Span.Start);
            _at++;
        }

        Expr operand;
        if (sign == "-" && Current.Kind == TokenKind.Number)
        {
            _at--;
            starts.Pop();
            operand = ParseMember();
        }
        else
        {
            // "!-x" and "-!x" are not in the grammar, but mean what they say.
            operand = Current.Is("!") || Current.Is("-") ? Deeper(ParseUnary) : ParseMember();
        }

        foreach (var start in starts)
        {
            operand = Grown(new CallExpr(Since(start), sign + "_", null, [operand]));
        }

        return operand;
    }

    private Expr Deeper(Func<Expr> parse)
    {
        if (++_nesting > MaxDepth)
        {
            throw TooDeep(Current.Span.Start);
        }

        var expr = parse();
        _nesting--;
        return expr;
    }

    private Expr ParseMember()
    {
        var start = Current.Span.Start;
        var expr = ParsePrimary();
        while (true)
        {
            if (TryTake("."))
            {
                var isOptional = TryTake("?");
                var token = Current;
                if (token.Kind is not (TokenKind.Name or TokenKind.QuotedName))
                {
                    throw Unexpected("the name of a field or function");
                }

                _at++;
                if (!isOptional && token.Kind == TokenKind.Name && TryTake("("))
                {
                    var arguments = ParseList(")", ParseExpression);
                    expr = Macros.Expand(Since(start), token, expr, arguments)
                        ?? new CallExpr(Since(start), token.Text, expr, arguments) { NameStart = token.Span.Start };
                }
                else
                {
                    expr = new SelectExpr(Since(start), expr, token.Text, isOptional);
                }
            }
            else if (TryTake("["))
            {
                var function = TryTake("?") ? "_[?_]" : "_[_]";
                var index = ParseExpression();
                Take("]");
                expr = new CallExpr(Since(start), function, null, [expr, index]);
            }
            else if (Current.Is("{") && Macros.QualifiedName(expr) is { } name)
            {
                _at++;
                ParseList("}", ParseMessageField);
                expr = new MessageExpr(Since(start), name);
            }
            else
            {
                return expr;
            }

            Grown(expr);
        }
    }

    private Expr ParsePrimary()
    {
        var token = Current;
        var start = token.Span.Start;
        switch (token.Kind)
        {
            case TokenKind.Number:
                _at++;
                return Number(token, isNegative: false);
            case TokenKind.Text:
                _at++;
                return new LiteralExpr(token.Span, token.Value);
            case TokenKind.Name:
                return ParseName(isRooted: false);
            case TokenKind.Symbol:
                _at++;
                switch (token.Text)
                {
                    case "-" when Current.Kind == TokenKind.Number:
                        _at++;
                        return Number(_tokens[_at - 1], isNegative: true);
                    case ".":
                        return ParseName(isRooted: true);
                    case "(":
                        var inner = ParseExpression();
                        Take(")");
                        return inner;
                    case "[":
                        return Grown(new ListExpr(Since(start), ParseList("]", ParseListItem)), start);
                    case "{":
                        return Grown(new MapExpr(Since(start), ParseList("}", ParseMapEntry)), start);
                }

                _at--;
                break;
        }

        throw Unexpected("a field, a value, a function or (");
    }

    private Expr ParseName(bool isRooted)
    {
        var start = Current.Span.Start - (isRooted ? 1 : 0);
        var token = Current;
        if (token.Kind != TokenKind.Name)
        {
            throw Unexpected("a name");
        }

        _at++;
        switch (token.Text)
        {
            case "true" or "false" when !isRooted:
                return new LiteralExpr(token.Span, CelValue.Of(token.Text == "true"));
            case "null" when !isRooted:
                return new LiteralExpr(token.Span, CelValue.Null);
            case var name when Reserved.Contains(name):
                throw new CelSyntaxException(token.Span.Start, $"{name} is a reserved word and cannot be a name.");
        }

        if (!TryTake("("))
        {
            return new NameExpr(Since(start), token.Text, isRooted);
        }

        var arguments = ParseList(")", ParseExpression);
        return Grown(Macros.Expand(Since(start), token, null, arguments) ?? new CallExpr(Since(start), token.Text, null, arguments));
    }

    private LiteralExpr Number(Token token, bool isNegative)
    {
        var span = isNegative ? new TextSpan(_tokens[_at - 2].Span.Start, token.Span.End - _tokens[_at - 2].Span.Start) : token.Span;
        var value = token.Value;
        if (value.Kind == CelKind.Double)
        {
            return new LiteralExpr(span, CelValue.Of(isNegative ? -value.Double : value.Double));
        }

        if (token.Text == "u")
        {
            return isNegative
                ? throw new CelSyntaxException(span.Start, "An unsigned number cannot be negative.")
                : new LiteralExpr(span, value);
        }

        if (value.Uint > long.MaxValue + (isNegative ? 1UL : 0UL))
        {
            throw new CelSyntaxException(span.Start, $"The number {_text.Substring(span.Start, span.Length)} does not fit a 64-bit int.");
        }

        return new LiteralExpr(span, CelValue.Of(isNegative ? unchecked(-(long)value.Uint) : (long)value.Uint));
    }

    private ListItem ParseListItem()
    {
        var isOptional = TryTake("?");
        return new ListItem(ParseExpression(), isOptional);
    }

    private MapEntry ParseMapEntry()
    {
        var isOptional = TryTake("?");
        var key = ParseExpression();
        Take(":");
        return new MapEntry(key, ParseExpression(), isOptional);
    }

    private Expr ParseMessageField()
    {
        TryTake("?");
        if (Current.Kind is not (TokenKind.Name or TokenKind.QuotedName))
        {
            throw Unexpected("the name of a message's field");
        }

        _at++;
        Take(":");
        return ParseExpression();
    }

    private List<T> ParseList<T>(string end, Func<T> parse)
    {
        var items = new List<T>();
        while (!TryTake(end))
        {
            items.Add(parse());
            if (!TryTake(","))
            {
                Take(end);
                break;
            }

            if (end == ")" && Current.Is(end))
            {
                throw Unexpected("another argument after the comma");
            }
        }

        return items;
    }

    private bool TryTake(string symbol)
    {
        if (!Current.Is(symbol))
        {
            return false;
        }

        _at++;
        return true;
    }

    private void Take(string symbol)
    {
        if (!TryTake(symbol))
        {
            throw Unexpected($"'{symbol}'");
        }
    }

    private TextSpan Since(int start) => new(start, _tokens[_at - 1].Span.End - start);

    private static T Grown<T>(T expr, int? start = null)
        where T : Expr =>
        expr.Depth <= MaxDepth ? expr : throw TooDeep(start ?? expr.Span.Start);

    private static CelSyntaxException TooDeep(int offset) => new(offset, $"The condition is nested more than {MaxDepth} levels deep.");

    private CelSyntaxException Unexpected(string expected)
    {
        var found = Current.Kind == TokenKind.End ? "the end" : $"'{_text.Substring(Current.Span.Start, Current.Span.Length)}'";
        return new CelSyntaxException(Current.Span.Start, $"Found {found}, expected {expected}.", Current switch
        {
            { Kind: TokenKind.Name, Text: "and" or "AND" } => "Write && for and.",
            { Kind: TokenKind.Name, Text: "or" or "OR" } => "Write || for or.",
            _ => null,
        });
    }
}
