using System.Globalization;
using System.Text;
using Comity.Formats.Cargo;
using Comity.Formats.Tabular;

namespace Comity.Formats.Detection;

/// <summary>Says what a file that no reader knows looks like, so that the message helps.</summary>
internal static class ContentLook
{
    /// <summary>Entry names of an archive that are looked at.</summary>
    public const int MostNames = 1000;

    private const int ShownNames = 5;
    private const int ShownBytes = 16;
    private const int ShownCharacters = 60;

    /// <summary>A format that no reader reads and that is known by its first bytes.</summary>
    public static DetectedFormat.UnknownFormat? Signature(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]))
        {
            return new("a gzip file", "Unpack it and send what is inside.");
        }

        if (head.StartsWith((ReadOnlySpan<byte>)[0xD0, 0xCF, 0x11, 0xE0]))
        {
            return new("an old Office document (.xls) or an encrypted workbook", "Save it as .xlsx without a password.");
        }

        if (head.StartsWith("%PDF"u8))
        {
            return new("a PDF document", "Ask for the table it was printed from.");
        }

        if (head.StartsWith("Rar!"u8) || head.StartsWith((ReadOnlySpan<byte>)[0x37, 0x7A, 0xBC, 0xAF]))
        {
            return new("a packed archive (7z or RAR)", "Unpack it and send what is inside.");
        }

        return null;
    }

    public static DetectedFormat.UnknownFormat Unknown(ReadOnlySpan<byte> head)
    {
        if (head.IsEmpty)
        {
            return new("an empty file", "Ask the sender for the file again.");
        }

        if (ZipNames.IsZip(head))
        {
            return Archive(ZipNames.InHead(head));
        }

        var encoding = TextEncoding.Detect(head);
        var text = encoding.Encoding.GetString(head[encoding.MarkBytes..]);
        if (text.AsSpan().ContainsAnyInRange('\0', '\u0008') || !HasLetters(text))
        {
            return new($"binary data beginning {Convert.ToHexString(head[..Math.Min(head.Length, ShownBytes)])}", "Ask the sender which format it is.");
        }

        var start = text.Trim();
        start = start.Length > ShownCharacters ? start[..ShownCharacters] : start;
        return start switch
        {
            ['<', ..] => new($"XML or HTML of another kind: {start}", "Only ASYCUDA World manifests (Awmds) are read as XML."),
            ['{' or '[', ..] => new($"JSON: {start}", "JSON declarations are not read."),
            ['U', 'N', 'A' or 'B' or 'H', ..] => new($"an EDIFACT interchange of another kind: {start}", "CUSCAR and stowage messages are read."),
            _ => new($"text without columns: {start}", "Tables need at least two columns and two rows."),
        };
    }

    public static DetectedFormat.UnknownFormat Archive(IReadOnlyList<string> names) => new(
        names.Count == 0
            ? "an empty or cut zip archive"
            : string.Create(CultureInfo.InvariantCulture, $"a zip archive with {names.Count} entries: {string.Join(", ", names.Take(ShownNames))}"),
        "Archives are read when they are workbooks (.xlsx) or hold the tables of a US vessel manifest; unpack others.");

    private static bool HasLetters(string text) => text.EnumerateRunes().Any(Rune.IsLetterOrDigit);
}
