using Comity.Kernel.Account;

namespace Comity.Programmes.Custody;

/// <summary>Where a transfer stands.</summary>
public enum TransferState
{
    /// <summary>Asked for.</summary>
    Requested,

    /// <summary>Approved; the bed is kept.</summary>
    Approved,

    /// <summary>On the way.</summary>
    Departed,

    /// <summary>Received; nothing further follows.</summary>
    Arrived,

    /// <summary>Refused or given up; nothing further follows.</summary>
    Cancelled,
}

/// <summary>A person's move to another cell, class of cell or facility. What stands against it is checked when it is approved and again on arrival.</summary>
public sealed record Transfer
{
    private Transfer(string person, string level, Cell to) => (Person, Level, To) = (person, level, to);

    /// <summary>The person.</summary>
    public string Person { get; private init; }

    /// <summary>The person's class.</summary>
    public string Level { get; private init; }

    /// <summary>The cell.</summary>
    public Cell To { get; private init; }

    /// <summary>Where it stands.</summary>
    public TransferState State { get; private init; }

    /// <summary>Every step.</summary>
    public DeedHistory History { get; private init; } = DeedHistory.Empty;

    /// <summary>Asks for a transfer.</summary>
    public static Transfer Request(string person, string level, Cell to, Deed deed) => new(person, level, to) { History = DeedHistory.Empty.With("transfer requested", deed) };

    /// <summary>Approves, by another person than the one who asked, when nothing stands against it.</summary>
    public Transfer Approve(IReadOnlyCollection<KeyValuePair<string, Place>> occupants, IReadOnlyList<NonAssociation> apart, Deed deed)
    {
        In(TransferState.Requested);
        if (string.Equals(History.Lines[0].Deed.Who.Trim(), deed.Who.Trim(), StringComparison.OrdinalIgnoreCase))
        {
            throw new DeedRefusedException($"{deed.Who} asked for the transfer; another person must approve it.");
        }

        RefuseObstacles(occupants, apart);
        return this with { State = TransferState.Approved, History = History.With("transfer approved", deed) };
    }

    /// <summary>The person leaves.</summary>
    public Transfer Depart(Deed deed)
    {
        In(TransferState.Approved);
        return this with { State = TransferState.Departed, History = History.With("departed", deed) };
    }

    /// <summary>The person is received. Whoever came to live there meanwhile counts.</summary>
    public Transfer Arrive(IReadOnlyCollection<KeyValuePair<string, Place>> occupants, IReadOnlyList<NonAssociation> apart, Deed deed)
    {
        In(TransferState.Departed);
        RefuseObstacles(occupants, apart);
        return this with { State = TransferState.Arrived, History = History.With("arrived", deed) };
    }

    /// <summary>The place is not to be had after all while the person is on the way: another cell is taken, and checked on arrival.</summary>
    public Transfer Redirect(Cell to, Deed deed)
    {
        In(TransferState.Departed);
        return this with { To = to, History = History.With($"redirected to {to.Place.Facility} {to.Place.Cell}", deed) };
    }

    /// <summary>The transfer is refused or given up before the person leaves.</summary>
    public Transfer Cancel(Deed deed) =>
        State is TransferState.Requested or TransferState.Approved
            ? this with { State = TransferState.Cancelled, History = History.With("cancelled", deed) }
            : throw new DeedRefusedException($"The transfer is {State}; it can be cancelled before departure.");

    private void RefuseObstacles(IReadOnlyCollection<KeyValuePair<string, Place>> occupants, IReadOnlyList<NonAssociation> apart)
    {
        if (Placement.Obstacles(Person, Level, To, occupants, apart) is { Count: > 0 } obstacles)
        {
            throw new DeedRefusedException(string.Join(" ", obstacles));
        }
    }

    private void In(TransferState state)
    {
        if (State != state)
        {
            throw new DeedRefusedException($"The transfer is {State}; this step needs {state}.");
        }
    }
}
