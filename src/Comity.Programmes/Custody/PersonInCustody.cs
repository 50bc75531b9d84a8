using System.Collections.Immutable;
using Comity.Kernel.Account;

namespace Comity.Programmes.Custody;

/// <summary>Where a person is in their time in custody.</summary>
public enum CustodyState
{
    /// <summary>Received; the legal basis is recorded and intake is going on.</summary>
    Intake,

    /// <summary>Intake is complete: the person lives somewhere and is classified, or is about to be.</summary>
    Held,

    /// <summary>Released; nothing further follows in this time in custody.</summary>
    Released,
}

/// <summary>What must be known before intake is complete, as in the files that rules 6 to 10 of the Nelson Mandela Rules require.</summary>
public enum IntakeMatter
{
    /// <summary>Who the person is.</summary>
    Identity,

    /// <summary>Health, by a qualified health-care professional (rule 30).</summary>
    Health,

    /// <summary>Risks to and from others, self-harm included.</summary>
    Risks,

    /// <summary>Family and whom to tell.</summary>
    Family,

    /// <summary>Possessions taken into keeping.</summary>
    Property,

    /// <summary>Rights and rules were explained, in a language the person understands.</summary>
    RightsExplained,
}

/// <summary>
/// A person's time in custody: received on a legal basis, taken in, classified, placed, moved, released. A value; each step gives a new
/// one with its line in the record, and what is not allowed is refused.
/// </summary>
public sealed record PersonInCustody
{
    private PersonInCustody(string id, string legalBasis, DateOnly received) => (Id, LegalBasis, Received) = (id, legalBasis, received);

    /// <summary>The person's number, not a name.</summary>
    public string Id { get; private init; }

    /// <summary>The order or judgement the person is held under (rule 7 of the Nelson Mandela Rules: nobody without one).</summary>
    public string LegalBasis { get; private init; }

    /// <summary>The day of reception.</summary>
    public DateOnly Received { get; private init; }

    /// <summary>Where the person is in their time in custody.</summary>
    public CustodyState State { get; private init; }

    /// <summary>What intake has settled.</summary>
    public ImmutableSortedSet<IntakeMatter> Settled { get; private init; } = [];

    /// <summary>The class in effect, or <see langword="null"/> before the first classification.</summary>
    public string? Level { get; private init; }

    /// <summary>The day of the last classification.</summary>
    public DateOnly? Classified { get; private init; }

    /// <summary>Where the person lives.</summary>
    public Place? Place { get; private init; }

    /// <summary>Every step.</summary>
    public DeedHistory History { get; private init; } = DeedHistory.Empty;

    /// <summary>Receives a person on a legal basis.</summary>
    public static PersonInCustody Receive(string id, string legalBasis, Deed deed) =>
        string.IsNullOrWhiteSpace(id) || string.IsNullOrWhiteSpace(legalBasis)
            ? throw new DeedRefusedException("Nobody is received without a number and the order they are held under.")
            : new PersonInCustody(id, legalBasis, Day(deed)) { History = DeedHistory.Empty.With($"received under {legalBasis}", deed) };

    /// <summary>Intake has settled a matter.</summary>
    public PersonInCustody Settle(IntakeMatter matter, Deed deed)
    {
        In(CustodyState.Intake);
        return Settled.Contains(matter)
            ? throw new DeedRefusedException($"{matter} is settled already.")
            : this with { Settled = Settled.Add(matter), History = History.With($"intake: {matter}", deed) };
    }

    /// <summary>Intake is complete when every matter is settled.</summary>
    public PersonInCustody CompleteIntake(Deed deed)
    {
        In(CustodyState.Intake);
        return Enum.GetValues<IntakeMatter>().Except(Settled).ToArray() is { Length: > 0 } open
            ? throw new DeedRefusedException($"Intake is not complete: {string.Join(", ", open)}.")
            : this with { State = CustodyState.Held, History = History.With("intake complete", deed) };
    }

    /// <summary>A final classification takes effect. It must have begun with the person's class.</summary>
    public PersonInCustody Take(Classification classification, Deed deed)
    {
        In(CustodyState.Held);
        if (classification.State is not (ClassificationState.Final or ClassificationState.UnderReview or ClassificationState.Closed))
        {
            throw new DeedRefusedException($"The classification is {classification.State}; it takes effect when it is final.");
        }

        // A review's decision replaces the class of the same classification; every other one begins where the person stands.
        var isReview = classification.State == ClassificationState.Closed && Classified == classification.Assessment.Day;
        if (!isReview && classification.LevelBefore != Level)
        {
            throw new DeedRefusedException($"The classification began from {classification.LevelBefore ?? "no class"}; the person is {Level ?? "not classified"}.");
        }

        return this with { Level = classification.Level, Classified = classification.Assessment.Day, History = History.With($"class {classification.Level}", deed) };
    }

    /// <summary>The person comes to live where a transfer led.</summary>
    public PersonInCustody Move(Transfer transfer, Deed deed)
    {
        In(CustodyState.Held);
        return transfer.State == TransferState.Arrived && transfer.Person == Id && transfer.Level == Level
            ? this with { Place = transfer.To.Place, History = History.With($"lives in {transfer.To.Place.Facility}, {transfer.To.Place.Cell}", deed) }
            : throw new DeedRefusedException("The transfer has not arrived, is another person's, or was checked for another class.");
    }

    /// <summary>The next review of the person's class, or the first classification.</summary>
    public ReviewDue NextReview(DateOnly? born, IReadOnlyList<(RiskChange Change, DateOnly Day)> changes, ReviewRules rules) =>
        Classified is { } last ? ReviewSchedule.Next(last, born, changes, rules) : new ReviewDue(Received.AddDays(rules.InitialDays), "first classification");

    /// <summary>The person is released.</summary>
    public PersonInCustody Release(Deed deed) => State == CustodyState.Released
        ? throw new DeedRefusedException("The person is released already.")
        : this with { State = CustodyState.Released, Place = null, History = History.With("released", deed) };

    private static DateOnly Day(Deed deed) => DateOnly.FromDateTime(deed.At.UtcDateTime);

    private void In(CustodyState state)
    {
        if (State != state)
        {
            throw new DeedRefusedException($"The person is {State}; this step needs {state}.");
        }
    }
}
