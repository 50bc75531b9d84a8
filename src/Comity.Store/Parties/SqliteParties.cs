using System.Text.Json;
using Comity.Kernel.Account;
using Microsoft.Data.Sqlite;

namespace Comity.Store.Parties;

/// <summary>Reads and writes parties within the transaction of its statements.</summary>
/// <param name="sql">The statements.</param>
/// <param name="register">Appends to the register: kind, time, person, payload; <see langword="null"/> for a view.</param>
internal sealed class SqliteParties(Statements sql, Action<string, DateTimeOffset, string, string>? register = null) : IPartyView, IPartyWriter
{
    private const string SpellingColumns = "SELECT p.id, p.key, p.text, p.party_id, p.first_seen_at FROM party_spellings p ";
    private const string LinkColumns = "SELECT l.spelling_id, l.from_party, l.to_party, l.explanation, l.linked_by, l.linked_at FROM party_links l ";

    public IEnumerable<PartySpelling> Spellings() => sql.Stream(SpellingColumns + "ORDER BY p.id", Spelling);

    public long CountSpellings() => sql.Scalar<long>("SELECT count(*) FROM party_spellings");

    public PartySpelling? Find(string key) => sql.One(SpellingColumns + "WHERE p.key = $1", Spelling, key);

    public IReadOnlyList<PartySpelling> Of(long partyId) => sql.All(SpellingColumns + "WHERE p.party_id = $1 ORDER BY p.id", Spelling, partyId);

    public IReadOnlyList<PartyTrait> Traits(long partyId) => sql.All(
        """
        SELECT t.spelling_id, t.kind, t.value, t.first_seen_at FROM party_traits t JOIN party_spellings p ON p.id = t.spelling_id
        WHERE p.party_id = $1 ORDER BY t.kind, t.value, t.spelling_id
        """,
        row => new PartyTrait(row.GetInt64(0), row.GetString(1), row.GetString(2), StoredTime.Read(row.GetString(3))), partyId);

    IReadOnlyList<PartyLink> IPartyView.Links(long partyId) => sql.All(
        LinkColumns + "WHERE $1 IN (l.from_party, l.to_party) OR l.spelling_id IN (SELECT id FROM party_spellings WHERE party_id = $1) ORDER BY l.id", Link, partyId);

    IReadOnlyList<PartyLink> IPartyWriter.Links(long spellingId) => sql.All(LinkColumns + "WHERE l.spelling_id = $1 ORDER BY l.id", Link, spellingId);

    public IReadOnlyList<PartySummary> Parties(string? term, bool severalSpellings, int skip, int take) => sql.All(
        """
        SELECT g.party_id, f.text, g.spellings
        FROM (
            SELECT party_id, min(id) AS first, count(*) AS spellings FROM party_spellings
            GROUP BY party_id
            HAVING count(*) >= $2 AND ($1 IS NULL OR max(instr(upper(text), upper($1))) > 0 OR max(instr(key, upper($1))) > 0)
            ORDER BY party_id LIMIT $3 OFFSET $4
        ) g
        JOIN party_spellings f ON f.id = g.first
        ORDER BY g.party_id
        """,
        row => new PartySummary(row.GetInt64(0), row.GetString(1), row.GetInt32(2)), term, severalSpellings ? 2L : 1L, (long)take, (long)skip);

    public PartySpelling Add(string key, string text, DateTimeOffset at)
    {
        var id = sql.Scalar<long>("INSERT INTO party_spellings (key, text, party_id, first_seen_at) VALUES ($1, $2, 0, $3) RETURNING id", key, text, at);
        sql.Execute("UPDATE party_spellings SET party_id = id WHERE id = $1", id);
        return new PartySpelling(id, key, text, id, at.ToUniversalTime());
    }

    public void AddTrait(PartyTrait trait) => sql.Execute(
        "INSERT OR IGNORE INTO party_traits (kind, value, spelling_id, first_seen_at) VALUES ($1, $2, $3, $4)", trait.Kind, trait.Value, trait.SpellingId, trait.FirstSeenAt);

    public IReadOnlyList<PartySpelling> With(string kind, string value, int most) => sql.All(
        SpellingColumns + "JOIN party_traits t ON t.spelling_id = p.id WHERE t.kind = $1 AND t.value = $2 ORDER BY p.id LIMIT $3", Spelling, kind, value, (long)most);

    void IPartyWriter.Link(PartyLink link, bool byPerson)
    {
        sql.Execute("UPDATE party_spellings SET party_id = $2 WHERE id = $1", link.SpellingId, link.ToParty);
        sql.Execute(
            "INSERT INTO party_links (spelling_id, from_party, to_party, explanation, linked_by, linked_at) VALUES ($1, $2, $3, $4, $5, $6)",
            link.SpellingId, link.FromParty, link.ToParty, link.Explanation, link.By, link.At);
        if (byPerson)
        {
            register!("party-link", link.At, link.By, JsonSerializer.Serialize(
                new { spelling = link.SpellingId, from_party = link.FromParty, to_party = link.ToParty, reason = link.Explanation }));
        }
    }

    private static PartySpelling Spelling(SqliteDataReader row) =>
        new(row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetInt64(3), StoredTime.Read(row.GetString(4)));

    private static PartyLink Link(SqliteDataReader row) =>
        new(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetString(3), row.GetString(4), StoredTime.Read(row.GetString(5)));
}
