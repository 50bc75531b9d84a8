using System.Security.Cryptography;
using Comity.Exchange.Desk;
using Comity.Kernel.Account;
using Comity.Kernel.Refer;
using Comity.Kernel.Subjects;
using Comity.Programmes.Containers.Control;
using Comity.Programmes.Containers.Refer;

namespace Comity.Host.Exchange;

/// <summary>What the officer decides when a consignment is referred; all else follows from the consignment and the node.</summary>
public sealed record ReferralWish
{
    /// <summary>The partner.</summary>
    public required string To { get; init; }

    /// <summary>What is wanted.</summary>
    public required ReferralKind Kind { get; init; }

    /// <summary>What for.</summary>
    public required ReferralPurpose Purpose { get; init; }

    /// <summary>What is asked, in words.</summary>
    public required string Request { get; init; }

    /// <summary>What entitles this node.</summary>
    public required Ground Ground { get; init; }

    /// <summary>How it may be used and passed on.</summary>
    public required Handling Handling { get; init; }

    /// <summary>Whole days until it lapses.</summary>
    public required int Days { get; init; }

    /// <summary>Facts of the minimum data set that stay here.</summary>
    public IReadOnlyCollection<string> LeftOut { get; init; } = [];
}

/// <summary>A referral that this node took on, and where its container stands here.</summary>
/// <param name="Referral">The referral.</param>
/// <param name="Consignments">This node's own consignments of it, the likeliest first; empty while it has not been declared here.</param>
public sealed record Asked(Referral Referral, IReadOnlyList<SubjectState> Consignments);

/// <summary>The work of the container programme's officers with referrals, between the control desk and the exchange.</summary>
public static class ReferralWork
{
    private const int MostAsked = 200;

    /// <summary>The offer that a wish comes to: exactly what leaves the node.</summary>
    /// <param name="exchange">The node's exchange.</param>
    /// <param name="record">The consignment.</param>
    /// <param name="wish">What the officer decided.</param>
    /// <param name="by">The officer.</param>
    /// <param name="at">When it is made, UTC: what was looked at before is made again at the same time, so that it is the same.</param>
    /// <param name="salt">Random text, so that its name cannot be found by guessing its content.</param>
    public static ReferralOffer Offer(ExchangeNode exchange, SubjectRecord record, ReferralWish wish, string by, DateTimeOffset at, string salt) =>
        new()
        {
            From = exchange.Keys.Node,
            To = wish.To,
            Kind = wish.Kind,
            Purpose = wish.Purpose.Id,
            Request = wish.Request,
            Subject = ConsignmentReferral.Snapshot(record, wish.Purpose, wish.LeftOut),
            Ground = wish.Ground,
            Handling = wish.Handling,
            By = by,
            At = at,
            ExpiresAt = at.AddDays(wish.Days),
            Salt = salt,
        };

    /// <summary>Random text for a referral.</summary>
    public static string NewSalt() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    /// <summary>What partners asked this node to control and it took on, with its own consignments of it.</summary>
    public static IReadOnlyList<Asked> Standing(INodeView view, string node) =>
    [
        .. view.Exchange.Referrals(new ReferralFilter { To = node, Open = true }, 0, MostAsked)
            .Where(referral => referral is { State: ReferralState.Accepted, Offer.Kind: ReferralKind.RequestControl })
            .Select(referral => new Asked(referral, ConsignmentReferral.Find(view, referral.Offer))),
    ];

    /// <summary>The last standing control of the container a referral is about, since the referral was made; null while there is none.</summary>
    public static StandingControl? ResultFor(INodeView view, Referral referral)
    {
        var consignments = ConsignmentReferral.Find(view, referral.Offer).Select(state => state.Version.SubjectId).ToHashSet();
        return RegisterTotals.Standing(view).LastOrDefault(control =>
            control.Entry.SubjectId is { } subject && consignments.Contains(subject) && control.Entry.At >= referral.Offer.At);
    }

    /// <summary>Reports the result of a control to the node that asked for it: an officer's decision, never a consequence of recording.</summary>
    /// <exception cref="ReferralRefusedException">There is no such referral, or nothing was controlled.</exception>
    /// <exception cref="IllegalStepException">The referral does not wait for an outcome.</exception>
    public static Referral Report(ExchangeNode exchange, string referralId, string by)
    {
        Outcome outcome;
        using (var view = exchange.Store.Read())
        {
            var referral = view.Exchange.Referral(referralId) ?? throw new ReferralRefusedException($"There is no referral {referralId}.");
            outcome = ResultFor(view, referral) is { } control
                ? ConsignmentReferral.Outcome(control.Report)
                : throw new ReferralRefusedException("No control of this container stands in the register since it was referred; record its result first.");
        }

        using var unit = exchange.Store.Begin();
        var done = exchange.Desk.Do(unit.Exchange, referralId, new Act(StepKind.Complete, by, "", outcome));
        unit.Commit();
        return done;
    }
}
