using Comity.Kernel.Subjects;

namespace Comity.Formats.Tabular;

/// <summary>
/// Splits delimited text into rows with their exact byte offsets. Works on the raw bytes, so that an offset is right
/// whatever the encoding; holds one row at a time.
/// </summary>
/// <remarks>
/// Quoting is that of RFC 4180. A quoted field may span lines only while that makes sense: when its end is missing, lies
/// beyond the longest row, is followed by other text, or when a line inside it is itself a full row, the quotation mark
/// is taken as a stray character and the lines are read one by one, so that one wrong mark never swallows its neighbours.
/// </remarks>
internal sealed class DelimitedRows
{
    private const int Quote = '"';
    private const int MostVainRows = 4;

    private readonly Stream _stream;
    private readonly TextEncoding _encoding;
    private readonly int _delimiter;
    private readonly int _longestRow;
    private readonly string? _table;
    private readonly List<(int Start, int End)> _fields = [];
    private byte[] _buffer;
    private int _start;
    private int _end;
    private long _bufferOffset;
    private bool _atEnd;
    private int _row;

    // Bytes looked at for the end of quoted fields that had none.
    private long _lookedAtInVain;

    // Up to here (file offset) lines are read one by one, because a quotation mark before it was stray.
    private long _singleLinesUntil;

    /// <param name="head">The first bytes of the file, already read to look at them.</param>
    /// <param name="stream">What follows them; read forward only.</param>
    /// <param name="encoding">As detected; the byte order mark is skipped here.</param>
    /// <param name="delimiter">Between fields.</param>
    /// <param name="longestRowBytes">A longer row is skipped and returned as <see cref="RowDefects.TooLong"/>.</param>
    /// <param name="table">Name for positions, when the rows are one table of several.</param>
    public DelimitedRows(ReadOnlySpan<byte> head, Stream stream, TextEncoding encoding, char delimiter, int longestRowBytes, string? table = null)
    {
        _stream = stream;
        _encoding = encoding;
        _delimiter = delimiter;
        _longestRow = longestRowBytes;
        _table = table;
        _buffer = new byte[Math.Max(head.Length, 64 * 1024)];
        head.CopyTo(_buffer);
        _end = head.Length;
        _start = encoding.MarkBytes;
    }

    /// <summary>Fields a full row has; 0 while not known. Helps to tell a stray quotation mark.</summary>
    public int ExpectedFields { get; set; }

    private int U => _encoding.UnitBytes;

    /// <summary>The next row, blank ones included, or <see langword="null"/> at the end.</summary>
    public TableRow? Read()
    {
        if (!Has(0))
        {
            return null;
        }

        _row++;
        if (_bufferOffset + _start >= _singleLinesUntil)
        {
            var (length, ending, failedAt) = Scan(acrossLines: true);
            if (failedAt < 0)
            {
                return Take(length, ending, RowDefects.None);
            }

            // Normally only this line is read by itself. When failures would make the reading look at the same bytes
            // again and again, all lines up to the failure are.
            _lookedAtInVain += failedAt;
            if (_lookedAtInVain > _bufferOffset + (MostVainRows * (long)_longestRow))
            {
                _singleLinesUntil = _bufferOffset + _start + Math.Max(failedAt, 1);
            }
        }

        var (lineLength, lineEnding, lineFailedAt) = Scan(acrossLines: false);
        return lineLength < 0 ? Skip() : Take(lineLength, lineEnding, lineFailedAt >= 0 ? RowDefects.StrayQuote : RowDefects.None);
    }

    /// <summary>
    /// Finds the end of the row at <see cref="_start"/> and its fields. Returns its length without the line end, the
    /// length of the line end, and where a quotation mark proved stray (-1: nowhere). Length -1: longer than allowed.
    /// </summary>
    private (int Length, int Ending, int FailedAt) Scan(bool acrossLines)
    {
        _fields.Clear();
        int at = 0, fieldStart = 0, lineDelimiters = 0, failed = -1, lines = 0;
        while (true)
        {
            if (at - U > _longestRow)
            {
                return (-1, 0, acrossLines ? at : failed);
            }

            var unit = Peek(at);
            if (at == fieldStart && unit == Quote && (acrossLines || failed < 0))
            {
                var close = FindClose(at + U, acrossLines, ref lineDelimiters, ref lines, out var rowInside);
                if (close < 0 || rowInside || !EndsField(close + U))
                {
                    if (acrossLines)
                    {
                        return (-1, 0, close < 0 ? ~close : close);
                    }

                    failed = at;
                }
                else
                {
                    at = close + U;
                    continue;
                }
            }

            if (unit == _delimiter)
            {
                _fields.Add((fieldStart, at));
                lineDelimiters++;
                at += U;
                fieldStart = at;
            }
            else if (unit is '\n' or '\r' or -1)
            {
                _fields.Add((fieldStart, at));
                if (acrossLines && lines > 0 && LooksLikeRow(lineDelimiters))
                {
                    return (-1, 0, at);
                }

                var ending = unit == -1 ? 0 : unit == '\r' && Peek(at + U) == '\n' ? 2 * U : U;
                return (at, ending, failed);
            }
            else
            {
                at += U;
            }
        }
    }

    /// <summary>The closing quotation mark, or the complement of where the search ended without one.</summary>
    private int FindClose(int at, bool acrossLines, ref int lineDelimiters, ref int lines, out bool rowInside)
    {
        rowInside = false;
        while (true)
        {
            var unit = at - U > _longestRow ? -1 : Peek(at);
            switch (unit)
            {
                case -1:
                    return ~at;
                case Quote when Peek(at + U) == Quote:
                    at += 2 * U;
                    break;
                case Quote:
                    return at;
                case '\n' or '\r' when !acrossLines:
                    return ~at;
                case '\n':
                    rowInside |= lines > 0 && LooksLikeRow(lineDelimiters);
                    lines++;
                    lineDelimiters = 0;
                    at += U;
                    break;
                default:
                    lineDelimiters += unit == _delimiter ? 1 : 0;
                    at += U;
                    break;
            }
        }
    }

    /// <summary>A line within a quoted field that has all the delimiters of a row is a row after a stray quotation mark.</summary>
    private bool LooksLikeRow(int delimiters) => ExpectedFields > 1 && delimiters == ExpectedFields - 1;

    private bool EndsField(int at)
    {
        var next = Peek(at);
        return next == _delimiter || next is '\n' or '\r' or -1;
    }

    private TableRow Take(int length, int ending, RowDefects defects)
    {
        var raw = _buffer.AsSpan(_start, length);
        var encoding = _encoding.Encoding;
        if (_encoding.IsUtf8 && !System.Text.Unicode.Utf8.IsValid(raw))
        {
            encoding = TextEncoding.Latin;
            defects |= RowDefects.ForeignBytes;
        }

        if (ending == 0 && _row > 1)
        {
            defects |= RowDefects.NoLineEnd;
        }

        var cells = new object?[_fields.Count];
        for (var i = 0; i < cells.Length; i++)
        {
            var (start, end) = _fields[i];
            cells[i] = FieldText(encoding.GetString(raw[start..end]));
        }

        var row = new TableRow(cells, new SourcePosition(_row, _bufferOffset + _start, length, _table), defects);
        _start += length + ending;
        return row;
    }

    private static string FieldText(string field) =>
        field is ['"', .., '"']
            ? field[1..^1].Replace("\"\"", "\"", StringComparison.Ordinal).Trim()
            : field.Trim();

    /// <summary>Skips a line that is longer than allowed.</summary>
    private TableRow Skip()
    {
        var offset = _bufferOffset + _start;
        while (Has(0))
        {
            var unit = Peek(0);
            if (unit is '\n' or '\r')
            {
                break;
            }

            _start += U;
        }

        var length = (int)Math.Min(_bufferOffset + _start - offset, int.MaxValue);
        var row = new TableRow([], new SourcePosition(_row, offset, length, _table), RowDefects.TooLong);
        _start += Peek(0) == '\r' && Peek(U) == '\n' ? 2 * U : Has(0) ? U : 0;
        return row;
    }

    /// <summary>The code unit at an offset from the row's start, or -1 at the end of the file.</summary>
    private int Peek(int at) => Has(at) ? _encoding.Unit(_buffer.AsSpan(_start + at)) : -1;

    /// <summary>Whether a whole code unit stands at an offset from the row's start; reads more when it is not there yet.</summary>
    private bool Has(int at)
    {
        if (_start + at + U > _end && !_atEnd)
        {
            Fill(at + U);
        }

        return _start + at + U <= _end;
    }

    /// <summary>Brings at least the given number of bytes after the row's start into the buffer, as far as the file has them.</summary>
    private void Fill(int wanted)
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _bufferOffset += _start;
            _end -= _start;
            _start = 0;
        }

        if (wanted > _buffer.Length)
        {
            Array.Resize(ref _buffer, Math.Max(wanted, _buffer.Length * 2));
        }

        while (!_atEnd && _end < wanted)
        {
            var read = _stream.Read(_buffer, _end, _buffer.Length - _end);
            _atEnd = read == 0;
            _end += read;
        }
    }
}
