using System.Runtime.ExceptionServices;
using Comity.Formats.Cargo;

namespace Comity.Formats.Tabular;

/// <summary>Reads one table: finds its headings, binds the mapping, judges the values block by block, hands the rows on.</summary>
internal sealed class TableReading(
    Func<TableRow?> next, Action<int> expectFields, ColumnMapping? mapping, bool encodingCertain, CargoReadOptions options, ICargoSink sink, RowConsignments consignments)
{
    private const int MostRowsAboveHeadings = 30;
    private const int BlockRows = 50;
    private const int BlockBytes = 4 << 20;
    private const int SampleRows = 20;

    private static readonly (RowDefects Defect, string Expected, string Saved)[] Told =
    [
        (RowDefects.StrayQuote, "quotation marks in pairs around a field", "the line, marks taken as they stand"),
        (RowDefects.ForeignBytes, "bytes of the file's encoding (UTF-8)", "the row, read as Windows-1252"),
        (RowDefects.Formula, "values, not formulas", "the value last computed by the sender's program"),
        (RowDefects.CellError, "a value, not an error", "the row without the cell"),
        (RowDefects.NoLineEnd, "a line end after the last row; the file may have been cut", "the row as far as it goes"),
    ];

    private readonly Queue<TableRow> _ahead = new();

    // Accepted rows that were not handed over after all and count as lost when the table is stopped.
    private readonly Stack<TableRow> _pending = new();
    private bool _ended;
    private ExceptionDispatchInfo? _damage;

    /// <summary>Reads to the table's end or to where it no longer fits; <see langword="null"/> when nothing is written in it.</summary>
    public TabularOutcome? Run()
    {
        LookAhead();
        if (_ahead.Count == 0)
        {
            _damage?.Throw();
            return null;
        }

        var problems = mapping?.Problems() ?? ["There is no column mapping for this sender."];
        if (problems.Count > 0)
        {
            return Stop(Guess(), string.Join(' ', problems), "a confirmed column mapping");
        }

        var (headings, columns, missing) = FindHeadings();
        if (columns is null)
        {
            return Stop(headings, $"headings {RowConsignments.Shown(headings)}", $"the headings of the saved mapping; missing: {missing}");
        }

        PassToHeadings(headings, columns);
        return Blocks(headings, columns);
    }

    private TabularOutcome Blocks(TableRow headings, BoundColumns columns)
    {
        var block = new List<TableRow>();
        while (true)
        {
            block.Clear();
            long bytes = 0;
            while (block.Count < BlockRows && bytes < BlockBytes && Next() is { } row)
            {
                bytes += row.At.Length;
                if (Accept(row, columns) is { } accepted)
                {
                    block.Add(accepted);
                }
            }

            if (columns.Contradiction(block) is var (_, rule, example))
            {
                foreach (var row in Enumerable.Reverse(block))
                {
                    _pending.Push(row);
                }

                return Stop(headings, $"values such as '{example}' in the column {rule.Header}, from row {block[0].At.Segment} on",
                    $"mostly values for {rule.Field}");
            }

            foreach (var row in block)
            {
                consignments.Add(columns, row);
            }

            if (block.Count == 0 && _ended)
            {
                _damage?.Throw();
                return new TabularOutcome.Imported();
            }
        }
    }

    /// <summary>Reports what is wrong with a row; <see langword="null"/> when it is blank or cannot be read.</summary>
    private TableRow? Accept(TableRow row, BoundColumns columns)
    {
        if (row.IsBlank)
        {
            return null;
        }

        if (row.Defects.HasFlag(RowDefects.TooLong))
        {
            sink.Issue(ReadIssue.Issue(IssueKind.Quarantined, row.At, $"a row of {row.At.Length} bytes", $"at most {options.LongestPartBytes}", "nothing", 1));
            return null;
        }

        var found = row.Cells.Length;
        var surplus = found > columns.Count && Enumerable.Range(columns.Count, found - columns.Count).Any(i => row.Text(i).Length > 0);
        var wrongCount = found < columns.Count || surplus;
        if (wrongCount)
        {
            row = row with { Cells = [.. row.Cells.Take(columns.Count), .. new object?[Math.Max(0, columns.Count - found)]] };
            if (!columns.AllLookRight(row))
            {
                sink.Issue(ReadIssue.Issue(IssueKind.Quarantined, row.At, $"{found} fields, not of the columns' kinds: {RowConsignments.Shown(row)}", $"{columns.Count} fields", "nothing", 1));
                return null;
            }

            sink.Issue(ReadIssue.Issue(IssueKind.Repair, row.At, $"{found} fields", $"{columns.Count} fields", found < columns.Count ? "the fields that are there" : $"the first {columns.Count} fields"));
            row = row with { Defects = row.Defects | RowDefects.FieldCount };
        }

        foreach (var (defect, text, saved) in Told)
        {
            if (row.Defects.HasFlag(defect))
            {
                sink.Issue(ReadIssue.Issue(IssueKind.Repair, row.At, row.DefectNote.Length > 0 ? row.DefectNote : text, text, saved));
            }
        }

        return row;
    }

    private (TableRow Row, BoundColumns? Columns, string Missing) FindHeadings()
    {
        var candidates = mapping!.HeaderRow is { } number ? _ahead.Where(r => r.At.Segment == number) : _ahead;
        var (bestMissing, best) = ("a row of headings", (TableRow?)null);
        foreach (var row in candidates)
        {
            var (columns, missing) = BoundColumns.Bind(mapping, Texts(row));
            if (columns is not null)
            {
                return (row, columns, "");
            }

            if (best is null || missing.Length < bestMissing.Length)
            {
                (bestMissing, best) = (missing, row);
            }
        }

        return (best ?? Guess(), null, bestMissing);
    }

    private void PassToHeadings(TableRow headings, BoundColumns columns)
    {
        while (_ahead.Dequeue() is var above && above != headings)
        {
            sink.Issue(ReadIssue.Issue(IssueKind.Repair, above.At, RowConsignments.Shown(above), "the headings as the first row", "everything below the headings"));
        }

        foreach (var unknown in columns.Unknown)
        {
            sink.Issue(ReadIssue.Issue(IssueKind.Repair, headings.At, $"the column {unknown}", "columns the mapping knows", "the other columns"));
        }

        // Cells left of the last heading may be empty in a workbook's headings; a row has as many fields as they have.
        expectFields(columns.Count);
    }

    /// <summary>Quarantines everything that was not handed over, and suggests how the table might be read.</summary>
    private TabularOutcome.MappingNeeded Stop(TableRow headings, string found, string expected)
    {
        var sample = _pending.Concat(_ahead.SkipWhile(r => _pending.Count == 0 && r.At.Segment <= headings.At.Segment)).Take(SampleRows).ToList();
        var suggestion = MappingSuggestion.For(Texts(headings), [.. sample.Select(r => r.Cells)], mapping?.Sender ?? options.Sender, encodingCertain);
        var at = _pending.Count > 0 ? _pending.Peek().At : headings.At;
        var rows = _pending.Count + _ahead.Count(r => r.At.Segment > headings.At.Segment);
        _ahead.Clear();
        while (Next() is { } row)
        {
            rows += row.IsBlank ? 0 : 1;
        }

        var reason = ReadIssue.Issue(IssueKind.Quarantined, at, found, expected, _pending.Count > 0 ? "the rows before" : "nothing", rows);
        sink.Issue(reason);
        _damage?.Throw();
        return new(suggestion, reason);
    }

    /// <summary>The first row with at least two texts, else the first row.</summary>
    private TableRow Guess() =>
        _ahead.FirstOrDefault(r => r.Cells.Count(c => c is string { Length: > 0 }) > 1) ?? _ahead.Peek();

    private void LookAhead()
    {
        var most = MostRowsAboveHeadings + SampleRows;
        long bytes = 0;
        while (_ahead.Count < most && bytes < BlockBytes && ReadNext() is { } row)
        {
            bytes += row.At.Length;
            if (!row.IsBlank)
            {
                _ahead.Enqueue(row);
            }
        }
    }

    private TableRow? Next() => _ahead.TryDequeue(out var row) ? row : ReadNext();

    /// <summary>The next row; damage ends the table, and is thrown on once the rows before it are handed over.</summary>
    private TableRow? ReadNext()
    {
        if (_ended)
        {
            return null;
        }

        TableRow? row = null;
        try
        {
            row = next();
        }
        catch (DamagedWorkbookException error)
        {
            _damage = ExceptionDispatchInfo.Capture(error);
        }

        _ended = row is null;
        return row;
    }

    private static string[] Texts(TableRow row) => [.. Enumerable.Range(0, row.Cells.Length).Select(row.Text)];
}
