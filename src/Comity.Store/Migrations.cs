using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Comity.Store;

/// <summary>The node was made by a later version of Comity than this one.</summary>
public sealed class NodeTooNewException(string message) : Exception(message);

/// <summary>
/// Numbered SQL files, applied in order, each in one transaction with its number. A file that has been released is
/// never changed.
/// </summary>
internal sealed class Migrations
{
    private const int NumberDigits = 4;

    private readonly (int Number, string Resource)[] _all;

    private Migrations(string folder) => _all = [.. typeof(Migrations).Assembly.GetManifestResourceNames()
        .Where(name => name.StartsWith(folder, StringComparison.Ordinal) && name.EndsWith(".sql", StringComparison.Ordinal))
        .Select(name => (int.Parse(name.AsSpan(folder.Length, NumberDigits), CultureInfo.InvariantCulture), name))
        .OrderBy(migration => migration.Item1)];

    /// <summary>Those of the operational store.</summary>
    public static Migrations Node { get; } = new("node/");

    /// <summary>Those of accounts and audit.</summary>
    public static Migrations Authority { get; } = new("authority/");

    /// <exception cref="NodeTooNewException">The database has more migrations than this program.</exception>
    public bool Pending(SqliteConnection connection)
    {
        var applied = Applied(connection);
        if (applied > _all[^1].Number)
        {
            throw new NodeTooNewException(
                $"This node was made by a later version of Comity (schema {applied}; this one knows {_all[^1].Number}). Use the later version.");
        }

        return applied < _all[^1].Number;
    }

    public void Apply(SqliteConnection connection)
    {
        foreach (var (number, resource) in _all.Where(migration => migration.Number > Applied(connection)).ToArray())
        {
            using var transaction = connection.BeginTransaction();
            using var stream = typeof(Migrations).Assembly.GetManifestResourceStream(resource)!;
            using var text = new StreamReader(stream);
            using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The text is a resource of this assembly.
            command.CommandText = text.ReadToEnd() + string.Create(CultureInfo.InvariantCulture, $";PRAGMA user_version={number};");
#pragma warning restore CA2100
            command.ExecuteNonQuery();
            transaction.Commit();
        }
    }

    private static long Applied(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA user_version;";
        return (long)command.ExecuteScalar()!;
    }
}
