using Comity.Formats.Cargo;

namespace Comity.Formats.Tabular;

/// <summary>
/// Reads manifests in delimited text or XLSX under a mapping saved for the sender, and only under one: without it, or
/// when the table no longer fits it, the file waits with a suggestion instead of being read under guessed headings.
/// </summary>
/// <remarks>
/// Memory: one block of 50 rows (at most <see cref="CargoReadOptions.LongestPartBytes"/> beyond 4 MiB) and the rows of one bill.
/// A workbook is unpacked twice, its shared texts are held (limits: <see cref="ArchiveGuard"/>).
/// </remarks>
public sealed class TabularReader : ICargoReader
{
    private readonly Func<string, ColumnMapping?> _mappingOf;
    private readonly bool _workbook;

    private TabularReader(bool workbook, Func<string, ColumnMapping?> mappingOf)
    {
        _workbook = workbook;
        _mappingOf = mappingOf;
    }

    /// <inheritdoc/>
    public string Format => _workbook ? "xlsx" : "csv";

    /// <summary>A reader of delimited text.</summary>
    /// <param name="mappingOf">The saved mapping of a sender, or <see langword="null"/>.</param>
    public static TabularReader Csv(Func<string, ColumnMapping?> mappingOf) => new(workbook: false, mappingOf);

    /// <inheritdoc cref="Csv"/>
    /// <summary>A reader of XLSX workbooks.</summary>
    public static TabularReader Xlsx(Func<string, ColumnMapping?> mappingOf) => new(workbook: true, mappingOf);

    /// <inheritdoc/>
    public bool Recognises(ReadOnlySpan<byte> head) =>
        _workbook ? ZipNames.InHead(head).Any(n => n.StartsWith("xl/", StringComparison.Ordinal)) : DelimiterGuess.IsTable(head);

    /// <inheritdoc/>
    public void Read(Stream stream, CargoReadOptions options, ICargoSink sink) => Read(stream, _mappingOf(options.Sender), options, sink);

    /// <summary>Reads under the given mapping and says how it ended.</summary>
    public TabularOutcome Read(Stream stream, ColumnMapping? mapping, CargoReadOptions options, ICargoSink sink) =>
        _workbook ? ReadWorkbook(stream, mapping, options, sink) : ReadText(stream, mapping, options, sink);

    private static TabularOutcome ReadText(Stream stream, ColumnMapping? mapping, CargoReadOptions options, ICargoSink sink)
    {
        using var counted = new CountedStream(stream, options);
        var head = new byte[64 * 1024];
        var length = counted.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        var declared = mapping?.Encoding is { } name ? TextEncoding.Named(name) : null;
        var encoding = TextEncoding.Detect(head.AsSpan(0, length), declared);
        var delimiter = mapping?.Delimiter ?? DelimiterGuess.Of(head.AsSpan(0, length), encoding) ?? ',';
        var rows = new DelimitedRows(head.AsSpan(0, length), counted, encoding, delimiter, options.LongestPartBytes);
        using var consignments = new RowConsignments("csv", Sender(mapping, options), options, sink);
        var table = new TableReading(rows.Read, expected => rows.ExpectedFields = expected, mapping, encoding.Certain, options, sink, consignments);
        var outcome = table.Run();
        if (outcome is null)
        {
            var empty = ReadIssue.Issue(IssueKind.Quarantined, new(1, 0), length == 0 ? "an empty file" : "a file without any text", "a table with headings", "nothing");
            sink.Issue(empty);
            outcome = new TabularOutcome.Unreadable(empty);
        }

        consignments.EndFile(counted.HashToEnd(), complete: outcome is TabularOutcome.Imported);
        return outcome;
    }

    private static TabularOutcome ReadWorkbook(Stream stream, ColumnMapping? mapping, CargoReadOptions options, ICargoSink sink)
    {
        var (seekable, fileHash, copy) = TemporaryFile.Seekable(stream, options);
        using (copy)
        {
            using var consignments = new RowConsignments("xlsx", Sender(mapping, options), options, sink);
            TabularOutcome? outcome = null;
            try
            {
                using var workbook = WorkbookRows.Open(seekable, options);
                while (workbook.NextSheet())
                {
                    var table = new TableReading(workbook.Read, _ => { }, mapping, encodingCertain: true, options, sink, consignments);
                    var ofSheet = table.Run();
                    outcome = outcome is TabularOutcome.MappingNeeded ? outcome : ofSheet ?? outcome;
                }
            }
            catch (DamagedWorkbookException damage)
            {
                consignments.EndFile(fileHash, complete: false);
                return Refuse(damage.Message, damage.Expected);
            }

            consignments.EndFile(fileHash, complete: outcome is TabularOutcome.Imported);
            return outcome ?? Refuse("a workbook without any text", "a table with headings");
        }

        TabularOutcome.Unreadable Refuse(string found, string expected)
        {
            var reason = ReadIssue.Issue(IssueKind.Quarantined, new(1, -1), found, expected, "nothing beyond what was read before");
            sink.Issue(reason);
            return new(reason);
        }
    }

    private static string Sender(ColumnMapping? mapping, CargoReadOptions options) => options.Sender.Length > 0 ? options.Sender : mapping?.Sender ?? "";
}
