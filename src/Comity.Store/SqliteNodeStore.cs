using System.Globalization;
using Comity.Kernel.Account;
using Comity.Kernel.Subjects;
using Microsoft.Data.Sqlite;

namespace Comity.Store;

/// <summary>
/// The operational store of a node in one SQLite file, <c>node.db</c>, inside the node's folder. The first unit of
/// work takes the folder's write lock and keeps it until the store is disposed.
/// </summary>
public sealed class SqliteNodeStore : INodeStore
{
    private static readonly TimeSpan LockPoll = TimeSpan.FromMilliseconds(20);
    private readonly string _folder;
    private readonly SubjectSchema _schema;
    private readonly SemaphoreSlim _oneUnit = new(1, 1);
    private readonly TimeSpan? _patience;
    private TrackRecordCache _trackRecords = new();
    private WriterLock? _lock;

    private SqliteNodeStore(string folder, SubjectSchema schema, TimeSpan? patience)
    {
        _folder = folder;
        _schema = schema;
        _patience = patience;
    }

    /// <summary>Opens the node in a folder, which is made, and brings its schema up to date.</summary>
    /// <param name="folder">The node's folder.</param>
    /// <param name="schema">The schema of the subjects that are kept in it.</param>
    /// <exception cref="StoreBusyException">The schema must be brought up to date while another process writes.</exception>
    /// <exception cref="NodeTooNewException">The node was made by a later version of Comity.</exception>
    public static SqliteNodeStore Open(string folder, SubjectSchema schema) => Open(folder, schema, null);

    /// <summary>
    /// Opens the node for a process that writes now and then and lets others write in between: the write lock is held for
    /// each unit of work only.
    /// </summary>
    /// <param name="folder">The node's folder.</param>
    /// <param name="schema">The schema of the subjects that are kept in it.</param>
    /// <param name="patience">How long a unit of work waits for another process that writes.</param>
    /// <exception cref="NodeTooNewException">The node was made by a later version of Comity.</exception>
    public static SqliteNodeStore OpenShared(string folder, SubjectSchema schema, TimeSpan patience) => Open(folder, schema, patience);

    private static SqliteNodeStore Open(string folder, SubjectSchema schema, TimeSpan? patience)
    {
        Directory.CreateDirectory(folder);
        var store = new SqliteNodeStore(folder, schema, patience);
        try
        {
            using var connection = store.Connect();
            if (Migrations.Node.Pending(connection))
            {
                store._lock = store.TakeLock();
                Migrations.Node.Apply(connection);
                store.LeaveLock();
            }

            return store;
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }

    /// <inheritdoc />
    public IUnitOfWork Begin()
    {
        _oneUnit.Wait();
        try
        {
            _lock ??= TakeLock();
            return new SqliteUnitOfWork(Connect(), _schema, _trackRecords, Leave);
        }
        catch
        {
            Leave();
            throw;
        }

        void Leave()
        {
            LeaveLock();
            _oneUnit.Release();
        }
    }

    /// <inheritdoc />
    public INodeView Read() => new SqliteNodeView(Connect(), _schema);

    /// <inheritdoc />
    public void Compact()
    {
        // A unit of work that is begun holds off every other writer.
        _oneUnit.Wait();
        try
        {
            _lock ??= TakeLock();
            using var connection = Connect();
            using var command = connection.CreateCommand();
            command.CommandText = "VACUUM; PRAGMA wal_checkpoint(TRUNCATE);";
            command.ExecuteNonQuery();
            // What was remembered of deleted rows is remembered anew.
            _trackRecords = new TrackRecordCache();
        }
        finally
        {
            LeaveLock();
            _oneUnit.Release();
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        SqliteConnection.ClearPool(new SqliteConnection(ConnectionString));
        _lock?.Dispose();
        _oneUnit.Dispose();
    }

    private WriterLock TakeLock()
    {
        for (var waited = TimeSpan.Zero; ; waited += LockPoll)
        {
            try
            {
                return WriterLock.Take(_folder);
            }
            catch (StoreBusyException) when (_patience is { } patience && waited < patience)
            {
                Thread.Sleep(LockPoll);
            }
        }
    }

    private void LeaveLock()
    {
        if (_patience is not null)
        {
            _lock?.Dispose();
            _lock = null;
            // Whoever writes next may change what was remembered here.
            _trackRecords = new TrackRecordCache();
        }
    }

    private string ConnectionString => new SqliteConnectionStringBuilder
    {
        DataSource = Path.Combine(_folder, "node.db"),
        Mode = SqliteOpenMode.ReadWriteCreate,
        ForeignKeys = true,
        DefaultTimeout = 60,
    }.ToString();

    private SqliteConnection Connect()
    {
        var connection = new SqliteConnection(ConnectionString);
        connection.Open();
        using var command = connection.CreateCommand();
        // FULL: a committed message survives a power cut. A seizure that was recorded must not be lost.
        // Pages that several commits touch are copied from the log once, when it has grown to 64 MiB.
        command.CommandText =
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-32768; PRAGMA wal_autocheckpoint=16384; PRAGMA temp_store=FILE;";
        command.ExecuteNonQuery();
        return connection;
    }
}

/// <summary>The folder's write lock: held by one process at a time, released by the system when the process dies.</summary>
internal sealed class WriterLock : IDisposable
{
    private readonly FileStream _file;
    private readonly string _owner;

    private WriterLock(FileStream file, string owner)
    {
        _file = file;
        _owner = owner;
    }

    public static WriterLock Take(string folder)
    {
        var owner = Path.Combine(folder, "writer.txt");
        var place = Path.Combine(folder, "writer.lock");
        FileStream file;
        try
        {
            file = new FileStream(place, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException) when (File.Exists(place))
        {
            throw new StoreBusyException(
                $"The node in {folder} is being written by another comity ({Owner(owner)}). "
                + "Wait until it has finished, stop it, or use its pages; or name another folder with --data.");
        }

        try
        {
            File.WriteAllText(owner, string.Create(CultureInfo.InvariantCulture, $"process {Environment.ProcessId}"));
            return new WriterLock(file, owner);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static string Owner(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (IOException)
        {
            // Between taking the lock and naming itself, or between the end of its name and of its lock.
            return "process unknown";
        }
    }

    public void Dispose()
    {
        File.Delete(_owner);
        _file.Dispose();
    }
}
