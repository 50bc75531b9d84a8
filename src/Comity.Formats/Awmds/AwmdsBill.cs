using System.Globalization;
using System.Text.RegularExpressions;
using Comity.Formats.Cargo;
using Comity.Formats.Tabular;
using Comity.Kernel.Subjects;

namespace Comity.Formats.Awmds;

/// <summary>Makes the consignments of one <c>Bol_segment</c>: one per container, or one when there is none.</summary>
internal sealed class AwmdsBill(XmlElementNode bill, ContainerPool containers, Action<ReadIssue> report)
{
    // Only codes that are labelled as such are taken out of free text.
    private static readonly Regex LabelledHs = new(
        @"\bH\.?S\.?(\s*(CODES?|NO))?[\s.:#-]*[0-9]{4}[0-9. ]{0,12}", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    // The same element is read once per container; its defect is told once.
    private readonly HashSet<(long, string)> _told = [];
    private bool _repaired;

    /// <summary>Gross mass and packages of the bill as declared, for the check of the totals.</summary>
    public double? MassKg { get; private set; }

    /// <inheritdoc cref="MassKg"/>
    public long? Packages { get; private set; }

    /// <summary>How many consignments the bill has.</summary>
    public static int Count(XmlElementNode bill) => Math.Max(1, bill.All("ctn_segment").Count());

    public IReadOnlyList<DeclaredConsignment> Read(bool repairedBefore)
    {
        var boxes = bill.All("ctn_segment").ToList();
        var reference = bill.Value("Bol_reference");
        if (reference is null && boxes.Count == 0)
        {
            report(ReadIssue.Issue(IssueKind.Quarantined, bill.At, "a Bol_segment without Bol_reference and without ctn_segment", "at least one of them", "nothing", 1));
            return [];
        }

        if (reference is null)
        {
            Repair(bill.At, "a Bol_segment without Bol_reference", "a bill number", "its containers without a bill number");
        }

        var goods = bill.All("Goods_segment").ToList();
        var (mass, packages) = (Sum(goods), goods.Select(g => Integer(g, "Number_of_packages")).ToList());
        MassKg = mass?.Value;
        Packages = packages.Exists(p => p is not null) ? packages.Sum(p => p?.Value ?? 0) : null;
        var makeConsignment = Head(reference, mass, boxes.Count);
        var consignments = new List<DeclaredConsignment>();
        foreach (var box in boxes.Count == 0 ? [null] : boxes.Cast<XmlElementNode?>())
        {
            var consignment = makeConsignment();
            consignment.At = boxes.Count > 1 ? box!.At : bill.At;
            if (box is not null)
            {
                consignment.Container = Container(box, boxes.Count == 1);
            }

            consignment.Goods.AddRange(Goods(goods, box, alone: boxes.Count <= 1));
            consignments.Add(consignment);
        }

        consignments.ForEach(c => c.Repaired = _repaired || repairedBefore);
        return consignments;
    }

    /// <summary>Reads once what all consignments of the bill have in common.</summary>
    private Func<DeclaredConsignment> Head(Declared<string>? reference, Declared<double>? mass, int boxes)
    {
        var master = bill.Value("Master_bol_ref_number");
        var value = Number(bill, "Customs_value", "Customs_amount", "Customs");
        var freight = Number(bill, "Freight_value", "Freight_amount", "Freight");
        var currency = bill.Value("Customs_currency", "Customs_currency_code");
        var freightCurrency = bill.Value("Freight_currency", "Freight_currency_code");
        if (value is not null && freight is not null && freightCurrency is { } other && currency?.Value != other.Value)
        {
            Repair(other.At, $"a freight in {other.Value} and a value in {currency?.Value}", "one currency", "the value without the freight");
            freight = null;
        }

        var kind = Coded("Bol_type_code", DeclaredCodes.BillKind);
        var nature = Coded("Bol_nature", DeclaredCodes.BillNature);
        var payment = Coded("PC_indicator", DeclaredCodes.FreightPayment);
        var (shipper, consignee, notify) = (Party("Exporter"), Party("Consignee"), Party("Notify"));
        var loading = bill.Value("Place_of_loading_code", "Port_of_loading_code");
        var discharge = bill.Value("Place_of_unloading_code", "Port_of_unloading_code");
        return () => new()
        {
            BillNumber = reference,
            BillKind = kind,
            BillNature = nature,
            MasterBill = master,
            BillGrossMassKg = mass,
            BillContainers = boxes,
            Shipper = shipper,
            Consignee = consignee,
            Notify = notify,
            PlaceOfLoading = loading,
            PlaceOfDischarge = discharge,
            Value = value,
            Freight = freight,
            FreightPayment = payment,
            Currency = value is not null ? currency : freightCurrency,
        };
    }

    private DeclaredContainer? Container(XmlElementNode box, bool alone)
    {
        if (box.Value("Ctn_reference") is not { } number)
        {
            Repair(box.At, "a ctn_segment without Ctn_reference", "a container number", "its goods without a container");
            return null;
        }

        var container = new DeclaredContainer
        {
            Number = new(CellValue.Container(number.Value), number.At),
            SizeType = box.Value("Type_of_container"),
            TareKg = Number(box, "Empty_weight"),
        };
        if (box.Value("Empty_Full") is { } status)
        {
            if (DeclaredCodes.IsEmpty(status.Value) is { } empty)
            {
                container.Empty = new(empty, status.At);
            }
            else
            {
                Repair(status.At, status.Value, "a code for empty or full", "the container without it");
            }
        }

        // Marks1 to Marks3 are where senders write the seals; a seal of the goods is the container's when there is only one.
        Declared<string>?[] seals =
        [
            box.Value("Marks1"), box.Value("Marks2"), box.Value("Marks3"), box.Value("Seal_number"),
            alone ? bill.Value("Marks_of_seals", "Seal_marks") : null,
        ];
        foreach (var seal in seals)
        {
            if (seal is { } s && !container.Seals.Exists(k => k.Value == s.Value))
            {
                container.Seals.Add(s);
            }
        }

        return containers.Share(container);
    }

    /// <summary>
    /// The goods lines in a container. What the bill says of amounts belongs to the container only when it is the bill's
    /// only one; else only what the ctn_segment itself says.
    /// </summary>
    private IEnumerable<DeclaredGoods> Goods(List<XmlElementNode> segments, XmlElementNode? box, bool alone)
    {
        var boxMass = box is null ? null : Number(box, "Goods_weight", "Gross_weight");
        var boxPackages = box is null ? null : Integer(box, "Number_of_packages");
        for (var i = 0; i < Math.Max(segments.Count, box is null ? 0 : 1); i++)
        {
            // What the container says of all its goods can only be given to a line when there is one line.
            var segment = i < segments.Count ? segments[i] : null;
            var only = segments.Count <= 1;
            var line = new DeclaredGoods
            {
                Description = segment?.Value("Goods_description"),
                Packages = only && boxPackages is not null ? boxPackages : alone && segment is not null ? Integer(segment, "Number_of_packages") : null,
                PackageType = segment?.Value("Package_type_code"),
                GrossMassKg = only && boxMass is not null ? boxMass : alone && segment is not null ? Number(segment, "Gross_mass") : null,
                VolumeM3 = alone && segment is not null ? Number(segment, "Volume_in_cubic_meters") : null,
                Marks = segment?.Value("Shipping_marks"),
            };
            line.Hs.AddRange(Hs(segment, line.Description));
            if (box?.Value("UN") is { } un && un.Value.Length == 4 && un.Value.All(char.IsAsciiDigit))
            {
                line.UnNumbers.Add(un);
            }

            yield return line;
        }
    }

    private static IEnumerable<Declared<string>> Hs(XmlElementNode? segment, Declared<string>? description)
    {
        if (segment?.Value("HS_code", "Commodity_code", "Tariff_code") is { } code)
        {
            foreach (var digits in CellValue.HsCodes(code.Value))
            {
                yield return new(digits, code.At);
            }
        }
        else if (description is { } text)
        {
            foreach (Match match in LabelledHs.Matches(text.Value))
            {
                var digits = match.Value[match.ValueSpan.IndexOfAnyInRange('0', '9')..].TrimEnd('.', ' ');
                foreach (var one in CellValue.HsCodes(digits))
                {
                    yield return new(one, text.At);
                }
            }
        }
    }

    private DeclaredParty? Party(string role)
    {
        var party = new DeclaredParty
        {
            Name = bill.Value(role + "_name"),
            Address = bill.Value(role + "_address"),
            Code = bill.Value(role + "_code"),
        };
        return party is { Name: null, Address: null, Code: null } ? null : party;
    }

    private Declared<double>? Sum(List<XmlElementNode> goods)
    {
        Declared<double>? sum = null;
        foreach (var segment in goods)
        {
            if (Number(segment, "Gross_mass") is { } mass)
            {
                sum = sum is { } before ? new(before.Value + mass.Value, before.At) : mass;
            }
        }

        return sum;
    }

    private Declared<string>? Coded(string name, Func<string, string?> meaning)
    {
        if (bill.Value(name) is not { } code)
        {
            return null;
        }

        if (meaning(code.Value) is { } known)
        {
            return new(known, code.At);
        }

        Repair(code.At, $"{name} {code.Value}", "a known code", "the bill without it");
        return null;
    }

    private Declared<double>? Number(XmlElementNode element, params ReadOnlySpan<string> names)
    {
        if (element.Value(names) is not { } text)
        {
            return null;
        }

        if (AwmdsValue.TryNumber(text.Value, out var number, out var repaired))
        {
            if (repaired)
            {
                Repair(text.At, text.Value, "a decimal point", number.ToString(CultureInfo.InvariantCulture));
            }

            return new(number, text.At);
        }

        Repair(text.At, text.Value, "a number that is not negative", "the bill without it");
        return null;
    }

    private Declared<long>? Integer(XmlElementNode element, string name)
    {
        if (element.Value(name) is not { } text)
        {
            return null;
        }

        if (CellValue.TryInteger(text.Value, '.', out var integer))
        {
            return new(integer, text.At);
        }

        Repair(text.At, text.Value, "a whole number", "the bill without it");
        return null;
    }

    private void Repair(SourcePosition at, string found, string expected, string saved)
    {
        _repaired = true;
        if (_told.Add((at.Offset, expected)))
        {
            report(ReadIssue.Issue(IssueKind.Repair, at, found, expected, saved));
        }
    }
}
