using Comity.Kernel.Assess.Cel;

namespace Comity.Store.Backtest;

/// <summary>
/// How the rows that a condition hits are found: <see cref="Where"/> is true of all of them; where <see cref="Decides"/>
/// is true too, a row that it is true of is a hit; the interpreter decides the others.
/// </summary>
/// <param name="Condition">The condition.</param>
/// <param name="Ordinals">The fields it reads.</param>
/// <param name="Where">SQL over <c>m</c>, a row of the history.</param>
/// <param name="Decides">SQL, never NULL; <c>FALSE</c> when parts of the condition have no SQL of the same meaning.</param>
internal sealed record SqlPlan(Condition Condition, IReadOnlyList<int> Ordinals, string Where, string Decides)
{
    /// <summary>Whether some rows are decided by SQL.</summary>
    public bool IsExact => Decides != "FALSE";

    public static SqlPlan Of(Condition condition)
    {
        var fields = FieldsOf(condition.Root);
        int[] ordinals = [.. fields.Select(f => f.Ordinal)];
        var nesting = Nesting(condition.Root);
        var isBounded = StepBound.Holds(condition);
        if (isBounded && new SqlTranslator(condition, withMacros: true).Translate(condition.Root) is { } exact)
        {
            // A macro within a macro takes SQL, which has no limit, a day on a list of a million: such rows are told first.
            var usual = Usual(fields);
            return new SqlPlan(condition, ordinals, nesting > 1 ? $"(CASE WHEN {usual} THEN {exact.Text} ELSE TRUE END)" : exact.Text, usual);
        }

        var where = new SqlTranslator(condition, withMacros: isBounded && nesting <= 1).May(condition.Root, wanted: true);
        return new SqlPlan(condition, ordinals, where, "FALSE");
    }

    private static int Nesting(Expr expr) =>
        expr.Children.Select(Nesting).DefaultIfEmpty().Max() + (expr is MacroExpr { Kind: not MacroKind.Bind } ? 1 : 0);

    private static string Usual(IReadOnlyList<FieldExpr> fields)
    {
        string[] tests =
        [
            .. fields.Select(field => (Column: $"m.{MovementHistory.Column(field.Path)}", field.Type.Kind)).SelectMany(f => f.Kind switch
            {
                CelKind.String => [$"coalesce(strlen({f.Column}), 0) <= {StepBound.TextBytes}"],
                CelKind.List =>
                [
                    $"coalesce(len({f.Column}), 0) <= {StepBound.Elements}",
                    $"coalesce(list_max(list_transform({f.Column}, lambda x: strlen(x))), 0) <= {StepBound.ElementBytes}",
                ],
                _ => Array.Empty<string>(),
            }),
        ];
        return tests.Length == 0 ? "TRUE" : Sql.Join(tests, "AND");
    }

    private static IReadOnlyList<FieldExpr> FieldsOf(Expr root)
    {
        var fields = new SortedDictionary<int, FieldExpr>();
        Collect(root);
        return [.. fields.Values];

        void Collect(Expr part)
        {
            if (part is FieldExpr field)
            {
                fields.TryAdd(field.Ordinal, field);
            }

            foreach (var child in part.Children)
            {
                Collect(child);
            }
        }
    }
}
