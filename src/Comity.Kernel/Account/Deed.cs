using System.Collections.Immutable;

namespace Comity.Kernel.Account;

/// <summary>The step is not allowed as things stand; the message tells the officer why.</summary>
public sealed class DeedRefusedException(string message) : Exception(message);

/// <summary>Who does something, in which role, when and why. Every step of every procedure carries one.</summary>
/// <param name="Who">The person who acts.</param>
/// <param name="Role">The role the person acts in.</param>
/// <param name="At">When, in UTC.</param>
/// <param name="Why">The reason in words.</param>
public sealed record Deed(string Who, string Role, DateTimeOffset At, string Why)
{
    /// <summary>The same deed, when it names a person and a reason.</summary>
    /// <exception cref="DeedRefusedException">It does not.</exception>
    public Deed Checked() =>
        string.IsNullOrWhiteSpace(Who) || string.IsNullOrWhiteSpace(Why)
            ? throw new DeedRefusedException("Every step names who takes it and why.")
            : this;
}

/// <summary>A line of a record: what was done.</summary>
/// <param name="What">The step, such as <c>notice given</c>.</param>
/// <param name="Deed">By whom, when and why.</param>
public sealed record DeedLine(string What, Deed Deed);

/// <summary>What was done so far, in order. Lines are only ever added, never earlier than the line before.</summary>
public sealed record DeedHistory
{
    /// <summary>A history without lines.</summary>
    public static DeedHistory Empty { get; } = new();

    /// <summary>The lines, oldest first.</summary>
    public ImmutableList<DeedLine> Lines { get; private init; } = [];

    /// <summary>The history with one more line.</summary>
    /// <exception cref="DeedRefusedException">The deed lies before the last one, or lacks a person or a reason.</exception>
    public DeedHistory With(string what, Deed deed)
    {
        deed.Checked();
        return Lines is [.., var last] && deed.At < last.Deed.At
            ? throw new DeedRefusedException(FormattableString.Invariant($"'{what}' at {deed.At:u} lies before '{last.What}' at {last.Deed.At:u}."))
            : this with { Lines = Lines.Add(new DeedLine(what, deed)) };
    }
}
