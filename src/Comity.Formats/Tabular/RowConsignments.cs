using System.Security.Cryptography;
using System.Text;
using Comity.Formats.Cargo;
using Comity.Kernel.Subjects;

namespace Comity.Formats.Tabular;

/// <summary>
/// Makes consignments of rows and hands them over: a row is one container under one bill, adjacent rows of the same bill
/// and container are goods lines of one consignment, adjacent rows of one bill are held until it ends because each
/// of its consignments says how many containers the bill has.
/// </summary>
internal sealed class RowConsignments(string format, string sender, CargoReadOptions options, ICargoSink sink) : IDisposable
{
    // Rows of one bill held at once may not be longer than this many rows of the longest length.
    private const int MostHeldLongRows = 64;

    private readonly List<DeclaredConsignment> _bill = [];
    private readonly HashSet<string> _openedBefore = new(StringComparer.Ordinal);
    private ContainerPool _containers = new(options.MostHeld);
    private string? _manifestKey;
    private readonly IncrementalHash _rows = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private bool _severalMessages;
    private long _heldBytes;
    private int _heldRows;
    private TableRow? _first;

    /// <summary>Takes a row with cells.</summary>
    public void Add(BoundColumns columns, TableRow row)
    {
        var issues = new List<ReadIssue>();
        var facts = new RowFacts(columns, row, issues.Add);
        var container = facts.Container();
        var bill = facts.Text(CargoField.BillNumber);
        if (container is null && bill is null)
        {
            sink.Issue(ReadIssue.Issue(IssueKind.Quarantined, row.At, Shown(row), "a container number or a bill of lading number", "nothing", 1));
            return;
        }

        OpenManifest(columns, row, facts);
        _rows.AppendData(Encoding.UTF8.GetBytes(string.Join('\u001F', Enumerable.Range(0, row.Cells.Length).Select(row.Text)) + "\n"));
        var current = _bill.Count > 0 ? _bill[^1] : null;
        var sameBill = current is not null && bill is not null && current.BillNumber?.Value == bill.Value.Value;
        var sameBox = current is not null && current.BillNumber?.Value == bill?.Value && current.Container?.Number.Value == container?.Number.Value;
        if (!sameBill && !sameBox)
        {
            Flush();
        }

        if (_heldRows >= options.MostHeld || _heldBytes > (long)MostHeldLongRows * options.LongestPartBytes)
        {
            sink.Issue(ReadIssue.Issue(IssueKind.Quarantined, row.At, $"row {_heldRows + 1} of the bill {bill?.Value}", $"at most {_heldRows} rows of one bill", "nothing", 1));
            return;
        }

        _heldRows++;
        _heldBytes += Math.Max(row.At.Length, 1);
        var goods = facts.Goods();
        if (sameBox)
        {
            AddLine(current!, columns, row, container, issues);
        }
        else
        {
            _first = row;
            current = Consignment(facts, bill, container, row.At);
            _bill.Add(current);
        }

        if (goods is not null)
        {
            current!.Goods.Add(goods);
        }

        issues.ForEach(sink.Issue);
        current!.Repaired |= facts.Repaired || issues.Count > 0 || row.Defects != RowDefects.None;
    }

    /// <summary>
    /// Hands over what is held and ends the last message. The message of a file with only one has the file's hash; of
    /// several, each has that of its rows.
    /// </summary>
    public void EndFile(byte[] fileHash, bool complete) => End(_severalMessages ? null : fileHash, complete);

    public void Dispose() => _rows.Dispose();

    private void End(byte[]? fileHash, bool complete)
    {
        Flush();
        if (_manifestKey is not null)
        {
            var ofRows = _rows.GetHashAndReset();
            sink.EndOfManifest(fileHash ?? ofRows, complete);
            _manifestKey = null;
        }
    }

    private static DeclaredConsignment Consignment(RowFacts facts, Declared<string>? bill, DeclaredContainer? container, SourcePosition at)
    {
        var consignment = new DeclaredConsignment
        {
            BillNumber = bill,
            BillKind = facts.BillKind(),
            BillNature = facts.BillNature(),
            MasterBill = facts.Text(CargoField.MasterBill),
            BillGrossMassKg = facts.MassKg(CargoField.BillGrossMass),
            Container = container,
            Shipper = facts.Party(CargoField.ShipperName, CargoField.ShipperAddress, CargoField.ShipperCountry, CargoField.ShipperPhone, CargoField.ShipperCode),
            Consignee = facts.Party(CargoField.ConsigneeName, CargoField.ConsigneeAddress, CargoField.ConsigneeCountry, CargoField.ConsigneePhone, CargoField.ConsigneeCode),
            Notify = facts.Party(CargoField.NotifyName, CargoField.NotifyAddress, CargoField.NotifyCountry, CargoField.NotifyPhone, CargoField.NotifyCode),
            PlaceOfOrigin = facts.Text(CargoField.PlaceOfOrigin),
            PlaceOfLoading = facts.Text(CargoField.PlaceOfLoading),
            PlaceOfDischarge = facts.Text(CargoField.PlaceOfDischarge),
            PlaceOfDestination = facts.Text(CargoField.PlaceOfDestination),
            PlaceOfDelivery = facts.Text(CargoField.PlaceOfDelivery),
            Value = facts.Number(CargoField.Value),
            Freight = facts.Number(CargoField.Freight),
            FreightPayment = facts.FreightPayment(),
            Currency = facts.Text(CargoField.Currency),
            At = at,
        };
        consignment.Transhipments.AddRange(facts.Items(CargoField.Transhipment));
        return consignment;
    }

    /// <summary>A further goods line: what it says differently about the consignment itself is reported, the first row holds.</summary>
    private void AddLine(DeclaredConsignment current, BoundColumns columns, TableRow row, DeclaredContainer? container, List<ReadIssue> issues)
    {
        current.At = current.At with { Length = current.At.Offset < 0 ? 0 : (int)Math.Min(row.At.Offset + row.At.Length - current.At.Offset, int.MaxValue) };
        foreach (var seal in container?.Seals ?? [])
        {
            if (!current.Container!.Seals.Exists(s => s.Value == seal.Value))
            {
                current.Container.Seals.Add(seal);
            }
        }

        foreach (var (column, rule) in columns.Read)
        {
            var field = rule.Field!.Value;
            var ofLine = CargoFields.IsOfManifest(field) || field is CargoField.Seal or CargoField.GoodsDescription or CargoField.Hs or CargoField.Packages
                or CargoField.PackageType or CargoField.GoodsGrossMass or CargoField.GoodsVolume or CargoField.UnNumber or CargoField.Marks
                or CargoField.ContainerNumber or CargoField.BillNumber;
            if (!ofLine && row.Text(column) is { Length: > 0 } text && text != _first!.Text(column))
            {
                issues.Add(ReadIssue.Issue(IssueKind.Repair, row.At, $"{rule.Header}: {text}", $"{_first.Text(column)} as in row {_first.At.Segment} of the same bill and container", "the first row's value"));
            }
        }
    }

    private void Flush()
    {
        var containers = _bill.Where(c => c.Container is not null).Select(c => c.Container!.Number.Value).Distinct(StringComparer.Ordinal).Count();
        foreach (var consignment in _bill)
        {
            consignment.BillContainers = containers;
            consignment.Container = consignment.Container is { } box ? _containers.Share(box) : null;
            sink.Consignment(consignment);
        }

        _bill.Clear();
        _heldBytes = 0;
        _heldRows = 0;
    }

    /// <summary>Rows of another voyage begin another message; rows that name none belong to the one before.</summary>
    private void OpenManifest(BoundColumns columns, TableRow row, RowFacts facts)
    {
        var texts = columns.Read.Where(c => CargoFields.IsOfManifest(c.Rule.Field!.Value)).Select(c => row.Text(c.Column)).ToArray();
        var key = Array.TrueForAll(texts, t => t.Length == 0) ? _manifestKey ?? "" : string.Join('\u001F', texts);
        if (key == _manifestKey)
        {
            return;
        }

        _severalMessages |= _manifestKey is not null;
        End(fileHash: null, complete: true);
        var seenBefore = _openedBefore.Contains(key);
        if (_openedBefore.Count < options.MostHeld)
        {
            _openedBefore.Add(key);
        }

        _manifestKey = key;
        _containers = new(options.MostHeld);
        var vessel = facts.Text(CargoField.ConveyanceName);
        var voyage = facts.Text(CargoField.Voyage);
        sink.Manifest(new DeclaredManifest
        {
            Format = format,
            Sender = sender,
            DocumentNumber = facts.Text(CargoField.DocumentNumber)
                ?? (voyage is { } v ? new(vessel is { } name ? $"{name.Value}/{v.Value}" : v.Value, v.At) : null),
            Function = new(seenBefore ? ManifestFunction.Add : ManifestFunction.Original, SourcePosition.None),
            ArrivalAt = facts.Date(CargoField.ArrivalAt),
            DepartureAt = facts.Date(CargoField.DepartureAt),
            Voyage = voyage,
            ConveyanceName = vessel,
            VesselImo = facts.Text(CargoField.VesselImo),
            Carrier = facts.Text(CargoField.Carrier),
            PlaceOfDeparture = facts.Text(CargoField.PlaceOfDeparture),
            PlaceOfArrival = facts.Text(CargoField.PlaceOfArrival),
        });
    }

    /// <summary>A row as a person would recognise it in a report.</summary>
    public static string Shown(TableRow row) => string.Join(" | ", Enumerable.Range(0, Math.Min(row.Cells.Length, 20)).Select(row.Text));
}
