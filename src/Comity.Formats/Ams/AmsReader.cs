using System.IO.Compression;
using Comity.Formats.Cargo;
using Comity.Formats.Tabular;
using Comity.Kernel.Subjects;

namespace Comity.Formats.Ams;

/// <summary>A table file and how to open it.</summary>
/// <param name="Name">File name; it contains the table's name, such as <c>ams__header_2020.csv</c>.</param>
/// <param name="Open">Opens it for one reading; the reader closes the stream.</param>
/// <param name="PackedBytes">Its packed size in the archive: far more bytes than that can honestly hold end the reading.</param>
/// <param name="IsCut">Its end is missing, so that a last row without line end may be half a row.</param>
internal sealed record AmsTableFile(string Name, Func<Stream> Open, long PackedBytes, bool IsCut);

/// <summary>
/// Reads US vessel-manifest tables (header, billgen, parties, container, goods, tariff, marks, hazardous materials): a zip of
/// CSV files (<see cref="AmsFolder"/> makes one of a folder), joined by <c>identifier</c>; the tables need no order.
/// </summary>
/// <remarks>
/// <para>A manifest is carrier, voyage (or vessel), estimated arrival and port of unlading; its bills come in one message per
/// function, <c>record_status_indicator</c> "Deleted" being <see cref="ManifestFunction.Delete"/> and "Amended"
/// <see cref="ManifestFunction.Change"/>.</para>
/// <para>Memory and disk: rows go to a temporary file; when it is longer than <c>partitionBytes</c> it is split 32 ways by a hash of
/// the identifier, again and again, until a part fits, and each part is joined by itself. At most about eight times
/// <c>partitionBytes</c> of memory and twice the tables' size of disk are used. Rows of one identifier that alone exceed it are
/// quarantined. A manifest whose bills fall into several parts comes in several messages, the later ones as
/// <see cref="ManifestFunction.Add"/>. The order of output depends on the tables' content only.</para>
/// </remarks>
/// <param name="partitionBytes">Longest part that is joined in memory.</param>
public sealed class AmsReader(int partitionBytes = 16 << 20) : ICargoReader
{
    /// <inheritdoc/>
    public string Format => "ams";

    /// <inheritdoc/>
    public bool Recognises(ReadOnlySpan<byte> head) => ZipNames.InHead(head).Any(IsTableFile);

    /// <summary>Whether a file's name is that of a table.</summary>
    public static bool IsTableFile(string name) =>
        name.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) && AmsTables.OfFile(name) is not null;

    /// <inheritdoc/>
    public void Read(Stream stream, CargoReadOptions options, ICargoSink sink)
    {
        var (seekable, hash, copy) = TemporaryFile.Seekable(stream, options);
        using (copy)
        {
            ZipArchive archive;
            try
            {
                archive = new ZipArchive(seekable, ZipArchiveMode.Read, leaveOpen: true);
                _ = archive.Entries;
            }
            catch (InvalidDataException error)
            {
                var found = CutArchive.Entries(seekable);
                sink.Issue(ReadIssue.Issue(IssueKind.Quarantined, new(1, seekable.Length), error.Message, "an undamaged zip archive",
                    found.Count == 0 ? "nothing" : $"{string.Join(", ", found.Select(e => e.IsLast ? $"{e.Name} as far as it goes" : e.Name))}; what is missing is not known"));
                if (found.Count > 0)
                {
                    Read([.. found.Select(e => new AmsTableFile(e.Name, e.Open, e.PackedBytes, e.IsLast))], hash, options, sink);
                }

                return;
            }

            using (archive)
            {
                Read([.. archive.Entries.Where(e => e.Name.Length > 0).Select(e => new AmsTableFile(e.FullName, e.Open, e.CompressedLength, IsCut: false))], hash, options, sink);
            }
        }
    }

    private void Read(List<AmsTableFile> files, byte[] hash, CargoReadOptions options, ICargoSink sink)
    {
        using var rows = new RowSpool();
        var complete = files.TrueForAll(f => !f.IsCut);
        foreach (var file in files.Where(f => !IsTableFile(f.Name)))
        {
            sink.Issue(ReadIssue.Issue(IssueKind.Repair, new(1, 0, 0, file.Name), file.Name, "the tables of a vessel manifest", "the tables"));
        }

        foreach (var file in files.Where(f => IsTableFile(f.Name)).OrderBy(f => AmsTables.OfFile(f.Name)).ThenBy(f => f.Name, StringComparer.Ordinal))
        {
            complete &= new AmsTableReading(file, options, sink).Into(rows);
        }

        if (files.TrueForAll(f => !IsTableFile(f.Name)))
        {
            sink.Issue(ReadIssue.Issue(IssueKind.Quarantined, new(1, 0), "no table", "the tables of a vessel manifest", "nothing"));
            return;
        }

        new AmsJoin(partitionBytes, options, sink, hash, complete).Join(rows);
    }
}

/// <summary>Reads one table file into the spool.</summary>
internal sealed class AmsTableReading(AmsTableFile file, CargoReadOptions options, ICargoSink sink)
{
    private readonly AmsTable _table = AmsTables.OfFile(file.Name)!.Value;
    private readonly string _name = AmsTables.ShortName(file.Name);

    /// <summary>Whether the table was read to its end.</summary>
    public bool Into(RowSpool spool)
    {
        var at = new SourcePosition(1, 0, 0, _name);
        try
        {
            using var stream = file.Open();
            using var counted = new CountedStream(stream, options with { Progress = null });
            var head = new byte[64 * 1024];
            var length = counted.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
            var encoding = TextEncoding.Detect(head.AsSpan(0, length));
            var rows = new DelimitedRows(head.AsSpan(0, length), counted, encoding, DelimiterGuess.Of(head.AsSpan(0, length), encoding) ?? ',', options.LongestPartBytes, _name);
            TableRow? headings;
            do
            {
                headings = rows.Read();
            }
            while (headings is { IsBlank: true });

            var (identifier, places) = AmsTables.Bind(_table, headings is null ? [] : [.. Enumerable.Range(0, headings.Cells.Length).Select(headings.Text)]);
            if (identifier < 0)
            {
                sink.Issue(ReadIssue.Issue(IssueKind.Quarantined, at, headings is null ? "an empty table" : RowConsignments.Shown(headings),
                    "headings with identifier", "nothing of this table", _table == AmsTable.Container ? Count(rows) : 0));
                return false;
            }

            rows.ExpectedFields = headings!.Cells.Length;
            while (rows.Read() is { } row)
            {
                at = row.At;
                if (!row.IsBlank)
                {
                    Take(row, headings.Cells.Length, identifier, places, spool);
                }

                if (ArchiveGuard.IsBomb(counted.Count, file.PackedBytes))
                {
                    sink.Issue(ReadIssue.Issue(IssueKind.Quarantined, at, $"{counted.Count} bytes unpacked from {file.PackedBytes}", $"at most {ArchiveGuard.MostRatio} times as many", "the rows before"));
                    return false;
                }
            }

            return true;
        }
        catch (InvalidDataException error)
        {
            sink.Issue(ReadIssue.Issue(IssueKind.Quarantined, at, error.Message, "an undamaged archive entry", "the rows before"));
            return false;
        }
    }

    private void Take(TableRow row, int columns, int identifier, int[] places, RowSpool spool)
    {
        // Every row of a container is a consignment; what other tables' rows say is lost without losing one.
        var consignments = _table == AmsTable.Container ? 1 : 0;
        if (file.IsCut && row.Defects.HasFlag(RowDefects.NoLineEnd))
        {
            sink.Issue(ReadIssue.Issue(IssueKind.Quarantined, row.At, $"a row cut off: {RowConsignments.Shown(row)}", "a row with its line end", "nothing", consignments));
            return;
        }

        var surplus = Enumerable.Range(columns, Math.Max(0, row.Cells.Length - columns)).Any(i => row.Text(i).Length > 0);
        var key = row.Text(identifier);
        if (row.Defects.HasFlag(RowDefects.TooLong) || surplus || key.Length == 0)
        {
            var found = row.Defects.HasFlag(RowDefects.TooLong) ? $"a row of {row.At.Length} bytes" : surplus ? $"{row.Cells.Length} fields: {RowConsignments.Shown(row)}" : "a row without identifier";
            sink.Issue(ReadIssue.Issue(IssueKind.Quarantined, row.At, found, $"{columns} fields with an identifier, at most {options.LongestPartBytes} bytes", "nothing", consignments));
            return;
        }

        // A last row without line end is how many programs write; it matters only when fields are missing too.
        var repaired = row.Cells.Length < columns || (row.Defects & ~RowDefects.NoLineEnd) != RowDefects.None;
        if (repaired)
        {
            sink.Issue(ReadIssue.Issue(IssueKind.Repair, row.At, row.Cells.Length < columns ? $"{row.Cells.Length} fields" : row.Defects.ToString(),
                $"{columns} fields in the table's encoding, quotation marks in pairs", "the fields that are there"));
        }

        spool.Add(new(_table, key, row.At, Array.ConvertAll(places, p => p < 0 ? "" : row.Text(p)), repaired));
    }

    private static int Count(DelimitedRows rows)
    {
        var count = 0;
        while (rows.Read() is { } row)
        {
            count += row.IsBlank ? 0 : 1;
        }

        return count;
    }
}
