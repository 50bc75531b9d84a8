using System.IO.Compression;
using Comity.Formats.Ams;
using Comity.Formats.Cargo;

namespace Comity.Formats.Detection;

/// <summary>What a file is, judged by its content.</summary>
public abstract record DetectedFormat
{
    private DetectedFormat()
    {
    }

    /// <summary>A reader knows it.</summary>
    public sealed record Known(ICargoReader Reader) : DetectedFormat;

    /// <summary>No reader knows it.</summary>
    /// <param name="Seen">What the content looks like, such as <c>gzip</c> or its first bytes.</param>
    /// <param name="Advice">What the sender or the officer can do.</param>
    public sealed record UnknownFormat(string Seen, string Advice) : DetectedFormat;
}

/// <summary>
/// All formats of cargo declarations. A file's format is found from its content, never from its name.
/// </summary>
/// <param name="readers">Asked in this order; readers of text tables last, because they accept most text.</param>
public sealed class CargoFormats(IReadOnlyList<ICargoReader> readers)
{
    /// <summary>How much of a file's start is looked at.</summary>
    public const int HeadBytes = 64 * 1024;

    /// <summary>The readers in the order they are asked.</summary>
    public IReadOnlyList<ICargoReader> Readers => readers;

    /// <summary>Judges the first bytes of a file (<see cref="HeadBytes"/> or all of it).</summary>
    public DetectedFormat Detect(ReadOnlySpan<byte> head)
    {
        if (ContentLook.Signature(head) is { } foreign)
        {
            return foreign;
        }

        foreach (var reader in readers)
        {
            if (reader.Recognises(head))
            {
                return new DetectedFormat.Known(reader);
            }
        }

        return ContentLook.Unknown(head);
    }

    /// <summary>
    /// Judges a file, looking into the directory of a zip archive. The stream is read from its position and put back there.
    /// </summary>
    /// <exception cref="ArgumentException">The stream cannot seek.</exception>
    public DetectedFormat Detect(Stream stream)
    {
        if (!stream.CanSeek)
        {
            throw new ArgumentException("To look into a file its stream must be able to seek.", nameof(stream));
        }

        var start = stream.Position;
        var head = new byte[HeadBytes];
        var length = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        stream.Position = start;
        var found = ZipNames.IsZip(head.AsSpan(0, length)) ? DetectArchive(stream, ZipNames.InHead(head.AsSpan(0, length))) : Detect(head.AsSpan(0, length));
        stream.Position = start;
        return found;
    }

    private DetectedFormat DetectArchive(Stream stream, IReadOnlyList<string> namesInHead)
    {
        try
        {
            using var archive = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
            var names = archive.Entries.Select(e => e.FullName).Take(ContentLook.MostNames).ToList();
            var format = archive.GetEntry("xl/workbook.xml") is not null ? "xlsx" : names.Exists(AmsReader.IsTableFile) ? "ams" : "";
            return Reader(format) is { } reader ? new DetectedFormat.Known(reader) : ContentLook.Archive(names);
        }
        catch (InvalidDataException error)
        {
            // Of a cut workbook nothing is left that could be read: the texts of its cells stand in a part behind the sheets.
            return namesInHead.Any(AmsReader.IsTableFile) && Reader("ams") is { } reader
                ? new DetectedFormat.Known(reader)
                : new DetectedFormat.UnknownFormat($"a damaged zip archive: {error.Message}", "Ask for the file again; it was probably cut in transfer.");
        }
    }

    private ICargoReader? Reader(string format) => readers.FirstOrDefault(r => r.Format == format);
}
