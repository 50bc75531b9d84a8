using System.Text;
using Comity.Formats.Awmds;
using Comity.Formats.Cargo;
using Comity.Formats.Tests.Tabular;
using CsCheck;

namespace Comity.Formats.Tests.Awmds;

public sealed class AwmdsReaderTests
{
    private static readonly byte[] Sample = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Data", "awmds", "sample.xml"));

    private static string Text => Encoding.UTF8.GetString(Sample);

    [Fact]
    public void A_manifest_is_read_with_its_places()
    {
        var sink = Read(Sample);

        sink.Issues.ShouldBeEmpty();
        var manifest = sink.Manifests.ShouldHaveSingleItem();
        manifest.DocumentNumber!.Value.Value.ShouldBe("PTLN1/V-042/2025-03-01");
        manifest.ArrivalAt!.Value.Value.ShouldBe(new DateTimeOffset(2025, 3, 14, 0, 0, 0, TimeSpan.Zero));
        manifest.VesselImo!.Value.Value.ShouldBe("9074729");
        manifest.Carrier!.Value.Value.ShouldBe("SYNL");
        sink.Complete.ShouldBe([true]);
        sink.Hashes.ShouldBe([Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Sample))]);
        sink.Consignments.Select(c => (c.BillNumber!.Value.Value, c.Container!.Number.Value, c.BillContainers)).ShouldBe(
        [
            ("SYN0001", "FCIU5956299", 1), ("SYN0002", "TCLU5546482", 2), ("SYN0002", "TGCU0235724", 2), ("SYN0003", "TGCU0235724", 1),
        ]);
        var first = sink.Consignments[0];
        first.BillKind!.Value.Value.ShouldBe("house");
        first.BillNature!.Value.Value.ShouldBe("import");
        first.MasterBill!.Value.Value.ShouldBe("SYNM77");
        first.Consignee!.Name!.Value.Value.ShouldBe("CARPINTARIA SÃO EXEMPLO LDA");
        first.Container!.Seals.Select(s => s.Value).ShouldBe(["SEAL-1", "SEAL-2"]);
        first.Container.Empty!.Value.Value.ShouldBeFalse();
        first.Goods[0].Hs.Select(h => h.Value).ShouldBe(["440710"]);
        first.FreightPayment!.Value.Value.ShouldBe("prepaid");
        (first.Value!.Value.Value, first.Freight!.Value.Value, first.Currency!.Value.Value).ShouldBe((51000, 2100, "EUR"));
        SourceOf(first.Consignee.Name.Value).ShouldBe("<Consignee_name>CARPINTARIA SÃO EXEMPLO LDA</Consignee_name>");
        SourceOf(first.Goods[0].GrossMassKg!.Value).ShouldBe("<Gross_mass>24500.5</Gross_mass>");
        SourceOf(sink.Consignments[3].Goods[0].Description!.Value).ShouldBe("<Goods_description>GROUPAGE &amp; SAMPLES</Goods_description>");
    }

    [Fact]
    public void The_mass_of_a_bill_is_never_shared_out_to_its_containers()
    {
        var bills = Read(Sample).Consignments;

        bills.Select(c => c.BillGrossMassKg!.Value.Value).ShouldBe([24500.5, 41999.5, 41999.5, 1000]);
        bills.Select(c => c.Goods[0].GrossMassKg?.Value).ShouldBe([24500.5, 20000, null, 1000]);
        bills.Select(c => c.Goods[0].Packages?.Value).ShouldBe([400L, 300, 400, 30]);
    }

    [Fact]
    public void A_groupage_container_is_one_object_under_its_bills()
    {
        var bills = Read(Sample).Consignments;

        bills[3].Container.ShouldBeSameAs(bills[2].Container);
    }

    [Theory]
    [InlineData("utf-8", true)]
    [InlineData("utf-16", true)]
    [InlineData("utf-16BE", true)]
    [InlineData("iso-8859-1", false)]
    [InlineData("windows-1252", false)]
    public void Offsets_are_exact_in_every_encoding(string name, bool mark)
    {
        var encoding = name == "windows-1252" ? CodePagesEncodingProvider.Instance.GetEncoding(1252)! : Encoding.GetEncoding(name);
        var body = encoding.GetBytes(Text.Replace("UTF-8", name, StringComparison.Ordinal).Replace("\n", "\r\n", StringComparison.Ordinal));
        byte[] file = mark ? [.. encoding.GetPreamble(), .. body] : body;

        var sink = Read(file);

        sink.Issues.ShouldBeEmpty();
        var consignee = sink.Consignments[0].Consignee!.Name!.Value.At;
        encoding.GetString(file.AsSpan((int)consignee.Offset, consignee.Length)).ShouldBe("<Consignee_name>CARPINTARIA SÃO EXEMPLO LDA</Consignee_name>");
        var last = sink.Consignments[^1].Goods[0].GrossMassKg!.Value.At;
        encoding.GetString(file.AsSpan((int)last.Offset, last.Length)).ShouldBe("<Gross_mass>1000</Gross_mass>");
    }

    [Fact]
    public void Latin_bytes_in_a_file_that_says_UTF8_are_read_and_reported()
    {
        var file = Encoding.Latin1.GetBytes(Text);

        var sink = Read(file);

        sink.Consignments[0].Consignee!.Name!.Value.Value.ShouldBe("CARPINTARIA SÃO EXEMPLO LDA");
        var repair = sink.Issues.ShouldHaveSingleItem();
        repair.Kind.ShouldBe(IssueKind.Repair);
        repair.At.Offset.ShouldBe(Array.IndexOf(file, (byte)0xC3));
    }

    [Fact]
    public void Wrong_totals_are_told_and_lose_nothing()
    {
        var sink = Read(Text.Replace("bols>3<", "bols>4<", StringComparison.Ordinal).Replace("mass>67500<", "mass>99<", StringComparison.Ordinal));

        sink.Consignments.Count.ShouldBe(4);
        sink.Repairs.Select(r => r.Found).ShouldBe(["Total_number_of_bols 4", "Total_gross_mass 99"]);
        sink.Quarantines.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("<Gross_mass>24500.5<", "<Gross_mass>heavy<", "heavy")]
    [InlineData("<Gross_mass>24500.5<", "<Gross_mass>-5<", "-5")]
    [InlineData("<Number_of_packages>400<", "<Number_of_packages>4.5<", "4.5")]
    [InlineData("<Bol_nature>23<", "<Bol_nature>99<", "Bol_nature 99")]
    [InlineData("<Empty_Full>FCL<", "<Empty_Full>??<", "??")]
    [InlineData("<Date_of_arrival>2025-03-14<", "<Date_of_arrival>soon<", "soon")]
    [InlineData("<Date_of_arrival>2025-03-14<", "<Date_of_arrival>14/03/2025<", "14/03/2025")]
    [InlineData("<Gross_mass>24500.5<", "<Gross_mass>24500,5<", "24500,5")]
    [InlineData("<Bol_reference>SYN0001</Bol_reference>", "", "a Bol_segment without Bol_reference")]
    public void A_value_that_cannot_be_read_is_left_missing_and_told(string good, string bad, string found)
    {
        var at = Text.IndexOf(good, StringComparison.Ordinal);

        var sink = Read(string.Concat(Text.AsSpan(0, at), bad, Text.AsSpan(at + good.Length)));

        sink.Consignments.Count.ShouldBe(4);
        sink.Repairs.ShouldContain(r => r.Found == found);
        sink.Quarantines.ShouldBeEmpty();
    }

    [Fact]
    public void A_date_that_has_two_readings_is_left_missing()
    {
        var sink = Read(Text.Replace("2025-03-14", "03/04/2025", StringComparison.Ordinal));

        sink.Manifests[0].ArrivalAt.ShouldBeNull();
        sink.Repairs.ShouldHaveSingleItem().Saved.ShouldBe("the manifest without it");
    }

    [Fact]
    public void Broken_XML_costs_one_bill_and_reading_goes_on()
    {
        var broken = Text.Replace("<Package_type_code>CT</Package_type_code>", "<Package_type_code>C & T</Package_type_code>", StringComparison.Ordinal);

        var sink = Read(broken);

        sink.Consignments.Select(c => c.BillNumber!.Value.Value).ShouldBe(["SYN0001", "SYN0003"]);
        var lost = sink.Quarantines.ShouldHaveSingleItem();
        lost.Consignments.ShouldBe(2);
        ((int)lost.At.Offset).ShouldBeInRange(broken.IndexOf("C & T", StringComparison.Ordinal), broken.IndexOf("C & T", StringComparison.Ordinal) + 8);
        sink.Complete.ShouldBe([true]);
        sink.Met.ShouldBe(4);
    }

    [Fact]
    public void A_missing_end_tag_inside_a_bill_keeps_the_bill()
    {
        var sink = Read(Text.Replace("</Value_segment>", "", StringComparison.Ordinal));

        sink.Consignments.Count.ShouldBe(4);
        sink.Consignments[0].Repaired.ShouldBeTrue();
        sink.Consignments[0].Value!.Value.Value.ShouldBe(51000);
        sink.Quarantines.ShouldBeEmpty();
    }

    [Fact]
    public void A_missing_end_of_a_bill_keeps_both_bills()
    {
        var at = Text.IndexOf("</Bol_segment>", StringComparison.Ordinal);

        var sink = Read(Text.Remove(at, "</Bol_segment>".Length));

        sink.Consignments.Count.ShouldBe(4);
        sink.Consignments[0].Repaired.ShouldBeTrue();
    }

    [Fact]
    public void Cut_anywhere_everything_before_the_cut_is_kept_and_the_sums_agree()
    {
        for (var length = 0; length < Sample.Length; length += 100)
        {
            var sink = Read(Sample[..length]);

            var ended = Text[..Encoding.UTF8.GetCharCount(Sample, 0, length)].Split("</Bol_segment>").Length - 1;
            sink.Consignments.Select(c => c.BillNumber!.Value.Value).ToHashSet(StringComparer.Ordinal).Count.ShouldBe(ended, $"cut at {length}");
            sink.Quarantines.ShouldNotBeEmpty($"cut at {length}");
            sink.Complete.ShouldAllBe(c => !c);
        }
    }

    [Fact]
    public void The_size_of_the_pieces_changes_nothing()
    {
        var whole = Read(Sample).Transcript();
        foreach (var piece in new[] { 1, 3, 7, 100, 4096 })
        {
            var sink = new RecordingSink();
            using var stream = new PiecewiseStream(Sample, piece);
            new AwmdsReader().Read(stream, new(), sink);
            sink.Transcript().ShouldBe(whole);
        }
    }

    [Fact]
    public void Entities_that_multiply_are_refused()
    {
        const string Bomb = """
            <?xml version="1.0"?><!DOCTYPE Awmds [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/hostname">]>
            <Awmds><Bol_segment><Bol_id><Bol_reference>&b;&c;</Bol_reference></Bol_id></Bol_segment>
            <Bol_segment><Bol_id><Bol_reference>CLEAN</Bol_reference></Bol_id></Bol_segment></Awmds>
            """;

        var sink = Read(Bomb);

        sink.Consignments.ShouldHaveSingleItem().BillNumber!.Value.Value.ShouldBe("CLEAN");
        sink.Quarantines.ShouldContain(q => q.Found.Contains("DTD", StringComparison.Ordinal));
    }

    [Fact]
    public void Elements_nested_without_end_are_refused()
    {
        var deep = string.Concat(Enumerable.Repeat("<x>", 100_000));

        var sink = Read(Text.Replace("<Shipping_marks>N/M</Shipping_marks>", deep, StringComparison.Ordinal));

        sink.Met.ShouldBe(4);
        sink.Quarantines.ShouldHaveSingleItem().Consignments.ShouldBe(1);
    }

    [Fact]
    public void No_mutation_crashes_the_reader_or_breaks_the_order_of_events()
    {
        var edit = Gen.Select(Gen.Int[0, Sample.Length - 1], Gen.Byte, Gen.Int[0, 2]);
        edit.Array[1, 20].Sample(edits =>
        {
            var bytes = Sample.ToList();
            foreach (var (at, value, kind) in edits)
            {
                var place = at % bytes.Count;
                switch (kind)
                {
                    case 0:
                        bytes[place] = value;
                        break;
                    case 1:
                        bytes.Insert(place, value);
                        break;
                    default:
                        bytes.RemoveAt(place);
                        break;
                }
            }

            var inner = new RecordingSink();
            var sink = new CountingSink(inner);
            new AwmdsReader().Read(new MemoryStream(bytes.ToArray()), new(), sink);
            inner.ShouldBeEnded();
            sink.Met.ShouldBe(inner.Met);
            sink.Manifests.ShouldBe(sink.ManifestsEnded);
            inner.Consignments.ShouldAllBe(c => c.At.Offset >= 0 && c.At.Offset + c.At.Length <= bytes.Count);
            (inner.Consignments.Count >= 4 || inner.Issues.Count > 0).ShouldBeTrue();
        }, iter: 1000, seed: "0000KOIl5P70");
    }

    private static string SourceOf<T>(Declared<T> value) => Encoding.UTF8.GetString(Sample.AsSpan((int)value.At.Offset, value.At.Length));

    private static RecordingSink Read(string text) => Read(Encoding.UTF8.GetBytes(text));

    private static RecordingSink Read(byte[] file)
    {
        var sink = new RecordingSink();
        new AwmdsReader().Read(new MemoryStream(file), new(), sink);
        sink.ShouldBeEnded();
        return sink;
    }
}
