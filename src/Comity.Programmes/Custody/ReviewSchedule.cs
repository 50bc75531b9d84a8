namespace Comity.Programmes.Custody;

/// <summary>What changes a person's risk between reviews.</summary>
public enum RiskChange
{
    /// <summary>An escape or an attempt is feared.</summary>
    EscapeAlert,

    /// <summary>A referral of organised crime names the person.</summary>
    OrganisedCrimeReferral,

    /// <summary>The person was violent.</summary>
    Violence,

    /// <summary>An officer asks for a review by hand.</summary>
    ByHand,
}

/// <summary>When reviews fall due. Data of the service, not of the code.</summary>
/// <param name="Months">Months between reviews.</param>
/// <param name="RemindDays">Days before the due day on which reminders begin.</param>
/// <param name="Ages">Ages in years whose birthday makes a review due, such as 22.</param>
/// <param name="DaysAfterRiskChange">Days in which a review follows a change of risk.</param>
public sealed record ReviewRules(int Months, int RemindDays, IReadOnlyList<int> Ages, int DaysAfterRiskChange)
{
    /// <summary>Days after reception in which the first classification is due.</summary>
    public int InitialDays { get; init; } = 14;
}

/// <summary>How urgent a review is on a day.</summary>
public enum Urgency
{
    /// <summary>Nothing is to be done.</summary>
    NotYet,

    /// <summary>A reminder is due.</summary>
    Remind,

    /// <summary>The review is due that day.</summary>
    Due,

    /// <summary>The day has passed.</summary>
    Overdue,
}

/// <summary>A review that falls due.</summary>
/// <param name="Day">The day.</param>
/// <param name="Why">What makes it due.</param>
public sealed record ReviewDue(DateOnly Day, string Why)
{
    /// <summary>How urgent it is.</summary>
    public Urgency On(DateOnly today, ReviewRules rules) =>
        today > Day ? Urgency.Overdue : today == Day ? Urgency.Due : today >= Day.AddDays(-rules.RemindDays) ? Urgency.Remind : Urgency.NotYet;
}

/// <summary>When a person's next review is due: the earliest of date, age and changes of risk since the last.</summary>
public static class ReviewSchedule
{
    /// <summary>The next review.</summary>
    /// <param name="last">The day of the last classification, or of reception before the first.</param>
    /// <param name="born">The day of birth, or <see langword="null"/> when it is not known: then no age makes a review due, and the reason says so.</param>
    /// <param name="changes">Changes of risk with their days; those up to the last classification are dealt with.</param>
    /// <param name="rules">The service's rules.</param>
    public static ReviewDue Next(DateOnly last, DateOnly? born, IReadOnlyList<(RiskChange Change, DateOnly Day)> changes, ReviewRules rules)
    {
        var byDate = new ReviewDue(last.AddMonths(rules.Months), FormattableString.Invariant($"{rules.Months} months after the last{(born is null ? "; the day of birth is not known" : "")}"));
        var byAge = born is { } birth
            ? rules.Ages.Select(age => new ReviewDue(birth.AddYears(age), FormattableString.Invariant($"age {age}"))).Where(due => due.Day > last)
            : [];
        var byRisk = changes.Where(c => c.Day > last).Select(c => new ReviewDue(c.Day.AddDays(rules.DaysAfterRiskChange), FormattableString.Invariant($"{c.Change} on {c.Day:yyyy-MM-dd}")));
        return byRisk.Concat(byAge).Append(byDate).MinBy(due => due.Day)!;
    }
}
