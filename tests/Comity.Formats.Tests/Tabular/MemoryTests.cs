using System.Text;
using Comity.Formats.Awmds;
using Comity.Formats.Cargo;
using Comity.Formats.Tabular;

namespace Comity.Formats.Tests.Tabular;

/// <summary>Memory is the process's, so these run alone.</summary>
[CollectionDefinition(nameof(MemoryTests), DisableParallelization = true)]
[Collection(nameof(MemoryTests))]
public sealed class MemoryTests
{
    private static readonly string Text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Data", "awmds", "sample.xml"));

    private static readonly ColumnMapping Goods = new()
    {
        Sender = "small",
        Columns =
        [
            new() { Header = "BL", Field = CargoField.BillNumber },
            new() { Header = "Container", Field = CargoField.ContainerNumber },
            new() { Header = "Goods", Field = CargoField.GoodsDescription },
        ],
    };

    [Theory]
    [InlineData("<Goods_description>", "</Goods_description>")]
    [InlineData("<Goods_description long='", "'/>")]
    [InlineData("<Goods_description><!--", "--></Goods_description>")]
    public void A_part_of_50_MB_is_skipped_with_bounded_memory(string before, string after)
    {
        var at = Text.IndexOf("<Goods_description>", StringComparison.Ordinal);
        var end = Text.IndexOf("</Goods_description>", StringComparison.Ordinal) + "</Goods_description>".Length;
        var sink = new RecordingSink();
        using var stream = new RepeatingStream(Encoding.UTF8.GetBytes(Text[..at] + before), new byte[1024].Select(_ => (byte)'x').ToArray(), 50 * 1024, Encoding.UTF8.GetBytes(after + Text[end..]));
        var heldBefore = GC.GetTotalMemory(forceFullCollection: true);
        long most = 0;

        new AwmdsReader().Read(stream, new() { Progress = _ => most = Math.Max(most, GC.GetTotalMemory(true) - heldBefore) }, sink);

        sink.Consignments.Select(c => c.BillNumber!.Value.Value).ShouldBe(["SYN0002", "SYN0002", "SYN0003"]);
        sink.Quarantines.ShouldHaveSingleItem().Consignments.ShouldBe(1);
        most.ShouldBeInRange(1, 20 << 20);
    }

    [Fact]
    public void Many_bills_are_read_with_bounded_memory()
    {
        const int Bills = 15_000;
        var start = Text.IndexOf("  <Bol_segment>", StringComparison.Ordinal);
        var end = Text.IndexOf("</Bol_segment>\n", StringComparison.Ordinal) + "</Bol_segment>\n".Length;
        var counted = new CountingSink();
        using var stream = new RepeatingStream(Encoding.UTF8.GetBytes(Text[..start]), Encoding.UTF8.GetBytes(Text[start..end]), Bills, "</Awmds>"u8.ToArray());
        var heldBefore = GC.GetTotalMemory(forceFullCollection: true);
        long most = 0;

        new AwmdsReader().Read(stream, new() { Progress = _ => most = Math.Max(most, GC.GetTotalMemory(true) - heldBefore) }, counted);

        stream.Length.ShouldBeGreaterThan(25 << 20);
        counted.Consignments.ShouldBe(Bills);
        most.ShouldBeInRange(1, 20 << 20);
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("\"", "\"")]
    [InlineData("\"", "")]
    public void A_cell_of_50_MB_costs_its_row_only(string open, string close)
    {
        var sink = new RecordingSink();
        using var stream = new RepeatingStream(
            Encoding.UTF8.GetBytes("BL;Container;Goods\nB1;FCIU5956299;ok\nB2;TCLU5546482;" + open), Enumerable.Repeat((byte)'x', 1024).ToArray(), 50 * 1024,
            Encoding.UTF8.GetBytes(close + "\nB3;TGCU0235724;ok\n"));
        var heldBefore = GC.GetTotalMemory(forceFullCollection: true);
        long most = 0;

        TabularReader.Csv(_ => null).Read(stream, Goods, new() { Progress = _ => most = Math.Max(most, GC.GetTotalMemory(true) - heldBefore) }, sink);

        sink.Consignments.Select(c => c.BillNumber!.Value.Value).ShouldBe(["B1", "B3"]);
        var lost = sink.Quarantines.ShouldHaveSingleItem();
        (lost.At.Segment, lost.Consignments).ShouldBe((3, 1));
        lost.At.Length.ShouldBeGreaterThan(25 << 20);
        most.ShouldBeInRange(1, 20 << 20);
    }

    [Fact]
    public void A_long_file_is_read_with_bounded_memory()
    {
        const int Times = 300;
        var middle = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 1000).Select(i => $"B{i};FCIU5956299;some goods {i}\n")));
        using var stream = new RepeatingStream("BL;Container;Goods\n"u8.ToArray(), middle, Times, []);
        var sink = new CountingSink();
        var heldBefore = GC.GetTotalMemory(forceFullCollection: true);
        long most = 0;

        TabularReader.Csv(_ => null).Read(stream, Goods, new() { Progress = _ => most = Math.Max(most, GC.GetTotalMemory(true) - heldBefore) }, sink);

        sink.Consignments.ShouldBe(1000 * Times);
        most.ShouldBeInRange(1, 20 << 20);
    }
}
