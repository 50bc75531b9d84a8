namespace Comity.Kernel.Refer;

/// <summary>Something must be asked of the originator first, or may not be done at all; the message tells the person what.</summary>
public sealed class SharingRefusedException(string message) : Exception(message);

/// <summary>Passing on what was received.</summary>
public static class Onward
{
    /// <summary>Whether a holder may pass a referral on to another node.</summary>
    /// <param name="held">What was received.</param>
    /// <param name="recipient">The node it would go to.</param>
    /// <param name="audience">What that node is to the holder.</param>
    /// <param name="permission">The holder's request for permission with its answer, or null.</param>
    /// <param name="now">The time.</param>
    public static HandlingAnswer Judge(Referral held, string recipient, Audience audience, Referral? permission, DateTimeOffset now) => held switch
    {
        { IsWithdrawn: true } => new HandlingAnswer(false, [$"{held.Offer.From} took it back"]),
        { State: ReferralState.Expired } => new HandlingAnswer(false, ["it lapsed"]),
        _ when now >= held.Offer.ExpiresAt => new HandlingAnswer(false, ["it lapsed"]),
        _ when Permits(permission, held, now) && permission!.Offer.Permission!.ShareWith == recipient => new HandlingAnswer(true, []),
        _ => HandlingRules.Forward(held.Offer.Handling, audience),
    };

    /// <summary>Whether a holder may use what was received in judicial proceedings.</summary>
    /// <param name="held">What was received.</param>
    /// <param name="permission">The holder's request for permission with its answer, or null.</param>
    /// <param name="now">The time.</param>
    public static HandlingAnswer JudgeUseInCourt(Referral held, Referral? permission, DateTimeOffset now) => held switch
    {
        { IsWithdrawn: true } => new HandlingAnswer(false, [$"{held.Offer.From} took it back"]),
        _ when Permits(permission, held, now) && permission!.Offer.Permission!.UseInCourt => new HandlingAnswer(true, []),
        _ => HandlingRules.UseInCourt(held.Offer.Handling),
    };

    /// <summary>
    /// The offer with which a holder passes a referral on. Its handling is at least as strict, it lapses no later, and it
    /// carries no fact that was not received.
    /// </summary>
    /// <param name="held">What was received.</param>
    /// <param name="wanted">The offer as the holder wrote it; its handling is tightened, its provenance filled in.</param>
    /// <param name="audience">What the recipient is to the holder.</param>
    /// <param name="permission">The holder's request for permission with its answer, or null.</param>
    /// <exception cref="SharingRefusedException">The originator must be asked, or the offer carries what was not received.</exception>
    public static ReferralOffer Pass(Referral held, ReferralOffer wanted, Audience audience, Referral? permission)
    {
        var answer = Judge(held, wanted.To, audience, permission, wanted.At);
        if (!answer.Allowed)
        {
            throw new SharingRefusedException(
                $"Not to be passed on to {wanted.To} ({string.Join("; ", answer.Reasons)}). Ask {held.Offer.Originator} for permission.");
        }

        var added = wanted.Subject.Facts.FirstOrDefault(fact =>
            !held.Offer.Subject.Facts.TryGetValue(fact.Key, out var received) || fact.Value.Except(received, StringComparer.Ordinal).Any());
        if (added.Key is not null)
        {
            throw new SharingRefusedException($"The fact {added.Key} is not as it was received; share your own facts in a referral of your own.");
        }

        var handling = held.Offer.Handling.Tighten(wanted.Handling);
        return wanted with
        {
            // To permit it is to name the recipient.
            Handling = handling.Tlp == Tlp.Red ? handling with { Named = [wanted.To] } : handling,
            Evaluation = held.Offer.Evaluation,
            ExpiresAt = wanted.ExpiresAt < held.Offer.ExpiresAt ? wanted.ExpiresAt : held.Offer.ExpiresAt,
            Provenance = new Provenance(held.Offer.Originator, OriginalId(held), held.Id, permission?.Id),
        };
    }

    /// <summary>The referral the originator shared first, which its permissions are about.</summary>
    public static string OriginalId(Referral held) => held.Offer.Provenance?.OriginalId ?? held.Id;

    private static bool Permits(Referral? permission, Referral held, DateTimeOffset now) =>
        permission is { IsWithdrawn: false, State: ReferralState.Accepted or ReferralState.Done, Offer.Permission: { } sought }
        && permission.Offer.From == held.Offer.To
        && permission.Offer.To == held.Offer.Originator
        && sought.OriginalId == OriginalId(held)
        && now < permission.Offer.ExpiresAt;
}
