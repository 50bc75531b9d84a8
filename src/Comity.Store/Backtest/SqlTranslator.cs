using System.Globalization;
using Comity.Kernel.Assess.Cel;
using Comity.Kernel.Subjects;

namespace Comity.Store.Backtest;

/// <summary>
/// Turns the checked tree of a condition into SQL of the same meaning. What has no faithful SQL gives null; the condition
/// around it then only narrows, and the interpreter decides (see <see cref="SqlPlan"/>).
/// </summary>
/// <param name="condition">The condition.</param>
/// <param name="withMacros">Whether macros over lists are translated.</param>
internal sealed class SqlTranslator(Condition condition, bool withMacros)
{
    private const int MostUnrolled = 200;

    // Macros are unrolled and branches followed for true and for false: a hostile condition would take for ever.
    private const int MostSteps = 20_000;

    private readonly Dictionary<int, Sql?> _locals = [];
    private int _lambdas;
    private int _steps;

    /// <summary>The SQL of a part of the condition with the same value, or null.</summary>
    public Sql? Translate(Expr expr)
    {
        if (++_steps > MostSteps)
        {
            return null;
        }

        if (expr is LiteralExpr or CallExpr && IsConstant(expr))
        {
            return Sql.Literal(condition.ConstantOf(expr));
        }

        return expr switch
        {
            FieldExpr field => Column(field),
            LocalExpr local => _locals[local.Slot],
            HasExpr { Member: null, Operand: FieldExpr field } => Sql.Make(CelType.Bool, $"({Column(field).Text} IS NOT NULL)"),
            LogicExpr logic => Logic(logic),
            ChoiceExpr choice => Choice(choice),
            ListExpr list => List(list),
            CallExpr call => Call(call),
            MacroExpr macro => Macro(macro),
            _ => null,
        };
    }

    /// <summary>SQL that is true of every row for which a part of the condition is <paramref name="wanted"/>, and perhaps of others.</summary>
    public string May(Expr expr, bool wanted)
    {
        if (Translate(expr) is { } exact)
        {
            return wanted ? exact.Text : $"(NOT {exact.Text})";
        }

        switch (expr)
        {
            case var _ when _steps > MostSteps:
                return "TRUE";
            case LogicExpr logic:
                var terms = logic.Terms.Select(term => May(term, wanted)).Distinct(StringComparer.Ordinal).ToList();
                // All terms must be as wanted, or one of them.
                var isAll = logic.IsAnd == wanted;
                if (isAll)
                {
                    terms.Remove("TRUE");
                }

                return terms.Count == 0 || (!isAll && terms.Contains("TRUE", StringComparer.Ordinal))
                    ? "TRUE"
                    : Bounded(Sql.Join(terms.ToArray(), isAll ? "AND" : "OR"));
            case CallExpr { Function: "!_", Arguments: [var inner] }:
                return May(inner, !wanted);
            case ChoiceExpr choice when choice.Then.Type.Kind == CelKind.Bool:
                var (yes, no) = (May(choice.Condition, true), May(choice.Condition, false));
                return Bounded($"(({yes} AND {May(choice.Then, wanted)}) OR ({no} AND {May(choice.Otherwise, wanted)}))");
            case MacroExpr { Kind: MacroKind.Bind } bind when bind.Type.Kind == CelKind.Bool:
                return With(bind.FirstSlot, Translate(bind.Range), () => May(bind.Body, wanted));
            default:
                return "TRUE";
        }

        static string Bounded(string sql) => sql.Length > 200_000 ? "TRUE" : sql;
    }

    private static bool IsConstant(Expr expr) => expr is not (FieldExpr or LocalExpr or NameExpr or MessageExpr) && expr.Children.All(IsConstant);

    private Sql Column(FieldExpr field)
    {
        var type = condition.Schema.Fields[field.Ordinal].Type;
        return new Sql($"m.{MovementHistory.Column(field.Path)}", field.Type, 1, IsNullable: true, MayBeNaN: type == FactType.Number);
    }

    private T With<T>(int slot, Sql? value, Func<T> body)
    {
        var outer = _locals.GetValueOrDefault(slot);
        _locals[slot] = value;
        var result = body();
        _locals[slot] = outer;
        return result;
    }

    // SQL's and, or and not are CEL's, with NULL for unknown and error.
    private Sql? Logic(LogicExpr logic)
    {
        var terms = All(logic.Terms);
        return terms is null ? null : Sql.Make(CelType.Bool, Sql.Join(Array.ConvertAll(terms, t => t.Text), logic.IsAnd ? "AND" : "OR"), terms);
    }

    private Sql[]? All(IEnumerable<Expr> parts)
    {
        var all = new List<Sql>();
        foreach (var part in parts)
        {
            if (Translate(part) is not { } sql)
            {
                return null;
            }

            all.Add(sql);
        }

        return [.. all];
    }

    private Sql? Choice(ChoiceExpr choice)
    {
        if (All([choice.Condition, choice.Then, choice.Otherwise]) is not [{ Kind: CelKind.Bool } decides, var then, var otherwise]
            || !then.Type.Equals(otherwise.Type))
        {
            return null;
        }

        return Sql.Make(then.Type, $"(CASE {decides.Text} WHEN TRUE THEN {then.Text} WHEN FALSE THEN {otherwise.Text} END)", decides, then, otherwise);
    }

    private Sql? List(ListExpr list)
    {
        if (Items(list) is not { Length: > 0 } items || list.Type.Parameters[0].Kind == CelKind.Double)
        {
            return null;
        }

        return KnownOnly(items, Sql.Make(CelType.List(items[0].Type), $"[{string.Join(", ", items.Select(i => i.Text))}]", items));
    }

    // Elements of one simple type.
    private Sql[]? Items(ListExpr list) =>
        !list.Items.Any(i => i.IsOptional) && All(list.Items.Select(i => i.Value)) is { } items && items.All(i => IsSimple(i.Kind) && i.Kind == items[0].Kind)
            ? items
            : null;

    private static bool IsSimple(CelKind kind) => kind is CelKind.Bool or CelKind.Int or CelKind.Double or CelKind.String or CelKind.Timestamp or CelKind.Duration;

    // A list with an element that is not known is not known itself.
    private static Sql? KnownOnly(Sql[] items, Sql? value)
    {
        string[] gaps = [.. items.Where(i => i.IsNullable).Select(i => $"{i.Text} IS NULL")];
        return gaps.Length == 0 || value is null
            ? value
            : Sql.Make(value.Type, $"(CASE WHEN {Sql.Join(gaps, "OR")} THEN NULL ELSE {value.Text} END)", [.. items, value]);
    }

    private Sql? Call(CallExpr call)
    {
        if (call is { Function: "_in_", Arguments: [var element, ListExpr list] })
        {
            return In(element, list);
        }

        return All(call.Arguments) is { } arguments ? SqlFunctions.Call(call, arguments) : null;
    }

    private Sql? In(Expr element, ListExpr list)
    {
        if (Translate(element) is not { } value || !IsSimple(value.Kind) || Items(list) is not { } items || items.Any(i => i.MayBeNaN))
        {
            return null;
        }

        if (items.Length == 0)
        {
            return Sql.Make(CelType.Bool, value.IsNullable ? $"(CASE WHEN {value.Text} IS NOT NULL THEN FALSE END)" : "FALSE", value);
        }

        return items[0].Kind == value.Kind
            ? KnownOnly(items, Sql.Make(CelType.Bool, $"({value.Text} IN ({string.Join(", ", items.Select(i => i.Text))}))", [value, .. items]))
            : null;
    }

    private Sql? Macro(MacroExpr macro) => macro.Kind switch
    {
        MacroKind.Bind => With(macro.FirstSlot, Translate(macro.Range), () => Translate(macro.Body)),
        MacroKind.Exists or MacroKind.All when macro.Range is ListExpr list => Unrolled(macro, list),
        _ when !withMacros => null,
        MacroKind.Exists or MacroKind.All or MacroKind.ExistsOne or MacroKind.Filter => OverList(macro),
        MacroKind.Map when macro.Filter is null => OverList(macro),
        _ => null,
    };

    // A list of constants to look for in a fact, such as ['a', 'b'].exists(p, goods.description.contains(p)).
    private Sql? Unrolled(MacroExpr macro, ListExpr list)
    {
        if (Items(list) is not { Length: <= MostUnrolled } items)
        {
            return null;
        }

        var terms = new List<Sql>();
        for (var i = 0; i < items.Length; i++)
        {
            if (Body(macro, items[i], Sql.Literal((long)i)!) is not { } term)
            {
                return null;
            }

            terms.Add(term);
        }

        return terms.Count == 0
            ? Sql.Literal(macro.Kind == MacroKind.All)
            : KnownOnly(items, Sql.Make(CelType.Bool, Sql.Join([.. terms.Select(t => t.Text)], macro.Kind == MacroKind.All ? "AND" : "OR"), [.. terms]));
    }

    private Sql? Body(MacroExpr macro, Sql element, Sql index) =>
        macro.Variables.Count == 1
            ? With(macro.FirstSlot, element, () => Translate(macro.Body))
            : With(macro.FirstSlot, index, () => With(macro.FirstSlot + 1, element, () => Translate(macro.Body)));

    private Sql? OverList(MacroExpr macro)
    {
        if (Translate(macro.Range) is not { Kind: CelKind.List } range || !IsSimple(range.Type.Parameters[0].Kind))
        {
            return null;
        }

        if (SoughtText(macro) is { } sought && Translate(sought) is { Kind: CelKind.String } text)
        {
            return Sql.Make(CelType.Bool, $"list_contains({range.Text}, {text.Text})", range);
        }

        var (name, index) = (Name('x'), Name('i'));
        var element = new Sql(name, range.Type.Parameters[0], 1, IsNullable: false, MayBeNaN: range.Type.Parameters[0].Kind == CelKind.Double);
        var body = Body(macro, element, new Sql($"({index} - 1)", CelType.Int, 2, IsNullable: false));
        if (body is null || !IsSimple(body.Kind))
        {
            return null;
        }

        var lambda = macro.Variables.Count == 1 ? $"lambda {name}:" : $"lambda {name}, {index}:";
        var where = (string test) => $"list_filter({range.Text}, {lambda} {test})";
        var open = where($"{body.Text} IS NULL");
        var sql = (macro.Kind, body.IsNullable) switch
        {
            (MacroKind.Exists, false) => $"(len({where(body.Text)}) > 0)",
            (MacroKind.Exists, true) => $"(CASE WHEN len({where(body.Text)}) > 0 THEN TRUE WHEN len({open}) = 0 THEN FALSE END)",
            (MacroKind.All, false) => $"(len({where($"NOT {body.Text}")}) = 0)",
            (MacroKind.All, true) => $"(CASE WHEN len({where($"NOT {body.Text}")}) > 0 THEN FALSE WHEN len({open}) = 0 THEN TRUE END)",
            (MacroKind.ExistsOne, false) => $"(len({where(body.Text)}) = 1)",
            (MacroKind.ExistsOne, true) => $"(CASE WHEN len({open}) = 0 THEN len({where(body.Text)}) = 1 END)",
            (MacroKind.Filter, false) => where(body.Text),
            (MacroKind.Filter, true) => $"(CASE WHEN len({open}) = 0 THEN {where(body.Text)} END)",
            (_, false) => $"list_transform({range.Text}, {lambda} {body.Text})",
            (_, true) => $"(CASE WHEN len({open}) = 0 THEN list_transform({range.Text}, {lambda} {body.Text}) END)",
        };
        var type = macro.Kind switch
        {
            MacroKind.Filter => range.Type,
            MacroKind.Map => CelType.List(body.Type),
            _ => CelType.Bool,
        };
        return Sql.Make(type, sql, range, body);
    }

    // range.exists(x, x == text)
    private static LiteralExpr? SoughtText(MacroExpr macro) =>
        macro is { Kind: MacroKind.Exists, Variables.Count: 1, Body: CallExpr { Function: "_==_", Arguments: [LocalExpr local, LiteralExpr text] } }
            && local.Slot == macro.FirstSlot
                ? text
                : null;

    private string Name(char kind) => string.Create(CultureInfo.InvariantCulture, $"{kind}{_lambdas++}");
}
