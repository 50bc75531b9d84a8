using System.Collections.Immutable;
using Comity.Kernel.Account;
using Comity.Kernel.Assess.Instruments;

namespace Comity.Programmes.Custody;

/// <summary>What a step is held against besides the person's own record.</summary>
/// <param name="Assess">Finds an assessment by its name; null when there is none.</param>
public sealed record CustodySetting(Func<string, Assessment?> Assess)
{
    /// <summary>The house, its people and those kept apart, when a step is taken; null when the record is read again: what stood against a step then was seen then.</summary>
    public HouseCheck? Check { get; init; }
}

/// <summary>What a step is held against when it is taken.</summary>
/// <param name="House">The house.</param>
/// <param name="Occupants">Where everybody lives or is going to; somebody on the way stands here twice.</param>
/// <param name="Apart">The non-associations in force.</param>
public sealed record HouseCheck(House House, IReadOnlyCollection<KeyValuePair<string, Place>> Occupants, IReadOnlyList<NonAssociation> Apart);

/// <summary>
/// A person's file in custody: a value that follows from its entries alone. <see cref="With"/> is the only way to change it; the
/// state machines of custody, classification, transfer and plan decide what is allowed.
/// </summary>
public sealed record CustodyFile
{
    private CustodyFile(string number) => Number = number;

    /// <summary>The person's number: what stands for the person wherever the name is not needed.</summary>
    public string Number { get; }

    /// <summary>Every entry, oldest first.</summary>
    public ImmutableList<CustodyEntry> Entries { get; private init; } = [];

    /// <summary>The time in custody.</summary>
    public PersonInCustody Person { get; private init; } = null!;

    /// <summary>What identifies the person.</summary>
    public Particulars Particulars { get; private init; } = new("", "", null, "", "");

    /// <summary>The last classification, or null before the first.</summary>
    public Classification? Classification { get; private init; }

    /// <summary>The last transfer, or null before the first.</summary>
    public Transfer? Transfer { get; private init; }

    /// <summary>The sentence plan, or null before it is begun.</summary>
    public SentencePlan? Plan { get; private init; }

    /// <summary>Findings of the disciplinary board.</summary>
    public ImmutableList<(IncidentKind Kind, DateOnly Day)> Incidents { get; private init; } = [];

    /// <summary>Changes of risk.</summary>
    public ImmutableList<(RiskChange Change, DateOnly Day)> Risks { get; private init; } = [];

    /// <summary>The names of the assessments that were begun, oldest first.</summary>
    public ImmutableList<string> Assessments { get; private init; } = [];

    /// <summary>Judgements that were accepted: the assessment and the level.</summary>
    public ImmutableList<(string Assessment, string Level)> Judgements { get; private init; } = [];

    /// <summary>The people this person is kept from.</summary>
    public ImmutableList<NonAssociation> Apart { get; private init; } = [];

    /// <summary>Whether a classification is on its way.</summary>
    public bool IsBeingClassified => Classification is { State: < ClassificationState.Final or ClassificationState.UnderReview };

    /// <summary>Whether a transfer is on its way.</summary>
    public bool IsBeingMoved => Transfer is { State: < TransferState.Arrived };

    /// <summary>A file without entries; the first is <see cref="PersonReceived"/>.</summary>
    public static CustodyFile Numbered(string number) => new(number);

    /// <summary>The next review of the class under the service's rules.</summary>
    public ReviewDue NextReview(ReviewRules rules) => Person.NextReview(Particulars.Born, Risks, rules);

    /// <summary>The file with one more entry.</summary>
    /// <exception cref="DeedRefusedException">The entry is not allowed as things stand.</exception>
    public CustodyFile With(CustodyEntry entry, CustodySetting setting)
    {
        entry.Deed.Checked();
        Require(entry is PersonReceived == Entries.IsEmpty, Entries.IsEmpty ? "Nobody of that number was received." : $"{Number} was received before.");
        Require(Entries.IsEmpty || entry.Deed.At >= Entries[^1].Deed.At, FormattableString.Invariant($"{entry.Deed.At:u} lies before the last entry of the record."));
        Require(Entries.IsEmpty || Person.State != CustodyState.Released || entry is NoteWritten or ApartEnded, "The person is released; nothing further follows but notes.");
        return Apply(entry, setting) with { Entries = Entries.Add(entry) };
    }

    private CustodyFile Apply(CustodyEntry entry, CustodySetting setting) => entry switch
    {
        PersonReceived received => this with { Person = PersonInCustody.Receive(Number, received.LegalBasis, received.Deed), Particulars = received.Particulars },
        ParticularsWritten written => this with { Particulars = written.Particulars },
        MatterSettled settled => this with { Person = Person.Settle(settled.Matter, settled.Deed) },
        IntakeCompleted completed => this with { Person = Person.CompleteIntake(completed.Deed) },
        IncidentRecorded incident => Past(incident.Day, incident.Deed) with { Incidents = Incidents.Add((incident.Kind, incident.Day)) },
        RiskRecorded risk => Past(risk.Day, risk.Deed) with { Risks = Risks.Add((risk.Change, risk.Day)) },
        AssessmentAttached attached => this with { Assessments = Assessments.Add(attached.Assessment) },
        ClassificationBegun or NoticeGiven or NoticeWaived or PanelHeard or ClassApproved or ClassDenied or ClassFinal or ReviewRequested or ReviewDecided => Classify(entry, setting),
        JudgementAccepted accepted => Accept(accepted, setting),
        TransferRequested or TransferApproved or TransferDeparted or TransferRedirected or TransferArrived or TransferCancelled => Move(entry, setting.Check),
        KeptApart apart => Separate(apart),
        ApartEnded ended => Join(ended),
        PlanBegun begun => Plan is null ? this with { Plan = SentencePlan.Begin(Number, begun.Deed) } : throw new DeedRefusedException("There is a plan already."),
        GoalSet or StepAdded or StepMoved or GoalMoved or PlanAnswered => this with { Plan = Planned(entry) },
        NoteWritten => this,
        PersonReleased released => Release(released.Deed),
        _ => throw new DeedRefusedException($"Unknown entry {entry.GetType().Name}."),
    };

    private CustodyFile Classify(CustodyEntry entry, CustodySetting setting)
    {
        if (entry is ClassificationBegun begun)
        {
            Require(!IsBeingClassified, "A classification is on its way; end it before the next begins.");
            Require(Person.State == CustodyState.Held, "Complete the intake before the person is classified.");
            Require(Assessments.Contains(begun.Assessment), "The assessment is not one of this person.");
            var assessment = setting.Assess(begun.Assessment) ?? throw new DeedRefusedException("The assessment, or the instrument it was made with, is not on this node.");
            return this with { Classification = Classification.Begin(begun.Kind, assessment, Person.Level, setting.Check?.House.Gate, begun.Deed) };
        }

        var known = Classification ?? throw new DeedRefusedException("No classification was begun.");
        var next = entry switch
        {
            NoticeGiven notice => known.GiveNotice(notice.Deed),
            NoticeWaived waived => known.WaiveNotice(waived.Deed),
            PanelHeard heard => known.Hear(heard.Votes, heard.OverrideCode, heard.Deed),
            ClassApproved approved => known.Approve(approved.Deed),
            ClassDenied denied => known.Deny(denied.Deed),
            ClassFinal final => known.Finalise(final.Deed),
            ReviewRequested requested => known.RequestReview(requested.Deed),
            ReviewDecided decided => known.DecideReview(decided.Level, decided.Deed),
            _ => throw new DeedRefusedException($"Unknown step {entry.GetType().Name}."),
        };
        return this with { Classification = next, Person = entry is ClassFinal or ReviewDecided ? Person.Take(next, entry.Deed) : Person };
    }

    private CustodyFile Accept(JudgementAccepted accepted, CustodySetting setting)
    {
        Require(Assessments.Contains(accepted.Assessment), "The assessment is not one of this person.");
        var assessment = setting.Assess(accepted.Assessment) ?? throw new DeedRefusedException("The assessment, or the instrument it was made with, is not on this node.");
        var level = assessment.Main?.Level ?? throw new DeedRefusedException("The assessment holds no judgement yet.");
        if (setting.Check is { } check)
        {
            check.House.Gate.Require(assessment.Instrument, assessment.Day);
            StructuredJudgement.Accept(assessment, new JudgementAnswer(level, accepted.Deed.Why, accepted.Deed.Who), check.House.Accreditations);
        }

        return this with { Judgements = Judgements.Add((accepted.Assessment, level)) };
    }

    private CustodyFile Move(CustodyEntry entry, HouseCheck? check)
    {
        if (entry is TransferRequested requested)
        {
            Require(!IsBeingMoved, "A transfer is on its way; end it before the next begins.");
            var level = Person is { State: CustodyState.Held, Level: { } known } ? known : throw new DeedRefusedException("The person has no class yet; a cell is chosen by class.");
            return this with { Transfer = Transfer.Request(Number, level, requested.To, requested.Deed) };
        }

        var transfer = Transfer ?? throw new DeedRefusedException("No transfer was asked for.");
        // Read again, a step that was allowed then has nothing against it.
        var (occupants, apart) = (check?.Occupants ?? [], check?.Apart ?? []);
        var next = entry switch
        {
            TransferApproved approved => transfer.Approve(occupants, apart, approved.Deed),
            TransferDeparted departed => transfer.Depart(departed.Deed),
            TransferRedirected redirected => transfer.Redirect(redirected.To, redirected.Deed),
            TransferArrived arrived => transfer.Arrive(occupants, apart, arrived.Deed),
            TransferCancelled cancelled => transfer.Cancel(cancelled.Deed),
            _ => throw new DeedRefusedException($"Unknown step {entry.GetType().Name}."),
        };
        return this with { Transfer = next, Person = entry is TransferArrived ? Person.Move(next, entry.Deed) : Person };
    }

    private CustodyFile Separate(KeptApart apart)
    {
        Require(apart.Other != Number, "Nobody is kept from themselves.");
        Require(Apart.All(pair => pair.Other != apart.Other), $"{Number} and {apart.Other} are kept apart already; end that first.");
        return this with { Apart = Apart.Add(new NonAssociation(Number, apart.Role, apart.Other, apart.RoleOfOther, apart.Separation, apart.Deed)) };
    }

    private CustodyFile Join(ApartEnded ended)
    {
        var at = Apart.FindIndex(pair => pair.Other == ended.Other);
        Require(at >= 0, $"{Number} and {ended.Other} are not kept apart.");
        return this with { Apart = Apart.RemoveAt(at) };
    }

    private SentencePlan Planned(CustodyEntry entry)
    {
        var plan = Plan ?? throw new DeedRefusedException("No plan was begun.");
        return entry switch
        {
            GoalSet goal => plan.Add(goal.Text, goal.AreaOfNeed, goal.Target, goal.Deed),
            StepAdded step => plan.AddStep(step.Goal, step.Text, step.Actor, step.Deed),
            StepMoved moved => plan.Move(moved.Goal, moved.Step, moved.To, moved.Deed),
            GoalMoved { To: GoalState.Active } moved => plan.Activate(moved.Goal, moved.Target ?? throw new DeedRefusedException("An active goal has a day."), moved.Deed),
            GoalMoved { To: GoalState.Achieved } moved => plan.Achieve(moved.Goal, moved.Deed),
            GoalMoved { To: GoalState.Removed } moved => plan.Remove(moved.Goal, moved.Deed),
            PlanAnswered answered => plan.Answer(answered.Answer, answered.Deed),
            _ => throw new DeedRefusedException("A goal does not go back to the future."),
        };
    }

    private CustodyFile Release(Deed deed)
    {
        Require(!IsBeingMoved, "A transfer is on its way; end it before the person is released.");
        return this with { Person = Person.Release(deed) };
    }

    private CustodyFile Past(DateOnly day, Deed deed)
    {
        Require(day <= DateOnly.FromDateTime(deed.At.UtcDateTime), FormattableString.Invariant($"{day:yyyy-MM-dd} has not come yet."));
        return this;
    }

    private static void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new DeedRefusedException(otherwise);
        }
    }
}
