using System.Text.Json;
using Comity.Kernel.Account;

namespace Comity.Store.WatchLists;

/// <summary>Writes watch lists and matches within the unit's transaction.</summary>
/// <param name="sql">The unit's statements.</param>
/// <param name="register">Appends to the register: kind, time, person, payload.</param>
internal sealed class SqliteWatchListWriter(Statements sql, Action<string, DateTimeOffset, string, string> register) : IWatchListWriter
{
    private string? _listId;

    private string ListId => _listId ?? throw new InvalidOperationException("An entry belongs to a version: begin the version first.");

    public void BeginVersion(string listId)
    {
        _listId = listId;
        sql.Execute("DROP TABLE IF EXISTS temp.incoming");
        sql.Execute("CREATE TEMP TABLE incoming (entity_id TEXT NOT NULL PRIMARY KEY, hash TEXT NOT NULL) WITHOUT ROWID");
    }

    public void Put(WatchListEntry entry)
    {
        _ = ListId;
        if (sql.Scalar<long>("SELECT EXISTS (SELECT 1 FROM watch_list_contents WHERE hash = $1)", entry.ContentHash) == 0)
        {
            sql.Execute("INSERT INTO watch_list_contents (hash, payload) VALUES ($1, $2)", entry.ContentHash, Packed.Pack(entry.Payload));
        }

        sql.Execute("INSERT INTO incoming (entity_id, hash) VALUES ($1, $2)", entry.EntityId, entry.ContentHash);
    }

    public WatchListDelta Compare()
    {
        List<string> Ids(string statement) => sql.All(statement, row => row.GetString(0), ListId);
        return new WatchListDelta(
            Ids("""
                SELECT i.entity_id FROM incoming i
                WHERE NOT EXISTS (SELECT 1 FROM watch_list_entries e WHERE e.list_id = $1 AND e.entity_id = i.entity_id AND e.until_version IS NULL)
                ORDER BY i.entity_id
                """),
            Ids("""
                SELECT i.entity_id FROM incoming i
                JOIN watch_list_entries e ON e.list_id = $1 AND e.entity_id = i.entity_id AND e.until_version IS NULL AND e.hash <> i.hash
                ORDER BY i.entity_id
                """),
            Ids("""
                SELECT e.entity_id FROM watch_list_entries e
                WHERE e.list_id = $1 AND e.until_version IS NULL AND NOT EXISTS (SELECT 1 FROM incoming i WHERE i.entity_id = e.entity_id)
                ORDER BY e.entity_id
                """));
    }

    public WatchListVersion EndVersion(WatchListVersion version)
    {
        var ended = version with
        {
            ListId = ListId,
            Version = (int)sql.Scalar<long>("SELECT coalesce(max(version), 0) + 1 FROM watch_list_versions WHERE list_id = $1", ListId),
            Entities = sql.Scalar<long>("SELECT count(*) FROM incoming"),
            TakenInAt = version.TakenInAt.ToUniversalTime(),
        };
        sql.Execute(
            """
            INSERT INTO watch_list_versions
                (list_id, version, sha256, format, files, published_on, taken_in_at, taken_in_by, entities, names, quarantined, accepted)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
            """,
            ended.ListId, ended.Version, ended.Sha256, ended.Format, JsonSerializer.Serialize(ended.Files), ended.PublishedOn, ended.TakenInAt, ended.TakenInBy,
            ended.Entities, ended.Names, ended.Quarantined, JsonSerializer.Serialize(ended.Accepted));
        sql.Execute(
            """
            UPDATE watch_list_entries SET until_version = $2
            WHERE list_id = $1 AND until_version IS NULL
                AND NOT EXISTS (SELECT 1 FROM incoming i WHERE i.entity_id = watch_list_entries.entity_id AND i.hash = watch_list_entries.hash)
            """,
            ended.ListId, ended.Version);
        sql.Execute(
            """
            INSERT INTO watch_list_entries (list_id, entity_id, from_version, hash)
            SELECT $1, i.entity_id, $2, i.hash FROM incoming i
            WHERE NOT EXISTS (SELECT 1 FROM watch_list_entries e WHERE e.list_id = $1 AND e.entity_id = i.entity_id AND e.until_version IS NULL)
            """,
            ended.ListId, ended.Version);
        sql.Execute("DROP TABLE incoming");
        _listId = null;
        register("watch-list", ended.TakenInAt, ended.TakenInBy, JsonSerializer.Serialize(
            new { list = ended.ListId, version = ended.Version, sha256 = ended.Sha256, entities = ended.Entities, accepted = ended.Accepted }));
        return ended;
    }

    public void NoteRefusal(string listId, string sha256, IReadOnlyList<string> reasons, string by, DateTimeOffset at) =>
        register("watch-list-refused", at, by, JsonSerializer.Serialize(new { list = listId, sha256, reasons }));

    public (WatchListMatch Match, bool IsNew) Propose(ProposedMatch match, DateTimeOffset at)
    {
        var (hash, version) = sql.One(
            """
            SELECT e.hash, (SELECT max(version) FROM watch_list_versions WHERE list_id = $1) FROM watch_list_entries e
            WHERE e.list_id = $1 AND e.entity_id = $2 AND e.until_version IS NULL
            """,
            row => (row.GetString(0), row.GetInt32(1)), match.ListId, match.EntityId);
        if (hash is null)
        {
            throw new ArgumentException($"The standing version of {match.ListId} has no entry {match.EntityId}.", nameof(match));
        }

        var last = sql.One(
            WatchListRows.MatchColumns + "WHERE m.subject_key = $1 AND m.list_id = $2 AND m.entity_id = $3 ORDER BY m.id DESC LIMIT 1",
            WatchListRows.Match, match.SubjectKey, match.ListId, match.EntityId);
        if (last is not null && last.EntityHash == hash && last.Proposed.SubjectHash == match.SubjectHash)
        {
            return (last, false);
        }

        var id = sql.Scalar<long>(
            """
            INSERT INTO watch_list_matches (subject_key, subject_hash, list_id, entity_id, entity_hash, list_version, score, explanation, found_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id
            """,
            match.SubjectKey, match.SubjectHash, match.ListId, match.EntityId, hash, version, match.Score, match.Explanation, at);
        return (Find(id)!, true);
    }

    public void Decide(long matchId, MatchDecision decision)
    {
        if (decision.State == MatchState.Candidate)
        {
            throw new ArgumentException("A judgement confirms or dismisses.", nameof(decision));
        }

        if (decision.State == MatchState.Dismissed && string.IsNullOrWhiteSpace(decision.Reason))
        {
            throw new ArgumentException("A dismissal gives its reason.", nameof(decision));
        }

        var match = Find(matchId) ?? throw new ArgumentException($"There is no match {matchId}.", nameof(matchId));
        sql.Execute(
            "INSERT INTO watch_list_decisions (match_id, state, reason, decided_by, decided_at) VALUES ($1, $2, $3, $4, $5)",
            matchId, (long)decision.State, decision.Reason, decision.By, decision.At);
        register("watch-list-match", decision.At, decision.By, JsonSerializer.Serialize(new
        {
            match = matchId,
            subject = match.Proposed.SubjectKey,
            list = match.Proposed.ListId,
            entity = match.Proposed.EntityId,
            entity_hash = match.EntityHash,
            state = decision.State == MatchState.Confirmed ? "confirmed" : "dismissed",
            reason = decision.Reason,
        }));
    }

    private WatchListMatch? Find(long id) => sql.One(WatchListRows.MatchColumns + "WHERE m.id = $1", WatchListRows.Match, id);
}
