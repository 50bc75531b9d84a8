namespace Comity.Formats.Tabular;

/// <summary>Finds the delimiter of a text table from its first rows.</summary>
internal static class DelimiterGuess
{
    private const int MostRows = 20;
    private static readonly char[] Candidates = ['\t', ';', '|', ','];

    /// <summary>
    /// The delimiter with which most of the first rows have the same number of fields, more fields winning;
    /// <see langword="null"/> when none gives two fields.
    /// </summary>
    public static char? Of(ReadOnlySpan<byte> head, TextEncoding encoding)
    {
        var (best, bestScore) = ((char?)null, 0.0);
        foreach (var candidate in Candidates)
        {
            var (fields, share, _) = Shape(head, encoding, candidate);
            var score = fields < 2 ? 0 : share * Math.Min(fields, 10);
            if (score > bestScore)
            {
                (best, bestScore) = (candidate, score);
            }
        }

        return best;
    }

    /// <summary>Whether the bytes are text in rows of mostly equal shape.</summary>
    public static bool IsTable(ReadOnlySpan<byte> head)
    {
        var encoding = TextEncoding.Detect(head);
        if (head.Length == 0 || encoding.Unit(head[Math.Min(encoding.MarkBytes, head.Length - encoding.UnitBytes)..]) is '<' or '{' or '[')
        {
            return false;
        }

        var text = encoding.Encoding.GetString(head);
        if (text.AsSpan().ContainsAnyInRange('\0', '\u0008') || text.StartsWith("UNA", StringComparison.Ordinal) || text.StartsWith("UNB", StringComparison.Ordinal))
        {
            return false;
        }

        return Of(head, encoding) is { } delimiter && Shape(head, encoding, delimiter) is { Share: >= 0.5, Rows: >= 2 };
    }

    /// <summary>The commonest number of fields (at least two) and the share of rows that have it.</summary>
    private static (int Fields, double Share, int Rows) Shape(ReadOnlySpan<byte> head, TextEncoding encoding, char delimiter)
    {
        var rows = new DelimitedRows(head, Stream.Null, encoding, delimiter, head.Length);
        var counts = new Dictionary<int, int>();
        var total = 0;
        while (total < MostRows && rows.Read() is { } row)
        {
            if (!row.IsBlank)
            {
                total++;
                counts[row.Cells.Length] = counts.GetValueOrDefault(row.Cells.Length) + 1;
            }
        }

        var (fields, times) = counts.Where(c => c.Key > 1).OrderByDescending(c => c.Value).ThenByDescending(c => c.Key).FirstOrDefault();
        return (fields, total == 0 ? 0 : (double)times / total, total);
    }
}
