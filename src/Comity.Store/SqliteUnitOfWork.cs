using Comity.Kernel.Account;
using Comity.Kernel.Assess;
using Comity.Kernel.Refer;
using Comity.Kernel.Subjects;
using Comity.Store.Exchange;
using Comity.Store.Parties;
using Comity.Store.Persons;
using Comity.Store.Retention;
using Comity.Store.WatchLists;
using Microsoft.Data.Sqlite;

namespace Comity.Store;

/// <summary>One write transaction; a message in it is a savepoint.</summary>
internal sealed class SqliteUnitOfWork : IUnitOfWork
{
    private readonly SqliteConnection _connection;
    private readonly Statements _sql;
    private readonly SqliteTransaction _transaction;
    private readonly SubjectSchema _schema;
    private readonly PendingTrackRecords _trackRecords;
    private readonly Action _release;
    private Message? _message;

    // The last numbers given out; null until they are asked for. There is one writer, so nobody else gives any.
    private (long Subject, long Sequence, long Finding)? _numbers;

    public SqliteUnitOfWork(SqliteConnection connection, SubjectSchema schema, TrackRecordCache cache, Action release)
    {
        _connection = connection;
        _schema = schema;
        _release = release;
        _sql = new Statements(connection);
        _trackRecords = new PendingTrackRecords(_sql, cache);
        Exchange = new SqliteExchangeLedger(_sql);
        _transaction = connection.BeginTransaction(deferred: false);
    }

    public ITrackRecords TrackRecords => _trackRecords;

    public IWatchListWriter WatchLists => field ??= new SqliteWatchListWriter(_sql, Register);

    public IPartyWriter Parties => field ??= new SqliteParties(_sql, Register);

    public IExchangeLedger Exchange { get; }

    public IRetentionWriter Retention => field ??= new SqliteRetention(_sql);

    public IPersonFileWriter Persons => field ??= new SqlitePersonFiles(_sql);

    public long AddDelivery(string name, string sha256, long bytes, string sender, DateTimeOffset receivedAt) =>
        _sql.Scalar<long>(
            "INSERT INTO deliveries (name, sha256, bytes, sender, received_at, state) VALUES ($1, $2, $3, $4, $5, $6) RETURNING id",
            name, sha256, bytes, sender, receivedAt, (long)DeliveryState.Reading);

    public void UpdateDelivery(long id, string format, DeliveryState state, DeliveryTotals totals) => _sql.Execute(
        """
        UPDATE deliveries SET format = $2, state = $3, messages = $4, redelivered = $5, clean = $6, repaired = $7,
            quarantined = $8, repair_issues = $9, quarantine_issues = $10 WHERE id = $1
        """,
        id, format, (long)state, totals.Messages, totals.Redelivered, totals.Clean, totals.Repaired, totals.Quarantined,
        totals.RepairIssues, totals.QuarantineIssues);

    public void AddIssue(DeliveryIssue issue) => _sql.Execute(
        """
        INSERT INTO issues (delivery_id, quarantined, segment, byte_offset, byte_length, source_table, found, expected, saved, subjects)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        """,
        issue.DeliveryId, issue.Quarantined, issue.At.Segment, issue.At.Offset, issue.At.Length, issue.At.Table,
        issue.Found, issue.Expected, issue.Saved, issue.Subjects);

    public bool BeginMessage(long deliveryId, string documentKey, string action, DateTimeOffset receivedAt)
    {
        _sql.Execute("SAVEPOINT message");
        _trackRecords.BeginMessage();
        var id = _sql.Scalar<long>(
            "INSERT INTO messages (document_key, action, received_at) VALUES ($1, $2, $3) RETURNING id", documentKey, action, receivedAt);
        _message = new Message(id, deliveryId, documentKey, action, receivedAt.ToUniversalTime());
        _sql.Execute("INSERT INTO message_deliveries (delivery_id, message_id) VALUES ($1, $2)", deliveryId, id);
        return _sql.Scalar<long>("SELECT EXISTS (SELECT 1 FROM subjects WHERE document_key = $1)", documentKey) == 1;
    }

    public bool EndMessage(string contentHash)
    {
        var changed = _sql.Execute(
            "UPDATE messages SET content_hash = $2 WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM messages WHERE content_hash = $2)",
            Begun.Id, contentHash);
        if (changed == 0)
        {
            AbandonMessage();
            return false;
        }

        _sql.Execute("RELEASE message");
        _trackRecords.KeepMessage();
        _message = null;
        return true;
    }

    public void AbandonMessage()
    {
        _sql.Execute("ROLLBACK TO message");
        _sql.Execute("RELEASE message");
        _trackRecords.UndoMessage();
        _message = null;
        _numbers = null;
    }

    public void LinkMessage(long deliveryId, string contentHash) => _sql.Execute(
        "INSERT OR IGNORE INTO message_deliveries (delivery_id, message_id) SELECT $1, id FROM messages WHERE content_hash = $2",
        deliveryId, contentHash);

    public void LinkMessages(long deliveryId, long earlierDeliveryId) => _sql.Execute(
        "INSERT OR IGNORE INTO message_deliveries (delivery_id, message_id) SELECT $1, message_id FROM message_deliveries WHERE delivery_id = $2",
        deliveryId, earlierDeliveryId);

    public SubjectVersion? Latest(string documentKey, string subjectKey) => _sql.One(
        Rows.VersionColumns + "WHERE s.document_key = $1 AND s.subject_key = $2 AND v.sequence = s.last_sequence",
        row => Rows.Version(row, _schema), documentKey, subjectKey);

    public IReadOnlyList<string> Standing(string documentKey) => _sql.All(
        "SELECT subject_key FROM subjects WHERE document_key = $1 AND deleted = 0 ORDER BY id", row => row.GetString(0), documentKey);

    public SubjectVersion AppendVersion(
        string subjectKey,
        SubjectVersion? before,
        SubjectRecord record,
        bool deleted,
        bool listed,
        IReadOnlyCollection<string> terms,
        Finding? finding)
    {
        var message = Begun;
        var numbers = _numbers ?? LastNumbers();
        var sequence = numbers.Sequence + 1;
        var findingId = finding is null ? (long?)null : numbers.Finding + 1;
        long subject;
        if (before is null)
        {
            subject = numbers.Subject + 1;
            _sql.Execute(
                """
                INSERT INTO subjects (id, document_key, subject_key, last_sequence, deleted, listed, finding_id, score)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
                """,
                subject, message.DocumentKey, subjectKey, sequence, deleted, listed, findingId, finding?.Score ?? 0);
        }
        else
        {
            subject = before.SubjectId;
            _sql.Execute(
                """
                UPDATE subjects SET last_sequence = $2, deleted = $3, listed = $4, finding_id = coalesce($5, finding_id), score = coalesce($6, score)
                WHERE id = $1
                """,
                subject, sequence, deleted, listed, findingId, finding?.Score);
        }

        var version = (before?.Version ?? 0) + 1;
        _sql.Execute(
            """
            INSERT INTO subject_versions (sequence, subject_id, version, message_id, delivery_id, action, deleted, received_at, record)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            """,
            sequence, subject, version, message.Id, message.DeliveryId, message.Action, deleted, message.ReceivedAt,
            Packed.Pack(RecordCodec.Write(record)));
        if (finding is not null)
        {
            Insert(findingId!.Value, subject, sequence, finding, FindingCodec.Write(finding), message.ReceivedAt);
        }

        foreach (var term in terms)
        {
            _sql.Execute("INSERT OR IGNORE INTO subject_terms (term, subject_id) VALUES ($1, $2)", term, subject);
        }

        _numbers = (Math.Max(numbers.Subject, subject), sequence, findingId ?? numbers.Finding);
        return new SubjectVersion(
            sequence, subject, subjectKey, message.DocumentKey, version, message.DeliveryId, message.Action, deleted, message.ReceivedAt, record);
    }

    public void SaveFinding(SubjectVersion version, Finding finding, DateTimeOffset at)
    {
        var text = FindingCodec.Write(finding);
        var current = _sql.One(
            "SELECT f.id, f.sequence, f.finding FROM subjects s JOIN findings f ON f.id = s.finding_id WHERE s.id = $1",
            row => (Sequence: row.GetInt64(1), Text: row.GetString(2)), version.SubjectId);
        if (current.Sequence == version.Sequence && string.Equals(current.Text, text, StringComparison.Ordinal))
        {
            return;
        }

        var numbers = _numbers ?? LastNumbers();
        var id = numbers.Finding + 1;
        Insert(id, version.SubjectId, version.Sequence, finding, text, at);
        _sql.Execute("UPDATE subjects SET finding_id = $2, score = $3 WHERE id = $1", version.SubjectId, id, finding.Score);
        _numbers = numbers with { Finding = id };
    }

    public void SaveSelections(DateOnly day, string unit, IReadOnlyCollection<Selected> list)
    {
        _sql.Execute(
            """
            DELETE FROM selections WHERE day = $1 AND unit = $2
                AND id NOT IN (SELECT selection_id FROM decisions WHERE selection_id IS NOT NULL)
            """,
            day, unit);
        foreach (var selected in list)
        {
            _sql.Execute(
                """
                INSERT OR IGNORE INTO selections (day, unit, subject_id, rank, score, selected_by, probability)
                VALUES ($1, $2, $3, $4, $5, $6, $7)
                """,
                day, unit, selected.SubjectId, selected.Rank, selected.Score, (long)selected.By, selected.Probability);
        }
    }

    public Decision AddDecision(Decision decision)
    {
        var id = _sql.Scalar<long>(
            """
            INSERT INTO decisions (subject_id, finding_id, selection_id, action, reason, decided_by, unit, decided_at)
            SELECT s.id, s.finding_id, (SELECT max(id) FROM selections WHERE subject_id = s.id), $2, $3, $4, $5, $6
            FROM subjects s WHERE s.id = $1 RETURNING id
            """,
            decision.SubjectId, decision.Action, decision.Reason, decision.By, decision.Unit, decision.At);
        _sql.Execute("UPDATE subjects SET decision_id = $2 WHERE id = $1", decision.SubjectId, id);
        return decision with { Id = id };
    }

    public RegisterEntry AddRegisterEntry(
        string kind, long? subjectId, DateTimeOffset at, string by, long? corrects, string payload, bool? found)
    {
        var last = _sql.One(Rows.EntryColumns + "ORDER BY number DESC LIMIT 1", Rows.Entry);
        var entry = RegisterEntry.After(last, kind, subjectId, at, by, corrects, payload);
        _sql.Execute(
            """
            INSERT INTO register_entries (number, kind, subject_id, recorded_at, recorded_by, corrects, payload, previous_hash, hash)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            """,
            entry.Number, entry.Kind, entry.SubjectId, entry.At, entry.By, entry.Corrects, entry.Payload, entry.PreviousHash, entry.Hash);
        if (found is { } something && subjectId is { } subject)
        {
            _sql.Execute(
                """
                INSERT INTO outcomes (entry_number, corrects, subject_id, finding_id, selection_id, found)
                SELECT $1, $2, s.id,
                    CASE WHEN c.entry_number IS NULL THEN coalesce(d.finding_id, s.finding_id) ELSE c.finding_id END,
                    CASE WHEN c.entry_number IS NULL THEN d.selection_id ELSE c.selection_id END,
                    $4
                FROM subjects s LEFT JOIN decisions d ON d.id = s.decision_id LEFT JOIN outcomes c ON c.entry_number = $2
                WHERE s.id = $3
                """,
                entry.Number, corrects, subject, something);
        }

        return entry;
    }

    public void SaveSetting(string kind, string key, string value) => _sql.Execute(
        "INSERT INTO settings (kind, key, value) VALUES ($1, $2, $3) ON CONFLICT (kind, key) DO UPDATE SET value = excluded.value",
        kind, key, value);

    public void Commit()
    {
        _trackRecords.Flush();
        _transaction.Commit();
        _trackRecords.Committed();
    }

    public void Dispose()
    {
        _trackRecords.Dispose();
        _transaction.Dispose();
        _sql.Dispose();
        _connection.Dispose();
        _release();
    }

    private void Register(string kind, DateTimeOffset at, string by, string payload) => AddRegisterEntry(kind, null, at, by, null, payload, found: null);

    private Message Begun => _message ?? throw new InvalidOperationException("A version belongs to a message: begin the message first.");

    private (long Subject, long Sequence, long Finding) LastNumbers() => _sql.One(
        """
        SELECT (SELECT coalesce(max(id), 0) FROM subjects), (SELECT coalesce(max(sequence), 0) FROM subject_versions),
            (SELECT coalesce(max(id), 0) FROM findings)
        """,
        row => (row.GetInt64(0), row.GetInt64(1), row.GetInt64(2)));

    private void Insert(long id, long subject, long sequence, Finding finding, string text, DateTimeOffset at)
    {
        _sql.Execute(
            "INSERT INTO findings (id, subject_id, sequence, assessed_at, score, finding) VALUES ($1, $2, $3, $4, $5, $6)",
            id, subject, sequence, at, finding.Score, text);
        foreach (var hit in finding.Hits)
        {
            _sql.Execute(
                "INSERT INTO finding_hits (finding_id, profile_id, profile_version, threat) VALUES ($1, $2, $3, $4)",
                id, hit.Id, hit.Version, hit.Threat);
        }
    }

    private sealed record Message(long Id, long DeliveryId, string DocumentKey, string Action, DateTimeOffset ReceivedAt);
}
