using Comity.Kernel.Assess.Cel;
using Comity.Kernel.Subjects;

namespace Comity.Kernel.Assess.Matching;

/// <summary>A condition made ready for matching. Independent of other conditions, so that it can be kept when they change.</summary>
/// <param name="Condition">What it was made from; the judge of rows that the rest cannot decide.</param>
/// <param name="Root">Its normal form.</param>
/// <param name="MaxWeight">
/// The heaviest record (see <see cref="RecordWeight"/>) for which the interpreter surely stays within its budget, so that both
/// agree; heavier ones are left to it. Negative when there is none.
/// </param>
internal sealed record NormalForm(Condition Condition, Node Root, long MaxWeight)
{
    /// <summary>Makes the normal form. Nothing is expanded: it has at most as many predicates as the condition.</summary>
    public static NormalForm Of(Condition condition)
    {
        var weight = Cost.MaxWeight(condition);
        return weight < RecordWeight.Usual
            ? new NormalForm(condition, new Residual(condition.Root), -1)
            : new NormalForm(condition, new Normalizer(condition).Convert(condition.Root, isNegated: false), weight);
    }
}

/// <summary>Turns an expression into a <see cref="Node"/>.</summary>
internal sealed class Normalizer(Condition condition)
{
    private readonly SubjectSchema _schema = condition.Schema;

    public Node Convert(Expr expr, bool isNegated)
    {
        switch (expr)
        {
            case LiteralExpr { Constant.Kind: CelKind.Bool } literal:
                return new Constant(literal.Constant.Bool != isNegated);
            case LogicExpr logic:
                return Join(logic.IsAnd != isNegated, logic.Terms.Select(t => Convert(t, isNegated)));
            case CallExpr { Function: "!_", Arguments: [var inner] }:
                return Convert(inner, !isNegated);
            case FieldExpr field when TypeOf(field) == FactType.Boolean:
                return new Literal(new Holding(field.Ordinal), isNegated);
            case HasExpr { Member: null, Operand: FieldExpr field }:
                return new Literal(new Known(field.Ordinal), isNegated);
            case CallExpr { Arguments: [var left, var right] } call:
                return (Comparison(call, left, right, isNegated) ?? Text(call, left, right, isNegated)) ?? Other(expr, isNegated);
            case MacroExpr { Kind: MacroKind.Exists or MacroKind.All, Variables.Count: 1, Range: FieldExpr field } macro
                when TypeOf(field) == FactType.TextList && Macro(macro, field, isNegated) is { } node:
                return node;
            default:
                return Other(expr, isNegated);
        }
    }

    /// <summary>The value of an expression without facts and variables; null when it has some, or is not a known value.</summary>
    private CelValue? ConstantOf(Expr expr)
    {
        if (HasNames(expr))
        {
            return null;
        }

        var value = Interpreter.Run(expr, new Evaluation(condition.Text, [], LocalCount));
        return value.IsKnown ? value : null;
    }

    private int LocalCount => condition.LocalCount;

    private static bool HasNames(Expr expr) => expr is FieldExpr or LocalExpr or MacroExpr || expr.Children.Any(HasNames);

    private FactType TypeOf(FieldExpr field) => _schema.Fields[field.Ordinal].Type;

    private static Node Join(bool isAnd, IEnumerable<Node> terms)
    {
        var kept = new List<Node>();
        foreach (var term in terms.SelectMany(t => (isAnd ? (t as AllOf)?.Terms : (t as AnyOf)?.Terms) ?? [t]))
        {
            if (term is not Constant constant)
            {
                kept.Add(term);
            }
            else if (constant.Value != isAnd)
            {
                return constant;
            }
        }

        return kept.Count switch
        {
            0 => new Constant(isAnd),
            1 => kept[0],
            _ => isAnd ? new AllOf([.. kept]) : new AnyOf([.. kept]),
        };
    }

    private Node? Comparison(CallExpr call, Expr left, Expr right, bool isNegated)
    {
        if (call.Function == "_in_")
        {
            return Membership(left, right, isNegated);
        }

        var (field, value, function) = (left as FieldExpr, ConstantOf(right), call.Function);
        if (field is null)
        {
            (field, value) = (right as FieldExpr, ConstantOf(left));
            function = function switch { "_<_" => "_>_", "_<=_" => "_>=_", "_>_" => "_<_", "_>=_" => "_<=_", _ => function };
        }

        return field is null || value is null ? null : Compare(field, function, value.Value, isNegated);
    }

    private Node? Compare(FieldExpr field, string function, CelValue value, bool isNegated)
    {
        if (function == "_!=_")
        {
            return Compare(field, "_==_", value, !isNegated);
        }

        if (function is not ("_==_" or "_<_" or "_<=_" or "_>_" or "_>=_"))
        {
            return null;
        }

        return TypeOf(field) switch
        {
            FactType.Text when value.Kind == CelKind.String && function == "_==_" => new Literal(new OneOf(field.Ordinal, [value.Text]), isNegated),
            FactType.Boolean when value.Kind == CelKind.Bool && function == "_==_" => new Literal(new Holding(field.Ordinal), isNegated == value.Bool),
            FactType.Integer or FactType.Timestamp => Ranges.OfWhole(field.Ordinal, function, value) is { } range ? new Literal(range, isNegated) : null,
            FactType.Number => Ranges.OfNumber(field.Ordinal, function, value) is { } range ? new Literal(range, isNegated) : null,
            _ => null,
        };
    }

    private Node? Membership(Expr element, Expr list, bool isNegated)
    {
        if (list is FieldExpr inField && TypeOf(inField) == FactType.TextList)
        {
            return ConstantOf(element) is { Kind: CelKind.String } one ? new Literal(new OneOf(inField.Ordinal, [one.Text]), isNegated) : null;
        }

        if (element is not FieldExpr field || ConstantOf(list) is not { Kind: CelKind.List } values)
        {
            return null;
        }

        var items = Enumerable.Range(0, values.Count).Select(i => values[i]).ToArray();
        if (TypeOf(field) == FactType.Text)
        {
            return new Literal(new OneOf(field.Ordinal, items.Where(i => i.Kind == CelKind.String).Select(i => i.Text)), isNegated);
        }

        // An empty list makes it false of every known fact but leaves a missing one unknown.
        return items.Length > 0 && items.Select(i => Compare(field, "_==_", i, isNegated)).ToArray() is var nodes && Array.TrueForAll(nodes, n => n is not null)
            ? Join(isNegated, nodes!)
            : null;
    }

    private Literal? Text(CallExpr call, Expr left, Expr right, bool isNegated) =>
        left is FieldExpr field && TypeOf(field) == FactType.Text && TextTest(call, field.Ordinal, right) is { } atom ? new Literal(atom, isNegated) : null;

    private TextAtom? TextTest(CallExpr call, int ordinal, Expr argument) => ConstantOf(argument) is not { Kind: CelKind.String } part ? null : call.Function switch
    {
        "startsWith" => new BeginsWith(ordinal, part.Text),
        "endsWith" => new FinishesWith(ordinal, part.Text),
        "contains" => new Includes(ordinal, part.Text),
        "matches" when call.Pattern is not null => new Resembles(ordinal, part.Text, call.Pattern),
        _ => null,
    };

    // all(h, p) is !exists(h, !p), for values, unknowns and errors alike.
    private Node? Macro(MacroExpr macro, FieldExpr field, bool isNegated)
    {
        var isAll = macro.Kind == MacroKind.All;
        return Element(macro.Body, macro.FirstSlot, field, isAll, isNegated != isAll);
    }

    /// <summary>Whether some element makes a body true (or, with <paramref name="isBodyNegated"/>, false).</summary>
    private Node? Element(Expr body, int slot, FieldExpr field, bool isBodyNegated, bool isNegated)
    {
        switch (body)
        {
            case CallExpr { Function: "!_", Arguments: [var inner] }:
                return Element(inner, slot, field, !isBodyNegated, isNegated);
            case LogicExpr logic when logic.IsAnd == isBodyNegated:
                // Some element makes one or the other true: one of them some element makes true.
                var terms = logic.Terms.Select(t => Element(t, slot, field, isBodyNegated, isNegated)).ToArray();
                return Array.TrueForAll(terms, t => t is not null) ? Join(isNegated, terms!) : null;
            case CallExpr { Arguments: [var left, var right] } call when !isBodyNegated && ElementTest(call, left, right, slot, field.Ordinal) is { } atom:
                return new Literal(atom, isNegated);
            default:
                return Cost.ReadsOnly(body, slot)
                    ? Interpret(body, field.Ordinal, slot, isBodyNegated ? Asked.False : Asked.True, isNegated)
                    : null;
        }
    }

    private TextAtom? ElementTest(CallExpr call, Expr left, Expr right, int slot, int ordinal)
    {
        if (left is not LocalExpr variable || variable.Slot != slot)
        {
            return call.Function == "_==_" && right is LocalExpr other && other.Slot == slot && ConstantOf(left) is { Kind: CelKind.String } mirrored
                ? new OneOf(ordinal, [mirrored.Text])
                : null;
        }

        return call.Function switch
        {
            "_==_" => ConstantOf(right) is { Kind: CelKind.String } one ? new OneOf(ordinal, [one.Text]) : null,
            "_in_" => ConstantOf(right) is { Kind: CelKind.List } list
                ? new OneOf(ordinal, Enumerable.Range(0, list.Count).Select(i => list[i]).Where(i => i.Kind == CelKind.String).Select(i => i.Text))
                : null,
            _ => TextTest(call, ordinal, right),
        };
    }

    // Any other expression over one text is interpreted once for each different text, provided that a missing text makes it unknown.
    private Node Other(Expr expr, bool isNegated)
    {
        if (Cost.OnlyField(expr) is { } field && TypeOf(field) == FactType.Text && expr.Type.Kind == CelKind.Bool)
        {
            var literal = Interpret(expr, field.Ordinal, slot: -1, Asked.True, isNegated);
            if (((Interpreted)literal.Atom).Value(CelValue.Unknown(field.Ordinal)).IsUnknown)
            {
                return literal;
            }
        }

        return new Residual(expr);
    }

    private Literal Interpret(Expr expr, int ordinal, int slot, Asked asked, bool isNegated)
    {
        var source = condition.Text.Substring(expr.Span.Start, expr.Span.Length);
        var atom = new Interpreted(ordinal, slot < 0 ? source : $"{VariableOf(expr, slot)} {source}", expr, asked) { Slot = slot, LocalCount = LocalCount, Text = condition.Text };
        return new Literal(atom, isNegated, atom with { Asked = Asked.Error });
    }

    // The same source with another variable is another expression.
    private static string VariableOf(Expr expr, int slot) =>
        expr is LocalExpr local && local.Slot == slot ? local.Name : expr.Children.Select(c => VariableOf(c, slot)).FirstOrDefault(n => n.Length > 0) ?? "";
}
