namespace Comity.Formats.Edifact;

/// <summary>What is wrong with the way a segment is written.</summary>
[Flags]
public enum SegmentDefects
{
    None = 0,

    /// <summary>The file ends before the segment's terminator.</summary>
    Unterminated = 1,

    /// <summary>Longer than allowed or with more separators than any directory has; only its head is here.</summary>
    Overlong = 2,

    /// <summary>Line ends inside were taken out.</summary>
    LineBreaks = 4,

    /// <summary>The terminator is missing; the segment was ended where the next one begins.</summary>
    MissingTerminator = 8,

    /// <summary>An element repeats; only the first is read.</summary>
    Repetition = 16,

    /// <summary>The service characters in use are not those that were declared.</summary>
    Delimiters = 32,
}

/// <summary>
/// One segment in the reader's buffer; valid until the next read. Element 0 is the tag. Elements and components
/// that are not there are empty, never an error.
/// </summary>
public readonly ref struct EdifactSegment
{
    private readonly ReadOnlySpan<int> _marks;
    private readonly ReadOnlySpan<int> _elements;

    internal EdifactSegment(
        ReadOnlySpan<byte> bytes, ReadOnlySpan<int> marks, ReadOnlySpan<int> elements, int ordinal, long offset,
        long length, SegmentDefects defects, byte release)
    {
        Bytes = bytes;
        _marks = marks;
        _elements = elements;
        Ordinal = ordinal;
        Offset = offset;
        Length = length;
        Defects = defects;
        Release = release;
        Tag = EdifactTag.Of(bytes);
    }

    /// <summary>The segment's bytes without the terminator, line ends inside taken out.</summary>
    public ReadOnlySpan<byte> Bytes { get; }

    /// <summary>1-based ordinal in the file, UNA included.</summary>
    public int Ordinal { get; }

    /// <summary>Byte offset in the file.</summary>
    public long Offset { get; }

    /// <summary>Bytes in the file without the terminator.</summary>
    public long Length { get; }

    /// <summary>What is wrong with it.</summary>
    public SegmentDefects Defects { get; }

    /// <summary>Number of elements, the tag included.</summary>
    public int ElementCount => _elements.Length - 1;

    internal byte Release { get; }

    internal int Tag { get; }

    internal bool Has(SegmentDefects defect) => (Defects & defect) != SegmentDefects.None;

    /// <summary>The raw bytes of a component; released characters are still marked.</summary>
    public ReadOnlySpan<byte> this[int element, int component]
    {
        get
        {
            if ((uint)element >= (uint)(_elements.Length - 1))
            {
                return default;
            }

            var mark = _elements[element] + component;
            if (mark >= _elements[element + 1])
            {
                return default;
            }

            var start = _marks[mark] + 1;
            return Bytes[start.._marks[mark + 1]];
        }
    }

    /// <summary>Number of components of an element.</summary>
    public int ComponentCount(int element) =>
        (uint)element < (uint)(_elements.Length - 1) ? _elements[element + 1] - _elements[element] : 0;
}
