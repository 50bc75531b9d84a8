using System.Globalization;
using Comity.Formats.Cargo;
using Comity.Kernel.Subjects;

namespace Comity.Formats.Edifact;

/// <summary>What UNH says, with the interchange it stands in.</summary>
/// <param name="Reference">UNH 0062.</param>
/// <param name="Type">Message type (UNH 0065) as found, or empty.</param>
/// <param name="Directory">Version and release such as <c>D95B</c>, or empty.</param>
/// <param name="Sender">Interchange sender (UNB 0004), or empty.</param>
internal sealed record MessageHeader(string Reference, string Type, string Directory, string Sender);

/// <summary>Takes the messages of an interchange, segment by segment.</summary>
internal interface IEdifactMessages
{
    /// <summary>Whether a segment met outside any message shows that a message's UNH is lost.</summary>
    bool BelongsToMessage(int tag);

    void Begin(MessageHeader header, SourcePosition at);

    void Segment(in EdifactSegment segment);

    /// <summary>A segment that could not be read whole. Gives how many consignments are lost by it.</summary>
    int Lost(in EdifactSegment segment);

    void End(ReadOnlySpan<byte> hash, bool complete);

    void Issue(ReadIssue issue);
}

/// <summary>
/// Walks the envelope of a file (UNA, UNB, UNG, UNH … UNT, UNE, UNZ), checks its counts and references and reports
/// what cannot be understood. Whatever is wrong with the envelope, the segments of the messages are handed on.
/// </summary>
internal sealed class EdifactEnvelope(EdifactReader reader, EdifactText text, IEdifactMessages messages)
{
    private string _sender = "";
    private string? _interchange;
    private string? _group;
    private MessageHeader? _message;
    private bool _implied;
    private bool _ended;
    private int _messages;
    private int _groupMessages;
    private int _groups;
    private int _segments;
    private SegmentDefects _reported;
    private bool _misreadReported;

    private SourcePosition _junk;
    private int _junkSegments;
    private long _junkEnd;
    private string _junkText = "";

    /// <summary>The position of a segment as issues and values carry it.</summary>
    public static SourcePosition At(in EdifactSegment segment) =>
        new(segment.Ordinal, segment.Offset, (int)Math.Min(segment.Length, int.MaxValue));

    /// <summary>Reads to the end of the stream.</summary>
    public void Run()
    {
        var last = SourcePosition.None;
        while (reader.Read(out var segment))
        {
            last = At(segment);
            Handle(in segment);
        }

        FlushJunk();
        if (_message is not null)
        {
            Repair(last, "end of file", "UNT", "the message as far as it goes");
            EndMessage(last.Offset + last.Length, complete: false);
        }

        if (_interchange is not null)
        {
            Repair(last, "end of file", "UNZ", "all messages before");
        }
    }

    private void Handle(in EdifactSegment segment)
    {
        if (segment.Tag == 0 || !EdifactTag.IsKnown(segment.Tag))
        {
            AddJunk(in segment);
            return;
        }

        FlushJunk();
        if (segment.Defects != SegmentDefects.None && !Acceptable(in segment))
        {
            return;
        }

        switch (segment.Tag)
        {
            case EdifactTag.Una:
                break;
            case EdifactTag.Unb:
                BeginInterchange(in segment);
                break;
            case EdifactTag.Ung:
                _group = text.Get(in segment, 5) ?? "";
                _groups++;
                _groupMessages = 0;
                break;
            case EdifactTag.Unh:
                BeginMessage(in segment);
                break;
            case EdifactTag.Unt:
                CloseMessage(in segment);
                break;
            case EdifactTag.Une:
                CloseGroup(in segment);
                break;
            case EdifactTag.Unz:
                CloseInterchange(in segment);
                break;
            default:
                Content(in segment);
                break;
        }

        if (text.Misread)
        {
            text.Misread = false;
            if (!_misreadReported)
            {
                _misreadReported = true;
                var declared = text.CharacterSet.Length == 0 ? "no character set" : text.CharacterSet;
                Repair(At(segment), Show(segment.Bytes), $"characters of {declared}", "read as UTF-8 where well-formed, else as Latin-1");
            }
        }
    }

    /// <summary>Reports how a segment is written. False when it cannot be used.</summary>
    private bool Acceptable(in EdifactSegment segment)
    {
        var at = At(segment);
        if (segment.Has(SegmentDefects.Delimiters))
        {
            var used = reader.Delimiters;
            Repair(at, Show(segment.Bytes), "the service characters declared by UNA or the defaults",
                string.Create(CultureInfo.InvariantCulture, $"read with component {Show([used.Component])}, element {Show([used.Element])}, terminator {Show([used.Terminator])}"));
        }

        if (segment.Has(SegmentDefects.MissingTerminator))
        {
            Repair(at, Show(segment.Bytes), "a segment terminator", "ended where the next segment begins");
        }

        Once(SegmentDefects.LineBreaks, in segment, "no line end inside a segment", "read without the line ends");
        Once(SegmentDefects.Repetition, in segment, "one value", "the first of the repeated values");

        if (segment.Has(SegmentDefects.Overlong))
        {
            Quarantine(in segment, string.Create(CultureInfo.InvariantCulture, $"a segment that is short enough to be read (this one has {segment.Length} bytes)"));
            return false;
        }

        if (!segment.Has(SegmentDefects.Unterminated))
        {
            return true;
        }

        if (segment.Tag is EdifactTag.Unt or EdifactTag.Unz or EdifactTag.Une)
        {
            Repair(at, Show(segment.Bytes), "a segment terminator", "read as it stands");
            return true;
        }

        Quarantine(in segment, "a segment terminator before the end of the file");
        return false;
    }

    private void Once(SegmentDefects defect, in EdifactSegment segment, string expected, string saved)
    {
        if (segment.Has(defect) && (_reported & defect) == SegmentDefects.None)
        {
            _reported |= defect;
            Repair(At(segment), Show(segment.Bytes), expected, saved);
        }
    }

    private void Quarantine(in EdifactSegment segment, string expected)
    {
        var lost = _message is not null ? messages.Lost(in segment) : 0;
        _segments++;
        messages.Issue(ReadIssue.Issue(IssueKind.Quarantined, At(segment), Show(segment.Bytes), expected, "nothing of this segment", lost));
    }

    private void BeginInterchange(in EdifactSegment segment)
    {
        if (_message is not null)
        {
            Repair(At(segment), "UNB", "UNT", "the message as far as it goes");
            EndMessage(segment.Offset, complete: false);
        }

        if (_interchange is not null)
        {
            Repair(At(segment), "UNB", "UNZ", "all messages before");
        }

        var identifier = segment[1, 0];
        if (!text.TrySetCharacterSet(identifier))
        {
            Repair(At(segment), Show(identifier), "a syntax identifier UNOA to UNOL, UNOW or UNOY", "read as UTF-8 where well-formed, else as Latin-1");
        }

        _interchange = text.Get(in segment, 5) ?? "";
        _sender = text.Get(in segment, 2) ?? "";
        _ended = false;
        _messages = 0;
        _groups = 0;
        _group = null;
    }

    private void BeginMessage(in EdifactSegment segment)
    {
        if (_message is not null)
        {
            Repair(At(segment), "UNH", "UNT", "the message as far as it goes");
            EndMessage(segment.Offset, complete: false);
        }

        Open(
            in segment,
            new MessageHeader(
                text.Get(in segment, 1) ?? "", text.Get(in segment, 2) ?? "",
                string.Concat(text.Get(in segment, 2, 1), text.Get(in segment, 2, 2)), _sender),
            implied: false);
    }

    private void Open(in EdifactSegment segment, MessageHeader header, bool implied)
    {
        _message = header;
        _implied = implied;
        _segments = 1;
        _messages++;
        _groupMessages++;
        _reported = SegmentDefects.None;
        _misreadReported = false;
        reader.StartHash(in segment);
        messages.Begin(header, At(segment));
    }

    private void Content(in EdifactSegment segment)
    {
        if (_message is null)
        {
            if (!messages.BelongsToMessage(segment.Tag))
            {
                AddJunk(in segment);
                return;
            }

            Repair(At(segment), Show(segment.Bytes), "UNH", "read as a message without its head");
            Open(in segment, new MessageHeader("", "", "", _sender), implied: true);
            _segments = 0;
        }

        _segments++;
        messages.Segment(in segment);
    }

    private void CloseMessage(in EdifactSegment segment)
    {
        if (_message is null)
        {
            Repair(At(segment), Show(segment.Bytes), "UNH before UNT", "all messages before");
            return;
        }

        _segments++;
        if (!_implied)
        {
            CheckCount(in segment, _segments, "segments from UNH to UNT");
            CheckReference(in segment, _message.Reference, "reference of UNH");
        }

        EndMessage(segment.Offset + segment.Length, complete: true);
    }

    private void EndMessage(long before, bool complete)
    {
        Span<byte> hash = stackalloc byte[32];
        reader.EndHash(before, hash);
        _message = null;
        messages.End(hash, complete);
    }

    private void CloseGroup(in EdifactSegment segment)
    {
        EndOpenMessage(in segment, "UNE");
        if (_group is null)
        {
            Repair(At(segment), Show(segment.Bytes), "UNG before UNE", "all messages before");
            return;
        }

        CheckCount(in segment, _groupMessages, "messages of the group");
        CheckReference(in segment, _group, "reference of UNG");
        _group = null;
    }

    private void CloseInterchange(in EdifactSegment segment)
    {
        EndOpenMessage(in segment, "UNZ");
        if (_interchange is null)
        {
            Repair(At(segment), Show(segment.Bytes), "UNB before UNZ", "all messages before");
        }
        else
        {
            CheckCount(in segment, _groups > 0 ? _groups : _messages, _groups > 0 ? "groups of the interchange" : "messages of the interchange");
            CheckReference(in segment, _interchange, "reference of UNB");
        }

        _interchange = null;
        _sender = "";
        _messages = 0;
        _groups = 0;
        _group = null;
        _ended = true;
        text.Reset();
    }

    private void EndOpenMessage(in EdifactSegment segment, string found)
    {
        if (_message is not null)
        {
            Repair(At(segment), found, "UNT", "the message as far as it goes");
            EndMessage(segment.Offset, complete: false);
        }
    }

    private void CheckCount(in EdifactSegment segment, int counted, string what)
    {
        if (!EdifactValues.TryCount(segment[1, 0], out var declared) || declared != counted)
        {
            Repair(At(segment), Show(segment.Bytes), string.Create(CultureInfo.InvariantCulture, $"{counted} {what}"), "everything that was found");
        }
    }

    private void CheckReference(in EdifactSegment segment, string reference, string what)
    {
        var closing = text.Get(in segment, 2) ?? "";
        if (!string.Equals(closing, reference, StringComparison.Ordinal))
        {
            Repair(At(segment), Show(segment.Bytes), $"{what}: {reference}", "everything that was found");
        }
    }

    /// <summary>Neighbouring parts that are no segments make one issue.</summary>
    private void AddJunk(in EdifactSegment segment)
    {
        if (_junkSegments == 0)
        {
            _junk = At(segment);
            _junkText = segment.Bytes.IsEmpty ? "empty segment" : Show(segment.Bytes);
        }

        _junkSegments++;
        _junkEnd = segment.Offset + segment.Length;
        if (_message is not null)
        {
            _segments++;
            messages.Lost(in segment);
        }
    }

    private void FlushJunk()
    {
        if (_junkSegments == 0)
        {
            return;
        }

        var at = _junk with { Length = (int)Math.Min(_junkEnd - _junk.Offset, int.MaxValue) };
        var expected = _message is not null ? "a segment of the message"
            : _ended ? "the end of the file after UNZ"
            : _junk.Segment == 1 && OtherEncoding(_junkText) is { } encoding ? $"UNA, UNB or UNH in one byte a letter, not in {encoding}"
            : "UNA, UNB or UNH";
        var saved = string.Create(CultureInfo.InvariantCulture, $"nothing of {_junkSegments} {(_junkSegments == 1 ? "part" : "parts")}, {at.Length} bytes");
        _junkSegments = 0;
        messages.Issue(ReadIssue.Issue(IssueKind.Quarantined, at, _junkText, expected, saved));
    }

    /// <summary>The encoding of a file whose letters are not ASCII, told by how UN looks in it.</summary>
    private static string? OtherEncoding(string shown) =>
        shown.StartsWith("ÿþ", StringComparison.Ordinal) || shown.StartsWith("þÿ", StringComparison.Ordinal)
            || shown.StartsWith(@"U\x00N", StringComparison.Ordinal) ? "UTF-16"
        : shown.StartsWith("äÕ", StringComparison.Ordinal) ? "EBCDIC"
        : null;

    private void Repair(SourcePosition at, string found, string expected, string saved) =>
        messages.Issue(ReadIssue.Issue(IssueKind.Repair, at, found, expected, saved));

    /// <summary>Bytes as they can be shown in an issue: Latin-1, control characters as \xHH.</summary>
    public static string Show(ReadOnlySpan<byte> bytes)
    {
        const int LongestShown = 200;
        var shown = new System.Text.StringBuilder();
        foreach (var b in bytes[..Math.Min(bytes.Length, LongestShown + 1)])
        {
            if (b is < 0x20 or (>= 0x7F and < 0xA0))
            {
                shown.Append(CultureInfo.InvariantCulture, $"\\x{b:X2}");
            }
            else
            {
                shown.Append((char)b);
            }
        }

        return shown.ToString();
    }
}
