namespace Comity.Store.Identity;

/// <summary>What a request was answered with.</summary>
/// <param name="Status">The status.</param>
/// <param name="Location">Where it led to, or null.</param>
/// <param name="Body">What was said.</param>
public sealed record RequestAnswer(int Status, string? Location, byte[] Body);

/// <summary>What became of a request's key.</summary>
public enum RequestClaim
{
    /// <summary>It is new; whoever claimed it now carries it out.</summary>
    New,

    /// <summary>It was carried out; the answer is to be given again.</summary>
    Answered,

    /// <summary>It is being carried out.</summary>
    Running,

    /// <summary>It was used for another request.</summary>
    Other,
}

/// <summary>
/// Requests by the key that their program gave them: sent again within a day, they are answered as the first time and
/// nothing is done twice. One that ended without an answer, such as by a stop of the node, can be tried again after some minutes.
/// </summary>
public sealed class AnsweredRequestTable
{
    private static readonly TimeSpan KeptFor = TimeSpan.FromDays(1);
    private static readonly TimeSpan LostAfter = TimeSpan.FromMinutes(10);
    private readonly AuthorityDatabase _database;
    private readonly TimeProvider _clock;

    internal AnsweredRequestTable(AuthorityDatabase database, TimeProvider clock) => (_database, _clock) = (database, clock);

    /// <summary>Claims a key for a request.</summary>
    /// <param name="account">Who sent it.</param>
    /// <param name="key">The key.</param>
    /// <param name="request">What is asked, in short.</param>
    /// <returns>Whether it is to be carried out, and the answer when it was.</returns>
    public (RequestClaim Claim, RequestAnswer? Answer) Claim(string account, string key, string request) => _database.Write<(RequestClaim, RequestAnswer?)>(sql =>
    {
        var now = _clock.GetUtcNow();
        sql.Execute("DELETE FROM answered_requests WHERE at < $1 OR (status IS NULL AND at < $2)", now - KeptFor, now - LostAfter);
        if (sql.Execute("INSERT INTO answered_requests (account, request_key, request, at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING", account, key, request, now) > 0)
        {
            return (RequestClaim.New, null);
        }

        var (was, answer) = sql.One(
            "SELECT request, status, location, body FROM answered_requests WHERE account = $1 AND request_key = $2",
            row => (row.GetString(0), row.IsDBNull(1) ? null : new RequestAnswer(row.GetInt32(1), row.IsDBNull(2) ? null : row.GetString(2), row.GetFieldValue<byte[]>(3))),
            account, key);
        return was != request ? (RequestClaim.Other, null) : answer is null ? (RequestClaim.Running, null) : (RequestClaim.Answered, answer);
    });

    /// <summary>Keeps the answer of a request that was carried out.</summary>
    public void Keep(string account, string key, RequestAnswer answer) => _database.Write(sql => sql.Execute(
        "UPDATE answered_requests SET status = $3, location = $4, body = $5 WHERE account = $1 AND request_key = $2", account, key, answer.Status, answer.Location, answer.Body));

    /// <summary>Gives a key back: nothing was done, and the same may be sent again.</summary>
    public void Release(string account, string key) => _database.Write(sql =>
        sql.Execute("DELETE FROM answered_requests WHERE account = $1 AND request_key = $2 AND status IS NULL", account, key));
}
