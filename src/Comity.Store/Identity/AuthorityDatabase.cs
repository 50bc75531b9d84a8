using Microsoft.Data.Sqlite;

namespace Comity.Store.Identity;

/// <summary>
/// <c>authority.db</c> in a node's folder: accounts, sessions and the audit. Any process may write to it at any time;
/// SQLite's own lock orders the short transactions, so neither a sign-in nor an audited read waits for an import.
/// </summary>
internal sealed class AuthorityDatabase
{
    private const int PatienceSeconds = 60;
    private readonly string _connection;

    public AuthorityDatabase(string folder)
    {
        Directory.CreateDirectory(folder);
        _connection = new SqliteConnectionStringBuilder
        {
            DataSource = Path.Combine(folder, "authority.db"),
            Mode = SqliteOpenMode.ReadWriteCreate,
            ForeignKeys = true,
            DefaultTimeout = PatienceSeconds,
        }.ToString();
        using var connection = Connect();
        if (Migrations.Authority.Pending(connection))
        {
            Migrations.Authority.Apply(connection);
        }
    }

    public T Read<T>(Func<Statements, T> read)
    {
        using var connection = Connect();
        using var sql = new Statements(connection);
        return read(sql);
    }

    public T Write<T>(Func<Statements, T> write)
    {
        using var connection = Connect();
        using var transaction = connection.BeginTransaction(deferred: false);
        using var sql = new Statements(connection);
        var result = write(sql);
        transaction.Commit();
        return result;
    }

    /// <summary>Rows one by one, on a connection of their own.</summary>
    public IEnumerable<T> Stream<T>(Func<Statements, IEnumerable<T>> read)
    {
        using var connection = Connect();
        using var sql = new Statements(connection);
        foreach (var row in read(sql))
        {
            yield return row;
        }
    }

    public void Compact()
    {
        using var connection = Connect();
        using var command = connection.CreateCommand();
        command.CommandText = "VACUUM; PRAGMA wal_checkpoint(TRUNCATE);";
        command.ExecuteNonQuery();
    }

    public void Close() => SqliteConnection.ClearPool(new SqliteConnection(_connection));

    private SqliteConnection Connect()
    {
        var connection = new SqliteConnection(_connection);
        connection.Open();
        using var command = connection.CreateCommand();
        // FULL: an act that was allowed must not lose its audit entry to a power cut.
        command.CommandText = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;";
        command.ExecuteNonQuery();
        return connection;
    }
}
