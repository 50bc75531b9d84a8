using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Security.Cryptography;

namespace Comity.Formats.Edifact;

/// <summary>
/// Cuts a stream of UN/EDIFACT (ISO 9735) into segments, on bytes and in bounded memory. It never fails on bad
/// input: what is wrong is told by <see cref="EdifactSegment.Defects"/>. Only failures of the stream and
/// cancellation are thrown. The result does not depend on how many bytes the stream gives at a time.
/// </summary>
public sealed class EdifactReader : IDisposable
{
    private const int FirstBufferBytes = 1 << 16;

    /// <summary>No directory has a segment of more elements and components than a small part of this.</summary>
    private const int MostSeparators = 4096;

    /// <summary>How far a UNB is looked at to see its delimiters.</summary>
    private const int LookaheadBytes = 1024;

    /// <summary>Segments longer than this are searched for the start of another interchange.</summary>
    private const int SuspiciousBytes = 256;

    /// <summary>Bytes by which the start of an interchange or segment is known.</summary>
    private const int StartBytes = 16;

    private readonly Stream _stream;
    private readonly int _longestSegmentBytes;
    private readonly Action<long>? _progress;
    private readonly CancellationToken _cancellation;
    private readonly int[] _marks = new int[MostSeparators + 2];
    private readonly int[] _elements = new int[MostSeparators + 2];

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(FirstBufferBytes);
    private byte[] _rewritten = [];
    private int _start;
    private int _end;
    private long _bufferOffset;
    private bool _ended;

    private EdifactDelimiters _delimiters = EdifactDelimiters.Default;
    private bool _delimitersSettled;
    private int _ordinal;
    private int _markCount;
    private int _elementCount;

    /// <summary>File offset before which no terminator stands: segments there end where the next one begins.</summary>
    private long _noTerminatorBefore;

    private IncrementalHash? _hash;
    private int _hashFrom = -1;
    private long _segmentEnd;

    /// <summary>Makes a reader over a stream, which it does not close.</summary>
    /// <param name="stream">Read forward only.</param>
    /// <param name="longestSegmentBytes">Longer segments are skipped and reported as <see cref="SegmentDefects.Overlong"/>.</param>
    /// <param name="progress">Told the number of bytes taken from the stream now and then.</param>
    /// <param name="cancellation">Ends the reading by an exception.</param>
    public EdifactReader(
        Stream stream, int longestSegmentBytes, Action<long>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(longestSegmentBytes, LookaheadBytes);
        _stream = stream;
        _longestSegmentBytes = longestSegmentBytes;
        _progress = progress;
        _cancellation = cancellation;
    }

    /// <summary>The service characters in force.</summary>
    public EdifactDelimiters Delimiters => _delimiters;

    /// <summary>Bytes held at present; never more than the longest segment and one block.</summary>
    public int BufferBytes => _buffer.Length;

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
        if (_buffer[_start] == (byte)'U' && Available(EdifactDelimiters.AdviceLength) >= EdifactDelimiters.AdviceLength)
        {
            if (EdifactDelimiters.TryReadAdvice(_buffer.AsSpan(_start, EdifactDelimiters.AdviceLength), out var advised))
            {
                _delimiters = advised;
                _delimitersSettled = false;
                _noTerminatorBefore = 0;
                Begin();
                segment = Take(EdifactDelimiters.AdviceLength, EdifactDelimiters.AdviceLength, defects);
                return true;
            }

            defects |= SettleDelimiters();
        }

        segment = ReadSegment(defects);
        return true;
    }

    /// <summary>Starts hashing at the first byte of the present segment.</summary>
    internal void StartHash(in EdifactSegment segment)
    {
        _hash ??= IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        _hash.GetHashAndReset();
        _hashFrom = (int)(segment.Offset - _bufferOffset);
        if (_hashFrom < 0)
        {
            // The segment was so long that its head has left the buffer.
            _hash.AppendData(segment.Bytes);
            _hashFrom = (int)(_segmentEnd - _bufferOffset);
        }
    }

    /// <summary>Ends hashing before the byte at a file offset not beyond the present segment's end and gives SHA-256.</summary>
    internal void EndHash(long before, Span<byte> hash)
    {
        var length = (int)(before - _bufferOffset) - _hashFrom;
        if (length > 0)
        {
            _hash!.AppendData(_buffer, _hashFrom, length);
        }

        _hashFrom = -1;
        _hash!.GetHashAndReset(hash);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = [];
        }

        _hash?.Dispose();
    }

    private EdifactSegment ReadSegment(SegmentDefects defects)
    {
        if (_bufferOffset + _start < _noTerminatorBefore)
        {
            var extent = (int)(_noTerminatorBefore - _bufferOffset) - _start;
            if (FindNextStart(extent, extent) is var next && next > 0)
            {
                return CutAt(next, defects);
            }
        }

        var scanned = 0;
        var released = false;
        Begin();
        int length;
        while (true)
        {
            length = Scan(_buffer.AsSpan(_start, _end - _start), ref scanned, ref released);
            if (length >= 0 || _end - _start >= _longestSegmentBytes + StartBytes)
            {
                break;
            }

            if (!Fill())
            {
                length = _end - _start;
                defects |= SegmentDefects.Unterminated;
                break;
            }
        }

        var overlong = (uint)length > (uint)_longestSegmentBytes;
        var searched = overlong ? _longestSegmentBytes : length;
        if (Suspicious(_buffer.AsSpan(_start, searched)))
        {
            var seen = overlong ? Math.Min(_longestSegmentBytes + StartBytes, _end - _start) : length;
            if (FindNextStart(searched, seen) is var next && next > 0)
            {
                _noTerminatorBefore = _bufferOffset + _start + searched;
                return CutAt(next, defects & ~SegmentDefects.Unterminated);
            }
        }

        if (overlong)
        {
            return SkipOverlong(defects & ~SegmentDefects.Unterminated);
        }

        if (_markCount >= MostSeparators)
        {
            defects |= SegmentDefects.Overlong;
        }

        var consumed = (defects & SegmentDefects.Unterminated) != SegmentDefects.None ? length : length + 1;
        return Finish(length, consumed, defects);
    }

    private static bool Suspicious(ReadOnlySpan<byte> bytes) =>
        bytes.Length > SuspiciousBytes || bytes.IndexOfAny((byte)'\r', (byte)'\n') >= 0;

    /// <summary>Ends a segment whose terminator is missing where the next one begins.</summary>
    private EdifactSegment CutAt(int next, SegmentDefects defects)
    {
        var length = next;
        while (length > 0 && EdifactDelimiters.IsBlank(_buffer[_start + length - 1]))
        {
            length--;
        }

        Begin();
        Rescan(_buffer.AsSpan(_start, length));
        return Finish(length, next, defects | SegmentDefects.MissingTerminator);
    }

    /// <summary>Rewrites what must be rewritten (line breaks, repetitions) and hands the segment out.</summary>
    private EdifactSegment Finish(int length, int consumed, SegmentDefects defects)
    {
        var bytes = _buffer.AsSpan(_start, length);
        var repeats = _delimiters.Repetition != _delimiters.Terminator && bytes.Contains(_delimiters.Repetition);
        if (!repeats && bytes.IndexOfAny((byte)'\r', (byte)'\n') < 0)
        {
            return Take(length, consumed, defects);
        }

        var written = Rewrite(bytes, ref defects);
        var segment = Take(length, consumed, defects);
        Begin();
        Rescan(_rewritten.AsSpan(0, written));
        return new EdifactSegment(
            _rewritten.AsSpan(0, written), _marks.AsSpan(0, _markCount), _elements.AsSpan(0, _elementCount), _ordinal,
            segment.Offset, length, defects, _delimiters.Release);
    }

    private int Rewrite(ReadOnlySpan<byte> bytes, ref SegmentDefects defects)
    {
        if (_rewritten.Length < bytes.Length)
        {
            _rewritten = new byte[BitOperations.RoundUpToPowerOf2((uint)bytes.Length)];
        }

        var written = 0;
        var repeating = false;
        for (var i = 0; i < bytes.Length; i++)
        {
            var b = bytes[i];
            if (b is (byte)'\r' or (byte)'\n')
            {
                // A line end before the terminator is layout, one inside was put there by a line-wrapping transport.
                if (!bytes[i..].Trim("\r\n"u8).IsEmpty)
                {
                    defects |= SegmentDefects.LineBreaks;
                }

                continue;
            }

            if (b == _delimiters.Element)
            {
                repeating = false;
            }
            else if (b == _delimiters.Repetition && _delimiters.Repetition != _delimiters.Terminator)
            {
                repeating = true;
                defects |= SegmentDefects.Repetition;
            }

            if (!repeating)
            {
                _rewritten[written++] = b;
            }

            if (b == _delimiters.Release && _delimiters.HasRelease && i + 1 < bytes.Length)
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
        CloseMarks(length);
        var segment = new EdifactSegment(
            _buffer.AsSpan(_start, length), _marks.AsSpan(0, _markCount), _elements.AsSpan(0, _elementCount), _ordinal,
            _bufferOffset + _start, length, defects, _delimiters.Release);
        _segmentEnd = segment.Offset + length;
        _start += consumed;
        return segment;
    }

    private EdifactSegment SkipOverlong(SegmentDefects defects)
    {
        var offset = _bufferOffset + _start;
        var head = Math.Min(_end - _start, SuspiciousBytes);
        if (_rewritten.Length < head)
        {
            _rewritten = new byte[SuspiciousBytes];
        }

        _buffer.AsSpan(_start, head).CopyTo(_rewritten);
        defects |= SegmentDefects.Overlong | SkipToEnd();
        Begin();
        Rescan(_rewritten.AsSpan(0, head));
        return new EdifactSegment(
            _rewritten.AsSpan(0, head), _marks.AsSpan(0, _markCount), _elements.AsSpan(0, _elementCount), _ordinal, offset,
            _segmentEnd - offset, defects, _delimiters.Release);
    }

    /// <summary>Drops bytes up to the terminator, the start of another interchange or the end of the stream.</summary>
    private SegmentDefects SkipToEnd()
    {
        var from = _start;
        var released = false;
        while (true)
        {
            var terminator = FindTerminator(from, ref released);
            var until = terminator < 0 ? _end : terminator;
            var other = FindInterchange(Math.Max(_start + 1, from - StartBytes), until, _end);
            if (other >= 0)
            {
                _segmentEnd = _bufferOffset + other;
                _start = other;
                return SegmentDefects.MissingTerminator;
            }

            if (terminator >= 0)
            {
                _segmentEnd = _bufferOffset + terminator;
                _start = terminator + 1;
                return SegmentDefects.None;
            }

            var reached = _bufferOffset + _end;
            _start = Math.Max(_start, _end - (2 * StartBytes));
            if (!Fill())
            {
                _segmentEnd = reached;
                _start = _end;
                return SegmentDefects.Unterminated;
            }

            from = (int)(reached - _bufferOffset);
        }
    }

    private int FindTerminator(int from, ref bool released)
    {
        while (from < _end)
        {
            if (released)
            {
                released = false;
                from++;
                continue;
            }

            var hit = _buffer.AsSpan(from, _end - from).IndexOfAny(_delimiters.Terminator, _delimiters.Release);
            if (hit < 0)
            {
                return -1;
            }

            from += hit;
            if (_buffer[from] == _delimiters.Terminator)
            {
                return from;
            }

            released = true;
            from++;
        }

        return -1;
    }

    /// <summary>Index in the buffer of a UNB of any delimiters that begins before <paramref name="until"/>, or -1.</summary>
    private int FindInterchange(int from, int until, int seen)
    {
        while (from < until)
        {
            var hit = _buffer.AsSpan(from, seen - from).IndexOf("UNB"u8);
            if (hit < 0 || from + hit >= until)
            {
                return -1;
            }

            from += hit;
            if (EdifactDelimiters.IsInterchangeStart(_buffer.AsSpan(from, seen - from)))
            {
                return from;
            }

            from++;
        }

        return -1;
    }

    /// <summary>
    /// Index from the present start of the next place where a segment visibly begins although the present one is not
    /// terminated: a UNB, or a line that begins with a segment tag. -1 when there is none before <paramref name="extent"/>.
    /// </summary>
    private int FindNextStart(int extent, int seen)
    {
        var interchange = FindInterchange(_start + 1, _start + extent, _start + seen);
        var bytes = _buffer.AsSpan(_start, seen);
        var until = interchange < 0 ? extent : interchange - _start;
        var i = 0;
        while (i < until)
        {
            var hit = bytes[i..until].IndexOfAny((byte)'\r', (byte)'\n');
            if (hit < 0)
            {
                break;
            }

            i += hit;
            while (i < until && EdifactDelimiters.IsBlank(bytes[i]))
            {
                i++;
            }

            if (i < until && BeginsSegment(bytes[i..]))
            {
                return i;
            }
        }

        return interchange < 0 ? -1 : interchange - _start;
    }

    private bool BeginsSegment(ReadOnlySpan<byte> bytes) =>
        bytes.Length > 3
        && ((bytes[3] == _delimiters.Element && EdifactTag.IsKnown(EdifactTag.Of(bytes)))
            || EdifactDelimiters.TryReadAdvice(bytes[..Math.Min(bytes.Length, EdifactDelimiters.AdviceLength)], out _));

    private SegmentDefects SettleDelimiters()
    {
        var isHeader = _buffer[_start + 1] == (byte)'N' && _buffer[_start + 2] == (byte)'B';
        var isMessage = !_delimitersSettled && _buffer[_start + 1] == (byte)'N' && _buffer[_start + 2] == (byte)'H';
        if (!isHeader && !isMessage)
        {
            return SegmentDefects.None;
        }

        // A UNA speaks for the UNB right behind it; a later UNB without its own begins again with the defaults.
        var declared = _delimitersSettled ? EdifactDelimiters.Default : _delimiters;
        var available = Available(LookaheadBytes);
        var observed = EdifactDelimiters.Observe(_buffer.AsSpan(_start, Math.Min(available, LookaheadBytes)), declared);
        if (observed != _delimiters)
        {
            _noTerminatorBefore = 0;
        }

        _delimiters = observed;
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
            while (_start < _end)
            {
                if (!EdifactDelimiters.IsBlank(_buffer[_start]) && !SkipByteOrderMark())
                {
                    return true;
                }

                _start++;
            }

            if (!Fill())
            {
                return false;
            }
        }
    }

    private bool SkipByteOrderMark()
    {
        if (_bufferOffset + _start > 0 || _buffer[_start] != 0xEF || Available(3) < 3
            || !_buffer.AsSpan(_start, 3).SequenceEqual(new byte[] { 0xEF, 0xBB, 0xBF }))
        {
            return false;
        }

        _start += 2;
        return true;
    }

    /// <summary>Bytes from the start on, after an attempt to have as many as wanted.</summary>
    private int Available(int wanted)
    {
        while (_end - _start < wanted && Fill())
        {
        }

        return _end - _start;
    }

    /// <summary>Takes more bytes from the stream, keeping those from the start on. False at the end of the stream.</summary>
    private bool Fill()
    {
        if (_ended)
        {
            return false;
        }

        _cancellation.ThrowIfCancellationRequested();
        if (_end == _buffer.Length)
        {
            MakeRoom();
        }

        var count = _stream.Read(_buffer, _end, _buffer.Length - _end);
        _ended = count == 0;
        _end += count;
        _progress?.Invoke(_bufferOffset + _end);
        return count > 0;
    }

    private void MakeRoom()
    {
        if (_hashFrom >= 0 && _start > 0)
        {
            _hash!.AppendData(_buffer, _hashFrom, _start - _hashFrom);
            _hashFrom = 0;
        }

        var kept = _end - _start;
        var target = _buffer;
        if (kept > _buffer.Length / 2)
        {
            target = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
        }

        Buffer.BlockCopy(_buffer, _start, target, 0, kept);
        if (!ReferenceEquals(target, _buffer))
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = target;
        }

        _bufferOffset += _start;
        _start = 0;
        _end = kept;
    }

    private void Begin()
    {
        _marks[0] = -1;
        _markCount = 1;
        _elements[0] = 0;
        _elementCount = 1;
    }

    private void CloseMarks(int length)
    {
        _elements[_elementCount++] = _markCount;
        _marks[_markCount++] = length;
    }

    private void Rescan(ReadOnlySpan<byte> bytes)
    {
        var scanned = 0;
        var released = false;
        Scan(bytes, ref scanned, ref released);
        CloseMarks(bytes.Length);
    }

    /// <summary>
    /// Notes the separators from <paramref name="scanned"/> on; gives the index of the terminator, or -1 when the
    /// bytes end before. Then it can be called again with more bytes.
    /// </summary>
    private int Scan(ReadOnlySpan<byte> bytes, ref int scanned, ref bool released)
    {
        var i = scanned;
        if (Vector256.IsHardwareAccelerated)
        {
            var component = Vector256.Create(_delimiters.Component);
            var element = Vector256.Create(_delimiters.Element);
            var release = Vector256.Create(_delimiters.Release);
            var terminator = Vector256.Create(_delimiters.Terminator);
            ref var first = ref MemoryMarshal.GetReference(bytes);
            while (i + Vector256<byte>.Count <= bytes.Length)
            {
                var block = Vector256.LoadUnsafe(ref first, (nuint)i);
                var hits = ((Vector256.Equals(block, component) | Vector256.Equals(block, element))
                    | (Vector256.Equals(block, release) | Vector256.Equals(block, terminator))).ExtractMostSignificantBits();
                if (released)
                {
                    hits &= ~1u;
                    released = false;
                }

                while (hits != 0)
                {
                    var bit = BitOperations.TrailingZeroCount(hits);
                    hits &= hits - 1;
                    var index = i + bit;
                    if (Note(bytes[index], index))
                    {
                        return index;
                    }

                    if (bytes[index] == _delimiters.Release)
                    {
                        // The byte behind a release character is text, whatever it is.
                        hits &= ~(uint)(2UL << bit);
                        released = bit == Vector256<byte>.Count - 1;
                    }
                }

                i += Vector256<byte>.Count;
            }
        }

        for (; i < bytes.Length; i++)
        {
            if (released)
            {
                released = false;
            }
            else if (Note(bytes[i], i))
            {
                return i;
            }
            else if (bytes[i] == _delimiters.Release)
            {
                released = true;
            }
        }

        scanned = i;
        return -1;
    }

    /// <summary>Notes a separator; true for the terminator.</summary>
    private bool Note(byte b, int index)
    {
        if (b == _delimiters.Terminator)
        {
            return true;
        }

        if (_markCount < MostSeparators)
        {
            if (b == _delimiters.Element)
            {
                _elements[_elementCount++] = _markCount;
                _marks[_markCount++] = index;
            }
            else if (b == _delimiters.Component)
            {
                _marks[_markCount++] = index;
            }
        }

        return false;
    }
}
