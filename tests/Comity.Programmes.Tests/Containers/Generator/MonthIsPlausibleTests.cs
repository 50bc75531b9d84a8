using System.Globalization;
using Comity.Programmes.Containers.Generator;
using Comity.Programmes.Containers.Reference;

namespace Comity.Programmes.Tests.Containers.Generator;

/// <summary>What holds for everything that is not planted: else an indicator would find the generator and not the story.</summary>
public class MonthIsPlausibleTests
{
    [Fact]
    public void Segment_and_message_counts_hold_unless_a_defect_is_planted()
    {
        using var month = new GeneratedFolder(new GeneratorOptions(ManifestFormat.Cuscar, 9_000, 4) { Focus = LaneFocus.World });
        var miscounted = 0;
        foreach (var delivery in month.Month.Deliveries)
        {
            var segments = month.Segments(delivery.File);
            segments[0][0].ShouldBe("UNB");
            var (last, messages, begin) = (segments[^1], 0, 0);
            for (var i = 0; i < segments.Count; i++)
            {
                if (segments[i][0] == "UNH")
                {
                    (begin, messages) = (i, messages + 1);
                }
                else if (segments[i][0] == "UNT")
                {
                    var right = int.Parse(segments[i][1], CultureInfo.InvariantCulture) == i - begin + 1;
                    right.ShouldBe(!delivery.Defects.Contains("unt_count", StringComparer.Ordinal), delivery.File);
                    segments[i][2].ShouldBe(segments[begin][1]);
                    miscounted += right ? 0 : 1;
                }
            }

            last[0].ShouldBe("UNZ");
            last[1].ShouldBe(messages.ToString(CultureInfo.InvariantCulture));
            last[2].ShouldBe(segments[0][5]);
        }

        miscounted.ShouldBeGreaterThan(0);
        month.Month.Deliveries.SelectMany(d => d.Defects).Distinct(StringComparer.Ordinal)
            .ShouldBe(["unt_count", "no_message_type", "vessel_in_carrier", "no_eqd", "no_hs", "tonnes_mixed"], ignoreOrder: true);
    }

    [Fact]
    public void Defects_of_a_carrier_are_in_its_files()
    {
        using var month = new GeneratedFolder(new GeneratorOptions(ManifestFormat.Cuscar, 5_000, 4) { Focus = LaneFocus.World });
        foreach (var delivery in month.Originals)
        {
            var segments = month.Segments(delivery.File);
            var bare = delivery.Defects.Contains("no_eqd", StringComparer.Ordinal);
            segments.Exists(s => s[0] == "EQD").ShouldBe(!bare);
            segments.Exists(s => s[0] == "CST").ShouldBe(!bare);
            segments.First(s => s[0] == "UNH")[2].StartsWith("CUSCAR", StringComparison.Ordinal).ShouldBe(!bare);
        }

        month.Originals.Where(d => d.Defects.Contains("tonnes_mixed", StringComparer.Ordinal))
            .SelectMany(d => month.Segments(d.File)).Any(s => s[0] == "MEA" && s[3].StartsWith("TON", StringComparison.Ordinal)).ShouldBeTrue();
        // Every directory that carriers choose occurs.
        month.Originals.Select(d => month.Segments(d.File).First(s => s[0] == "UNH")[2].Split(':')[2]).Distinct(StringComparer.Ordinal)
            .ShouldBe(["95B", "96B", "00B", "03B"], ignoreOrder: true);
    }

    [Fact]
    public void Every_function_occurs()
    {
        using var month = new GeneratedFolder(new GeneratorOptions(ManifestFormat.Cuscar, 30_000, 6) { AnomalyShare = 0.0005 });
        month.Month.Deliveries.Select(d => d.Function).Distinct(StringComparer.Ordinal)
            .ShouldBe(["original", "change", "add", "delete", "cancel", "redelivered"], ignoreOrder: true);
    }

    [Fact]
    public void Containers_are_valid_and_never_on_two_voyages_at_once_unless_planted()
    {
        using var month = new GeneratedFolder(new GeneratorOptions(ManifestFormat.Csv, 12_000, 8) { Focus = LaneFocus.World, Days = 60, AnomalyShare = 0.03 });
        var planted = month.Month.Truth.Where(t => t.Story is "two_voyages" or "invalid_container").Select(t => t.Container).ToHashSet(StringComparer.Ordinal);
        var rows = Rows(month).Where(r => r.Container.Length > 0).ToList();
        rows.Where(r => !ContainerNumber.IsValid(r.Container)).Select(r => r.Container).ToHashSet(StringComparer.Ordinal)
            .ShouldBe(month.Month.Truth.Where(t => t.Story == "invalid_container").Select(t => t.Container), ignoreOrder: true);

        var recurring = 0;
        foreach (var box in rows.Where(r => !planted.Contains(r.Container)).GroupBy(r => r.Container, StringComparer.Ordinal))
        {
            var voyages = box.Select(r => (r.Departure, r.Arrival)).Distinct().OrderBy(v => v.Departure).ToList();
            recurring += voyages.Count - 1;
            voyages.Zip(voyages.Skip(1)).Any(pair => pair.First.Arrival >= pair.Second.Departure).ShouldBeFalse(box.Key);
            box.Select(r => r.SizeType[..1]).Distinct(StringComparer.Ordinal).Count().ShouldBe(1);
        }

        recurring.ShouldBeGreaterThan(20);
        foreach (var clone in month.Month.Truth.Where(t => t.Story == "two_voyages").GroupBy(t => t.Container, StringComparer.Ordinal))
        {
            var voyages = rows.Where(r => r.Container == clone.Key).ToList();
            voyages.Count.ShouldBe(2);
            voyages.Max(v => v.Departure).ShouldBeLessThan(voyages.Min(v => v.Arrival));
        }
    }

    [Fact]
    public void Descriptions_and_codes_agree_and_are_precise_unless_planted()
    {
        using var month = new GeneratedFolder(new GeneratorOptions(ManifestFormat.Csv, 6_000, 10) { Focus = LaneFocus.World, AnomalyShare = 0.05 });
        var byBill = month.Month.Truth.ToLookup(t => t.Bill, t => t.Story, StringComparer.Ordinal);
        var vague = 0;
        foreach (var row in Rows(month))
        {
            var stories = byBill[row.Bill].ToList();
            GoodsWords.DisagreesWith(row.Hs, row.Description, out _).ShouldBe(stories.Contains("hs_text_disagree", StringComparer.Ordinal), $"{row.Hs} {row.Description}");
            var isVague = GoodsWords.IsVague(row.Description, out _);
            if (stories.Contains("vague_precursor", StringComparer.Ordinal))
            {
                isVague.ShouldBeTrue(row.Description);
                HsList.Precursors.Find(row.Hs).ShouldNotBeNull();
            }
            else
            {
                vague += isVague ? 1 : 0;
            }

            row.Hs.Length.ShouldBe(row.Description == "EMPTY CONTAINERS" ? 0 : 6);
            row.Places.Where(p => p.Length > 0 && Places.Find(p) is null).ShouldBeEmpty();
            SizeType.TryParse(row.SizeType, out var size).ShouldBe(row.Container.Length > 0);
            (size?.PayloadMaxKg ?? int.MaxValue).ShouldBeGreaterThan((int)row.CargoKg);
        }

        vague.ShouldBeInRange(1, 60);
    }

    [Fact]
    public void Stories_stand_out_where_they_should()
    {
        using var month = new GeneratedFolder(new GeneratorOptions(ManifestFormat.Csv, 8_000, 21) { Focus = LaneFocus.World, AnomalyShare = 0.06 });
        var rows = Rows(month).ToLookup(r => r.Bill, StringComparer.Ordinal);
        foreach (var truth in month.Month.Truth)
        {
            var row = rows[truth.Bill].First();
            switch (truth.Story)
            {
                case "empty_excess":
                    (row.ContainerKg - row.TareKg).ShouldBeGreaterThan(400);
                    break;
                case "freight_above_value":
                    row.Freight.ShouldBeGreaterThan(row.Value);
                    break;
                case "low_price":
                    (row.Value / row.CargoKg).ShouldBeLessThan(6);
                    break;
                case "to_order_reefer":
                    PartyWords.IsToOrder(row.Consignee).ShouldBeTrue();
                    HsList.Perishables.Find(row.Hs).ShouldNotBeNull();
                    break;
                case "carrier_consignee":
                    PartyWords.IsCarrierOrForwarder(row.Consignee, out _).ShouldBeTrue(row.Consignee);
                    break;
                case "cocaine_in_wood":
                    rows.SelectMany(g => g).Count(r => r.Shipper == row.Shipper).ShouldBe(1);
                    break;
            }
        }

        var phones = month.Month.Truth.Where(t => t.Story == "shared_phone").GroupBy(t => t.StoryNumber).ToList();
        phones.ShouldNotBeEmpty();
        foreach (var story in phones)
        {
            var parts = story.Select(t => rows[t.Bill].First()).ToList();
            parts.Select(r => r.ConsigneePhone).Distinct(StringComparer.Ordinal).Count().ShouldBe(1);
            parts.Select(r => r.Consignee).Distinct(StringComparer.Ordinal).Count().ShouldBe(3);
        }
    }

    [Fact]
    public void A_telephone_belongs_to_one_company_unless_planted()
    {
        using var month = new GeneratedFolder(new GeneratorOptions(ManifestFormat.Csv, 8_000, 21) { Focus = LaneFocus.World, AnomalyShare = 0 });
        // Spellings differ in case of a clerk's slip, so companies are told apart by their sorted letters.
        var shared = Rows(month).Where(r => r.ConsigneePhone.Length > 0)
            .GroupBy(r => new string([.. r.ConsigneePhone.Where(char.IsAsciiDigit)]), StringComparer.Ordinal)
            .Where(g => g.Select(r => new string([.. r.Consignee.Where(char.IsLetter).Order()])).Where(n => n.Length > 0).Distinct(StringComparer.Ordinal).Count() > 1)
            .Select(g => string.Join(" / ", g.Select(r => r.Consignee).Distinct(StringComparer.Ordinal)))
            .ToList();
        shared.Where(names => !names.Contains(" D. ", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    private sealed record Row(
        string Bill, string Container, string SizeType, string Hs, string Description, string Shipper, string Consignee, string ConsigneePhone,
        DateTime Departure, DateTime Arrival, double TareKg, double ContainerKg, double CargoKg, double Value, double Freight, string[] Places);

    private static IEnumerable<Row> Rows(GeneratedFolder month)
    {
        foreach (var delivery in month.Originals)
        {
            var text = System.Text.Encoding.UTF8.GetString(month.Bytes(delivery.File));
            foreach (var row in GeneratedFolder.Table(text.Contains('\uFFFD', StringComparison.Ordinal) ? month.Text(delivery.File) : text))
            {
                string At(params string[] headings) => row[headings.First(row.ContainsKey)];
                double Number(params string[] headings) => At(headings) is { Length: > 0 } s ? double.Parse(s.Replace(',', '.'), CultureInfo.InvariantCulture) : 0;
                DateTime Date(params string[] headings) => DateTime.ParseExact(At(headings), ["yyyy-MM-dd HH:mm", "dd/MM/yyyy HH:mm"], CultureInfo.InvariantCulture, DateTimeStyles.None);
                yield return new Row(
                    At("Bill of lading number", "Número de conocimiento", "Numéro de connaissement"),
                    At("Container number", "Número de contenedor", "Numéro de conteneur"),
                    At("Container type", "Tipo de contenedor", "Type de conteneur"),
                    At("HS code", "Partida arancelaria", "Code SH"),
                    At("Description of goods", "Descripción de la mercancía", "Description des marchandises"),
                    At("Shipper", "Exportador", "Expéditeur"),
                    At("Consignee", "Consignatario", "Destinataire"),
                    At("Consignee phone", "Teléfono del consignatario", "Téléphone du destinataire"),
                    Date("ETD", "Fecha de salida", "Date de départ"),
                    Date("ETA", "Fecha de llegada", "Date d'arrivée"),
                    Number("Tare (kg)", "Tara (kg)"),
                    Number("Container weight (kg)", "Peso del contenedor (kg)", "Poids du conteneur (kg)"),
                    Number("Cargo weight (kg)", "Peso de la carga (kg)", "Poids des marchandises (kg)"),
                    Number("Goods value", "Valor de la mercancía", "Valeur en douane"),
                    Number("Freight", "Flete", "Fret"),
                    [
                        At("Place of origin", "Origen", "Origine"), At("Port of loading", "Puerto de carga", "Port de chargement"),
                        At("Transhipment port", "Puerto de trasbordo", "Transbordement"), At("Port of discharge", "Puerto de descarga", "Port de déchargement"),
                        At("Final destination", "Destino final", "Destination finale"),
                    ]);
            }
        }
    }
}
