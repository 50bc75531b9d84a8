using System.Globalization;
using System.Text;
using Comity.Kernel.Subjects;
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

/// <summary>
/// The history of movements in one DuckDB file, <c>history.duckdb</c>: a column for each field of the schema, a row for
/// each version of each subject. A projection of the operational store: it catches up by sequence number, so a
/// crash between the two loses nothing, and it can be deleted and is then built again.
/// </summary>
public sealed class MovementHistory : IDisposable
{
    private const int RowsPerCatchUp = 20_000;

    private readonly SubjectSchema _schema;
    private readonly DuckDBConnection _connection;
    private readonly Lock _gate = new();

    private MovementHistory(SubjectSchema schema, DuckDBConnection connection)
    {
        _schema = schema;
        _connection = connection;
    }

    /// <summary>Opens or makes the history in a node's folder. One process at a time: open it only while holding the write lock.</summary>
    public static MovementHistory Open(string folder, SubjectSchema schema)
    {
        var connection = new DuckDBConnection($"Data Source={Path.Combine(folder, "history.duckdb")};memory_limit=1GB;threads=2");
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
        var last = LastSequence;
        var appended = 0L;
        foreach (var batch in versions.Where(v => v.Sequence > last).Chunk(RowsPerCatchUp))
        {
            lock (_gate)
            {
                using var appender = _connection.CreateAppender("movements");
                foreach (var version in batch)
                {
                    Append(appender, version);
                }
            }

            appended += batch.Length;
        }

        return appended;
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
             WITH alike AS (
                 SELECT subject_id, sequence, {string.Join(" + ", terms.Select(term => $"coalesce({term}, 0)"))} AS score
                 FROM movements WHERE NOT deleted AND subject_id <> {subjectId})
             SELECT subject_id, arg_max(score, sequence) AS score, max(sequence) AS latest FROM alike
             GROUP BY subject_id HAVING arg_max(score, sequence) >= {least}
             ORDER BY score DESC, latest DESC LIMIT {take}
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

    /// <summary>Consignments received per day, oldest first, over the days that have any.</summary>
    public IReadOnlyList<(DateOnly Day, long Count)> PerDay()
    {
        lock (_gate)
        {
            using var command = _connection.CreateCommand();
            command.CommandText =
                "SELECT received_at::DATE AS day, count(*) FROM movements WHERE version = 1 GROUP BY day ORDER BY day";
            using var reader = command.ExecuteReader();
            var list = new List<(DateOnly, long)>();
            while (reader.Read())
            {
                list.Add((reader.GetFieldValue<DateOnly>(0), reader.GetInt64(1)));
            }

            return list;
        }
    }

    /// <inheritdoc />
    public void Dispose() => _connection.Dispose();

    private void Prepare()
    {
        Execute(
            """
            CREATE TABLE IF NOT EXISTS movements (
                sequence BIGINT NOT NULL, subject_id BIGINT NOT NULL, version INTEGER NOT NULL,
                deleted BOOLEAN NOT NULL, received_at TIMESTAMP NOT NULL)
            """);
        var wanted = string.Join(",", _schema.Fields.Select(f => $"{f.Path} {SqlType(f.Type)}"));
        Execute("CREATE TABLE IF NOT EXISTS layout (fields VARCHAR NOT NULL)");
        if (Scalar("SELECT max(fields) FROM layout") is string held && held == wanted)
        {
            return;
        }

        // The appender writes columns by position. A schema that changed is a new table, filled again from the store.
        var columns = new StringBuilder();
        foreach (var field in _schema.Fields)
        {
            columns.Append(", ").Append(Column(field.Path)).Append(' ').Append(SqlType(field.Type));
        }

        Execute(
            $"""
             BEGIN;
             CREATE OR REPLACE TABLE movements (
                sequence BIGINT NOT NULL, subject_id BIGINT NOT NULL, version INTEGER NOT NULL,
                deleted BOOLEAN NOT NULL, received_at TIMESTAMP NOT NULL{columns});
             DELETE FROM layout;
             INSERT INTO layout VALUES ('{wanted}');
             COMMIT;
             """);
    }

    private void Append(DuckDBAppender appender, SubjectVersion version)
    {
        var row = appender.CreateRow()
            .AppendValue(version.Sequence)
            .AppendValue(version.SubjectId)
            .AppendValue(version.Version)
            .AppendValue(version.Deleted)
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
                DateTimeOffset t => row.AppendValue(t.UtcDateTime),
                IReadOnlyList<string> list => row.AppendValue(list),
                var other => throw new InvalidOperationException($"A fact cannot be a {other.GetType().Name}."),
            };
        }

        row.EndRow();
    }

    private static string Column(string path) => path.Replace('.', '_');

    private static string SqlType(FactType type) => type switch
    {
        FactType.Boolean => "BOOLEAN",
        FactType.Integer => "BIGINT",
        FactType.Number => "DOUBLE",
        FactType.Text => "VARCHAR",
        FactType.Timestamp => "TIMESTAMP",
        FactType.TextList => "VARCHAR[]",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, message: null),
    };

    private void Execute(string sql)
    {
        using var command = _connection.CreateCommand();
#pragma warning disable CA2100 // Built from the schema's field names, which are constants of the product.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    private object? Scalar(string sql)
    {
        using var command = _connection.CreateCommand();
#pragma warning disable CA2100 // A constant of this class.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command.ExecuteScalar() is { } value and not DBNull ? value : null;
    }
}
