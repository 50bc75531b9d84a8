using System.Globalization;
using Comity.Formats.Cargo;
using Comity.Formats.Edifact;
using Comity.Formats.Stowage;
using Comity.Kernel.Subjects;

namespace Comity.Formats.Cuscar;

/// <summary>
/// Sends the messages of one file to the class of their type, so that an interchange that mixes CUSCAR, BAPLIE and
/// COPRAR is read whole whichever reader was given it.
/// </summary>
internal sealed class CargoInterchange(CargoReading reading, string defaultType) : IEdifactMessages
{
    private CargoMessage? _message;
    private MessageHeader? _undecided;
    private SourcePosition _at;
    private SourcePosition _last;
    private int _unreadable;

    /// <summary>Reads a stream of the default message type to its end.</summary>
    public static void Read(Stream stream, CargoReadOptions options, ICargoSink sink, string defaultType)
    {
        using var reader = new EdifactReader(stream, options.LongestPartBytes, options.Progress, options.Cancellation);
        var text = new EdifactText();
        var interchange = new CargoInterchange(new CargoReading(text, sink, options), defaultType);
        new EdifactEnvelope(reader, text, interchange).Run();
    }

    /// <summary>Whether a file's head is an interchange whose first message has the type, told by UNH or by its BGM.</summary>
    public static bool Recognises(ReadOnlySpan<byte> head, string type)
    {
        using var stream = new MemoryStream(head.ToArray());
        using var reader = new EdifactReader(stream, head.Length + 1024);
        var found = false;
        while (reader.Read(out var segment))
        {
            switch (segment.Tag)
            {
                case EdifactTag.Una or EdifactTag.Unb or EdifactTag.Ung:
                    break;
                case EdifactTag.Unh:
                    var declared = EdifactEnvelope.Show(segment[2, 0]);
                    if (IsCargo(declared))
                    {
                        return string.Equals(declared, type, StringComparison.Ordinal);
                    }

                    found = declared.Length == 0;
                    break;
                case EdifactTag.Bgm:
                    return found && IsManifest(in segment) && string.Equals(type, "CUSCAR", StringComparison.Ordinal);
                default:
                    return false;
            }
        }

        return false;
    }

    public bool BelongsToMessage(int tag) => tag is EdifactTag.Bgm or EdifactTag.Cni or EdifactTag.Eqd or EdifactTag.Rff
        or EdifactTag.Loc or EdifactTag.Gid or EdifactTag.Nad or EdifactTag.Tdt;

    public void Begin(MessageHeader header, SourcePosition at)
    {
        reading.BeginMessage();
        _at = at;
        _last = at;
        _unreadable = 0;
        _message = null;
        _undecided = header;
        if (IsCargo(header.Type))
        {
            Decide(header.Type);
        }
    }

    public void Segment(in EdifactSegment segment)
    {
        _last = EdifactEnvelope.At(segment);
        if (_message is null && _undecided is not null)
        {
            DecideByContent(in segment);
        }

        if (_message is not null)
        {
            _message.Segment(in segment);
        }
        else if (segment.Tag is EdifactTag.Cni or EdifactTag.Eqd)
        {
            _unreadable++;
        }
    }

    public int Lost(in EdifactSegment segment) => _message?.Lost(in segment) ?? 0;

    public void End(ReadOnlySpan<byte> hash, bool complete)
    {
        if (_message is null && _undecided is not null)
        {
            // Nothing but UNH and UNT.
            Decide(IsCargo(_undecided.Type) || _undecided.Type.Length == 0 ? defaultType : "");
        }

        if (_message is null)
        {
            reading.Sink.Issue(ReadIssue.Issue(
                IssueKind.Quarantined, _at, _unreadableType, "a message CUSCAR, BAPLIE or COPRAR",
                string.Create(CultureInfo.InvariantCulture, $"nothing of {_unreadable} consignments"), _unreadable));
            return;
        }

        _message.Finish(_last);
        reading.Sink.EndOfManifest(hash, complete);
        _message = null;
    }

    public void Issue(ReadIssue issue) => reading.Sink.Issue(issue);

    private string _unreadableType = "";

    private void DecideByContent(in EdifactSegment segment)
    {
        var declared = _undecided!.Type;
        var type = segment.Tag == EdifactTag.Bgm && IsManifest(in segment) ? "CUSCAR" : declared.Length == 0 ? defaultType : "";
        if (type.Length > 0)
        {
            reading.Sink.Issue(ReadIssue.Issue(
                IssueKind.Repair, _at, declared.Length == 0 ? "UNH without message type" : "message type " + declared,
                "a message type in UNH", "read as " + type));
        }

        Decide(type);
    }

    private void Decide(string type)
    {
        var header = _undecided!;
        _undecided = null;
        _unreadableType = "message type " + header.Type;
        if (type.Length == 0)
        {
            return;
        }

        var manifest = new DeclaredManifest
        {
            Format = header.Directory.Length == 0 ? type : type + " " + header.Directory,
            MessageReference = header.Reference,
            Sender = header.Sender,
        };
        _message = type switch
        {
            "BAPLIE" => new BaplieMessage(reading, manifest),
            "COPRAR" => new CoprarMessage(reading, manifest),
            _ => new CuscarMessage(reading, manifest),
        };
    }

    private static bool IsCargo(string type) => type is "CUSCAR" or "BAPLIE" or "COPRAR";

    /// <summary>BGM 85 customs manifest, 785 cargo manifest.</summary>
    private static bool IsManifest(in EdifactSegment segment) =>
        segment[1, 0] is [(byte)'8', (byte)'5'] or [(byte)'7', (byte)'8', (byte)'5'];
}
