using System.Text;
using Comity.Formats.Cargo;
using Comity.Formats.Tests.Edifact;
using CsCheck;

namespace Comity.Formats.Tests.Cuscar;

public sealed class CuscarTests
{
    private const string Head = "BGM+85+M+9'TDT+20+1'";

    private static EventText Read(string segments) => Files.Read(Files.Interchange(segments));

    [Fact]
    public void A_groupage_container_recurs_under_its_bills_and_is_one_object()
    {
        var events = Read(Head + "EQD+CN+FCIU5956299+22G1'CNI+1+A'GID+1+1:CT'SGP+FCIU5956299'CNI+2+B'GID+1+1:CT'SGP+FCIU 5956299'");

        events.Issues.ShouldBeEmpty();
        events.Consignments.Count.ShouldBe(2);
        events.Consignments[1].Container.ShouldBeSameAs(events.Consignments[0].Container);
    }

    [Theory]
    [InlineData("CPI+4+PP+P'", "prepaid", 0)]
    [InlineData("CPI+4+CC'", "collect", 0)]
    [InlineData("CPI+4++B'CPI+4++P'", "third party", 0)]
    [InlineData("CPI+4++Q'", null, 1)]
    [InlineData("CPI+4'", null, 0)]
    public void Who_pays_the_freight_is_read(string segments, string? payment, int repairs)
    {
        var events = Read(Head + "CNI+1+A'" + segments + "GID+1+1:CT'");

        events.Consignments.ShouldHaveSingleItem().FreightPayment?.Value.ShouldBe(payment);
        events.Issues.Count.ShouldBe(repairs);
    }

    [Fact]
    public void A_container_that_no_bill_names_is_a_consignment_of_its_own()
    {
        var events = Read(Head + "EQD+CN+FCIU5956299+22G1+++4'CNI+1+A'GID+1+1:CT'");

        events.Consignments.Select(consignment => (consignment.BillNumber?.Value, consignment.Container?.Number.Value))
            .ShouldBe([("A", null), (null, "FCIU5956299")]);
    }

    [Fact]
    public void A_mass_is_never_shared_out()
    {
        var events = Read(Head + "CNI+1+A'GID+1+9:CT'MEA+AAE+G+KGM:900'SGP+FCIU5956299'SGP+TCLU5546482'GID+2+1:CT'MEA+AAE+G+KGM:100'");

        events.Consignments.Count.ShouldBe(2);
        foreach (var consignment in events.Consignments)
        {
            consignment.BillGrossMassKg!.Value.Value.ShouldBe(1000);
            consignment.BillContainers.ShouldBe(2);
            consignment.Goods.Count.ShouldBe(2);
            consignment.Goods.ShouldAllBe(goods => goods.GrossMassKg == null && goods.Packages == null);
        }
    }

    [Fact]
    public void A_mass_behind_SGP_is_that_containers()
    {
        var events = Read(Head + "CNI+1+A'GID+1+9:CT'SGP+FCIU5956299+4'MEA+AAE+G+KGM:400'SGP+TCLU5546482+5'MEA+AAE+G+KGM:500'");

        events.Consignments.Select(consignment => (consignment.Goods[0].Packages!.Value.Value, consignment.Goods[0].GrossMassKg!.Value.Value))
            .ShouldBe([(4L, 400.0), (5L, 500.0)]);
        events.Consignments[0].BillGrossMassKg!.Value.Value.ShouldBe(900);
    }

    [Fact]
    public void Goods_without_container_lie_in_the_bills_only_one()
    {
        var events = Read(Head + "CNI+1+A'GID+1+9:CT'MEA+AAE+G+KGM:900'SGP+FCIU5956299'GID+2+1:CT'MEA+AAE+G+KGM:100'");

        events.Consignments.ShouldHaveSingleItem().Goods.Select(goods => goods.GrossMassKg!.Value.Value).ShouldBe([900, 100]);
    }

    [Fact]
    public void The_declared_mass_of_a_bill_goes_before_the_sum_and_disagreement_is_told()
    {
        var events = Read(Head + "CNI+1+A'CNT+7:20.5:TNE'GID+1+9:CT'MEA+AAE+G+KGM:900'");

        events.Consignments[0].BillGrossMassKg!.Value.Value.ShouldBe(20_500);
        events.Issues.ShouldHaveSingleItem().Expected.ShouldContain("900 kg");
    }

    [Theory]
    [InlineData("RFF+BM:X'", "X", null, "simple")]
    [InlineData("RFF+BH:X'", "X", null, "house")]
    [InlineData("RFF+MB:Y'RFF+BM:X'", "X", "Y", "house")]
    [InlineData("RFF+BM:Y'RFF+BH:X'", "X", "Y", "house")]
    [InlineData("RFF+BM:X'RFF+MB:Y'", "X", "Y", "house")]
    [InlineData("RFF+MB:A'", "A", "A", "master")]
    [InlineData("", "A", null, "simple")]
    public void References_name_the_bill(string references, string number, string? master, string kind)
    {
        var consignment = Read(Head + $"CNI+1+A'{references}LOC+9+BRSSZ'GID+1+1:CT'").Consignments.ShouldHaveSingleItem();

        consignment.BillNumber!.Value.Value.ShouldBe(number);
        consignment.MasterBill?.Value.ShouldBe(master);
        consignment.BillKind!.Value.Value.ShouldBe(kind);
    }

    [Fact]
    public void A_reference_of_another_kind_is_no_bill_number()
    {
        var events = Read(Head + "CNI+1+A'RFF+AAA:Z'GID+1+1:CT'");

        events.Consignments[0].BillNumber!.Value.Value.ShouldBe("A");
        events.Consignments[0].Repaired.ShouldBeTrue();
        events.Issues.ShouldHaveSingleItem().Found.ShouldBe("reference Z");
    }

    [Theory]
    [InlineData("9", ManifestFunction.Original)]
    [InlineData("1", ManifestFunction.Cancel)]
    [InlineData("2", ManifestFunction.Add)]
    [InlineData("3", ManifestFunction.Delete)]
    [InlineData("4", ManifestFunction.Change)]
    [InlineData("5", ManifestFunction.Replace)]
    public void The_function_is_that_of_BGM(string code, ManifestFunction function) =>
        Read($"BGM+85+M+{code}'CNI+1+A'").Manifests[0].Function.Value.ShouldBe(function);

    [Theory]
    [InlineData("KGM:12.5", 12.5)]
    [InlineData("TNE:1,5", 1500)]
    [InlineData("LBR:100", 45.359237)]
    [InlineData("TON:2.000", 2000)]
    [InlineData("KGM:14.182.000", 14_182_000)]
    [InlineData("KGM:.500", 0.5)]
    public void Masses_become_kilograms(string mass, double kilograms) =>
        Read(Head + $"CNI+1+A'GID+1+1:CT'MEA+AAE+G+{mass}'").Consignments[0].Goods[0].GrossMassKg!.Value.Value.ShouldBe(kilograms, 1e-9);

    [Fact]
    public void A_volume_of_zero_is_missing() =>
        Read(Head + "CNI+1+A'GID+1+1:CT'MEA+AAE+AAW+MTQ:.000'").Consignments[0].Goods[0].VolumeM3.ShouldBeNull();

    [Theory]
    [InlineData("20240131:102", "2024-01-31 00:00", 0)]
    [InlineData("2401311530:201", "2024-01-31 15:30", 0)]
    [InlineData("202401311530:203", "2024-01-31 15:30", 0)]
    [InlineData("20240131:203", "2024-01-31 00:00", 1)]
    [InlineData("20241331:102", null, 1)]
    public void Times_are_read_by_their_format(string time, string? expected, int issues)
    {
        var events = Read($"BGM+85+M+9'DTM+132:{time}'CNI+1+A'");

        events.Manifests[0].ArrivalAt?.Value.ToString("yyyy-MM-dd HH:mm", System.Globalization.CultureInfo.InvariantCulture).ShouldBe(expected);
        events.Issues.Count.ShouldBe(issues);
    }

    [Fact]
    public void The_values_carry_their_segment()
    {
        var text = Files.Interchange(Head + "CNI+1+A'GID+1+1:CT'MEA+AAE+G+KGM:77'");

        var at = Files.Read(text).Consignments[0].Goods[0].GrossMassKg!.Value.At;

        at.Segment.ShouldBe(7);
        text.Substring((int)at.Offset, at.Length).ShouldBe("MEA+AAE+G+KGM:77");
    }

    [Fact]
    public void A_container_may_be_described_inside_its_bill()
    {
        var events = Read(Head + "CNI+1+A'GID+1+1:CT'EQD+CN+FCIU5956299+22G1+++5'SEL+S1+CA'MEA+AAE+T+KGM:2200'CNI+2+B'GID+1+1:CT'");

        events.Issues.ShouldBeEmpty();
        events.Consignments.Count.ShouldBe(2);
        var container = events.Consignments[0].Container.ShouldNotBeNull();
        container.Seals.ShouldHaveSingleItem().Value.ShouldBe("S1");
        container.TareKg!.Value.Value.ShouldBe(2200);
        events.Consignments[1].Container.ShouldBeNull();
    }

    [Fact]
    public void A_text_or_list_beyond_all_measure_is_cut_and_told()
    {
        var places = string.Concat(Enumerable.Range(1, 150).Select(i => $"LOC+13+P{i}'"));

        var events = Read(Head + $"CNI+1+A'{places}GID+1+1:CT'FTX+AAA+++{new string('X', 20_000)}'FTX+AAA+++Y'SGP+{new string('Z', 600)}'");

        var consignment = events.Consignments.ShouldHaveSingleItem();
        consignment.Transhipments.Count.ShouldBe(100);
        consignment.Goods[0].Description!.Value.Value.Length.ShouldBe(16_384);
        consignment.Repaired.ShouldBeTrue();
        events.Issues.Select(issue => issue.Expected).ShouldBe(
            [
                "at most 100 values of one kind", "a text of at most 16384 characters", "a value of at most 512 characters",
                "a container number",
            ]);
    }

    [Fact]
    public void More_than_can_be_held_is_told_and_the_rest_is_kept()
    {
        var lines = string.Concat(Enumerable.Range(1, 8).Select(i => $"GID+{i}+1:CT'SGP+FCIU000000{i}'"));

        var events = Files.Read(Files.Interchange(Head + "CNI+1+A'" + lines + "CNI+2+B'GID+1+1:CT'"), new CargoReadOptions { MostHeld = 5 });

        events.Consignments.Count(consignment => consignment.BillNumber!.Value.Value == "A").ShouldBe(5);
        events.Consignments[^1].BillNumber!.Value.Value.ShouldBe("B");
        events.Quarantined.Sum(issue => issue.Consignments).ShouldBe(3);
        events.Consignments[0].BillContainers.ShouldBe(8);
    }

    [Fact]
    public void Containers_beyond_those_held_are_handed_over_whole_without_bill()
    {
        var containers = string.Concat(Enumerable.Range(1, 7).Select(i => $"EQD+CN+FCIU000000{i}+22G1'SEL+S{i}+CA'"));

        var events = Files.Read(Files.Interchange(Head + containers + "CNI+1+A'GID+1+1:CT'SGP+FCIU0000007'"), new CargoReadOptions { MostHeld = 5 });

        events.Consignments.Select(consignment => (consignment.BillNumber?.Value, consignment.Container!.Number.Value, consignment.Container.Seals.Count))
            .ShouldBe(
                [
                    (null, "FCIU0000006", 1), (null, "FCIU0000007", 1), ("A", "FCIU0000007", 0), (null, "FCIU0000001", 1),
                    (null, "FCIU0000002", 1), (null, "FCIU0000003", 1), (null, "FCIU0000004", 1), (null, "FCIU0000005", 1),
                ]);
        events.Issues.ShouldHaveSingleItem().Saved.ShouldBe("handed over without their bills");
    }

    /// <summary>Wherever a file is cut: every bill met is handed over or counted as quarantined.</summary>
    [Fact]
    public void The_sums_agree_wherever_a_file_is_cut() =>
        Gen.Select(Gen.Int[0, 2].Array[1, 6], Gen.Int[1, 3], Gen.Double[0, 1], Gen.Bool).Sample(
            (bills, containers, cut, lines) =>
            {
                var text = Manifest(bills, containers);
                text = lines ? text.Replace("'", "'\r\n", StringComparison.Ordinal) : text;
                text = text[..(int)(cut * text.Length)];

                var events = Files.Read(Encoding.Latin1.GetBytes(text));

                var handedOver = events.Consignments.Select(consignment => consignment.BillNumber!.Value.Value).Distinct(StringComparer.Ordinal).Count();
                (handedOver + events.Quarantined.Sum(issue => issue.Consignments)).ShouldBe(BillsMet(text));
                events.Ends.ShouldAllBe(end => end.Complete == text.Contains("UNT", StringComparison.Ordinal));
            },
            iter: 5_000, threads: 1);

    /// <summary>Each consignment has its own number and as many bills by reference as the array says.</summary>
    private static string Manifest(int[] bills, int containers)
    {
        var text = new StringBuilder(Head);
        for (var i = 0; i < bills.Length; i++)
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"CNI+{i}+C{i}'");
            for (var bill = 0; bill < Math.Max(1, bills[i]); bill++)
            {
                if (bills[i] > 0)
                {
                    text.Append(System.Globalization.CultureInfo.InvariantCulture, $"RFF+BM:B{i}/{bill}'");
                }

                text.Append("LOC+9+BRSSZ'GID+1+7:CT'");
                for (var container = 0; container < containers; container++)
                {
                    text.Append(System.Globalization.CultureInfo.InvariantCulture, $"SGP+FCIU000000{container}'");
                }
            }
        }

        return Files.Interchange(text.ToString());
    }

    /// <summary>CNI opens a bill, which the first RFF+BM names; each further RFF+BM opens another.</summary>
    private static int BillsMet(string text)
    {
        var (met, named) = (0, true);
        foreach (var segment in text.Split('\'').Select(part => part.Trim()))
        {
            if (segment.StartsWith("CNI", StringComparison.Ordinal))
            {
                met++;
                named = false;
            }
            else if (segment.StartsWith("RFF+BM", StringComparison.Ordinal))
            {
                met += named ? 1 : 0;
                named = true;
            }
        }

        return met;
    }
}
