using System.Globalization;
using Comity.Formats.Cargo;
using Comity.Formats.Edifact;
using Comity.Kernel.Subjects;

namespace Comity.Formats.Cuscar;

/// <summary>
/// CUSCAR, all directories from D95B on. Segment groups are numbered differently in each, so the place of a segment
/// is told by the segments before it: the head, the containers (EQD), a consignment (CNI), its bills (RFF), goods (GID).
/// </summary>
internal sealed class CuscarMessage(CargoReading reading, DeclaredManifest manifest) : CargoMessage(reading, manifest)
{
    private enum Stage
    {
        Head,
        Equipment,
        Bill,
        Goods,
    }

    private readonly HeldContainers _containers = new(reading);
    private readonly BillFacts _facts = new(reading);
    private readonly Bill _bill = new(reading);
    private Stage _stage;
    private HeldContainer? _equipment;

    /// <summary>A container that cannot be held: it is handed over as soon as its segments are read.</summary>
    private HeldContainer? _alone;
    private int _equipments;
    private int _containersBeyond;
    private Declared<string>? _consignmentNumber;
    private Declared<string>? _otherReference;
    private Declared<string>? _master;
    private Declared<string>? _headBill;
    private string? _nature;
    private SourcePosition _natureAt;

    public override void Segment(in EdifactSegment segment)
    {
        Take(in segment);
        if (_bill.IsOpen)
        {
            _bill.Extend(EdifactEnvelope.At(segment));
        }

        MarkRepaired();
    }

    public override int Lost(in EdifactSegment segment)
    {
        var atEnd = segment.Has(SegmentDefects.Unterminated);
        if (_bill.IsOpen)
        {
            _bill.Facts.Repaired = true;
        }

        if (atEnd)
        {
            // A bill whose first segment is cut is met but cannot be named.
            var opensBill = segment.Tag == EdifactTag.Rff && CargoSegments.IsBill(segment[1, 0]) && !(_bill.IsOpen && !_bill.Named && !_bill.HasContent);
            return segment.Tag == EdifactTag.Cni || opensBill ? 1 : 0;
        }

        // What follows must not be taken for part of what came before.
        switch (segment.Tag)
        {
            case EdifactTag.Cni:
                OpenConsignment(EdifactEnvelope.At(segment), number: null);
                _bill.Facts.Repaired = true;
                break;
            case EdifactTag.Gid when _bill.IsOpen:
                _stage = Stage.Goods;
                _bill.AddLine();
                break;
            case EdifactTag.Eqd:
                _stage = Stage.Equipment;
                _equipment = null;
                break;
        }

        return 0;
    }

    public override void Finish(SourcePosition at)
    {
        CloseBill();
        HandOverAlone();
        base.Finish(at);
        if (_containersBeyond > 0)
        {
            Reading.Sink.Issue(ReadIssue.Issue(
                IssueKind.Repair, at, string.Create(CultureInfo.InvariantCulture, $"{_containersBeyond} containers more than can be held"),
                string.Create(CultureInfo.InvariantCulture, $"at most {Reading.Options.MostHeld} in one message"),
                "handed over without their bills"));
        }

        foreach (var held in _containers.Unnamed)
        {
            HandOver(held);
        }
    }

    private void Take(in EdifactSegment segment)
    {
        switch (segment.Tag)
        {
            case EdifactTag.Cni:
                OpenConsignment(EdifactEnvelope.At(segment), Reading.Value(in segment, 2));
                if (_consignmentNumber is null && segment.ElementCount > 2)
                {
                    Reading.Repair(in segment, "a document number", "the consignment");
                }

                break;
            case EdifactTag.Eqd:
                TakeEquipment(in segment);
                break;
            case EdifactTag.Cnt when _stage is Stage.Head or Stage.Equipment:
                CheckHeadCount(in segment);
                break;
            case EdifactTag.Rff when _bill.IsOpen:
                TakeReference(in segment);
                break;
            default:
                if (_bill.IsOpen && _stage != Stage.Equipment)
                {
                    TakeInBill(in segment);
                }
                else
                {
                    TakeBeforeBills(in segment);
                }

                break;
        }
    }

    private void TakeBeforeBills(in EdifactSegment segment)
    {
        if (_stage == Stage.Equipment && TakeInEquipment(in segment))
        {
            return;
        }

        if (_bill.IsOpen)
        {
            // The containers of a bill were listed inside it; the bill goes on.
            _stage = _bill.HasGoods ? Stage.Goods : Stage.Bill;
            TakeInBill(in segment);
            return;
        }

        if (segment.Tag == EdifactTag.Gid || (segment.Tag == EdifactTag.Nad && _headBill is not null && BillFacts.IsPartyOfBill(segment[1, 0])))
        {
            // The consignment's first segment is lost.
            Reading.Repair(in segment, "CNI", "read as a consignment without it");
            OpenConsignment(EdifactEnvelope.At(segment), _headBill);
            TakeInBill(in segment);
            return;
        }

        switch (segment.Tag)
        {
            case EdifactTag.Gis or EdifactTag.Gei:
                _nature = BillFacts.Nature(in segment) ?? _nature;
                _natureAt = EdifactEnvelope.At(segment);
                break;
            case EdifactTag.Rff when CargoSegments.IsBill(segment[1, 0]):
                _headBill = Reading.Value(in segment, 1, 1);
                break;
            case EdifactTag.Nad or EdifactTag.Dtm or EdifactTag.Loc when _stage == Stage.Equipment:
                break;
            default:
                TakeHead(in segment);
                break;
        }
    }

    private void OpenConsignment(SourcePosition at, Declared<string>? number)
    {
        CloseBill();
        HandOverAlone();
        Announce();
        _consignmentNumber = number;
        _otherReference = null;
        _master = null;
        OpenBill(at);
    }

    private void OpenBill(SourcePosition at)
    {
        _stage = Stage.Bill;
        _bill.Open(at);
        _containers.BeginBill();
        _facts.Begin(_bill.Facts);
        _bill.Facts.MasterBill = _master;
        if (_nature is not null)
        {
            _bill.Facts.BillNature = new Declared<string>(_nature, _natureAt);
        }
    }

    private void CloseBill()
    {
        if (!_bill.IsOpen)
        {
            return;
        }

        var facts = _bill.Facts;
        if (!_bill.Named)
        {
            // The reference under CNI has another qualifier than a bill's, or there is none.
            facts.BillNumber = _consignmentNumber ?? _otherReference ?? facts.MasterBill;
            if (_otherReference is { } other || facts.BillNumber is null)
            {
                facts.Repaired = true;
                var at = _otherReference?.At ?? _bill.First;
                Reading.Sink.Issue(ReadIssue.Issue(
                    IssueKind.Repair, at, _otherReference is null ? "no bill number" : "reference " + _otherReference.Value.Value,
                    "RFF+BM or RFF+BH with the bill's number", facts.BillNumber is { } used ? "bill number " + used.Value : "a consignment without bill number"));
            }
        }

        if (facts.BillKind is null && facts.BillNumber is { } number)
        {
            var isMaster = facts.MasterBill is { } master && string.Equals(master.Value, number.Value, StringComparison.Ordinal);
            facts.BillKind = new Declared<string>(isMaster ? "master" : facts.MasterBill is null ? "simple" : "house", number.At);
        }

        _facts.End();
        _bill.HandOver();
        _otherReference = null;
    }

    private void TakeReference(in EdifactSegment segment)
    {
        var qualifier = segment[1, 0];
        if (CargoSegments.IsBill(qualifier))
        {
            TakeBill(in segment, isHouse: qualifier is [(byte)'B', (byte)'H'] or [(byte)'H', (byte)'W', (byte)'B']);
            return;
        }

        if (qualifier is [(byte)'M', (byte)'B'] or [(byte)'M', (byte)'W', (byte)'B'])
        {
            _master = Reading.Value(in segment, 1, 1) ?? _master;
            if (!_bill.HasGoods)
            {
                _bill.Facts.MasterBill = _master;
            }

            return;
        }

        if (qualifier is [(byte)'S', (byte)'N'] && (_stage == Stage.Equipment ? _equipment : _bill.LastContainer) is { } sealedContainer)
        {
            AddSeal(sealedContainer, in segment, 1, 1);
            return;
        }

        if (_stage == Stage.Bill && !_facts.TakeReference(in segment) && !_bill.Named && !_bill.HasContent)
        {
            _otherReference ??= Reading.Value(in segment, 1, 1);
        }
    }

    private void TakeBill(in EdifactSegment segment, bool isHouse)
    {
        var number = Reading.Value(in segment, 1, 1);
        var at = EdifactEnvelope.At(segment);
        if (number is null)
        {
            Reading.Repair(in segment, "a bill number", "nothing of this segment");
            return;
        }

        if (_bill.Named && !_bill.HasContent && isHouse && _bill.Facts.BillKind?.Value != "house")
        {
            // A bill at once followed by a house bill is that one's master.
            _master = _bill.Facts.BillNumber;
            _bill.Facts.MasterBill = _master;
        }
        else if (_bill.Named || _bill.HasContent)
        {
            CloseBill();
            OpenBill(at);
        }

        _stage = Stage.Bill;
        _otherReference = null;
        _bill.Named = true;
        _bill.Facts.BillNumber = number;
        _bill.Facts.BillKind = isHouse ? new Declared<string>("house", at) : null;
    }

    private void TakeInBill(in EdifactSegment segment)
    {
        switch (segment.Tag)
        {
            case EdifactTag.Gid:
                _stage = Stage.Goods;
                _bill.AddLine();
                _facts.TakePackages(in segment, _bill.Line);
                break;
            case EdifactTag.Sgp:
                TakeSplit(in segment);
                break;
            case EdifactTag.Sel:
                if (_bill.LastContainer is { } held)
                {
                    AddSeal(held, in segment, 1, 0);
                }
                else
                {
                    Reading.Repair(in segment, "a container before its seal", "nothing of this segment");
                }

                break;
            case EdifactTag.Mea:
                TakeMeasure(in segment);
                break;
            case EdifactTag.Ftx or EdifactTag.Cst or EdifactTag.Dgs or EdifactTag.Pci or EdifactTag.Pac:
                TakeGoods(in segment);
                break;
            default:
                _bill.HasContent |= _facts.Take(in segment, inGoods: _stage == Stage.Goods);
                break;
        }
    }

    private void TakeGoods(in EdifactSegment segment)
    {
        if (_stage != Stage.Goods)
        {
            if (segment.Tag == EdifactTag.Ftx && !segment[1, 0].SequenceEqual("AAA"u8))
            {
                return;
            }

            Reading.Repair(in segment, "GID", "read as a goods line without it");
            _stage = Stage.Goods;
            _bill.AddLine();
        }

        _facts.TakeGoods(in segment, _bill.Line);
    }

    private void TakeMeasure(in EdifactSegment segment)
    {
        var measured = Reading.Measure(in segment, out var value);
        switch (measured)
        {
            case Measured.GrossMass when _stage == Stage.Bill:
                _bill.HasContent = true;
                _bill.Facts.BillGrossMassKg ??= value;
                break;
            case Measured.GrossMass:
                _bill.AddMass(value);
                break;
            case Measured.Volume when _stage == Stage.Goods:
                _bill.AddVolume(value);
                break;
            case Measured.EquipmentMass when _bill.LastContainer is { } held:
                held.Container.GrossMassKg ??= value;
                break;
            case Measured.Tare when _bill.LastContainer is { } held:
                held.Container.TareKg ??= value;
                break;
        }
    }

    private void TakeSplit(in EdifactSegment segment)
    {
        var number = Reading.ContainerNumber(in segment, 1);
        if (number is null)
        {
            Reading.Repair(in segment, "a container number", "nothing of this segment");
            return;
        }

        var packages = EdifactValues.TryCount(segment[2, 0], out var count) ? CargoSegments.Declare(in segment, count) : (Declared<long>?)null;
        _bill.Tie(_containers.Get(number, in segment, out _), packages, toLine: _stage == Stage.Goods);
    }

    private void TakeEquipment(in EdifactSegment segment)
    {
        HandOverAlone();
        _stage = Stage.Equipment;
        _equipment = null;
        if (segment[1, 0] is [(byte)'C', (byte)'H'] or [(byte)'R', (byte)'G'])
        {
            // A chassis or a generator is no container.
            return;
        }

        _equipments++;
        var number = Reading.ContainerNumber(in segment, 2);
        if (number is null)
        {
            Reading.Repair(in segment, "a container number", "nothing of this segment");
            return;
        }

        _equipment = _containers.Get(number, in segment, out var isHeld);
        _equipment.At = EdifactEnvelope.At(segment);
        Equipment.Describe(Reading, in segment, _equipment.Container);
        if (_bill.IsOpen)
        {
            _bill.Tie(_equipment, packages: null, toLine: false);
        }
        else if (!isHeld)
        {
            _containersBeyond++;
            _containers.BeginBill();
            _alone = _equipment;
        }
    }

    private bool TakeInEquipment(in EdifactSegment segment)
    {
        switch (segment.Tag)
        {
            case EdifactTag.Mea:
                if (_equipment is { } measured)
                {
                    Equipment.Measure(Reading, in segment, measured.Container);
                }

                return true;
            case EdifactTag.Sel:
                if (_equipment is { } held)
                {
                    AddSeal(held, in segment, 1, 0);
                }

                return true;
            case EdifactTag.Tdt or EdifactTag.Gid or EdifactTag.Sgp:
                if (!_bill.IsOpen)
                {
                    _stage = Stage.Head;
                }

                return false;
            case EdifactTag.Rff or EdifactTag.Nad or EdifactTag.Loc:
                return false;
            default:
                return true;
        }
    }

    private void AddSeal(HeldContainer held, in EdifactSegment segment, int element, int component)
    {
        if (Reading.Value(in segment, element, component) is { } seal)
        {
            Reading.Add(in segment, held.Container.Seals, seal);
        }
    }

    private void HandOverAlone()
    {
        if (_alone is { } held)
        {
            _alone = null;
            Announce();
            HandOver(held);
        }
    }

    private void HandOver(HeldContainer held) =>
        Reading.Sink.Consignment(new DeclaredConsignment { Container = held.Container, At = held.At, Repaired = held.Repaired });

    private void CheckHeadCount(in EdifactSegment segment)
    {
        // 16: number of equipment. The other totals speak of what is still to come.
        if (segment[1, 0].SequenceEqual("16"u8) && (!EdifactValues.TryCount(segment[1, 1], out var declared) || declared != _equipments))
        {
            Reading.Repair(in segment, string.Create(CultureInfo.InvariantCulture, $"{_equipments} containers"), "all containers that were found");
        }
    }

    private void MarkRepaired()
    {
        if (!Reading.TakeRepaired())
        {
            return;
        }

        if (_stage == Stage.Equipment && _equipment is not null)
        {
            _equipment.Repaired = true;
        }
        else if (_bill.IsOpen)
        {
            _bill.Facts.Repaired = true;
        }
    }
}
