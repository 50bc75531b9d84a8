using System.Buffers;
using System.Text;
using Comity.Formats.Tabular;

namespace Comity.Formats.Awmds;

/// <summary>
/// Gives an XML reader its text from raw bytes and tells for each line and column the reader names the exact byte offset:
/// the bytes read ahead are kept and walked once more, with the same decoding, as the reader proceeds.
/// Bytes that are not of the encoding become the characters of Windows-1252, control characters XML forbids become U+FFFD,
/// so that neither ends the reading; both are counted.
/// </summary>
internal sealed class XmlFeed : TextReader
{
    private const int LongestCharacterBytes = 4;

    // An XML reader asks for this much more than the part it is in.
    private const int ReadAheadBytes = 64 * 1024;

    private readonly Stream _stream;
    private readonly int _longestPart;
    private readonly TextEncoding _encoding;
    private byte[] _bytes;
    private int _end;
    private int _given;
    private int _walked;
    private long _firstByte;
    private bool _atEnd;
    private char _lowSurrogate;
    private long _askedAt;
    private long _skippedTo = -1;

    // Where the walk stands, in the reader's count.
    private int _line = 1;
    private int _column = 1;

    /// <param name="head">The first bytes, already read to find the encoding.</param>
    /// <param name="stream">What follows them.</param>
    /// <param name="encoding">As found by <see cref="XmlEncoding"/>.</param>
    /// <param name="longestPartBytes">Most bytes between two nodes of which the offset is asked.</param>
    public XmlFeed(ReadOnlySpan<byte> head, Stream stream, TextEncoding encoding, int longestPartBytes)
    {
        _longestPart = longestPartBytes + ReadAheadBytes;
        _stream = stream;
        _encoding = encoding;
        _bytes = new byte[Math.Max(head.Length, 32 * 1024)];
        head.CopyTo(_bytes);
        _end = head.Length;
        _given = _walked = Math.Min(encoding.MarkBytes, _end);
    }

    /// <summary>Characters that had to be replaced.</summary>
    public long Replaced { get; private set; }

    /// <summary>Offset of the first byte that had to be replaced, or -1.</summary>
    public long FirstReplaced { get; private set; } = -1;

    private long GivenTo => _firstByte + _given;

    /// <summary>Byte offset where the reader's line and column stand. Positions must be asked in order.</summary>
    public long OffsetOf(int line, int column)
    {
        while ((_line < line || (_line == line && _column < column)) && _walked < _given)
        {
            var length = Decode(_walked, out var character);
            if (length == 0)
            {
                break;
            }

            _walked += length;
            var isLineEnd = character.Value == '\n' || (character.Value == '\r' && !(Decode(_walked, out var after) > 0 && after.Value == '\n'));
            _column = isLineEnd ? 1 : _column + (character.Value == '\r' ? 0 : character.Utf16SequenceLength);
            _line += isLineEnd ? 1 : 0;
        }

        _askedAt = _firstByte + _walked;
        return _askedAt;
    }

    /// <summary>Bytes of a text in the file.</summary>
    public int LengthOf(string text) => _encoding.Encoding.GetByteCount(text);

    /// <summary>Whether this text stands where the walk stands.</summary>
    public bool IsAt(string text) => _bytes.AsSpan(_walked, _end - _walked).StartsWith(_encoding.Encoding.GetBytes(text));

    /// <summary>
    /// Goes on behind an error: from where the walk stands to the next start of an element, which becomes line 1 of a new
    /// reader. False when there is none.
    /// </summary>
    public bool SkipTo(string element)
    {
        _lowSurrogate = '\0';
        var tag = _encoding.Encoding.GetBytes("<" + element);
        _given = (int)Math.Max(_walked, Math.Min(_skippedTo + 1 - _firstByte, _end));
        while (true)
        {
            var at = _bytes.AsSpan(_given, _end - _given).IndexOf(tag);
            if (at >= 0 && EndsName(_given + at + tag.Length))
            {
                _given = _walked = _given + at;
                (_line, _column) = (1, 1);
                _skippedTo = _askedAt = _firstByte + _given;
                return true;
            }

            _given = at >= 0 ? _given + at + tag.Length : Math.Max(_given, _end - tag.Length);
            _walked = _given;
            if (at < 0 && !Fill())
            {
                return false;
            }
        }
    }

    /// <inheritdoc/>
    public override int Read(char[] buffer, int index, int count)
    {
        Span<char> pair = stackalloc char[2];
        var written = 0;
        while (written < count)
        {
            if (_lowSurrogate != '\0')
            {
                buffer[index + written++] = _lowSurrogate;
                _lowSurrogate = '\0';
                continue;
            }

            if (_end - _given < LongestCharacterBytes)
            {
                // At the file's end fewer bytes are left, which is all right.
                _ = Fill();
            }

            var length = Decode(_given, out var character);
            if (length == 0)
            {
                break;
            }

            if (GivenTo - _askedAt > _longestPart)
            {
                throw new PartTooLongException();
            }

            _given += length;
            if (character.IsBmp)
            {
                buffer[index + written++] = (char)character.Value;
            }
            else
            {
                character.EncodeToUtf16(pair);
                buffer[index + written++] = pair[0];
                _lowSurrogate = pair[1];
            }
        }

        return written;
    }

    /// <inheritdoc/>
    public override int Read()
    {
        var one = new char[1];
        return Read(one, 0, 1) == 0 ? -1 : one[0];
    }

    private bool EndsName(int at)
    {
        while (at + _encoding.UnitBytes > _end)
        {
            var moved = at - _walked;
            if (!Fill())
            {
                return true;
            }

            at = _walked + moved;
        }

        return _encoding.Unit(_bytes.AsSpan(at)) is ' ' or '>' or '/' or '\t' or '\r' or '\n';
    }

    /// <summary>Decodes the character at an index; 0 at the end. Counts replacements when the reader is given them.</summary>
    private int Decode(int at, out Rune character)
    {
        character = Rune.ReplacementChar;
        var bytes = _bytes.AsSpan(at, _end - at);
        if (bytes.IsEmpty)
        {
            return 0;
        }

        int length;
        var replaced = false;
        if (_encoding.UnitBytes == 2)
        {
            length = Utf16(bytes, out character);
            replaced = length < 2 || character == Rune.ReplacementChar;
        }
        else if (!_encoding.IsUtf8)
        {
            length = 1;
            character = SingleByte(bytes[0], _encoding.Encoding);
        }
        else if (Rune.DecodeFromUtf8(bytes, out character, out length) != OperationStatus.Done)
        {
            length = 1;
            character = SingleByte(bytes[0], TextEncoding.Latin);
            replaced = true;
        }

        if (character.Value is < 0x20 and not ('\t' or '\n' or '\r') or 0xFFFE or 0xFFFF)
        {
            character = Rune.ReplacementChar;
            replaced = true;
        }

        if (replaced && at == _given)
        {
            Replaced++;
            FirstReplaced = FirstReplaced < 0 ? _firstByte + at : FirstReplaced;
        }

        return length;
    }

    private int Utf16(ReadOnlySpan<byte> bytes, out Rune character)
    {
        character = Rune.ReplacementChar;
        if (bytes.Length < 2)
        {
            return 1;
        }

        var unit = (char)_encoding.Unit(bytes);
        if (char.IsHighSurrogate(unit) && bytes.Length >= 4 && Rune.TryCreate(unit, (char)_encoding.Unit(bytes[2..]), out character))
        {
            return 4;
        }

        character = Rune.TryCreate(unit, out var single) ? single : Rune.ReplacementChar;
        return 2;
    }

    private static Rune SingleByte(byte value, Encoding encoding)
    {
        Span<char> one = stackalloc char[2];
        return value < 0x80 ? new Rune(value) : encoding.GetChars([value], one) > 0 && Rune.TryCreate(one[0], out var rune) ? rune : Rune.ReplacementChar;
    }

    /// <summary>Reads more bytes; those before the walk are let go. False at the end of the file.</summary>
    private bool Fill()
    {
        if (_atEnd)
        {
            return false;
        }

        if (_walked > 0)
        {
            _bytes.AsSpan(_walked, _end - _walked).CopyTo(_bytes);
            _firstByte += _walked;
            _end -= _walked;
            _given -= _walked;
            _walked = 0;
        }

        if (_end == _bytes.Length)
        {
            Array.Resize(ref _bytes, _bytes.Length * 2);
        }

        var wanted = Math.Min(_bytes.Length - _end, 32 * 1024);
        var read = _stream.ReadAtLeast(_bytes.AsSpan(_end, wanted), wanted, throwOnEndOfStream: false);
        _atEnd = read < wanted;
        _end += read;
        return read > 0;
    }
}

/// <summary>A part of the file is longer than a reader may hold.</summary>
internal sealed class PartTooLongException : Exception;
