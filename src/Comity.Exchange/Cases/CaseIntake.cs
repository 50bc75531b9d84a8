using System.Text;
using Comity.Exchange.Desk;
using Comity.Exchange.Envelope;
using Comity.Kernel.Refer;
using Comity.Kernel.Refer.Cases;

namespace Comity.Exchange.Cases;

/// <summary>Takes the entries of other nodes in. What comes twice or late changes nothing; what comes early waits.</summary>
/// <param name="desk">What follows from an entry.</param>
/// <param name="clock">The clock.</param>
public sealed class CaseIntake(CaseDesk desk, TimeProvider clock)
{
    /// <summary>Takes an entry that a partner sent.</summary>
    /// <returns>What became of it, the case it belongs to, and why.</returns>
    internal (EntryFate Fate, string? CaseId, string Note) Take(IExchangeLedger ledger, string from, EntryBody body)
    {
        var key = Inbox.CardOf(ledger, from)?.SigningKey(EntrySeal.KeyId(body.Signed) ?? "", clock.GetUtcNow());
        if (key is null)
        {
            return (EntryFate.Refused, null, $"The entry is signed with a key that is not on the card of {from} or has ended.");
        }

        if (!EntrySeal.TryVerify(body.Signed, key, out var entry, out var problem))
        {
            return (EntryFate.Refused, null, problem);
        }

        // Each node gives its own entries only: what it may pass on of others', their handling would have to say.
        if (entry.Node != from)
        {
            return (EntryFate.Refused, null, $"The entry is of {entry.Node}; its message of {from}.");
        }

        if (CaseRules.Problems(entry) is { Count: > 0 } problems)
        {
            return (EntryFate.Refused, null, string.Join(' ', problems));
        }

        var log = ledger.Cases.Case(entry.CaseId);
        if (log is null && entry.Kind != CoreKinds.Open)
        {
            return (EntryFate.Early, entry.CaseId, "its case has not come");
        }

        var judged = log is null ? new EntryJudgement(EntryFate.New) : log.Take(entry, desk.Node);
        if (judged.Fate == EntryFate.New)
        {
            ledger.Cases.Add(entry.CaseId, entry, new SignedEntry(entry.Id(), body.Signed, Encoding.UTF8.GetString(ReferralJson.Write(key)), clock.GetUtcNow()));
            if (log is not null && CoreKinds.Contains(entry.Kind))
            {
                desk.Spread(ledger, log);
            }
        }

        return (judged.Fate, entry.CaseId, judged.Reason);
    }
}
