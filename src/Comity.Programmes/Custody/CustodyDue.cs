namespace Comity.Programmes.Custody;

/// <summary>Something that must be done for a person by a day.</summary>
/// <param name="Day">The day.</param>
/// <param name="Number">The person.</param>
/// <param name="What">What is to be done and why.</param>
/// <param name="Urgency">How urgent it is today.</param>
public sealed record DueStep(DateOnly Day, string Number, string What, Urgency Urgency);

/// <summary>What falls due for the people in custody.</summary>
public static class CustodyDue
{
    /// <summary>Everything that is due up to some days from today, earliest first.</summary>
    /// <param name="files">The people.</param>
    /// <param name="rules">When reviews fall due.</param>
    /// <param name="today">The day.</param>
    /// <param name="days">How far ahead.</param>
    public static IReadOnlyList<DueStep> Of(IEnumerable<CustodyFile> files, ReviewRules rules, DateOnly today, int days) =>
    [
        .. files.Where(file => file.Person.State != CustodyState.Released).SelectMany(file => Of(file, rules))
            .Where(due => due.Due.Day <= today.AddDays(days))
            .Select(due => new DueStep(due.Due.Day, due.Number, due.Due.Why, due.Due.On(today, rules)))
            .OrderBy(due => due.Day).ThenBy(due => due.Number, StringComparer.Ordinal),
    ];

    private static IEnumerable<(string Number, ReviewDue Due)> Of(CustodyFile file, ReviewRules rules)
    {
        var review = file.NextReview(rules);
        yield return (file.Number, review with { Why = $"Classification: {review.Why}" });
        switch (file.Classification)
        {
            case { State: ClassificationState.Notified, HearingFrom: { } from }:
                yield return (file.Number, new ReviewDue(Day(from), "Hearing of the panel may be held"));
                break;
            case { State: ClassificationState.Recommended } open:
                yield return (file.Number, new ReviewDue(Day(open.History.Lines[^1].Deed.At), $"Approval: {string.Join(", ", open.Needs.Except(open.Approvals.Select(a => a.Role), StringComparer.Ordinal))}"));
                break;
            case { State: ClassificationState.UnderReview, ReviewDue: { } until }:
                yield return (file.Number, new ReviewDue(Day(until), "Review the person asked for"));
                break;
        }

        foreach (var goal in file.Plan?.Goals ?? [])
        {
            if (goal is { State: GoalState.Active, Target: { } target })
            {
                yield return (file.Number, new ReviewDue(target, $"Goal: {goal.Text}"));
            }
        }
    }

    private static DateOnly Day(DateTimeOffset at) => DateOnly.FromDateTime(at.UtcDateTime);
}
