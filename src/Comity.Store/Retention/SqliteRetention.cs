using System.Text.Json;
using Comity.Kernel.Account;
using Comity.Kernel.Subjects;

namespace Comity.Store.Retention;

/// <summary>Retention within a view or unit of work.</summary>
internal sealed class SqliteRetention(Statements sql) : IRetentionWriter
{
    private const string InRegister = "SELECT subject_id FROM register_entries WHERE subject_id IS NOT NULL UNION SELECT subject_id FROM outcomes";

    // The newest stays: its number must not be given to another, which the audit would then seem to name.
    private const string Old =
        $"""
         SELECT s.id FROM subjects s JOIN subject_versions v ON v.sequence = s.last_sequence
         WHERE v.received_at < $1 AND s.id NOT IN ({InRegister}) AND s.id < (SELECT max(id) FROM subjects)
         """;

    public long SubjectsBefore(DateTimeOffset before) => sql.Scalar<long>($"SELECT count(*) FROM ({Old})", before);

    public IReadOnlyList<string> RawFilesBefore(DateTimeOffset before) => sql.All(
        $"""
         SELECT sha256 FROM deliveries GROUP BY sha256
         HAVING max(received_at) < $1 AND min(state) <> $2 AND sum(id IN (SELECT delivery_id FROM subject_versions WHERE subject_id IN ({InRegister}))) = 0
             AND sum(name <> '') > 0
         ORDER BY sha256
         """,
        row => row.GetString(0), before, (long)DeliveryState.Reading);

    public long DeleteSubjectsBefore(DateTimeOffset before)
    {
        sql.Execute("CREATE TEMP TABLE IF NOT EXISTS gone (id INTEGER PRIMARY KEY)");
        sql.Execute("DELETE FROM gone");
        var count = sql.Execute($"INSERT INTO gone {Old}", before);
        sql.Execute("UPDATE subjects SET finding_id = NULL, decision_id = NULL WHERE id IN (SELECT id FROM gone)");
        sql.Execute("DELETE FROM decisions WHERE subject_id IN (SELECT id FROM gone)");
        sql.Execute("DELETE FROM selections WHERE subject_id IN (SELECT id FROM gone)");
        sql.Execute("DELETE FROM finding_hits WHERE finding_id IN (SELECT id FROM findings WHERE subject_id IN (SELECT id FROM gone))");
        sql.Execute("DELETE FROM findings WHERE subject_id IN (SELECT id FROM gone)");
        sql.Execute("DELETE FROM subject_terms WHERE subject_id IN (SELECT id FROM gone)");
        sql.Execute("DELETE FROM subject_versions WHERE subject_id IN (SELECT id FROM gone)");
        sql.Execute("DELETE FROM subjects WHERE id IN (SELECT id FROM gone)");
        return count;
    }

    public void ForgetRawFiles(IReadOnlyCollection<string> sha256)
    {
        var hashes = JsonSerializer.Serialize(sha256);
        sql.Execute("DELETE FROM issues WHERE delivery_id IN (SELECT id FROM deliveries WHERE sha256 IN (SELECT value FROM json_each($1)))", hashes);
        // The name may tell of somebody; that the file came, when and from whom stays.
        sql.Execute("UPDATE deliveries SET name = '' WHERE sha256 IN (SELECT value FROM json_each($1))", hashes);
    }
}
