namespace Comity.Kernel.Subjects;

/// <summary>
/// Where in the raw bytes of a delivery a value stood, so that a reason can be shown beside its source text.
/// </summary>
/// <param name="Segment">
/// 1-based ordinal in the file of the format's natural part: the EDIFACT segment, the XML element,
/// the spreadsheet or CSV row. 0 when the value was computed and stood nowhere.
/// </param>
/// <param name="Offset">0-based byte offset of the part in the raw file; -1 when the format has none (a cell of a compressed workbook).</param>
/// <param name="Length">Length of the part in bytes; 0 when unknown.</param>
/// <param name="Table">Name of the table, sheet or archive entry the segment and offset count in; <see langword="null"/> for the file itself.</param>
public readonly record struct SourcePosition(int Segment, long Offset, int Length = 0, string? Table = null)
{
    /// <summary>The position of a value that was computed rather than read.</summary>
    public static SourcePosition None => default;

    /// <summary>Whether the value stood somewhere in a file.</summary>
    public bool IsKnown => Segment > 0;
}
