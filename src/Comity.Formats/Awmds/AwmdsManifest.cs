using System.Globalization;
using Comity.Formats.Cargo;

namespace Comity.Formats.Awmds;

/// <summary>The manifest of one Awmds file: its head, its bills as they come, and the check of its totals.</summary>
internal sealed class AwmdsManifest(CargoReadOptions options, ICargoSink sink)
{
    // Senders round totals to whole kilograms.
    private const double MassTolerance = 1e-4;

    private readonly ContainerPool _containers = new(options.MostHeld);
    private readonly HashSet<string> _numbers = new(StringComparer.Ordinal);
    private XmlElementNode? _totals;
    private long _bills;
    private long _containerSegments;
    private long _packages;
    private double _massKg;
    private bool _someLost;
    private bool _someUnweighed;

    public bool Started { get; private set; }

    public void Begin(XmlElementNode general)
    {
        if (Started)
        {
            sink.Issue(ReadIssue.Issue(IssueKind.Repair, general.At, "a General_segment after the first bill or another one", "one, before the bills", "the first"));
            return;
        }

        Started = true;
        _totals = general.Find("Totals_segment");
        var office = general.Value("Customs_office_code");
        var voyage = general.Value("Voyage_number");
        var departure = general.Value("Date_of_departure");
        string[] parts = [office?.Value ?? "", voyage?.Value ?? "", departure?.Value ?? ""];
        var at = (office ?? voyage ?? departure)?.At ?? general.At;
        if (Array.Exists(parts, p => p.Length == 0))
        {
            sink.Issue(ReadIssue.Issue(IssueKind.Repair, general.At, $"office '{parts[0]}', voyage '{parts[1]}', departure '{parts[2]}'",
                "all three: together they name the manifest", "the manifest without a complete name"));
        }

        sink.Manifest(new DeclaredManifest
        {
            Format = "Awmds",
            Sender = options.Sender,
            DocumentNumber = Array.TrueForAll(parts, p => p.Length == 0) ? null : new(string.Join('/', parts), at),
            Voyage = voyage,
            DepartureAt = Date(departure),
            ArrivalAt = Date(general.Value("Date_of_arrival")),
            ConveyanceName = general.Value("Identity_of_transporter"),
            VesselImo = Imo(general.Value("Registration_number_of_transport_code")),
            Carrier = general.Value("Carrier_code", "Carrier_name", "Carrier"),
            PlaceOfDeparture = general.Value("Place_of_departure_code"),
            PlaceOfArrival = general.Value("Place_of_destination_code"),
        });
    }

    public void Add(XmlElementNode part, bool repaired)
    {
        if (!Started)
        {
            Started = true;
            sink.Issue(ReadIssue.Issue(IssueKind.Repair, part.At, "a Bol_segment", "a General_segment before it", "the bills, without voyage and vessel"));
            sink.Manifest(new DeclaredManifest { Format = "Awmds", Sender = options.Sender });
        }

        var boxes = AwmdsBill.Count(part);
        if (boxes > options.MostHeld)
        {
            Lost();
            sink.Issue(ReadIssue.Issue(IssueKind.Quarantined, part.At, $"a bill with {boxes} containers", $"at most {options.MostHeld}", "nothing", boxes));
            return;
        }

        _bills++;
        var bill = new AwmdsBill(part, _containers, sink.Issue);
        foreach (var consignment in bill.Read(repaired))
        {
            if (consignment.Container is { } box)
            {
                _containerSegments++;
                if (_numbers.Count < options.MostHeld)
                {
                    _numbers.Add(box.Number.Value);
                }
            }

            sink.Consignment(consignment);
        }

        _someUnweighed |= bill.MassKg is null;
        _massKg += bill.MassKg ?? 0;
        _packages += bill.Packages ?? 0;
    }

    /// <summary>A bill was met but could not be read.</summary>
    public void Lost()
    {
        _bills++;
        _someLost = true;
    }

    public void End(byte[] hash, bool complete, long bytes)
    {
        if (!Started)
        {
            sink.Issue(ReadIssue.Issue(IssueKind.Quarantined, new(1, 0), $"{bytes} bytes without General_segment and Bol_segment", "an Awmds manifest", "nothing"));
            return;
        }

        CheckTotals(complete);
        sink.EndOfManifest(hash, complete);
    }

    private void CheckTotals(bool complete)
    {
        if (!complete || _totals is null)
        {
            return;
        }

        Check("Total_number_of_bols", declared => declared == _bills, _bills);

        // What was lost cannot be added up.
        if (!_someLost)
        {
            // Profiles differ in whether a groupage container counts once or under each of its bills.
            Check("Total_number_of_containers", declared => declared == _containerSegments || declared == _numbers.Count, _numbers.Count);
            Check("Total_number_of_packages", declared => declared == _packages, _packages);
            if (!_someUnweighed)
            {
                Check("Total_gross_mass", declared => Math.Abs(declared - _massKg) <= Math.Max(1, _massKg * MassTolerance), _massKg);
            }
        }
    }

    private void Check(string name, Func<double, bool> agrees, double counted)
    {
        if (_totals!.Value(name) is { } declared && !(AwmdsValue.TryNumber(declared.Value, out var number, out _) && agrees(number)))
        {
            sink.Issue(ReadIssue.Issue(IssueKind.Repair, declared.At, $"{name} {declared.Value}", $"{counted.ToString(CultureInfo.InvariantCulture)} as in the bills", "every bill"));
        }
    }

    private Declared<DateTimeOffset>? Date(Declared<string>? declared)
    {
        if (declared is not { } text)
        {
            return null;
        }

        var isDate = AwmdsValue.TryDate(text.Value, out var date, out var repaired);
        if (!isDate || repaired)
        {
            sink.Issue(ReadIssue.Issue(IssueKind.Repair, text.At, text.Value, "a date as year-month-day", isDate ? date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : "the manifest without it"));
        }

        return isDate ? new(date, text.At) : null;
    }

    /// <summary>Seven digits, with or without the letters IMO; anything else is another registration.</summary>
    private static Declared<string>? Imo(Declared<string>? declared)
    {
        var digits = declared?.Value.Replace("IMO", "", StringComparison.OrdinalIgnoreCase).Trim() ?? "";
        return digits.Length == 7 && digits.All(char.IsAsciiDigit) ? new(digits, declared!.Value.At) : null;
    }
}
