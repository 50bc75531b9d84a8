using Comity.Kernel.Account;

namespace Comity.Store.WatchLists;

/// <summary>Reads watch lists and matches within the view's transaction.</summary>
internal sealed class SqliteWatchListView(Statements sql) : IWatchListView
{
    public IReadOnlyList<WatchListVersion> Standing() => sql.All(
        WatchListRows.VersionColumns + "WHERE v.version = (SELECT max(version) FROM watch_list_versions WHERE list_id = v.list_id) ORDER BY v.list_id",
        WatchListRows.Version);

    public IReadOnlyList<WatchListVersion> Versions(string listId) =>
        sql.All(WatchListRows.VersionColumns + "WHERE v.list_id = $1 ORDER BY v.version", WatchListRows.Version, listId);

    public IEnumerable<WatchListEntry> Entries(string listId, int? version = null) => version is { } number
        ? sql.Stream(
            WatchListRows.EntryColumns + "WHERE e.list_id = $1 AND e.from_version <= $2 AND (e.until_version IS NULL OR e.until_version > $2) ORDER BY e.entity_id",
            WatchListRows.Entry, listId, number)
        : sql.Stream(WatchListRows.EntryColumns + "WHERE e.list_id = $1 AND e.until_version IS NULL ORDER BY e.entity_id", WatchListRows.Entry, listId);

    public WatchListEntry? Entry(string listId, string entityId) => sql.One(
        WatchListRows.EntryColumns + "WHERE e.list_id = $1 AND e.entity_id = $2 AND e.until_version IS NULL", WatchListRows.Entry, listId, entityId);

    public WatchListDelta Delta(string listId, int version)
    {
        List<string> Ids(string statement) => sql.All(statement, row => row.GetString(0), listId, version);
        return new WatchListDelta(
            Ids("""
                SELECT entity_id FROM watch_list_entries n WHERE list_id = $1 AND from_version = $2
                    AND NOT EXISTS (SELECT 1 FROM watch_list_entries o WHERE o.list_id = $1 AND o.entity_id = n.entity_id AND o.until_version = $2)
                ORDER BY entity_id
                """),
            Ids("""
                SELECT entity_id FROM watch_list_entries n WHERE list_id = $1 AND from_version = $2
                    AND EXISTS (SELECT 1 FROM watch_list_entries o WHERE o.list_id = $1 AND o.entity_id = n.entity_id AND o.until_version = $2)
                ORDER BY entity_id
                """),
            Ids("""
                SELECT entity_id FROM watch_list_entries o WHERE list_id = $1 AND until_version = $2
                    AND NOT EXISTS (SELECT 1 FROM watch_list_entries n WHERE n.list_id = $1 AND n.entity_id = o.entity_id AND n.from_version = $2)
                ORDER BY entity_id
                """));
    }

    public byte[]? Content(string hash) => sql.Scalar<byte[]>("SELECT payload FROM watch_list_contents WHERE hash = $1", hash) is { } packed ? Packed.Unpack(packed) : null;

    public IReadOnlyList<WatchListMatch> Matches(MatchFilter filter, int skip, int take) => sql.All(
        WatchListRows.MatchColumns + WatchListRows.MatchFilter + "ORDER BY m.id DESC LIMIT $5 OFFSET $6",
        WatchListRows.Match, State(filter), filter.SubjectKey, filter.ListId, Standing(filter), (long)take, (long)skip);

    public long CountMatches(MatchFilter filter) => sql.Scalar<long>(
        $"SELECT count(*) FROM ({WatchListRows.MatchColumns} {WatchListRows.MatchFilter})", State(filter), filter.SubjectKey, filter.ListId, Standing(filter));

    public WatchListMatch? Match(long id) => sql.One(WatchListRows.MatchColumns + "WHERE m.id = $1", WatchListRows.Match, id);

    public IReadOnlyList<MatchDecision> MatchDecisions(long matchId) => sql.All(
        "SELECT state, reason, decided_by, decided_at FROM watch_list_decisions WHERE match_id = $1 ORDER BY id",
        row => WatchListRows.Decision(row), matchId);

    private static long? State(MatchFilter filter) => filter.State is { } state ? (long)state : null;

    private static long? Standing(MatchFilter filter) => filter.Standing is { } standing ? standing ? 1 : 0 : null;
}
