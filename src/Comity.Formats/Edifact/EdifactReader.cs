using System.Numerics;

namespace Comity.Formats.Edifact;

/// <summary>
/// Cuts a stream of UN/EDIFACT (ISO 9735) into segments, on bytes and in bounded memory. It never fails on bad
/// input: what is wrong is told by <see cref="EdifactSegment.Defects"/>. Only failures of the stream and
/// cancellation are thrown. The result does not depend on how many bytes the stream gives at a time.
/// </summary>
public sealed class EdifactReader : IDisposable
{
    /// <summary>How far a UNB is looked at to see its delimiters.</summary>
    private const int LookaheadBytes = 1024;

    /// <summary>Segments longer than this are searched for the start of another interchange.</summary>
    private const int SuspiciousBytes = 256;

    /// <summary>Bytes by which the start of an interchange or segment is known.</summary>
    private const int StartBytes = 16;

    private readonly EdifactBuffer _buffer;
    private readonly EdifactMarks _marks = new();
    private readonly int _longestSegmentBytes;
    private byte[] _rewritten = [];
    private bool _delimitersSettled;
    private int _ordinal;

    /// <summary>File offset before which no terminator stands: segments there end where the next one begins.</summary>
    private long _noTerminatorBefore;

    /// <summary>Makes a reader over a stream, which it does not close.</summary>
    /// <param name="stream">Read forward only.</param>
    /// <param name="longestSegmentBytes">Longer segments are skipped and reported as <see cref="SegmentDefects.Overlong"/>; at least 1024.</param>
    /// <param name="progress">Told the number of bytes taken from the stream now and then.</param>
    /// <param name="cancellation">Ends the reading by an exception.</param>
    public EdifactReader(
        Stream stream, int longestSegmentBytes, Action<long>? progress = null, CancellationToken cancellation = default)
    {
        _buffer = new EdifactBuffer(stream, progress, cancellation);
        _longestSegmentBytes = Math.Max(longestSegmentBytes, LookaheadBytes);
    }

    /// <summary>The service characters in force.</summary>
    public EdifactDelimiters Delimiters => _marks.Delimiters;

    /// <summary>Bytes held at present; never more than four times the longest segment, and 64 KiB at first.</summary>
    public int BufferBytes => _buffer.Capacity;

    /// <summary>Moves to the next segment. False at the end of the stream.</summary>
    public bool Read(out EdifactSegment segment)
    {
        if (!SkipBlanks())
        {
            segment = default;
            return false;
        }

        if (_ordinal < int.MaxValue)
        {
            _ordinal++;
        }

        var defects = SegmentDefects.None;
        if (_buffer.Window[0] == (byte)'U' && _buffer.Ensure(EdifactDelimiters.AdviceLength) >= EdifactDelimiters.AdviceLength)
        {
            if (EdifactDelimiters.TryReadAdvice(_buffer.Window[..EdifactDelimiters.AdviceLength], out var advised))
            {
                _marks.Delimiters = advised;
                _delimitersSettled = false;
                _noTerminatorBefore = 0;
                _marks.Begin();
                _marks.Close(EdifactDelimiters.AdviceLength);
                segment = Take(EdifactDelimiters.AdviceLength, EdifactDelimiters.AdviceLength, defects);
                return true;
            }

            defects = SettleDelimiters();
        }

        segment = ReadSegment(defects);
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => _buffer.Dispose();

    /// <summary>Starts hashing at the first byte of the present segment.</summary>
    internal void StartHash(in EdifactSegment segment) => _buffer.StartHash(segment.Offset, segment.Bytes);

    /// <summary>Ends hashing before a file offset not beyond the present segment's end and gives SHA-256.</summary>
    internal void EndHash(long before, Span<byte> hash) => _buffer.EndHash(before, hash);

    private EdifactSegment ReadSegment(SegmentDefects defects)
    {
        if (_buffer.Offset < _noTerminatorBefore)
        {
            var extent = (int)(_noTerminatorBefore - _buffer.Offset);
            var next = FindNextStart(_buffer.Window[..extent], extent);
            if (next > 0)
            {
                return CutAt(next, defects);
            }
        }

        _marks.Begin();
        int length;
        while (true)
        {
            length = _marks.Scan(_buffer.Window);
            if (length >= 0 || _buffer.Length >= _longestSegmentBytes + StartBytes)
            {
                break;
            }

            if (!_buffer.Fill())
            {
                // Where segments ended at line ends before, the last line is whole too.
                length = _buffer.Length;
                defects |= _buffer.Offset < _noTerminatorBefore && _buffer.Window[^1] is (byte)'\r' or (byte)'\n'
                    ? SegmentDefects.MissingTerminator
                    : SegmentDefects.Unterminated;
                break;
            }
        }

        var overlong = (uint)length > (uint)_longestSegmentBytes;
        var searched = overlong ? _longestSegmentBytes : length;
        if (IsSuspicious(_buffer.Window[..searched]))
        {
            var seen = overlong ? Math.Min(_longestSegmentBytes + StartBytes, _buffer.Length) : length;
            var next = FindNextStart(_buffer.Window[..seen], searched);
            if (next > 0)
            {
                _noTerminatorBefore = _buffer.Offset + searched;
                return CutAt(next, defects & ~SegmentDefects.Unterminated);
            }
        }

        if (overlong)
        {
            return SkipOverlong(defects & ~SegmentDefects.Unterminated);
        }

        if (_marks.IsFull)
        {
            defects |= SegmentDefects.Overlong;
        }

        _marks.Close(length);
        return Finish(length, Math.Min(length + 1, _buffer.Length), defects);
    }

    private static bool IsSuspicious(ReadOnlySpan<byte> bytes) =>
        bytes.Length > SuspiciousBytes || bytes.IndexOfAny((byte)'\r', (byte)'\n') >= 0;

    /// <summary>Ends a segment whose terminator is missing where the next one begins.</summary>
    private EdifactSegment CutAt(int next, SegmentDefects defects)
    {
        var length = next;
        while (length > 0 && EdifactDelimiters.IsBlank(_buffer.Window[length - 1]))
        {
            length--;
        }

        _marks.ScanWhole(_buffer.Window[..length]);
        return Finish(length, next, defects | SegmentDefects.MissingTerminator);
    }

    /// <summary>Rewrites what must be rewritten (line breaks, repetitions) and hands the segment out.</summary>
    private EdifactSegment Finish(int length, int consumed, SegmentDefects defects)
    {
        var bytes = _buffer.Window[..length];
        var delimiters = _marks.Delimiters;
        var repeats = delimiters.Repetition != delimiters.Terminator && bytes.Contains(delimiters.Repetition);
        if (!repeats && bytes.IndexOfAny((byte)'\r', (byte)'\n') < 0)
        {
            return Take(length, consumed, defects);
        }

        var written = Rewrite(bytes, ref defects);
        _marks.ScanWhole(_rewritten.AsSpan(0, written));
        var segment = Make(_rewritten.AsSpan(0, written), _buffer.Offset, length, defects);
        _buffer.Skip(consumed);
        return segment;
    }

    private int Rewrite(ReadOnlySpan<byte> bytes, ref SegmentDefects defects)
    {
        if (_rewritten.Length < bytes.Length)
        {
            _rewritten = new byte[BitOperations.RoundUpToPowerOf2((uint)bytes.Length)];
        }

        var delimiters = _marks.Delimiters;
        var written = 0;
        var repeating = false;

        // A line end before the terminator is layout, one inside was put there by a line-wrapping transport.
        bytes = bytes.TrimEnd("\r\n"u8);
        for (var i = 0; i < bytes.Length; i++)
        {
            var b = bytes[i];
            if (b is (byte)'\r' or (byte)'\n')
            {
                defects |= SegmentDefects.LineBreaks;
                continue;
            }

            if (b == delimiters.Element)
            {
                repeating = false;
            }
            else if (b == delimiters.Repetition && b != delimiters.Terminator)
            {
                repeating = true;
                defects |= SegmentDefects.Repetition;
            }

            if (!repeating)
            {
                _rewritten[written++] = b;
            }

            if (b == delimiters.Release && delimiters.HasRelease && i + 1 < bytes.Length)
            {
                i++;
                if (!repeating)
                {
                    _rewritten[written++] = bytes[i];
                }
            }
        }

        return written;
    }

    private EdifactSegment Take(int length, int consumed, SegmentDefects defects)
    {
        var segment = Make(_buffer.Window[..length], _buffer.Offset, length, defects);
        _buffer.Skip(consumed);
        return segment;
    }

    private EdifactSegment Make(ReadOnlySpan<byte> bytes, long offset, long length, SegmentDefects defects) =>
        new(bytes, _marks.Marks, _marks.Elements, _ordinal, offset, length, defects, _marks.Delimiters.Release);

    private EdifactSegment SkipOverlong(SegmentDefects defects)
    {
        var offset = _buffer.Offset;
        if (_rewritten.Length < SuspiciousBytes)
        {
            _rewritten = new byte[SuspiciousBytes];
        }

        var head = Math.Min(_buffer.Length, SuspiciousBytes);
        _buffer.Window[..head].CopyTo(_rewritten);
        defects |= SegmentDefects.Overlong | SkipToEnd(out var end);
        _marks.ScanWhole(_rewritten.AsSpan(0, head));
        return Make(_rewritten.AsSpan(0, head), offset, end - offset, defects);
    }

    /// <summary>Drops bytes up to the terminator, the start of another interchange or the end of the stream.</summary>
    private SegmentDefects SkipToEnd(out long end)
    {
        var first = _buffer.Offset;
        var from = 0;
        var released = false;
        while (true)
        {
            var terminator = FindTerminator(from, ref released);
            var until = terminator < 0 ? _buffer.Length : terminator;
            var other = FindInterchange(_buffer.Window, Math.Max(from - StartBytes, _buffer.Offset == first ? 1 : 0), until);
            if (other >= 0)
            {
                end = _buffer.Offset + other;
                _buffer.Skip(other);
                return SegmentDefects.MissingTerminator;
            }

            if (terminator >= 0)
            {
                end = _buffer.Offset + terminator;
                _buffer.Skip(terminator + 1);
                return SegmentDefects.None;
            }

            // The last bytes stay: an interchange may begin in them.
            end = _buffer.Offset + _buffer.Length;
            _buffer.Skip(Math.Max(0, _buffer.Length - StartBytes));
            from = _buffer.Length;
            if (!_buffer.Fill())
            {
                _buffer.Skip(_buffer.Length);
                return SegmentDefects.Unterminated;
            }
        }
    }

    private int FindTerminator(int from, ref bool released)
    {
        var (terminator, release) = (_marks.Delimiters.Terminator, _marks.Delimiters.Release);
        var bytes = _buffer.Window;
        while (from < bytes.Length)
        {
            if (released)
            {
                released = false;
                from++;
                continue;
            }

            var hit = bytes[from..].IndexOfAny(terminator, release);
            if (hit < 0)
            {
                return -1;
            }

            from += hit;
            if (bytes[from] == terminator)
            {
                return from;
            }

            released = true;
            from++;
        }

        return -1;
    }

    /// <summary>Index of a UNB of any delimiters that begins before <paramref name="until"/>, or -1.</summary>
    private static int FindInterchange(ReadOnlySpan<byte> bytes, int from, int until)
    {
        while (from < until)
        {
            var hit = bytes[from..].IndexOf("UNB"u8);
            if (hit < 0 || from + hit >= until)
            {
                return -1;
            }

            from += hit;
            if (EdifactDelimiters.IsInterchangeStart(bytes[from..]))
            {
                return from;
            }

            from++;
        }

        return -1;
    }

    /// <summary>
    /// Index of the next place where a segment visibly begins although the present one is not terminated: a UNB, or a
    /// line that begins with a segment tag. -1 when none begins before <paramref name="until"/>.
    /// </summary>
    private int FindNextStart(ReadOnlySpan<byte> bytes, int until)
    {
        // Step by step, so that the cost is that of the way to the next start and not of all that is searched.
        for (var from = 0; from < until;)
        {
            var stop = Math.Min(until, from + LookaheadBytes);
            var line = FindLine(bytes, from, stop, until, out var seen);
            var interchange = FindInterchange(bytes, Math.Max(from, 1), line > 0 ? line : seen);
            if (interchange > 0 || line > 0)
            {
                return interchange > 0 ? interchange : line;
            }

            from = seen;
        }

        return -1;
    }

    /// <summary>Index where a line begins with a segment, its line end being before <paramref name="stop"/>; or -1.</summary>
    private int FindLine(ReadOnlySpan<byte> bytes, int from, int stop, int until, out int seen)
    {
        seen = from;
        while (seen < stop)
        {
            var hit = bytes[seen..stop].IndexOfAny((byte)'\r', (byte)'\n');
            if (hit < 0)
            {
                break;
            }

            seen += hit;
            while (seen < until && EdifactDelimiters.IsBlank(bytes[seen]))
            {
                seen++;
            }

            if (seen < until && BeginsSegment(bytes[seen..]))
            {
                return seen;
            }
        }

        seen = Math.Max(seen, stop);
        return -1;
    }

    private bool BeginsSegment(ReadOnlySpan<byte> bytes) =>
        bytes.Length > 3
        && ((bytes[3] == _marks.Delimiters.Element && EdifactTag.IsKnown(EdifactTag.Of(bytes)))
            || EdifactDelimiters.TryReadAdvice(bytes[..Math.Min(bytes.Length, EdifactDelimiters.AdviceLength)], out _));

    private SegmentDefects SettleDelimiters()
    {
        var window = _buffer.Window;
        var isHeader = window.StartsWith("UNB"u8);
        if (!isHeader && (_delimitersSettled || !window.StartsWith("UNH"u8)))
        {
            return SegmentDefects.None;
        }

        // A UNA speaks for the UNB right behind it; a later UNB without its own begins again with the defaults.
        var declared = _delimitersSettled ? EdifactDelimiters.Default : _marks.Delimiters;
        var available = Math.Min(_buffer.Ensure(LookaheadBytes), LookaheadBytes);
        var observed = EdifactDelimiters.Observe(_buffer.Window[..available], declared);
        if (observed != _marks.Delimiters)
        {
            _noTerminatorBefore = 0;
        }

        _marks.Delimiters = observed;
        _delimitersSettled = true;
        return observed.Component == declared.Component && observed.Element == declared.Element
            && observed.Terminator == declared.Terminator
            ? SegmentDefects.None
            : SegmentDefects.Delimiters;
    }

    private bool SkipBlanks()
    {
        while (true)
        {
            var window = _buffer.Window;
            var i = 0;
            while (i < window.Length && EdifactDelimiters.IsBlank(window[i]))
            {
                i++;
            }

            _buffer.Skip(i);
            if (i < window.Length)
            {
                if (!SkipByteOrderMark())
                {
                    return true;
                }
            }
            else if (!_buffer.Fill())
            {
                return false;
            }
        }
    }

    private bool SkipByteOrderMark()
    {
        if (_buffer.Offset > 0 || _buffer.Window[0] != 0xEF || _buffer.Ensure(3) < 3
            || _buffer.Window[1] != 0xBB || _buffer.Window[2] != 0xBF)
        {
            return false;
        }

        _buffer.Skip(3);
        return true;
    }
}
