using System.Collections.Frozen;
using System.Globalization;

namespace Comity.Kernel.Assess.Cel;

/// <summary>The calls that are syntax rather than functions, since they bring variables or ask for presence.</summary>
internal static class Macros
{
    private static readonly FrozenDictionary<string, MacroKind> OverElements = new Dictionary<string, MacroKind>(StringComparer.Ordinal)
    {
        ["all"] = MacroKind.All,
        ["exists"] = MacroKind.Exists,
        ["exists_one"] = MacroKind.ExistsOne,
        ["existsOne"] = MacroKind.ExistsOne,
        ["map"] = MacroKind.Map,
        ["filter"] = MacroKind.Filter,
        ["transformList"] = MacroKind.Map,
        ["transformMap"] = MacroKind.TransformMap,
        ["transformMapEntry"] = MacroKind.TransformMapEntry,
        ["optMap"] = MacroKind.OptMap,
        ["optFlatMap"] = MacroKind.OptFlatMap,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The names a misspelt macro may have meant.</summary>
    public static IEnumerable<string> Names => OverElements.Keys;

    /// <summary>The macro a call is, or <see langword="null"/> when it is a plain call.</summary>
    /// <exception cref="CelSyntaxException">It is a macro but not called as one.</exception>
    public static Expr? Expand(TextSpan span, Token name, Expr? target, List<Expr> arguments)
    {
        if (target is null)
        {
            return name.Text == "has" ? Has(span, arguments) : null;
        }

        if (target is NameExpr { Name: "math" } && name.Text is "greatest" or "least" && arguments.Count > 2)
        {
            var list = new ListExpr(arguments[0].Span.To(arguments[^1].Span), [.. arguments.Select(a => new ListItem(a, false))]);
            return new CallExpr(span, name.Text, target, [list]);
        }

        if (target is NameExpr { Name: "cel" })
        {
            return Cel(span, name, arguments);
        }

        return OverElements.TryGetValue(name.Text, out var kind) ? Over(span, kind, name, target, arguments) : null;
    }

    /// <summary>The dotted name an expression spells, or <see langword="null"/>.</summary>
    public static string? QualifiedName(Expr expr) => expr switch
    {
        NameExpr name => name.Name,
        SelectExpr { IsOptional: false } select when QualifiedName(select.Operand) is { } prefix => $"{prefix}.{select.Member}",
        _ => null,
    };

    private static HasExpr Has(TextSpan span, List<Expr> arguments) =>
        arguments is [SelectExpr { IsOptional: false } select]
            ? new HasExpr(span, select.Operand, select.Member)
            : throw new CelSyntaxException(span.Start, "has() takes one field or map entry with a dot, such as has(shipper.country).");

    private static Expr? Cel(TextSpan span, Token name, List<Expr> arguments)
    {
        switch (name.Text)
        {
            case "bind" when arguments is [var variable, var value, var body]:
                return new MacroExpr(span, MacroKind.Bind, "cel.bind", value, [Variable(variable, "bind")], null, body);
            case "block" when arguments is [ListExpr list, var body] && list.Items.All(i => !i.IsOptional):
                var expr = body;
                for (var i = list.Items.Count - 1; i >= 0; i--)
                {
                    expr = new MacroExpr(span, MacroKind.Bind, "cel.block", list.Items[i].Value, [$"@index:{i}"], null, expr);
                }

                return expr;
            case "index" when arguments is [LiteralExpr { Value: long i }]:
                return new NameExpr(span, string.Create(CultureInfo.InvariantCulture, $"@index:{i}"), isRooted: false);
            case "iterVar" or "accuVar" when arguments is [LiteralExpr { Value: long i }, LiteralExpr { Value: long j }]:
                return new NameExpr(span, string.Create(CultureInfo.InvariantCulture, $"@{name.Text}:{i}:{j}"), isRooted: false);
            case "bind" or "block" or "index" or "iterVar" or "accuVar":
                throw new CelSyntaxException(span.Start, $"cel.{name.Text}() is not called like this.", name.Text == "bind"
                    ? "Write cel.bind(name, value, expression)."
                    : null);
            default:
                return null;
        }
    }

    private static MacroExpr Over(TextSpan span, MacroKind kind, Token name, Expr target, List<Expr> arguments)
    {
        var takesOne = kind is MacroKind.All or MacroKind.Exists or MacroKind.ExistsOne or MacroKind.Filter or MacroKind.OptMap or MacroKind.OptFlatMap
            || name.Text == "map";
        var takesTwo = kind is MacroKind.All or MacroKind.Exists or MacroKind.ExistsOne
            || name.Text.StartsWith("transform", StringComparison.Ordinal);
        var takesFilter = kind is MacroKind.Map or MacroKind.TransformMap or MacroKind.TransformMapEntry;
        return arguments switch
        {
            [var v, var body] when takesOne =>
                new MacroExpr(span, kind, name.Text, target, [Variable(v, name.Text)], null, body),
            [var v, var filter, var body] when takesOne && takesFilter =>
                new MacroExpr(span, kind, name.Text, target, [Variable(v, name.Text)], filter, body),
            [var v, var w, var body] when takesTwo => Two(v, w, null, body),
            [var v, var w, var filter, var body] when takesTwo && takesFilter => Two(v, w, filter, body),
            _ => throw new CelSyntaxException(
                name.Span.Start,
                $"{name.Text}() takes a variable and a condition on it, such as {name.Text}({(takesOne ? "" : "i, ")}x, x != '').")
        };

        MacroExpr Two(Expr v, Expr w, Expr? filter, Expr body)
        {
            string[] variables = [Variable(v, name.Text), Variable(w, name.Text)];
            return variables[0] == variables[1]
                ? throw new CelSyntaxException(w.Span.Start, $"The two variables of {name.Text}() must have different names.")
                : new MacroExpr(span, kind, name.Text, target, variables, filter, body);
        }
    }

    private static string Variable(Expr expr, string macro) =>
        expr is NameExpr { IsRooted: false } name
            ? name.Name
            : throw new CelSyntaxException(expr.Span.Start, $"{macro}() begins with the name of a variable, such as {macro}(x, …).");
}
