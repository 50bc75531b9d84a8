using System.Globalization;
using System.Text;
using Comity.Formats.Cargo;
using Comity.Kernel.Subjects;

namespace Comity.Formats.Tests.Edifact;

/// <summary>Writes everything a reader gives as text, one line per fact, to be compared as a whole.</summary>
internal sealed class EventText : ICargoSink
{
    private readonly StringBuilder _text = new();

    public List<DeclaredManifest> Manifests { get; } = [];

    public List<DeclaredConsignment> Consignments { get; } = [];

    public List<ReadIssue> Issues { get; } = [];

    public List<(string Hash, bool Complete)> Ends { get; } = [];

    /// <summary>Whether a message is open, to see that readers keep to the order.</summary>
    public bool InMessage { get; private set; }

    public IEnumerable<ReadIssue> Repairs => Issues.Where(issue => issue.Kind == IssueKind.Repair);

    public IEnumerable<ReadIssue> Quarantined => Issues.Where(issue => issue.Kind == IssueKind.Quarantined);

    public override string ToString() => _text.ToString();

    public void Manifest(DeclaredManifest manifest)
    {
        InMessage.ShouldBeFalse();
        InMessage = true;
        Manifests.Add(manifest);
        Line("manifest " + manifest.Format);
        Fact("reference", manifest.MessageReference);
        Fact("sender", manifest.Sender);
        Fact("document", manifest.DocumentNumber);
        Fact<ManifestFunction>("function", manifest.Function);
        Fact("prepared", manifest.PreparedAt);
        Fact("arrival", manifest.ArrivalAt);
        Fact("departure", manifest.DepartureAt);
        Fact("voyage", manifest.Voyage);
        Fact("conveyance", manifest.ConveyanceName);
        Fact("imo", manifest.VesselImo);
        Fact("carrier", manifest.Carrier);
        Fact("from", manifest.PlaceOfDeparture);
        Fact("to", manifest.PlaceOfArrival);
    }

    public void Consignment(DeclaredConsignment consignment)
    {
        InMessage.ShouldBeTrue();
        Consignments.Add(consignment);
        Line(string.Create(CultureInfo.InvariantCulture, $"consignment of {consignment.BillContainers}{(consignment.Repaired ? ", repaired" : "")} {At(consignment.At)}"));
        Fact("bill", consignment.BillNumber);
        Fact("kind", consignment.BillKind);
        Fact("nature", consignment.BillNature);
        Fact("master", consignment.MasterBill);
        Fact("bill kg", consignment.BillGrossMassKg);
        if (consignment.Container is { } container)
        {
            Fact<string>("container", container.Number);
            Fact("  size-type", container.SizeType);
            Fact("  empty", container.Empty);
            Each("  seal", container.Seals);
            Fact("  tare kg", container.TareKg);
            Fact("  gross kg", container.GrossMassKg);
        }

        Party("shipper", consignment.Shipper);
        Party("consignee", consignment.Consignee);
        Party("notify", consignment.Notify);
        Fact("origin", consignment.PlaceOfOrigin);
        Fact("loading", consignment.PlaceOfLoading);
        Each("transhipment", consignment.Transhipments);
        Fact("discharge", consignment.PlaceOfDischarge);
        Fact("destination", consignment.PlaceOfDestination);
        Fact("delivery", consignment.PlaceOfDelivery);
        Fact("value", consignment.Value);
        Fact("freight", consignment.Freight);
        Fact("freight-payment", consignment.FreightPayment);
        Fact("currency", consignment.Currency);
        foreach (var goods in consignment.Goods)
        {
            Line("  goods");
            Fact("  description", goods.Description);
            Each("  hs", goods.Hs);
            Fact("  packages", goods.Packages);
            Fact("  package type", goods.PackageType);
            Fact("  gross kg", goods.GrossMassKg);
            Fact("  m3", goods.VolumeM3);
            Each("  un", goods.UnNumbers);
            Fact("  marks", goods.Marks);
        }
    }

    public void Issue(ReadIssue issue)
    {
        Issues.Add(issue);
        Line(string.Create(
            CultureInfo.InvariantCulture,
            $"{(issue.Kind == IssueKind.Repair ? "repair" : "quarantined")} {At(issue.At)} found [{issue.Found}] expected [{issue.Expected}] saved [{issue.Saved}] consignments {issue.Consignments}"));
    }

    public void EndOfManifest(ReadOnlySpan<byte> contentHash, bool complete)
    {
        InMessage.ShouldBeTrue();
        InMessage = false;
        var hash = Convert.ToHexStringLower(contentHash);
        Ends.Add((hash, complete));
        Line($"end {(complete ? "complete" : "cut")} {hash}");
    }

    private static string At(SourcePosition at) =>
        string.Create(CultureInfo.InvariantCulture, $"@{at.Segment}:{at.Offset}+{at.Length}");

    private void Line(string text) => _text.Append(text).Append('\n');

    private void Party(string name, DeclaredParty? party)
    {
        if (party is not null)
        {
            Fact(name, party.Name);
            Fact("  address", party.Address);
            Fact("  country", party.Country);
            Fact("  phone", party.Phone);
            Fact("  code", party.Code);
        }
    }

    private void Each<T>(string name, List<Declared<T>> values)
    {
        foreach (var value in values)
        {
            Fact<T>(name, value);
        }
    }

    private void Fact<T>(string name, Declared<T>? value)
    {
        if (value is { } some)
        {
            Line(string.Create(CultureInfo.InvariantCulture, $"  {name}: {Shown(some.Value)} {At(some.At)}"));
        }
    }

    private static object? Shown<T>(T value) => value is DateTimeOffset time ? time.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) : value;

    private void Fact(string name, string value)
    {
        if (value.Length > 0)
        {
            Line($"  {name}: {value}");
        }
    }
}
