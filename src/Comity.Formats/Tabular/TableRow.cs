using Comity.Kernel.Subjects;

namespace Comity.Formats.Tabular;

/// <summary>What is unusual about a row that was read all the same.</summary>
[Flags]
internal enum RowDefects
{
    None = 0,

    /// <summary>A quotation mark was not closed; the row was read as one line.</summary>
    StrayQuote = 1,

    /// <summary>Bytes that are not of the file's encoding were read as Windows-1252.</summary>
    ForeignBytes = 2,

    /// <summary>A cell holds a formula; the value the sender's program stored was taken.</summary>
    Formula = 4,

    /// <summary>A cell holds an error such as <c>#REF!</c>; it was left empty.</summary>
    CellError = 8,

    /// <summary>The row is longer than allowed and was skipped; it has no cells.</summary>
    TooLong = 16,

    /// <summary>The row has more or fewer fields than there are headings.</summary>
    FieldCount = 64,

    /// <summary>The file ends inside the row (no line end although all other rows have one).</summary>
    NoLineEnd = 32,
}

/// <summary>One row of a table, as text or as the typed values of a workbook.</summary>
/// <param name="Cells">Text cells; a workbook's numbers and dates come as <see cref="double"/> and <see cref="DateTime"/>.</param>
/// <param name="At">Row, byte offset and length, sheet.</param>
/// <param name="Defects">What is unusual about it.</param>
/// <param name="DefectNote">The cells concerned, for the report; empty when there are none.</param>
internal sealed record TableRow(object?[] Cells, SourcePosition At, RowDefects Defects = RowDefects.None, string DefectNote = "")
{
    /// <summary>Whether nothing is written in it.</summary>
    public bool IsBlank
    {
        get
        {
            if (Defects.HasFlag(RowDefects.TooLong))
            {
                return false;
            }

            foreach (var cell in Cells)
            {
                if (cell is not null and not "")
                {
                    return false;
                }
            }

            return true;
        }
    }

    public string Text(int column) => column < Cells.Length ? CellValue.Text(Cells[column]) : "";
}
