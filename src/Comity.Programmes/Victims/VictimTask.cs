namespace Comity.Programmes.Victims;

/// <summary>Something that waits to be done in a case.</summary>
/// <param name="Text">What.</param>
/// <param name="IsUrgent">Whether it is late or the person's will is not yet done.</param>
public sealed record VictimTask(string Text, bool IsUrgent);

/// <summary>What waits in a case. It follows from its entries; nothing has to be typed as done.</summary>
public static class VictimTasks
{
    /// <summary>The tasks of a case, urgent ones first.</summary>
    /// <param name="known">The case.</param>
    /// <param name="today">The day.</param>
    /// <param name="isTakenBack">Whether a referral, by its name, was taken back.</param>
    public static IReadOnlyList<VictimTask> Of(VictimCase known, DateOnly today, Func<string, bool> isTakenBack) =>
        [.. All(known, today, isTakenBack).OrderByDescending(task => task.IsUrgent)];

    private static IEnumerable<VictimTask> All(VictimCase known, DateOnly today, Func<string, bool> isTakenBack)
    {
        foreach (var referral in known.WithoutConsent.Where(referral => !isTakenBack(referral.ReferralId)))
        {
            yield return new VictimTask($"Take the referral to {referral.To} back: its consent was withdrawn.", true);
        }

        foreach (var service in known.Services.Where(service => service.Outcome is null))
        {
            if (!known.Covers(service.Name))
            {
                yield return new VictimTask($"No consent covers '{service.Name}' by {service.Provider} any more: agree on it anew, or end it.", true);
            }

            if (service.Due < today)
            {
                yield return new VictimTask(FormattableString.Invariant($"'{service.Name}' by {service.Provider} was due on {service.Due:yyyy-MM-dd}."), true);
            }
        }

        if (!known.IsOpen)
        {
            yield break;
        }

        if (known.Value("vic_TraffickingStatus") is null)
        {
            yield return new VictimTask("Whether the person is a victim has not been decided, not even for now.", false);
        }

        if (!known.Holding.Any())
        {
            yield return new VictimTask("No consent holds: nothing can be planned or referred, and the case is not counted.", false);
        }
        else if (known.Services.IsEmpty)
        {
            yield return new VictimTask("Nothing is planned yet.", false);
        }
    }
}
