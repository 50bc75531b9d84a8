using System.Text;
using Comity.Formats.Stowage;
using Comity.Formats.Tests.Edifact;

namespace Comity.Formats.Tests.Stowage;

public sealed class StowageTests
{
    private static EventText Read(string type, string segments) =>
        Files.Read(Encoding.Latin1.GetBytes(Files.Interchange(segments).Replace("CUSCAR", type, StringComparison.Ordinal)), new BaplieReader());

    [Fact]
    public void The_container_may_stand_behind_or_before_its_figures()
    {
        const string Head = "BGM++1+9'TDT+20+1'LOC+5+SGSIN'";

        var old = Read("BAPLIE", Head + "LOC+147+0050302::5'MEA+WT++KGM:23000'LOC+9+SGSIN'RFF+BM:1'EQD+CN+TCLU5546482+22G1+++5'");
        var late = Read("BAPLIE", Head + "UNS+D'LOC+147+0050302::5'EQD+CN+TCLU5546482+22G1+++5'MEA+WT++KGM:23000'LOC+9+SGSIN'");

        foreach (var events in new[] { old, late })
        {
            var consignment = events.Consignments.ShouldHaveSingleItem();
            consignment.Container!.Number.Value.ShouldBe("TCLU5546482");
            consignment.Container.GrossMassKg!.Value.Value.ShouldBe(23_000);
            consignment.PlaceOfLoading!.Value.Value.ShouldBe("SGSIN");
            consignment.BillNumber.ShouldBeNull();
            events.Issues.ShouldBeEmpty();
        }
    }

    [Fact]
    public void Several_bills_of_a_container_are_several_consignments()
    {
        var events = Read("COPRAR", "BGM+45+1+9'EQD+CN+TCLU5546482+22G1+++5'RFF+BM:A'RFF+BM:B'SEL+S1+CA'");

        events.Consignments.Select(consignment => consignment.BillNumber!.Value.Value).ShouldBe(["A", "B"]);
        events.Consignments[0].Container.ShouldBeSameAs(events.Consignments[1].Container);
        events.Consignments[0].Container!.Seals.ShouldHaveSingleItem().Value.ShouldBe("S1");
    }

    [Fact]
    public void A_wrong_number_of_containers_is_told()
    {
        var events = Read("COPRAR", "BGM+45+1+9'EQD+CN+TCLU5546482+22G1+++5'CNT+16:2'");

        events.Issues.ShouldHaveSingleItem().Expected.ShouldBe("1 containers");
        events.Consignments.ShouldHaveSingleItem().Repaired.ShouldBeFalse();
    }

    [Fact]
    public void Messages_of_several_kinds_in_one_file_are_all_read()
    {
        var file = Files.Text("baplie-d04b.edi") + Files.Text("coprar-d95b.edi") + Files.Text("own-cuscar-d96b.edi");

        var events = Files.Read(file);

        events.Manifests.Select(manifest => manifest.Format).ShouldBe(["BAPLIE D04B", "COPRAR D95B", "CUSCAR D96B"]);
        events.Consignments.Count.ShouldBe(1 + 2 + 4);
    }
}
