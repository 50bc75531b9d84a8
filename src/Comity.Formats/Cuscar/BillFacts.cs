using Comity.Formats.Cargo;
using Comity.Formats.Edifact;

namespace Comity.Formats.Cuscar;

/// <summary>Reads the segments below a bill into a consignment and its goods lines.</summary>
internal sealed class BillFacts(CargoReading reading)
{
    private DeclaredConsignment _facts = new();
    private DeclaredParty? _party;
    private bool _mainCarriage;
    private bool _inCarriage;
    private int _originRank;
    private int _destinationRank;
    private int _valueRank;
    private Declared<string>? _valueCurrency;
    private Declared<string>? _freightCurrency;
    private Declared<string>? _currency;
    private Declared<double>? _goodsValue;

    public void Begin(DeclaredConsignment facts)
    {
        _facts = facts;
        _party = null;
        _mainCarriage = true;
        _inCarriage = false;
        _originRank = 0;
        _destinationRank = 0;
        _valueRank = 0;
        _valueCurrency = null;
        _freightCurrency = null;
        _currency = null;
        _goodsValue = null;
    }

    /// <summary>Settles what can only be known when the bill is whole.</summary>
    public void End()
    {
        _facts.Value ??= _goodsValue;
        _facts.Currency = _valueCurrency ?? (_facts.Value is null ? _freightCurrency : null) ?? _currency ?? _freightCurrency;
    }

    /// <summary>Takes a segment of the bill. False when nothing in it belongs to a bill.</summary>
    public bool Take(in EdifactSegment segment, bool inGoods)
    {
        switch (segment.Tag)
        {
            case EdifactTag.Nad:
                TakeParty(in segment);
                return true;
            case EdifactTag.Com:
                if (_party is not null && segment[1, 1] is [(byte)'T', (byte)'E'] or [(byte)'A', (byte)'L'])
                {
                    _party!.Phone ??= reading.Value(in segment, 1);
                }

                return false;
            case EdifactTag.Loc:
                TakePlace(in segment);
                return true;
            case EdifactTag.Tdt:
                _mainCarriage = segment[1, 0] is not ([(byte)'1', (byte)'0'] or [(byte)'3', (byte)'0']);
                _inCarriage = true;
                return true;
            case EdifactTag.Gis or EdifactTag.Gei:
                if (Nature(in segment) is { } nature && !(inGoods && _facts.BillNature is not null))
                {
                    _facts.BillNature = CargoSegments.Declare(in segment, nature);
                }

                return true;
            case EdifactTag.Moa:
                TakeMoney(in segment, inGoods);
                return true;
            case EdifactTag.Cpi:
                TakePayment(in segment);
                return false;
            case EdifactTag.Cux:
                _currency ??= reading.Value(in segment, 1, 1);
                return false;
            case EdifactTag.Cnt:
                if (!inGoods)
                {
                    TakeTotal(in segment);
                }

                return !inGoods;
            default:
                return false;
        }
    }

    /// <summary>A reference behind a party: its tax or customs number. False when there is no party before.</summary>
    public bool TakeReference(in EdifactSegment segment)
    {
        if (_party is null)
        {
            return false;
        }

        if (segment[1, 0] is [(byte)'V', (byte)'A'] or [(byte)'F', (byte)'C'] or [(byte)'A', (byte)'H', (byte)'P'])
        {
            _party.Code ??= reading.Value(in segment, 1, 1);
        }

        return true;
    }

    /// <summary>GIS 7365 (GEI in later directories): 22 export, 23 import, 24 transit, 28 transhipment.</summary>
    public static string? Nature(in EdifactSegment segment)
    {
        var code = segment.Tag == EdifactTag.Gei ? segment[2, 0] : segment[1, 0];
        return code switch
        {
            [(byte)'2', (byte)'2'] => "export",
            [(byte)'2', (byte)'3'] => "import",
            [(byte)'2', (byte)'4'] => "transit",
            [(byte)'2', (byte)'8'] => "transhipment",
            _ => null,
        };
    }

    /// <summary>Whether a NAD with this qualifier stands below a bill and never in the head.</summary>
    public static bool IsPartyOfBill(ReadOnlySpan<byte> qualifier) =>
        qualifier is [(byte)'C', (byte)'Z' or (byte)'N'] or [(byte)'E', (byte)'X'] or [(byte)'N', (byte)'1' or (byte)'2' or (byte)'I'];

    private void TakeParty(in EdifactSegment segment)
    {
        _party = null;
        var qualifier = segment[1, 0];
        if (!IsPartyOfBill(qualifier))
        {
            if (qualifier.Length is 0 or > 3)
            {
                reading.Unknown(in segment, qualifier, "a party's function (data element 3035)");
            }

            return;
        }

        var party = reading.Party(in segment);
        if (party.Name is null && party.Address is null && party.Code is null)
        {
            return;
        }

        _party = party;
        switch (qualifier)
        {
            case [(byte)'C', (byte)'Z']:
                _facts.Shipper = party;
                break;
            case [(byte)'E', (byte)'X']:
                _facts.Shipper ??= party;
                break;
            case [(byte)'C', (byte)'N']:
                _facts.Consignee ??= party;
                break;
            default:
                _facts.Notify ??= party;
                break;
        }
    }

    private void TakePlace(in EdifactSegment segment)
    {
        if (_inCarriage && !_mainCarriage)
        {
            return;
        }

        var place = reading.Place(in segment);
        if (place is null)
        {
            return;
        }

        switch (segment[1, 0])
        {
            case [(byte)'9']:
                _facts.PlaceOfLoading ??= place;
                break;
            case [(byte)'1', (byte)'1']:
                _facts.PlaceOfDischarge ??= place;
                break;
            case [(byte)'1', (byte)'3']:
                reading.Add(in segment, _facts.Transhipments, place.Value);
                break;
            case [(byte)'7']:
                _facts.PlaceOfDelivery ??= place;
                break;
            case [(byte)'7', (byte)'6']:
                SetOrigin(place.Value, 3);
                break;
            case [(byte)'8', (byte)'0']:
                SetOrigin(place.Value, 2);
                break;
            case [(byte)'1', (byte)'9', (byte)'8']:
                SetOrigin(place.Value, 1);
                break;
            case [(byte)'8']:
                SetDestination(place.Value, 3);
                break;
            case [(byte)'2', (byte)'0']:
                SetDestination(place.Value, 2);
                break;
            case [(byte)'2', (byte)'8']:
                SetDestination(place.Value, 1);
                break;
            default:
                reading.CheckPlace(in segment);

                break;
        }
    }

    private void SetOrigin(Declared<string> place, int rank)
    {
        if (rank > _originRank)
        {
            _facts.PlaceOfOrigin = place;
            _originRank = rank;
        }
    }

    private void SetDestination(Declared<string> place, int rank)
    {
        if (rank > _destinationRank)
        {
            _facts.PlaceOfDestination = place;
            _destinationRank = rank;
        }
    }

    /// <summary>
    /// MOA 5025: value is the customs value (40), else the declared total customs value (43), else the FOB value (63),
    /// else the invoice total (39), else the declared value for carriage (44); freight is 64 (freight charge) or 144
    /// (transport charge). Below a goods line, customs values (40) are summed for the bill.
    /// </summary>
    private void TakeMoney(in EdifactSegment segment, bool inGoods)
    {
        var (rank, freight) = segment[1, 0] switch
        {
            [(byte)'4', (byte)'0'] => (5, false),
            [(byte)'4', (byte)'3'] => (4, false),
            [(byte)'6', (byte)'3'] => (3, false),
            [(byte)'3', (byte)'9'] => (2, false),
            [(byte)'4', (byte)'4'] => (1, false),
            [(byte)'6', (byte)'4'] or [(byte)'1', (byte)'4', (byte)'4'] => (0, true),
            _ => (0, false),
        };
        if ((rank == 0 && !freight) || segment[1, 1].IsEmpty)
        {
            return;
        }

        if (!EdifactValues.TryNumber(segment[1, 1], out var amount, out var grouped) || amount < 0)
        {
            reading.Repair(in segment, "an amount that is not negative", "nothing of this segment");
            return;
        }

        if (grouped)
        {
            reading.Repair(in segment, "a number without grouping of digits", "read without them");
        }

        var value = CargoSegments.Declare(in segment, amount);
        var currency = reading.Value(in segment, 1, 2);
        if (freight)
        {
            if (_facts.Freight is null && Agrees(in segment, currency, _valueCurrency))
            {
                _facts.Freight = value;
                _freightCurrency = currency;
            }
        }
        else if (inGoods)
        {
            if (rank == 5 && Agrees(in segment, currency, _valueCurrency))
            {
                _valueCurrency ??= currency;
                _goodsValue = _goodsValue is { } before ? new Declared<double>(before.Value + amount, Kernel.Subjects.SourcePosition.None) : value;
            }
        }
        else if (rank > _valueRank && Agrees(in segment, currency, _freightCurrency))
        {
            _valueRank = rank;
            _facts.Value = value;
            _valueCurrency = currency;
        }
    }

    // 4237 says who pays, 4215 how; some senders fill only the second.
    private void TakePayment(in EdifactSegment segment)
    {
        if ((reading.Value(in segment, 3) ?? reading.Value(in segment, 2)) is not { } code || _facts.FreightPayment is not null)
        {
            return;
        }

        if (DeclaredCodes.FreightPayment(code.Value) is { } payment)
        {
            _facts.FreightPayment = new(payment, code.At);
        }
        else
        {
            reading.Repair(in segment, "P, C, B or A (4237), or PP or CC (4215)", "the bill without it");
        }
    }

    /// <summary>A bill has one currency; an amount in another would be shown in the wrong one.</summary>
    private bool Agrees(in EdifactSegment segment, Declared<string>? currency, Declared<string>? other)
    {
        if (currency is null || other is null || string.Equals(currency.Value.Value, other.Value.Value, StringComparison.Ordinal))
        {
            return true;
        }

        reading.Repair(in segment, "one currency in a bill", "nothing of this segment");
        return false;
    }

    /// <summary>CNT 7 of a bill: total gross weight.</summary>
    private void TakeTotal(in EdifactSegment segment)
    {
        if (!segment[1, 0].SequenceEqual("7"u8) || segment[1, 1].IsEmpty)
        {
            return;
        }

        var factor = CargoSegments.Kilograms(segment[1, 2], out _);
        if (factor == 0 || !EdifactValues.TryNumber(segment[1, 1], out var mass, out _) || mass < 0)
        {
            reading.Repair(in segment, "a total gross weight in a unit of mass", "nothing of this segment");
            return;
        }

        _facts.BillGrossMassKg ??= CargoSegments.Declare(in segment, mass * factor);
    }

    /// <summary>GID: number and type of the outer packages.</summary>
    public void TakePackages(in EdifactSegment segment, DeclaredGoods? line) => TakePackages(in segment, line, 2, 0, 2, 1);

    /// <summary>A segment below GID.</summary>
    public void TakeGoods(in EdifactSegment segment, DeclaredGoods? line)
    {
        if (line is null)
        {
            return;
        }

        switch (segment.Tag)
        {
            case EdifactTag.Ftx when segment[1, 0].SequenceEqual("AAA"u8):
                line.Description = reading.Join(in segment, line.Description, reading.Lines(in segment, 4));
                break;
            case EdifactTag.Pci:
                line.Marks = reading.Join(in segment, line.Marks, reading.Lines(in segment, 2, lineLength: 35));
                break;
            case EdifactTag.Cst:
                for (var i = 2; i <= 6; i++)
                {
                    if (reading.Tariff(in segment, i) is { } hs)
                    {
                        reading.Add(in segment, line.Hs, hs);
                    }
                }

                break;
            case EdifactTag.Dgs:
                if (reading.UnNumber(in segment) is { } number)
                {
                    reading.Add(in segment, line.UnNumbers, number);
                }

                break;
            case EdifactTag.Pac:
                TakePackages(in segment, line, 1, 0, 3, 0);
                break;
        }
    }

    private void TakePackages(in EdifactSegment segment, DeclaredGoods? line, int element, int component, int typeElement, int typeComponent)
    {
        if (line is null)
        {
            return;
        }

        line.PackageType ??= reading.Value(in segment, typeElement, typeComponent);
        var count = segment[element, component];
        if (count.IsEmpty || line.Packages is not null)
        {
            return;
        }

        if (EdifactValues.TryCount(count, out var packages))
        {
            line.Packages = CargoSegments.Declare(in segment, packages);
        }
        else
        {
            reading.Repair(in segment, "a number of packages", "a goods line without number of packages");
        }
    }
}
