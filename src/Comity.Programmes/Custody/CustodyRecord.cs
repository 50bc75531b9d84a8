using System.Collections.Immutable;

namespace Comity.Programmes.Custody;

/// <summary>The step is not allowed as things stand; the message tells the officer why.</summary>
public sealed class CustodyRefusedException(string message) : Exception(message);

/// <summary>Who does something, in which role, when and why. Every step of every procedure carries one.</summary>
/// <param name="Who">The person who acts.</param>
/// <param name="Role">The role the person acts in.</param>
/// <param name="At">When, in UTC.</param>
/// <param name="Why">The reason in words.</param>
public sealed record Act(string Who, string Role, DateTimeOffset At, string Why)
{
    /// <summary>The same act, when it names a person and a reason.</summary>
    /// <exception cref="CustodyRefusedException">It does not.</exception>
    public Act Checked() =>
        string.IsNullOrWhiteSpace(Who) || string.IsNullOrWhiteSpace(Why)
            ? throw new CustodyRefusedException("Every step names who takes it and why.")
            : this;
}

/// <summary>A line of a record: what was done.</summary>
/// <param name="What">The step, such as <c>notice given</c>.</param>
/// <param name="Act">By whom, when and why.</param>
public sealed record RecordLine(string What, Act Act);

/// <summary>What was done so far, in order. Lines are only ever added, never earlier than the line before.</summary>
public sealed record CustodyHistory
{
    /// <summary>A history without lines.</summary>
    public static CustodyHistory Empty { get; } = new();

    /// <summary>The lines, oldest first.</summary>
    public ImmutableList<RecordLine> Lines { get; private init; } = [];

    /// <summary>The history with one more line.</summary>
    /// <exception cref="CustodyRefusedException">The act lies before the last one, or lacks a person or a reason.</exception>
    public CustodyHistory With(string what, Act act)
    {
        act.Checked();
        return Lines is [.., var last] && act.At < last.Act.At
            ? throw new CustodyRefusedException(FormattableString.Invariant($"'{what}' at {act.At:u} lies before '{last.What}' at {last.Act.At:u}."))
            : this with { Lines = Lines.Add(new RecordLine(what, act)) };
    }
}
