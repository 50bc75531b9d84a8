using Comity.Kernel.Subjects;

namespace Comity.Kernel.Assess.Cel;

/// <summary>Finds the predicates that made a condition what it is.</summary>
internal sealed class Explainer
{
    private readonly SubjectRecord _record;
    private readonly Evaluation _evaluation;
    private readonly List<Reason> _reasons = [];
    private readonly HashSet<(int Ordinal, string Text)> _given = [];

    private Explainer(SubjectRecord record, Evaluation evaluation) => (_record, _evaluation) = (record, evaluation);

    /// <summary>The reasons why <paramref name="root"/> is true.</summary>
    public static IReadOnlyList<Reason> Explain(Expr root, SubjectRecord record, Evaluation evaluation)
    {
        var explainer = new Explainer(record, evaluation);
        explainer.Explain(root, wanted: true, negation: null);
        if (evaluation.IsOverBudget)
        {
            // Parts are evaluated again to explain them; when that is too much, the whole condition is the reason.
            explainer._reasons.Clear();
            explainer._given.Clear();
            explainer.Give(root, wanted: true, negation: null);
        }

        return explainer._reasons;
    }

    // negation: the enclosing "!…" when the expression is directly inside one.
    private void Explain(Expr expr, bool wanted, Expr? negation)
    {
        switch (expr)
        {
            case LogicExpr logic:
                // An and is true by all its terms and false by its false ones; an or the other way round.
                foreach (var term in logic.Terms.Where(t => logic.IsAnd == wanted || Is(t, wanted)))
                {
                    Explain(term, wanted, null);
                }

                break;
            case CallExpr { Function: "!_", Arguments: [var inner] } not:
                Explain(inner, !wanted, not);
                break;
            case ChoiceExpr choice:
                var condition = Is(choice.Condition, true);
                Explain(choice.Condition, condition, null);
                Explain(condition ? choice.Then : choice.Otherwise, wanted, null);
                break;
            default:
                Give(expr, wanted, negation);
                break;
        }
    }

    private bool Is(Expr expr, bool wanted)
    {
        var value = Interpreter.Run(expr, _evaluation);
        return value.Kind == CelKind.Bool && value.Bool == wanted;
    }

    private void Give(Expr predicate, bool wanted, Expr? negation)
    {
        var text = wanted ? Source(predicate)
            : negation is not null ? Source(negation)
            : predicate is CallExpr { IsMethod: false, Function: ['_', ..] } ? $"!({Source(predicate)})"
            : "!" + Source(predicate);
        foreach (var field in FieldsOf(predicate))
        {
            if (_given.Add((field.Ordinal, text)))
            {
                _reasons.Add(new Reason(field.Path, Seen(field, predicate, wanted), text, _record.PositionOf(field.Ordinal)));
            }
        }
    }

    private string Source(Expr expr) => _evaluation.Text.Substring(expr.Span.Start, expr.Span.Length);

    /// <summary>The elements that decided, when the predicate looks for some in a list; otherwise the fact as it is.</summary>
    private object? Seen(FieldExpr field, Expr predicate, bool wanted)
    {
        var value = _record[field.Ordinal];
        if (value is not IReadOnlyList<string> list || _evaluation.IsOverBudget)
        {
            return value;
        }

        if (predicate is CallExpr { Function: "_in_", Arguments: [var element, FieldExpr inList] } && wanted && inList.Ordinal == field.Ordinal
            && Interpreter.Run(element, _evaluation) is { Kind: CelKind.String } found)
        {
            return new[] { found.Text };
        }

        if (predicate is MacroExpr { Range: FieldExpr range } macro && range.Ordinal == field.Ordinal
            && macro.Kind is MacroKind.Exists or MacroKind.ExistsOne or MacroKind.All
            && wanted == (macro.Kind != MacroKind.All))
        {
            var elements = CelValue.Of(list);
            var deciding = new List<string>();
            for (var i = 0; i < list.Count; i++)
            {
                Comprehension.Bind(macro, elements, i, _evaluation);
                if (Is(macro.Body, wanted))
                {
                    deciding.Add(list[i]);
                }
            }

            return deciding;
        }

        return value;
    }

    private static IEnumerable<FieldExpr> FieldsOf(Expr expr) =>
        expr is FieldExpr field ? [field] : expr.Children.SelectMany(FieldsOf).DistinctBy(f => f.Ordinal);
}
