using System.Globalization;
using System.Text;
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

/// <summary>One read transaction: a consistent view of the node.</summary>
internal sealed class SqliteNodeView : INodeView
{
    private const string StateColumns =
        """
        SELECT v.sequence, s.id, s.subject_key, s.document_key, v.version, v.delivery_id, v.action, v.deleted, v.received_at, v.record,
            f.finding,
            d.id, d.subject_id, d.action, d.reason, d.decided_by, d.unit, d.decided_at,
            p.subject_id, p.rank, p.score, p.selected_by, p.probability
        FROM subjects s
        JOIN subject_versions v ON v.sequence = s.last_sequence
        LEFT JOIN findings f ON f.id = s.finding_id
        LEFT JOIN decisions d ON d.id = s.decision_id
        LEFT JOIN selections p ON p.id = (SELECT max(id) FROM selections WHERE subject_id = s.id)

        """;

    // Of entries that correct one another only the last counts.
    private const string StandingOutcomes =
        "SELECT * FROM outcomes o WHERE NOT EXISTS (SELECT 1 FROM outcomes c WHERE c.corrects = o.entry_number)";

    private readonly SqliteConnection _connection;
    private readonly SqliteTransaction _transaction;
    private readonly Statements _sql;
    private readonly SubjectSchema _schema;

    public SqliteNodeView(SqliteConnection connection, SubjectSchema schema)
    {
        _connection = connection;
        _schema = schema;
        _sql = new Statements(connection);
        Exchange = new SqliteExchangeLedger(_sql);
        _transaction = connection.BeginTransaction(deferred: true);
        // The view is of the moment of the first read: make it this one.
        _ = _sql.Scalar<long>("SELECT count(*) FROM sqlite_schema");
    }

    public IExchangeView Exchange { get; }

    public IPersonFileView Persons => field ??= new SqlitePersonFiles(_sql);

    public IReadOnlyList<Delivery> Deliveries(int skip, int take) =>
        _sql.All(Rows.DeliveryColumns + "ORDER BY id DESC LIMIT $2 OFFSET $1", Rows.Delivery, (long)skip, (long)take);

    public Delivery? Delivery(long id) => _sql.One(Rows.DeliveryColumns + "WHERE id = $1", Rows.Delivery, id);

    public IReadOnlyList<DeliveryIssue> Issues(long deliveryId, int skip, int take) => _sql.All(
        """
        SELECT delivery_id, quarantined, segment, byte_offset, byte_length, source_table, found, expected, saved, subjects
        FROM issues WHERE delivery_id = $1 ORDER BY id LIMIT $3 OFFSET $2
        """,
        row => new DeliveryIssue(
            row.GetInt64(0),
            row.GetBoolean(1),
            new SourcePosition(row.GetInt32(2), row.GetInt64(3), row.GetInt32(4), row.IsDBNull(5) ? null : row.GetString(5)),
            row.GetString(6),
            row.GetString(7),
            row.GetString(8),
            row.GetInt32(9)),
        deliveryId, (long)skip, (long)take);

    public SubjectState? Subject(long subjectId) => _sql.One(StateColumns + "WHERE s.id = $1", State, subjectId);

    public IReadOnlyList<SubjectVersion> Versions(long subjectId) => _sql.All(
        Rows.VersionColumns + "WHERE v.subject_id = $1 ORDER BY v.version", row => Rows.Version(row, _schema), subjectId);

    public IReadOnlyList<SubjectState> Subjects(SubjectFilter filter, int skip, int take)
    {
        var (where, values) = Where(filter);
        var order = "s.score DESC, s.id";
        if (filter.SelectedOn is { } day)
        {
            values.Add(day);
            order = $"(SELECT min(rank) FROM selections WHERE subject_id = s.id AND day = ${values.Count}), s.id";
        }

        return _sql.All(
            $"{StateColumns}{where}ORDER BY {order} LIMIT ${values.Count + 1} OFFSET ${values.Count + 2}",
            State, [.. values, (long)take, (long)skip]);
    }

    public IReadOnlyList<long> SubjectIds(SubjectFilter filter)
    {
        var (where, values) = Where(filter);
        return _sql.All(
            $"SELECT s.id FROM subjects s JOIN subject_versions v ON v.sequence = s.last_sequence {where}ORDER BY s.score DESC, s.id",
            row => row.GetInt64(0), [.. values]);
    }

    public long Count(SubjectFilter filter)
    {
        var (where, values) = Where(filter);
        return _sql.Scalar<long>($"SELECT count(*) FROM subjects s JOIN subject_versions v ON v.sequence = s.last_sequence {where}", [.. values]);
    }

    public IReadOnlyList<Candidate> Candidates(IReadOnlyCollection<long> deliveries)
    {
        var (where, values) = Where(new SubjectFilter { Open = true, Deliveries = deliveries.Count == 0 ? null : deliveries });
        return _sql.All(
            $"SELECT s.id, s.score FROM subjects s JOIN subject_versions v ON v.sequence = s.last_sequence {where}ORDER BY s.id",
            row => new Candidate(row.GetInt64(0), row.GetDouble(1)), [.. values]);
    }

    public Delivery? DoneDelivery(string sha256) => _sql.One(
        Rows.DeliveryColumns + "WHERE sha256 = $1 AND state = $2 ORDER BY id LIMIT 1", Rows.Delivery, sha256, (long)DeliveryState.Done);

    public IReadOnlyList<Delivery> Interrupted() =>
        _sql.All(Rows.DeliveryColumns + "WHERE state = $1 ORDER BY id", Rows.Delivery, (long)DeliveryState.Reading);

    public IEnumerable<SubjectVersion> VersionsIn(long deliveryId) => _sql.Stream(
        Rows.VersionColumns
        + """
          WHERE v.message_id IN (SELECT message_id FROM message_deliveries WHERE delivery_id = $1)
          ORDER BY v.sequence
          """,
        row => Rows.Version(row, _schema), deliveryId);

    public IEnumerable<SubjectVersion> VersionsAfter(long sequence) => _sql.Stream(
        Rows.VersionColumns + "WHERE v.sequence > $1 ORDER BY v.sequence", row => Rows.Version(row, _schema), sequence);

    public IEnumerable<StandingSubject> Standing()
    {
        var hits = new List<(string Id, int Version)>();
        StandingSubject? before = null;
        foreach (var (subject, id, version) in _sql.Stream(
            """
            SELECT s.id, v.sequence, v.received_at, h.profile_id, h.profile_version
            FROM subject_versions v JOIN subjects s ON s.id = v.subject_id AND s.last_sequence = v.sequence
            LEFT JOIN finding_hits h ON h.finding_id = s.finding_id
            WHERE s.listed = 1 ORDER BY v.sequence, h.profile_id
            """,
            row => (new StandingSubject(row.GetInt64(0), row.GetInt64(1), StoredTime.Read(row.GetString(2)), []), row.IsDBNull(3) ? null : row.GetString(3), row.IsDBNull(3) ? 0 : row.GetInt32(4))))
        {
            if (before is not null && before.SubjectId != subject.SubjectId)
            {
                yield return before with { Hits = [.. hits] };
                hits.Clear();
            }

            before = subject;
            if (id is not null)
            {
                hits.Add((id, version));
            }
        }

        if (before is not null)
        {
            yield return before with { Hits = [.. hits] };
        }
    }

    public IReadOnlyList<Selected> Selections(DateOnly day, string unit) => _sql.All(
        "SELECT subject_id, rank, score, selected_by, probability FROM selections WHERE day = $1 AND unit = $2 ORDER BY rank, id",
        row => Rows.Selected(row), day, unit);

    public IReadOnlyList<Decision> Decisions(long subjectId) => _sql.All(
        "SELECT id, subject_id, action, reason, decided_by, unit, decided_at FROM decisions WHERE subject_id = $1 ORDER BY id",
        row => Rows.Decision(row), subjectId);

    public IEnumerable<RegisterEntry> Register(string? kind = null) => kind is null
        ? _sql.Stream(Rows.EntryColumns + "ORDER BY number", Rows.Entry)
        : _sql.Stream(Rows.EntryColumns + "WHERE kind = $1 ORDER BY number", Rows.Entry, kind);

    public IReadOnlyList<ProfileRecord> ProfileRecords() => _sql.All(
        $"""
        SELECT h.profile_id, h.profile_version, count(DISTINCT f.subject_id),
            count(DISTINCT o.subject_id), count(DISTINCT CASE WHEN o.found THEN o.subject_id END)
        FROM finding_hits h JOIN findings f ON f.id = h.finding_id
        LEFT JOIN ({StandingOutcomes}) o ON o.finding_id = f.id
        GROUP BY h.profile_id, h.profile_version ORDER BY h.profile_id, h.profile_version
        """,
        row => new ProfileRecord(row.GetString(0), row.GetInt32(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4)));

    public IReadOnlyList<ControlOutcome> ControlOutcomes() => _sql.All(
        $"""
         SELECT p.selected_by, p.probability, max(o.found) FROM ({StandingOutcomes}) o JOIN selections p ON p.id = o.selection_id
         GROUP BY p.id ORDER BY min(o.entry_number)
         """,
        row => new ControlOutcome((SelectedBy)row.GetInt32(0), row.GetDouble(1), row.GetBoolean(2)));

    public IReadOnlyList<ControlledSubject> Controlled() => _sql.All(
        $"SELECT subject_id, max(found) FROM ({StandingOutcomes}) GROUP BY subject_id ORDER BY subject_id", row => new ControlledSubject(row.GetInt64(0), row.GetBoolean(1)));

    public IWatchListView WatchLists => field ??= new SqliteWatchListView(_sql);

    public IRetentionView Retention => field ??= new SqliteRetention(_sql);

    public IPartyView Parties => field ??= new SqliteParties(_sql);

    public string? Setting(string kind, string key) => _sql.Scalar<string>("SELECT value FROM settings WHERE kind = $1 AND key = $2", kind, key);

    public IReadOnlyDictionary<string, string> Settings(string kind) => _sql
        .All("SELECT key, value FROM settings WHERE kind = $1 ORDER BY key", row => (Key: row.GetString(0), Value: row.GetString(1)), kind)
        .ToDictionary(setting => setting.Key, setting => setting.Value, StringComparer.Ordinal);

    public void Dispose()
    {
        _transaction.Dispose();
        _sql.Dispose();
        _connection.Dispose();
    }

    private SubjectState State(SqliteDataReader row) => new(
        Rows.Version(row, _schema),
        row.IsDBNull(10) ? null : FindingCodec.Read(row.GetString(10)),
        row.IsDBNull(11) ? null : Rows.Decision(row, 11),
        row.IsDBNull(18) ? null : Rows.Selected(row, 18));

    private static (string Sql, List<object?> Values) Where(SubjectFilter filter)
    {
        var sql = new StringBuilder("WHERE s.listed = 1 ");
        var values = new List<object?>();
        void And(string condition, object value)
        {
            values.Add(value);
            sql.Append("AND ").Append(condition.Replace("$", $"${values.Count}", StringComparison.Ordinal)).Append(' ');
        }

        if (filter.ProfileId is { } profile)
        {
            And("EXISTS (SELECT 1 FROM finding_hits h WHERE h.finding_id = s.finding_id AND h.profile_id = $)", profile);
        }

        if (filter.Threat is { } threat)
        {
            And("EXISTS (SELECT 1 FROM finding_hits h WHERE h.finding_id = s.finding_id AND h.threat = $)", threat);
        }

        if (filter.Term is { Length: > 0 } term)
        {
            var from = term.ToUpperInvariant();
            And("s.id IN (SELECT subject_id FROM subject_terms WHERE term >= $ AND term < $ || char(1114111))", from);
        }

        if (filter.Open is { } open)
        {
            sql.Append(open ? "AND s.decision_id IS NULL " : "AND s.decision_id IS NOT NULL ");
        }

        if (filter.Deliveries is { } deliveries)
        {
            And(
                "v.message_id IN (SELECT message_id FROM message_deliveries WHERE delivery_id IN (SELECT value FROM json_each($)))",
                System.Text.Json.JsonSerializer.Serialize(deliveries));
            if (filter.OnlyReceivedBefore)
            {
                And("v.delivery_id NOT IN (SELECT value FROM json_each($))", System.Text.Json.JsonSerializer.Serialize(deliveries));
            }
        }

        if (filter.SelectedOn is { } day)
        {
            And("EXISTS (SELECT 1 FROM selections l WHERE l.subject_id = s.id AND l.day = $)", day);
        }

        if (filter.ScoreAtLeast is { } score)
        {
            And("s.score >= $", score);
        }

        if (filter.After is { } after)
        {
            values.AddRange([after.Score, after.SubjectId]);
            sql.Append(CultureInfo.InvariantCulture, $"AND (s.score < ${values.Count - 1} OR (s.score = ${values.Count - 1} AND s.id > ${values.Count})) ");
        }

        return (sql.ToString(), values);
    }
}
