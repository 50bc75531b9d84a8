using System.Globalization;
using Comity.Formats.Cargo;
using Comity.Formats.Cuscar;
using Comity.Formats.Edifact;
using Comity.Kernel.Subjects;

namespace Comity.Formats.Stowage;

/// <summary>What a bayplan and an order have in common: a head, then one part for each container.</summary>
internal abstract class StowageMessage(CargoReading reading, DeclaredManifest manifest) : CargoMessage(reading, manifest)
{
    private int _containers;
    private bool _arrivalIsGuess;

    protected StowedContainer Part { get; } = new(reading);

    protected Declared<string>? Loading { get; private set; }

    protected Declared<string>? Discharge { get; private set; }

    /// <summary>Whether the segment begins the part of another container.</summary>
    protected abstract bool Begins(in EdifactSegment segment);

    protected abstract bool IsBill(in EdifactSegment segment);

    public override void Segment(in EdifactSegment segment)
    {
        if (Begins(in segment))
        {
            Close();
            Announce();
            Part.Open(EdifactEnvelope.At(segment));
        }

        if (segment.Tag == EdifactTag.Cnt)
        {
            Close();
            CheckCount(in segment);
        }
        else if (!Part.IsOpen)
        {
            TakeHead(in segment);
        }
        else if (segment.Tag == EdifactTag.Rff)
        {
            if (IsBill(in segment))
            {
                Part.TakeBill(in segment);
            }
        }
        else
        {
            Part.Take(in segment);
        }

        if (segment.Tag == EdifactTag.Eqd)
        {
            _containers++;
        }

        Part.Repaired |= Reading.TakeRepaired() && Part.IsOpen;
    }

    public override int Lost(in EdifactSegment segment)
    {
        Part.Repaired = true;
        if (segment.Has(SegmentDefects.Unterminated))
        {
            return segment.Tag == EdifactTag.Eqd && !Part.IsOpen ? 1 : 0;
        }

        if (Begins(in segment))
        {
            Close();
            Announce();
            Part.Open(EdifactEnvelope.At(segment));
            Part.Repaired = true;
        }

        return 0;
    }

    public override void Finish(SourcePosition at)
    {
        Close();
        base.Finish(at);
    }

    protected override void TakeOtherPlace(in EdifactSegment segment)
    {
        switch (segment[1, 0])
        {
            case [(byte)'9']:
                Loading ??= Reading.Place(in segment);
                break;
            case [(byte)'1', (byte)'1']:
                Discharge ??= Reading.Place(in segment);
                break;
            case [(byte)'6', (byte)'1'] when Head.PlaceOfArrival is null || _arrivalIsGuess:
                // The next port of call is where the ship arrives; 60 goes before it when it is given.
                Head.PlaceOfArrival ??= Reading.Place(in segment);
                _arrivalIsGuess = true;
                break;
            default:
                Reading.CheckPlace(in segment);
                break;
        }
    }

    private void Close()
    {
        if (Part.IsOpen)
        {
            Part.HandOver(Loading, Discharge);
        }
    }

    private void CheckCount(in EdifactSegment segment)
    {
        if (segment[1, 0].SequenceEqual("16"u8) && (!EdifactValues.TryCount(segment[1, 1], out var declared) || declared != _containers))
        {
            Reading.Repair(in segment, string.Create(CultureInfo.InvariantCulture, $"{_containers} containers"), "all containers that were found");
        }
    }
}

/// <summary>
/// BAPLIE: each cell (LOC 147) opens a part. Up to D04B the container (EQD) ends the part, from D13B on it follows
/// the cell and its figures come behind it; both are read the same.
/// </summary>
internal sealed class BaplieMessage(CargoReading reading, DeclaredManifest manifest) : StowageMessage(reading, manifest)
{
    protected override bool Begins(in EdifactSegment segment) =>
        (segment.Tag == EdifactTag.Loc && segment[1, 0].SequenceEqual("147"u8)) || (segment.Tag == EdifactTag.Eqd && !Part.IsOpen);

    /// <summary>RFF BM stands in every part because D95B wants one; the SMDG guide fills it with 1, which is no bill.</summary>
    protected override bool IsBill(in EdifactSegment segment) =>
        segment[1, 0].SequenceEqual("BM"u8) && !segment[1, 1].SequenceEqual("1"u8);
}

/// <summary>COPRAR: each EQD opens a part.</summary>
internal sealed class CoprarMessage(CargoReading reading, DeclaredManifest manifest) : StowageMessage(reading, manifest)
{
    protected override bool Begins(in EdifactSegment segment) => segment.Tag == EdifactTag.Eqd;

    protected override bool IsBill(in EdifactSegment segment) => segment[1, 0].SequenceEqual("BM"u8);
}
