using System.Runtime.CompilerServices;

namespace Comity.Kernel.Assess.Cel;

/// <summary>
/// Gives a checked tree its meaning. It is the judge for every faster execution, so it follows the language
/// definition node by node. Errors and unknowns are values; an unknown wins over an error.
/// </summary>
internal static class Interpreter
{
    public static CelValue Run(Expr expr, Evaluation e)
    {
        if (!e.Spend(1))
        {
            return Evaluation.OverBudget;
        }

        return expr switch
        {
            CallExpr call => Call(call, e),
            FieldExpr field => e.Fact(field.Ordinal),
            LiteralExpr literal => literal.Constant,
            LocalExpr local => e.Locals[local.Slot],
            LogicExpr logic => Logic(logic, e),
            MacroExpr macro => Comprehension.Run(macro, e),
            HasExpr has => Has(has, e),
            ChoiceExpr choice => Choose(choice, e),
            SelectExpr select => Select(Run(select.Operand, e), select),
            ListExpr list => list.Constant ?? List(list, e),
            MapExpr map => Map(map, e),
            NameExpr name => CelValue.Error($"there is no {name.Name}"),
            MessageExpr message => CelValue.Error($"there is no message {message.Name}"),
            _ => throw new InvalidOperationException($"A {expr.GetType().Name} cannot be run."),
        };
    }

    // One false term decides an and, one true term an or, whatever the others are.
    private static CelValue Logic(LogicExpr logic, Evaluation e)
    {
        var outcome = CelValue.Of(logic.IsAnd);
        foreach (var term in logic.Terms)
        {
            var value = Run(term, e);
            if (value.Kind == CelKind.Bool)
            {
                if (value.Bool != logic.IsAnd)
                {
                    return value;
                }
            }
            else
            {
                outcome = Worse(outcome, value.IsKnown ? NoOverload(logic, logic.IsAnd ? "&&" : "||", e) : value);
            }
        }

        return outcome;
    }

    /// <summary>Of two outcomes the one that stands: unknowns merge and win over errors, the first error over the next, both over values.</summary>
    public static CelValue Worse(CelValue first, CelValue second) =>
        first.IsUnknown && second.IsUnknown ? CelValue.Merge(first, second)
        : first.IsUnknown || (first.IsError && !second.IsUnknown) || second.IsKnown ? first
        : second;

    private static CelValue Choose(ChoiceExpr choice, Evaluation e)
    {
        var condition = Run(choice.Condition, e);
        return condition.Kind == CelKind.Bool ? Run(condition.Bool ? choice.Then : choice.Otherwise, e)
            : condition.IsKnown ? NoOverload(choice, "?:", e)
            : condition;
    }

    private static CelValue Has(HasExpr has, Evaluation e)
    {
        if (has.Member is null)
        {
            return CelValue.Of(!Run(has.Operand, e).IsUnknown);
        }

        var operand = Run(has.Operand, e);
        if (operand.Kind == CelKind.Optional)
        {
            if (!operand.HasValue)
            {
                return CelValue.False;
            }

            operand = operand.OptionalValue;
            if (operand.Kind == CelKind.Optional)
            {
                operand = operand.HasValue ? operand.OptionalValue : CelValue.Of(new CelMap());
            }
        }

        return operand.Kind switch
        {
            CelKind.Map => CelValue.Of(operand.Map.TryGet(CelValue.Of(has.Member), out var _)),
            CelKind.Unknown or CelKind.Error => operand,
            _ => CelValue.Error($"a {operand.TypeName} has no entries"),
        };
    }

    private static CelValue Select(CelValue operand, SelectExpr select)
    {
        if (!operand.IsKnown)
        {
            return operand;
        }

        var isOptional = select.IsOptional;
        if (operand.Kind == CelKind.Optional)
        {
            if (!operand.HasValue)
            {
                return operand;
            }

            isOptional = true;
            operand = operand.OptionalValue;
        }

        return operand.Kind != CelKind.Map ? CelValue.Error($"a {operand.TypeName} has no entry {select.Member}")
            : operand.Map.TryGet(CelValue.Of(select.Member), out var value) ? (isOptional ? CelValue.Some(value) : value)
            : isOptional ? CelValue.None
            : CelValue.Error($"the map has no key '{select.Member}'");
    }

    private static CelValue Call(CallExpr call, Evaluation e)
    {
        var buffer = default(Arguments);
        Span<CelValue> arguments = buffer;
        arguments = arguments[..Math.Min(call.Arguments.Count, Library.MaxArguments)];
        var outcome = CelValue.Null;
        for (var i = 0; i < arguments.Length; i++)
        {
            arguments[i] = Run(call.Arguments[i], e);
            if (!arguments[i].IsKnown)
            {
                outcome = Worse(outcome, arguments[i]);
            }
        }

        if (!outcome.IsKnown)
        {
            return outcome;
        }

        if (call.Pattern is not null)
        {
            return e.SpendText(arguments[0].Text.Length) ? CelValue.Of(call.Pattern.IsMatch(arguments[0].Text)) : Evaluation.OverBudget;
        }

        foreach (var overload in call.Overloads)
        {
            if (overload.Accepts(arguments))
            {
                var result = overload.Body(arguments, e);
                return result.IsError && !e.IsOverBudget ? CelValue.Error($"{result.Text}, in {Source(call, e)}") : result;
            }
        }

        return NoOverload(call, call.Function, e);
    }

    private static CelValue NoOverload(Expr expr, string function, Evaluation e) =>
        CelValue.Error($"{function} does not take values of these types, in {Source(expr, e)}");

    private static string Source(Expr expr, Evaluation e)
    {
        var text = e.Text.AsSpan(expr.Span.Start, expr.Span.Length);
        return text.Length <= 80 ? text.ToString() : string.Concat(text[..79], "…");
    }

    private static CelValue List(ListExpr list, Evaluation e)
    {
        var items = new List<CelValue>(list.Items.Count);
        var outcome = CelValue.Null;
        foreach (var item in list.Items)
        {
            var value = Run(item.Value, e);
            if (!value.IsKnown)
            {
                outcome = Worse(outcome, value);
            }
            else if (!item.IsOptional)
            {
                items.Add(value);
            }
            else if (value.Kind != CelKind.Optional)
            {
                outcome = Worse(outcome, CelValue.Error("an optional element needs an optional value"));
            }
            else if (value.HasValue)
            {
                items.Add(value.OptionalValue);
            }
        }

        return outcome.IsKnown ? CelValue.Of([.. items]) : outcome;
    }

    private static CelValue Map(MapExpr map, Evaluation e)
    {
        var result = new CelMap();
        var outcome = CelValue.Null;
        foreach (var entry in map.Entries)
        {
            var key = Run(entry.Key, e);
            var value = Run(entry.Value, e);
            var both = Worse(key, value);
            if (!both.IsKnown)
            {
                outcome = Worse(outcome, both);
            }
            else if (entry.IsOptional && value.Kind != CelKind.Optional)
            {
                outcome = Worse(outcome, CelValue.Error("an optional entry needs an optional value"));
            }
            else if (!entry.IsOptional || value.HasValue)
            {
                outcome = Worse(outcome, Add(result, key, entry.IsOptional ? value.OptionalValue : value));
            }
        }

        return outcome.IsKnown ? CelValue.Of(result) : outcome;
    }

    /// <summary>Adds an entry; an error when the key is of a type that cannot be one, or there already.</summary>
    public static CelValue Add(CelMap map, CelValue key, CelValue value) =>
        !CelMap.CanBeKey(key) ? CelValue.Error($"a {key.TypeName} cannot be the key of a map")
        : map.TryAdd(key, value) ? CelValue.Null
        : CelValue.Error($"the key {TextFormat.Describe(key)} occurs twice in the map");

    [InlineArray(Library.MaxArguments)]
    private struct Arguments
    {
        private CelValue _first;
    }
}
