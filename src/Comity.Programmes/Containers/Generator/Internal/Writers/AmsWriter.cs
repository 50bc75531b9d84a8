using System.Globalization;
using System.Text;
using Comity.Programmes.Containers.Reference;

namespace Comity.Programmes.Containers.Generator.Internal.Writers;

/// <summary>
/// The tables of the US vessel manifest (AMS), one comma-separated file each, keyed by <c>identifier</c>, in a zip.
/// Withdrawn bills come as header rows whose <c>record_status_indicator</c> is <c>Deleted</c>.
/// </summary>
internal sealed class AmsWriter : ManifestWriter
{
    public override string Extension => ".zip";

    public override void Write(Stream stream, OutgoingFile file)
    {
        var tables = new Tables();
        foreach (var message in file.Messages)
        {
            var number = 0;
            foreach (var bill in message.Bills)
            {
                WriteBill(tables, message, bill, ++number);
            }
        }

        using var zip = new StoredZip(stream);
        foreach (var (name, content) in tables.All)
        {
            zip.Add(name + ".csv", Encoding.UTF8.GetBytes(content.ToString()));
        }
    }

    private static void WriteBill(Tables tables, Message message, Bill bill, int number)
    {
        var voyage = message.Voyage;
        var id = string.Create(CultureInfo.InvariantCulture, $"{Stamp(message.SentAt, "yyyyMMddHHmm")}{voyage.Index:D6}{message.Sequence:D2}{number:D5}");
        var status = message.Function switch
        {
            MessageFunction.Delete or MessageFunction.Cancel => "Deleted",
            MessageFunction.Change => "Amended",
            _ => "New",
        };
        tables.Add("header", id, voyage.Carrier.Code, voyage.Vessel.Flag, voyage.Vessel.Name, PortName(bill.Discharge), Stamp(voyage.ArrivalAt, "yyyy-MM-dd"),
            PortName(bill.Loading), Text(bill.Packages), bill.PackageType, Text(bill.GrossMassKg), "K", PortName(bill.Origin), bill.Destination,
            voyage.Vessel.Imo, "IMO", status, "");
        tables.Add("billgen", id, bill.Master ?? bill.Number, bill.Master is null ? "" : bill.Number, voyage.Number,
            bill.Master is null ? "Regular Bill" : "House Bill", voyage.DocumentNumber);
        if (status == "Deleted")
        {
            return;
        }

        AddParty(tables, "shipper", id, bill.Shipper);
        AddParty(tables, "consignee", id, bill.Consignee);
        AddParty(tables, "notifyparty", id, bill.Notify);
        foreach (var load in bill.Loads)
        {
            WriteLoad(tables, id, bill, load, voyage.Carrier);
        }
    }

    private static void WriteLoad(Tables tables, string id, Bill bill, Load load, CarrierProfile carrier)
    {
        var number = load.Box?.Number ?? "NC";
        if (load.Box is { } box)
        {
            tables.Add("container", id, number, box.Seals.FirstOrDefault() ?? "", box.Seals.Skip(1).FirstOrDefault() ?? "", SizeTypeOf(box, carrier), box.Empty ? "Empty" : "Loaded");
        }

        tables.Add("cargodesc", id, number, "1", Text(load.Packages), bill.Description);
        if (bill.Hs.Length > 0)
        {
            var share = bill.GrossMassKg == 0 ? 0 : bill.ValueUsd * load.GrossMassKg / bill.GrossMassKg;
            tables.Add("tariff", id, number, "1", bill.Hs, Text(share), Text(load.GrossMassKg), "K");
        }

        tables.Add("marksnumbers", id, number, bill.Marks);
        if (bill.UnNumber.Length > 0)
        {
            tables.Add("hazmat", id, number, "1", "UN" + bill.UnNumber);
        }
    }

    /// <summary>Ports stand by name and country, not by code.</summary>
    private static string PortName(string locode) => $"{PlaceName(locode)},{Countries.Find(locode[..2])!.English}";

    private static void AddParty(Tables tables, string table, string id, Party party) =>
        tables.Add(table, id, party.Name, party.Address, party.City, party.Country, "", party.Country, party.Phone.Length > 0 ? "TE" : "", party.Phone);

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);

    private sealed class Tables
    {
        private static readonly string[] PartyColumns = ["name", "address_1", "address_2", "address_3", "address_4", "country_code", "comm_number_qualifier", "comm_number"];

        private readonly List<(string Name, StringBuilder Content)> tables = [];

        public Tables()
        {
            Start("header", "identifier", "carrier_code", "vessel_country_code", "vessel_name", "port_of_unlading", "estimated_arrival_date", "foreign_port_of_lading",
                "manifest_quantity", "manifest_unit", "weight", "weight_unit", "place_of_receipt", "port_of_destination", "conveyance_id", "conveyance_id_qualifier",
                "record_status_indicator", "actual_arrival_date");
            Start("billgen", "identifier", "master_bol_number", "house_bol_number", "voyage_number", "bill_type_code", "manifest_number");
            foreach (var party in new[] { "shipper", "consignee", "notifyparty" })
            {
                Start(party, ["identifier", .. PartyColumns.Select((c, i) => i == 0 ? $"{party}_name" : c)]);
            }

            Start("container", "identifier", "container_number", "seal_number_1", "seal_number_2", "container_type", "load_status");
            Start("cargodesc", "identifier", "container_number", "description_sequence_number", "piece_count", "description_text");
            Start("tariff", "identifier", "container_number", "description_sequence_number", "harmonized_number", "harmonized_value", "harmonized_weight", "harmonized_weight_unit");
            Start("marksnumbers", "identifier", "container_number", "marks_and_numbers_1");
            Start("hazmat", "identifier", "container_number", "hazmat_sequence_number", "hazmat_code");
        }

        public IEnumerable<(string Name, StringBuilder Content)> All => tables;

        public void Add(string table, params ReadOnlySpan<string> fields)
        {
            var content = tables.First(t => t.Name == table).Content;
            CsvWriter.AppendRow(content, ',', fields);
        }

        private void Start(string table, params ReadOnlySpan<string> columns)
        {
            tables.Add((table, new StringBuilder()));
            Add(table, columns);
        }
    }
}
