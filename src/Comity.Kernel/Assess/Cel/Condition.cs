using System.Diagnostics.CodeAnalysis;
using Comity.Kernel.Subjects;

namespace Comity.Kernel.Assess.Cel;

/// <summary>What a condition says of a record.</summary>
/// <param name="Verdict">True, false or unknown; <see cref="Verdict.Unknown"/> when there is an <paramref name="Error"/>.</param>
/// <param name="Missing">Of an unknown: the paths of the missing facts, in the schema's order.</param>
/// <param name="Error">Why the condition could not be evaluated, such as an overflow; otherwise <see langword="null"/>.</param>
public readonly record struct Outcome(Verdict Verdict, IReadOnlyList<string> Missing, string? Error);

/// <summary>The result of compiling: a condition, or what is wrong with its text.</summary>
public sealed record Compilation(Condition? Condition, IReadOnlyList<CelError> Errors)
{
    /// <summary>Whether there is a condition.</summary>
    [MemberNotNullWhen(true, nameof(Condition))]
    public bool Succeeded => Condition is not null;
}

/// <summary>Turns the text of a condition into something that can be evaluated.</summary>
public static class ConditionCompiler
{
    /// <summary>Parses and checks a condition over a schema. Wrong text gives errors, not exceptions.</summary>
    public static Compilation Compile(string text, SubjectSchema schema)
    {
        if (!Parser.TryParse(text, out var parsed, out var syntaxError))
        {
            return new Compilation(null, [syntaxError]);
        }

        var root = Checker.Check(text, parsed, CelEnvironment.Of(schema), isLenient: false, out var checker);
        if (checker.Errors.Count > 0)
        {
            return new Compilation(null, checker.Errors);
        }

        return root.Type.Kind == CelKind.Bool
            ? new Compilation(new Condition(text, schema, root, checker.LocalCount), [])
            : new Compilation(null, [CelError.At(text, root.Span.Start, $"A condition is true or false (bool); this is {root.Type}.")]);
    }
}

/// <summary>A compiled condition over the records of one schema. Immutable; may be used by many threads at once.</summary>
public sealed class Condition
{
    internal static readonly Outcome True = new(Verdict.True, [], null);
    private static readonly Outcome False = new(Verdict.False, [], null);

    internal Condition(string text, SubjectSchema schema, Expr root, int localCount) =>
        (Text, Schema, Root, LocalCount) = (text, schema, root, localCount);

    /// <summary>Steps an evaluation may take before it ends in an error, for other executions of the same meaning.</summary>
    public const long MostSteps = Evaluation.Budget;

    /// <summary>The text it was compiled from.</summary>
    public string Text { get; }

    /// <summary>The schema its fields' ordinals belong to.</summary>
    public SubjectSchema Schema { get; }

    /// <summary>The checked tree, for other executions of the same meaning.</summary>
    public Expr Root { get; }

    /// <summary>Slots that its macro variables need.</summary>
    internal int LocalCount { get; }

    /// <summary>Whether the condition holds for a record of the schema. Never throws for a condition's fault.</summary>
    public Outcome Evaluate(SubjectRecord record)
    {
        var evaluation = Start(record);
        var value = Interpreter.Run(Root, evaluation);
        if (evaluation.IsOverBudget)
        {
            value = Evaluation.OverBudget;
        }

        return value.Kind switch
        {
            CelKind.Bool => value.Bool ? True : False,
            CelKind.Unknown => new Outcome(Verdict.Unknown, Array.ConvertAll(value.Missing(), i => Schema.Fields[i].Path), null),
            _ => new Outcome(Verdict.Unknown, [], value.Text),
        };
    }

    /// <summary>
    /// The predicates that make the condition true of a record, one reason per predicate and field it reads, in the order
    /// of the text; none when it is not true. A predicate that counts because it is false is shown with <c>!</c> before it.
    /// </summary>
    public IReadOnlyList<Reason> Explain(SubjectRecord record)
    {
        var evaluation = Start(record);
        return Interpreter.Run(Root, evaluation).IsTrue && !evaluation.IsOverBudget
            ? Explainer.Explain(Root, record, evaluation)
            : [];
    }

    /// <summary>
    /// The value of a part of <see cref="Root"/> that reads no fact and no macro variable, such as <c>duration('36h')</c>, for
    /// other executions of the same meaning; <see langword="null"/> when it is an error or has no exact .NET value of one of
    /// the kinds bool, long, double, string, <see cref="DateTimeOffset"/> and <see cref="TimeSpan"/>.
    /// </summary>
    public object? ConstantOf(Expr part)
    {
        var value = Interpreter.Run(part, new Evaluation(Text, [], LocalCount));
        return value.Kind switch
        {
            CelKind.Timestamp => value.Nanos % 100 == 0 ? value.ToObject() : null,
            CelKind.Duration => value.DurationNanos % 100 == 0 ? value.ToObject() : null,
            CelKind.Bool or CelKind.Int or CelKind.Double or CelKind.String => value.ToObject(),
            _ => null,
        };
    }

    private Evaluation Start(SubjectRecord record) =>
        ReferenceEquals(record.Schema, Schema)
            ? new Evaluation(Text, record, LocalCount)
            : throw new ArgumentException($"The condition is over {Schema.Name}, the record is a {record.Schema.Name} of another schema.", nameof(record));
}
