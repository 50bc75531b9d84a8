using System.Text;
using System.Xml;

namespace Comity.Screening.Lists.Internal;

/// <summary>An element of a list with all it holds; names without their namespace.</summary>
internal sealed class XmlPart(string name, int line)
{
    private readonly StringBuilder _text = new();

    public string Name { get; } = name;

    public int Line { get; } = line;

    public List<XmlPart> Children { get; } = [];

    public Dictionary<string, string> Attributes { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether it holds more than a list's entry ever does; what was beyond is gone.</summary>
    public bool TooLarge { get; set; }

    public string Text => _text.ToString();

    public void Append(ReadOnlySpan<char> text) => _text.Append(text);

    /// <summary>The children of a name.</summary>
    public IEnumerable<XmlPart> All(string child) => Children.Where(part => part.Name == child);

    /// <summary>The children's children, for a list element within an element.</summary>
    public IEnumerable<XmlPart> All(string child, string grandchild) => All(child).SelectMany(part => part.All(grandchild));

    /// <summary>Text of the first child of a name that has any.</summary>
    public string? this[string child] => All(child).Select(part => part.Text).FirstOrDefault(text => !string.IsNullOrWhiteSpace(text));

    public string? Attribute(string attribute) => Attributes.GetValueOrDefault(attribute) is { Length: > 0 } value ? value : null;
}

/// <summary>
/// Streams the entries of an XML list. No document type is read (so no entity can grow), memory is bounded by the size of an entry and of
/// a single tag (<see cref="MeteredStream"/>).
/// Where the file stops being XML the reading ends: what follows cannot be told from an attack or a torn transfer.
/// </summary>
internal sealed class XmlParts : IDisposable
{
    private const int MostCharacters = 1 << 20;
    private const int MostElements = 20_000;
    private readonly string _file;
    private readonly HashSet<string> _wanted;
    private readonly ListReport _report;
    private readonly MeteredStream _stream;
    private readonly XmlReader _reader;
    private readonly char[] _chunk = new char[4096];
    private bool _ended;

    public XmlParts(Stream stream, string file, ListReport report, params IEnumerable<string> wanted)
    {
        _file = file;
        _report = report;
        _wanted = [.. wanted];
        _stream = new MeteredStream(stream);
        _reader = XmlReader.Create(_stream, new XmlReaderSettings
        {
            DtdProcessing = DtdProcessing.Prohibit,
            XmlResolver = null,
            IgnoreComments = true,
            IgnoreProcessingInstructions = true,
            CloseInput = true,
        });
    }

    /// <summary>The root element without its children, once an entry or the end was reached.</summary>
    public XmlPart? Root { get; private set; }

    /// <summary>The next wanted element; <see langword="null"/> at the end, which <see cref="ListReport.Complete"/> says was proper or not.</summary>
    public XmlPart? Next()
    {
        XmlPart? begun = null;
        try
        {
            while (!_ended && Read())
            {
                if (_reader.NodeType != XmlNodeType.Element)
                {
                    continue;
                }

                var part = Begin();
                if (Root is null)
                {
                    Root = part;
                }
                else if (_wanted.Contains(part.Name))
                {
                    begun = part;
                    Fill(part);
                    return part;
                }
            }

            _ended = true;
            return null;
        }
        catch (XmlException bad)
        {
            _ended = true;
            _report.Complete = false;
            if (begun is not null)
            {
                _report.Quarantined++;
            }

            _report.Add(_file, bad.LineNumber, begun?.Name ?? "", bad.Message, "well-formed XML without a document type, up to its end", "the entries before it", quarantined: true);
            return null;
        }
    }

    public void Dispose() => _reader.Dispose();

    private bool Read()
    {
        _stream.Refill();
        return _reader.Read();
    }

    private XmlPart Begin()
    {
        var part = new XmlPart(_reader.LocalName, ((IXmlLineInfo)_reader).LineNumber);
        for (var more = _reader.MoveToFirstAttribute(); more; more = _reader.MoveToNextAttribute())
        {
            part.Attributes[_reader.LocalName] = _reader.Value;
        }

        _reader.MoveToElement();
        return part;
    }

    private void Fill(XmlPart top)
    {
        if (_reader.IsEmptyElement)
        {
            return;
        }

        var (characters, elements) = (0, 0);
        var open = new Stack<XmlPart>([top]);
        while (open.Count > 0 && Read())
        {
            switch (_reader.NodeType)
            {
                case XmlNodeType.Element:
                    top.TooLarge |= ++elements > MostElements;
                    var empty = _reader.IsEmptyElement;
                    var part = Begin();
                    if (!top.TooLarge)
                    {
                        open.Peek().Children.Add(part);
                    }

                    if (!empty)
                    {
                        open.Push(part);
                    }

                    break;
                case XmlNodeType.EndElement:
                    open.Pop();
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA:
                    for (int read; (read = _reader.ReadValueChunk(_chunk, 0, _chunk.Length)) > 0;)
                    {
                        _stream.Refill();
                        characters += read;
                        top.TooLarge |= characters > MostCharacters;
                        if (!top.TooLarge)
                        {
                            open.Peek().Append(_chunk.AsSpan(0, read));
                        }
                    }

                    break;
                default:
                    break;
            }
        }
    }
}
