namespace Comity.Kernel.Account;

/// <summary>
/// Persons counted by two properties, with the totals of each row and column and of all. Rows and columns are in the order
/// given; the place after the last is that of the totals.
/// </summary>
public sealed class CountTable
{
    private readonly long[,] _counts;

    /// <summary>A table of given counts.</summary>
    /// <param name="rows">The values of the first property.</param>
    /// <param name="columns">The values of the second.</param>
    /// <param name="count">How many have both; not negative.</param>
    public CountTable(IReadOnlyList<string> rows, IReadOnlyList<string> columns, Func<int, int, long> count)
    {
        (Rows, Columns) = (rows, columns);
        _counts = new long[rows.Count + 1, columns.Count + 1];
        for (var r = 0; r < rows.Count; r++)
        {
            for (var c = 0; c < columns.Count; c++)
            {
                var n = count(r, c);
                ArgumentOutOfRangeException.ThrowIfNegative(n, nameof(count));
                _counts[r, c] = n;
                _counts[r, columns.Count] += n;
                _counts[rows.Count, c] += n;
                _counts[rows.Count, columns.Count] += n;
            }
        }
    }

    /// <summary>The values of the first property.</summary>
    public IReadOnlyList<string> Rows { get; }

    /// <summary>The values of the second property.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>A count, or a total at the place after the last row or column.</summary>
    public long this[int row, int column] => _counts[row, column];

    /// <summary>Counts things by two properties; the values are in ordinal order.</summary>
    public static CountTable Of<T>(IReadOnlyCollection<T> things, Func<T, string> row, Func<T, string> column)
    {
        var counts = things.CountBy(thing => (row(thing), column(thing))).ToDictionary();
        var rows = Values(counts.Keys.Select(key => key.Item1));
        var columns = Values(counts.Keys.Select(key => key.Item2));
        return new CountTable(rows, columns, (r, c) => counts.GetValueOrDefault((rows[r], columns[c])));
    }

    private static string[] Values(IEnumerable<string> values) => [.. values.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
}

/// <summary>A table as it may be published: what is withheld is null.</summary>
/// <param name="Rows">The values of the first property.</param>
/// <param name="Columns">The values of the second property.</param>
/// <param name="Cells">Counts by row and column; the last row and column are totals.</param>
public sealed record PublishedTable(IReadOnlyList<string> Rows, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<long?>> Cells);
