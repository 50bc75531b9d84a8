using System.Globalization;
using System.Text;
using System.Xml;

namespace Comity.Programmes.Containers.Generator.Internal.Writers;

/// <summary>
/// ASYCUDA World manifest XML: one document per file. The HS code stands in the description, the telephone in the address;
/// one carrier in two declares container types as bare lengths, as observed. The format knows no amendments: a change is
/// the bill once more under the same voyage.
/// </summary>
internal sealed class AwmdsWriter : ManifestWriter
{
    private static readonly XmlWriterSettings Settings = new() { Indent = true, IndentChars = " ", NewLineChars = "\n", Encoding = new UTF8Encoding(false) };

    public override string Extension => ".xml";

    public override void Write(Stream stream, OutgoingFile file)
    {
        var bills = file.Messages.SelectMany(m => m.Bills).ToList();
        var voyage = file.Messages[0].Voyage;
        using var xml = XmlWriter.Create(stream, Settings);
        xml.WriteStartElement("Awmds");
        WriteGeneral(xml, voyage, bills);
        var line = 0;
        foreach (var bill in bills)
        {
            WriteBill(xml, bill, ++line, voyage);
        }

        xml.WriteEndElement();
    }

    private static void WriteGeneral(XmlWriter xml, Voyage voyage, List<Bill> bills)
    {
        xml.WriteStartElement("General_segment");
        xml.WriteStartElement("General_segment_id");
        Element(xml, "Customs_office_code", voyage.Lane.IsExport ? "421" : "201");
        Element(xml, "Voyage_number", voyage.Number);
        Element(xml, "Date_of_departure", Stamp(voyage.DepartureAt, "yyyy-MM-dd"));
        Element(xml, "Date_of_arrival", Stamp(voyage.ArrivalAt, "yyyy-MM-dd"));
        xml.WriteEndElement();
        xml.WriteStartElement("Totals_segment");
        Element(xml, "Total_number_of_bols", bills.Count);
        Element(xml, "Total_number_of_packages", bills.Sum(b => b.Packages));
        Element(xml, "Total_number_of_containers", bills.SelectMany(b => b.Loads).Select(l => l.Box?.Number).OfType<string>().Distinct(StringComparer.Ordinal).Count());
        Element(xml, "Total_gross_mass", bills.Sum(b => b.GrossMassKg));
        xml.WriteEndElement();
        xml.WriteStartElement("Transport_information");
        xml.WriteStartElement("Carrier");
        Element(xml, "Carrier_code", voyage.Carrier.Code);
        Element(xml, "Carrier_name", voyage.Carrier.Name);
        xml.WriteEndElement();
        Element(xml, "Mode_of_transport_code", 1);
        Element(xml, "Identity_of_transporter", voyage.Vessel.Name);
        Element(xml, "Nationality_of_transporter_code", voyage.Vessel.Flag);
        Element(xml, "Registration_number_of_transport_code", voyage.Vessel.Imo);
        xml.WriteEndElement();
        xml.WriteStartElement("Load_unload_place");
        Element(xml, "Place_of_departure_code", voyage.Lane.Loading[0]);
        Element(xml, "Place_of_destination_code", voyage.Lane.Discharge[0]);
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private static void WriteBill(XmlWriter xml, Bill bill, int line, Voyage voyage)
    {
        xml.WriteStartElement("Bol_segment");
        xml.WriteStartElement("Bol_id");
        Element(xml, "Bol_reference", bill.Number);
        Element(xml, "Line_number", line);
        Element(xml, "Bol_nature", bill.Nature);
        Element(xml, "Bol_type_code", bill.Master is null ? "BL" : "HBL");
        if (bill.Master is not null)
        {
            Element(xml, "Master_bol_ref_number", bill.Master);
        }

        xml.WriteEndElement();
        xml.WriteStartElement("Load_unload_place");
        Element(xml, "Place_of_loading_code", bill.Loading);
        Element(xml, "Place_of_unloading_code", bill.Discharge);
        xml.WriteEndElement();
        xml.WriteStartElement("Traders_segment");
        WriteParty(xml, "Exporter", "exporter", bill.Shipper);
        WriteParty(xml, "Notify", "notify", bill.Notify);
        WriteParty(xml, "Consignee", "consignee", bill.Consignee);
        xml.WriteEndElement();
        foreach (var load in bill.Loads)
        {
            if (load.Box is { } box)
            {
                WriteContainer(xml, box, load, voyage);
            }
        }

        WriteGoods(xml, bill);
        if (bill.ValueUsd > 0)
        {
            xml.WriteStartElement("Value_segment");
            Money(xml, "Freight", bill.FreightUsd);
            Money(xml, "Customs", bill.ValueUsd);
            xml.WriteEndElement();
        }

        xml.WriteStartElement("Location");
        Element(xml, "Location_code", bill.Destination);
        Element(xml, "Location_info", PlaceName(bill.Destination));
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private static void WriteContainer(XmlWriter xml, Box box, Load load, Voyage voyage)
    {
        xml.WriteStartElement("ctn_segment");
        Element(xml, "Ctn_reference", box.Number);
        Element(xml, "Number_of_packages", load.Packages);
        Element(xml, "Type_of_container", voyage.Index % 2 == 0 ? box.SizeType : box.SizeType[0] == '2' ? "20" : "40");
        Element(xml, "Empty_Full", box.Empty ? "EMPTY" : "FCL");
        foreach (var (seal, i) in box.Seals.Take(3).Select((s, i) => (s, i)))
        {
            Element(xml, string.Create(CultureInfo.InvariantCulture, $"Marks{i + 1}"), seal);
        }

        if (box.Seals.Count > 0)
        {
            Element(xml, "Sealing_Party", "CA");
        }

        Element(xml, "Empty_weight", box.TareKg);
        Element(xml, "Goods_weight", box.Empty ? load.GrossMassKg - box.TareKg : load.GrossMassKg);
        xml.WriteEndElement();
    }

    private static void WriteGoods(XmlWriter xml, Bill bill)
    {
        xml.WriteStartElement("Goods_segment");
        Element(xml, "Number_of_packages", bill.Packages);
        Element(xml, "Package_type_code", bill.PackageType);
        Element(xml, "Gross_mass", bill.GrossMassKg);
        Element(xml, "Shipping_marks", bill.Marks);
        Element(xml, "Goods_description", bill.Hs.Length == 0 || bill.Description.Contains("HS CODE", StringComparison.Ordinal) ? bill.Description : $"{bill.Description} HS {bill.Hs}");
        Element(xml, "Volume_in_cubic_meters", string.Create(CultureInfo.InvariantCulture, $"{bill.Loads.Sum(l => (long)l.VolumeLitres) / 10 / 100m:0.00}"));
        Element(xml, "Num_of_ctn_for_this_bol", bill.Loads.Count(l => l.Box is not null));
        xml.WriteEndElement();
    }

    private static void WriteParty(XmlWriter xml, string name, string prefix, Party party)
    {
        xml.WriteStartElement(name);
        Element(xml, prefix + "_code", party.Code);
        Element(xml, prefix + "_name", party.Name.Length <= 35 ? party.Name : party.Name[..35]);
        var parts = new[] { party.Address, party.City, party.Country, party.Phone.Length > 0 ? "TEL " + party.Phone : "" };
        Element(xml, prefix + "_address", string.Join(", ", parts.Where(p => p.Length > 0)));
        xml.WriteEndElement();
    }

    private static void Money(XmlWriter xml, string name, long usd)
    {
        xml.WriteStartElement(name + "_segment");
        Element(xml, name + "_value", usd);
        Element(xml, name + "_currency", "USD");
        xml.WriteEndElement();
    }

    private static void Element(XmlWriter xml, string name, string value) => xml.WriteElementString(name, value);

    private static void Element(XmlWriter xml, string name, long value) => xml.WriteElementString(name, value.ToString(CultureInfo.InvariantCulture));
}
