using DuckDB.NET.Data;

namespace Comity.Store.Backtest;

/// <summary>Runs queries on one connection that stop within milliseconds when they are no longer wanted.</summary>
internal sealed class HistoryQuery(DuckDBConnection connection, CancellationToken cancellation)
{
    private static readonly TimeSpan Pulse = TimeSpan.FromMilliseconds(5);

    /// <summary>Runs a query and reads its rows; they are not held in memory.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public void Read(string sql, Action<DuckDBDataReader> row) => ReadWhile(sql, reader =>
    {
        row(reader);
        return true;
    });

    /// <summary>Runs a query that gives one whole number.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public long Number(string sql)
    {
        var number = 0L;
        Read(sql, row => number = row.GetInt64(0));
        return number;
    }

    /// <summary>Runs a query and reads its rows as long as more are wanted.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public void ReadWhile(string sql, Func<DuckDBDataReader, bool> row)
    {
        cancellation.ThrowIfCancellationRequested();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Made by the translator, which quotes every text.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.UseStreamingMode = true;
        try
        {
            using var interrupts = new Interrupts(command, cancellation);
            using var reader = command.ExecuteReader();
            while (reader.Read())
            {
                cancellation.ThrowIfCancellationRequested();
                if (!row(reader))
                {
                    break;
                }
            }
        }
        catch (DuckDBException error) when (cancellation.IsCancellationRequested)
        {
            throw new OperationCanceledException(error.Message, error, cancellation);
        }
    }

    /// <summary>Interrupts a command once it is cancelled, again and again until it has ended: a query forgets what came before its start.</summary>
    private sealed class Interrupts : IDisposable
    {
        private readonly Lock _gate = new();
        private readonly DuckDBCommand _command;
        private readonly Timer _timer;
        private readonly CancellationTokenRegistration _registration;
        private bool _ended;

        public Interrupts(DuckDBCommand command, CancellationToken cancellation)
        {
            _command = command;
            _timer = new Timer(_ => Interrupt());
            _registration = cancellation.Register(() => _timer.Change(TimeSpan.Zero, Pulse));
        }

        public void Dispose()
        {
            _registration.Dispose();
            _timer.Dispose();
            lock (_gate)
            {
                _ended = true;
            }
        }

        private void Interrupt()
        {
            lock (_gate)
            {
                if (!_ended)
                {
                    _command.Cancel();
                }
            }
        }
    }
}
