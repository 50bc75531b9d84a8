using Comity.Formats.Cargo;
using Comity.Formats.Tabular;
using CsCheck;

namespace Comity.Formats.Tests.Tabular;

public sealed class XlsxReaderTests
{
    private static readonly string[] Headings = ["BL", "حاوية", "Weight", "ETA"];

    private static readonly ColumnMapping Mapping = new()
    {
        Sender = "sheets",
        Columns =
        [
            new() { Header = "BL", Field = CargoField.BillNumber },
            new() { Header = "\u200Fحاوية\u200F", Field = CargoField.ContainerNumber },
            new() { Header = "Weight", Field = CargoField.GoodsGrossMass, Unit = MassUnit.Kilogram },
            new() { Header = "ETA", Field = CargoField.ArrivalAt },
        ],
    };

    private static readonly byte[] Sample = XlsxFile.Of(("Hoja 1",
    [
        XlsxFile.Row(2, Headings),
        XlsxFile.Row(3, "B1", "FCIU5956299", "1234.5", "<c s=\"1\"><v>45730</v></c>"),
        XlsxFile.Row(5, "B2", "TCLU5546482", "<c><f>C3*2</f><v>2469</v></c>", "<c s=\"1\"><v>45730</v></c>"),
        XlsxFile.Row(6, "B3", "TGCU0235724", "<c t=\"e\"><v>#REF!</v></c>", "<c s=\"1\"><v>45730</v></c>"),
    ]));

    [Fact]
    public void A_sheet_is_read_and_formulas_and_errors_are_told()
    {
        var (sink, outcome) = Read(Sample);

        outcome.ShouldBeOfType<TabularOutcome.Imported>();
        sink.Manifests.ShouldHaveSingleItem().ArrivalAt!.Value.Value.ShouldBe(new DateTimeOffset(2025, 3, 14, 0, 0, 0, TimeSpan.Zero));
        sink.Consignments.Select(c => (c.BillNumber!.Value.Value, c.Goods.FirstOrDefault()?.GrossMassKg?.Value)).ShouldBe([("B1", 1234.5), ("B2", 2469), ("B3", null)]);
        sink.Consignments.Select(c => (c.At.Segment, c.At.Offset, c.At.Table)).ShouldBe([(3, -1L, "Hoja 1"), (5, -1L, "Hoja 1"), (6, -1L, "Hoja 1")]);
        sink.Repairs.Select(r => r.Found).ShouldBe(["C5: formula", "C6: error"]);
        sink.Consignments.Select(c => c.Repaired).ShouldBe([false, true, true]);
        sink.Hashes.ShouldBe([Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Sample))]);
    }

    [Fact]
    public void A_sheet_without_the_headings_waits_and_the_others_are_read()
    {
        var file = XlsxFile.Of(
            ("Notes", [XlsxFile.Row(1, "Port", "Remark"), XlsxFile.Row(2, "X", "Y")]),
            ("Empty", []),
            ("Cargo", [XlsxFile.Row(1, Headings), XlsxFile.Row(2, "B1", "FCIU5956299", "5", "2025-03-14")]));

        var (sink, outcome) = Read(file);

        outcome.ShouldBeOfType<TabularOutcome.MappingNeeded>();
        sink.Consignments.ShouldHaveSingleItem().At.Table.ShouldBe("Cargo");
        var waits = sink.Quarantines.ShouldHaveSingleItem();
        (waits.At.Table, waits.Consignments).ShouldBe(("Notes", 1));
    }

    [Fact]
    public void A_stream_that_cannot_seek_gives_the_same()
    {
        var sink = new RecordingSink();
        using var stream = new PiecewiseStream(Sample, 13);

        TabularReader.Xlsx(_ => Mapping).Read(stream, new CargoReadOptions(), sink);

        sink.Transcript().ShouldBe(Read(Sample).Sink.Transcript());
    }

    [Fact]
    public void A_zip_bomb_is_refused_before_it_is_unpacked()
    {
        var parts = XlsxFile.Parts(("S", [XlsxFile.Row(1, Headings)]));
        parts["xl/sharedStrings.xml"] = "<sst>" + string.Concat(Enumerable.Repeat("<si><t/></si>", 4 << 20)) + "</sst>";

        var (sink, outcome) = Read(XlsxFile.Zip(parts));

        outcome.ShouldBeOfType<TabularOutcome.Unreadable>().Reason.Found.ShouldContain("sharedStrings.xml unpacks to more than");
        sink.Manifests.ShouldBeEmpty();
    }

    [Fact]
    public void A_cell_of_50_MB_is_refused()
    {
        var text = new char[50 << 20];
        var state = 1u;
        for (var i = 0; i < text.Length; i++)
        {
            // Text that does not pack well, so that the size of the cell alone is judged.
            state = (state * 1664525) + 1013904223;
            text[i] = (char)('a' + (state >> 28));
        }

        var (sink, outcome) = Read(XlsxFile.Of(("S", [XlsxFile.Row(1, Headings), XlsxFile.Row(2, "B1", new string(text))])));

        outcome.ShouldBeOfType<TabularOutcome.Unreadable>().Reason.Found.ShouldContain("longer than");
        sink.Consignments.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("xl/workbook.xml")]
    [InlineData("xl/worksheets/sheet1.xml")]
    public void Entities_are_refused(string part)
    {
        var parts = XlsxFile.Parts(("S", [XlsxFile.Row(1, Headings), XlsxFile.Row(2, "B1", "FCIU5956299", "5", "2025-03-14")]));
        parts[part] = "<!DOCTYPE x [<!ENTITY a \"aaaa\">]>" + parts[part];

        var (sink, outcome) = Read(XlsxFile.Zip(parts));

        outcome.ShouldBeOfType<TabularOutcome.Unreadable>().Reason.Found.ShouldContain("DTD");
        sink.Consignments.ShouldBeEmpty();
    }

    [Fact]
    public void A_sheet_cut_in_the_middle_keeps_the_rows_before()
    {
        var parts = XlsxFile.Parts(("S", [XlsxFile.Row(1, Headings), XlsxFile.Row(2, "B1", "FCIU5956299", "5", "2025-03-14"), XlsxFile.Row(3, "B2", "TCLU5546482", "5", "2025-03-14")]));
        var sheet = parts["xl/worksheets/sheet1.xml"];
        parts["xl/worksheets/sheet1.xml"] = sheet[..sheet.IndexOf("B2", StringComparison.Ordinal)];

        var (sink, outcome) = Read(XlsxFile.Zip(parts));

        outcome.ShouldBeOfType<TabularOutcome.Unreadable>();
        sink.Quarantines.ShouldHaveSingleItem();
        sink.Complete.ShouldAllBe(c => !c);
    }

    [Fact]
    public void Cut_anywhere_or_mutated_it_is_refused_without_a_crash()
    {
        for (var length = 0; length < Sample.Length; length += 100)
        {
            Read(Sample[..length]).Outcome.ShouldBeOfType<TabularOutcome.Unreadable>();
        }

        Gen.Select(Gen.Int[0, Sample.Length - 1], Gen.Byte).Array[1, 5].Sample(edits =>
        {
            var bytes = (byte[])Sample.Clone();
            Array.ForEach(edits, e => bytes[e.Item1] = e.Item2);
            var (sink, outcome) = Read(bytes);
            (outcome is TabularOutcome.Imported || sink.Quarantines.Count > 0).ShouldBeTrue();
        }, iter: 500, seed: "0000KOIl5P70");
    }

    private static (RecordingSink Sink, TabularOutcome Outcome) Read(byte[] file)
    {
        var sink = new RecordingSink();
        var outcome = TabularReader.Xlsx(_ => null).Read(new MemoryStream(file), Mapping, new(), sink);
        sink.ShouldBeEnded();
        return (sink, outcome);
    }
}
