using System.Text;

namespace Comity.Screening.Lists.Internal;

/// <summary>A line of a text file.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Text">Without its line break.</param>
/// <param name="Ended">Whether a line break follows.</param>
/// <param name="TooLong">Whether it was longer than allowed; the text is then its beginning.</param>
/// <param name="Recoded">Whether it was not UTF-8 and was read otherwise, which makes a repair of what it holds.</param>
internal readonly record struct TextLine(int Number, string Text, bool Ended, bool TooLong, bool Recoded);

/// <summary>
/// Lines of a UTF-8 file in bounded memory. Bytes that are not UTF-8 are read as ISO 8859-1, which old exports use, and told once
/// for each line. A line longer than the limit is cut and told by its reader.
/// </summary>
internal sealed class TextLines(Stream stream, string file, int longestBytes, ListReport report) : IDisposable
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private readonly byte[] _buffer = new byte[1 << 16];
    private readonly MemoryStream _line = new();
    private int _at;
    private int _filled;
    private int _number;

    public TextLine? Next()
    {
        _line.SetLength(0);
        var (met, tooLong) = (false, false);
        while (true)
        {
            if (_at == _filled)
            {
                _filled = stream.Read(_buffer);
                _at = 0;
                if (_filled == 0)
                {
                    return met ? Line(ended: false, tooLong) : null;
                }
            }

            met = true;
            var rest = _buffer.AsSpan(_at, _filled - _at);
            var end = rest.IndexOf((byte)'\n');
            var part = end < 0 ? rest : rest[..end];
            var room = longestBytes - (int)_line.Length;
            tooLong |= part.Length > room;
            _line.Write(part[..Math.Min(part.Length, room)]);
            _at += part.Length;
            if (end >= 0)
            {
                _at++;
                return Line(ended: true, tooLong);
            }
        }
    }

    public void Dispose()
    {
        _line.Dispose();
        stream.Dispose();
    }

    private TextLine Line(bool ended, bool tooLong)
    {
        _number++;
        ReadOnlySpan<byte> bytes = _line.GetBuffer().AsSpan(0, (int)_line.Length);
        if (_number == 1 && bytes.StartsWith(Encoding.UTF8.Preamble))
        {
            bytes = bytes[Encoding.UTF8.Preamble.Length..];
        }

        if (bytes.EndsWith("\r"u8))
        {
            bytes = bytes[..^1];
        }

        string text;
        var recoded = false;
        try
        {
            text = Strict.GetString(bytes);
        }
        catch (DecoderFallbackException) when (tooLong)
        {
            // Cut within a character.
            text = Encoding.Latin1.GetString(bytes);
        }
        catch (DecoderFallbackException bad)
        {
            text = Encoding.Latin1.GetString(bytes);
            recoded = true;
            report.Add(file, _number, "", $"byte {bad.BytesUnknown?.FirstOrDefault():X2}", "UTF-8", "the line, read as ISO 8859-1", quarantined: false);
        }

        return new TextLine(_number, text, ended, tooLong, recoded);
    }
}
