using Comity.Kernel.Assess.Cel;
using Comity.Kernel.Subjects;

namespace Comity.Store.Backtest;

/// <summary>
/// The interpreter gives up on a subject that takes it more than <see cref="Condition.MostSteps"/> steps, and SQL does not. This
/// bounds from above what a condition takes on facts of usual size, so that only rows with larger facts need the interpreter.
/// </summary>
internal static class StepBound
{
    /// <summary>The largest text, in bytes of UTF-8, of a usual fact.</summary>
    public const int TextBytes = 4096;

    /// <summary>The most elements of a usual list.</summary>
    public const int Elements = 64;

    /// <summary>The largest element of a usual list, in bytes of UTF-8.</summary>
    public const int ElementBytes = 256;

    /// <summary>Whether no record of usual facts takes the interpreter too long.</summary>
    public static bool Holds(Condition condition) => Of(condition.Root, condition.Schema, []).Steps < Condition.MostSteps;

    // Doubles, since hostile conditions multiply beyond any integer.
    private readonly record struct Cost(double Steps, double Count, double Chars)
    {
        public double Reading => Count * (4 + (Chars / 8));
    }

    private static Cost Of(Expr expr, SubjectSchema schema, Dictionary<int, Cost> locals)
    {
        switch (expr)
        {
            case FieldExpr field:
                return schema.Fields[field.Ordinal].Type switch
                {
                    FactType.Text => new Cost(1, 1, TextBytes),
                    FactType.TextList => new Cost(1, Elements, ElementBytes),
                    _ => new Cost(1, 1, 32),
                };
            case LiteralExpr { Value: var value }:
                return new Cost(1, 1, value is string text ? text.Length : 32);
            case LocalExpr local:
                return locals[local.Slot] with { Steps = 1 };
            case MacroExpr macro:
                return Of(macro, schema, locals);
        }

        var parts = expr.Children.Select(child => Of(child, schema, locals)).ToList();
        var steps = 2 + parts.Sum(p => p.Steps + (2 * p.Reading));
        return expr switch
        {
            // Of a concatenation the sum; every other function that has SQL gives no more than it takes.
            CallExpr when expr.Type.Kind == CelKind.List => new Cost(steps, parts.Sum(p => p.Count), parts.Max(p => p.Chars)),
            CallExpr => new Cost(steps, 1, 32 + parts.Sum(p => p.Chars)),
            ListExpr => new Cost(steps, parts.Sum(p => p.Count), parts.Select(p => p.Chars).DefaultIfEmpty().Max()),
            _ => new Cost(steps, parts.Select(p => p.Count).DefaultIfEmpty(1).Max(), parts.Select(p => p.Chars).DefaultIfEmpty(32).Max()),
        };
    }

    private static Cost Of(MacroExpr macro, SubjectSchema schema, Dictionary<int, Cost> locals)
    {
        var range = Of(macro.Range, schema, locals);
        for (var i = 0; i < macro.Variables.Count; i++)
        {
            locals[macro.FirstSlot + i] = macro.Kind == MacroKind.Bind ? range : range with { Count = 1, Chars = Math.Max(32, range.Chars) };
        }

        var body = Of(macro.Body, schema, locals);
        var filter = macro.Filter is null ? default : Of(macro.Filter, schema, locals);
        return macro.Kind switch
        {
            MacroKind.Bind => body with { Steps = 2 + range.Steps + body.Steps },
            MacroKind.Map => new Cost(2 + range.Steps + (range.Count * (2 + body.Steps + filter.Steps)), range.Count, body.Chars),
            _ => new Cost(2 + range.Steps + (range.Count * (2 + body.Steps + filter.Steps)), range.Count, range.Chars),
        };
    }
}
