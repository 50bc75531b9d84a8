using System.Text;
using System.Xml;
using Comity.Formats.Cargo;
using Comity.Kernel.Subjects;

namespace Comity.Formats.Awmds;

/// <summary>
/// Reads the manifest XML of ASYCUDA World (<c>Awmds</c>) in its national profiles, bill by bill.
/// </summary>
/// <remarks>
/// <para>Positions: the segment is the ordinal of the element's start tag, the offset that of its <c>&lt;</c>, exact for UTF-8,
/// UTF-16 and single-byte encodings; the length reaches to the end of the end tag when that is written without blanks.
/// After an error in the XML elements are counted on from the last one read.</para>
/// <para>XML that is not well-formed costs the bill it stands in; reading goes on with the next <c>Bol_segment</c>.
/// A bill whose only fault is a missing end tag is kept. DTDs are refused, nothing external is loaded.</para>
/// <para>Memory: one bill (at most 64 times <see cref="CargoReadOptions.LongestPartBytes"/>) and the containers of the manifest.</para>
/// </remarks>
public sealed class AwmdsReader : ICargoReader
{
    // Declaration, comments and the root's start tag fit in here.
    private const int RootWithin = 4096;

    /// <inheritdoc/>
    public string Format => "awmds";

    /// <inheritdoc/>
    public bool Recognises(ReadOnlySpan<byte> head)
    {
        var (encoding, _) = XmlEncoding.Of(head);
        var text = encoding.Encoding.GetString(head[Math.Min(encoding.MarkBytes, head.Length)..]).AsSpan().TrimStart();
        return text.StartsWith("<") && text[..Math.Min(text.Length, RootWithin)].Contains("Awmds", StringComparison.OrdinalIgnoreCase);
    }

    /// <inheritdoc/>
    public void Read(Stream stream, CargoReadOptions options, ICargoSink sink)
    {
        using var counted = new CountedStream(stream, options);
        var head = new byte[32 * 1024];
        var length = counted.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        var (encoding, unknown) = XmlEncoding.Of(head.AsSpan(0, length));
        if (unknown is not null)
        {
            sink.Issue(ReadIssue.Issue(IssueKind.Repair, new(1, 0), $"the encoding {unknown}", "a known encoding", "the file, read as UTF-8"));
        }

        using var feed = new XmlFeed(head.AsSpan(0, length), counted, encoding, options.LongestPartBytes);
        var manifest = new AwmdsManifest(options, sink);
        var parts = new AwmdsParts(feed, options, manifest, sink);
        var complete = parts.Read();
        var hash = counted.HashToEnd();
        if (feed.Replaced > 0)
        {
            sink.Issue(ReadIssue.Issue(IssueKind.Repair, new(1, feed.FirstReplaced), $"{feed.Replaced} bytes or characters that XML or the encoding forbids",
                $"text in {encoding.Encoding.WebName}", "them as Windows-1252 characters, or U+FFFD"));
        }

        manifest.End(hash, complete, counted.Count);
    }
}

/// <summary>Cuts the file into its General_segment and Bol_segments, and goes on behind errors.</summary>
internal sealed class AwmdsParts(XmlFeed feed, CargoReadOptions options, AwmdsManifest manifest, ICargoSink sink)
{
    private const string Bill = "Bol_segment";
    private const string General = "General_segment";
    private const int Deepest = 32;
    private const int MostAttributes = 64;
    private const int LongPartsInBill = 64;

    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        ConformanceLevel = ConformanceLevel.Fragment,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
        MaxCharactersFromEntities = 1 << 20,
    };

    private readonly List<XmlElementNode> _open = [];
    private readonly StringBuilder _text = new();
    private int _elements;
    private int _depth;
    private bool _repairPart;

    /// <summary>Reads to the end of the file; whether it ended as it should.</summary>
    public bool Read()
    {
        var resumed = false;
        while (true)
        {
            options.Cancellation.ThrowIfCancellationRequested();
            _open.Clear();
            _depth = 0;
            _repairPart = false;
            bool endTagLeft;
            try
            {
                using var xml = XmlReader.Create(feed, Settings);
                while (xml.Read())
                {
                    Take(xml);
                }

                // A fragment that was begun behind an error never meets the root's end tag as such.
                return !resumed && manifest.Started;
            }
            catch (XmlException error)
            {
                var at = feed.OffsetOf(error.LineNumber, error.LinePosition);
                endTagLeft = resumed && _depth == 0 && (feed.IsAt("Awmds") || feed.IsAt("/"));
                if (!endTagLeft)
                {
                    Lose(at, error.Message, "well-formed XML");
                }
            }
            catch (PartTooLongException)
            {
                endTagLeft = false;
                Lose(feed.OffsetOf(0, 0), "a part longer than allowed", $"elements of at most {options.LongestPartBytes} bytes, {Deepest} deep, bills of at most {LongPartsInBill} times as much");
            }

            resumed = true;
            if (!feed.SkipTo(Bill))
            {
                return endTagLeft;
            }
        }
    }

    private void Take(XmlReader xml)
    {
        switch (xml.NodeType)
        {
            case XmlNodeType.Element:
                Open(xml);
                break;
            case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace when _open.Count > 0:
                _text.Append(xml.Value);
                break;
            case XmlNodeType.EndElement:
                var end = Offset(xml) + feed.LengthOf(xml.Name + ">");
                _depth--;
                Close(end);
                break;
            default:
                break;
        }
    }

    private void Open(XmlReader xml)
    {
        var offset = Offset(xml) - feed.LengthOf("<");
        var at = new SourcePosition(++_elements, offset);
        if (xml.Depth > Deepest || xml.AttributeCount > MostAttributes)
        {
            throw new PartTooLongException();
        }

        var isBill = xml.LocalName.Equals(Bill, StringComparison.OrdinalIgnoreCase);
        if (isBill && _open.Count > 0)
        {
            sink.Issue(ReadIssue.Issue(IssueKind.Repair, at, $"a {Bill} inside a {_open[0].Name}", $"the end of the {_open[0].Name} before it", "both"));
            _repairPart = true;
            Finish(offset);
        }

        if (isBill || _open.Count > 0 || xml.LocalName.Equals(General, StringComparison.OrdinalIgnoreCase))
        {
            var node = new XmlElementNode(xml.LocalName, at);
            if (_open.Count > 0)
            {
                if (offset - _open[0].At.Offset > (long)LongPartsInBill * options.LongestPartBytes)
                {
                    throw new PartTooLongException();
                }

                _open[^1].Children.Add(node);
            }

            _open.Add(node);
            _text.Clear();
        }

        if (xml.IsEmptyElement)
        {
            Close(offset);
        }
        else
        {
            _depth++;
        }
    }

    private void Close(long end)
    {
        if (_open.Count == 0)
        {
            return;
        }

        if (_open.Count == 1)
        {
            Finish(end);
            return;
        }

        End(_open[^1], end);
        _open.RemoveAt(_open.Count - 1);
        _text.Clear();
    }

    /// <summary>Hands over the part that is open.</summary>
    private void Finish(long end)
    {
        for (var i = _open.Count - 1; i >= 0; i--)
        {
            End(_open[i], end);
        }

        var part = _open[0];
        _open.Clear();
        if (part.Is(Bill))
        {
            manifest.Add(part, _repairPart);
        }
        else
        {
            manifest.Begin(part);
        }

        _repairPart = false;
    }

    /// <summary>Reports an error: the part it stands in is lost unless only an end tag is missing at the part's end.</summary>
    private void Lose(long at, string found, string expected)
    {
        var position = new SourcePosition(Math.Max(1, _elements), at);
        if (_open.Count == 0)
        {
            sink.Issue(ReadIssue.Issue(IssueKind.Quarantined, position, found, expected, "every bill before it and behind it"));
        }
        else if (feed.IsAt(_open[0].Name) || feed.IsAt("/" + _open[0].Name))
        {
            sink.Issue(ReadIssue.Issue(IssueKind.Repair, position, found, expected, $"the {_open[0].Name}, ended here"));
            _repairPart = true;
            Finish(at);
        }
        else if (_open[0].Is(Bill))
        {
            var lost = AwmdsBill.Count(_open[0]);
            manifest.Lost();
            sink.Issue(ReadIssue.Issue(IssueKind.Quarantined, position, found, expected, $"every bill before and behind this one ({_open[0].Value("Bol_reference")?.Value})", lost));
        }
        else
        {
            sink.Issue(ReadIssue.Issue(IssueKind.Quarantined, position, found, expected, $"the {_open[0].Name} as far as it was read"));
            _repairPart = true;
            Finish(at);
        }
    }

    private void End(XmlElementNode node, long end)
    {
        node.Text = node.Children.Count == 0 ? _text.ToString().Trim() : "";
        node.At = node.At with { Length = (int)Math.Min(Math.Max(0, end - node.At.Offset), int.MaxValue) };
    }

    private long Offset(XmlReader xml) => xml is IXmlLineInfo info ? feed.OffsetOf(info.LineNumber, info.LinePosition) : 0;
}
