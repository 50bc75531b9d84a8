using System.Text;
using Comity.Formats.Tabular;

namespace Comity.Formats.Awmds;

/// <summary>Finds the encoding of an XML file as appendix F of the XML recommendation says: mark, zero bytes, declaration.</summary>
internal static class XmlEncoding
{
    private const int LongestDeclaration = 256;

    /// <summary>The encoding, and the name a declaration gives that is not known (then the file is read as UTF-8).</summary>
    public static (TextEncoding Encoding, string? UnknownName) Of(ReadOnlySpan<byte> head)
    {
        var found = TextEncoding.Detect(head, Encoding.UTF8);
        if (found.MarkBytes > 0)
        {
            return (found, null);
        }

        if (head.StartsWith("<\0"u8))
        {
            return (new(Encoding.Unicode, 0, 2, Certain: true), null);
        }

        if (head.StartsWith("\0<"u8))
        {
            return (new(Encoding.BigEndianUnicode, 0, 2, Certain: true), null);
        }

        var name = Declared(Encoding.ASCII.GetString(head[..Math.Min(head.Length, LongestDeclaration)]));
        if (name is null)
        {
            return (found, null);
        }

        // A declaration that was read byte by byte cannot be that of UTF-16 or UTF-32.
        return TextEncoding.Named(name) is { } encoding && (encoding.IsSingleByte || encoding.CodePage == Encoding.UTF8.CodePage)
            ? (new(encoding, 0, 1, Certain: true), null)
            : (found, name);
    }

    private static string? Declared(string start)
    {
        if (!start.StartsWith("<?xml", StringComparison.Ordinal))
        {
            return null;
        }

        var end = start.IndexOf("?>", StringComparison.Ordinal);
        var declaration = end < 0 ? start : start[..end];
        var at = declaration.IndexOf("encoding", StringComparison.Ordinal);
        var open = at < 0 ? -1 : declaration.AsSpan(at).IndexOfAny('"', '\'') is var i and >= 0 ? at + i : -1;
        var close = open < 0 ? -1 : declaration.IndexOf(declaration[open], open + 1);
        return close < 0 ? null : declaration[(open + 1)..close];
    }
}
