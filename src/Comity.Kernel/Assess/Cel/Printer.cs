using System.Globalization;
using System.Text;

namespace Comity.Kernel.Assess.Cel;

/// <summary>
/// Writes a tree as a condition, with no more parentheses than needed: what a visual editor stores. Parsing the text
/// gives the same tree again.
/// </summary>
public static class Printer
{
    // Binding strength, weakest first.
    private const int Choice = 0;
    private const int Or = 1;
    private const int And = 2;
    private const int Relation = 3;
    private const int Sum = 4;
    private const int Product = 5;
    private const int Unary = 6;
    private const int Member = 7;

    /// <summary>The text of a parsed or checked tree.</summary>
    public static string Print(Expr expr) => expr switch
    {
        LiteralExpr literal => Literal(literal.Constant),
        NameExpr name => (name.IsRooted ? "." : "") + Variable(name.Name),
        LocalExpr local => Variable(local.Name),
        FieldExpr field => field.Path,
        HasExpr { Member: { } member } has => $"has({Operand(has.Operand, Member)}.{Key(member)})",
        HasExpr has => $"has({Print(has.Operand)})",
        SelectExpr select => $"{Operand(select.Operand, Member)}.{(select.IsOptional ? "?" : "")}{Key(select.Member)}",
        LogicExpr logic => string.Join(logic.IsAnd ? " && " : " || ", logic.Terms.Select(t => Operand(t, Strength(logic) + 1))),
        ChoiceExpr choice => $"{Operand(choice.Condition, Or)} ? {Operand(choice.Then, Or)} : {Print(choice.Otherwise)}",
        CallExpr call => Call(call),
        ListExpr list => $"[{string.Join(", ", list.Items.Select(i => (i.IsOptional ? "?" : "") + Print(i.Value)))}]",
        MapExpr map => $"{{{string.Join(", ", map.Entries.Select(e => $"{(e.IsOptional ? "?" : "")}{Print(e.Key)}: {Print(e.Value)}"))}}}",
        MacroExpr macro => Macro(macro),
        MessageExpr message => message.Name + "{}",
        _ => throw new InvalidOperationException($"A {expr.GetType().Name} cannot be printed."),
    };

    private static int Strength(Expr expr) => expr switch
    {
        ChoiceExpr => Choice,
        LogicExpr logic => logic.IsAnd ? And : Or,
        CallExpr { Function: "_==_" or "_!=_" or "_<_" or "_<=_" or "_>_" or "_>=_" or "_in_" } => Relation,
        CallExpr { Function: "_+_" or "_-_" } => Sum,
        CallExpr { Function: "_*_" or "_/_" or "_%_" } => Product,
        CallExpr { Function: "!_" or "-_" } => Unary,
        LiteralExpr { Constant: { Kind: CelKind.Int, Int: < 0 } } => Unary,
        LiteralExpr { Constant.Kind: CelKind.Double } literal when double.IsNegative(literal.Constant.Double) => Unary,
        _ => Member,
    };

    private static string Operand(Expr expr, int least) => Strength(expr) < least ? $"({Print(expr)})" : Print(expr);

    private static string Call(CallExpr call)
    {
        switch (call.Function)
        {
            case "!_" or "-_":
                // A minus before digits would become part of the number.
                var operand = Operand(call.Arguments[0], Unary);
                return call.Function[..1] + (call.Function == "-_" && (char.IsAsciiDigit(operand[0]) || operand[0] == '.') ? $"({operand})" : operand);
            case "_[_]":
                return $"{Operand(call.Arguments[0], Member)}[{Print(call.Arguments[1])}]";
            case "_[?_]":
                return $"{Operand(call.Arguments[0], Member)}[?{Print(call.Arguments[1])}]";
            case ['_', ..] and not "_":
                var strength = Strength(call);
                return $"{Operand(call.Arguments[0], strength)} {call.Function.Trim('_')} {Operand(call.Arguments[1], strength + 1)}";
        }

        var arguments = string.Join(", ", call.Arguments.Skip(call.IsMethod ? 1 : 0).Select(Print));
        return $"{(call.Target is null ? "" : Operand(call.Target, Member) + ".")}{call.Function}({arguments})";
    }

    private static string Macro(MacroExpr macro)
    {
        if (macro.Name == "cel.block")
        {
            var values = new List<string>();
            Expr body = macro;
            for (; body is MacroExpr { Name: "cel.block" } next && next.Span == macro.Span; body = next.Body)
            {
                values.Add(Print(next.Range));
            }

            return $"cel.block([{string.Join(", ", values)}], {Print(body)})";
        }

        var variables = string.Join(", ", macro.Variables.Select(Variable));
        var filter = macro.Filter is null ? "" : Print(macro.Filter) + ", ";
        return macro.Kind == MacroKind.Bind
            ? $"cel.bind({variables}, {Print(macro.Range)}, {Print(macro.Body)})"
            : $"{Operand(macro.Range, Member)}.{macro.Name}({variables}, {filter}{Print(macro.Body)})";
    }

    // The parser gives the variables of cel.block and its helpers names such as @index:0.
    private static string Variable(string name) => name.Split(':') is [['@', .. var function], .. var numbers]
        ? $"cel.{function}({string.Join(", ", numbers)})"
        : name;

    private static string Key(string name) =>
        (char.IsAsciiLetter(name[0]) || name[0] == '_') && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_') ? name : $"`{name}`";

    private static string Literal(CelValue value) => value.Kind switch
    {
        CelKind.String => Quote(value.Text),
        CelKind.Bytes => $"b'{string.Concat(value.Bytes.Select(b => "\\x" + b.ToString("x2", CultureInfo.InvariantCulture)))}'",
        CelKind.Uint => TextFormat.Plain(value) + "u",
        CelKind.Double when !double.IsFinite(value.Double) => $"double('{TextFormat.Plain(value)}')",
        CelKind.Double when TextFormat.Plain(value) is var digits => digits.AsSpan().IndexOfAny('.', 'e') < 0 ? digits + ".0" : digits,
        _ => TextFormat.Plain(value),
    };

    private static string Quote(string text)
    {
        var quoted = new StringBuilder("'");
        foreach (var c in text)
        {
            _ = c switch
            {
                '\\' or '\'' => quoted.Append('\\').Append(c),
                '\n' => quoted.Append("\\n"),
                '\r' => quoted.Append("\\r"),
                '\t' => quoted.Append("\\t"),
                _ when char.IsControl(c) => quoted.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture)),
                _ => quoted.Append(c),
            };
        }

        return quoted.Append('\'').ToString();
    }
}
