using System.Collections.Frozen;
using Comity.Kernel.Assess.Cel;

namespace Comity.Kernel.Assess.Matching;

/// <summary>How much of its budget an evaluation may spend on a record: texts by eight characters, lists by elements.</summary>
internal static class RecordWeight
{
    /// <summary>Records up to this weight are not remembered one by one.</summary>
    public const int Usual = 64;

    /// <summary>What one fact weighs.</summary>
    public static long Of(object? value) => value switch
    {
        string text => text.Length >> 3,
        IReadOnlyList<string> list => Of(list),
        _ => 0,
    };

    private static long Of(IReadOnlyList<string> list)
    {
        var weight = 0L;
        for (var i = 0; i < list.Count; i++)
        {
            weight += 1 + (list[i].Length >> 3);
        }

        return weight;
    }
}

/// <summary>Bounds what an evaluation can cost. Functions that can make values larger than a record's have no bound.</summary>
internal static class Cost
{
    private static readonly FrozenSet<string> Bounded = new[]
    {
        "_==_", "_!=_", "!_", "_<_", "_<=_", "_>_", "_>=_", "-_", "_-_", "_*_", "_/_", "_%_", "_in_", "_[_]", "size",
        "startsWith", "endsWith", "contains", "charAt", "indexOf", "lastIndexOf", "lowerAscii", "upperAscii", "trim", "reverse", "substring",
        "timestamp", "duration", "getFullYear", "getMonth", "getDate", "getDayOfMonth", "getDayOfWeek", "getDayOfYear",
        "getHours", "getMinutes", "getSeconds", "getMilliseconds", "dyn", "bool", "int", "uint", "double",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The heaviest record for which a condition surely stays within the interpreter's budget; negative when there is none.</summary>
    public static long MaxWeight(Condition condition)
    {
        if (!IsBounded(condition.Root))
        {
            return -1;
        }

        // Each node is visited once for each element of the loops around it and takes at most 3 + weight steps;
        // a loop over plain elements takes as many as the elements weigh, which the record's weight has in it.
        var nodes = Nodes(condition.Root);
        var loops = 1 + Loops(condition.Root);
        var perVisit = Math.Pow(Evaluation.Budget / (2.0 * nodes), 1.0 / loops);
        return (long)perVisit - 3 - (condition.Text.Length >> 3);
    }

    /// <summary>The only fact an expression reads, when it reads one and no macro variable of an outer macro.</summary>
    public static FieldExpr? OnlyField(Expr expr)
    {
        FieldExpr? only = null;
        return Visit(expr) ? only : null;

        bool Visit(Expr e)
        {
            switch (e)
            {
                case FieldExpr field when only is null || only.Ordinal == field.Ordinal:
                    only = field;
                    return true;
                case FieldExpr or LocalExpr or MacroExpr or HasExpr:
                    return false;
                default:
                    return e.Children.All(Visit);
            }
        }
    }

    /// <summary>Whether an expression reads nothing but one macro variable.</summary>
    public static bool ReadsOnly(Expr expr, int slot) => expr switch
    {
        LocalExpr local => local.Slot == slot,
        FieldExpr or MacroExpr or HasExpr => false,
        _ => expr.Children.All(c => ReadsOnly(c, slot)),
    };

    private static bool IsBounded(Expr expr) => expr.Children.All(IsBounded) && expr switch
    {
        CallExpr { Function: "matches" } call => call.Pattern is not null,
        CallExpr { Function: "_+_" } call => call.Type.Kind is CelKind.Int or CelKind.Uint or CelKind.Double or CelKind.Timestamp or CelKind.Duration,
        CallExpr call => Bounded.Contains(call.Function),
        MacroExpr macro => macro.Kind is MacroKind.All or MacroKind.Exists or MacroKind.ExistsOne,
        LiteralExpr or FieldExpr or LocalExpr or LogicExpr or ChoiceExpr or ListExpr => true,
        HasExpr has => has.Member is null,
        _ => false,
    };

    private static long Nodes(Expr expr) => 1 + expr.Children.Sum(Nodes);

    private static int Loops(Expr expr) =>
        expr.Children.Select(Loops).DefaultIfEmpty().Max() + (expr is MacroExpr macro && !ReadsOnly(macro.Body, macro.FirstSlot) ? 1 : 0);
}
