using Comity.Kernel.Account;

namespace Comity.Store.Persons;

/// <summary>Files of persons within a view or unit of work.</summary>
internal sealed class SqlitePersonFiles(Statements sql) : IPersonFileWriter
{
    private const int AtOnce = 500;

    public IReadOnlyList<string> Numbers(string programme) =>
        sql.All("SELECT number FROM person_file_entries WHERE programme = $1 AND place = 1 ORDER BY rowid", row => row.GetString(0), programme);

    public IReadOnlyList<byte[]> Entries(string programme, string number) => sql.All(
        "SELECT entry FROM person_file_entries WHERE programme = $1 AND number = $2 ORDER BY place", row => row.GetFieldValue<byte[]>(0), programme, number);

    public void Append(string programme, string number, int place, byte[] entry)
    {
        var there = sql.Scalar<long>("SELECT count(*) FROM person_file_entries WHERE programme = $1 AND number = $2", programme, number);
        if (there != place - 1)
        {
            throw new PersonFileChangedException(number);
        }

        sql.Execute("INSERT INTO person_file_entries (programme, number, place, entry) VALUES ($1, $2, $3, $4)", programme, number, (long)place, entry);
    }

    public long Reseal(Func<string, string, int, byte[], byte[]> reseal)
    {
        var (done, last) = (0L, 0L);
        while (true)
        {
            var batch = sql.All(
                "SELECT rowid, programme, number, place, entry FROM person_file_entries WHERE rowid > $1 ORDER BY rowid LIMIT $2",
                row => (Row: row.GetInt64(0), Programme: row.GetString(1), Number: row.GetString(2), Place: row.GetInt32(3), Entry: row.GetFieldValue<byte[]>(4)),
                last, (long)AtOnce);
            if (batch.Count == 0)
            {
                return done;
            }

            foreach (var old in batch)
            {
                sql.Execute("UPDATE person_file_entries SET entry = $2 WHERE rowid = $1", old.Row, reseal(old.Programme, old.Number, old.Place, old.Entry));
            }

            (done, last) = (done + batch.Count, batch[^1].Row);
        }
    }
}
