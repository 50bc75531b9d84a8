namespace Comity.Kernel.Assess.Cel;

/// <summary>Runs macros: a body over the elements of a list, the entries of a map or the value of an optional.</summary>
internal static class Comprehension
{
    public static CelValue Run(MacroExpr macro, Evaluation e)
    {
        var range = Interpreter.Run(macro.Range, e);
        if (macro.Kind == MacroKind.Bind)
        {
            e.Locals[macro.FirstSlot] = range;
            return Interpreter.Run(macro.Body, e);
        }

        if (!range.IsKnown)
        {
            return range;
        }

        if (macro.Kind is MacroKind.OptMap or MacroKind.OptFlatMap)
        {
            return OverOptional(macro, range, e);
        }

        return range.Kind is CelKind.List or CelKind.Map
            ? OverElements(macro, range, e)
            : CelValue.Error($"{macro.Name}() goes over a list or a map, not a {range.TypeName}");
    }

    /// <summary>Gives the macro's variables the values of one element.</summary>
    public static void Bind(MacroExpr macro, CelValue range, int index, Evaluation e)
    {
        var isMap = range.Kind == CelKind.Map;
        var element = isMap ? range.Map.Keys[index] : range[index];
        if (macro.Variables.Count == 1)
        {
            e.Locals[macro.FirstSlot] = element;
            return;
        }

        e.Locals[macro.FirstSlot] = isMap ? element : CelValue.Of((long)index);
        e.Locals[macro.FirstSlot + 1] = isMap ? range.Map[element] : element;
    }

    public static int Count(CelValue range) => range.Kind == CelKind.Map ? range.Map.Keys.Count : range.Count;

    private static CelValue OverOptional(MacroExpr macro, CelValue range, Evaluation e)
    {
        if (range.Kind != CelKind.Optional)
        {
            return CelValue.Error($"{macro.Name}() takes an optional, not a {range.TypeName}");
        }

        if (!range.HasValue)
        {
            return range;
        }

        e.Locals[macro.FirstSlot] = range.OptionalValue;
        var value = Interpreter.Run(macro.Body, e);
        return macro.Kind == MacroKind.OptMap && value.IsKnown ? CelValue.Some(value)
            : value.Kind is CelKind.Optional or CelKind.Error or CelKind.Unknown ? value
            : CelValue.Error($"{macro.Name}() needs an optional, not a {value.TypeName}");
    }

    private static CelValue OverElements(MacroExpr macro, CelValue range, Evaluation e)
    {
        var outcome = CelValue.Null;
        var items = macro.Kind is MacroKind.Map or MacroKind.Filter ? new List<CelValue>() : null;
        var map = macro.Kind is MacroKind.TransformMap or MacroKind.TransformMapEntry ? new CelMap() : null;
        var matches = 0;
        for (var i = 0; i < Count(range) && !e.IsOverBudget; i++)
        {
            Bind(macro, range, i, e);
            var isTaken = macro.Filter is null ? CelValue.True : Truth(Interpreter.Run(macro.Filter, e), macro);
            if (!isTaken.IsTrue)
            {
                outcome = Interpreter.Worse(outcome, isTaken);
                continue;
            }

            var value = Interpreter.Run(macro.Body, e);
            switch (macro.Kind)
            {
                case MacroKind.All or MacroKind.Exists:
                    value = Truth(value, macro);
                    if (value.Kind == CelKind.Bool && value.Bool == (macro.Kind == MacroKind.Exists))
                    {
                        return value;
                    }

                    break;
                case MacroKind.ExistsOne or MacroKind.Filter:
                    value = Truth(value, macro);
                    if (value.IsTrue)
                    {
                        matches++;
                        items?.Add(range.Kind == CelKind.Map ? range.Map.Keys[i] : range[i]);
                    }

                    break;
                case MacroKind.Map:
                    items!.Add(value);
                    break;
                case MacroKind.TransformMap when value.IsKnown:
                    value = Interpreter.Add(map!, range.Kind == CelKind.Map ? range.Map.Keys[i] : CelValue.Of((long)i), value);
                    break;
                case MacroKind.TransformMapEntry when value.Kind == CelKind.Map:
                    value = value.Map.Keys.Aggregate(CelValue.Null, (all, key) =>
                        Interpreter.Worse(all, Interpreter.Add(map!, key, value.Map[key])));
                    break;
                case MacroKind.TransformMapEntry when value.IsKnown:
                    value = CelValue.Error($"{macro.Name}() needs a map for each element, not a {value.TypeName}");
                    break;
            }

            outcome = Interpreter.Worse(outcome, value);
        }

        return e.IsOverBudget ? Evaluation.OverBudget
            : !outcome.IsKnown ? outcome
            : items is not null ? CelValue.Of([.. items])
            : map is not null ? CelValue.Of(map)
            : CelValue.Of(macro.Kind == MacroKind.ExistsOne ? matches == 1 : macro.Kind == MacroKind.All);
    }

    private static CelValue Truth(CelValue value, MacroExpr macro) =>
        value.Kind is CelKind.Bool or CelKind.Unknown or CelKind.Error ? value
            : CelValue.Error($"{macro.Name}() needs a condition, not a {value.TypeName}");
}
