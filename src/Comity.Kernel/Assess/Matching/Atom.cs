using System.Text.RegularExpressions;
using Comity.Kernel.Assess.Cel;

namespace Comity.Kernel.Assess.Matching;

/// <summary>
/// A predicate over one field, shared by all profiles that use it; equal atoms are equal records. It is true, false or, where
/// the fact is missing, unknown; of a list, an atom over texts is true when it holds for some element.
/// </summary>
internal abstract record Atom(int Field);

/// <summary>An atom over texts: it holds for a text or it does not, whatever row the text is in.</summary>
internal abstract record TextAtom(int Field) : Atom(Field)
{
    /// <summary>Whether it holds for a known text.</summary>
    public abstract bool Holds(ReadOnlySpan<char> text);
}

/// <summary>The text is one of some.</summary>
internal sealed record OneOf : TextAtom
{
    private readonly string _key;

    public OneOf(int field, IEnumerable<string> values) : base(field)
    {
        Values = [.. values.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        _key = string.Concat(Values.Select(v => $"{v.Length}:{v}"));
    }

    public string[] Values { get; }

    public override bool Holds(ReadOnlySpan<char> text)
    {
        foreach (var value in Values)
        {
            if (text.SequenceEqual(value))
            {
                return true;
            }
        }

        return false;
    }

    public bool Equals(OneOf? other) => other is not null && Field == other.Field && string.Equals(_key, other._key, StringComparison.Ordinal);

    public override int GetHashCode() => HashCode.Combine(Field, string.GetHashCode(_key, StringComparison.Ordinal));
}

/// <summary>The text begins with another.</summary>
internal sealed record BeginsWith(int Field, string Part) : TextAtom(Field)
{
    public override bool Holds(ReadOnlySpan<char> text) => text.StartsWith(Part, StringComparison.Ordinal);
}

/// <summary>The text ends with another.</summary>
internal sealed record FinishesWith(int Field, string Part) : TextAtom(Field)
{
    public override bool Holds(ReadOnlySpan<char> text) => text.EndsWith(Part, StringComparison.Ordinal);
}

/// <summary>The text has another in it.</summary>
internal sealed record Includes(int Field, string Part) : TextAtom(Field)
{
    public override bool Holds(ReadOnlySpan<char> text) => text.Contains(Part, StringComparison.Ordinal);
}

/// <summary>The text has a stretch that a regular expression describes.</summary>
internal sealed record Resembles(int Field, string Pattern, Regex Regex) : TextAtom(Field)
{
    public override bool Holds(ReadOnlySpan<char> text) => Regex.IsMatch(text);

    public bool Equals(Resembles? other) =>
        other is not null && Field == other.Field && string.Equals(Pattern, other.Pattern, StringComparison.Ordinal);

    public override int GetHashCode() => HashCode.Combine(Field, string.GetHashCode(Pattern, StringComparison.Ordinal));
}

/// <summary>What an atom asks of an expression's value.</summary>
internal enum Asked
{
    /// <summary>That it is true.</summary>
    True,

    /// <summary>That it is false.</summary>
    False,

    /// <summary>That it is an error.</summary>
    Error,
}

/// <summary>
/// Any expression over one text (a fact or the variable of a macro over a list), interpreted once for each different text.
/// It comes with a twin that asks for an error.
/// </summary>
internal sealed record Interpreted(int Field, string Source, Expr Expr, Asked Asked) : TextAtom(Field)
{
    private readonly string _text = Source;

    /// <summary>The macro variable's slot, or -1 when the expression reads the fact itself.</summary>
    public int Slot { get; init; } = -1;

    /// <summary>Slots of local variables the expression needs.</summary>
    public int LocalCount { get; init; }

    /// <summary>The text that the expression's spans count in.</summary>
    public required string Text { get; init; }

    public override bool Holds(ReadOnlySpan<char> text) => Value(CelValue.Of(text.ToString())) switch
    {
        { Kind: CelKind.Bool } value => value.Bool ? Asked == Asked.True : Asked == Asked.False,
        { IsError: true } => Asked == Asked.Error,
        var value => throw new InvalidOperationException($"{_text} is a {value.Kind} of a known text."),
    };

    /// <summary>The expression's value for a value of the field or variable.</summary>
    public CelValue Value(CelValue value)
    {
        var facts = Slot < 0 ? new CelValue[Field + 1] : [];
        if (Slot < 0)
        {
            facts[Field] = value;
        }

        var evaluation = new Evaluation(Text, facts, Math.Max(LocalCount, Slot + 1));
        if (Slot >= 0)
        {
            evaluation.Locals[Slot] = value;
        }

        return Interpreter.Run(Expr, evaluation);
    }

    public bool Equals(Interpreted? other) =>
        other is not null && (Field, Asked, Slot) == (other.Field, other.Asked, other.Slot) && string.Equals(_text, other._text, StringComparison.Ordinal);

    public override int GetHashCode() => HashCode.Combine(Field, Asked, Slot, string.GetHashCode(_text, StringComparison.Ordinal));
}

/// <summary>An integer, or a time in ticks, lies between two, both included.</summary>
internal sealed record Between(int Field, long Low, long High) : Atom(Field);

/// <summary>A number lies between two, both included; NaN never does.</summary>
internal sealed record NumberBetween(int Field, double Low, double High) : Atom(Field);

/// <summary>A truth value is true.</summary>
internal sealed record Holding(int Field) : Atom(Field);

/// <summary>The fact is there; never unknown.</summary>
internal sealed record Known(int Field) : Atom(Field);
