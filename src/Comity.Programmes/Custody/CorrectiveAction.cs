using Comity.Kernel.Account;

namespace Comity.Programmes.Custody;

/// <summary>Where a corrective action stands.</summary>
public enum CorrectiveState
{
    /// <summary>To be done.</summary>
    Open,

    /// <summary>Its owner says that it is done.</summary>
    Done,

    /// <summary>Somebody else has seen that it is.</summary>
    Verified,
}

/// <summary>What follows from an item of a checklist that is not, or only partly, met.</summary>
public sealed record CorrectiveAction
{
    private CorrectiveAction(string item, string text, string owner, DateOnly due) => (Item, Text, Owner, Due) = (item, text, owner, due);

    /// <summary>The item of the checklist.</summary>
    public string Item { get; private init; }

    /// <summary>What is to be done.</summary>
    public string Text { get; private init; }

    /// <summary>Who does it.</summary>
    public string Owner { get; private init; }

    /// <summary>By which day.</summary>
    public DateOnly Due { get; private init; }

    /// <summary>Where it stands.</summary>
    public CorrectiveState State { get; private init; }

    /// <summary>Every step.</summary>
    public DeedHistory History { get; private init; } = DeedHistory.Empty;

    /// <summary>Opens an action for an item of an assessment that is answered, and not with <c>met</c> or <c>na</c>.</summary>
    public static CorrectiveAction Open(Kernel.Assess.Instruments.Assessment checklist, string item, string text, string owner, DateOnly due, Deed deed)
    {
        var option = checklist.Items.FirstOrDefault(i => i.Id == item)?.Option;
        if (option is not ("not" or "partly"))
        {
            throw new DeedRefusedException($"Item {item} is {option ?? "not answered"}; a corrective action follows from 'not' or 'partly'.");
        }

        if (string.IsNullOrWhiteSpace(text) || string.IsNullOrWhiteSpace(owner) || due < DateOnly.FromDateTime(deed.At.UtcDateTime))
        {
            throw new DeedRefusedException("A corrective action says what, by whom and by which day to come.");
        }

        return new CorrectiveAction(item, text, owner, due) { History = DeedHistory.Empty.With($"opened for {item}", deed) };
    }

    /// <summary>The action is done; the reason names the evidence.</summary>
    public CorrectiveAction Complete(Deed deed) => To(CorrectiveState.Open, CorrectiveState.Done, "done", deed);

    /// <summary>Another person than whoever completed it confirms it.</summary>
    public CorrectiveAction Verify(Deed deed) =>
        State == CorrectiveState.Done && string.Equals(History.Lines[^1].Deed.Who.Trim(), deed.Who.Trim(), StringComparison.OrdinalIgnoreCase)
            ? throw new DeedRefusedException($"{deed.Who} completed the action; another person must verify it.")
            : To(CorrectiveState.Done, CorrectiveState.Verified, "verified", deed);

    /// <summary>What was done is not enough: the action is open again.</summary>
    public CorrectiveAction Reopen(Deed deed) => To(CorrectiveState.Done, CorrectiveState.Open, "reopened", deed);

    /// <summary>Whether it is past its day.</summary>
    public bool IsOverdue(DateOnly today) => State == CorrectiveState.Open && today > Due;

    private CorrectiveAction To(CorrectiveState from, CorrectiveState to, string what, Deed deed) =>
        State == from ? this with { State = to, History = History.With(what, deed) } : throw new DeedRefusedException($"The action is {State}; this step needs {from}.");
}
