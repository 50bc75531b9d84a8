namespace Comity.Store.Identity;

/// <summary>Filters of lists that accounts keep under a name.</summary>
public sealed class SavedViewTable
{
    /// <summary>Most characters of a name.</summary>
    public const int LongestName = 60;

    /// <summary>Most views an account keeps; a further one is not kept.</summary>
    public const int MostPerAccount = 20;

    private const int LongestQuery = 1000;
    private readonly AuthorityDatabase _database;

    internal SavedViewTable(AuthorityDatabase database) => _database = database;

    /// <summary>The views of an account by name: the filter as it stands in an address.</summary>
    public IReadOnlyDictionary<string, string> Of(string account) => _database.Read(sql => new SortedDictionary<string, string>(
        sql.All("SELECT name, query FROM saved_views WHERE account = $1", row => (Name: row.GetString(0), Query: row.GetString(1)), account)
            .ToDictionary(view => view.Name, view => view.Query, StringComparer.Ordinal), StringComparer.Ordinal));

    /// <summary>Keeps a view, in place of one of the same name.</summary>
    /// <param name="account">Whose.</param>
    /// <param name="name">Its name.</param>
    /// <param name="query">The filter; null to remove the view.</param>
    /// <returns>Whether it was kept or removed; not when the name or filter is too long, or there are too many.</returns>
    public bool Save(string account, string name, string? query) => _database.Write(sql =>
    {
        if (query is null)
        {
            return sql.Execute("DELETE FROM saved_views WHERE account = $1 AND name = $2", account, name) > 0;
        }

        return name.Length is > 0 and <= LongestName && query.Length <= LongestQuery && sql.Execute(
            """
            INSERT INTO saved_views (account, name, query)
            SELECT $1, $2, $3 WHERE (SELECT count(*) FROM saved_views WHERE account = $1 AND name <> $2) < $4
            ON CONFLICT (account, name) DO UPDATE SET query = excluded.query
            """,
            account, name, query, MostPerAccount) > 0;
    });
}
