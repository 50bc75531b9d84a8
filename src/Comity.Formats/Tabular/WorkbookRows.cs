using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Xml;
using Comity.Formats.Cargo;
using Comity.Kernel.Subjects;
using ExcelDataReader;

namespace Comity.Formats.Tabular;

/// <summary>
/// The sheets and rows of an XLSX workbook. Values come from ExcelDataReader, which gives the value stored with a formula
/// but not that there is one; where formulas and errors stand is found beforehand in the sheets' XML.
/// </summary>
internal sealed class WorkbookRows : IDisposable
{
    private const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private const string StrictMain = "http://purl.oclc.org/ooxml/spreadsheetml/main";

    private static readonly XmlReaderSettings SafeXml = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        IgnoreWhitespace = true,
        MaxCharactersFromEntities = 1024,
    };

    private readonly IExcelDataReader _reader;
    private readonly Dictionary<string, Dictionary<int, List<(int Column, RowDefects Defect)>>> _unusual;
    private bool _first = true;

    // ExcelDataReader's settings ask for Windows-1252 even where a workbook never needs it.
    static WorkbookRows() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    private WorkbookRows(IExcelDataReader reader, Dictionary<string, Dictionary<int, List<(int, RowDefects)>>> unusual)
    {
        _reader = reader;
        _unusual = unusual;
    }

    /// <summary>The sheet being read.</summary>
    public string Sheet => _reader.Name;

    /// <summary>
    /// Opens a workbook whose archive passes <see cref="ArchiveGuard.Inspect"/>.
    /// </summary>
    /// <exception cref="DamagedWorkbookException">It is damaged or refused as unsafe.</exception>
    public static WorkbookRows Open(Stream seekable, CargoReadOptions options) => Guarded(() =>
    {
        using var archive = new ZipArchive(seekable, ZipArchiveMode.Read, leaveOpen: true);
        if (ArchiveGuard.Inspect(archive, options.LongestPartBytes, options.Cancellation) is var (found, expected))
        {
            throw new DamagedWorkbookException(found, expected);
        }

        var unusual = Unusual(archive, options.MostHeld);
        seekable.Position = 0;
        return new WorkbookRows(ExcelReaderFactory.CreateOpenXmlReader(seekable, new ExcelReaderConfiguration { LeaveOpen = true }), unusual);
    });

    /// <summary>Goes to the next sheet; the first call to the first one.</summary>
    /// <exception cref="DamagedWorkbookException"/>
    public bool NextSheet()
    {
        if (_first)
        {
            _first = false;
            return true;
        }

        return Guarded(_reader.NextResult);
    }

    /// <summary>The next row of the sheet, or <see langword="null"/> at its end.</summary>
    /// <exception cref="DamagedWorkbookException"/>
    public TableRow? Read() => Guarded(ReadRow);

    /// <summary>
    /// ExcelDataReader trusts its input and fails on damage in whatever way the damage leads to; only failures to read,
    /// lack of memory and the end of the reading are something else.
    /// </summary>
    private static T Guarded<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception error) when (error is InvalidDataException or EndOfStreamException
            || error is not (DamagedWorkbookException or IOException or UnauthorizedAccessException or OperationCanceledException or OutOfMemoryException))
        {
            throw new DamagedWorkbookException(error.Message, "an undamaged XLSX workbook", error);
        }
    }

    private TableRow? ReadRow()
    {
        if (!_reader.Read())
        {
            return null;
        }

        var number = _reader.Depth + 1;
        var cells = new object?[_reader.FieldCount];
        var defects = RowDefects.None;
        var notes = new List<string>();
        for (var i = 0; i < cells.Length; i++)
        {
            cells[i] = _reader.GetValue(i) switch
            {
                string text => text.Trim(),
                int or long or decimal or float => Convert.ToDouble(_reader.GetValue(i), CultureInfo.InvariantCulture),
                var other => other,
            };
        }

        if (_unusual.TryGetValue(Sheet, out var rows) && rows.TryGetValue(number, out var unusual))
        {
            foreach (var (column, defect) in unusual)
            {
                defects |= defect;
                notes.Add($"{Column(column)}{number}: {(defect == RowDefects.Formula ? "formula" : "error")}");
                if (defect == RowDefects.CellError && column < cells.Length)
                {
                    cells[column] = null;
                }
            }
        }

        return new TableRow(cells, new SourcePosition(number, -1, 0, Sheet), defects, string.Join(", ", notes));
    }

    public void Dispose() => _reader.Dispose();

    /// <summary>Spreadsheet column letters of a 0-based column.</summary>
    private static string Column(int index)
    {
        var letters = "";
        for (var rest = index + 1; rest > 0; rest = (rest - 1) / 26)
        {
            letters = (char)('A' + ((rest - 1) % 26)) + letters;
        }

        return letters;
    }

    /// <summary>Sheet name → row → columns that hold a formula or an error.</summary>
    private static Dictionary<string, Dictionary<int, List<(int Column, RowDefects Defect)>>> Unusual(ZipArchive archive, int most)
    {
        var found = new Dictionary<string, Dictionary<int, List<(int Column, RowDefects Defect)>>>(StringComparer.Ordinal);
        var parts = Relations(archive);
        if (archive.GetEntry("xl/workbook.xml") is not { } workbook)
        {
            throw new InvalidDataException("The archive has no xl/workbook.xml.");
        }

        using var stream = workbook.Open();
        using var xml = XmlReader.Create(stream, SafeXml);
        while (xml.Read())
        {
            if (IsElement(xml, "sheet")
                && xml.GetAttribute("name") is { } name
                && RelationId(xml) is { } id
                && parts.GetValueOrDefault(id) is { } target
                && archive.GetEntry(PartName(target)) is { } part)
            {
                found[name] = UnusualOf(part, ref most);
            }
        }

        return found;
    }

    private static Dictionary<string, string> Relations(ZipArchive archive)
    {
        var targets = new Dictionary<string, string>(StringComparer.Ordinal);
        if (archive.GetEntry("xl/_rels/workbook.xml.rels") is { } entry)
        {
            using var stream = entry.Open();
            using var xml = XmlReader.Create(stream, SafeXml);
            while (xml.Read())
            {
                if (xml is { NodeType: XmlNodeType.Element, LocalName: "Relationship" }
                    && xml.GetAttribute("Id") is { } id && xml.GetAttribute("Target") is { } target)
                {
                    targets[id] = target;
                }
            }
        }

        return targets;
    }

    private static string? RelationId(XmlReader xml)
    {
        string? id = null;
        for (var more = xml.MoveToFirstAttribute(); more; more = xml.MoveToNextAttribute())
        {
            id = xml.LocalName == "id" ? xml.Value : id;
        }

        xml.MoveToElement();
        return id;
    }

    private static string PartName(string target) => target.StartsWith('/') ? target[1..] : "xl/" + target;

    private static Dictionary<int, List<(int Column, RowDefects Defect)>> UnusualOf(ZipArchiveEntry part, ref int most)
    {
        var rows = new Dictionary<int, List<(int Column, RowDefects Defect)>>();
        using var stream = part.Open();
        using var xml = XmlReader.Create(stream, SafeXml);
        int row = 0, column = -1;
        while (xml.Read())
        {
            if (IsElement(xml, "row"))
            {
                row = int.TryParse(xml.GetAttribute("r"), CultureInfo.InvariantCulture, out var number) ? number : row + 1;
                column = -1;
            }
            else if (IsElement(xml, "c"))
            {
                column = ColumnOf(xml.GetAttribute("r")) ?? column + 1;
                if (xml.GetAttribute("t") == "e" && most-- > 0)
                {
                    Add(RowDefects.CellError);
                }
            }
            else if (IsElement(xml, "f") && most-- > 0)
            {
                Add(RowDefects.Formula);
            }
        }

        return rows;

        void Add(RowDefects defect)
        {
            if (!rows.TryGetValue(row, out var columns))
            {
                rows.Add(row, columns = []);
            }

            columns.Add((column, defect));
        }
    }

    private static int? ColumnOf(string? reference)
    {
        var column = 0;
        foreach (var c in reference ?? "")
        {
            if (c is < 'A' or > 'Z' || column > 20_000)
            {
                break;
            }

            column = (column * 26) + (c - 'A' + 1);
        }

        return column == 0 ? null : column - 1;
    }

    private static bool IsElement(XmlReader xml, string name) =>
        xml.NodeType == XmlNodeType.Element && xml.LocalName == name && xml.NamespaceURI is Main or StrictMain;
}

/// <summary>A workbook is damaged, or refused as unsafe, from here on.</summary>
internal sealed class DamagedWorkbookException(string found, string expected, Exception? inner = null) : Exception(found, inner)
{
    public string Expected { get; } = expected;
}
