using System.Text.Json.Serialization;
using Comity.Kernel.Account;
using Comity.Kernel.Assess.Instruments;

namespace Comity.Programmes.Custody;

/// <summary>One line in the record of the corrective actions of a checklist; lines are only ever added.</summary>
/// <param name="Deed">Who did it, in which role, when and why.</param>
[JsonDerivedType(typeof(ActionOpened), "opened")]
[JsonDerivedType(typeof(ActionMoved), "moved")]
public abstract record ActionEntry(Deed Deed)
{
    /// <summary>The actions that follow from all lines.</summary>
    /// <param name="checklist">The assessment they are about.</param>
    /// <param name="entries">The lines, oldest first.</param>
    /// <exception cref="DeedRefusedException">The last line is not allowed as things stand.</exception>
    public static IReadOnlyList<CorrectiveAction> Fold(Assessment checklist, IEnumerable<ActionEntry> entries)
    {
        var actions = new List<CorrectiveAction>();
        foreach (var entry in entries)
        {
            switch (entry)
            {
                case ActionOpened opened:
                    actions.Add(CorrectiveAction.Open(checklist, opened.Item, opened.Text, opened.Owner, opened.Due, opened.Deed));
                    break;
                case ActionMoved moved when moved.Action >= 0 && moved.Action < actions.Count:
                    actions[moved.Action] = moved.To switch
                    {
                        CorrectiveState.Done => actions[moved.Action].Complete(moved.Deed),
                        CorrectiveState.Verified => actions[moved.Action].Verify(moved.Deed),
                        _ => actions[moved.Action].Reopen(moved.Deed),
                    };
                    break;
                default:
                    throw new DeedRefusedException("There is no such action.");
            }
        }

        return actions;
    }
}

/// <summary>An action is opened.</summary>
/// <param name="Deed">By whom.</param>
/// <param name="Item">The item of the checklist.</param>
/// <param name="Text">What is to be done.</param>
/// <param name="Owner">Who does it.</param>
/// <param name="Due">By which day.</param>
public sealed record ActionOpened(Deed Deed, string Item, string Text, string Owner, DateOnly Due) : ActionEntry(Deed);

/// <summary>An action moves on, or is open again.</summary>
/// <param name="Deed">By whom; the reason names the evidence.</param>
/// <param name="Action">Which, from 0 in the order they were opened.</param>
/// <param name="To">Where it stands from now on.</param>
public sealed record ActionMoved(Deed Deed, int Action, CorrectiveState To) : ActionEntry(Deed);
