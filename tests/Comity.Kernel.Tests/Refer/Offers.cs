using Comity.Kernel.Refer;

namespace Comity.Kernel.Tests.Refer;

/// <summary>Offers for tests.</summary>
internal static class Offers
{
    public static DateTimeOffset Now { get; } = new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);

    public static ReferralOffer Make(string from = "alfa", string to = "bravo", Handling? handling = null, DateTimeOffset? at = null) => new()
    {
        From = from,
        To = to,
        Kind = ReferralKind.RequestControl,
        Purpose = "container-control",
        Request = "Open it, please.",
        Subject = new SubjectSnapshot("consignment", "ABCU1234560", new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal)
        {
            ["container.number"] = ["ABCU1234560"],
            ["goods.hs"] = ["4407", "0803"],
        }),
        Ground = new Ground(GroundKind.LegalBasis, "Article 5 of the agreement"),
        Handling = handling ?? new Handling { Tlp = Tlp.Amber },
        By = "officer one",
        At = at ?? Now,
        ExpiresAt = (at ?? Now).AddDays(10),
        Salt = "0123456789abcdef",
    };

    public static ReferralOffer AskPermission(Referral held, string shareWith, bool court = false) =>
        Make(held.Offer.To, held.Offer.Originator) with
        {
            Kind = ReferralKind.RequestPermission,
            Purpose = ReferralPurpose.Permission.Id,
            Permission = new PermissionSought(Onward.OriginalId(held), shareWith, court),
        };

    /// <summary>Takes legal steps one after the other.</summary>
    public static Referral After(this Referral referral, params StepKind[] kinds)
    {
        foreach (var kind in kinds)
        {
            var sender = Referral.Rules.Single(rule => rule.Kind == kind).By.HasFlag(Party.Sender);
            (referral, _) = referral.Act(sender ? referral.Offer.From : referral.Offer.To, Full(kind), Now);
        }

        return referral;
    }

    public static Act Full(StepKind kind) => new(kind, "officer", "a reason", kind == StepKind.Complete ? new Outcome("seized", "1,435 kg found") : null);
}
