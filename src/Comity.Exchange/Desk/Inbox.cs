using System.Security.Cryptography;
using System.Text;
using Comity.Exchange.Cases;
using Comity.Exchange.Envelope;
using Comity.Exchange.Identity;
using Comity.Kernel.Account;
using Comity.Kernel.Refer;
using Comity.Kernel.Refer.Cases;

namespace Comity.Exchange.Desk;

/// <summary>The node cannot take more at the moment; the sender tries again later.</summary>
public sealed class InboxBusyException(string message) : Exception(message);

/// <summary>What a bundle brought.</summary>
/// <param name="From">The partner that signed its messages; empty when none could be taken.</param>
/// <param name="Receipts">What became of each message.</param>
/// <param name="Refused">How many messages could not be opened.</param>
public sealed record BundleReport(string From, IReadOnlyList<Receipt> Receipts, int Refused);

/// <summary>
/// Takes messages in. Each takes effect once, however often and in whatever order they come: all of a bundle in one
/// unit of work, and the receipt is signed after that has become durable.
/// </summary>
/// <param name="store">The node's store.</param>
/// <param name="sealer">Opens and signs.</param>
/// <param name="desk">What follows by rule.</param>
/// <param name="cases">Takes entries of joint cases.</param>
/// <param name="attachments">Attachments on their way.</param>
/// <param name="clock">The clock.</param>
/// <param name="stepTaken">What the node does besides when the other side took a step, or null: called once for each, in the unit of work that takes it in.</param>
public sealed class Inbox(
    INodeStore store, Sealer sealer, ReferralDesk desk, CaseIntake cases, AttachmentParts attachments, TimeProvider clock, Action<IUnitOfWork, Referral, Step>? stepTaken = null)
{
    /// <summary>How many messages of one partner may wait for others.</summary>
    public const int MostWaiting = 1_000;

    private enum Fate
    {
        Applied,
        Waiting,
        Refused,
        NotYet,
    }

    /// <summary>Takes a bundle.</summary>
    /// <param name="bundle">The bundle as it came.</param>
    /// <param name="byFile">Whether its receipts have to go back in a file.</param>
    /// <exception cref="EnvelopeRefusedException">Nothing of it could be opened; that is in the log.</exception>
    /// <exception cref="InboxBusyException">Too many messages of this partner wait for others.</exception>
    public BundleReport Take(string bundle, bool byFile)
    {
        IReadOnlyList<string> messages;
        try
        {
            messages = sealer.Unseal(bundle);
        }
        catch (EnvelopeRefusedException refused)
        {
            using var log = store.Begin();
            Log(log.Exchange, bundle, refused.From, refused.Message);
            log.Commit();
            throw;
        }

        using var unit = store.Begin();
        var report = Take(unit, messages, byFile);
        unit.Commit();
        return report.From.Length > 0 ? report : throw new EnvelopeRefusedException("None of its messages could be opened.");
    }

    /// <summary>The bundle that answers one: its receipts, signed and encrypted to its sender.</summary>
    public string Answer(BundleReport report)
    {
        using var view = store.Read();
        var card = CardOf(view.Exchange, report.From) ?? throw new EnvelopeRefusedException($"{report.From} is not a confirmed partner.", report.From);
        return Sealer.Seal([SignReceipts(report.From, report.Receipts)], card);
    }

    /// <summary>A signed message with receipts.</summary>
    internal string SignReceipts(string to, IReadOnlyList<Receipt> receipts)
    {
        var body = ReferralJson.Write(new ReceiptBody(receipts));
        return sealer.Sign(to, Message.NameOf(sealer.Node, to, MessageTypes.Receipt, body), MessageTypes.Receipt, body);
    }

    /// <summary>The card of a confirmed partner.</summary>
    internal static NodeCard? CardOf(IExchangeView ledger, string node) =>
        ledger.Partner(node) is { State: PartnerState.Confirmed } partner && ReferralJson.TryRead<NodeCard>(Encoding.UTF8.GetBytes(partner.Card), out var card, out _) ? card : null;

    private BundleReport Take(IUnitOfWork unit, IReadOnlyList<string> messages, bool byFile)
    {
        var ledger = unit.Exchange;
        var cards = new Dictionary<string, NodeCard?>(StringComparer.Ordinal);
        var receipts = new List<Receipt>();
        var (from, refused) = ("", 0);
        foreach (var signed in messages)
        {
            try
            {
                var opened = sealer.Open(signed, node => cards.TryGetValue(node, out var known) ? known : cards[node] = CardOf(ledger, node));
                if (from.Length > 0 && opened.Message.Issuer != from)
                {
                    throw new EnvelopeRefusedException($"A bundle of {from} holds a message of {opened.Message.Issuer}; expected one sender.", from);
                }

                if (from.Length == 0 && ledger.WaitingCount(opened.Message.Issuer) >= MostWaiting)
                {
                    throw new InboxBusyException($"{MostWaiting} messages of {opened.Message.Issuer} wait for others that have not come.");
                }

                from = opened.Message.Issuer;
                if (Take(unit, opened, byFile) is { } receipt)
                {
                    receipts.Add(receipt);
                }

                if (opened.Message.Type == MessageTypes.Card)
                {
                    cards.Clear();
                }
            }
            catch (EnvelopeRefusedException error)
            {
                refused++;
                Log(ledger, signed, error.From, error.Message);
            }
        }

        return new BundleReport(from, receipts, refused);
    }

    private Receipt? Take(IUnitOfWork unit, OpenedMessage opened, bool byFile)
    {
        var ledger = unit.Exchange;
        var message = opened.Message;
        if (message.Type == MessageTypes.Receipt)
        {
            Settle(ledger, message);
            return null;
        }

        if (ledger.Received(message.Issuer, message.Id) is { } known)
        {
            ledger.Remember(known, byFile);
            return new Receipt(message.Id, known.State != InboxState.Refused, known.State == InboxState.Refused ? known.Note : "");
        }

        var (fate, referralId, note) = Apply(unit, opened);
        if (fate == Fate.NotYet)
        {
            return null;
        }

        // The parts of an attachment are kept as the file they make.
        var proof = message.Type == MessageTypes.Part ? "" : opened.Signed;
        var state = fate switch { Fate.Applied => InboxState.Applied, Fate.Waiting => InboxState.Waiting, _ => InboxState.Refused };
        ledger.Remember(new InboxItem(message.Issuer, message.Id, message.Type, proof, referralId, clock.GetUtcNow(), state, note), byFile);
        if (fate == Fate.Refused)
        {
            Log(ledger, opened.Signed, message.Issuer, note);
        }

        if (fate == Fate.Applied && referralId is not null)
        {
            TryWaiting(unit, referralId);
        }

        return new Receipt(message.Id, fate != Fate.Refused, fate == Fate.Refused ? note : "");
    }

    private void TryWaiting(IUnitOfWork unit, string referralId)
    {
        var ledger = unit.Exchange;
        for (var moved = true; moved;)
        {
            moved = false;
            foreach (var item in ledger.Waiting(referralId))
            {
                // It was verified when it came.
                var read = ReferralJson.TryRead<Message>(Jose.JWT.PayloadBytes(item.Signed), out var message, out var problem);
                var (fate, _, note) = read ? Apply(unit, new OpenedMessage(message!, item.Signed)) : (Fate.Refused, null, problem!);
                if (fate is Fate.Applied or Fate.Refused)
                {
                    ledger.Remember(item with { State = fate == Fate.Applied ? InboxState.Applied : InboxState.Refused, Note = note }, receiptDue: false);
                    moved = true;
                }
            }
        }
    }

    private (Fate Fate, string? ReferralId, string Note) Apply(IUnitOfWork unit, OpenedMessage opened) => opened.Message.Type switch
    {
        MessageTypes.Offer => Read<OfferBody>(opened, body => TakeOffer(unit.Exchange, opened.Message, body)),
        MessageTypes.Step => Read<Step>(opened, body => TakeStep(unit, opened, body)),
        MessageTypes.Entry => Read<EntryBody>(opened, body => TakeEntry(unit.Exchange, opened, body)),
        MessageTypes.Part => Read<PartBody>(opened, body => TakePart(unit.Exchange, opened.Message, body)),
        MessageTypes.Card => Read<CardBody>(opened, body => TakeCard(unit.Exchange, opened.Message, body)),
        var other => (Fate.Refused, null, $"type: found '{other}'; this version knows offer, step, entry, part, card and receipt."),
    };

    private static (Fate, string?, string) Read<T>(OpenedMessage opened, Func<T, (Fate, string?, string)> take)
        where T : class =>
        ReferralJson.TryRead<T>(ReferralJson.Write(opened.Message.Body), out var body, out var problem) ? take(body) : (Fate.Refused, null, $"body {problem}");

    private (Fate, string?, string) TakeOffer(IExchangeLedger ledger, Message message, OfferBody body)
    {
        var id = body.Offer.Id();
        var problems = OfferRules.Problems(body.Offer);
        if (body.Offer.From != message.Issuer || body.Offer.To != sealer.Node)
        {
            return (Fate.Refused, null, $"The offer goes from {body.Offer.From} to {body.Offer.To}; its message from {message.Issuer} to {sealer.Node}.");
        }

        if (problems.Count > 0)
        {
            return (Fate.Refused, null, string.Join(' ', problems));
        }

        if (ledger.Referral(id) is not null)
        {
            return (Fate.Applied, id, "known");
        }

        var draft = Referral.Draft(body.Offer);
        var sent = draft.Take(body.Sent);
        if (sent.Fate != StepFate.New || body.Sent.Kind != StepKind.Send)
        {
            return (Fate.Refused, null, $"The offer was not sent by a step of its sender. {sent.Reason}");
        }

        ledger.Add(draft);
        ledger.Add(sent.Referral, body.Sent);
        desk.Do(ledger, sent.Referral, new Act(StepKind.Deliver, sealer.Node));
        return (Fate.Applied, id, "");
    }

    private (Fate, string?, string) TakeStep(IUnitOfWork unit, OpenedMessage opened, Step step)
    {
        var ledger = unit.Exchange;
        var from = opened.Message.Issuer;
        if (step.Node != from)
        {
            return (Fate.Refused, null, $"The step is of {step.Node}; its message of {from}.");
        }

        if (ledger.Referral(step.ReferralId) is not { } referral)
        {
            return (Fate.Waiting, step.ReferralId, "its referral has not come");
        }

        if (!referral.Concerns(from))
        {
            // It gets the answer that it would get if there were no such referral: it must not learn that there is.
            Log(ledger, opened.Signed, from, $"{from} has no part in referral {referral.Id}.");
            return (Fate.Waiting, step.ReferralId, "its referral has not come");
        }

        var judged = referral.Take(step);
        switch (judged.Fate)
        {
            case StepFate.Known:
                return (Fate.Applied, referral.Id, "known");
            case StepFate.Early:
                return (Fate.Waiting, referral.Id, judged.Reason);
            case StepFate.Refused:
                return (Fate.Refused, referral.Id, judged.Reason);
            default:
                ledger.Add(judged.Referral, step);
                desk.Follow(ledger, judged.Referral, step);
                stepTaken?.Invoke(unit, judged.Referral, step);
                return (Fate.Applied, referral.Id, "");
        }
    }

    private (Fate, string?, string) TakeEntry(IExchangeLedger ledger, OpenedMessage opened, EntryBody body)
    {
        var (fate, caseId, note) = cases.Take(ledger, opened.Message.Issuer, body);
        if (fate == EntryFate.Early && caseId is not null && ledger.Cases.Case(caseId)?.Member(opened.Message.Issuer) is null)
        {
            // It gets the answer that it would get if there were no such case: it must not learn that there is.
            Log(ledger, opened.Signed, opened.Message.Issuer, $"{opened.Message.Issuer} has no part in case {caseId}, as far as is known here.");
        }

        return (fate switch { EntryFate.Refused => Fate.Refused, EntryFate.Early => Fate.Waiting, _ => Fate.Applied }, caseId, note);
    }

    private (Fate, string?, string) TakePart(IExchangeLedger ledger, Message message, PartBody part)
    {
        var (from, files, caseId) = PartOf(ledger, part.ReferralId);
        if (from != message.Issuer)
        {
            return (Fate.NotYet, null, "");
        }

        var about = caseId ?? part.ReferralId;
        if (files.FirstOrDefault(attachment => attachment.Sha256 == part.Sha256) is not { } attachment
            || part.Offset < 0 || part.Offset % ReferralDesk.PartBytes != 0 || part.Offset >= attachment.Bytes
            || part.Bytes != Math.Min(ReferralDesk.PartBytes, attachment.Bytes - part.Offset))
        {
            return (Fate.Refused, about, "The part is not one of an attachment of what it names.");
        }

        if (!TryDecode(part, out var data))
        {
            return (Fate.Refused, about, $"data: expected {part.Bytes} bytes in base64.");
        }

        attachments.Write(part, data);
        var expected = (attachment.Bytes + ReferralDesk.PartBytes - 1) / ReferralDesk.PartBytes;
        if (Count(ledger, part, caseId is not null) == expected && !attachments.Complete(part))
        {
            Drop(ledger, part, caseId is not null);
            return (Fate.Refused, about, $"The parts of {attachment.Name} together are not what was announced.");
        }

        return (Fate.Applied, about, "");
    }

    /// <summary>The node whose files go with a referral or an entry of a case, the files, and the case.</summary>
    private static (string? From, IReadOnlyList<Attachment> Files, string? CaseId) PartOf(IExchangeLedger ledger, string id) =>
        ledger.Referral(id) is { } referral ? (referral.Offer.From, referral.Offer.Attachments, null)
        : ledger.Cases.CaseOf(id) is { } caseId && ledger.Cases.Case(caseId)!.Find(id) is { } entry ? (entry.Node, entry.Attachments, caseId)
        : (null, [], null);

    private static long Count(IExchangeLedger ledger, PartBody part, bool ofCase)
    {
        if (ofCase)
        {
            ledger.Cases.AddPart(part.ReferralId, part.Sha256, part.Offset);
            return ledger.Cases.Parts(part.ReferralId, part.Sha256);
        }

        ledger.AddPart(part.ReferralId, part.Sha256, part.Offset);
        return ledger.Parts(part.ReferralId, part.Sha256);
    }

    private static void Drop(IExchangeLedger ledger, PartBody part, bool ofCase)
    {
        if (ofCase)
        {
            ledger.Cases.DropParts(part.ReferralId, part.Sha256);
        }
        else
        {
            ledger.DropParts(part.ReferralId, part.Sha256);
        }
    }

    private static bool TryDecode(PartBody part, out byte[] data)
    {
        data = new byte[part.Bytes];
        return part.Data is { } text && Convert.TryFromBase64String(text, data, out var written) && written == part.Bytes;
    }

    private (Fate, string?, string) TakeCard(IExchangeLedger ledger, Message message, CardBody body)
    {
        var partner = ledger.Partner(message.Issuer)!;
        var before = CardOf(ledger, message.Issuer)!;
        if (!NodeCard.TryReadNext(body.Card, before, clock.GetUtcNow(), out var card, out var problem))
        {
            return (Fate.Refused, null, problem);
        }

        ledger.Save(partner with { Card = Encoding.UTF8.GetString(ReferralJson.Write(card)), Address = card.Address ?? partner.Address });
        return (Fate.Applied, null, "");
    }

    private static void Settle(IExchangeLedger ledger, Message message)
    {
        if (!ReferralJson.TryRead<ReceiptBody>(ReferralJson.Write(message.Body), out var body, out var problem))
        {
            throw new EnvelopeRefusedException($"body {problem}", message.Issuer);
        }

        foreach (var receipt in body.Receipts)
        {
            // Only the node a message went to can say what became of it.
            if (ledger.Queued(receipt.Id) is { State: OutboxState.Waiting } item && item.To == message.Issuer)
            {
                ledger.Update(item with { Body = "", State = receipt.Delivered ? OutboxState.Delivered : OutboxState.Refused, Note = receipt.Reason });
            }
        }
    }

    private void Log(IExchangeLedger ledger, string text, string from, string reason)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        ledger.Log(new Refusal(clock.GetUtcNow(), from, Convert.ToHexStringLower(SHA256.HashData(bytes)), bytes.Length, reason));
    }
}
