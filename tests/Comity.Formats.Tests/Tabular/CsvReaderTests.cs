using System.Text;
using Comity.Formats.Cargo;
using Comity.Formats.Tabular;
using CsCheck;

namespace Comity.Formats.Tests.Tabular;

public sealed class CsvReaderTests
{
    private static readonly byte[] Sample = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Data", "tabular", "manifiesto-es.csv"));

    private static readonly ColumnMapping Mapping = new()
    {
        Sender = "puerto-ejemplo",
        DecimalMark = ',',
        Columns =
        [
            new() { Header = "Número de conocimiento", Field = CargoField.BillNumber },
            new() { Header = "CONTENEDOR", Field = CargoField.ContainerNumber },
            new() { Header = "Precinto", Field = CargoField.Seal },
            new() { Header = "Bultos", Field = CargoField.Packages },
            new() { Header = "Peso de la carga (kg)", Field = CargoField.GoodsGrossMass, Unit = MassUnit.Kilogram },
            new() { Header = "Descripción", Field = CargoField.GoodsDescription },
            new() { Header = "Código HS", Field = CargoField.Hs },
            new() { Header = "Embarcador", Field = CargoField.ShipperName },
            new() { Header = "Consignatario", Field = CargoField.ConsigneeName },
            new() { Header = "Puerto de carga", Field = CargoField.PlaceOfLoading, Kind = ValueKind.Locode },
            new() { Header = "Puerto de descarga", Field = CargoField.PlaceOfDischarge, Kind = ValueKind.Locode },
            new() { Header = "Buque", Field = CargoField.ConveyanceName },
            new() { Header = "Viaje", Field = CargoField.Voyage },
            new() { Header = "Fecha de llegada", Field = CargoField.ArrivalAt, DateFormat = "dd/MM/yyyy" },
        ],
    };

    private static string Text => Encoding.UTF8.GetString(Sample);

    [Fact]
    public void A_table_is_read_under_its_mapping()
    {
        var (sink, outcome) = Read(Sample);

        outcome.ShouldBeOfType<TabularOutcome.Imported>();
        var manifest = sink.Manifests.ShouldHaveSingleItem();
        manifest.Sender.ShouldBe("puerto-ejemplo");
        manifest.DocumentNumber!.Value.Value.ShouldBe("EJEMPLO ESTRELLA/V42");
        manifest.ArrivalAt!.Value.Value.ShouldBe(new DateTimeOffset(2025, 3, 14, 0, 0, 0, TimeSpan.Zero));
        sink.Consignments.Select(c => (c.BillNumber!.Value.Value, c.Container!.Number.Value, c.BillContainers, c.Goods.Count)).ShouldBe(
        [
            ("SYN0001", "FCIU5956299", 1, 1), ("SYN0002", "TCLU5546482", 2, 1), ("SYN0002", "TGCU0235724", 2, 2), ("SYN0003", "OOLU4293959", 1, 1),
        ]);
        var first = sink.Consignments[0];
        first.Goods[0].Description!.Value.Value.ShouldBe("MADERA ASERRADA; SECA");
        first.Goods[0].GrossMassKg!.Value.Value.ShouldBe(24500.5);
        first.Goods[0].Hs.Select(h => h.Value).ShouldBe(["440710"]);
        sink.Hashes.ShouldBe([Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Sample))]);
        sink.Repairs.ShouldHaveSingleItem().Found.ShouldBe("Manifiesto de carga de ejemplo");
    }

    [Fact]
    public void Positions_are_the_rows_bytes()
    {
        var (sink, _) = Read(Sample);

        var at = sink.Consignments[1].Shipper!.Name!.Value.At;
        at.Segment.ShouldBe(4);
        Encoding.UTF8.GetString(Sample.AsSpan((int)at.Offset, at.Length)).ShouldBe(Text.Split('\n')[3]);
    }

    [Theory]
    [InlineData("utf-8", true, ";", "\n")]
    [InlineData("utf-8", false, ",", "\r\n")]
    [InlineData("utf-16", true, "\t", "\r\n")]
    [InlineData("utf-16", false, ";", "\n")]
    [InlineData("utf-16BE", true, "|", "\r")]
    [InlineData("utf-16BE", false, ";", "\r\n")]
    [InlineData("iso-8859-1", false, ";", "\r\n")]
    public void Every_encoding_delimiter_and_line_end_is_found(string name, bool mark, string delimiter, string lineEnd)
    {
        var encoding = Encoding.GetEncoding(name);
        var text = Text.Replace("; SECA", " SECA", StringComparison.Ordinal).Replace("24.500,5", delimiter == "," ? "\"24.500,5\"" : "24.500,5", StringComparison.Ordinal)
            .Replace("20.000,0", "20.000", StringComparison.Ordinal).Replace("21.999,5", "21.999", StringComparison.Ordinal)
            .Replace(";", delimiter, StringComparison.Ordinal).Replace("\n", lineEnd, StringComparison.Ordinal);
        byte[] file = mark ? [.. encoding.GetPreamble(), .. encoding.GetBytes(text)] : encoding.GetBytes(text);

        var (sink, outcome) = Read(file);

        outcome.ShouldBeOfType<TabularOutcome.Imported>();
        sink.Consignments.Count.ShouldBe(4);
        sink.Consignments[0].Goods[0].GrossMassKg!.Value.Value.ShouldBe(24500.5);
        sink.Consignments[0].Consignee!.Name!.Value.Value.ShouldBe("CARPINTERÍA EJEMPLO");
        var at = sink.Consignments[3].At;
        encoding.GetString(file.AsSpan((int)at.Offset, at.Length)).ShouldStartWith("SYN0003");
        encoding.GetString(file.AsSpan((int)at.Offset, at.Length)).ShouldEndWith("14/03/2025");
    }

    [Fact]
    public void A_moved_column_is_found_by_its_heading()
    {
        var moved = string.Join('\n', Text.Split('\n').Select(l => l.Split(';') is { Length: > 2 } f ? string.Join(';', [.. f[1..], f[0]]) : l));

        var (sink, outcome) = Read(moved);

        outcome.ShouldBeOfType<TabularOutcome.Imported>();
        sink.Consignments.Select(c => c.BillNumber!.Value.Value).ShouldBe(["SYN0001", "SYN0002", "SYN0002", "SYN0003"]);
    }

    [Fact]
    public void A_renamed_column_stops_the_file_and_asks()
    {
        var (sink, outcome) = Read(Text.Replace("Contenedor", "Unidad", StringComparison.Ordinal));

        sink.Manifests.ShouldBeEmpty();
        var needed = outcome.ShouldBeOfType<TabularOutcome.MappingNeeded>();
        var reason = sink.Quarantines.ShouldHaveSingleItem();
        reason.ShouldBe(needed.Reason);
        reason.Expected.ShouldContain("'CONTENEDOR'");
        reason.Consignments.ShouldBe(5);
        needed.Suggestion.Questions.ShouldContain(q => q.Header == "Unidad" && q.Candidates.SequenceEqual(new[] { nameof(CargoField.ContainerNumber) }));
    }

    [Fact]
    public void Values_under_a_wrong_heading_stop_the_file()
    {
        // The headings stayed, the data moved: columns two and three are exchanged in every row but the first.
        var lines = Text.Split('\n');
        var moved = string.Join('\n', lines.Select((l, i) => i > 1 && l.Split(';') is { Length: > 2 } f ? string.Join(';', [f[0], f[2], f[1], .. f[3..]]) : l));

        var (sink, outcome) = Read(moved);

        outcome.ShouldBeOfType<TabularOutcome.MappingNeeded>().Reason.Found.ShouldContain("CONTENEDOR");
        sink.Consignments.ShouldBeEmpty();
        sink.Quarantines.ShouldHaveSingleItem().Consignments.ShouldBe(5);
    }

    [Fact]
    public void Values_that_turn_wrong_late_stop_the_rest_and_keep_the_start()
    {
        var good = string.Concat(Enumerable.Range(0, 120).Select(i => $"B{i};FCIU5956299;1000\n"));
        var bad = string.Concat(Enumerable.Range(0, 80).Select(i => $"B{i};1000;FCIU5956299\n"));
        var (sink, outcome) = Read("BL;Container;Weight\n" + good + bad, Small());

        outcome.ShouldBeOfType<TabularOutcome.MappingNeeded>();
        sink.Complete.ShouldBe([false]);
        sink.Consignments.Count.ShouldBeGreaterThanOrEqualTo(100);
        sink.Consignments.ShouldAllBe(c => c.Container!.Number.Value == "FCIU5956299");
        sink.Met.ShouldBe(200);
    }

    [Fact]
    public void Without_a_mapping_the_file_waits_with_a_suggestion()
    {
        var sink = new RecordingSink();

        var outcome = TabularReader.Csv(_ => null).Read(new MemoryStream(Sample), null, new() { Sender = "neu" }, sink);

        var needed = outcome.ShouldBeOfType<TabularOutcome.MappingNeeded>();
        needed.Suggestion.Questions.ShouldBeEmpty();
        needed.Suggestion.Proposed.DecimalMark.ShouldBe(',');
        sink.Quarantines.ShouldHaveSingleItem().Consignments.ShouldBe(5);
        var (again, second) = Read(Sample, needed.Suggestion.Proposed);
        second.ShouldBeOfType<TabularOutcome.Imported>();
        again.Consignments.Count.ShouldBe(4);
    }

    [Fact]
    public void A_mapping_that_contradicts_itself_is_not_used()
    {
        var twice = Mapping with { Columns = [.. Mapping.Columns, new() { Header = "Otra", Field = CargoField.BillNumber }] };

        var (sink, outcome) = Read(Sample, twice);

        outcome.ShouldBeOfType<TabularOutcome.MappingNeeded>().Reason.Found.ShouldContain("BillNumber");
        sink.Manifests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("B1;FCIU5956299;heavy", "Weight: heavy", "FCIU5956299")]
    [InlineData("B1;FCIU5956299;-4", "Weight: -4", "FCIU5956299")]
    [InlineData("B1;FCIU5956299;1,5", "Weight: 1,5", "FCIU5956299")]
    [InlineData("B1;FCIU59562;5", "container number: FCIU59562", "FCIU59562")]
    [InlineData("B1;BULK;5", "container number: BULK", null)]
    [InlineData("B1;FCIU5956299", "2 fields", "FCIU5956299")]
    [InlineData("B1;FCIU5956299;5;more", "4 fields", "FCIU5956299")]
    public void A_defect_in_a_row_is_repaired_and_told(string row, string found, string? container)
    {
        var (sink, _) = Read($"BL;Container;Weight\n{row}\nB2;TCLU5546482;7\n", Small());

        var repair = sink.Repairs.ShouldHaveSingleItem();
        repair.Found.ShouldBe(found);
        (repair.At.Segment, repair.At.Offset).ShouldBe((2, 20L));
        sink.Consignments.Count.ShouldBe(2);
        sink.Consignments[0].Repaired.ShouldBeTrue();
        sink.Consignments[1].Repaired.ShouldBeFalse();
        sink.Consignments[0].Container?.Number.Value.ShouldBe(container);
    }

    [Theory]
    [InlineData(";;5", "a container number or a bill of lading number")]
    [InlineData("x;B1;FCIU5956299;5", "3 fields")]
    public void A_row_that_cannot_be_a_consignment_is_quarantined(string row, string expected)
    {
        var (sink, _) = Read($"BL;Container;Weight\n{row}\nB2;TCLU5546482;7\n", Small());

        var lost = sink.Quarantines.ShouldHaveSingleItem();
        lost.Expected.ShouldBe(expected);
        (lost.At.Segment, lost.At.Offset, lost.Consignments).ShouldBe((2, 20L, 1));
        sink.Consignments.ShouldHaveSingleItem().BillNumber!.Value.Value.ShouldBe("B2");
    }

    [Fact]
    public void Text_that_looks_like_a_formula_is_kept_as_it_is()
    {
        var (sink, _) = Read("BL;Container;Goods\n=1+2;FCIU5956299;@cmd|' /C calc'!A0\n+5;TCLU5546482;=HYPERLINK(0)\n", Small(CargoField.GoodsDescription));

        sink.Issues.ShouldBeEmpty();
        sink.Consignments.Select(c => (c.BillNumber!.Value.Value, c.Goods[0].Description!.Value.Value)).ShouldBe([("=1+2", "@cmd|' /C calc'!A0"), ("+5", "=HYPERLINK(0)")]);
    }

    [Theory]
    [InlineData("B1;FCIU5956299;\"3 inch\" pipe", "\"3 inch\" pipe")]
    [InlineData("B1;FCIU5956299;\"open", "\"open")]
    [InlineData("B1;FCIU5956299;5\" pipe", "5\" pipe")]
    public void A_stray_quotation_mark_costs_no_neighbour(string row, string goods)
    {
        var (sink, _) = Read($"BL;Container;Goods\n{row}\nB2;TCLU5546482;\"a\nb\"\nB3;TGCU0235724;\"x \"\"y\"\"\"\n", Small(CargoField.GoodsDescription));

        sink.Consignments.Select(c => c.Goods[0].Description!.Value.Value).ShouldBe([goods, "a\nb", "x \"y\""]);
        sink.Quarantines.ShouldBeEmpty();
        sink.Consignments[2].At.Segment.ShouldBe(4);
    }

    [Fact]
    public void Units_are_converted_and_a_unit_in_the_cell_wins()
    {
        var mapping = Small() with { Columns = [.. Small().Columns.Select(c => c.Unit is null ? c : c with { Unit = MassUnit.Tonne })] };

        var (sink, _) = Read("BL;Container;Weight\nB1;FCIU5956299;2.5\nB2;TCLU5546482;100 lb\nB3;TGCU0235724;7 KGS\n", mapping);

        sink.Consignments.Select(c => c.Goods[0].GrossMassKg!.Value.Value).ShouldBe([2500, 45.359237, 7]);
    }

    [Fact]
    public void Rows_of_another_voyage_are_another_message()
    {
        var (sink, _) = Read("BL;Container;Voyage\nB1;FCIU5956299;V1\nB2;TCLU5546482;V2\nB3;TGCU0235724;V1\n", Small(CargoField.Voyage));

        sink.Manifests.Select(m => (m.Voyage!.Value.Value, m.Function.Value)).ShouldBe([("V1", ManifestFunction.Original), ("V2", ManifestFunction.Original), ("V1", ManifestFunction.Add)]);
        sink.All.Select(a => a.Manifest).ShouldBe([0, 1, 2]);
        sink.Hashes.ToHashSet(StringComparer.Ordinal).Count.ShouldBe(3);
    }

    [Fact]
    public void Goods_rows_that_disagree_about_the_consignment_are_told()
    {
        var (sink, _) = Read("BL;Container;Shipper\nB1;FCIU5956299;ONE\nB1;FCIU5956299;TWO\n", Small(CargoField.ShipperName));

        sink.Consignments.ShouldHaveSingleItem().Shipper!.Name!.Value.Value.ShouldBe("ONE");
        sink.Repairs.ShouldHaveSingleItem().Found.ShouldBe("Shipper: TWO");
    }

    [Fact]
    public void An_unknown_column_is_told_and_not_read()
    {
        var (sink, _) = Read("BL;Container;Weight;Secret\nB1;FCIU5956299;5;x\n", Small());

        sink.Repairs.ShouldHaveSingleItem().Found.ShouldBe("the column Secret");
        sink.Consignments.ShouldHaveSingleItem();
    }

    [Fact]
    public void A_heading_that_occurs_once_more_is_not_guessed()
    {
        var (sink, outcome) = Read("BL;Container;Container\nB1;FCIU5956299;TCLU5546482\n", Small());

        outcome.ShouldBeOfType<TabularOutcome.MappingNeeded>();
        sink.Consignments.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n\n \n")]
    public void A_file_without_text_is_told(string text)
    {
        var (sink, outcome) = Read(text);

        outcome.ShouldBeOfType<TabularOutcome.Unreadable>();
        sink.Quarantines.ShouldHaveSingleItem();
    }

    [Fact]
    public void Cut_anywhere_the_rows_before_the_cut_are_kept()
    {
        var header = Text.IndexOf("SYN0001", StringComparison.Ordinal) + 2;
        for (var length = 0; length < Sample.Length; length += 100)
        {
            var (sink, _) = Read(Sample[..length]);

            if (length <= header)
            {
                sink.Consignments.ShouldBeEmpty($"cut at {length}");
                sink.Quarantines.ShouldNotBeEmpty($"cut at {length}");
            }
            else
            {
                var rows = Encoding.UTF8.GetString(Sample, 0, length).Split('\n').Length - 2;
                (sink.Consignments.Sum(c => Math.Max(1, c.Goods.Count)) + sink.Quarantines.Sum(q => q.Consignments)).ShouldBe(rows, $"cut at {length}");
                sink.Issues.ShouldContain(i => i.At.Segment == rows + 2, $"cut at {length}");
            }
        }
    }

    [Fact]
    public void The_size_of_the_pieces_changes_nothing()
    {
        var whole = Read(Sample).Sink.Transcript();
        foreach (var piece in new[] { 1, 3, 7, 100, 4096 })
        {
            var sink = new RecordingSink();
            using var stream = new PiecewiseStream(Sample, piece);
            TabularReader.Csv(_ => null).Read(stream, Mapping, new(), sink);
            sink.Transcript().ShouldBe(whole);
        }
    }

    [Fact]
    public void A_bill_of_too_many_rows_is_quarantined_beyond_what_may_be_held()
    {
        var (sink, _) = Read("BL;Container;Goods\n" + string.Concat(Enumerable.Repeat("B1;FCIU5956299;x\n", 30)), Small(CargoField.GoodsDescription), new() { MostHeld = 10 });

        sink.Consignments.ShouldHaveSingleItem().Goods.Count.ShouldBe(10);
        sink.Quarantines.Count.ShouldBe(20);
    }

    [Fact]
    public void No_mutation_crashes_the_reader_and_the_sums_agree()
    {
        var edit = Gen.Select(Gen.Int[0, Sample.Length - 1], Gen.OneOf(Gen.Byte, Gen.Int[0, 4].Select(i => "\";\n\r\0"u8[i])), Gen.Int[0, 2]);
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

            var (sink, outcome) = Read(bytes.ToArray());
            sink.ShouldBeEnded();
            sink.Consignments.ShouldAllBe(c => c.At.Offset >= 0 && c.At.Offset + c.At.Length <= bytes.Count);
            if (outcome is not TabularOutcome.Imported)
            {
                sink.Quarantines.ShouldNotBeEmpty();
            }
        }, iter: 3000, seed: "0000KOIl5P70");
    }

    [Fact]
    public void Every_row_is_handed_over_or_quarantined()
    {
        var cell = Gen.Int[0, 5].Select(i => new[] { "", "FCIU5956299", "12.5", "x", "\"a\"\"b\"", "TCLU5546482" }[i]);
        cell.Array[0, 5].Array[1, 60].Sample(rows =>
        {
            // A number of its own makes every row a bill of its own.
            var text = "BL;Container;Weight\n" + string.Concat(rows.Select((r, i) => string.Join(';', [$"B{i}", .. r]) + "\n"));

            Read(text, Small()).Sink.Met.ShouldBe(rows.Length);
        }, iter: 500, seed: "0000KOIl5P70");
    }

    /// <summary>A mapping for the small tables above, which differ in the third column.</summary>
    private static ColumnMapping Small(CargoField third = CargoField.GoodsGrossMass) => new()
    {
        Sender = "small",
        Columns =
        [
            new() { Header = "BL", Field = CargoField.BillNumber },
            new() { Header = "Container", Field = CargoField.ContainerNumber },
            third switch
            {
                CargoField.GoodsGrossMass => new() { Header = "Weight", Field = third, Unit = MassUnit.Kilogram },
                CargoField.GoodsDescription => new() { Header = "Goods", Field = third },
                CargoField.ShipperName => new() { Header = "Shipper", Field = third },
                _ => new() { Header = "Voyage", Field = third },
            },
        ],
    };

    private static (RecordingSink Sink, TabularOutcome Outcome) Read(string text, ColumnMapping? mapping = null, CargoReadOptions? options = null) =>
        Read(Encoding.UTF8.GetBytes(text), mapping, options);

    private static (RecordingSink Sink, TabularOutcome Outcome) Read(byte[] file, ColumnMapping? mapping = null, CargoReadOptions? options = null)
    {
        var sink = new RecordingSink();
        var outcome = TabularReader.Csv(_ => null).Read(new MemoryStream(file), mapping ?? Mapping, options ?? new(), sink);
        sink.ShouldBeEnded();
        return (sink, outcome);
    }
}
