using System.Globalization;
using System.Text;
using Comity.Kernel.Subjects;
using Comity.Programmes.Tests.Containers.Intake;
using static Comity.Programmes.Tests.Containers.Intake.Edi;

namespace Comity.Programmes.Tests.Containers.Subject;

/// <summary>What a record says of a consignment that came through the real readers.</summary>
public sealed class ConsignmentFactsTests : IDisposable
{
    private readonly IntakeNode _node = new();

    [Fact]
    public void A_groupage_container_recurs_under_its_bills()
    {
        _node.Import(File(Message(Original, [Bill("A", mass: 400, containers: BoxA), Bill("B", mass: 500, containers: BoxA)])));

        var records = Records();
        records.Select(r => (r["bill.number"], r["container.number"], r["goods.gross_mass_kg"], r["bill.gross_mass_kg"]))
            .ShouldBe([("A", BoxA, 400.0, 400.0), ("B", BoxA, 500.0, 500.0)]);
        records.Select(r => r["container.bills_on_voyage"]).ShouldBe([0L, 1L]);
    }

    [Fact]
    public void The_mass_of_a_bill_is_never_shared_out_over_its_containers()
    {
        _node.Import(File(Message(Original, [Bill("A", mass: 9000, containers: [BoxA, BoxB, BoxC])])));

        var records = Records();
        records.Length.ShouldBe(3);
        records.ShouldAllBe(r => r["goods.gross_mass_kg"] == null && (double)r["bill.gross_mass_kg"]! == 9000 && (long)r["bill.containers"]! == 3);
        records.ShouldAllBe(r => r["goods.packages"] == null && r["goods.mass_per_package_kg"] == null && r["consignee.mass_z"] == null);
    }

    [Fact]
    public void The_containers_of_one_bill_are_no_split_consignment()
    {
        _node.Import(File(Message(Original, [Bill("A", containers: [BoxA, BoxB, BoxC])])));
        Records().ShouldAllBe(r => (long)r["pair.bills_on_voyage"]! == 0 && (long)r["container.bills_on_voyage"]! == 0);
    }

    [Fact]
    public void Several_bills_of_one_pair_on_one_voyage_are()
    {
        _node.Import(File(Message(Original, [Bill("A", containers: [BoxA, BoxB]), Bill("B", containers: BoxC), Bill("C")])));
        Records().Select(r => r["pair.bills_on_voyage"]).ShouldBe([0L, 0L, 1L, 2L]);
    }

    [Fact]
    public void Counts_that_add_up_to_more_than_can_be_counted_do_not_end_the_import()
    {
        const string Most = "999999999999999";
        var goods = string.Concat(Enumerable.Range(1, 10_000).Select(i => $"GID+{i}+{Most}:CT'MEA+AAE+G+KGM:{Most}'"));
        var delivery = _node.Import(File(Message(Original, [$"CNI+1+A'{goods}"])));
        delivery.State.ShouldBe(DeliveryState.Done);
        _node.SumsAgree(delivery);
        Records().ShouldHaveSingleItem();
    }

    /// <summary>An officer is shown the place a value was read from: it must be there, byte for byte.</summary>
    [Fact]
    public void Every_position_points_at_the_bytes_of_its_value()
    {
        var text = File(Message(Original,
            [Bill("BILL-ONE", goods: "CAF\u00C9 VERDE", mass: 1234, containers: BoxA), Bill("BILL-TWO", goods: "IT?'S TEA", mass: 77, containers: BoxB)],
            equipment: $"EQD+CN+{BoxA}+22G1+++5'SEL+SEAL77+CA'"));
        var delivery = _node.Import(text);
        byte[] raw;
        using (var kept = _node.Raw.Open(delivery.Sha256))
        using (var copy = new MemoryStream())
        {
            kept.CopyTo(copy);
            raw = copy.ToArray();
        }

        var seen = 0;
        foreach (var record in Records())
        {
            for (var i = 0; i < record.Schema.Fields.Count; i++)
            {
                var at = record.PositionOf(i);
                if (record.Schema.Fields[i].Origin != FactOrigin.Declared || !at.IsKnown)
                {
                    continue;
                }

                at.Offset.ShouldBeInRange(0, raw.Length - at.Length);
                var part = Encoding.Latin1.GetString(raw.AsSpan((int)at.Offset, at.Length)).Replace("?", "", StringComparison.Ordinal);
                if (Spelled(record[i]!) is { } value)
                {
                    part.ShouldContain(value, Case.Sensitive, record.Schema.Fields[i].Path);
                    seen++;
                }
            }
        }

        // Numbers, voyage, names, goods, masses and places of two consignments: the loop above must have looked.
        seen.ShouldBeGreaterThan(20);
    }

    [Fact]
    public void Risk_of_a_route_is_unknown_without_any_place()
    {
        _node.Import(File(Message(Original, [Bill("A")])));
        var record = Records().ShouldHaveSingleItem();
        record["route.cocaine_departure"].ShouldBeNull();
        record["route.detour_ratio"].ShouldBeNull();
        record["container.number"].ShouldBeNull();
        record["manifest.late_amendment"].ShouldBe(false);
    }

    [Theory]
    [InlineData(Original, "20260303", false)]
    [InlineData(Add, "20260303", false)]
    [InlineData(Change, "20260303", true)]
    [InlineData(Change, "20260301", true)]
    [InlineData(Change, "20260304", true)]
    [InlineData(Change, "20260305", false)]
    public void A_change_is_late_within_two_days_of_arrival(int function, string arrival, bool late)
    {
        _node.Import(File(Message(function, [Bill("A")], arrival: arrival)));
        Records()[0]["manifest.late_amendment"].ShouldBe(late);
    }

    public void Dispose() => _node.Dispose();

    private SubjectRecord[] Records() => [.. _node.Versions().Select(v => v.Record)];

    /// <summary>How a value is spelled in the file; null for words of our own, such as <c>original</c>.</summary>
    private static string? Spelled(object value) => value switch
    {
        "original" or "simple" => null,
        string s => s,
        double d => d.ToString(CultureInfo.InvariantCulture),
        long => null,
        DateTimeOffset t => t.ToString("yyyyMMdd", CultureInfo.InvariantCulture),
        IReadOnlyList<string> list => list[0],
        _ => null,
    };
}
