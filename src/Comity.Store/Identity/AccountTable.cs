using System.Text.Json;
using Comity.Kernel.Account.Authority;
using Microsoft.Data.Sqlite;

namespace Comity.Store.Identity;

/// <summary>Accounts and what they prove themselves by.</summary>
public sealed class AccountTable
{
    private const string Columns =
        """
        SELECT id, name, normal_name, display_name, unit, agency, groups, roles, disabled, password_hash, security_stamp,
            authenticator, second_factor, recovery_codes, failed_count, locked_until FROM accounts

        """;

    private readonly AuthorityDatabase _database;

    internal AccountTable(AuthorityDatabase database) => _database = database;

    /// <summary>All accounts by name.</summary>
    public IReadOnlyList<UserAccount> All() => _database.Read(sql => sql.All(Columns + "ORDER BY normal_name", Row));

    /// <summary>One account.</summary>
    public UserAccount? Find(long id) => _database.Read(sql => sql.One(Columns + "WHERE id = $1", Row, id));

    /// <summary>One account by the name it signs in with, upper case.</summary>
    public UserAccount? FindByName(string normalName) => _database.Read(sql => sql.One(Columns + "WHERE normal_name = $1", Row, normalName));

    /// <summary>Adds an account; its number is assigned.</summary>
    /// <returns>Whether the name was free.</returns>
    public bool Add(UserAccount account) => _database.Write(sql =>
    {
        if (sql.Scalar<long>("SELECT count(*) FROM accounts WHERE normal_name = $1", account.NormalName) > 0)
        {
            return false;
        }

        account.Id = sql.Scalar<long>(
            """
            INSERT INTO accounts (name, normal_name, display_name, unit, agency, groups, roles, disabled, password_hash, security_stamp,
                authenticator, second_factor, recovery_codes, failed_count, locked_until)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) RETURNING id
            """,
            Values(account));
        return true;
    });

    /// <summary>Saves an account as a whole.</summary>
    public void Save(UserAccount account) => _database.Write(sql => sql.Execute(
        """
        UPDATE accounts SET name = $1, normal_name = $2, display_name = $3, unit = $4, agency = $5, groups = $6, roles = $7, disabled = $8,
            password_hash = $9, security_stamp = $10, authenticator = $11, second_factor = $12, recovery_codes = $13, failed_count = $14, locked_until = $15
        WHERE id = $16
        """,
        [.. Values(account), account.Id]));

    /// <summary>The passkeys of an account, as they were saved.</summary>
    public IReadOnlyList<string> Passkeys(long accountId) =>
        _database.Read(sql => sql.All("SELECT passkey FROM passkeys WHERE account_id = $1 ORDER BY rowid", row => row.GetString(0), accountId));

    /// <summary>The account a passkey belongs to.</summary>
    public UserAccount? FindByPasskey(byte[] credentialId) =>
        _database.Read(sql => sql.One(Columns + "WHERE id = (SELECT account_id FROM passkeys WHERE credential_id = $1)", Row, credentialId));

    /// <summary>Saves a passkey of an account.</summary>
    public void SavePasskey(long accountId, byte[] credentialId, string passkey) => _database.Write(sql => sql.Execute(
        "INSERT INTO passkeys (credential_id, account_id, passkey) VALUES ($1, $2, $3) ON CONFLICT (credential_id) DO UPDATE SET passkey = excluded.passkey WHERE account_id = excluded.account_id",
        credentialId, accountId, passkey));

    /// <summary>Removes a passkey of an account.</summary>
    public void RemovePasskey(long accountId, byte[] credentialId) =>
        _database.Write(sql => sql.Execute("DELETE FROM passkeys WHERE credential_id = $1 AND account_id = $2", credentialId, accountId));

    internal static UserAccount Find(Statements sql, long id) => sql.One(Columns + "WHERE id = $1", Row, id)!;

    private static UserAccount Row(SqliteDataReader row) => new()
    {
        Id = row.GetInt64(0),
        Name = row.GetString(1),
        NormalName = row.GetString(2),
        DisplayName = row.GetString(3),
        Unit = row.GetString(4),
        Agency = row.GetString(5),
        Groups = JsonSerializer.Deserialize<string[]>(row.GetString(6))!,
        Roles = JsonSerializer.Deserialize<string[]>(row.GetString(7))!,
        IsDisabled = row.GetBoolean(8),
        PasswordHash = row.IsDBNull(9) ? null : row.GetString(9),
        SecurityStamp = row.GetString(10),
        AuthenticatorKey = row.IsDBNull(11) ? null : row.GetString(11),
        HasSecondFactor = row.GetBoolean(12),
        RecoveryCodes = row.IsDBNull(13) ? null : row.GetString(13),
        FailedCount = row.GetInt32(14),
        LockedUntil = row.IsDBNull(15) ? null : StoredTime.Read(row.GetString(15)),
    };

    private static object?[] Values(UserAccount account) =>
    [
        account.Name, account.NormalName, account.DisplayName, account.Unit, account.Agency,
        JsonSerializer.Serialize(account.Groups), JsonSerializer.Serialize(account.Roles), account.IsDisabled,
        account.PasswordHash, account.SecurityStamp, account.AuthenticatorKey, account.HasSecondFactor, account.RecoveryCodes, account.FailedCount, account.LockedUntil,
    ];
}
