using System.Globalization;
using DuckDB.NET.Data;

namespace Comity.Store.Backtest;

/// <summary>
/// What a history knows of itself, kept in the transaction of every change: how many subjects stand (last version, not
/// withdrawn), the days it covers, and a random sample of the standing subjects in a table of its own, which grows and is
/// thinned with the history. Subjects are drawn by a hash of their number, so that the sample owes nothing to their order.
/// </summary>
/// <param name="Upto">The last sequence number.</param>
/// <param name="Standing">Subjects that stand.</param>
/// <param name="First">When the first version was received; null of an empty history.</param>
/// <param name="Last">When the last was.</param>
/// <param name="OneIn">One in so many subjects is in the sample, a power of two; 1 when there is no need of one.</param>
internal sealed record HistoryState(long Upto, long Standing, DateTime? First, DateTime? Last, long OneIn)
{
    // With 100,000 to 200,000 subjects a share of one in a thousand is known within a fifth of itself.
    private const long MostSampled = 200_000;

    public const string Tables =
        """
        CREATE TABLE IF NOT EXISTS history_state (
            upto BIGINT NOT NULL, standing BIGINT NOT NULL, first_received TIMESTAMP, last_received TIMESTAMP, one_in BIGINT NOT NULL);
        CREATE TABLE IF NOT EXISTS movement_sample AS SELECT * FROM movements WHERE FALSE;
        """;

    /// <summary>The same in days.</summary>
    public HistoryExtent Extent => new(
        Standing, First is { } first ? DateOnly.FromDateTime(first) : null, Last is { } last ? DateOnly.FromDateTime(last) : null);

    /// <summary>The state as the connection's transaction sees it; null before the first.</summary>
    public static HistoryState? Read(DuckDBConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT upto, standing, first_received, last_received, one_in FROM history_state";
        using var row = command.ExecuteReader();
        return row.Read()
            ? new HistoryState(row.GetInt64(0), row.GetInt64(1), row.IsDBNull(2) ? null : row.GetDateTime(2), row.IsDBNull(3) ? null : row.GetDateTime(3), row.GetInt64(4))
            : null;
    }

    /// <summary>Takes in the versions appended after a sequence number, in the transaction that appended them.</summary>
    /// <param name="connection">The connection with the transaction.</param>
    /// <param name="before">The last sequence number before them.</param>
    /// <param name="replaces">Whether one of them is not the first of its subject.</param>
    public static void Extend(DuckDBConnection connection, long before, bool replaces)
    {
        var appended = string.Create(CultureInfo.InvariantCulture, $"FROM movements WHERE sequence > {before}");
        var state = Read(connection)!;
        if (replaces)
        {
            Execute(
                connection,
                $"""
                 UPDATE movements SET standing = FALSE
                 FROM (SELECT subject_id, max(sequence) AS latest {appended} AND version > 1 GROUP BY subject_id) newer
                 WHERE movements.subject_id = newer.subject_id AND movements.sequence < newer.latest AND movements.standing
                 """);
            Execute(connection, $"DELETE FROM movement_sample WHERE subject_id IN (SELECT subject_id {appended} AND version > 1)");
        }

        if (state.OneIn > 1)
        {
            Execute(connection, $"INSERT INTO movement_sample SELECT * {appended} AND standing AND {IsDrawn(state.OneIn)}");
        }

        var standing = replaces
            ? "(SELECT count(*) FROM movements WHERE standing)"
            : $"standing + (SELECT count(*) {appended} AND standing)";
        Execute(
            connection,
            $"""
             UPDATE history_state SET upto = appended.upto, standing = {standing},
                 first_received = coalesce(least(first_received, appended.first), appended.first),
                 last_received = coalesce(greatest(last_received, appended.last), appended.last)
             FROM (SELECT max(sequence) AS upto, min(received_at) AS first, max(received_at) AS last {appended}) appended
             """);
        Thin(connection, Read(connection)!);
    }

    /// <summary>Makes the state anew from the rows, when it is not that of the rows.</summary>
    public static void Rebuild(DuckDBConnection connection)
    {
        Execute(connection, "DELETE FROM movement_sample; DELETE FROM history_state");
        Execute(
            connection,
            """
            INSERT INTO history_state SELECT coalesce(max(sequence), 0), count(*) FILTER (WHERE standing), min(received_at), max(received_at), 1 FROM movements
            """);
        Thin(connection, Read(connection)!);
    }

    private static void Thin(DuckDBConnection connection, HistoryState state)
    {
        var oneIn = state.OneIn;
        while (state.Standing / oneIn > MostSampled)
        {
            oneIn *= 2;
        }

        if (oneIn == state.OneIn)
        {
            return;
        }

        Execute(connection, state.OneIn == 1
            ? $"INSERT INTO movement_sample SELECT * FROM movements WHERE standing AND {IsDrawn(oneIn)}"
            : $"DELETE FROM movement_sample WHERE NOT {IsDrawn(oneIn)}");
        Execute(connection, string.Create(CultureInfo.InvariantCulture, $"UPDATE history_state SET one_in = {oneIn}"));
    }

    private static string IsDrawn(long oneIn) => string.Create(CultureInfo.InvariantCulture, $"(hash(subject_id) & {oneIn - 1}) = 0");

    /// <summary>Runs a statement.</summary>
    public static void Execute(DuckDBConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Made of the schema's field names, numbers and quoted texts.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
