using System.Security.Cryptography;
using System.Text;
using Comity.Formats.Ams;
using Comity.Formats.Cargo;
using Comity.Formats.Tests.Tabular;
using CsCheck;

namespace Comity.Formats.Tests.Ams;

public sealed class AmsReaderTests
{
    private static readonly Dictionary<string, string> Tables = Directory
        .GetFiles(Path.Combine(AppContext.BaseDirectory, "Data", "ams"), "*.csv")
        .Order(StringComparer.Ordinal)
        .ToDictionary(p => Path.GetFileName(p), File.ReadAllText, StringComparer.Ordinal);

    [Fact]
    public void Tables_are_joined_and_grouped_by_manifest_and_function()
    {
        var sink = Read(Tables);

        sink.Issues.ShouldBeEmpty();
        sink.Manifests.Select(m => (m.DocumentNumber!.Value.Value, m.Function.Value)).ShouldBe(
        [
            ("SYNL/042/2025-03-14/Newark", ManifestFunction.Original), ("SYNL/042/2025-03-14/Newark", ManifestFunction.Delete), ("SYNL/007/2025-03-20/Seattle", ManifestFunction.Original),
        ]);
        sink.All.Select(a => (a.Manifest, a.Consignment.BillNumber!.Value.Value, a.Consignment.Container?.Number.Value)).ShouldBe(
        [
            (0, "SYNL0001", "FCIU5956299"), (0, "SYNH0002", "TCLU5546482"), (0, "SYNH0002", "TGCU0235724"), (1, "SYNL0003", "OOLU4293959"), (2, "SYNL0004", null),
        ]);
        var first = sink.Consignments[0];
        first.BillGrossMassKg!.Value.Value.ShouldBe(1000 * 0.45359237);
        first.Goods.ShouldHaveSingleItem().GrossMassKg!.Value.Value.ShouldBe(900);
        first.Goods[0].Hs.Select(h => h.Value).ShouldBe(["440710"]);
        first.Goods[0].UnNumbers.Select(u => u.Value).ShouldBe(["1263"]);
        first.Goods[0].Marks!.Value.Value.ShouldBe("N/M");
        first.Container!.Seals.Select(s => s.Value).ShouldBe(["S1", "S2"]);
        first.Container.Empty!.Value.Value.ShouldBeFalse();
        first.Consignee!.Phone!.Value.Value.ShouldBe("555-0100");
        first.Shipper!.Address!.Value.Value.ShouldBe("1 EXAMPLE ROAD, SANTOS");
        first.Shipper.Name!.Value.At.Table.ShouldBe("ams__shipper");
        sink.Consignments[1].BillContainers.ShouldBe(2);
        sink.Consignments[1].MasterBill!.Value.Value.ShouldBe("SYNM0002");
        sink.Consignments[1].Goods.ShouldHaveSingleItem().GrossMassKg.ShouldBeNull();
        sink.Manifests[0].ArrivalAt!.Value.Value.ShouldBe(new DateTimeOffset(2025, 3, 15, 0, 0, 0, TimeSpan.Zero));
        sink.Hashes.ToHashSet(StringComparer.Ordinal).Count.ShouldBe(3);
    }

    [Fact]
    public void Positions_are_bytes_of_the_table()
    {
        var at = Read(Tables).Consignments[0].Consignee!.Name!.Value.At;

        var table = Encoding.UTF8.GetBytes(Tables["ams__consignee.csv"]);
        Encoding.UTF8.GetString(table.AsSpan((int)at.Offset, at.Length)).ShouldStartWith("101,");
        at.Segment.ShouldBe(4);
    }

    [Fact]
    public void Rows_without_header_or_bill_are_quarantined()
    {
        var tables = new Dictionary<string, string>(Tables, StringComparer.Ordinal);
        tables["ams__container.csv"] += "999,MSKU1111111,,,,\n999,MSKU2222222,,,,\n";
        tables["ams__billgen.csv"] = tables["ams__billgen.csv"].Replace("102,SYNM0002", "x102,SYNM0002", StringComparison.Ordinal);

        var sink = Read(tables);

        sink.Quarantines.Select(q => (q.Found, q.Expected, q.Consignments)).ShouldBe(
        [
            ("7 rows of the identifier 102", "a row in billgen with it", 2), ("1 rows of the identifier x102", "a row in header with it", 1), ("2 rows of the identifier 999", "a row in header with it", 2),
        ]);
        sink.Consignments.Count.ShouldBe(3);
    }

    [Fact]
    public void Parts_on_disk_give_the_same_consignments_in_the_same_order_every_time()
    {
        var whole = Read(Tables);
        var parts = Read(Tables, new AmsReader(partitionBytes: 1500));

        parts.Transcript().ShouldBe(Read(Tables, new AmsReader(partitionBytes: 1500)).Transcript());
        parts.Quarantines.ShouldBeEmpty();
        Bills(parts).ShouldBe(Bills(whole));
        parts.Hashes.ToHashSet(StringComparer.Ordinal).Count.ShouldBe(parts.Hashes.Count);

        static List<string> Bills(RecordingSink sink) => [.. sink.Consignments.Select(c => $"{c.BillNumber?.Value} {c.Container?.Number.Value} {c.Goods.Count} {c.Shipper?.Name?.Value}").Order(StringComparer.Ordinal)];
    }

    [Fact]
    public void Rows_of_one_identifier_beyond_the_limit_are_quarantined()
    {
        var tables = new Dictionary<string, string>(Tables, StringComparer.Ordinal);
        tables["ams__cargodesc.csv"] += string.Concat(Enumerable.Repeat("101,FCIU5956299,1,1,\"" + new string('x', 100) + "\"\n", 200));

        var sink = Read(tables, new AmsReader(partitionBytes: 4000));

        sink.Quarantines.ShouldHaveSingleItem().Found.ShouldContain("rows more for the identifier 101");
        sink.Consignments.Count.ShouldBe(5);
    }

    [Theory]
    [InlineData("identifier,", "ident,", "headings with identifier")]
    public void A_table_without_identifier_is_quarantined(string good, string bad, string expected)
    {
        var tables = new Dictionary<string, string>(Tables, StringComparer.Ordinal);
        tables["ams__container.csv"] = tables["ams__container.csv"].Replace(good, bad, StringComparison.Ordinal);

        var sink = Read(tables);

        sink.Quarantines.ShouldHaveSingleItem().Expected.ShouldBe(expected);
        sink.Complete.ShouldAllBe(c => !c);
    }

    [Fact]
    public void Columns_may_stand_in_any_order()
    {
        var tables = Tables.ToDictionary(t => t.Key, t => string.Join('\n', t.Value.TrimEnd().Split('\n').Select(l => string.Join(',', l.Split(',').Reverse()))) + "\n", StringComparer.Ordinal);

        Read(tables).Consignments.Count.ShouldBe(5);
    }

    [Fact]
    public void A_folder_becomes_the_same_archive_each_time()
    {
        var folder = new DirectoryInfo(Path.Combine(AppContext.BaseDirectory, "Data", "ams"));
        AmsFolder.HasTables(folder).ShouldBeTrue();
        using var first = AmsFolder.Pack(folder, TestContext.Current.CancellationToken);
        using var second = AmsFolder.Pack(folder, TestContext.Current.CancellationToken);
        SHA256.HashData(first).ShouldBe(SHA256.HashData(second));
        first.Position = 0;
        var sink = new RecordingSink();
        new AmsReader().Read(first, new(), sink);

        sink.Consignments.Select(c => c.BillNumber!.Value.Value).ShouldBe(Read(Tables).Consignments.Select(c => c.BillNumber!.Value.Value));
    }

    [Fact]
    public void A_stream_that_cannot_seek_is_read_and_hashed()
    {
        var zip = XlsxFile.Zip(Tables);
        var sink = new RecordingSink();
        new AmsReader().Read(new PiecewiseStream(zip, 17), new(), sink);

        sink.Consignments.Count.ShouldBe(5);
        sink.Hashes[0].ShouldBe(Convert.ToHexStringLower(SHA256.HashData(zip)));
    }

    [Fact]
    public void Of_a_cut_archive_the_tables_before_the_cut_are_read()
    {
        var order = Tables.OrderBy(t => t.Key.Contains("marks", StringComparison.Ordinal)).ToList();
        var zip = XlsxFile.Zip(order);
        var lastTable = zip.AsSpan().LastIndexOf("PK\u0003\u0004"u8);
        var whole = Read(Tables).Consignments;

        var sink = new RecordingSink();
        new AmsReader().Read(new MemoryStream(zip[..(lastTable + 120)]), new(), sink);

        sink.Consignments.Select(c => (c.BillNumber!.Value.Value, c.Container?.Number.Value)).ShouldBe(whole.Select(c => (c.BillNumber!.Value.Value, c.Container?.Number.Value)));
        sink.Complete.ShouldAllBe(c => !c);
        sink.Quarantines[0].Saved.ShouldContain("marksnumbers.csv as far as it goes");
        sink.Quarantines.ShouldContain(q => q.Found.StartsWith("a row cut off", StringComparison.Ordinal));
    }

    [Fact]
    public void An_archive_without_directory_is_read_whole_but_not_called_complete()
    {
        var zip = XlsxFile.Zip(Tables);
        var sink = new RecordingSink();
        new AmsReader().Read(new MemoryStream(zip[..zip.AsSpan().IndexOf("PK\u0001\u0002"u8)]), new(), sink);

        sink.Consignments.Count.ShouldBe(5);
        sink.Quarantines.ShouldHaveSingleItem();
        sink.Complete.ShouldAllBe(c => !c);
    }

    [Fact]
    public void A_zip_bomb_ends_with_the_table_it_is_in()
    {
        var tables = new Dictionary<string, string>(Tables, StringComparer.Ordinal);
        tables["ams__tariff.csv"] = "identifier,harmonized_number\n" + string.Concat(Enumerable.Repeat("101,440710\n", 2 << 20));
        var sink = new RecordingSink();

        new AmsReader().Read(new MemoryStream(XlsxFile.Zip(tables)), new() { MostHeld = 1000 }, sink);

        sink.Quarantines.ShouldContain(q => q.Found.Contains("bytes unpacked from", StringComparison.Ordinal));
        sink.Complete.ShouldAllBe(c => !c);
    }

    [Fact]
    public void Cut_anywhere_or_mutated_it_does_not_crash()
    {
        var zip = XlsxFile.Zip(Tables);
        for (var length = 0; length < zip.Length; length += 100)
        {
            var sink = new RecordingSink();
            new AmsReader().Read(new MemoryStream(zip[..length]), new(), sink);
            sink.Quarantines.ShouldNotBeEmpty();
        }

        Gen.Select(Gen.Int[0, Tables.Count - 1], Gen.Int[0, 2000], Gen.Char).Array[1, 10].Sample(edits =>
        {
            var tables = Tables.Select(t => (t.Key, Text: new StringBuilder(t.Value))).ToArray();
            foreach (var (table, at, value) in edits)
            {
                var text = tables[table].Text;
                text[at % text.Length] = value;
            }

            var sink = new RecordingSink();
            new AmsReader().Read(new MemoryStream(XlsxFile.Zip(tables.Select(t => KeyValuePair.Create(t.Key, t.Text.ToString())))), new(), sink);
            sink.ShouldBeEnded();
            (sink.Met >= 1).ShouldBeTrue();
        }, iter: 500, seed: "0000KOIl5P70");
    }

    private static RecordingSink Read(Dictionary<string, string> tables, AmsReader? reader = null)
    {
        var sink = new RecordingSink();
        (reader ?? new AmsReader()).Read(new MemoryStream(XlsxFile.Zip(tables)), new(), sink);
        sink.ShouldBeEnded();
        return sink;
    }
}
