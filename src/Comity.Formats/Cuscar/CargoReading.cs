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
        if (_told.Count < MostRemembered && _told.Add((segment.Tag, EdifactEnvelope.Show(code))))
        {
            var repaired = _repaired;
            Repair(segment, expected, "nothing of it; told once per message and code");
            _repaired = repaired;
        }
    }

    /// <summary>Adds a value to a list unless it has as many as no honest message has; that is reported.</summary>
    public void Add<T>(in EdifactSegment segment, List<Declared<T>> values, Declared<T> value)
    {
        const int MostValues = 100;
        if (values.Count < MostValues)
        {
            values.Add(value);
            return;
        }

        _repaired = true;
        Unknown(in segment, "100"u8, "at most 100 values of one kind");
    }

    /// <summary>Joins the texts of several segments, up to a length that no honest message has; that is reported.</summary>
    public Declared<string>? Join(in EdifactSegment segment, Declared<string>? before, Declared<string>? more)
    {
        const int LongestText = 1 << 14;
        var joined = before is { } first && more is { } next
            ? first with { Value = first.Value.Length < LongestText ? string.Concat(first.Value, " ", next.Value) : first.Value + " " }
            : before ?? more;
        if (joined is not { } whole || whole.Value.Length <= LongestText)
        {
            return joined;
        }

        _repaired = true;
        Unknown(in segment, "length"u8, "a text of at most 16384 characters");
        return whole with { Value = whole.Value[..LongestText] };
    }
}
