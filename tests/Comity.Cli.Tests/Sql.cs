using Microsoft.Data.Sqlite;

namespace Comity.Cli.Tests;

/// <summary>Reaches into a node's store behind the command's back.</summary>
internal static class Sql
{
    public static SqliteConnection Open(ComityNode node, string file = "node.db")
    {
        var connection = new SqliteConnection($"Data Source={Path.Combine(node["node"], file)};Pooling=False");
        connection.Open();
        return connection;
    }

    public static void Execute(SqliteConnection connection, string sql)
    {
        using var command = Command(connection, sql);
        command.ExecuteNonQuery();
    }

    public static long Number(SqliteConnection connection, string sql)
    {
        using var command = Command(connection, sql);
        return (long)command.ExecuteScalar()!;
    }

    private static SqliteCommand Command(SqliteConnection connection, string sql)
    {
        var command = connection.CreateCommand();
#pragma warning disable CA2100 // Written in the tests.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command;
    }
}
