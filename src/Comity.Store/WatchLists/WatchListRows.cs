using System.Globalization;
using System.Text.Json;
using Comity.Kernel.Account;
using Microsoft.Data.Sqlite;

namespace Comity.Store.WatchLists;

/// <summary>The columns of list versions and matches, and their way back into records.</summary>
internal static class WatchListRows
{
    public const string VersionColumns =
        """
        SELECT v.list_id, v.version, v.sha256, v.format, v.files, v.published_on, v.taken_in_at, v.taken_in_by, v.entities, v.names, v.quarantined, v.accepted
        FROM watch_list_versions v

        """;

    public const string EntryColumns =
        "SELECT e.entity_id, e.hash, c.payload FROM watch_list_entries e JOIN watch_list_contents c ON c.hash = e.hash ";

    public const string MatchColumns =
        """
        SELECT m.id, m.subject_key, m.subject_hash, m.list_id, m.entity_id, m.score, m.explanation, m.entity_hash, m.list_version, v.sha256, m.found_at,
            d.state, d.reason, d.decided_by, d.decided_at, s.hash IS NOT NULL
        FROM watch_list_matches m
        JOIN watch_list_versions v ON v.list_id = m.list_id AND v.version = m.list_version
        LEFT JOIN watch_list_decisions d ON d.id = (SELECT max(id) FROM watch_list_decisions WHERE match_id = m.id)
        LEFT JOIN watch_list_entries s ON s.list_id = m.list_id AND s.entity_id = m.entity_id AND s.until_version IS NULL AND s.hash = m.entity_hash

        """;

    public static WatchListVersion Version(SqliteDataReader row) => new(
        row.GetString(0),
        row.GetInt32(1),
        row.GetString(2),
        row.GetString(3),
        JsonSerializer.Deserialize<WatchListFile[]>(row.GetString(4))!,
        row.IsDBNull(5) ? null : DateOnly.ParseExact(row.GetString(5), "yyyy-MM-dd", CultureInfo.InvariantCulture),
        StoredTime.Read(row.GetString(6)),
        row.GetString(7),
        row.GetInt64(8),
        row.GetInt64(9),
        row.GetInt64(10),
        JsonSerializer.Deserialize<string[]>(row.GetString(11))!);

    /// <summary>Of each pair the last match; then what <see cref="Comity.Kernel.Account.MatchFilter"/> says, in the order of its members.</summary>
    public const string MatchFilter =
        """
        WHERE ($1 IS NULL OR coalesce(d.state, 0) = $1) AND ($2 IS NULL OR m.subject_key = $2) AND ($3 IS NULL OR m.list_id = $3)
            AND ($4 IS NULL OR (s.hash IS NOT NULL) = $4)
            AND m.id = (SELECT max(id) FROM watch_list_matches WHERE subject_key = m.subject_key AND list_id = m.list_id AND entity_id = m.entity_id)

        """;

    public static WatchListEntry Entry(SqliteDataReader row) =>
        new(row.GetString(0), row.GetString(1), Packed.Unpack(row.GetFieldValue<byte[]>(2)));

    public static WatchListMatch Match(SqliteDataReader row) => new(
        row.GetInt64(0),
        new ProposedMatch(row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4), row.GetDouble(5), row.GetString(6)),
        row.GetString(7),
        row.GetInt32(8),
        row.GetString(9),
        StoredTime.Read(row.GetString(10)),
        row.IsDBNull(11) ? null : Decision(row, 11),
        row.GetBoolean(15));

    public static MatchDecision Decision(SqliteDataReader row, int from = 0) => new(
        (MatchState)row.GetInt32(from), row.GetString(from + 1), row.GetString(from + 2), StoredTime.Read(row.GetString(from + 3)));
}
