namespace Comity.Formats.Tabular;

/// <summary>A mapping laid over the headings of one table: which cell holds which field.</summary>
internal sealed class BoundColumns
{
    private const double MostMustFit = 0.5;
    private const int FewestJudged = 4;

    private BoundColumns(ColumnMapping mapping, int count, IReadOnlyList<(int Column, ColumnRule Rule)> read, IReadOnlyList<string> unknown)
    {
        Mapping = mapping;
        Count = count;
        Read = read;
        Unknown = unknown;
        ByField = read.ToLookup(r => r.Rule.Field!.Value, r => r);
    }

    public ColumnMapping Mapping { get; }

    /// <summary>Columns of the table.</summary>
    public int Count { get; }

    /// <summary>Columns with a field, from the left.</summary>
    public IReadOnlyList<(int Column, ColumnRule Rule)> Read { get; }

    public ILookup<CargoField, (int Column, ColumnRule Rule)> ByField { get; }

    /// <summary>Headings the mapping does not know: not read, and said so.</summary>
    public IReadOnlyList<string> Unknown { get; }

    /// <summary>Binds by heading, wherever the columns stand; says what is missing when they don't match.</summary>
    public static (BoundColumns? Bound, string Missing) Bind(ColumnMapping mapping, IReadOnlyList<string> headings)
    {
        var places = new Dictionary<string, List<int>>(StringComparer.Ordinal);
        for (var i = 0; i < headings.Count; i++)
        {
            var key = ColumnMapping.Key(headings[i]);
            if (!places.TryGetValue(key, out var list))
            {
                places.Add(key, list = []);
            }

            list.Add(i);
        }

        var read = new List<(int, ColumnRule)>();
        var missing = new List<string>();
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var same in mapping.Columns.GroupBy(c => ColumnMapping.Key(c.Header), StringComparer.Ordinal))
        {
            known.Add(same.Key);
            var found = places.GetValueOrDefault(same.Key) ?? [];
            var wanted = same.Where(c => c.Field is not null).ToList();
            if (wanted.Count == 0)
            {
                continue;
            }

            // With one more or one less of the same heading nobody knows any longer which is which.
            if (found.Count != same.Max(c => c.Occurrence))
            {
                missing.Add(found.Count == 0 ? $"'{wanted[0].Header}'" : $"'{wanted[0].Header}' {same.Max(c => c.Occurrence)} times, not {found.Count}");
                continue;
            }

            read.AddRange(wanted.Select(c => (found[c.Occurrence - 1], c)));
        }

        return missing.Count > 0
            ? (null, string.Join(", ", missing))
            : (new(mapping, headings.Count, [.. read.OrderBy(r => r.Item1)], [.. headings.Where(h => h.Length > 0 && !known.Contains(ColumnMapping.Key(h)))]), "");
    }

    /// <summary>A column of the rows whose values mostly do not look like what the mapping says, or <see langword="null"/>.</summary>
    public (int Column, ColumnRule Rule, string Example)? Contradiction(IReadOnlyList<TableRow> rows)
    {
        foreach (var (column, rule) in Read)
        {
            int filled = 0, fits = 0;
            var example = "";
            foreach (var row in rows)
            {
                if (row.Text(column).Length == 0)
                {
                    continue;
                }

                filled++;
                if (Looks(row, column, rule))
                {
                    fits++;
                }
                else if (example.Length == 0)
                {
                    example = row.Text(column);
                }
            }

            if (filled >= FewestJudged && fits < filled * MostMustFit)
            {
                return (column, rule, example);
            }
        }

        return null;
    }

    /// <summary>Whether every value that has a kind looks like it; a row with shifted cells seldom does.</summary>
    public bool AllLookRight(TableRow row) =>
        Read.All(r => row.Text(r.Column).Length == 0 || Looks(row, r.Column, r.Rule));

    private bool Looks(TableRow row, int column, ColumnRule rule) =>
        CellValue.Looks(row.Cells[column], rule.Kind ?? CargoFields.KindOf(rule.Field!.Value), rule, Mapping.DecimalMark);
}
