using System.Globalization;
using System.Text;
using Comity.Kernel.Subjects;
using Comity.Store.Backtest;
using DuckDB.NET.Data;

namespace Comity.Store;

/// <summary>One fact that two subjects may share, and how much that counts.</summary>
/// <param name="Path">The field.</param>
/// <param name="Weight">What an equal value adds to the likeness.</param>
public sealed record Likeness(string Path, double Weight);

/// <summary>A subject that is like another.</summary>
/// <param name="SubjectId">The subject.</param>
/// <param name="Score">The sum of the weights of what both share.</param>
public sealed record SimilarSubject(long SubjectId, double Score);

/// <summary>The subjects a history holds.</summary>
/// <param name="Rows">Subjects with their last version, those withdrawn left out.</param>
/// <param name="First">The day the first version was received, UTC; null of an empty history.</param>
/// <param name="Last">The day the last was.</param>
public sealed record HistoryExtent(long Rows, DateOnly? First, DateOnly? Last);

/// <summary>
/// The history of movements in one DuckDB file, <c>history.duckdb</c>: a column for each field of the schema, a row for
/// each version of each subject. A projection of the operational store: it catches up by sequence number, so a
/// crash between the two loses nothing, and it can be deleted and is then built again.
/// </summary>
public sealed class MovementHistory : IDisposable
{
    private const int RowsPerFlush = 20_000;

    // standing: the last version of its subject, and not withdrawn.
    private const string OwnColumns =
        "sequence BIGINT NOT NULL, subject_id BIGINT NOT NULL, version INTEGER NOT NULL, "
        + "deleted BOOLEAN NOT NULL, standing BOOLEAN NOT NULL, received_at TIMESTAMP NOT NULL";

    private readonly SubjectSchema _schema;
    private readonly DuckDBConnection _connection;
    private readonly Lock _gate = new();

    private MovementHistory(SubjectSchema schema, DuckDBConnection connection)
    {
        _schema = schema;
        _connection = connection;
    }

    /// <summary>How DuckDB opens the history of a folder; within one process every connection must do it alike.</summary>
    public static string ConnectionString(string folder) => $"Data Source={Path.Combine(folder, "history.duckdb")};memory_limit=512MB;threads=2";

    /// <summary>Opens or makes the history in a node's folder. One process at a time: open it only while holding the write lock.</summary>
    public static MovementHistory Open(string folder, SubjectSchema schema)
    {
        var connection = new DuckDBConnection(ConnectionString(folder));
        try
        {
            connection.Open();
            var history = new MovementHistory(schema, connection);
            history.Prepare();
            return history;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>The sequence number of the last version in the history; 0 when it is empty.</summary>
    public long LastSequence
    {
        get
        {
            lock (_gate)
            {
                return Convert.ToInt64(Scalar("SELECT coalesce(max(sequence), 0) FROM movements"), CultureInfo.InvariantCulture);
            }
        }
    }

    /// <summary>Appends versions in the order of their sequence numbers; those already there are skipped.</summary>
    /// <returns>How many were appended.</returns>
    public long Append(IEnumerable<SubjectVersion> versions)
    {
        lock (_gate)
        {
            var last = LastSequence;
            var appended = 0L;
            using var rows = versions.Where(v => v.Sequence > last).GetEnumerator();
            for (var more = rows.MoveNext(); more;)
            {
                using var transaction = _connection.BeginTransaction();
                var (before, replaces) = (last, false);
                using (var appender = _connection.CreateAppender("movements"))
                {
                    for (var i = 0; i < RowsPerFlush && more; i++, more = rows.MoveNext())
                    {
                        if (HoldsNul(rows.Current.Record))
                        {
                            Insert(rows.Current);
                        }
                        else
                        {
                            Append(appender, rows.Current);
                        }

                        last = rows.Current.Sequence;
                        replaces |= rows.Current.Version > 1;
                        appended++;
                    }
                }

                HistoryState.Extend(_connection, before, replaces);
                transaction.Commit();
            }

            return appended;
        }
    }

    /// <summary>Deletes the history of a node, which must not be open.</summary>
    public static void Delete(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(folder, "history.duckdb*"))
        {
            File.Delete(file);
        }
    }

    /// <summary>Subjects whose last version shares facts with a record, most alike first; the record's own subject is left out.</summary>
    /// <param name="record">The record to compare with. Facts it does not have add nothing.</param>
    /// <param name="subjectId">Its own subject.</param>
    /// <param name="likeness">Text fields that count.</param>
    /// <param name="least">Likeness a subject must reach.</param>
    /// <param name="take">How many at most.</param>
    public IReadOnlyList<SimilarSubject> Similar(
        SubjectRecord record, long subjectId, IReadOnlyList<Likeness> likeness, double least, int take)
    {
        using var command = _connection.CreateCommand();
        var terms = new List<string>();
        foreach (var (path, weight) in likeness)
        {
            if (record[path] is { } value)
            {
                terms.Add(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{weight}::DOUBLE * ({(value is IReadOnlyList<string> ? $"list_has_any({Column(path)}, ?)" : $"{Column(path)} = ?")})::INT"));
                command.Parameters.Add(new DuckDBParameter(value is IReadOnlyList<string> list ? list.ToList() : value));
            }
        }

        if (terms.Count == 0)
        {
            return [];
        }

        command.CommandText = string.Create(
            CultureInfo.InvariantCulture,
            $"""
             SELECT subject_id, {string.Join(" + ", terms.Select(term => $"coalesce({term}, 0)"))} AS score FROM movements
             WHERE standing AND subject_id <> {subjectId} AND score >= {least}
             ORDER BY score DESC, sequence DESC LIMIT {take}
             """);
        lock (_gate)
        {
            using var reader = command.ExecuteReader();
            var list = new List<SimilarSubject>();
            while (reader.Read())
            {
                list.Add(new SimilarSubject(reader.GetInt64(0), reader.GetDouble(1)));
            }

            return list;
        }
    }

    /// <summary>How many subjects the history holds, and from when to when.</summary>
    public HistoryExtent Extent()
    {
        lock (_gate)
        {
            return HistoryState.Read(_connection)!.Extent;
        }
    }

    /// <summary>The schema of its subjects.</summary>
    internal SubjectSchema Schema => _schema;

    /// <summary>Another connection to the history, to read while this one appends.</summary>
    internal DuckDBConnection Connect()
    {
        var connection = new DuckDBConnection(_connection.ConnectionString);
        connection.Open();
        return connection;
    }

    /// <inheritdoc />
    public void Dispose() => _connection.Dispose();

    private void Prepare()
    {
        var wanted = $"{OwnColumns}, {string.Join(",", _schema.Fields.Select(f => $"{f.Path} {SqlType(f.Type)}"))}";
        Execute("CREATE TABLE IF NOT EXISTS layout (fields VARCHAR NOT NULL)");
        if (Scalar("SELECT max(fields) FROM layout") is not string held || held != wanted)
        {
            // The appender writes columns by position. A schema that changed is a new table, filled again from the store.
            var columns = new StringBuilder(OwnColumns);
            foreach (var field in _schema.Fields)
            {
                columns.Append(", ").Append(Column(field.Path)).Append(' ').Append(SqlType(field.Type));
            }

            Execute(
                $"""
                 BEGIN;
                 DROP TABLE IF EXISTS movement_sample;
                 DROP TABLE IF EXISTS history_state;
                 CREATE OR REPLACE TABLE movements ({columns});
                 DELETE FROM layout;
                 INSERT INTO layout VALUES ('{wanted}');
                 COMMIT;
                 """);
        }

        Execute(HistoryState.Tables);
        if (HistoryState.Read(_connection)?.Upto != LastSequence)
        {
            using var transaction = _connection.BeginTransaction();
            HistoryState.Rebuild(_connection);
            transaction.Commit();
        }
    }

    private void Append(DuckDBAppender appender, SubjectVersion version)
    {
        var row = appender.CreateRow()
            .AppendValue(version.Sequence)
            .AppendValue(version.SubjectId)
            .AppendValue(version.Version)
            .AppendValue(version.Deleted)
            .AppendValue(!version.Deleted)
            .AppendValue(version.ReceivedAt.UtcDateTime);
        for (var i = 0; i < _schema.Fields.Count; i++)
        {
            _ = version.Record[i] switch
            {
                null => row.AppendNullValue(),
                bool b => row.AppendValue(b),
                long l => row.AppendValue(l),
                double d => row.AppendValue(d),
                string s => row.AppendValue(s),
                DateTimeOffset t => row.AppendValue(Sql.Ticks(t)),
                IReadOnlyList<string> list => row.AppendValue(list),
                var other => throw new InvalidOperationException($"A fact cannot be a {other.GetType().Name}."),
            };
        }

        row.EndRow();
    }

    // The appender cuts a text at its first NUL.
    private static bool HoldsNul(SubjectRecord record)
    {
        for (var i = 0; i < record.Schema.Fields.Count; i++)
        {
            if (record[i] is string text ? text.Contains('\0', StringComparison.Ordinal)
                : record[i] is IReadOnlyList<string> list && list.Any(t => t.Contains('\0', StringComparison.Ordinal)))
            {
                return true;
            }
        }

        return false;
    }

    private void Insert(SubjectVersion version)
    {
        var facts = string.Concat(Enumerable.Range(0, _schema.Fields.Count).Select(i => ", " + Literal(version.Record[i])));
        Execute(string.Create(
            CultureInfo.InvariantCulture,
            $"""
             INSERT INTO movements VALUES ({version.Sequence}, {version.SubjectId}, {version.Version}, {version.Deleted}, {!version.Deleted},
                 TIMESTAMP '{version.ReceivedAt.UtcDateTime:yyyy-MM-dd HH:mm:ss.ffffff}'{facts})
             """));

        static string Literal(object? fact) => fact switch
        {
            null => "NULL",
            string text => Text(text),
            IReadOnlyList<string> list => $"[{string.Join(", ", list.Select(Text))}]::VARCHAR[]",
            _ => Sql.Literal(fact)!.Text,
        };

        // As the appender does, what is not Unicode becomes U+FFFD.
        static string Text(string text) => Sql.Quote(Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)))!;
    }

    /// <summary>The column of a field.</summary>
    internal static string Column(string path) => path.Replace('.', '_');

    private static string SqlType(FactType type) => type switch
    {
        FactType.Boolean => "BOOLEAN",
        FactType.Integer => "BIGINT",
        FactType.Number => "DOUBLE",
        FactType.Text => "VARCHAR",
        // DuckDB's times are whole microseconds, and those with nanoseconds end in 2262; facts have 100 ns and end in 9999.
        FactType.Timestamp => "BIGINT",
        FactType.TextList => "VARCHAR[]",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, message: null),
    };

    private void Execute(string sql) => HistoryState.Execute(_connection, sql);

    private object? Scalar(string sql)
    {
        using var command = _connection.CreateCommand();
#pragma warning disable CA2100 // A constant of this class.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command.ExecuteScalar() is { } value and not DBNull ? value : null;
    }
}
