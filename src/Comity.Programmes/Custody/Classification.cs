using Comity.Kernel.Account;
using Comity.Kernel.Assess.Instruments;

namespace Comity.Programmes.Custody;

/// <summary>Why a classification is made.</summary>
public enum ClassificationKind
{
    /// <summary>After reception.</summary>
    Initial,

    /// <summary>The yearly one.</summary>
    Annual,

    /// <summary>To lower the class before its time.</summary>
    SpecialDown,

    /// <summary>To raise the class before its time.</summary>
    SpecialUp,

    /// <summary>After serious misconduct.</summary>
    Misconduct,

    /// <summary>To a trusted class.</summary>
    Trustee,
}

/// <summary>Where a classification stands.</summary>
public enum ClassificationState
{
    /// <summary>The instrument was answered.</summary>
    Scored,

    /// <summary>The person knows of the hearing.</summary>
    Notified,

    /// <summary>The panel has recommended; approvals are open.</summary>
    Recommended,

    /// <summary>Approved, or denied, which leaves the computed class.</summary>
    Decided,

    /// <summary>In effect.</summary>
    Final,

    /// <summary>The person has asked for a review.</summary>
    UnderReview,

    /// <summary>The review is decided; nothing further follows.</summary>
    Closed,
}

/// <summary>A panel member's vote.</summary>
/// <param name="Function">What the member stands for: chair, treatment or security.</param>
/// <param name="Member">The person.</param>
/// <param name="Level">The class the member votes for.</param>
/// <param name="DissentReason">Why, when the vote differs from the majority's.</param>
public sealed record Vote(string Function, string Member, string Level, string? DissentReason = null);

/// <summary>
/// The procedure of one classification: score, notice of 48 hours unless waived, panel of three, approvals by number of steps, effect,
/// review on request. A value: each step gives a new one, and what is not allowed is refused. Procedure after the forms of the
/// Tennessee Department of Correction and, for approvals, Oregon OAR 291-104.
/// </summary>
public sealed record Classification
{
    /// <summary>Hours between notice and hearing.</summary>
    public const int NoticeHours = 48;

    /// <summary>Days in which the person may ask for a review, and in which it must then be decided.</summary>
    public const int ReviewDays = 30;

    private static readonly string[] PanelFunctions = ["chair", "treatment", "security"];

    private Classification(ClassificationKind kind, Assessment assessment, string? before) => (Kind, Assessment, LevelBefore) = (kind, assessment, before);

    /// <summary>Why it is made.</summary>
    public ClassificationKind Kind { get; private init; }

    /// <summary>The assessment it rests on, as computed.</summary>
    public Assessment Assessment { get; private init; }

    /// <summary>The class before, or <see langword="null"/> for the first.</summary>
    public string? LevelBefore { get; private init; }

    /// <summary>Where it stands.</summary>
    public ClassificationState State { get; private init; }

    /// <summary>The earliest time of the hearing; <see langword="null"/> before notice.</summary>
    public DateTimeOffset? HearingFrom { get; private init; }

    /// <summary>The panel's votes.</summary>
    public IReadOnlyList<Vote> Votes { get; private init; } = [];

    /// <summary>The class of the majority.</summary>
    public string? RecommendedLevel { get; private init; }

    /// <summary>The ground when the majority's class is not the computed one.</summary>
    public string? OverrideCode { get; private init; }

    /// <summary>The roles that must approve; empty when the computed class is recommended.</summary>
    public IReadOnlyList<string> Needs { get; private init; } = [];

    /// <summary>Who has approved.</summary>
    public IReadOnlyList<Approval> Approvals { get; private init; } = [];

    /// <summary>The class in effect or about to be.</summary>
    public string? Level { get; private init; }

    /// <summary>The last moment a review can be asked for; <see langword="null"/> when the class did not rise.</summary>
    public DateTimeOffset? ReviewUntil { get; private init; }

    /// <summary>When the review must be decided.</summary>
    public DateTimeOffset? ReviewDue { get; private init; }

    /// <summary>Every step.</summary>
    public DeedHistory History { get; private init; } = DeedHistory.Empty;

    /// <summary>Begins with an assessment.</summary>
    /// <param name="kind">Why.</param>
    /// <param name="assessment">A complete assessment with rules for overrides.</param>
    /// <param name="before">The class so far; <see langword="null"/> only for an initial classification.</param>
    /// <param name="gate">What permits the instrument to decide about people; null when a record is read again, since it was asked then.</param>
    /// <param name="deed">Who scored.</param>
    public static Classification Begin(ClassificationKind kind, Assessment assessment, string? before, ValidationGate? gate, Deed deed)
    {
        gate?.Require(assessment.Instrument, assessment.Day);
        if (assessment.Main?.Level is null)
        {
            throw new DeedRefusedException($"The assessment has no level yet; open: {string.Join(", ", assessment.Main?.Missing ?? [])}.");
        }

        if (assessment.Instrument.Overrides is not { } rules)
        {
            throw new DeedRefusedException($"{assessment.Instrument.Id} does not say who approves.");
        }

        if ((kind == ClassificationKind.Initial) != (before is null))
        {
            throw new DeedRefusedException(before is null ? "The first classification is an initial one." : "An initial classification is the first.");
        }

        if (before is not null && !rules.Levels.Contains(before, StringComparer.Ordinal))
        {
            throw new DeedRefusedException($"There is no class {before}; there are {string.Join(", ", rules.Levels)}.");
        }

        return new Classification(kind, assessment, before) { History = DeedHistory.Empty.With($"scored {assessment.Main.Level}", deed) };
    }

    /// <summary>The person is told of the hearing.</summary>
    public Classification GiveNotice(Deed deed)
    {
        In(ClassificationState.Scored);
        return this with { State = ClassificationState.Notified, HearingFrom = deed.At.AddHours(NoticeHours), History = History.With("notice given", deed) };
    }

    /// <summary>The person gives up the 48 hours; the reason says how that was made sure of.</summary>
    public Classification WaiveNotice(Deed deed)
    {
        In(ClassificationState.Notified);
        return this with { HearingFrom = deed.At, History = History.With("notice waived", deed) };
    }

    /// <summary>The panel of three recommends a class by majority.</summary>
    /// <param name="votes">One vote each of chair, treatment and security, by different people.</param>
    /// <param name="overrideCode">The ground, when the majority's class is not the computed one; otherwise <see langword="null"/>.</param>
    /// <param name="deed">Who keeps the minutes.</param>
    public Classification Hear(IReadOnlyList<Vote> votes, string? overrideCode, Deed deed)
    {
        In(ClassificationState.Notified);
        if (deed.At < HearingFrom)
        {
            throw new DeedRefusedException(FormattableString.Invariant($"The hearing may be held from {HearingFrom:u}: {NoticeHours} hours after the notice unless it is waived."));
        }

        var majority = Majority(votes);
        var (needs, code) = majority == Assessment.Main!.Level ? ([], null) : (ApprovalsFor(majority, overrideCode, deed.Why), overrideCode);
        if (code is null && overrideCode is not null)
        {
            throw new DeedRefusedException("The panel recommends the computed class; that is no override.");
        }

        return this with
        {
            State = needs.Count == 0 ? ClassificationState.Decided : ClassificationState.Recommended,
            Votes = votes,
            RecommendedLevel = majority,
            OverrideCode = code,
            Needs = needs,
            Level = needs.Count == 0 ? majority : null,
            History = History.With($"panel recommends {majority}", deed),
        };
    }

    /// <summary>One of the roles approves; with the last the class is decided.</summary>
    public Classification Approve(Deed deed)
    {
        In(ClassificationState.Recommended);
        if (!Needs.Contains(deed.Role, StringComparer.Ordinal) || Approvals.Any(a => a.Role == deed.Role))
        {
            throw new DeedRefusedException($"{deed.Role} has nothing to approve; open: {string.Join(", ", Needs.Except(Approvals.Select(a => a.Role), StringComparer.Ordinal))}.");
        }

        if (Approvals.Any(a => SamePerson(a.By, deed.Who)) || Votes.Any(v => SamePerson(v.Member, deed.Who)))
        {
            throw new DeedRefusedException($"{deed.Who} sat on the panel or has approved in another role; another person must approve.");
        }

        var approvals = Approvals.Append(new Approval(deed.Role, deed.Who)).ToArray();
        var isDecided = approvals.Length == Needs.Count;
        return this with
        {
            Approvals = approvals,
            State = isDecided ? ClassificationState.Decided : State,
            Level = isDecided ? RecommendedLevel : null,
            History = History.With($"approved as {deed.Role}", deed),
        };
    }

    /// <summary>One of the roles denies; the computed class stands.</summary>
    public Classification Deny(Deed deed)
    {
        In(ClassificationState.Recommended);
        return Needs.Contains(deed.Role, StringComparer.Ordinal)
            ? this with { State = ClassificationState.Decided, Level = Assessment.Main!.Level, History = History.With($"denied as {deed.Role}", deed) }
            : throw new DeedRefusedException($"{deed.Role} has no say; the approvals are those of {string.Join(", ", Needs)}.");
    }

    /// <summary>The class takes effect. When it is higher than before, the person may ask for a review.</summary>
    public Classification Finalise(Deed deed)
    {
        In(ClassificationState.Decided);
        var levels = Assessment.Instrument.Overrides!.Levels;
        var isHigher = LevelBefore is { } before && IndexOf(levels, Level!) > IndexOf(levels, before);
        return this with
        {
            State = ClassificationState.Final,
            ReviewUntil = isHigher ? deed.At.AddDays(ReviewDays) : null,
            History = History.With(isHigher ? $"final {Level}, review offered" : $"final {Level}", deed),
        };
    }

    /// <summary>The person asks for a review.</summary>
    public Classification RequestReview(Deed deed)
    {
        In(ClassificationState.Final);
        if (ReviewUntil is not { } until)
        {
            throw new DeedRefusedException("A review is offered when the class rises; it did not.");
        }

        return deed.At > until
            ? throw new DeedRefusedException(FormattableString.Invariant($"A review could be asked for until {until:u}."))
            : this with { State = ClassificationState.UnderReview, ReviewDue = deed.At.AddDays(ReviewDays), History = History.With("review requested", deed) };
    }

    /// <summary>The review is decided by somebody who took no part so far: the class stands, or another takes effect.</summary>
    public Classification DecideReview(string level, Deed deed)
    {
        In(ClassificationState.UnderReview);
        var levels = Assessment.Instrument.Overrides!.Levels;
        if (IndexOf(levels, level) < 0 || IndexOf(levels, level) > IndexOf(levels, Level!))
        {
            throw new DeedRefusedException($"A review leaves {Level} or lowers it; it cannot lead to {level}.");
        }

        if (Votes.Any(v => SamePerson(v.Member, deed.Who)) || Approvals.Any(a => SamePerson(a.By, deed.Who)) || History.Lines.Any(l => SamePerson(l.Deed.Who, deed.Who)))
        {
            throw new DeedRefusedException($"{deed.Who} took part in the classification; another person must decide the review.");
        }

        var late = IsReviewOverdue(deed.At) ? ", late" : "";
        return this with { State = ClassificationState.Closed, Level = level, History = History.With($"review decided: {level}{late}", deed) };
    }

    /// <summary>Whether a requested review is past its time.</summary>
    public bool IsReviewOverdue(DateTimeOffset now) => State == ClassificationState.UnderReview && now > ReviewDue;

    private static bool SamePerson(string one, string other) => string.Equals(one.Trim(), other.Trim(), StringComparison.OrdinalIgnoreCase);

    private static int IndexOf(IReadOnlyList<string> levels, string level) => levels.Index().Where(l => l.Item == level).Select(l => l.Index).DefaultIfEmpty(-1).First();

    private static string Majority(IReadOnlyList<Vote> votes)
    {
        if (!votes.Select(v => v.Function).Order(StringComparer.Ordinal).SequenceEqual(PanelFunctions.Order(StringComparer.Ordinal), StringComparer.Ordinal)
            || votes.Select(v => v.Member.Trim()).Distinct(StringComparer.OrdinalIgnoreCase).Count() != PanelFunctions.Length)
        {
            throw new DeedRefusedException("A panel has three different people: one each for chair, treatment and security.");
        }

        var majority = votes.GroupBy(v => v.Level, StringComparer.Ordinal).FirstOrDefault(g => g.Count() >= 2)?.Key
            ?? throw new DeedRefusedException("No class has a majority of the panel.");
        return votes.Any(v => v.Level != majority && string.IsNullOrWhiteSpace(v.DissentReason))
            ? throw new DeedRefusedException("Whoever dissents gives the reason.")
            : majority;
    }

    private IReadOnlyList<string> ApprovalsFor(string level, string? code, string why)
    {
        if (code is null)
        {
            throw new DeedRefusedException($"The computed class is {Assessment.Main!.Level}; to recommend {level} the panel names the ground's code.");
        }

        var (result, problem) = OverrideCheck.Ask(Assessment.Instrument, new Override(code, Assessment.Main!.Level!, level, why, []));
        return result?.Needs ?? throw new DeedRefusedException($"Found {problem!.Found}, expected {problem.Expected}.");
    }

    private void In(ClassificationState state)
    {
        if (State != state)
        {
            throw new DeedRefusedException($"The classification is {State}; this step needs {state}.");
        }
    }
}
