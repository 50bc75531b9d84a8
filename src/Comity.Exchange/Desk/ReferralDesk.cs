using System.Text;
using Comity.Exchange.Envelope;
using Comity.Kernel.Refer;

namespace Comity.Exchange.Desk;

/// <summary>The request cannot be carried out as it stands; the message tells the person why.</summary>
public sealed class ReferralRefusedException(string message) : Exception(message);

/// <summary>
/// What people of a node do with referrals, and what follows from it by rule. Everything is written to the ledger of the
/// caller's unit of work: the decision, the step and the message that carries it become durable together.
/// </summary>
/// <param name="node">The name of this node.</param>
/// <param name="clock">The clock.</param>
/// <param name="purposes">The purposes this node may refer for.</param>
public sealed class ReferralDesk(string node, TimeProvider clock, IReadOnlyList<ReferralPurpose> purposes)
{
    /// <summary>Bytes of an attachment that travel in one message.</summary>
    public const int PartBytes = 256 << 10;

    /// <summary>Sends a referral.</summary>
    /// <exception cref="ReferralRefusedException">The offer breaks a rule, or the recipient is no confirmed partner.</exception>
    public Referral Send(IExchangeLedger ledger, ReferralOffer offer)
    {
        var purpose = offer.Permission is not null
            ? ReferralPurpose.Permission
            : purposes.FirstOrDefault(purpose => purpose.Id == offer.Purpose)
                ?? throw new ReferralRefusedException($"There is no purpose '{offer.Purpose}'; choose one of {string.Join(", ", purposes.Select(purpose => purpose.Id))}.");
        // A holder passes on no more than it received; what the purpose needs, the first sender had to say.
        string[] problems = [.. OfferRules.Problems(offer), .. offer.Permission is null && offer.Provenance is null ? purpose.Problems(offer) : []];
        if (problems.Length > 0)
        {
            throw new ReferralRefusedException(string.Join(Environment.NewLine, problems));
        }

        if (offer.From != node)
        {
            throw new ReferralRefusedException($"This is {node}; it cannot send for {offer.From}.");
        }

        if (ledger.Partner(offer.To) is not { State: PartnerState.Confirmed })
        {
            throw new ReferralRefusedException($"{offer.To} is no confirmed partner. Add it and compare the fingerprint with 'comity partners'.");
        }

        var draft = Referral.Draft(offer);
        var (sent, step) = draft.Act(node, new Act(StepKind.Send, offer.By), clock.GetUtcNow());
        ledger.Add(draft);
        ledger.Add(sent, step);
        Queue(ledger, offer.To, MessageTypes.Offer, ReferralJson.Write(new OfferBody(offer, step)), sent.Id);
        foreach (var part in offer.Attachments.SelectMany(attachment => Parts(sent.Id, attachment)))
        {
            Queue(ledger, offer.To, MessageTypes.Part, ReferralJson.Write(part), sent.Id);
        }

        return sent;
    }

    /// <summary>Passes a referral on that was received.</summary>
    /// <param name="ledger">The ledger.</param>
    /// <param name="heldId">What was received.</param>
    /// <param name="wanted">The offer; its handling is tightened and its provenance filled in.</param>
    /// <param name="permissionId">This node's request to the originator that was granted, or null.</param>
    /// <exception cref="SharingRefusedException">The originator must be asked first.</exception>
    /// <exception cref="ReferralRefusedException">There is no such referral, or the offer breaks a rule.</exception>
    public Referral Pass(IExchangeLedger ledger, string heldId, ReferralOffer wanted, string? permissionId)
    {
        var held = Held(ledger, heldId);
        var permission = permissionId is null ? null : Find(ledger, permissionId);
        var audience = ledger.Partner(wanted.To)?.Audience ?? Audience.Outside;
        return Send(ledger, Onward.Pass(held, wanted, audience, permission));
    }

    /// <summary>Asks the originator to permit what the handling does not.</summary>
    /// <param name="ledger">The ledger.</param>
    /// <param name="heldId">What was received.</param>
    /// <param name="shareWith">The node to pass it on to, or null.</param>
    /// <param name="useInCourt">Whether to use it in judicial proceedings.</param>
    /// <param name="by">Who asks.</param>
    /// <param name="why">What for.</param>
    /// <param name="salt">Random text.</param>
    public Referral AskPermission(IExchangeLedger ledger, string heldId, string? shareWith, bool useInCourt, string by, string why, string salt)
    {
        var held = Held(ledger, heldId);
        return Send(ledger, held.Offer with
        {
            From = node,
            To = held.Offer.Originator,
            Kind = ReferralKind.RequestPermission,
            Purpose = ReferralPurpose.Permission.Id,
            Request = why,
            Subject = new SubjectSnapshot("referral", Onward.OriginalId(held), new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal)),
            Handling = held.Offer.Handling.Tlp == Tlp.Red ? held.Offer.Handling with { Named = [held.Offer.Originator] } : held.Offer.Handling,
            Attachments = [],
            Provenance = null,
            Permission = new PermissionSought(Onward.OriginalId(held), shareWith, useInCourt),
            By = by,
            At = clock.GetUtcNow(),
            Salt = salt,
        });
    }

    /// <summary>Takes a step on a referral.</summary>
    /// <exception cref="IllegalStepException">The step is not possible.</exception>
    /// <exception cref="ReferralRefusedException">There is no such referral.</exception>
    public Referral Do(IExchangeLedger ledger, string id, Act act) => Do(ledger, Find(ledger, id), act);

    /// <summary>Ends referrals that lapsed.</summary>
    /// <returns>How many.</returns>
    public int Expire(IExchangeLedger ledger, int most)
    {
        var lapsed = ledger.Lapsed(clock.GetUtcNow(), most);
        foreach (var referral in lapsed)
        {
            Do(ledger, referral, new Act(StepKind.Expire, node, "nobody completed it in time"));
        }

        return lapsed.Count;
    }

    /// <summary>Tells every confirmed partner this node's new card.</summary>
    /// <param name="ledger">The ledger.</param>
    /// <param name="signedCard">The card, signed with the key before.</param>
    public void Announce(IExchangeLedger ledger, string signedCard)
    {
        foreach (var partner in ledger.Partners().Where(partner => partner.State == PartnerState.Confirmed))
        {
            Queue(ledger, partner.Node, MessageTypes.Card, ReferralJson.Write(new CardBody(signedCard)), null);
        }
    }

    /// <summary>The parts in which a file travels; their bytes are read when they go out.</summary>
    internal static IEnumerable<PartBody> Parts(string id, Attachment attachment)
    {
        for (var offset = 0L; offset < attachment.Bytes; offset += PartBytes)
        {
            yield return new PartBody(id, attachment.Sha256, offset, (int)Math.Min(PartBytes, attachment.Bytes - offset));
        }
    }

    internal Referral Do(IExchangeLedger ledger, Referral referral, Act act)
    {
        var (after, step) = referral.Act(node, act, clock.GetUtcNow());
        ledger.Add(after, step);
        Queue(ledger, node == referral.Offer.From ? referral.Offer.To : referral.Offer.From, MessageTypes.Step, ReferralJson.Write(step), referral.Id);
        return after;
    }

    /// <summary>What follows, at this node, from a step of the other side.</summary>
    internal void Follow(IExchangeLedger ledger, Referral referral, Step step)
    {
        if (step.Kind == StepKind.Revoke && referral.Offer.To == node)
        {
            var passedOn = ledger.PassedOn(referral.Id).Where(child => child.Offer.From == node).ToArray();
            var confirmed = Do(ledger, referral, new Act(StepKind.ConfirmRevocation, node) { PassedOnTo = [.. passedOn.Select(child => child.Offer.To).Distinct(StringComparer.Ordinal)] });
            foreach (var child in passedOn)
            {
                if (!child.IsWithdrawn)
                {
                    Do(ledger, child, new Act(StepKind.Revoke, node, $"{step.Node} took it back: {step.Why}"));
                }

                foreach (var earlier in child.Steps.Where(earlier => earlier.Kind == StepKind.ConfirmRevocation))
                {
                    confirmed = Relay(ledger, confirmed, earlier);
                }
            }
        }
        else if (step.Kind == StepKind.ConfirmRevocation && referral.Offer.Provenance?.ParentId is { } parentId
            && ledger.Referral(parentId) is { IsWithdrawn: true } parent && parent.Offer.To == node)
        {
            Relay(ledger, parent, step);
        }
    }

    private Referral Relay(IExchangeLedger ledger, Referral parent, Step confirmation) => parent.Unconfirmed.Contains(confirmation.Holder, StringComparer.Ordinal)
        ? Do(ledger, parent, new Act(StepKind.ConfirmRevocation, confirmation.By) { Holder = confirmation.Holder, PassedOnTo = confirmation.PassedOnTo })
        : parent;

    private void Queue(IExchangeLedger ledger, string to, string type, byte[] body, string? referralId) => ledger.Queue(new OutboxItem(
        0, to, Message.NameOf(node, to, type, body), type, Encoding.UTF8.GetString(body), referralId, clock.GetUtcNow(), OutboxState.Waiting, 0, ""));

    private Referral Held(IExchangeLedger ledger, string id) => Find(ledger, id) is { } held && held.Offer.To == node
        ? held
        : throw new ReferralRefusedException($"Referral {id} was not sent to this node.");

    private static Referral Find(IExchangeLedger ledger, string id) => ledger.Referral(id) ?? throw new ReferralRefusedException($"There is no referral {id}.");
}
