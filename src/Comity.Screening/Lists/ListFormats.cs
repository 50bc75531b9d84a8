using System.Text;
using System.Xml;
using Comity.Screening.Lists.EuropeanUnion;
using Comity.Screening.Lists.FollowTheMoney;
using Comity.Screening.Lists.Ofac;
using Comity.Screening.Lists.Plain;
using Comity.Screening.Lists.UnitedNations;

namespace Comity.Screening.Lists;

/// <summary>A list as it was handed in: its files and who can read them.</summary>
/// <param name="Reader">The reader of its format.</param>
/// <param name="Files">Its files.</param>
public sealed record ListSource(IListReader Reader, IReadOnlyList<ListFile> Files)
{
    /// <summary>The identifier the list gets when none is named: the publisher's usual one, or the file's name.</summary>
    public string UsualId => Reader.UsualListId ?? Path.GetFileNameWithoutExtension(Files[0].Name).ToLowerInvariant();

    /// <summary>Reads it; see <see cref="IListReader.Read"/>.</summary>
    public IEnumerable<ListedEntity> Read(ListReport report) => Reader.Read(Files, report);
}

/// <summary>The formats of watch lists that can be read.</summary>
public static class ListFormats
{
    private const int HeadBytes = 1 << 16;

    /// <summary>All readers; the first that recognises a file reads it.</summary>
    public static IReadOnlyList<IListReader> Readers { get; } =
        [new UnReader(), new OfacXmlReader(), new EuXmlReader(), new FtmReader(), new OfacCsvReader(), new EuCsvReader(), new PlainCsvReader()];

    /// <summary>Finds each file's format and puts together the files that make one list.</summary>
    /// <param name="files">What was handed in.</param>
    /// <param name="unrecognised">The files no reader knows.</param>
    public static IReadOnlyList<ListSource> Recognise(IEnumerable<ListFile> files, out IReadOnlyList<ListFile> unrecognised)
    {
        var sources = new List<ListSource>();
        var unknown = new List<ListFile>();
        foreach (var file in files)
        {
            var head = Head(file);
            if (Readers.FirstOrDefault(reader => reader.Recognises(head)) is not { } reader)
            {
                unknown.Add(file);
            }
            else if (reader.JoinsFiles && sources.FindIndex(source => source.Reader == reader) is >= 0 and var same)
            {
                sources[same] = new ListSource(reader, [.. sources[same].Files, file]);
            }
            else
            {
                sources.Add(new ListSource(reader, [file]));
            }
        }

        unrecognised = unknown;
        return sources;
    }

    private static ListHead Head(ListFile file)
    {
        using var stream = file.Open();
        var bytes = new byte[HeadBytes];
        var length = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        using var reader = new StreamReader(new MemoryStream(bytes, 0, length), Encoding.UTF8, detectEncodingFromByteOrderMarks: true);
        return new ListHead(reader.ReadToEnd(), Root(new MemoryStream(bytes, 0, length)));
    }

    private static string? Root(Stream head)
    {
        try
        {
            // A document type is looked past here, so that the list's reader can tell that it refuses it.
            using var reader = XmlReader.Create(head, new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore, XmlResolver = null, CloseInput = true });
            return reader.MoveToContent() == XmlNodeType.Element ? reader.LocalName : null;
        }
        catch (XmlException)
        {
            return null;
        }
    }
}
