using Comity.Formats.Cargo;
using Comity.Formats.Edifact;
using Comity.Kernel.Subjects;

namespace Comity.Formats.Cuscar;

/// <summary>
/// One cargo message being read. The head (BGM, DTM, TDT, LOC, NAD, RFF) is the same in CUSCAR, BAPLIE and COPRAR;
/// what follows is read by the message's own class.
/// </summary>
internal abstract class CargoMessage(CargoReading reading, DeclaredManifest manifest)
{
    private bool _announced;
    private bool _mainCarriage = true;
    private bool _functionSeen;
    private bool _arrivalIsActual;
    private bool _departureIsActual;
    private bool _arrivalPlaceIsCertain;

    protected CargoReading Reading => reading;

    protected DeclaredManifest Head => manifest;

    public abstract void Segment(in EdifactSegment segment);

    /// <summary>A segment that cannot be read. Gives the number of consignments lost by it.</summary>
    public abstract int Lost(in EdifactSegment segment);

    /// <summary>Hands over what is still held.</summary>
    public virtual void Finish(SourcePosition at)
    {
        Announce();
        if (!_functionSeen)
        {
            reading.Sink.Issue(ReadIssue.Issue(
                IssueKind.Repair, at, "no BGM", "BGM with the document's number and function", "read as an original without number"));
        }
    }

    protected void Announce()
    {
        if (!_announced)
        {
            _announced = true;
            if (manifest.Sender.Length == 0)
            {
                manifest.Sender = reading.Options.Sender;
            }

            reading.Sink.Manifest(manifest);
        }
    }

    /// <summary>Takes a segment of the message's head.</summary>
    protected void TakeHead(in EdifactSegment segment)
    {
        switch (segment.Tag)
        {
            case EdifactTag.Bgm:
                TakeDocument(in segment);
                break;
            case EdifactTag.Dtm:
                TakeTime(in segment);
                break;
            case EdifactTag.Tdt:
                TakeTransport(in segment);
                break;
            case EdifactTag.Loc:
                TakePlace(in segment);
                break;
            case EdifactTag.Nad:
                TakeParty(in segment);
                break;
            case EdifactTag.Rff:
                TakeReference(in segment);
                break;
        }
    }

    private void TakeDocument(in EdifactSegment segment)
    {
        _functionSeen = true;
        manifest.DocumentNumber = reading.Value(in segment, 2);
        var function = segment[3, 0] switch
        {
            [(byte)'9'] => ManifestFunction.Original,
            [(byte)'1'] => ManifestFunction.Cancel,
            [(byte)'2'] => ManifestFunction.Add,
            [(byte)'3'] => ManifestFunction.Delete,
            [(byte)'4'] => ManifestFunction.Change,
            [(byte)'5'] => ManifestFunction.Replace,
            _ => (ManifestFunction?)null,
        };
        if (function is null)
        {
            reading.Repair(in segment, "function 9, 1, 2, 3, 4 or 5 (data element 1225)", "read as an original");
        }

        manifest.Function = CargoSegments.Declare(in segment, function ?? ManifestFunction.Original);
    }

    private void TakeTime(in EdifactSegment segment)
    {
        if (!_mainCarriage)
        {
            return;
        }

        switch (segment[1, 0])
        {
            case [(byte)'1', (byte)'3', (byte)'7']:
                manifest.PreparedAt ??= reading.Time(in segment);
                break;
            case [(byte)'1', (byte)'3', (byte)'2'] when !_arrivalIsActual:
                manifest.ArrivalAt ??= reading.Time(in segment);
                break;
            case [(byte)'1', (byte)'7', (byte)'8']:
                manifest.ArrivalAt = reading.Time(in segment) ?? manifest.ArrivalAt;
                _arrivalIsActual = true;
                break;
            case [(byte)'1', (byte)'3', (byte)'3'] when !_departureIsActual:
                manifest.DepartureAt ??= reading.Time(in segment);
                break;
            case [(byte)'1', (byte)'3', (byte)'6']:
                manifest.DepartureAt = reading.Time(in segment) ?? manifest.DepartureAt;
                _departureIsActual = true;
                break;
        }
    }

    private void TakeTransport(in EdifactSegment segment)
    {
        // Pre-carriage (10) and on-carriage (30) have other conveyances and places than the one that is reported.
        _mainCarriage = segment[1, 0] is not ([(byte)'1', (byte)'0'] or [(byte)'3', (byte)'0']);
        if (!_mainCarriage)
        {
            return;
        }

        manifest.Voyage ??= reading.Value(in segment, 2);
        manifest.Carrier ??= reading.Value(in segment, 5);
        TakeConveyance(in segment);
        if (segment[5, 0].IsEmpty && !ReferenceEquals(manifest.ConveyanceName?.Value, reading.Text.Get(in segment, 5, 3)))
        {
            manifest.Carrier ??= reading.Value(in segment, 5, 3);
        }
    }

    /// <summary>
    /// The vessel is C222 (8213 number, 8212 name). Senders also put the name behind the carrier's code (C040) or
    /// into the means of transport (C228).
    /// </summary>
    private void TakeConveyance(in EdifactSegment segment)
    {
        var name = reading.Value(in segment, 8, 3);
        if (name is null && manifest.ConveyanceName is null)
        {
            name = segment[5, 0].IsEmpty ? null : reading.Value(in segment, 5, 3);
            name ??= reading.Value(in segment, 4, 3);
            if (name is not null)
            {
                reading.Repair(in segment, "the vessel's name in the transport identification (C222)", "read as the vessel's name: " + name.Value.Value);
            }
        }

        manifest.ConveyanceName ??= name;
        var number = reading.Text.Get(in segment, 8);
        if (number is null)
        {
            return;
        }

        var digits = number.StartsWith("IMO", StringComparison.OrdinalIgnoreCase) ? number[3..].Trim() : number;
        if (digits.Length == 7 && digits.All(char.IsAsciiDigit))
        {
            manifest.VesselImo ??= CargoSegments.Declare(in segment, digits);
        }
        else if (segment[8, 1].SequenceEqual("146"u8) && manifest.VesselImo is null)
        {
            // 146 says means of transport identification, which for a vessel is its IMO number; 103 is the call sign.
            reading.Repair(in segment, "an IMO number of seven digits", "no IMO number");
        }
    }

    private void TakePlace(in EdifactSegment segment)
    {
        if (!_mainCarriage)
        {
            return;
        }

        switch (segment[1, 0])
        {
            case [(byte)'5']:
                manifest.PlaceOfDeparture ??= reading.Place(in segment);
                break;
            case [(byte)'6', (byte)'0'] when !_arrivalPlaceIsCertain:
                manifest.PlaceOfArrival = reading.Place(in segment) ?? manifest.PlaceOfArrival;
                _arrivalPlaceIsCertain = manifest.PlaceOfArrival is not null;
                break;
            case [(byte)'8']:
                manifest.PlaceOfArrival ??= reading.Place(in segment);
                break;
            default:
                TakeOtherPlace(in segment);
                break;
        }
    }

    /// <summary>Places of the head that only some messages have.</summary>
    protected virtual void TakeOtherPlace(in EdifactSegment segment) => reading.CheckPlace(in segment);

    private void TakeParty(in EdifactSegment segment)
    {
        switch (segment[1, 0])
        {
            case [(byte)'C', (byte)'A']:
                manifest.Carrier ??= reading.Value(in segment, 2) ?? reading.Party(in segment).Name;
                break;
            case [(byte)'M', (byte)'S'] when manifest.Sender.Length == 0:
                manifest.Sender = (reading.Value(in segment, 2) ?? reading.Party(in segment).Name)?.Value ?? "";
                break;
        }
    }

    private void TakeReference(in EdifactSegment segment)
    {
        switch (segment[1, 0])
        {
            case [(byte)'V', (byte)'O', (byte)'N']:
                manifest.Voyage ??= reading.Value(in segment, 1, 1);
                break;
            case [(byte)'A', (byte)'A', (byte)'Z']:
                // Standard carrier alpha code.
                manifest.Carrier ??= reading.Value(in segment, 1, 1);
                break;
        }
    }
}
