namespace Comity.Store.Identity;

/// <summary>What a link that works once is good for.</summary>
public enum LinkPurpose
{
    /// <summary>Make the first account of a node.</summary>
    Setup,

    /// <summary>Choose what an account proves itself by.</summary>
    Invite,

    /// <summary>Sign in as an account. Made by whoever can read the node's folder, for demonstrations and emergencies.</summary>
    Enter,
}

/// <summary>A link as it is kept.</summary>
/// <param name="Purpose">What it is good for.</param>
/// <param name="AccountId">For which account; null for the first.</param>
public sealed record OneTimeLink(LinkPurpose Purpose, long? AccountId);

/// <summary>Addresses that work once and not for long.</summary>
public sealed class LinkTable
{
    private const string EndedBefore = "coalesce(used_at, expires_at) < $1";

    private readonly AuthorityDatabase _database;
    private readonly TimeProvider _clock;

    internal LinkTable(AuthorityDatabase database, TimeProvider clock) => (_database, _clock) = (database, clock);

    /// <summary>Makes a link; earlier ones of the same purpose and account end.</summary>
    /// <returns>Its token.</returns>
    public string Make(LinkPurpose purpose, long? accountId, TimeSpan goodFor) => _database.Write(sql =>
    {
        var (token, now) = (Token.New(), _clock.GetUtcNow());
        sql.Execute("UPDATE links SET used_at = $3 WHERE purpose = $1 AND account_id IS $2 AND used_at IS NULL", purpose.ToString(), accountId, now);
        sql.Execute(
            "INSERT INTO links (token_sha256, purpose, account_id, expires_at) VALUES ($1, $2, $3, $4)", Token.Hash(token), purpose.ToString(), accountId, now + goodFor);
        return token;
    });

    /// <summary>What a token is good for now, without using it up.</summary>
    public OneTimeLink? Find(string token) => _database.Read(sql => Row(sql, token));

    /// <summary>Uses a token up; null when it was used before, has lapsed, or never was.</summary>
    public OneTimeLink? Use(string token) => _database.Write(sql =>
    {
        var link = Row(sql, token);
        sql.Execute("UPDATE links SET used_at = $2 WHERE token_sha256 = $1 AND used_at IS NULL", Token.Hash(token), _clock.GetUtcNow());
        return link;
    });

    /// <summary>How many links were used or lapsed before a moment.</summary>
    public long CountEndedBefore(DateTimeOffset before) => _database.Read(sql => sql.Scalar<long>($"SELECT count(*) FROM links WHERE {EndedBefore}", before));

    /// <summary>Deletes the links that were used or lapsed before a moment.</summary>
    public long DeleteEndedBefore(DateTimeOffset before) => _database.Write(sql => sql.Execute($"DELETE FROM links WHERE {EndedBefore}", before));

    private OneTimeLink? Row(Statements sql, string token) => sql.One(
        "SELECT purpose, account_id FROM links WHERE token_sha256 = $1 AND used_at IS NULL AND expires_at > $2",
        row => new OneTimeLink(Enum.Parse<LinkPurpose>(row.GetString(0)), row.IsDBNull(1) ? null : row.GetInt64(1)),
        Token.Hash(token), _clock.GetUtcNow());
}
