namespace Comity.Store.Identity;

/// <summary>The languages that accounts chose to read the pages in.</summary>
public sealed class LanguageTable
{
    private readonly AuthorityDatabase _database;

    internal LanguageTable(AuthorityDatabase database) => _database = database;

    /// <summary>The code an account chose, or null.</summary>
    public string? Of(long accountId) => _database.Read(sql => sql.Scalar<string>("SELECT language FROM languages WHERE account_id = $1", accountId));

    /// <summary>Keeps what an account chose.</summary>
    public void Choose(long accountId, string code) => _database.Write(sql => sql.Execute(
        "INSERT INTO languages (account_id, language) VALUES ($1, $2) ON CONFLICT (account_id) DO UPDATE SET language = excluded.language", accountId, code));
}
