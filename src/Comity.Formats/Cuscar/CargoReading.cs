using Comity.Formats.Cargo;
using Comity.Formats.Edifact;

namespace Comity.Formats.Cuscar;

/// <summary>What the reading of one file of cargo messages shares: text, sink and the report of defects.</summary>
internal sealed class CargoReading(EdifactText text, ICargoSink sink, CargoReadOptions options)
{
    private const int MostRemembered = 256;

    private readonly HashSet<(int Tag, string Code)> _told = [];
    private bool _repaired;

    public EdifactText Text => text;

    public ICargoSink Sink => sink;

    public CargoReadOptions Options => options;

    /// <summary>Whether a repair was reported since the last call: the part being read is marked by it.</summary>
    public bool TakeRepaired()
    {
        var repaired = _repaired || text.Misread;
        _repaired = false;
        return repaired;
    }

    public void BeginMessage()
    {
        _told.Clear();
        _repaired = false;
    }

    public void Repair(in EdifactSegment segment, string expected, string saved)
    {
        _repaired = true;
        sink.Issue(ReadIssue.Issue(
            IssueKind.Repair, EdifactEnvelope.At(segment), EdifactEnvelope.Show(segment.Bytes), expected, saved));
    }

    /// <summary>Reports a code that is not known, once per message and code: a sender repeats it in every bill.</summary>
    public void Unknown(in EdifactSegment segment, ReadOnlySpan<byte> code, string expected)
    {
        var key = (segment.Tag, EdifactEnvelope.Show(code));
        if (_told.Count < MostRemembered && _told.Add(key))
        {
            var repaired = _repaired;
            Repair(segment, expected, "nothing of this segment; told once per message and code");
            _repaired = repaired;
        }
    }
}
