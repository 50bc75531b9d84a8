using Comity.Kernel.Subjects;
using DuckDB.NET.Data;

namespace Comity.Store.Backtest;

/// <summary>Reads facts of a history's rows back into a record.</summary>
internal static class HistoryRow
{
    /// <summary>The columns of fields as the end of a list of columns, each with a comma before it.</summary>
    public static string Columns(IEnumerable<int> ordinals, SubjectSchema schema) =>
        string.Concat(ordinals.Select(i => $", m.{MovementHistory.Column(schema.Fields[i].Path)}"));

    /// <summary>Sets the facts of the given fields from columns that stand one after another.</summary>
    public static void Read(DuckDBDataReader row, int from, SubjectRecord record, IReadOnlyList<int> ordinals)
    {
        for (var i = 0; i < ordinals.Count; i++)
        {
            record.Set(ordinals[i], row.IsDBNull(from + i) ? null : Value(row, from + i, record.Schema.Fields[ordinals[i]].Type));
        }
    }

    private static object Value(DuckDBDataReader row, int column, FactType type) => type switch
    {
        FactType.Boolean => row.GetBoolean(column),
        FactType.Integer => row.GetInt64(column),
        FactType.Number => row.GetDouble(column),
        FactType.Text => row.GetString(column),
        FactType.Timestamp => Sql.Time(row.GetInt64(column)),
        FactType.TextList => row.GetFieldValue<List<string>>(column),
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, message: null),
    };
}
