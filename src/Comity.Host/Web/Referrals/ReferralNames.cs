using System.Globalization;
using Comity.Kernel.Refer;

namespace Comity.Host.Web.Referrals;

/// <summary>Referrals as officers call them.</summary>
internal static class ReferralNames
{
    public static string Of(ReferralKind kind) => kind switch
    {
        ReferralKind.Inform => "for information",
        ReferralKind.RequestControl => "request for control",
        ReferralKind.Refer => "referral",
        ReferralKind.Transfer => "transfer",
        ReferralKind.Delegate => "delegation",
        ReferralKind.RequestPermission => "request for permission",
        _ => kind.ToString(),
    };

    public static string Of(ReferralState state) => state.ToString().ToLowerInvariant();

    public static string Of(StepKind kind) => kind switch
    {
        StepKind.Send => "sent",
        StepKind.Deliver => "delivered",
        StepKind.Accept => "accepted",
        StepKind.Reject => "rejected",
        StepKind.Complete => "done",
        StepKind.Expire => "expired",
        StepKind.Revoke => "taken back",
        StepKind.ConfirmRevocation => "confirmed",
        _ => kind.ToString(),
    };

    public static string Of(GroundKind ground) => ground switch
    {
        GroundKind.LegalBasis => "legal basis",
        GroundKind.Consent => "consent record",
        _ => "override",
    };

    public static string Of(Audience audience) => audience switch
    {
        Audience.OwnOrganisation => "own organisation",
        _ => audience.ToString().ToLowerInvariant(),
    };

    /// <summary>The look of a state's chip.</summary>
    public static string Chip(Referral referral) => referral switch
    {
        { IsWithdrawn: true } => "found",
        { State: ReferralState.Done } => "calm",
        { State: ReferralState.Rejected or ReferralState.Expired or ReferralState.Revoked } => "found",
        _ => "todo",
    };

    public static string State(Referral referral) => Of(referral.State) + (referral.IsWithdrawn && referral.State != ReferralState.Revoked ? ", taken back" : "");

    /// <summary>What a referral waits for; empty when for nothing.</summary>
    /// <param name="referral">The referral.</param>
    /// <param name="node">This node.</param>
    public static string WaitsFor(Referral referral, string node)
    {
        var (here, partner) = (referral.Offer.To == node, referral.Offer.To == node ? referral.Offer.From : referral.Offer.To);
        return referral switch
        {
            { Unconfirmed.Count: > 0 } => $"confirmation by {string.Join(", ", referral.Unconfirmed)}",
            { State: ReferralState.Sent } => here ? "" : $"the receipt of {partner}",
            { State: ReferralState.Delivered } => here ? "your answer" : $"the answer of {partner}",
            { State: ReferralState.Accepted } => here ? "your outcome" : $"the outcome of {partner}",
            _ => "",
        };
    }

    /// <summary>Why messages wait for a partner.</summary>
    public static string WhyWaiting(IExchangeView exchange, string node) => (exchange.Partner(node), exchange.Link(node)) switch
    {
        ({ State: PartnerState.Revoked }, _) => "The exchange with this partner was ended; nothing is sent to it.",
        ({ Address: null }, _) => $"It is reached by file: write one with 'comity exchange export {node}'.",
        (_, { Failures: > 0 } link) => string.Create(CultureInfo.InvariantCulture, $"{link.Note} Tried {link.Failures} times; next at {link.RetryAt:yyyy-MM-dd HH:mm:ss} UTC."),
        _ => "It is about to be sent.",
    };
}
