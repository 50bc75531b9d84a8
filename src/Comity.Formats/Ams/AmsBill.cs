using System.Globalization;
using Comity.Formats.Cargo;
using Comity.Formats.Tabular;
using Comity.Kernel.Subjects;

namespace Comity.Formats.Ams;

/// <summary>All rows of one identifier, which is one bill of lading.</summary>
internal sealed class AmsBill
{
    private const string Dates = "M/d/yyyy";
    private const double M3PerCubicFoot = 0.028316846592;

    private readonly ILookup<AmsTable, AmsRow> _rows;
    private readonly Action<ReadIssue> _report;
    private readonly AmsRow? _header;
    private readonly AmsRow? _bill;
    private readonly List<string> _containers;
    private readonly HashSet<(SourcePosition, string)> _told = [];
    private bool _repaired;

    public AmsBill(List<AmsRow> rows, Action<ReadIssue> report)
    {
        _rows = rows.ToLookup(r => r.Table);
        _report = report;
        _repaired = rows.Exists(r => r.Repaired);
        _header = _rows[AmsTable.Header].FirstOrDefault();
        _bill = _rows[AmsTable.BillGen].FirstOrDefault();

        // NC and the like stand for cargo without a container; goods may name a container the container table has lost.
        _containers =
        [
            .. rows.Where(r => AmsTables.Ordinal(r.Table, "container_number") >= 0)
                .Select(ContainerOf).Where(n => n.Length > 0).Distinct(StringComparer.Ordinal),
        ];
        if (MissingTable is null)
        {
            OneOnly(AmsTable.Header);
            OneOnly(AmsTable.BillGen);
        }
    }

    /// <summary>The table without which the bill belongs to no manifest or has no number, when it lacks it.</summary>
    public string? MissingTable => _header is null ? "header" : _bill is null ? "billgen" : null;

    /// <summary>How many consignments it has.</summary>
    public int Count => Math.Max(1, _containers.Count);

    public ManifestFunction Function => Status(_header!).Value;

    public Declared<string> DocumentNumber => new(
        string.Join('/',
            _header!.Value("carrier_code")?.Value, (_bill!.Value("voyage_number") ?? _header.Value("vessel_name"))?.Value,
            _header.Value("estimated_arrival_date")?.Value, _header.Value("port_of_unlading")?.Value),
        _header.At);

    /// <summary>The head of the message this bill is the first of.</summary>
    /// <param name="sender">When the reading names one.</param>
    /// <param name="again">Whether bills of the manifest were handed over before.</param>
    public DeclaredManifest Manifest(string sender, bool again)
    {
        var function = Status(_header!);
        return new()
        {
            Format = "AMS tables",
            Sender = sender,
            DocumentNumber = DocumentNumber,
            Function = again && function.Value == ManifestFunction.Original ? function with { Value = ManifestFunction.Add } : function,
            Voyage = _bill!.Value("voyage_number"),
            ConveyanceName = _header!.Value("vessel_name"),
            VesselImo = Imo(_header.Value("conveyance_id")),
            Carrier = _header.Value("carrier_code"),
            ArrivalAt = Date(_header.Value("actual_arrival_date")) ?? Date(_header.Value("estimated_arrival_date")),
            PlaceOfArrival = _header.Value("port_of_unlading"),
        };
    }

    public List<DeclaredConsignment> Consignments(ContainerPool pool)
    {
        var master = _bill!.Value("master_bol_number");
        var house = _bill.Value("house_bol_number");
        var mass = MassKg(_header!, "weight", "weight_unit");
        var consignments = new List<DeclaredConsignment>();
        var (shipper, consignee, notify) = (Party(AmsTable.Shipper), Party(AmsTable.Consignee), Party(AmsTable.NotifyParty));
        var value = Sum();
        if ((house ?? master) is null)
        {
            Repair(_bill, "a bill without master_bol_number and house_bol_number", "one of them", "the bill without a number");
        }

        var byContainer = _rows[AmsTable.Container].ToLookup(ContainerOf, StringComparer.Ordinal);
        var goods = GoodsRows();
        foreach (var number in _containers.Count == 0 ? [""] : _containers)
        {
            var consignment = new DeclaredConsignment
            {
                BillNumber = house ?? master,
                BillKind = Kind(house is not null),
                MasterBill = house is not null ? master : null,
                BillGrossMassKg = mass,
                BillContainers = _containers.Count,
                Container = number.Length == 0 ? null : pool.Share(Container(number, byContainer[number])),
                Shipper = shipper,
                Consignee = consignee,
                Notify = notify,
                PlaceOfOrigin = _header!.Value("place_of_receipt"),
                PlaceOfLoading = _header.Value("foreign_port_of_lading"),
                PlaceOfDischarge = _header.Value("port_of_unlading"),
                PlaceOfDestination = _header.Value("foreign_port_of_destination") ?? _header.Value("port_of_destination"),
                Value = value,
                At = byContainer[number].FirstOrDefault()?.At ?? _header.At,
            };
            consignment.Goods.AddRange(Goods(goods, number));
            OnlyLine(consignment, mass);
            consignments.Add(consignment);
        }

        consignments.ForEach(c => c.Repaired = _repaired);
        return consignments;
    }

    /// <summary>A bill that is one goods line in one place: what is said of the bill is said of the line.</summary>
    private void OnlyLine(DeclaredConsignment consignment, Declared<double>? mass)
    {
        if (_containers.Count > 1 || consignment.Goods is not [var line])
        {
            return;
        }

        line.GrossMassKg ??= mass;
        line.Packages ??= Integer(_header!, "manifest_quantity");
        line.PackageType ??= _header!.Value("manifest_unit");
        line.VolumeM3 ??= Volume();
    }

    private DeclaredContainer Container(string number, IEnumerable<AmsRow> rows)
    {
        var all = rows.ToList();
        var row = all.FirstOrDefault() ?? _rows.SelectMany(r => r).First(r => ContainerOf(r) == number);
        var inTable = row.Table == AmsTable.Container;
        var container = new DeclaredContainer
        {
            Number = new(number, row.At),
            SizeType = inTable ? row.Value("equipment_description_code") ?? row.Value("container_type") ?? row.Value("type") : null,
        };
        if (inTable && row.Value("load_status") is { } status)
        {
            if (DeclaredCodes.IsEmpty(status.Value) is { } empty)
            {
                container.Empty = new(empty, status.At);
            }
            else
            {
                Repair(row, status.Value, "empty or loaded", "the container without it");
            }
        }

        foreach (var seal in all.SelectMany(r => new[] { r.Value("seal_number_1"), r.Value("seal_number_2") }))
        {
            if (seal is { } s && !container.Seals.Exists(k => k.Value == s.Value))
            {
                container.Seals.Add(s);
            }
        }

        return container;
    }

    private Dictionary<AmsTable, ILookup<string, AmsRow>> GoodsRows() =>
        new[] { AmsTable.CargoDesc, AmsTable.Tariff, AmsTable.MarksNumbers, AmsTable.Hazmat }.ToDictionary(
            t => t,
            t => _rows[t].ToLookup(r => _containers.Count == 1 ? _containers[0] : ContainerOf(r), StringComparer.Ordinal));

    /// <summary>Goods lines of a container; rows that name none belong to it only when there is no other.</summary>
    private List<DeclaredGoods> Goods(Dictionary<AmsTable, ILookup<string, AmsRow>> rows, string number)
    {
        var lines = new List<(string Sequence, DeclaredGoods Goods)>();
        foreach (var row in rows[AmsTable.CargoDesc][number])
        {
            lines.Add((row.Value("description_sequence_number")?.Value ?? "", new() { Description = row.Value("description_text"), Packages = Integer(row, "piece_count") }));
        }

        // Goods named for the whole bill are in every container as a description, never as an amount.
        if (number.Length > 0 && _containers.Count > 1)
        {
            lines.AddRange(rows[AmsTable.CargoDesc][""].Select(r => ("", new DeclaredGoods { Description = r.Value("description_text") })));
        }

        foreach (var row in rows[AmsTable.Tariff][number])
        {
            var line = LineFor(row.Value("description_sequence_number")?.Value);
            foreach (var code in CellValue.HsCodes(row.Value("harmonized_number")?.Value ?? ""))
            {
                line.Hs.Add(new(code, row.At));
            }

            if (MassKg(row, "harmonized_weight", "harmonized_weight_unit") is { } mass)
            {
                line.GrossMassKg = new((line.GrossMassKg?.Value ?? 0) + mass.Value, line.GrossMassKg?.At ?? mass.At);
            }
        }

        var marks = rows[AmsTable.MarksNumbers][number].ToList();
        if (string.Join(' ', marks.SelectMany(r => r.Values.Skip(1)).Where(v => v.Length > 0)) is { Length: > 0 } text)
        {
            LineFor(null).Marks = new(text, marks[0].At);
        }

        foreach (var row in rows[AmsTable.Hazmat][number])
        {
            var code = row.Value("hazmat_code")?.Value ?? "";
            var digits = code.StartsWith("UN", StringComparison.OrdinalIgnoreCase) ? code[2..] : code;
            if (digits.Length == 4 && digits.All(char.IsAsciiDigit))
            {
                LineFor(null).UnNumbers.Add(new(digits, row.At));
            }
            else if (code.Length > 0)
            {
                Repair(row, code, "a UN number of four digits", "the goods without it");
            }
        }

        return [.. lines.Select(l => l.Goods)];

        DeclaredGoods LineFor(string? sequence)
        {
            if (lines.Count == 0)
            {
                lines.Add((sequence ?? "", new()));
            }

            var same = lines.FindIndex(l => l.Sequence == sequence);
            return lines[Math.Max(0, same)].Goods;
        }
    }

    private DeclaredParty? Party(AmsTable table)
    {
        if (_rows[table].FirstOrDefault() is not { } row)
        {
            return null;
        }

        string[] lines = ["address_1", "address_2", "address_3", "address_4", "city", "state_province", "zip_code"];
        var address = string.Join(", ", lines.Select(l => row.Value(l)?.Value).Where(v => v is not null));
        return new()
        {
            Name = row.Value("name"),
            Address = address.Length > 0 ? new(address, row.At) : null,
            Country = row.Value("country_code"),
            Phone = row.Value("comm_number"),
        };
    }

    private Declared<string>? Kind(bool isHouse)
    {
        var type = _bill!.Value("bill_type_code");
        var known = type?.Value.ToUpperInvariant() switch
        {
            { } t when t.Contains("HOUSE", StringComparison.Ordinal) => "house",
            { } t when t.Contains("MASTER", StringComparison.Ordinal) => "master",
            { } t when t.Contains("REGULAR", StringComparison.Ordinal) || t.Contains("SIMPLE", StringComparison.Ordinal) => "simple",
            _ => isHouse ? "house" : null,
        };
        return known is null ? null : new(known, type?.At ?? _bill.At);
    }

    private Declared<ManifestFunction> Status(AmsRow header)
    {
        var status = header.Value("record_status_indicator");
        var function = status?.Value.ToUpperInvariant() switch
        {
            "DELETED" or "DELETE" => ManifestFunction.Delete,
            "AMENDED" or "AMEND" or "CHANGED" => ManifestFunction.Change,
            _ => ManifestFunction.Original,
        };
        return new(function, status?.At ?? header.At);
    }

    private Declared<double>? Sum()
    {
        Declared<double>? sum = null;
        foreach (var row in _rows[AmsTable.Tariff])
        {
            if (Number(row, "harmonized_value") is { } value)
            {
                sum = new((sum?.Value ?? 0) + value.Value, sum?.At ?? value.At);
            }
        }

        return sum;
    }

    private Declared<double>? MassKg(AmsRow row, string column, string unitColumn)
    {
        if (Number(row, column) is not { Value: > 0 } number)
        {
            return null;
        }

        var written = row.Value(unitColumn);
        if (written is { } word && CellValue.UnitOf(word.Value) is { } unit)
        {
            return new(number.Value * CellValue.KgPer(unit), number.At);
        }

        Repair(row, $"{column} {number.Value.ToString(CultureInfo.InvariantCulture)} in '{written?.Value}'", $"a unit of mass in {unitColumn}", "the row without it");
        return null;
    }

    private Declared<double>? Volume()
    {
        var unit = _header!.Value("measurement_unit")?.Value.ToUpperInvariant();
        double? m3 = unit switch
        {
            "CUBIC METERS" or "CUBIC METER" or "CM" or "X" or "MTQ" => 1,
            "CUBIC FEET" or "CUBIC FOOT" or "CF" or "FTQ" => M3PerCubicFoot,
            _ => null,
        };
        return m3 is { } factor && Number(_header, "measurement") is { Value: > 0 } number ? new(number.Value * factor, number.At) : null;
    }

    private Declared<double>? Number(AmsRow row, string column)
    {
        if (row.Value(column) is not { } text)
        {
            return null;
        }

        if (CellValue.TryNumber(text.Value, '.', out var number))
        {
            return new(number, row.At);
        }

        Repair(row, $"{column}: {text.Value}", "a number that is not negative", "the row without it");
        return null;
    }

    private Declared<long>? Integer(AmsRow row, string column) =>
        Number(row, column) is { } number && CellValue.TryInteger(number.Value, '.', out var integer) ? new(integer, number.At) : null;

    /// <summary>US tables write the month first.</summary>
    private Declared<DateTimeOffset>? Date(Declared<string>? declared)
    {
        if (declared is not { } text)
        {
            return null;
        }

        if (CellValue.TryDate(text.Value, Dates, out var date))
        {
            return new(date, text.At);
        }

        Repair(_header!, text.Value, "a date", "the manifest without it");
        return null;
    }

    private static Declared<string>? Imo(Declared<string>? declared) =>
        declared is { Value: { Length: 7 } digits } && digits.All(char.IsAsciiDigit) ? declared : null;

    private static string ContainerOf(AmsRow row)
    {
        var number = CellValue.Container(row.Value("container_number")?.Value ?? "");
        return number.AsSpan().ContainsAnyInRange('0', '9') ? number : "";
    }

    private void OneOnly(AmsTable table)
    {
        foreach (var other in _rows[table].Skip(1))
        {
            Repair(other, $"another row of the identifier {other.Identifier}", "one", "the first");
        }
    }

    /// <summary>A row may be read several times; its defect is told once.</summary>
    private void Repair(AmsRow row, string found, string expected, string saved)
    {
        _repaired = true;
        if (_told.Add((row.At, expected)))
        {
            _report(ReadIssue.Issue(IssueKind.Repair, row.At, found, expected, saved));
        }
    }
}
