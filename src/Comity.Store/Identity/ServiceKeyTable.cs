using System.Globalization;
using System.Text.Json;
using Comity.Kernel.Account.Authority;
using Microsoft.Data.Sqlite;

namespace Comity.Store.Identity;

/// <summary>A program's key, without the key itself.</summary>
/// <param name="Id">Number within the node; 0 before it is made.</param>
/// <param name="Name">What stands in decisions, the register and the audit.</param>
/// <param name="Unit">The unit it acts for.</param>
/// <param name="Agency">The agency the unit belongs to.</param>
/// <param name="Role">The role it acts in.</param>
/// <param name="Rights">The rights of the role that it has; no others.</param>
/// <param name="MadeBy">Who made it.</param>
/// <param name="MadeAt">When.</param>
/// <param name="ExpiresAt">Until when it works.</param>
/// <param name="RevokedAt">When it was taken back, or null.</param>
/// <param name="UsedAt">When it was last used, to the minute, or null.</param>
public sealed record ServiceKey(
    long Id, string Name, string Unit, string Agency, string Role, IReadOnlyList<Right> Rights, string MadeBy, DateTimeOffset MadeAt, DateTimeOffset ExpiresAt,
    DateTimeOffset? RevokedAt = null, DateTimeOffset? UsedAt = null)
{
    /// <summary>Whether it works at a moment.</summary>
    public bool Works(DateTimeOffset at) => RevokedAt is null && at < ExpiresAt;

    /// <summary>Who it is when it acts.</summary>
    public Actor ToActor() => new(string.Create(CultureInfo.InvariantCulture, $"key-{Id}"), Name, Unit, Agency, [], [Role], Rights);
}

/// <summary>Keys of programs.</summary>
public sealed class ServiceKeyTable
{
    /// <summary>How long a key may work.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(366);

    /// <summary>What every key begins with, so that one that leaked is recognised.</summary>
    public const string Prefix = "comity_";

    private const string Columns = "SELECT id, name, unit, agency, role, rights, made_by, made_at, expires_at, revoked_at, used_at FROM service_keys ";
    private static readonly TimeSpan UsedEvery = TimeSpan.FromMinutes(1);
    private readonly AuthorityDatabase _database;
    private readonly TimeProvider _clock;

    internal ServiceKeyTable(AuthorityDatabase database, TimeProvider clock) => (_database, _clock) = (database, clock);

    /// <summary>All keys by name, those that no longer work among them.</summary>
    public IReadOnlyList<ServiceKey> All() => _database.Read(sql => sql.All(Columns + "ORDER BY name", Row));

    /// <summary>Makes a key.</summary>
    /// <returns>The key itself, which is shown once and kept nowhere; null when the name is taken.</returns>
    /// <exception cref="ArgumentException">It would work for longer than a key may.</exception>
    public string? Make(ServiceKey key)
    {
        if (key.ExpiresAt > _clock.GetUtcNow() + Longest)
        {
            throw new ArgumentException($"A key works for at most {Longest.Days} days.", nameof(key));
        }

        return _database.Write(sql =>
        {
            var secret = Prefix + Token.New();
            return sql.Execute(
                """
                INSERT INTO service_keys (key_sha256, name, unit, agency, role, rights, made_by, made_at, expires_at)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (name) DO NOTHING
                """,
                Token.Hash(secret), key.Name, key.Unit, key.Agency, key.Role, JsonSerializer.Serialize(key.Rights.Select(right => right.ToString())), key.MadeBy, key.MadeAt, key.ExpiresAt) > 0
                ? secret
                : null;
        });
    }

    /// <summary>The key that a program showed; null when there is none or it works no more.</summary>
    public ServiceKey? Find(string secret)
    {
        var now = _clock.GetUtcNow();
        var key = _database.Read(sql => sql.One(Columns + "WHERE key_sha256 = $1", Row, Token.Hash(secret)));
        if (key is null || !key.Works(now))
        {
            return null;
        }

        if (key.UsedAt is not { } used || now - used >= UsedEvery)
        {
            _database.Write(sql => sql.Execute("UPDATE service_keys SET used_at = $2 WHERE id = $1", key.Id, now));
        }

        return key;
    }

    /// <summary>Takes a key back, at once and for good.</summary>
    /// <returns>Whether there was one that had not been taken back.</returns>
    public bool Revoke(long id) => _database.Write(sql =>
        sql.Execute("UPDATE service_keys SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL", id, _clock.GetUtcNow()) > 0);

    private static ServiceKey Row(SqliteDataReader row) => new(
        row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4),
        [.. JsonSerializer.Deserialize<string[]>(row.GetString(5))!.Select(Right.Parse)],
        row.GetString(6), StoredTime.Read(row.GetString(7)), StoredTime.Read(row.GetString(8)),
        row.IsDBNull(9) ? null : StoredTime.Read(row.GetString(9)), row.IsDBNull(10) ? null : StoredTime.Read(row.GetString(10)));
}
