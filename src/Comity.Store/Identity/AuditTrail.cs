using Comity.Kernel.Account.Audit;
using Microsoft.Data.Sqlite;

namespace Comity.Store.Identity;

/// <summary>Which entries of the audit to show. Values left out do not restrict.</summary>
public sealed record AuditFilter
{
    /// <summary>Only acts of this account.</summary>
    public string? Account { get; init; }

    /// <summary>Only acts of this name.</summary>
    public string? Actor { get; init; }

    /// <summary>Only acts for this unit.</summary>
    public string? Unit { get; init; }

    /// <summary>Only acts of this kind.</summary>
    public AuditKind? Kind { get; init; }

    /// <summary>Only acts that went so.</summary>
    public AuditOutcome? Outcome { get; init; }

    /// <summary>Only acts on this resource.</summary>
    public string? Resource { get; init; }

    /// <summary>Only acts on items whose address begins so: who looked at this consignment?</summary>
    public string? Item { get; init; }
}

/// <summary>The audit as it is kept: append-only and chained.</summary>
public sealed class AuditTrail
{
    private const string Columns =
        "SELECT number, at, kind, account, actor, unit, resource, action, item, detail, why, origin, outcome, previous_hash, hash FROM audit ";

    private readonly AuthorityDatabase _database;
    private readonly TimeProvider _clock;

    internal AuditTrail(AuthorityDatabase database, TimeProvider clock) => (_database, _clock) = (database, clock);

    /// <summary>Adds an entry; it is on the disk when this returns.</summary>
    public AuditEntry Append(AuditAct act) => _database.Write(sql =>
    {
        var entry = AuditEntry.After(Head(sql), _clock.GetUtcNow(), act);
        sql.Execute(
            """
            INSERT INTO audit (number, at, kind, account, actor, unit, resource, action, item, detail, why, origin, outcome, previous_hash, hash)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
            """,
            entry.Number, entry.At, (long)act.Kind, act.Account, act.Actor, act.Unit, act.Resource, act.Action, act.Item, act.Detail, act.Why, act.Origin, (long)act.Outcome,
            entry.PreviousHash, entry.Hash);
        sql.Execute(
            "INSERT INTO audit_head (one, number, hash) VALUES (1, $1, $2) ON CONFLICT (one) DO UPDATE SET number = excluded.number, hash = excluded.hash",
            entry.Number, entry.Hash);
        return entry;
    });

    /// <summary>Where the chain ends.</summary>
    public AuditHead Head() => _database.Read(Head);

    /// <summary>Checks the whole chain, against the head the node keeps and those that were written down elsewhere.</summary>
    public AuditCheck Verify(params IReadOnlyCollection<AuditHead> witnesses) => _database.Read(sql =>
    {
        // The head first: entries that are added meanwhile only lengthen what it witnesses.
        var head = Head(sql);
        return AuditChain.Verify(sql.Stream(Columns + "ORDER BY number", Row), [head, .. witnesses]);
    });

    /// <summary>Entries that a filter leaves, newest first.</summary>
    public IReadOnlyList<AuditEntry> Entries(AuditFilter filter, int skip, int take) => _database.Read(sql =>
    {
        var (where, values) = Where(filter);
        return sql.All($"{Columns}{where}ORDER BY number DESC LIMIT ${values.Count + 1} OFFSET ${values.Count + 2}", Row, [.. values, (long)take, (long)skip]);
    });

    /// <summary>How many entries a filter leaves.</summary>
    public long Count(AuditFilter filter) => _database.Read(sql =>
    {
        var (where, values) = Where(filter);
        return sql.Scalar<long>($"SELECT count(*) FROM audit {where}", [.. values]);
    });

    /// <summary>All entries, oldest first, one by one.</summary>
    public IEnumerable<AuditEntry> All() => _database.Stream(sql => sql.Stream(Columns + "ORDER BY number", Row));

    // Never from the entries themselves: were the last ones cut off, the next would hide it.
    private static AuditHead Head(Statements sql) =>
        sql.One("SELECT number, hash FROM audit_head", row => new AuditHead(row.GetInt64(0), row.GetString(1))) ?? AuditHead.None;

    private static (string Sql, List<object?> Values) Where(AuditFilter filter)
    {
        var (sql, values) = ("WHERE 1 = 1 ", new List<object?>());
        void And(string condition, object? value)
        {
            if (value is not null)
            {
                values.Add(value);
                sql += $"AND {condition.Replace("$", $"${values.Count}", StringComparison.Ordinal)} ";
            }
        }

        And("account = $", filter.Account);
        And("actor = $", filter.Actor);
        And("unit = $", filter.Unit);
        And("kind = $", filter.Kind is { } kind ? (long)kind : null);
        And("outcome = $", filter.Outcome is { } outcome ? (long)outcome : null);
        And("resource = $", filter.Resource);
        And("item >= $", filter.Item);
        And("item < $ || char(1114111)", filter.Item);
        return (sql, values);
    }

    private static AuditEntry Row(SqliteDataReader row) => new(
        row.GetInt64(0),
        StoredTime.Read(row.GetString(1)),
        new AuditAct(
            (AuditKind)row.GetInt32(2), row.GetString(3), row.GetString(4), row.GetString(5), row.GetString(6), row.GetString(7), row.GetString(8),
            row.GetString(9), row.GetString(10), row.GetString(11), (AuditOutcome)row.GetInt32(12)),
        row.GetString(13),
        row.GetString(14));
}
