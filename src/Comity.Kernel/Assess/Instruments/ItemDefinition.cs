namespace Comity.Kernel.Assess.Instruments;

/// <summary>One thing an instrument asks.</summary>
/// <param name="Id">Its name in answers and results, such as <c>3</c>.</param>
/// <param name="Text">The question.</param>
public abstract record ItemDefinition(string Id, string Text)
{
    /// <summary>The path of the fact that answers it when nobody does, or <see langword="null"/>.</summary>
    public string? Fact { get; init; }
}

/// <summary>Operator <c>single</c>: one of several options.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Text">The question.</param>
/// <param name="Options">
/// The options. A number or the record's facts choose the first whose range and condition hold; one that has neither holds always.
/// </param>
public sealed record SingleItem(string Id, string Text, IReadOnlyList<Option> Options) : ItemDefinition(Id, Text)
{
    /// <summary>Whether a number or facts can choose among the options, rather than a person alone.</summary>
    public bool IsDerivable => Options.Any(o => o.HasRange || o.When is not null);
}

/// <summary>One option of an item. An answer names it by code or label.</summary>
/// <param name="Code">Short name, the same in all languages.</param>
/// <param name="Label">What the form says.</param>
/// <param name="Points">Its points; <see langword="null"/> when the item is not scored.</param>
public sealed record Option(string Code, string Label, decimal? Points)
{
    /// <summary>Smallest number that means this option.</summary>
    public decimal? From { get; init; }

    /// <summary>Largest number that means this option.</summary>
    public decimal? To { get; init; }

    /// <summary>A condition in CEL over the instrument's facts, or <see langword="null"/>.</summary>
    public string? When { get; init; }

    /// <summary>Whether choosing it meets a gate that asks for the item; <see langword="null"/> when it says nothing of that.</summary>
    public bool? Meets { get; init; }

    /// <summary>Whether numbers mean it.</summary>
    public bool HasRange => From is not null || To is not null;

    /// <summary>Whether a number means it.</summary>
    public bool Holds(decimal number) => (From is null || number >= From) && (To is null || number <= To);
}

/// <summary>A stretch of time before the assessment, in months: an event belongs to it that is at least <paramref name="From"/> and less than <paramref name="To"/> whole months old.</summary>
/// <param name="From">Youngest age in months.</param>
/// <param name="To">Age in months that no longer belongs to it.</param>
public readonly record struct Months(int From, int To)
{
    /// <summary>Whether an event's day lies in it, seen from the day of the assessment.</summary>
    public bool Hold(DateOnly happened, DateOnly assessed) =>
        happened <= assessed.AddMonths(-From) && happened > assessed.AddMonths(-To);

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{From}-{To} months");
}

/// <summary>An item answered with the days on which something happened.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Text">The question.</param>
public abstract record EventsItem(string Id, string Text) : ItemDefinition(Id, Text)
{
    /// <summary>Its windows, youngest first.</summary>
    public abstract IReadOnlyList<Months> Windows { get; }
}

/// <summary>Operator <c>count_by_window</c>: events × points for each window, summed, within limits.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Text">The question.</param>
/// <param name="Rates">What an event counts in each window.</param>
/// <param name="AtLeast">Smallest sum.</param>
/// <param name="AtMost">Largest sum.</param>
public sealed record CountItem(string Id, string Text, IReadOnlyList<CountRate> Rates, decimal? AtLeast, decimal? AtMost) : EventsItem(Id, Text)
{
    /// <inheritdoc/>
    public override IReadOnlyList<Months> Windows => [.. Rates.Select(r => r.Months)];
}

/// <summary>What events in a window count.</summary>
/// <param name="Months">The window.</param>
/// <param name="PerEvent">Points for each event.</param>
/// <param name="IfNone">Points when there is none.</param>
public sealed record CountRate(Months Months, decimal PerEvent, decimal IfNone);

/// <summary>Operator <c>lookup_by_window</c>: the number of events in each window is looked up in a table, and the points are summed.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Text">The question.</param>
/// <param name="Tables">The table of each window.</param>
public sealed record LookupItem(string Id, string Text, IReadOnlyList<CountTable> Tables) : EventsItem(Id, Text)
{
    /// <inheritdoc/>
    public override IReadOnlyList<Months> Windows => [.. Tables.Select(t => t.Months)];
}

/// <summary>Points by number of events.</summary>
/// <param name="Months">The window.</param>
/// <param name="ByCount">Points for 0, 1, 2 … events; the last stands for that many or more.</param>
public sealed record CountTable(Months Months, IReadOnlyList<decimal> ByCount);

/// <summary>Operator <c>max_of</c>: the highest points among other items, which then do not count by themselves.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Text">What it stands for.</param>
/// <param name="Of">The items.</param>
public sealed record HighestItem(string Id, string Text, IReadOnlyList<string> Of) : ItemDefinition(Id, Text);
