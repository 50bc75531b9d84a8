using System.Text;
using Comity.Exchange.Identity;
using Comity.Kernel.Refer;

namespace Comity.Exchange.Desk;

/// <summary>A partner cannot be added, confirmed or revoked; the message tells the person why.</summary>
public sealed class PartnerRefusedException(string message) : Exception(message);

/// <summary>Adding partners: a card by file or address, then two people compare the fingerprint, each at their own node.</summary>
/// <param name="node">The name of this node.</param>
/// <param name="clock">The clock.</param>
public sealed class PartnerBook(string node, TimeProvider clock)
{
    /// <summary>Takes a card in. Nothing is exchanged until <see cref="Confirm"/>.</summary>
    /// <param name="ledger">The ledger.</param>
    /// <param name="signedCard">The card of the other node.</param>
    /// <param name="audience">What the other node is to this one, for handling codes.</param>
    /// <param name="by">Who adds it.</param>
    /// <exception cref="PartnerRefusedException">The card is not good, or the partner is known with other keys.</exception>
    public NodeCard Add(IExchangeLedger ledger, string signedCard, Audience audience, string by)
    {
        if (!NodeCard.TryReadNew(signedCard, out var card, out var problem))
        {
            throw new PartnerRefusedException(problem);
        }

        if (card.Node == node)
        {
            throw new PartnerRefusedException("This is the card of this node itself.");
        }

        if (ledger.Partner(card.Node) is { State: PartnerState.Confirmed })
        {
            throw new PartnerRefusedException($"{card.Node} is a confirmed partner. A node that lost its keys is revoked first, then added anew.");
        }

        ledger.Save(new Partner(
            card.Node, PartnerState.Added, audience, Encoding.UTF8.GetString(ReferralJson.Write(card)), card.Address, by, clock.GetUtcNow()));
        return card;
    }

    /// <summary>Confirms that the fingerprint the other side read out is that of the card that was added.</summary>
    /// <exception cref="PartnerRefusedException">There is no such card, or the fingerprints differ.</exception>
    public void Confirm(IExchangeLedger ledger, string partnerNode, string words, string by)
    {
        var partner = Find(ledger, partnerNode);
        if (partner.State != PartnerState.Added)
        {
            throw new PartnerRefusedException($"{partnerNode} is {(partner.State == PartnerState.Confirmed ? "confirmed already" : "revoked; add its card anew")}.");
        }

        if (!Fingerprint.Same(Card(partner).Words(), words))
        {
            throw new PartnerRefusedException(
                $"The words differ: the card that was added has {Card(partner).Words()}. Somebody may have changed it on the way; get it again by another way.");
        }

        ledger.Save(partner with { State = PartnerState.Confirmed, By = by, At = clock.GetUtcNow() });
    }

    /// <summary>Ends the exchange with a partner at once.</summary>
    /// <exception cref="PartnerRefusedException">There is no such partner.</exception>
    public void Revoke(IExchangeLedger ledger, string partnerNode, string by) =>
        ledger.Save(Find(ledger, partnerNode) with { State = PartnerState.Revoked, By = by, At = clock.GetUtcNow() });

    /// <summary>The card of a partner as it was kept.</summary>
    public static NodeCard Card(Partner partner) =>
        ReferralJson.TryRead<NodeCard>(Encoding.UTF8.GetBytes(partner.Card), out var card, out var problem)
            ? card
            : throw new InvalidDataException($"The card of {partner.Node} was changed in the store: {problem}");

    private static Partner Find(IExchangeLedger ledger, string node) => ledger.Partner(node) ?? throw new PartnerRefusedException($"There is no partner {node}.");
}
