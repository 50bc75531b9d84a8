using Comity.Kernel.Account;
using Comity.Kernel.Assess;
using Comity.Kernel.Subjects;
using Microsoft.Data.Sqlite;

namespace Comity.Store;

/// <summary>The columns of the things that are read in more than one place, and their way back into records.</summary>
internal static class Rows
{
    public const string VersionColumns =
        """
        SELECT v.sequence, s.id, s.subject_key, s.document_key, v.version, v.delivery_id, v.action, v.deleted, v.received_at, v.record
        FROM subject_versions v JOIN subjects s ON s.id = v.subject_id

        """;

    public const string EntryColumns =
        "SELECT number, kind, subject_id, recorded_at, recorded_by, corrects, payload, previous_hash, hash FROM register_entries ";

    public const string DeliveryColumns =
        """
        SELECT id, name, sha256, bytes, format, sender, received_at, state, messages, redelivered, clean, repaired, quarantined,
            repair_issues, quarantine_issues FROM deliveries

        """;

    public static SubjectVersion Version(SqliteDataReader row, SubjectSchema schema, int from = 0) => new(
        row.GetInt64(from),
        row.GetInt64(from + 1),
        row.GetString(from + 2),
        row.GetString(from + 3),
        row.GetInt32(from + 4),
        row.GetInt64(from + 5),
        row.GetString(from + 6),
        row.GetBoolean(from + 7),
        StoredTime.Read(row.GetString(from + 8)),
        RecordCodec.Read(Packed.Unpack(row.GetFieldValue<byte[]>(from + 9)), schema));

    public static RegisterEntry Entry(SqliteDataReader row) => new(
        row.GetInt64(0),
        row.GetString(1),
        row.IsDBNull(2) ? null : row.GetInt64(2),
        StoredTime.Read(row.GetString(3)),
        row.GetString(4),
        row.IsDBNull(5) ? null : row.GetInt64(5),
        row.GetString(6),
        row.GetString(7),
        row.GetString(8));

    public static Delivery Delivery(SqliteDataReader row) => new(
        row.GetInt64(0),
        row.GetString(1),
        row.GetString(2),
        row.GetInt64(3),
        row.GetString(4),
        row.GetString(5),
        StoredTime.Read(row.GetString(6)),
        (DeliveryState)row.GetInt32(7),
        new DeliveryTotals(
            row.GetInt32(8), row.GetInt32(9), row.GetInt64(10), row.GetInt64(11), row.GetInt64(12), row.GetInt64(13), row.GetInt64(14)));

    public static Decision Decision(SqliteDataReader row, int from = 0) => new(
        row.GetInt64(from),
        row.GetInt64(from + 1),
        row.GetString(from + 2),
        row.GetString(from + 3),
        row.GetString(from + 4),
        row.GetString(from + 5),
        StoredTime.Read(row.GetString(from + 6)));

    public static Selected Selected(SqliteDataReader row, int from = 0) => new(
        row.GetInt64(from), row.GetInt32(from + 1), row.GetDouble(from + 2), (SelectedBy)row.GetInt32(from + 3), row.GetDouble(from + 4));
}
