using System.Globalization;
using System.Text;

namespace Comity.Programmes.Containers.Generator.Internal.Writers;

/// <summary>
/// One table per file, a row per consignment; language of the headings, delimiter, order of columns, encoding and decimal
/// mark are the sender's. A table cannot say that something is withdrawn: a change is the row once more.
/// </summary>
internal sealed class CsvWriter : ManifestWriter
{
    private sealed record Column(string English, string Spanish, string French, Func<Row, string> Value);

    private sealed record Row(Voyage Voyage, Bill Bill, Load Load, bool Comma);

    private static readonly Column[] Columns =
    [
        new("Manifest number", "Número de manifiesto", "Numéro de manifeste", r => r.Voyage.DocumentNumber),
        new("Voyage number", "Número de viaje", "Numéro de voyage", r => r.Voyage.Number),
        new("Vessel name", "Nombre del buque", "Nom du navire", r => r.Voyage.Vessel.Name),
        new("IMO number", "Número IMO", "IMO", r => r.Voyage.Vessel.Imo),
        new("ETD", "Fecha de salida", "Date de départ", r => Date(r, r.Voyage.DepartureAt)),
        new("ETA", "Fecha de llegada", "Date d'arrivée", r => Date(r, r.Voyage.ArrivalAt)),
        new("Bill of lading number", "Número de conocimiento", "Numéro de connaissement", r => r.Bill.Number),
        new("Master bill", "Conocimiento master", "Connaissement maître", r => r.Bill.Master ?? ""),
        new("Container number", "Número de contenedor", "Numéro de conteneur", r => r.Load.Box?.Number ?? ""),
        new("Container type", "Tipo de contenedor", "Type de conteneur", r => r.Load.Box is { } box ? SizeTypeOf(box, r.Voyage.Carrier) : ""),
        new("Seal number", "Número de precinto", "Numéro de scellé", r => r.Load.Box?.Seals.FirstOrDefault() ?? ""),
        new("Load status", "Lleno/vacío", "Vide/plein", r => r.Load.Box is not { } box ? "" : Empty(r, box.Empty)),
        new("Tare (kg)", "Tara (kg)", "Tare (kg)", r => r.Load.Box is { } box ? Text(box.TareKg) : ""),
        new("Container weight (kg)", "Peso del contenedor (kg)", "Poids du conteneur (kg)", r => r.Load.Box is { } box && r.Bill.Master is null ? Text(box.Empty ? r.Load.GrossMassKg : r.Load.GrossMassKg + box.TareKg) : ""),
        new("Packages", "Bultos", "Colis", r => Text(r.Load.Packages)),
        new("Package type", "Tipo de bulto", "Type de colis", r => r.Bill.PackageType),
        new("Cargo weight (kg)", "Peso de la carga (kg)", "Poids des marchandises (kg)", r => r.Bill.IsEmpties ? "" : Text(r.Load.GrossMassKg)),
        new("CBM", "Volumen", "Volume", r => r.Bill.IsEmpties ? "" : Decimal(r, r.Load.VolumeLitres / 10)),
        new("Description of goods", "Descripción de la mercancía", "Description des marchandises", r => r.Bill.Description),
        new("HS code", "Partida arancelaria", "Code SH", r => r.Bill.Hs),
        new("Goods value", "Valor de la mercancía", "Valeur en douane", r => r.Bill.ValueUsd > 0 ? Decimal(r, r.Bill.ValueUsd * 100) : ""),
        new("Freight", "Flete", "Fret", r => r.Bill.ValueUsd > 0 ? Decimal(r, r.Bill.FreightUsd * 100) : ""),
        new("Currency", "Moneda", "Devise", r => r.Bill.ValueUsd > 0 ? "USD" : ""),
        new("Shipper", "Exportador", "Expéditeur", r => r.Bill.Shipper.Name),
        new("Shipper address", "Dirección del exportador", "Adresse de l'expéditeur", r => Address(r.Bill.Shipper)),
        new("Shipper country", "País del exportador", "Pays de l'exportateur", r => r.Bill.Shipper.Country),
        new("Shipper phone", "Teléfono del exportador", "Téléphone de l'exportateur", r => r.Bill.Shipper.Phone),
        new("Consignee", "Consignatario", "Destinataire", r => r.Bill.Consignee.Name),
        new("Consignee address", "Dirección del consignatario", "Adresse du destinataire", r => Address(r.Bill.Consignee)),
        new("Consignee country", "País del consignatario", "Pays du destinataire", r => r.Bill.Consignee.Country),
        new("Consignee phone", "Teléfono del consignatario", "Téléphone du destinataire", r => r.Bill.Consignee.Phone),
        new("Notify party", "Parte a notificar", "Partie à notifier", r => r.Bill.Notify.Name),
        new("Place of origin", "Origen", "Origine", r => r.Bill.Origin),
        new("Port of loading", "Puerto de carga", "Port de chargement", r => r.Bill.Loading),
        new("Transhipment port", "Puerto de trasbordo", "Transbordement", r => r.Bill.Transhipment ?? ""),
        new("Port of discharge", "Puerto de descarga", "Port de déchargement", r => r.Bill.Discharge),
        new("Final destination", "Destino final", "Destination finale", r => r.Bill.Destination),
    ];

    public override string Extension => ".csv";

    public override void Write(Stream stream, OutgoingFile file)
    {
        var voyage = file.Messages[0].Voyage;
        var carrier = voyage.Carrier;
        var columns = ColumnsOf(carrier);
        var comma = carrier.TableLanguage != "en" && carrier.TableDelimiter != ',';
        Encoding encoding = carrier.TableLatin1 ? Encoding.Latin1 : new UTF8Encoding(false);
        using var writer = new StreamWriter(stream, encoding, 1 << 16, leaveOpen: true);
        var line = new StringBuilder();
        AppendRow(line, carrier.TableDelimiter, [.. columns.Select(c => HeadingOf(c, carrier.TableLanguage))]);
        foreach (var bill in file.Messages.SelectMany(m => m.Bills))
        {
            foreach (var load in bill.Loads)
            {
                var row = new Row(voyage, bill, load, comma);
                AppendRow(line, carrier.TableDelimiter, [.. columns.Select(c => c.Value(row))]);
                writer.Write(line);
                line.Clear();
            }
        }
    }

    /// <summary>Appends a row; fields that need it are put in quotation marks (RFC 4180).</summary>
    public static void AppendRow(StringBuilder text, char delimiter, ReadOnlySpan<string> fields)
    {
        for (var i = 0; i < fields.Length; i++)
        {
            if (i > 0)
            {
                text.Append(delimiter);
            }

            var field = fields[i];
            if (field.Contains(delimiter, StringComparison.Ordinal) || field.Contains('"', StringComparison.Ordinal))
            {
                text.Append('"').Append(field.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
            }
            else
            {
                text.Append(field);
            }
        }

        text.Append("\r\n");
    }

    /// <summary>Each sender has the columns in an order of its own: rotated by its place among the carriers.</summary>
    private static Column[] ColumnsOf(CarrierProfile carrier)
    {
        var turn = carrier.Code[0] % Columns.Length;
        return [.. Columns.Skip(turn), .. Columns.Take(turn)];
    }

    private static string HeadingOf(Column column, string language) => language switch
    {
        "es" => column.Spanish,
        "fr" => column.French,
        _ => column.English,
    };

    private static string Address(Party party) => party.Address.Length == 0 ? "" : $"{party.Address}, {party.City}";

    private static string Empty(Row row, bool empty) => row.Voyage.Carrier.TableLanguage switch
    {
        "es" => empty ? "VACIO" : "LLENO",
        "fr" => empty ? "VIDE" : "PLEIN",
        _ => empty ? "EMPTY" : "FULL",
    };

    private static string Date(Row row, DateTime time) => Stamp(time, row.Voyage.Carrier.TableLanguage == "en" ? "yyyy-MM-dd HH:mm" : "dd/MM/yyyy HH:mm");

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>Hundredths with the sender's decimal mark.</summary>
    private static string Decimal(Row row, long hundredths) =>
        string.Create(CultureInfo.InvariantCulture, $"{hundredths / 100}{(row.Comma ? ',' : '.')}{hundredths % 100:D2}");
}
