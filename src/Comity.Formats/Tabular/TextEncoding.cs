using System.Text;

namespace Comity.Formats.Tabular;

/// <summary>The encoding of a text file: how its bytes become text and how long its byte order mark is.</summary>
/// <param name="Encoding">Decodes a field; never throws.</param>
/// <param name="MarkBytes">Length of the byte order mark to skip.</param>
/// <param name="UnitBytes">Bytes of one code unit: 2 for UTF-16, else 1.</param>
/// <param name="Certain">False when the bytes allow several readings (a single-byte code page).</param>
internal sealed record TextEncoding(Encoding Encoding, int MarkBytes, int UnitBytes, bool Certain)
{
    private const int SniffedBytes = 64 * 1024;

    /// <summary>
    /// Windows-1252: Latin-1 with printable characters where Latin-1 has controls nobody writes; it is what office
    /// programs mean when they say Latin-1.
    /// </summary>
    public static Encoding Latin { get; } = Named("windows-1252")!;

    public bool IsUtf8 => Encoding.CodePage == Encoding.UTF8.CodePage;

    private bool IsBigEndian => Encoding.CodePage == Encoding.BigEndianUnicode.CodePage;

    /// <summary>The code unit at the start of the bytes.</summary>
    public int Unit(ReadOnlySpan<byte> at) => UnitBytes == 1 ? at[0] : IsBigEndian ? (at[0] << 8) | at[1] : at[0] | (at[1] << 8);

    /// <summary>An encoding by its IANA name, or <see langword="null"/> when there is none of that name.</summary>
    public static Encoding? Named(string name)
    {
        try
        {
            return CodePagesEncodingProvider.Instance.GetEncoding(name) ?? Encoding.GetEncoding(name);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    /// <summary>
    /// Takes the encoding from the byte order mark, from the zero bytes of UTF-16, or from the bytes being valid UTF-8;
    /// what is left is read as <see cref="Latin"/> unless <paramref name="declared"/> names another code page.
    /// </summary>
    public static TextEncoding Detect(ReadOnlySpan<byte> head, Encoding? declared = null)
    {
        head = head[..Math.Min(head.Length, SniffedBytes)];
        if (head.StartsWith(Encoding.UTF8.Preamble))
        {
            return new(Encoding.UTF8, 3, 1, Certain: true);
        }

        if (head.StartsWith(Encoding.Unicode.Preamble))
        {
            return new(Encoding.Unicode, 2, 2, Certain: true);
        }

        if (head.StartsWith(Encoding.BigEndianUnicode.Preamble))
        {
            return new(Encoding.BigEndianUnicode, 2, 2, Certain: true);
        }

        if (declared is not null)
        {
            return new(declared, 0, declared.CodePage is 1200 or 1201 ? 2 : 1, Certain: true);
        }

        if (Utf16WithoutMark(head) is { } utf16)
        {
            return new(utf16, 0, 2, Certain: true);
        }

        return IsUtf8Text(head) ? new(Encoding.UTF8, 0, 1, Certain: true) : new(Latin, 0, 1, Certain: false);
    }

    /// <summary>Whether the bytes are UTF-8, a character cut at the end allowed.</summary>
    public static bool IsUtf8Text(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var status = Rune.DecodeFromUtf8(bytes, out _, out var length);
            if (status == System.Buffers.OperationStatus.NeedMoreData)
            {
                return true;
            }

            if (status != System.Buffers.OperationStatus.Done)
            {
                return false;
            }

            bytes = bytes[length..];
        }

        return true;
    }

    /// <summary>Line ends, delimiters and digits have a zero byte in UTF-16, always on the same side.</summary>
    private static Encoding? Utf16WithoutMark(ReadOnlySpan<byte> head)
    {
        int evenZeros = 0, oddZeros = 0;
        for (var i = 0; i < head.Length; i++)
        {
            if (head[i] == 0)
            {
                _ = (i & 1) == 0 ? evenZeros++ : oddZeros++;
            }
        }

        var enough = Math.Max(2, head.Length / 20);
        return (evenZeros, oddZeros) switch
        {
            (0, _) when oddZeros >= enough => Encoding.Unicode,
            (_, 0) when evenZeros >= enough => Encoding.BigEndianUnicode,
            _ => null,
        };
    }
}
