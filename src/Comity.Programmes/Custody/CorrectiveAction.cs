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
    public CustodyHistory History { get; private init; } = CustodyHistory.Empty;

    /// <summary>Opens an action for an item of an assessment that is answered, and not with <c>met</c> or <c>na</c>.</summary>
    public static CorrectiveAction Open(Kernel.Assess.Instruments.Assessment checklist, string item, string text, string owner, DateOnly due, Act act)
    {
        var option = checklist.Items.FirstOrDefault(i => i.Id == item)?.Option;
        if (option is not ("not" or "partly"))
        {
            throw new CustodyRefusedException($"Item {item} is {option ?? "not answered"}; a corrective action follows from 'not' or 'partly'.");
        }

        if (string.IsNullOrWhiteSpace(text) || string.IsNullOrWhiteSpace(owner) || due < DateOnly.FromDateTime(act.At.UtcDateTime))
        {
            throw new CustodyRefusedException("A corrective action says what, by whom and by which day to come.");
        }

        return new CorrectiveAction(item, text, owner, due) { History = CustodyHistory.Empty.With($"opened for {item}", act) };
    }

    /// <summary>The action is done; the reason names the evidence.</summary>
    public CorrectiveAction Complete(Act act) => To(CorrectiveState.Open, CorrectiveState.Done, "done", act);

    /// <summary>Another person than whoever completed it confirms it.</summary>
    public CorrectiveAction Verify(Act act) =>
        State == CorrectiveState.Done && string.Equals(History.Lines[^1].Act.Who.Trim(), act.Who.Trim(), StringComparison.OrdinalIgnoreCase)
            ? throw new CustodyRefusedException($"{act.Who} completed the action; another person must verify it.")
            : To(CorrectiveState.Done, CorrectiveState.Verified, "verified", act);

    /// <summary>What was done is not enough: the action is open again.</summary>
    public CorrectiveAction Reopen(Act act) => To(CorrectiveState.Done, CorrectiveState.Open, "reopened", act);

    /// <summary>Whether it is past its day.</summary>
    public bool IsOverdue(DateOnly today) => State == CorrectiveState.Open && today > Due;

    private CorrectiveAction To(CorrectiveState from, CorrectiveState to, string what, Act act) =>
        State == from ? this with { State = to, History = History.With(what, act) } : throw new CustodyRefusedException($"The action is {State}; this step needs {from}.");
}
