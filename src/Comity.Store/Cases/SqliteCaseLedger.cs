using System.Text;
using Comity.Kernel.Refer;
using Comity.Kernel.Refer.Cases;

namespace Comity.Store.Cases;

/// <summary>Joint cases of a node, within a transaction that a unit of work or a view began.</summary>
internal sealed class SqliteCaseLedger(Statements sql) : ICaseLedger
{
    // One transaction asks for the same case with every message.
    private readonly Dictionary<string, CaseLog> _logs = new(StringComparer.Ordinal);

    public IReadOnlyList<string> Cases() => sql.All("SELECT case_id FROM case_entries GROUP BY case_id ORDER BY max(number) DESC", row => row.GetString(0));

    /// <summary>The same object throughout a transaction: what it takes is there before it is written.</summary>
    public CaseLog? Case(string id)
    {
        if (_logs.TryGetValue(id, out var log))
        {
            return log;
        }

        // In the order in which they were taken, each is as good as it was then.
        foreach (var (entryId, text) in sql.All("SELECT id, entry FROM case_entries WHERE case_id = $1 ORDER BY number", row => (row.GetString(0), row.GetString(1)), id))
        {
            if (!ReferralJson.TryRead<CaseEntry>(Encoding.UTF8.GetBytes(text), out var entry, out var problem))
            {
                throw new InvalidDataException($"Entry {entryId} of case {id} was changed in the store: {problem}");
            }

            if (entry.Id() != entryId || entry.CaseId != id)
            {
                throw new InvalidDataException($"Entry {entryId} of case {id} was changed in the store: its content has the name {entry.Id()}.");
            }

            if (log is null)
            {
                _logs[id] = log = new CaseLog(entry);
            }
            else
            {
                log.Restore(entry);
            }
        }

        return log;
    }

    public string? CaseOf(string entryId) => sql.Scalar<string>("SELECT case_id FROM case_entries WHERE id = $1", entryId);

    public IReadOnlyList<SignedEntry> Signed(string caseId) => sql.All(
        "SELECT id, signed, key, kept_at FROM case_entries WHERE case_id = $1 ORDER BY number",
        row => new SignedEntry(row.GetString(0), row.GetString(1), row.GetString(2), StoredTime.Read(row.GetString(3))),
        caseId);

    public IReadOnlyDictionary<string, IReadOnlyList<string>> Given(string caseId) => sql
        .All("SELECT entry_id, node FROM case_given WHERE case_id = $1 ORDER BY entry_id, node", row => (Entry: row.GetString(0), Node: row.GetString(1)), caseId)
        .GroupBy(row => row.Entry, StringComparer.Ordinal)
        .ToDictionary(group => group.Key, IReadOnlyList<string> (group) => [.. group.Select(row => row.Node)], StringComparer.Ordinal);

    public long Parts(string entryId, string sha256) =>
        sql.Scalar<long>("SELECT count(*) FROM case_parts WHERE entry_id = $1 AND sha256 = $2", entryId, sha256);

    public void Add(string caseId, CaseEntry entry, SignedEntry signed) => sql.Execute(
        "INSERT INTO case_entries (id, case_id, entry, signed, key, kept_at) VALUES ($1, $2, $3, $4, $5, $6)",
        signed.Id, caseId, Encoding.UTF8.GetString(ReferralJson.Write(entry)), signed.Signed, signed.Key, signed.KeptAt);

    public void Give(string caseId, string entryId, string node) =>
        sql.Execute("INSERT OR IGNORE INTO case_given (case_id, entry_id, node) VALUES ($1, $2, $3)", caseId, entryId, node);

    public void AddPart(string entryId, string sha256, long offset) =>
        sql.Execute("INSERT OR IGNORE INTO case_parts (entry_id, sha256, start) VALUES ($1, $2, $3)", entryId, sha256, offset);

    public void DropParts(string entryId, string sha256) =>
        sql.Execute("DELETE FROM case_parts WHERE entry_id = $1 AND sha256 = $2", entryId, sha256);
}
