namespace Comity.Store.Identity;

/// <summary>Who may use a node, what they prove themselves by, and what they did.</summary>
public sealed class AuthorityStore : IDisposable
{
    private readonly AuthorityDatabase _database;

    private AuthorityStore(string folder, TimeProvider clock)
    {
        _database = new AuthorityDatabase(folder);
        Accounts = new AccountTable(_database);
        Sessions = new SessionTable(_database, clock);
        Links = new LinkTable(_database, clock);
        Audit = new AuditTrail(_database, clock);
        Keys = new ServiceKeyTable(_database, clock);
        Views = new SavedViewTable(_database);
        Languages = new LanguageTable(_database);
        Requests = new AnsweredRequestTable(_database, clock);
    }

    /// <summary>Accounts of people.</summary>
    public AccountTable Accounts { get; }

    /// <summary>Who is signed in.</summary>
    public SessionTable Sessions { get; }

    /// <summary>Addresses that work once.</summary>
    public LinkTable Links { get; }

    /// <summary>What was done.</summary>
    public AuditTrail Audit { get; }

    /// <summary>Keys of programs.</summary>
    public ServiceKeyTable Keys { get; }

    /// <summary>Filters that accounts keep.</summary>
    public SavedViewTable Views { get; }

    /// <summary>The languages that accounts chose.</summary>
    public LanguageTable Languages { get; }

    /// <summary>What programs asked and were answered.</summary>
    public AnsweredRequestTable Requests { get; }

    /// <summary>Opens those of a node's folder, which is made when missing.</summary>
    /// <exception cref="NodeTooNewException">They were made by a later version of Comity.</exception>
    public static AuthorityStore Open(string folder, TimeProvider clock) => new(folder, clock);

    /// <summary>Writes the file anew without what was deleted.</summary>
    public void Compact() => _database.Compact();

    /// <inheritdoc />
    public void Dispose() => _database.Close();
}
