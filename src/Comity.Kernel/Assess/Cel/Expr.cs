namespace Comity.Kernel.Assess.Cel;

/// <summary>
/// A node of a condition. The parser makes the nodes; the checker makes a second tree in which every name is a
/// <see cref="FieldExpr"/>, a <see cref="LocalExpr"/> or a type literal and every node knows its type.
/// </summary>
public abstract class Expr
{
    private readonly Expr[] _children;

    private protected Expr(TextSpan span, params IEnumerable<Expr?> children)
    {
        Span = span;
        _children = [.. children.OfType<Expr>()];
        Depth = 1 + _children.Select(c => c.Depth).DefaultIfEmpty().Max();
    }

    /// <summary>The node's own text in the source.</summary>
    public TextSpan Span { get; }

    /// <summary>The type found by the checker.</summary>
    public CelType Type { get; internal set; } = CelType.Dyn;

    /// <summary>The parts, in the order of the text.</summary>
    public IReadOnlyList<Expr> Children => _children;

    /// <summary>The length of the longest path to a leaf.</summary>
    internal int Depth { get; }
}

/// <summary>A constant.</summary>
public sealed class LiteralExpr : Expr
{
    internal LiteralExpr(TextSpan span, CelValue value) : base(span) => Constant = value;

    /// <summary>The value: null, bool, long, ulong, double, string or byte[]; a type's name for a type.</summary>
    public object? Value => Constant.ToObject();

    internal CelValue Constant { get; }
}

/// <summary>A name as parsed; absent from a checked tree.</summary>
public sealed class NameExpr(TextSpan span, string name, bool isRooted) : Expr(span)
{
    /// <summary>The name.</summary>
    public string Name { get; } = name;

    /// <summary>Whether it was written with a leading dot, past macro variables and container.</summary>
    public bool IsRooted { get; } = isRooted;
}

/// <summary>A fact of the subject.</summary>
public sealed class FieldExpr(TextSpan span, string path, int ordinal) : Expr(span)
{
    /// <summary>The field's path.</summary>
    public string Path { get; } = path;

    /// <summary>Its ordinal in the schema.</summary>
    public int Ordinal { get; } = ordinal;
}

/// <summary>A variable of a macro.</summary>
public sealed class LocalExpr(TextSpan span, string name, int slot) : Expr(span)
{
    /// <summary>The name as written.</summary>
    public string Name { get; } = name;

    /// <summary>Its place among the condition's local variables.</summary>
    public int Slot { get; } = slot;
}

/// <summary>Whether a fact or a map entry is there: <c>has(a.b)</c>. Over a fact the operand is a <see cref="FieldExpr"/>.</summary>
public sealed class HasExpr(TextSpan span, Expr operand, string? member) : Expr(span, operand)
{
    /// <summary>The fact, or the value whose entry is asked for.</summary>
    public Expr Operand { get; } = operand;

    /// <summary>The entry, or <see langword="null"/> when the operand itself is the fact.</summary>
    public string? Member { get; } = member;
}

/// <summary>An entry of a map by name: <c>a.b</c> or <c>a.?b</c>.</summary>
public sealed class SelectExpr(TextSpan span, Expr operand, string member, bool isOptional) : Expr(span, operand)
{
    /// <summary>The map.</summary>
    public Expr Operand { get; } = operand;

    /// <summary>The entry's key.</summary>
    public string Member { get; } = member;

    /// <summary>Whether an absent entry gives an empty optional rather than an error.</summary>
    public bool IsOptional { get; } = isOptional;
}

/// <summary>A function, method or operator. Operators have CEL's names, such as <c>_==_</c>.</summary>
public sealed class CallExpr : Expr
{
    internal CallExpr(TextSpan span, string function, Expr? target, IReadOnlyList<Expr> arguments)
        : base(span, target is null || (arguments.Count > 0 && ReferenceEquals(target, arguments[0])) ? arguments : [target, .. arguments]) => (Function, Target, Arguments) = (function, target, arguments);

    /// <summary>The function's name.</summary>
    public string Function { get; }

    /// <summary>The value a method is called on.</summary>
    public Expr? Target { get; }

    /// <summary>The arguments; of a checked method call the target is the first.</summary>
    public IReadOnlyList<Expr> Arguments { get; }

    /// <summary>Where the name of a method stands in the text; otherwise where the call begins.</summary>
    internal int NameStart { get => field == 0 ? Span.Start : field; init; }

    /// <summary>Of a checked call: whether it was written as a method of its first argument.</summary>
    public bool IsMethod { get; internal init; }

    /// <summary>Of a checked call: the overloads its static types leave.</summary>
    internal Overload[] Overloads { get; init; } = [];

    /// <summary>Of a checked call with a constant pattern: the pattern, ready to run.</summary>
    internal System.Text.RegularExpressions.Regex? Pattern { get; init; }
}

/// <summary>A chain of <c>&amp;&amp;</c> or of <c>||</c>.</summary>
public sealed class LogicExpr(TextSpan span, bool isAnd, IReadOnlyList<Expr> terms) : Expr(span, terms)
{
    /// <summary>Whether the terms are joined by and; otherwise by or.</summary>
    public bool IsAnd { get; } = isAnd;

    /// <summary>Two terms or more.</summary>
    public IReadOnlyList<Expr> Terms { get; } = terms;
}

/// <summary><c>condition ? then : otherwise</c>.</summary>
public sealed class ChoiceExpr(TextSpan span, Expr condition, Expr then, Expr otherwise) : Expr(span, condition, then, otherwise)
{
    /// <summary>What decides.</summary>
    public Expr Condition { get; } = condition;

    /// <summary>The value when it is true.</summary>
    public Expr Then { get; } = then;

    /// <summary>The value when it is false.</summary>
    public Expr Otherwise { get; } = otherwise;
}

/// <summary>An element of a list; left out when optional and empty.</summary>
public readonly record struct ListItem(Expr Value, bool IsOptional);

/// <summary><c>[a, b]</c>.</summary>
public sealed class ListExpr(TextSpan span, IReadOnlyList<ListItem> items) : Expr(span, items.Select(i => i.Value))
{
    /// <summary>The elements.</summary>
    public IReadOnlyList<ListItem> Items { get; } = items;

    /// <summary>The value of a list of constants, made once.</summary>
    internal CelValue? Constant { get; } = items.All(i => i is { IsOptional: false, Value: LiteralExpr })
        ? CelValue.Of(items.Select(i => ((LiteralExpr)i.Value).Constant).ToArray())
        : null;
}

/// <summary>An entry of a map; left out when optional and empty.</summary>
public readonly record struct MapEntry(Expr Key, Expr Value, bool IsOptional);

/// <summary><c>{key: value}</c>.</summary>
public sealed class MapExpr(TextSpan span, IReadOnlyList<MapEntry> entries)
    : Expr(span, entries.SelectMany(e => new[] { e.Key, e.Value }))
{
    /// <summary>The entries.</summary>
    public IReadOnlyList<MapEntry> Entries { get; } = entries;
}

/// <summary>A protobuf message; it parses, so that the checker can say that there are none.</summary>
public sealed class MessageExpr(TextSpan span, string name) : Expr(span)
{
    /// <summary>The message type's name as written.</summary>
    public string Name { get; } = name;
}

/// <summary>What a <see cref="MacroExpr"/> does with its elements.</summary>
public enum MacroKind
{
    /// <summary>Whether the body holds for every element.</summary>
    All,

    /// <summary>Whether it holds for some element.</summary>
    Exists,

    /// <summary>Whether it holds for exactly one.</summary>
    ExistsOne,

    /// <summary>The list of the body's values (<c>map</c>, <c>transformList</c>).</summary>
    Map,

    /// <summary>The elements for which it holds.</summary>
    Filter,

    /// <summary>The map with the same keys and the body's values.</summary>
    TransformMap,

    /// <summary>The map joined from the body's one-entry maps.</summary>
    TransformMapEntry,

    /// <summary>The body's value inside an optional, when there is one.</summary>
    OptMap,

    /// <summary>The body's optional, when there is a value.</summary>
    OptFlatMap,

    /// <summary>The body with a name for a value (<c>cel.bind</c>).</summary>
    Bind,
}

/// <summary>A macro: a body evaluated with variables for the elements of a range.</summary>
public sealed class MacroExpr : Expr
{
    internal MacroExpr(TextSpan span, MacroKind kind, string name, Expr range, IReadOnlyList<string> variables, Expr? filter, Expr body)
        : base(span, range, filter, body) =>
        (Kind, Name, Range, Variables, Filter, Body) = (kind, name, range, variables, filter, body);

    /// <summary>What it does.</summary>
    public MacroKind Kind { get; }

    /// <summary>The name it was called by.</summary>
    public string Name { get; }

    /// <summary>The list, map, optional or bound value.</summary>
    public Expr Range { get; }

    /// <summary>One variable (element, or key of a map) or two (index or key, value).</summary>
    public IReadOnlyList<string> Variables { get; }

    /// <summary>Which elements to take, for <c>map</c> and the transforming macros.</summary>
    public Expr? Filter { get; }

    /// <summary>What is evaluated for each.</summary>
    public Expr Body { get; }

    /// <summary>Of a checked macro: the slot of the first variable; a second follows it.</summary>
    public int FirstSlot { get; internal init; }
}
