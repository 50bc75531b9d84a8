using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using Comity.Programmes.Containers.Generator;
using Comity.Programmes.Containers.Reference;

namespace Comity.Programmes.Tests.Containers.Generator;

public class ManifestGeneratorTests
{
    private static readonly string[] EveryStory =
    [
        "cocaine_in_wood", "two_voyages", "shared_phone", "empty_excess", "vague_precursor", "hs_text_disagree", "weight_outlier", "late_deletion",
        "notify_changed", "seal_changed", "invalid_container", "wildlife_under_scrap", "freight_above_value", "low_price", "to_order_reefer",
        "carrier_consignee", "dormant_trader", "new_phone",
    ];

    public static TheoryData<ManifestFormat> Formats => [.. Enum.GetValues<ManifestFormat>()];

    [Theory]
    [MemberData(nameof(Formats))]
    public void Same_options_give_the_same_bytes_in_any_culture(ManifestFormat format)
    {
        var options = new GeneratorOptions(format, 700, 11) { Focus = LaneFocus.World, AnomalyShare = 0.05 };
        using var first = new GeneratedFolder(options);
        var before = CultureInfo.CurrentCulture;
        try
        {
            // A calendar, a decimal mark and a minus sign of their own.
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("fa-IR");
            using var second = new GeneratedFolder(options);
            second.Hash().ShouldBe(first.Hash());
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }

        using var other = new GeneratedFolder(options with { Seed = 12 });
        other.Hash().ShouldNotBe(first.Hash(), StringComparer.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(37)]
    [InlineData(2_500)]
    public void Originals_hold_exactly_the_consignments_asked_for(int consignments)
    {
        foreach (var format in Enum.GetValues<ManifestFormat>())
        {
            using var month = new GeneratedFolder(new GeneratorOptions(format, consignments, 3) { AnomalyShare = 0.03 });
            month.Month.Consignments.ShouldBe(consignments, format.ToString());
            month.Originals.Sum(d => Count(month, d.File, format)).ShouldBe(consignments, format.ToString());
            month.Month.Deliveries.Where(d => d.Function is "original" or "redelivered" or "add" or "change")
                .ShouldAllBe(d => Count(month, d.File, format) == d.Consignments);
        }
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void The_container_of_wood_is_in_every_bolivian_month(ManifestFormat format)
    {
        foreach (var consignments in new[] { 1, 60, 1_500 })
        {
            using var month = new GeneratedFolder(new GeneratorOptions(format, consignments, 7) { AnomalyShare = 0.001 });
            var flagship = month.Month.Truth.Single(t => t.Story == "cocaine_in_wood");
            (flagship.Find, flagship.Commodity, flagship.QuantityKg).ShouldBe((true, "cocaine", 1_435));
            ContainerNumber.IsValid(flagship.Container).ShouldBeTrue();
            var text = Content(month, flagship.File);
            foreach (var part in new[] { flagship.Bill, flagship.Container, "MADERA ASERRADA TAJIBO", "BEANR" })
            {
                (text.Contains(part, StringComparison.Ordinal) || (part == "BEANR" && text.Contains("Antwerpen", StringComparison.Ordinal))).ShouldBeTrue(part);
            }
        }

        using var clean = new GeneratedFolder(new GeneratorOptions(format, 200, 7) { AnomalyShare = 0 });
        clean.Month.Truth.ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Every_truth_stands_in_its_file(ManifestFormat format)
    {
        using var month = new GeneratedFolder(new GeneratorOptions(format, 4_000, 5) { Focus = LaneFocus.World, AnomalyShare = 0.08 });
        month.Month.Truth.Count.ShouldBeInRange(300, 320);
        foreach (var truth in month.Month.Truth)
        {
            var text = Content(month, truth.File);
            text.ShouldContain(truth.Bill);
            if (truth.Story != "late_deletion")
            {
                text.ShouldContain(truth.Container);
            }

            truth.Find.ShouldBe(truth.QuantityKg > 0);
            truth.Find.ShouldBe(truth.Commodity.Length > 0);
        }

        var withdraws = format is ManifestFormat.Cuscar or ManifestFormat.Ams;
        month.Month.Truth.Select(t => t.Story).Distinct(StringComparer.Ordinal)
            .ShouldBe(EveryStory.Where(s => s != "late_deletion" || withdraws), ignoreOrder: true);
        month.Month.Truth.Where(t => t.Story == "late_deletion")
            .ShouldAllBe(t => month.Month.Deliveries.Single(d => d.File == t.File).Function == "delete");
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Deliveries_name_every_file_in_the_order_of_receipt(ManifestFormat format)
    {
        var options = new GeneratorOptions(format, 3_000, 9) { From = new DateOnly(2026, 2, 1), Days = 20 };
        using var month = new GeneratedFolder(options);
        var files = Directory.GetFiles(month.Folder).Select(p => Path.GetFileName(p)!).Order(StringComparer.Ordinal).ToList();
        files.ShouldBe(month.Month.Deliveries.Select(d => d.File).Concat(["deliveries.json", "truth.json"]).Order(StringComparer.Ordinal));
        month.Month.Deliveries.Select(d => d.ReceivedAt).ShouldBeInOrder();
        var begin = new DateTimeOffset(2026, 2, 1, 0, 0, 0, TimeSpan.Zero);
        month.Originals.ShouldAllBe(d => d.ReceivedAt >= begin && d.ReceivedAt < begin.AddDays(20).AddHours(1));
        month.Month.Bytes.ShouldBe(month.Month.Deliveries.Sum(d => (long)month.Bytes(d.File).Length));

        using var json = JsonDocument.Parse(month.Bytes("deliveries.json"));
        json.RootElement.GetArrayLength().ShouldBe(month.Month.Deliveries.Count);
        var first = json.RootElement[0];
        first.GetProperty("file").GetString().ShouldBe(month.Month.Deliveries[0].File);
        first.GetProperty("received_at").GetDateTimeOffset().ShouldBe(month.Month.Deliveries[0].ReceivedAt);
        using var truth = JsonDocument.Parse(month.Bytes("truth.json"));
        truth.RootElement.EnumerateArray().Select(e => e.GetProperty("story_number").GetInt32()).ShouldBe(month.Month.Truth.Select(t => t.StoryNumber));
    }

    [Fact]
    public void A_redelivered_file_has_the_same_bytes()
    {
        using var month = new GeneratedFolder(new GeneratorOptions(ManifestFormat.Cuscar, 6_000, 2));
        var again = month.Month.Deliveries.Where(d => d.Function == "redelivered").ToList();
        again.ShouldNotBeEmpty();
        foreach (var delivery in again)
        {
            var voyage = delivery.File.Split('-')[1][..5];
            var original = month.Originals.Single(d => d.File.Split('-')[1][..5] == voyage);
            month.Bytes(delivery.File).ShouldBe(month.Bytes(original.File));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void Nonsense_is_refused(int consignments)
    {
        Should.Throw<ArgumentOutOfRangeException>(() => ManifestGenerator.Write(new(ManifestFormat.Csv, consignments, 1), Path.GetTempPath(), cancellation: TestContext.Current.CancellationToken));
        Should.Throw<ArgumentOutOfRangeException>(() => ManifestGenerator.Write(new(ManifestFormat.Csv, 1, 1) { AnomalyShare = 0.9 }, Path.GetTempPath(), cancellation: TestContext.Current.CancellationToken));
        Should.Throw<ArgumentOutOfRangeException>(() => ManifestGenerator.Write(new(ManifestFormat.Csv, 1, 1) { Days = 0 }, Path.GetTempPath(), cancellation: TestContext.Current.CancellationToken));
    }

    [Fact]
    public void It_can_be_stopped_between_two_voyages()
    {
        using var stop = new CancellationTokenSource();
        var folder = Directory.CreateTempSubdirectory("comity-month-");
        var written = 0;
        Should.Throw<OperationCanceledException>(() => ManifestGenerator.Write(new(ManifestFormat.Csv, 2_000, 1), folder.FullName, n =>
        {
            written = n;
            stop.Cancel();
        }, stop.Token));
        written.ShouldBeInRange(1, 100);
        folder.GetFiles().ShouldNotBeEmpty();
        folder.Delete(recursive: true);
    }

    private static int Count(GeneratedFolder month, string file, ManifestFormat format)
    {
        switch (format)
        {
            case ManifestFormat.Cuscar:
                var bills = new List<int>();
                foreach (var segment in month.Segments(file))
                {
                    if (segment[0] == "CNI")
                    {
                        bills.Add(0);
                    }
                    else if (segment[0] == "SGP")
                    {
                        bills[^1]++;
                    }
                }

                return bills.Sum(containers => Math.Max(1, containers));
            case ManifestFormat.Awmds:
                return XDocument.Load(new MemoryStream(month.Bytes(file))).Root!.Elements("Bol_segment").Sum(b => Math.Max(1, b.Elements("ctn_segment").Count()));
            case ManifestFormat.Ams:
                using (var zip = new ZipArchive(new MemoryStream(month.Bytes(file))))
                {
                    var bound = Rows(zip, "container").Select(r => r["identifier"]).ToList();
                    var withBoxes = bound.ToHashSet(StringComparer.Ordinal);
                    return bound.Count + Rows(zip, "header").Count(r => !withBoxes.Contains(r["identifier"]));
                }

            default:
                return GeneratedFolder.Table(month.Text(file)).Count;
        }
    }

    private static List<Dictionary<string, string>> Rows(ZipArchive zip, string table)
    {
        using var reader = new StreamReader(zip.GetEntry(table + ".csv")!.Open());
        return GeneratedFolder.Table(reader.ReadToEnd());
    }

    /// <summary>All text of a file; archives give the text of their entries, read through so that their checksums are verified.</summary>
    private static string Content(GeneratedFolder month, string file)
    {
        if (!file.EndsWith(".zip", StringComparison.Ordinal))
        {
            return month.Text(file);
        }

        using var zip = new ZipArchive(new MemoryStream(month.Bytes(file)));
        var text = new StringBuilder();
        foreach (var entry in zip.Entries)
        {
            using var reader = new StreamReader(entry.Open());
            text.Append(reader.ReadToEnd());
        }

        return text.ToString();
    }
}
