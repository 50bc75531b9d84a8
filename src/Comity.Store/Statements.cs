using System.Globalization;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Comity.Store;

/// <summary>
/// Runs SQL on one connection. Each statement is prepared once and used again: an import runs the same few
/// statements hundreds of thousands of times. What gives back at most a value goes to SQLite directly, since a
/// command and a reader for each took longer than the statement.
/// </summary>
internal sealed class Statements(SqliteConnection connection) : IDisposable
{
    private readonly Dictionary<string, SqliteCommand> _prepared = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (sqlite3_stmt Statement, int[] Places)> _direct = new(StringComparer.Ordinal);

    /// <summary>Runs a statement whose parameters are <c>$1</c>, <c>$2</c>, … in the order of the values.</summary>
    /// <returns>How many rows the last insertion, update or deletion changed.</returns>
    public int Execute(string sql, params ReadOnlySpan<object?> values)
    {
        var statement = BindDirect(sql, values);
        try
        {
            while (Step(statement))
            {
            }

            return raw.sqlite3_changes(connection.Handle);
        }
        finally
        {
            raw.sqlite3_reset(statement);
        }
    }

    /// <summary>The first column of the first row: a whole number, a text or bytes.</summary>
    public T? Scalar<T>(string sql, params ReadOnlySpan<object?> values)
    {
        var statement = BindDirect(sql, values);
        try
        {
            if (!Step(statement))
            {
                return default;
            }

            object? value = raw.sqlite3_column_type(statement, 0) switch
            {
                raw.SQLITE_NULL => null,
                raw.SQLITE_INTEGER => raw.sqlite3_column_int64(statement, 0),
                raw.SQLITE_BLOB => raw.sqlite3_column_blob(statement, 0).ToArray(),
                raw.SQLITE_TEXT => raw.sqlite3_column_text(statement, 0).utf8_to_string(),
                var other => throw new InvalidOperationException($"No statement asks for a value of SQLite's type {other}."),
            };
            while (Step(statement))
            {
            }

            return (T?)value;
        }
        finally
        {
            raw.sqlite3_reset(statement);
        }
    }

    public T? One<T>(string sql, Func<SqliteDataReader, T> map, params ReadOnlySpan<object?> values)
    {
        using var reader = Bind(sql, values).ExecuteReader();
        return reader.Read() ? map(reader) : default;
    }

    public List<T> All<T>(string sql, Func<SqliteDataReader, T> map, params ReadOnlySpan<object?> values)
    {
        using var reader = Bind(sql, values).ExecuteReader();
        var list = new List<T>();
        while (reader.Read())
        {
            list.Add(map(reader));
        }

        return list;
    }

    /// <summary>Rows one by one, for results larger than memory. The statement must not be used again before the end.</summary>
    public IEnumerable<T> Stream<T>(string sql, Func<SqliteDataReader, T> map, params object?[] values)
    {
        using var reader = Bind(sql, values).ExecuteReader();
        while (reader.Read())
        {
            yield return map(reader);
        }
    }

    public void Dispose()
    {
        foreach (var command in _prepared.Values)
        {
            command.Dispose();
        }

        foreach (var (statement, _) in _direct.Values)
        {
            statement.Dispose();
        }

        _prepared.Clear();
        _direct.Clear();
    }

    private bool Step(sqlite3_stmt statement)
    {
        var result = raw.sqlite3_step(statement);
        if (result is not (raw.SQLITE_ROW or raw.SQLITE_DONE))
        {
            SqliteException.ThrowExceptionForRC(result, connection.Handle);
        }

        return result == raw.SQLITE_ROW;
    }

    private sqlite3_stmt BindDirect(string sql, ReadOnlySpan<object?> values)
    {
        if (!_direct.TryGetValue(sql, out var direct))
        {
            SqliteException.ThrowExceptionForRC(raw.sqlite3_prepare_v2(connection.Handle, sql, out direct.Statement), connection.Handle);
            // To SQLite $1 is a name: it numbers parameters in the order they occur.
            direct.Places = [.. Enumerable.Range(1, values.Length).Select(n =>
                raw.sqlite3_bind_parameter_index(direct.Statement, string.Create(CultureInfo.InvariantCulture, $"${n}")))];
            _direct.Add(sql, direct);
        }

        var (statement, places) = direct;
        for (var i = 0; i < values.Length; i++)
        {
            var at = places[i];
            var result = Stored(values[i]) switch
            {
                null => raw.sqlite3_bind_null(statement, at),
                long number => raw.sqlite3_bind_int64(statement, at, number),
                int number => raw.sqlite3_bind_int64(statement, at, number),
                double number => raw.sqlite3_bind_double(statement, at, number),
                string text => raw.sqlite3_bind_text(statement, at, text),
                byte[] bytes => raw.sqlite3_bind_blob(statement, at, bytes),
                var other => throw new ArgumentException($"A {other.GetType().Name} cannot be kept.", nameof(values)),
            };
            SqliteException.ThrowExceptionForRC(result, connection.Handle);
        }

        return statement;
    }

    private SqliteCommand Bind(string sql, ReadOnlySpan<object?> values)
    {
        if (!_prepared.TryGetValue(sql, out var command))
        {
            command = connection.CreateCommand();
#pragma warning disable CA2100 // The text is a constant of this assembly; values only ever go in as parameters.
            command.CommandText = sql;
#pragma warning restore CA2100
            for (var i = 0; i < values.Length; i++)
            {
                command.Parameters.Add(new SqliteParameter { ParameterName = string.Create(CultureInfo.InvariantCulture, $"${i + 1}") });
            }

            _prepared.Add(sql, command);
        }

        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = Stored(values[i]) ?? DBNull.Value;
        }

        return command;
    }

    private static object? Stored(object? value) => value switch
    {
        DateTimeOffset t => StoredTime.Write(t),
        DateOnly d => d.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        bool b => b ? 1L : 0L,
        _ => value,
    };
}

/// <summary>Times are kept as ISO 8601 in UTC with a fixed number of digits, so that text order is time order.</summary>
internal static class StoredTime
{
    private const string Format = "yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'";

    public static string Write(DateTimeOffset time) => time.UtcDateTime.ToString(Format, CultureInfo.InvariantCulture);

    public static DateTimeOffset Read(string text) =>
        DateTimeOffset.ParseExact(text, Format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
