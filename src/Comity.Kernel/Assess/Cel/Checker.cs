namespace Comity.Kernel.Assess.Cel;

/// <summary>
/// Finds what every name means and whether every value has a type that fits its place. Makes the checked tree.
/// </summary>
internal sealed class Checker
{
    private readonly string _text;
    private readonly CelEnvironment _environment;
    private readonly bool _isLenient;
    private readonly TypeUnifier _types = new();
    private readonly List<(string Name, CelType Type)> _locals = [];
    private readonly List<Expr> _nodes = [];
    private readonly List<CelError> _errors = [];

    private Checker(string text, CelEnvironment environment, bool isLenient) =>
        (_text, _environment, _isLenient) = (text, environment, isLenient);

    /// <summary>The most macro variables that live at once.</summary>
    public int LocalCount { get; private set; }

    public IReadOnlyList<CelError> Errors => _errors;

    /// <summary>The checked tree; its nodes' types are final when there are no errors.</summary>
    /// <param name="text">The condition, for the positions of errors.</param>
    /// <param name="root">The parsed tree.</param>
    /// <param name="environment">What names mean.</param>
    /// <param name="isLenient">Leave types and unknown names to the evaluation, as CEL allows without a check.</param>
    /// <param name="checker">Holds errors and the number of local variables.</param>
    public static Expr Check(string text, Expr root, CelEnvironment environment, bool isLenient, out Checker checker)
    {
        checker = new Checker(text, environment, isLenient);
        var result = checker.Check(root);
        foreach (var node in checker._nodes)
        {
            node.Type = checker._types.Resolve(node.Type, freeToDyn: true);
        }

        return result;
    }

    private Expr Check(Expr expr) => expr switch
    {
        LiteralExpr literal => Typed(literal, LiteralType(literal.Constant.Kind)),
        NameExpr or SelectExpr => CheckName(expr) ?? CheckSelect(expr),
        HasExpr has => CheckHas(has),
        LogicExpr logic => Typed(new LogicExpr(logic.Span, logic.IsAnd, [.. logic.Terms.Select(t => CheckBool(t, logic.IsAnd ? "&&" : "||"))]), CelType.Bool),
        ChoiceExpr choice => CheckChoice(choice),
        CallExpr call => CheckCall(call),
        ListExpr list => CheckList(list),
        MapExpr map => CheckMap(map),
        MacroExpr macro => CheckMacro(macro),
        MessageExpr message => Refuse(message, $"There are no message types; {message.Name}{{…}} cannot be made."),
        _ => throw new InvalidOperationException($"A {expr.GetType().Name} cannot be checked."),
    };

    private T Typed<T>(T expr, CelType type)
        where T : Expr
    {
        expr.Type = _isLenient ? CelType.Dyn : type;
        _nodes.Add(expr);
        return expr;
    }

    private static CelType LiteralType(CelKind kind) => kind switch
    {
        CelKind.Null => CelType.Null,
        CelKind.Bool => CelType.Bool,
        CelKind.Int => CelType.Int,
        CelKind.Uint => CelType.Uint,
        CelKind.Double => CelType.Double,
        CelKind.String => CelType.String,
        CelKind.Bytes => CelType.Bytes,
        _ => CelType.Type,
    };

    // After an error the node is dyn, so that one mistake gives one message.
    private T Refuse<T>(T expr, string message, string? suggestion = null)
        where T : Expr =>
        Refuse(expr, expr.Span.Start, message, suggestion);

    private T Refuse<T>(T expr, int at, string message, string? suggestion)
        where T : Expr
    {
        if (!_isLenient)
        {
            _errors.Add(CelError.At(_text, at, message, suggestion));
        }

        return Typed(expr, CelType.Dyn);
    }

    private string Source(Expr expr) => _text.Substring(expr.Span.Start, expr.Span.Length);

    private CelType Resolved(Expr expr) => _types.Resolve(expr.Type, freeToDyn: false);

    private Expr CheckBool(Expr expr, string place)
    {
        var result = Check(expr);
        return _isLenient || _types.TryFit(result.Type, CelType.Bool)
            ? result
            : Refuse(result, $"{place} takes conditions (bool); {Source(result)} is {Resolved(result)}.");
    }

    // The longest dotted name that is a macro variable, a field or a type; null when the whole is none.
    private Expr? CheckName(Expr expr)
    {
        if (Macros.QualifiedName(expr) is not { } name)
        {
            return null;
        }

        var isRooted = IsRooted(expr);
        if (!isRooted && FindLocal(name.Split('.', 2)[0]) is { } slot)
        {
            return expr is NameExpr ? Typed(new LocalExpr(expr.Span, name, slot), _locals[slot].Type) : null;
        }

        foreach (var candidate in _environment.Candidates(name, isRooted))
        {
            if (_environment.Find(candidate) is { } variable)
            {
                var field = new FieldExpr(expr.Span, candidate, variable.Ordinal);
                return variable.IsSensitive
                    ? Refuse(field, $"{candidate} is sensitive; profiles may not use it.")
                    : Typed(field, variable.Type);
            }

            if (CelEnvironment.TypeNames.TryGetValue(candidate, out var type))
            {
                return Typed(new LiteralExpr(expr.Span, type), CelType.Type);
            }
        }

        return null;
    }

    private static bool IsRooted(Expr expr) => expr switch
    {
        NameExpr name => name.IsRooted,
        SelectExpr select => IsRooted(select.Operand),
        _ => false,
    };

    private int? FindLocal(string name)
    {
        var slot = _locals.FindLastIndex(l => l.Name == name);
        return slot < 0 ? null : slot;
    }

    private Expr CheckSelect(Expr expr)
    {
        if (expr is not SelectExpr select)
        {
            return UnknownName(expr, ((NameExpr)expr).Name);
        }

        if (!_isLenient && Macros.QualifiedName(select) is { } name && !HasKnownPrefix(select))
        {
            return UnknownName(select, name);
        }

        var operand = Check(select.Operand);
        var result = new SelectExpr(select.Span, operand, select.Member, select.IsOptional);
        return MemberType(Resolved(operand)) is { } type
            ? Typed(result, select.IsOptional && type.Kind != CelKind.Optional ? CelType.Optional(type) : type)
            : Refuse(result, $"{Source(operand)} is {Resolved(operand)} and has no entry {select.Member}.");
    }

    private bool HasKnownPrefix(Expr expr) =>
        expr is SelectExpr select ? ResolvesAlone(select.Operand) || HasKnownPrefix(select.Operand) : ResolvesAlone(expr);

    private bool ResolvesAlone(Expr expr)
    {
        var name = Macros.QualifiedName(expr)!;
        var isRooted = IsRooted(expr);
        return (!isRooted && FindLocal(name) is not null)
            || _environment.Candidates(name, isRooted).Any(c => _environment.Find(c) is not null || CelEnvironment.TypeNames.ContainsKey(c));
    }

    private NameExpr UnknownName(Expr expr, string name)
    {
        var unknown = new NameExpr(expr.Span, name, IsRooted(expr));
        if (_environment.IsGroup(name))
        {
            var members = _environment.Variables.Where(v => v.Name.StartsWith(name + '.', StringComparison.Ordinal) && !v.IsSensitive)
                .Select(v => v.Name).Order(StringComparer.Ordinal).ToList();
            return Refuse(unknown, $"{name} is a group of facts, not a fact; it has {string.Join(", ", members.Take(8))}{(members.Count > 8 ? ", …" : "")}.");
        }

        return Refuse(
            unknown,
            name == "now" ? "There is no now: a finding must not depend on when it is computed." : _environment.Subject is { } subject ? $"A {subject} has no field {name}." : $"There is no variable {name}.",
            Spelling.Suggest(name, _environment.Variables.Where(v => !v.IsSensitive).Select(v => v.Name).Concat(_locals.Select(l => l.Name))));
    }

    private CelType? MemberType(CelType operand) => operand.Kind switch
    {
        CelKind.Dyn or CelKind.Parameter => CelType.Dyn,
        CelKind.Map => operand.Parameters[1],
        CelKind.Optional => MemberType(_types.Resolve(operand.Parameters[0], freeToDyn: false)) is { } inner ? CelType.Optional(inner) : null,
        _ => null,
    };

    private HasExpr CheckHas(HasExpr has)
    {
        var select = new SelectExpr(new TextSpan(has.Operand.Span.Start, has.Span.End - 1 - has.Operand.Span.Start), has.Operand, has.Member!, false);
        if (CheckName(select) is FieldExpr field)
        {
            return Typed(new HasExpr(has.Span, field, null), CelType.Bool);
        }

        if (!_isLenient && Macros.QualifiedName(select) is { } name && !HasKnownPrefix(select))
        {
            return Typed(new HasExpr(has.Span, UnknownName(select, name), null), CelType.Bool);
        }

        var result = new HasExpr(has.Span, Check(has.Operand), has.Member);
        return MemberType(Resolved(result.Operand)) is not null
            ? Typed(result, CelType.Bool)
            : Refuse(result, $"{Source(result.Operand)} is {Resolved(result.Operand)} and has no entry {has.Member}.");
    }

    private ChoiceExpr CheckChoice(ChoiceExpr choice)
    {
        var condition = CheckBool(choice.Condition, "?:");
        var then = Check(choice.Then);
        var otherwise = Check(choice.Otherwise);
        var result = new ChoiceExpr(choice.Span, condition, then, otherwise);
        var type = _types.Fresh();
        return _isLenient || _types.TryFit([then.Type, otherwise.Type], [type, type])
            ? Typed(result, type)
            : Refuse(result, $"Both branches of ?: must have one type; these are {Resolved(then)} and {Resolved(otherwise)}.");
    }

    private ListExpr CheckList(ListExpr list)
    {
        var items = list.Items.Select(i => i with { Value = Check(i.Value) }).ToList();
        CelType? element = null;
        foreach (var item in items)
        {
            element = _types.Join(element, Unwrap(item.Value, item.IsOptional));
        }

        return Typed(new ListExpr(list.Span, items), CelType.List(element ?? _types.Fresh()));
    }

    private MapExpr CheckMap(MapExpr map)
    {
        var entries = map.Entries.Select(i => i with { Key = Check(i.Key), Value = Check(i.Value) }).ToList();
        CelType? key = null;
        CelType? value = null;
        foreach (var entry in entries)
        {
            key = _types.Join(key, entry.Key.Type);
            value = _types.Join(value, Unwrap(entry.Value, entry.IsOptional));
        }

        return Typed(new MapExpr(map.Span, entries), CelType.Map(key ?? _types.Fresh(), value ?? _types.Fresh()));
    }

    private CelType Unwrap(Expr value, bool isOptional)
    {
        if (!isOptional || _isLenient)
        {
            return value.Type;
        }

        var inner = _types.Fresh();
        if (!_types.TryFit(value.Type, CelType.Optional(inner)))
        {
            Refuse(value, $"? takes an optional; {Source(value)} is {Resolved(value)}.");
        }

        return inner;
    }

    private MacroExpr CheckMacro(MacroExpr macro)
    {
        var range = Check(macro.Range);
        var (key, value) = ElementTypes(macro, range);
        var slot = _locals.Count;
        _locals.Add((macro.Variables[0], key));
        if (macro.Variables.Count == 2)
        {
            _locals.Add((macro.Variables[1], value));
        }

        LocalCount = Math.Max(LocalCount, _locals.Count);
        var filter = macro.Filter is null ? null : CheckBool(macro.Filter, macro.Name + "()");
        var body = macro.Kind is MacroKind.All or MacroKind.Exists or MacroKind.ExistsOne or MacroKind.Filter
            ? CheckBool(macro.Body, macro.Name + "()")
            : Check(macro.Body);
        _locals.RemoveRange(slot, _locals.Count - slot);
        var result = new MacroExpr(macro.Span, macro.Kind, macro.Name, range, macro.Variables, filter, body) { FirstSlot = slot };
        return Typed(result, macro.Kind switch
        {
            MacroKind.Map => CelType.List(body.Type),
            MacroKind.Filter => CelType.List(Resolved(range).Kind == CelKind.List ? Resolved(range).Parameters[0] : key),
            MacroKind.TransformMap => CelType.Map(key, body.Type),
            MacroKind.TransformMapEntry or MacroKind.OptFlatMap or MacroKind.Bind => body.Type,
            MacroKind.OptMap => CelType.Optional(body.Type),
            _ => CelType.Bool,
        });
    }

    // The types of one or two variables: element, or key and value, or index and element.
    private (CelType First, CelType Second) ElementTypes(MacroExpr macro, Expr range)
    {
        var type = Resolved(range);
        var hasTwo = macro.Variables.Count == 2;
        var isOptional = macro.Kind is MacroKind.OptMap or MacroKind.OptFlatMap;
        switch (type.Kind)
        {
            case var _ when macro.Kind == MacroKind.Bind:
                return (range.Type, CelType.Dyn);
            case CelKind.Optional when isOptional:
                return (type.Parameters[0], CelType.Dyn);
            case CelKind.List when !isOptional:
                return hasTwo ? (CelType.Int, type.Parameters[0]) : (type.Parameters[0], CelType.Dyn);
            case CelKind.Map when !isOptional:
                return (type.Parameters[0], type.Parameters[1]);
            case not (CelKind.Dyn or CelKind.Parameter):
                Refuse(range, $"{macro.Name}() goes over {(isOptional ? "an optional" : "a list or a map")}; {Source(range)} is {type}.");
                break;
        }

        return (CelType.Dyn, CelType.Dyn);
    }

    private CallExpr CheckCall(CallExpr call)
    {
        var (function, isMethod) = (call.Function, call.Target is not null);
        if (call.Target is { } target && Macros.QualifiedName(target) is { } prefix
            && (IsRooted(target) || FindLocal(prefix.Split('.', 2)[0]) is null)
            && _environment.Candidates($"{prefix}.{function}", IsRooted(target)).FirstOrDefault(_environment.Library.Names.Contains) is { } qualified)
        {
            (function, isMethod) = (qualified, false);
        }
        else if (!isMethod)
        {
            function = _environment.Candidates(function, isRooted: false).FirstOrDefault(_environment.Library.Names.Contains) ?? function;
        }

        if (!_isLenient && function[0] is not ('_' or '-' or '!') && !_environment.Library.Names.Contains(function))
        {
            // Its arguments may use the variable of a misspelt macro.
            return Refuse(call, call.NameStart, $"There is no function {function}.", CallProblems.Nearest(_environment.Library, function));
        }

        IEnumerable<Expr> parsed = isMethod ? [call.Target!, .. call.Arguments] : call.Arguments;
        List<Expr> arguments = [.. parsed.Select(Check)];
        var candidates = _environment.Library.Find(function, isMethod, arguments.Count);
        var (overloads, type) = _isLenient ? (candidates, CelType.Dyn) : Choose(candidates, arguments);
        var result = new CallExpr(call.Span, function, isMethod ? arguments[0] : null, arguments) { IsMethod = isMethod, Overloads = overloads };
        if (type is null)
        {
            var problem = CallProblems.Describe(_environment.Library, function, isMethod, [.. arguments.Select(Resolved)], out var suggestion);
            return Refuse(result, call.NameStart, problem, suggestion);
        }

        if (function == "matches" && arguments is [_, LiteralExpr { Constant.Kind: CelKind.String } pattern])
        {
            if (!Re2.TryCompile(pattern.Constant.Text, out var regex, out var error))
            {
                return Refuse(result, pattern.Span.Start, char.ToUpperInvariant(error[0]) + error[1..] + ".", null);
            }

            if (!_isLenient && Resolved(arguments[0]).Kind == CelKind.String)
            {
                result = new CallExpr(call.Span, function, result.Target, arguments) { IsMethod = isMethod, Overloads = overloads, Pattern = regex };
            }
        }

        return Typed(result, type);
    }

    private (Overload[] Fitting, CelType? Type) Choose(Overload[] candidates, List<Expr> arguments)
    {
        var fitting = new List<Overload>();
        CelType? type = null;
        CelType[] given = [.. arguments.Select(a => a.Type)];
        foreach (var candidate in candidates)
        {
            if (CannotFit(candidate.Parameters))
            {
                continue;
            }

            var parameters = _types.Instantiate(candidate.Parameters, candidate.Result, out var result);
            if (_types.TryFit(given, parameters))
            {
                fitting.Add(candidate);
                type = candidate.IsDynamic ? type : type is null || type.Equals(result) ? result : CelType.Dyn;
            }
        }

        return ([.. fitting], type);

        // Most overloads of an operator differ from the arguments at first sight.
        bool CannotFit(CelType[] parameters) => parameters.Zip(given).Any(p =>
            p.First.Kind != p.Second.Kind && !IsOpen(p.First.Kind) && !IsOpen(p.Second.Kind));

        static bool IsOpen(CelKind kind) => kind is CelKind.Dyn or CelKind.Parameter or CelKind.Null;
    }
}
