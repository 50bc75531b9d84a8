using System.Text;
using Comity.Kernel.Refer;
using Comity.Kernel.Refer.Cases;
using Comity.Store.Cases;
using Microsoft.Data.Sqlite;

namespace Comity.Store.Exchange;

/// <summary>Referrals and messages of a node, within a transaction that a unit of work or a view began.</summary>
internal sealed class SqliteExchangeLedger(Statements sql) : IExchangeLedger
{
    private const int MostRefusals = 10_000;
    private const string OutboxColumns = "SELECT id, to_node, message_id, type, body, referral_id, queued_at, state, attempts, note FROM outbox ";
    private const string Filtered = "($1 IS NULL OR offer ->> '$.from' = $1) AND ($2 IS NULL OR offer ->> '$.to' = $2) AND ($3 IS NULL OR open = $3)";
    private const string InboxColumns = "SELECT from_node, message_id, type, signed, referral_id, received_at, state, note FROM inbox ";
    private const string PartnerColumns = "SELECT node, state, audience, card, address, changed_by, changed_at FROM partners ";

    public ICaseLedger Cases { get; } = new SqliteCaseLedger(sql);

    ICaseView IExchangeView.Cases => Cases;

    public Referral? Referral(string id) => sql.Scalar<string>("SELECT offer FROM referrals WHERE id = $1", id) is { } offer ? Restore(id, offer) : null;

    public IReadOnlyList<Referral> Referrals(int skip, int take) =>
        All("SELECT id, offer FROM referrals ORDER BY offered_at DESC, id LIMIT $2 OFFSET $1", (long)skip, (long)take);

    public IReadOnlyList<Referral> Referrals(ReferralFilter filter, int skip, int take) => All(
        $"SELECT id, offer FROM referrals WHERE {Filtered} ORDER BY offered_at DESC, id LIMIT $5 OFFSET $4", filter.From, filter.To, filter.Open, (long)skip, (long)take);

    public long Count(ReferralFilter filter) => sql.Scalar<long>($"SELECT count(*) FROM referrals WHERE {Filtered}", filter.From, filter.To, filter.Open);

    public IReadOnlyList<Referral> PassedOn(string parentId) => All("SELECT id, offer FROM referrals WHERE parent_id = $1 ORDER BY offered_at, id", parentId);

    public IReadOnlyList<Referral> Lapsed(DateTimeOffset at, int take) =>
        All("SELECT id, offer FROM referrals WHERE open = 1 AND expires_at <= $1 ORDER BY expires_at LIMIT $2", at, (long)take);

    public Partner? Partner(string node) => sql.One(PartnerColumns + "WHERE node = $1", Partner, node);

    public IReadOnlyList<Partner> Partners() => sql.All(PartnerColumns + "ORDER BY node", Partner);

    public IReadOnlyList<OutboxItem> Outbox(string to, string firstType, int take) =>
    [
        .. sql.All(OutboxColumns + "WHERE to_node = $1 AND state = 0 AND type = $2 ORDER BY id LIMIT $3", Outgoing, to, firstType, (long)take),
        .. sql.All(OutboxColumns + "WHERE to_node = $1 AND state = 0 AND type <> $2 ORDER BY id LIMIT $3", Outgoing, to, firstType, (long)take),
    ];

    public OutboxItem? Queued(string messageId) => sql.One(OutboxColumns + "WHERE message_id = $1", Outgoing, messageId);

    public IReadOnlyList<(string Node, long Messages, DateTimeOffset Oldest)> Queues() => sql.All(
        "SELECT to_node, count(*), min(queued_at) FROM outbox WHERE state = 0 GROUP BY to_node ORDER BY to_node",
        row => (row.GetString(0), row.GetInt64(1), StoredTime.Read(row.GetString(2))));

    public IReadOnlyList<OutboxItem> OutboxOf(string referralId) => sql.All(OutboxColumns + "WHERE referral_id = $1 ORDER BY id", Outgoing, referralId);

    public LinkState? Link(string node) => sql.One(
        "SELECT failures, retry_at, note FROM exchange_links WHERE node = $1",
        row => new LinkState(node, row.GetInt32(0), StoredTime.Read(row.GetString(1)), row.GetString(2)),
        node);

    public InboxItem? Received(string from, string messageId) => sql.One(InboxColumns + "WHERE from_node = $1 AND message_id = $2", Incoming, from, messageId);

    public IReadOnlyList<InboxItem> Waiting(string referralId) => sql.All(InboxColumns + "WHERE referral_id = $1 AND state = 1 ORDER BY id", Incoming, referralId);

    public long WaitingCount(string from) => sql.Scalar<long>("SELECT count(*) FROM inbox WHERE from_node = $1 AND state = 1", from);

    public IReadOnlyList<InboxItem> ReceiptsDue(string to, int take) =>
        sql.All(InboxColumns + "WHERE from_node = $1 AND receipt_due = 1 ORDER BY id LIMIT $2", Incoming, to, (long)take);

    public long Parts(string referralId, string sha256) =>
        sql.Scalar<long>("SELECT count(*) FROM attachment_parts WHERE referral_id = $1 AND sha256 = $2", referralId, sha256);

    public IReadOnlyList<Refusal> Refusals(int take) => sql.All(
        "SELECT refused_at, from_node, sha256, bytes, reason FROM exchange_refusals ORDER BY id DESC LIMIT $1",
        row => new Refusal(StoredTime.Read(row.GetString(0)), row.GetString(1), row.GetString(2), row.GetInt64(3), row.GetString(4)),
        (long)take);

    public void Add(Referral draft) => sql.Execute(
        "INSERT INTO referrals (id, offer, parent_id, offered_at, expires_at, open) VALUES ($1, $2, $3, $4, $5, 1)",
        draft.Id, Encoding.UTF8.GetString(ReferralJson.Write(draft.Offer)), draft.Offer.Provenance?.ParentId, draft.Offer.At, draft.Offer.ExpiresAt);

    public void Add(Referral after, Step step)
    {
        sql.Execute(
            "INSERT INTO referral_steps (referral_id, by_sender, number, step) VALUES ($1, $2, $3, $4)",
            after.Id, step.Node == after.Offer.From, step.Number, Encoding.UTF8.GetString(ReferralJson.Write(step)));
        if (!after.IsOpen)
        {
            sql.Execute("UPDATE referrals SET open = 0 WHERE id = $1 AND open = 1", after.Id);
        }
    }

    public void Queue(OutboxItem item) => sql.Execute(
        """
        INSERT INTO outbox (to_node, message_id, type, body, referral_id, queued_at, state, attempts, note)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (message_id) DO NOTHING
        """,
        item.To, item.MessageId, item.Type, item.Body, item.ReferralId, item.QueuedAt, (long)item.State, item.Attempts, item.Note);

    public void Update(OutboxItem item) => sql.Execute(
        "UPDATE outbox SET body = $2, state = $3, attempts = $4, note = $5 WHERE id = $1", item.Id, item.Body, (long)item.State, item.Attempts, item.Note);

    public void Update(LinkState link) => sql.Execute(
        """
        INSERT INTO exchange_links (node, failures, retry_at, note) VALUES ($1, $2, $3, $4)
        ON CONFLICT (node) DO UPDATE SET failures = excluded.failures, retry_at = excluded.retry_at, note = excluded.note
        """,
        link.Node, link.Failures, link.RetryAt, link.Note);

    public void Remember(InboxItem item, bool receiptDue) => sql.Execute(
        """
        INSERT INTO inbox (from_node, message_id, type, signed, referral_id, received_at, state, note, receipt_due)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        ON CONFLICT (from_node, message_id) DO UPDATE SET state = excluded.state, note = excluded.note, receipt_due = receipt_due OR excluded.receipt_due
        """,
        item.From, item.MessageId, item.Type, item.Signed, item.ReferralId, item.ReceivedAt, (long)item.State, item.Note, receiptDue);

    public void ReceiptWritten(InboxItem item) =>
        sql.Execute("UPDATE inbox SET receipt_due = 0 WHERE from_node = $1 AND message_id = $2", item.From, item.MessageId);

    public void AddPart(string referralId, string sha256, long offset) =>
        sql.Execute("INSERT OR IGNORE INTO attachment_parts (referral_id, sha256, start) VALUES ($1, $2, $3)", referralId, sha256, offset);

    public void DropParts(string referralId, string sha256) =>
        sql.Execute("DELETE FROM attachment_parts WHERE referral_id = $1 AND sha256 = $2", referralId, sha256);

    public void Save(Partner partner) => sql.Execute(
        """
        INSERT INTO partners (node, state, audience, card, address, changed_by, changed_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (node) DO UPDATE SET state = excluded.state, audience = excluded.audience, card = excluded.card, address = excluded.address,
            changed_by = excluded.changed_by, changed_at = excluded.changed_at
        """,
        partner.Node, (long)partner.State, (long)partner.Audience, partner.Card, partner.Address, partner.By, partner.At);

    public void Log(Refusal refusal)
    {
        var id = sql.Scalar<long>(
            "INSERT INTO exchange_refusals (refused_at, from_node, sha256, bytes, reason) VALUES ($1, $2, $3, $4, $5) RETURNING id",
            refusal.At, refusal.From, refusal.Sha256, refusal.Bytes, refusal.Reason);
        sql.Execute("DELETE FROM exchange_refusals WHERE id <= $1", id - MostRefusals);
    }

    private List<Referral> All(string text, params ReadOnlySpan<object?> values) =>
        [.. sql.All(text, row => (Id: row.GetString(0), Offer: row.GetString(1)), values).Select(row => Restore(row.Id, row.Offer))];

    private Referral Restore(string id, string offerText)
    {
        if (!ReferralJson.TryRead<ReferralOffer>(Encoding.UTF8.GetBytes(offerText), out var offer, out var problem))
        {
            throw new InvalidDataException($"Referral {id} was changed in the store: {problem}");
        }

        var referral = Kernel.Refer.Referral.Draft(offer);
        if (referral.Id != id)
        {
            throw new InvalidDataException($"Referral {id} was changed in the store: its content has the name {referral.Id}.");
        }

        // The sender's steps first: a confirmation follows what it confirms.
        foreach (var text in sql.All("SELECT step FROM referral_steps WHERE referral_id = $1 ORDER BY by_sender DESC, number", row => row.GetString(0), id))
        {
            var judged = ReferralJson.TryRead<Step>(Encoding.UTF8.GetBytes(text), out var step, out problem)
                ? referral.Take(step)
                : throw new InvalidDataException($"A step of referral {id} was changed in the store: {problem}");
            referral = judged.Fate == StepFate.New ? judged.Referral : throw new InvalidDataException($"A step of referral {id} was changed in the store: {judged.Reason}");
        }

        return referral;
    }

    private static Partner Partner(SqliteDataReader row) => new(
        row.GetString(0), (PartnerState)row.GetInt32(1), (Audience)row.GetInt32(2), row.GetString(3), Text(row, 4), row.GetString(5), StoredTime.Read(row.GetString(6)));

    private static OutboxItem Outgoing(SqliteDataReader row) => new(
        row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4), Text(row, 5), StoredTime.Read(row.GetString(6)),
        (OutboxState)row.GetInt32(7), row.GetInt32(8), row.GetString(9));

    private static InboxItem Incoming(SqliteDataReader row) => new(
        row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3), Text(row, 4), StoredTime.Read(row.GetString(5)), (InboxState)row.GetInt32(6), row.GetString(7));

    private static string? Text(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
