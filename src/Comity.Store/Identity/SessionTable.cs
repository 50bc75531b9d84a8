using Comity.Kernel.Account.Authority;

namespace Comity.Store.Identity;

/// <summary>Somebody who is signed in.</summary>
/// <param name="Id">The session's name in the store; not what the browser holds.</param>
/// <param name="Account">Who.</param>
/// <param name="BeganAt">Since when.</param>
/// <param name="SeenAt">When it was last used, to the half minute.</param>
/// <param name="ProvedAt">When the person last proved to be it.</param>
/// <param name="Method">By what: <c>password</c>, <c>mfa</c>, <c>passkey</c>, <c>link</c> or <c>provider</c>.</param>
/// <param name="Origin">From which network address.</param>
/// <param name="Browser">With which browser.</param>
public sealed record Session(
    string Id, UserAccount Account, DateTimeOffset BeganAt, DateTimeOffset SeenAt, DateTimeOffset ProvedAt, string Method, string Origin, string Browser);

/// <summary>Who is signed in. A session ends by signing out, after half an hour without use, and after twelve hours.</summary>
public sealed class SessionTable
{
    /// <summary>How many sessions an account may have; a further one ends the one unused for longest.</summary>
    public const int MostPerAccount = 3;

    /// <summary>How long a session may go unused.</summary>
    public static readonly TimeSpan LongestIdle = TimeSpan.FromMinutes(30);

    /// <summary>How long a session may last.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(12);

    private const int LongestBrowser = 200;

    // One that was not signed out of has ended half an hour after it was last seen; policies count days.
    private const string EndedBefore = "coalesce(ended_at, seen_at) < $1";

    private static readonly TimeSpan SeenEvery = TimeSpan.FromSeconds(30);
    private readonly AuthorityDatabase _database;
    private readonly TimeProvider _clock;

    internal SessionTable(AuthorityDatabase database, TimeProvider clock) => (_database, _clock) = (database, clock);

    /// <summary>Begins a session.</summary>
    /// <returns>The token the browser is to hold.</returns>
    public string Begin(long accountId, string method, string origin, string browser) => _database.Write(sql =>
    {
        var (token, now) = (Token.New(), _clock.GetUtcNow());
        sql.Execute(
            """
            UPDATE sessions SET ended_at = $2 WHERE account_id = $1 AND ended_at IS NULL AND token_sha256 NOT IN
                (SELECT token_sha256 FROM sessions WHERE account_id = $1 AND ended_at IS NULL ORDER BY seen_at DESC LIMIT $3)
            """,
            accountId, now, MostPerAccount - 1);
        sql.Execute(
            "INSERT INTO sessions (token_sha256, account_id, began_at, seen_at, proved_at, method, origin, browser) VALUES ($1, $2, $3, $3, $3, $4, $5, $6)",
            Token.Hash(token), accountId, now, method, origin, browser.Length > LongestBrowser ? browser[..LongestBrowser] : browser);
        return token;
    });

    /// <summary>The session of a token; null when there is none, it has ended, or its account is closed.</summary>
    public Session? Find(string token)
    {
        var (id, now) = (Token.Hash(token), _clock.GetUtcNow());
        var session = _database.Read(sql => Row(sql, id));
        if (session is null || session.Account.IsDisabled || now - session.SeenAt > LongestIdle || now - session.BeganAt > Longest)
        {
            return null;
        }

        if (now - session.SeenAt >= SeenEvery)
        {
            _database.Write(sql => sql.Execute("UPDATE sessions SET seen_at = $2 WHERE token_sha256 = $1", id, now));
        }

        return session;
    }

    /// <summary>Notes that the person of a session proved again to be it.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="method">By what.</param>
    public void Prove(string sessionId, string method) => _database.Write(sql => sql.Execute(
        "UPDATE sessions SET proved_at = $2, method = $3 WHERE token_sha256 = $1", sessionId, _clock.GetUtcNow(), method));

    /// <summary>Ends a session.</summary>
    public void End(string sessionId) =>
        _database.Write(sql => sql.Execute("UPDATE sessions SET ended_at = $2 WHERE token_sha256 = $1 AND ended_at IS NULL", sessionId, _clock.GetUtcNow()));

    /// <summary>Ends all sessions of an account, but one that is to stay.</summary>
    public void EndAll(long accountId, string? but = null) => _database.Write(sql => sql.Execute(
        "UPDATE sessions SET ended_at = $2 WHERE account_id = $1 AND ended_at IS NULL AND token_sha256 IS NOT $3", accountId, _clock.GetUtcNow(), but));

    /// <summary>The sessions of an account that have not ended, last used first.</summary>
    public IReadOnlyList<Session> Of(UserAccount account) => _database.Read(sql => sql.All(
        """
        SELECT token_sha256, began_at, seen_at, proved_at, method, origin, browser FROM sessions
        WHERE account_id = $1 AND ended_at IS NULL AND seen_at > $2 AND began_at > $3 ORDER BY seen_at DESC
        """,
        row => new Session(
            row.GetString(0), account, StoredTime.Read(row.GetString(1)), StoredTime.Read(row.GetString(2)), StoredTime.Read(row.GetString(3)), row.GetString(4), row.GetString(5), row.GetString(6)),
        account.Id, _clock.GetUtcNow() - LongestIdle, _clock.GetUtcNow() - Longest));

    /// <summary>How many sessions ended before a moment, by whatever they ended.</summary>
    public long CountEndedBefore(DateTimeOffset before) => _database.Read(sql => sql.Scalar<long>($"SELECT count(*) FROM sessions WHERE {EndedBefore}", before));

    /// <summary>Deletes the sessions that ended before a moment.</summary>
    public long DeleteEndedBefore(DateTimeOffset before) => _database.Write(sql => sql.Execute($"DELETE FROM sessions WHERE {EndedBefore}", before));

    private static Session? Row(Statements sql, string id)
    {
        var row = sql.One(
            "SELECT account_id, began_at, seen_at, proved_at, method, origin, browser FROM sessions WHERE token_sha256 = $1 AND ended_at IS NULL",
            row => (Account: row.GetInt64(0), Began: row.GetString(1), Seen: row.GetString(2), Proved: row.GetString(3), Method: row.GetString(4), Origin: row.GetString(5), Browser: row.GetString(6)),
            id);
        return row.Account == 0
            ? null
            : new Session(
                id, AccountTable.Find(sql, row.Account), StoredTime.Read(row.Began), StoredTime.Read(row.Seen), StoredTime.Read(row.Proved), row.Method, row.Origin, row.Browser);
    }
}
