using Microsoft.Data.Sqlite;

namespace Comity.Store.Tests;

/// <summary>Reaches into a node behind the store's back.</summary>
internal static class Sql
{
    public static void Execute(NodeFolder folder, string sql) => Run(folder, sql, command => command.ExecuteNonQuery());

    public static long Count(NodeFolder folder, string sql) => Run(folder, sql, command => (long)command.ExecuteScalar()!);

    private static T Run<T>(NodeFolder folder, string sql, Func<SqliteCommand, T> run)
    {
        using var connection = new SqliteConnection($"Data Source={folder["node.db"]};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Written in the tests.
        command.CommandText = sql;
#pragma warning restore CA2100
        return run(command);
    }
}
