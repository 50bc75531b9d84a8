using System.Text;
using Comity.Kernel.Subjects;

namespace Comity.Host.Web.Containers;

/// <summary>A part of a raw file with the parts around it, to be shown beside what was made of it.</summary>
/// <param name="Before">Up to two parts before.</param>
/// <param name="Marked">The part itself.</param>
/// <param name="After">Up to two parts after.</param>
internal sealed record SourceText(IReadOnlyList<string> Before, string Marked, IReadOnlyList<string> After)
{
    private const int PartsAround = 2;
    private const int BytesAround = 600;
    private const int MostMarkedBytes = 1200;
    private const int LongestPart = 240;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads the surroundings of a position; null when the position has no place in the raw bytes (a packed table).</summary>
    /// <exception cref="FileNotFoundException">The raw file is not there.</exception>
    public static SourceText? Read(IRawFiles raw, Delivery delivery, SourcePosition at)
    {
        if (!at.IsKnown || at.Offset < 0 || at.Table is not null || at.Offset >= delivery.Bytes)
        {
            return null;
        }

        using var stream = raw.Open(delivery.Sha256);
        var (terminator, release) = Marks(stream, delivery.Format);
        var from = Math.Max(0, at.Offset - BytesAround);
        var length = at.Length > 0 ? Math.Min(at.Length, MostMarkedBytes) : MostMarkedBytes;
        stream.Position = from;
        var buffer = new byte[at.Offset - from + length + BytesAround];
        var bytes = buffer.AsSpan(0, stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false));

        var start = (int)(at.Offset - from);
        var end = at.Length > 0 ? Math.Min(start + length, bytes.Length) : EndOfPart(bytes, start, terminator, release);
        // The terminator belongs to the part it ends.
        if (end < bytes.Length && bytes[end] == terminator)
        {
            end++;
        }

        var before = Parts(bytes[..start], terminator, release);
        var after = Parts(bytes[end..], terminator, release);
        return new SourceText(
            [.. before.TakeLast(PartsAround).Select(part => Cut(part, fromEnd: true))],
            Text(bytes[start..end]).Trim('\r', '\n') + (at.Length > MostMarkedBytes ? "…" : ""),
            [.. after.Take(PartsAround).Select(part => Cut(part, fromEnd: false))]);
    }

    private static (byte Terminator, byte? Release) Marks(Stream stream, string format)
    {
        if (format is not ("cuscar" or "baplie" or "coprar"))
        {
            return ((byte)'\n', null);
        }

        var head = new byte[9];
        stream.Position = 0;
        return stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) == head.Length && head.AsSpan().StartsWith("UNA"u8)
            ? (head[8], head[6])
            : ((byte)'\'', (byte)'?');
    }

    private static int EndOfPart(ReadOnlySpan<byte> bytes, int start, byte terminator, byte? release)
    {
        for (var i = start; i < bytes.Length; i++)
        {
            if (bytes[i] == release)
            {
                i++;
            }
            else if (bytes[i] == terminator)
            {
                return i;
            }
        }

        return bytes.Length;
    }

    private static List<string> Parts(ReadOnlySpan<byte> bytes, byte terminator, byte? release)
    {
        var parts = new List<string>();
        for (var start = 0; start < bytes.Length;)
        {
            var end = Math.Min(EndOfPart(bytes, start, terminator, release) + 1, bytes.Length);
            if (Text(bytes[start..end]).Trim() is { Length: > 0 } part)
            {
                parts.Add(part);
            }

            start = end;
        }

        return parts;
    }

    private static string Cut(string part, bool fromEnd) =>
        part.Length <= LongestPart ? part : fromEnd ? string.Concat("…", part.AsSpan(part.Length - LongestPart)) : string.Concat(part.AsSpan(0, LongestPart), "…");

    /// <summary>The bytes as text for the eye: UTF-8 where they are, otherwise Latin-1; controls as their pictures.</summary>
    public static string Text(ReadOnlySpan<byte> bytes)
    {
        string text;
        try
        {
            text = Strict.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            text = Encoding.Latin1.GetString(bytes);
        }

        return string.Create(text.Length, text, static (span, from) =>
        {
            for (var i = 0; i < span.Length; i++)
            {
                span[i] = from[i] switch
                {
                    '\n' or '\r' or '\t' => from[i],
                    < ' ' => (char)(from[i] + '\u2400'),
                    >= '\u007f' and < '\u00a0' => '\ufffd',
                    _ => from[i],
                };
            }
        });
    }
}
