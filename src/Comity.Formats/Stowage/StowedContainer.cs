using Comity.Formats.Cargo;
using Comity.Formats.Cuscar;
using Comity.Formats.Edifact;
using Comity.Kernel.Subjects;

namespace Comity.Formats.Stowage;

/// <summary>
/// One container of a bayplan or an order while its segments are read. Several bills of it (RFF BM) make several
/// consignments. How many containers a bill has in all is not told by these messages: BillContainers stays 0.
/// </summary>
internal sealed class StowedContainer(CargoReading reading)
{
    /// <summary>More bills of a container or containers in a cell than any order has.</summary>
    private const int MostValues = 1000;

    private readonly List<DeclaredContainer> _containers = [];
    private readonly List<Declared<string>> _bills = [];
    private readonly List<Declared<string>> _seals = [];
    private readonly DeclaredContainer _figures = new() { Number = new Declared<string>("", SourcePosition.None) };
    private DeclaredConsignment _facts = new();
    private DeclaredGoods? _goods;
    private bool _mainCarriage;
    private bool _withoutNumber;
    private SourcePosition _first;
    private SourcePosition _last;
    private int _lost;

    public bool IsOpen { get; private set; }

    public bool HasEquipment => _containers.Count > 0 || _withoutNumber;

    public bool Repaired { get; set; }

    public void Open(SourcePosition at)
    {
        IsOpen = true;
        Repaired = false;
        _containers.Clear();
        _bills.Clear();
        _seals.Clear();
        _figures.GrossMassKg = null;
        _figures.TareKg = null;
        _facts = new DeclaredConsignment();
        _goods = null;
        _mainCarriage = true;
        _withoutNumber = false;
        _lost = 0;
        _first = at;
        _last = at;
    }

    /// <summary>A segment that says where a container is to go or what it is, in any order.</summary>
    public void Take(in EdifactSegment segment)
    {
        _last = EdifactEnvelope.At(segment);
        switch (segment.Tag)
        {
            case EdifactTag.Eqd:
                TakeEquipment(in segment);
                break;
            case EdifactTag.Mea:
                Equipment.Measure(reading, in segment, _figures);
                break;
            case EdifactTag.Sel:
                if (reading.Value(in segment, 1) is { } seal)
                {
                    reading.Add(in segment, _seals, seal);
                }

                break;
            case EdifactTag.Loc:
                TakePlace(in segment);
                break;
            case EdifactTag.Tdt:
                _mainCarriage = segment[1, 0] is not ([(byte)'1', (byte)'0'] or [(byte)'3', (byte)'0']);
                break;
            case EdifactTag.Ftx when segment[1, 0].SequenceEqual("AAA"u8):
                _goods ??= new DeclaredGoods();
                _goods.Description = reading.Join(in segment, _goods.Description, reading.Lines(in segment, 4));
                break;
            case EdifactTag.Dgs:
                if (reading.UnNumber(in segment) is { } number)
                {
                    _goods ??= new DeclaredGoods();
                    reading.Add(in segment, _goods.UnNumbers, number);
                }

                break;
        }
    }

    /// <summary>A bill the container is carried under.</summary>
    public void TakeBill(in EdifactSegment segment)
    {
        _last = EdifactEnvelope.At(segment);
        if (reading.Value(in segment, 1, 1) is not { } bill)
        {
            return;
        }

        if (_bills.Count < MostValues)
        {
            _bills.Add(bill);
        }
        else
        {
            _lost++;
        }
    }

    private void TakeEquipment(in EdifactSegment segment)
    {
        var number = reading.ContainerNumber(in segment, 2);
        if (number is null)
        {
            _withoutNumber = true;
            reading.Repair(in segment, "a container number", "a consignment without container");
            return;
        }

        if (_containers.Count >= MostValues)
        {
            _lost++;
            return;
        }

        var container = new DeclaredContainer { Number = CargoSegments.Declare(in segment, number) };
        Equipment.Describe(reading, in segment, container);
        _containers.Add(container);
    }

    private void TakePlace(in EdifactSegment segment)
    {
        // Pre-carriage and on-carriage of an order have places of their own.
        if (!_mainCarriage || reading.Place(in segment) is not { } place)
        {
            return;
        }

        switch (segment[1, 0])
        {
            case [(byte)'9'] or [(byte)'6']:
                // 6 and 12 are what several planning systems write for the ports of loading and discharge.
                _facts.PlaceOfLoading ??= place;
                break;
            case [(byte)'1', (byte)'1'] or [(byte)'1', (byte)'2']:
                _facts.PlaceOfDischarge ??= place;
                break;
            case [(byte)'1', (byte)'3']:
                reading.Add(in segment, _facts.Transhipments, place);
                break;
            case [(byte)'7'] or [(byte)'8', (byte)'3']:
                _facts.PlaceOfDelivery ??= place;
                break;
            case [(byte)'7', (byte)'6'] or [(byte)'8', (byte)'0']:
                _facts.PlaceOfOrigin ??= place;
                break;
            case [(byte)'8'] or [(byte)'2', (byte)'0'] or [(byte)'6', (byte)'5']:
                _facts.PlaceOfDestination ??= place;
                break;
            case [(byte)'1', (byte)'4', (byte)'7']:
                // The cell in the ship.
                break;
            default:
                reading.CheckPlace(in segment);

                break;
        }
    }

    /// <summary>Gives the consignments to the sink and closes.</summary>
    /// <param name="loading">Where the message's head says the containers are loaded, if it does.</param>
    /// <param name="discharge">Where it says they are discharged.</param>
    public void HandOver(Declared<string>? loading, Declared<string>? discharge)
    {
        IsOpen = false;
        var at = _first with { Length = (int)Math.Min(_last.Offset + _last.Length - _first.Offset, int.MaxValue) };
        if (_lost > 0)
        {
            reading.Sink.Issue(ReadIssue.Issue(
                IssueKind.Quarantined, at, "too many containers or bills in one place", "at most 1000", "the first of them", _lost));
        }

        _facts.PlaceOfLoading ??= loading;
        _facts.PlaceOfDischarge ??= discharge;
        foreach (var container in _containers)
        {
            container.GrossMassKg = _figures.GrossMassKg;
            container.TareKg = _figures.TareKg;
            container.Seals.AddRange(_seals);
        }

        var containers = Math.Max(1, _containers.Count);
        var bills = Math.Max(1, _bills.Count);
        for (var i = 0; i < containers * bills; i++)
        {
            var consignment = new DeclaredConsignment
            {
                BillNumber = _bills.Count == 0 ? null : _bills[i % bills],
                Container = _containers.Count == 0 ? null : _containers[i / bills],
                PlaceOfOrigin = _facts.PlaceOfOrigin,
                PlaceOfLoading = _facts.PlaceOfLoading,
                PlaceOfDischarge = _facts.PlaceOfDischarge,
                PlaceOfDestination = _facts.PlaceOfDestination,
                PlaceOfDelivery = _facts.PlaceOfDelivery,
                At = at,
                Repaired = Repaired,
            };
            consignment.Transhipments.AddRange(_facts.Transhipments);
            if (_goods is not null)
            {
                consignment.Goods.Add(_goods);
            }

            reading.Sink.Consignment(consignment);
        }
    }
}
