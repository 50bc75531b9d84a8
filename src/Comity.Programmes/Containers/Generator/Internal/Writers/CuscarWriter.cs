using System.Globalization;
using System.Text;
using Comity.Programmes.Containers.Reference.Internal;

namespace Comity.Programmes.Containers.Generator.Internal.Writers;

/// <summary>UN/EDIFACT CUSCAR as eight carriers would send it, with their defects; see <see cref="CarrierProfile"/>.</summary>
internal sealed class CuscarWriter : ManifestWriter
{
    private const int TextWidth = 70;
    private const int TextLines = 5;

    public override string Extension => ".edi";

    public override IReadOnlyList<string> Defects(OutgoingFile file)
    {
        var carrier = file.Messages[0].Voyage.Carrier;
        return MiscountsSegments(file) ? [.. carrier.CuscarDefects(), "unt_count"] : carrier.CuscarDefects();
    }

    public override void Write(Stream stream, OutgoingFile file)
    {
        var voyage = file.Messages[0].Voyage;
        var carrier = voyage.Carrier;
        var encoding = carrier.Syntax == "UNOY" ? new UTF8Encoding(false) : Encoding.Latin1;
        using var writer = new StreamWriter(stream, encoding, 1 << 16, leaveOpen: true);
        var text = new EdifactText(writer, carrier.BreaksLines, ascii: carrier.Syntax == "UNOA");
        var sentAt = file.Messages[0].SentAt;
        var reference = string.Create(CultureInfo.InvariantCulture, $"{voyage.Index:D6}{Stamp(sentAt, "ddHHmm")}");
        if (carrier.WritesUna)
        {
            text.Raw("UNA:+.? '");
        }

        text.Segment($"UNB+{carrier.Syntax}:{(carrier.Syntax == "UNOY" ? "4" : "3")}+{carrier.Code}+CUSTOMS+{Stamp(sentAt, "yyMMdd")}:{Stamp(sentAt, "HHmm")}+{reference}");
        foreach (var message in file.Messages)
        {
            var first = text.Segments;
            WriteMessage(text, message, reference);
            var count = text.Segments - first + 1 + (MiscountsSegments(file) ? 1 : 0);
            text.Segment($"UNT+{count.ToString(CultureInfo.InvariantCulture)}+{MessageReference(message, reference)}");
        }

        text.Segment($"UNZ+{file.Messages.Count.ToString(CultureInfo.InvariantCulture)}+{reference}");
    }

    private static bool MiscountsSegments(OutgoingFile file) => file.Messages[0].Voyage.Index % 61 == 17;

    private static string MessageReference(Message message, string reference) =>
        string.Create(CultureInfo.InvariantCulture, $"{reference[^8..]}{message.Sequence:D3}");

    private static void WriteMessage(EdifactText text, Message message, string reference)
    {
        var voyage = message.Voyage;
        var carrier = voyage.Carrier;
        text.Segment($"UNH+{MessageReference(message, reference)}+{(carrier.Bare ? "" : "CUSCAR")}:D:{carrier.Directory[1..]}:UN");
        text.Segment($"BGM+85+{message.DocumentNumber}+{(int)message.Function}");
        text.Segment($"DTM+137:{Stamp(message.SentAt, "yyyyMMddHHmm")}:203");
        text.Segment($"NAD+MS+{carrier.Code}:172:20+{EdifactText.Escape(carrier.Name)}");
        if (carrier.Bare)
        {
            text.Segment($"TDT+20+{voyage.Number}+1++{carrier.Code}:172:166:{voyage.Vessel.Name}++::{voyage.Vessel.Imo}+{voyage.Vessel.CallSign}:146:14::{voyage.Vessel.Flag}");
        }
        else
        {
            text.Segment($"TDT+20+{voyage.Number}+1++{carrier.Code}:172:20:{carrier.Name}+++{voyage.Vessel.Imo}:146:11:{voyage.Vessel.Name}:{voyage.Vessel.Flag}");
        }

        text.Segment($"LOC+5+{voyage.Lane.Loading[0]}:139:6");
        text.Segment($"LOC+60+{voyage.Lane.Discharge[0]}:139:6");
        text.Segment($"DTM+133:{Stamp(voyage.DepartureAt, "yyyyMMddHHmm")}:203");
        text.Segment($"DTM+132:{Stamp(voyage.ArrivalAt, "yyyyMMddHHmm")}:203");
        var withdraws = message.Function is MessageFunction.Delete or MessageFunction.Cancel;
        if (!carrier.Bare && !withdraws)
        {
            WriteEquipment(text, message);
        }

        var number = 0;
        foreach (var bill in message.Bills)
        {
            WriteBill(text, bill, ++number, carrier, withdraws);
        }
    }

    private static void WriteEquipment(EdifactText text, Message message)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var load in message.Bills.SelectMany(b => b.Loads))
        {
            if (load.Box is not { } box || !seen.Add(box.Number))
            {
                continue;
            }

            text.Segment($"EQD+CN+{box.Number}+{SizeTypeOf(box, message.Voyage.Carrier)}:102:5++2+{(box.Empty ? "4" : "5")}");
            text.Segment($"MEA+AAE+T+KGM:{Number(box.TareKg)}");
            if (box.Empty)
            {
                text.Segment($"MEA+AAE+G+KGM:{Number(load.GrossMassKg)}");
            }

            foreach (var seal in box.Seals)
            {
                text.Segment($"SEL+{seal}+CA");
            }
        }
    }

    private static void WriteBill(EdifactText text, Bill bill, int number, CarrierProfile carrier, bool withdraws)
    {
        text.Segment($"CNI+{Number(number)}+{bill.Number}");
        if (bill.Master is not null)
        {
            text.Segment($"RFF+MB:{bill.Master}");
        }

        text.Segment($"RFF+{(bill.Master is null ? "BM" : "BH")}:{bill.Number}");
        if (withdraws)
        {
            return;
        }

        if (bill.ValueUsd > 0)
        {
            text.Segment($"MOA+40:{Number(bill.ValueUsd)}:USD");
            text.Segment($"MOA+64:{Number(bill.FreightUsd)}:USD");
        }

        text.Segment($"LOC+76+{bill.Origin}:139:6");
        text.Segment($"LOC+9+{bill.Loading}:139:6");
        if (bill.Transhipment is not null)
        {
            text.Segment($"LOC+13+{bill.Transhipment}:139:6");
        }

        text.Segment($"LOC+11+{bill.Discharge}:139:6");
        text.Segment($"LOC+8+{bill.Destination}:139:6");
        text.Segment($"GIS+{Number(bill.Nature)}");
        WriteParty(text, "CZ", bill.Shipper, carrier);
        WriteParty(text, "CN", bill.Consignee, carrier);
        WriteParty(text, carrier.Bare ? "N1" : "NI", bill.Notify, carrier);
        if (carrier.OneItemPerBill && bill.Loads.Count > 1)
        {
            WriteItem(text, bill, bill.Loads, 1, carrier);
            return;
        }

        var item = 0;
        foreach (var load in bill.Loads)
        {
            WriteItem(text, bill, [load], ++item, carrier);
        }
    }

    private static void WriteParty(EdifactText text, string role, Party party, CarrierProfile carrier)
    {
        var name = party.Name == "TO ORDER" && carrier.Bare ? "TO ORDER:-" : party.Name;
        if (carrier.Bare)
        {
            // Name and address in the free lines of C058, cut at 35, where others use C080 and C059.
            text.Segment($"NAD+{role}++{Line(name, 35)}:{Line(party.Address, 35)}:{Line(party.City, 35)}::");
        }
        else
        {
            var code = party.Code.Length > 0 ? $"{party.Code}:160:ZZZ" : "";
            text.Segment($"NAD+{role}+{code}++{Line(name, 35)}+{Line(party.Address, 35)}+{Line(party.City, 35)}+++{party.Country}");
        }

        if (party.Phone.Length > 0)
        {
            text.Segment("CTA+IC");
            text.Segment($"COM+{EdifactText.Escape(party.Phone)}:TE");
        }
    }

    private static void WriteItem(EdifactText text, Bill bill, IReadOnlyList<Load> loads, int number, CarrierProfile carrier)
    {
        text.Segment($"GID+{Number(number)}+{Number(loads.Sum(l => l.Packages))}:{bill.PackageType}");
        WriteDescription(text, bill.Description, carrier.CutsText);
        var kg = loads.Sum(l => (long)l.GrossMassKg);
        var tonnes = carrier.MixesTonnes && kg % 7 == 0;
        text.Segment($"MEA+AAE+G+{(tonnes ? $"TON:{Thousandths(kg)}" : $"KGM:{Number(kg)}.000")}");
        var litres = loads.Sum(l => (long)l.VolumeLitres);
        if (litres > 0 || carrier.Bare)
        {
            text.Segment($"MEA+AAE+AAW+MTQ:{Thousandths(litres)}");
        }

        foreach (var load in loads)
        {
            if (load.Box is { } box)
            {
                text.Segment($"SGP+{box.Number}+{Number(load.Packages)}");
            }
        }

        if (bill.UnNumber.Length > 0)
        {
            text.Segment($"DGS+IMD++{bill.UnNumber}");
        }

        text.Segment($"PCI++{EdifactText.Escape(bill.Marks)}");
        if (!carrier.Bare && bill.Hs.Length > 0)
        {
            text.Segment($"CST++{bill.Hs}:122");
        }
    }

    private static void WriteDescription(EdifactText text, string description, bool cuts)
    {
        var left = cuts ? $"{description} TOTAL AS PER SHIPPERS DECLARATION FREE DEMURRAGE 21 DAYS AT DESTINATION" : description;
        var lines = new List<string>();
        while (left.Length > TextWidth && lines.Count < TextLines - 1)
        {
            var end = TextWidth;
            if (!cuts && left.LastIndexOf(' ', TextWidth - 1) is var space and > 0)
            {
                end = space;
            }

            lines.Add(EdifactText.Escape(left[..end]));
            left = cuts ? left[end..] : left[end..].TrimStart();
        }

        lines.Add(EdifactText.Escape(left));
        text.Segment($"FTX+AAA+++{string.Join(':', lines)}");
    }

    private static string Line(string value, int width) => EdifactText.Escape(value.Length <= width ? value : value[..width]);

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Thousandths(long value) => string.Create(CultureInfo.InvariantCulture, $"{value / 1000}.{value % 1000:D3}");

    /// <summary>Writes segments and counts them.</summary>
    private sealed class EdifactText(StreamWriter writer, bool breaksLines, bool ascii)
    {
        public int Segments { get; private set; }

        public static string Escape(string value) => value.AsSpan().IndexOfAny("?+:'") < 0
            ? value
            : value.Replace("?", "??", StringComparison.Ordinal).Replace("+", "?+", StringComparison.Ordinal)
                .Replace(":", "?:", StringComparison.Ordinal).Replace("'", "?'", StringComparison.Ordinal);

        public void Raw(string text) => writer.Write(text);

        public void Segment(string segment)
        {
            Segments++;
            writer.Write(ascii ? Words.Fold(segment) : segment);
            writer.Write('\'');
            if (breaksLines)
            {
                writer.Write('\n');
            }
        }
    }
}
