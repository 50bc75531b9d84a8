using Comity.Kernel.Account;
using Comity.Kernel.Subjects;
using static Comity.Programmes.Tests.Containers.Intake.Edi;

namespace Comity.Programmes.Tests.Containers.Intake;

/// <summary>What each message function does to the manifest it speaks of (UN/EDIFACT 1225).</summary>
public sealed class AmendmentTests : IDisposable
{
    private readonly IntakeNode _node = new();

    private Delivery First() => _node.Import(File(Message(Original, [Bill("A", containers: BoxA), Bill("B", containers: BoxB)])));

    private Delivery Then(int function, params string[] bills) => _node.Import(File(Message(function, bills)), IntakeNode.Noon.AddDays(1));

    [Fact]
    public void An_original_is_kept()
    {
        var delivery = First();

        delivery.State.ShouldBe(DeliveryState.Done);
        delivery.Totals.ShouldBe(new DeliveryTotals(1, 0, 2, 0, 0, 0, 0));
        _node.Standing().ShouldBe([$"A/{BoxA}#1", $"B/{BoxB}#1"]);
    }

    [Fact]
    public void An_addition_adds()
    {
        First();
        Then(Add, Bill("C", containers: BoxC)).Totals.Clean.ShouldBe(1);
        _node.Standing().ShouldBe([$"A/{BoxA}#1", $"B/{BoxB}#1", $"C/{BoxC}#1"]);
    }

    [Fact]
    public void A_change_takes_the_place_of_the_bills_it_lists()
    {
        First();
        Then(Change, Bill("A", goods: "TEA", containers: BoxC));
        _node.Standing().ShouldBe([$"A/{BoxC}#1", $"B/{BoxB}#1"]);
        var versions = _node.Versions();
        versions.Count(v => v.Deleted).ShouldBe(1);
        versions.Single(v => v.Deleted).Action.ShouldBe("change");
    }

    [Fact]
    public void A_changed_consignment_has_a_second_version_and_keeps_the_first()
    {
        First();
        Then(Change, Bill("A", goods: "TEA", containers: BoxA));
        _node.Standing().ShouldBe([$"A/{BoxA}#2", $"B/{BoxB}#1"]);
        var subject = _node.Versions()[0].SubjectId;
        var versions = _node.See(view => view.Versions(subject));
        versions.Select(v => v.Record["goods.description"]).ShouldBe(["COFFEE", "TEA"]);
        versions[1].Record["bill.description_changed"].ShouldBe(true);
    }

    [Fact]
    public void A_deletion_withdraws_the_bills_it_lists()
    {
        First();
        Then(Delete, Named("A"));
        _node.Standing().ShouldBe([$"B/{BoxB}#1"]);
        _node.See(view => view.Count(new SubjectFilter())).ShouldBe(1);
    }

    [Theory]
    [InlineData(Delete)]
    [InlineData(Cancel)]
    public void What_is_withdrawn_shortly_before_arrival_stays_on_the_lists(int function)
    {
        First();
        _node.Import(File(Message(function, [Named("A")], arrival: "20260303")));
        _node.Standing().ShouldBe([$"B/{BoxB}#1"]);
        _node.See(view => view.Count(new SubjectFilter())).ShouldBe(2);
        var withdrawn = _node.Versions()[^1];
        withdrawn.Deleted.ShouldBeTrue();
        withdrawn.Record["manifest.late_amendment"].ShouldBe(true);
    }

    [Fact]
    public void A_cancellation_withdraws_the_bills_it_lists_or_all()
    {
        First();
        Then(Cancel, Named("B"));
        _node.Standing().ShouldBe([$"A/{BoxA}#1"]);
        Then(Cancel);
        _node.Standing().ShouldBeEmpty();
        _node.Versions().Length.ShouldBe(4);
    }

    [Fact]
    public void A_replacement_withdraws_what_it_no_longer_lists()
    {
        First();
        Then(Replace, Bill("B", containers: BoxB), Bill("C", containers: BoxC));
        _node.Standing().ShouldBe([$"B/{BoxB}#2", $"C/{BoxC}#1"]);
    }

    [Fact]
    public void An_original_that_comes_again_with_other_content_replaces_and_is_told()
    {
        First();
        var again = Then(Original, Bill("B", goods: "TEA", containers: BoxB));
        _node.Standing().ShouldBe([$"B/{BoxB}#2"]);
        again.Totals.RepairIssues.ShouldBe(1);
        _node.See(view => view.Issues(again.Id, 0, 10)).ShouldHaveSingleItem().Found.ShouldContain("original");
        _node.SumsAgree(again);
    }

    [Fact]
    public void An_amendment_before_its_original_is_kept_and_told()
    {
        var change = Then(Change, Bill("A", goods: "TEA", containers: BoxA));
        _node.SumsAgree(change);
        _node.See(view => view.Issues(change.Id, 0, 10)).ShouldHaveSingleItem().Found.ShouldContain("never received");
        First();
        _node.Standing().ShouldBe([$"A/{BoxA}#2", $"B/{BoxB}#1"]);
    }

    [Fact]
    public void A_deletion_of_one_empty_container_leaves_the_others()
    {
        _node.Import(File(Message(Original, [Bill("A", containers: BoxA)], equipment: Box(BoxB) + Box(BoxC))));
        _node.Standing().ShouldBe([$"/{BoxB}#1", $"/{BoxC}#1", $"A/{BoxA}#1"]);
        _node.Import(File(Message(Delete, [], equipment: Box(BoxB))));
        _node.Standing().ShouldBe([$"/{BoxC}#1", $"A/{BoxA}#1"]);
    }

    [Fact]
    public void A_change_of_one_empty_container_leaves_the_others()
    {
        _node.Import(File(Message(Original, [], equipment: Box(BoxB) + Box(BoxC))));
        _node.Import(File(Message(Change, [], equipment: Box(BoxB))));
        _node.Standing().ShouldBe([$"/{BoxB}#2", $"/{BoxC}#1"]);
    }

    [Fact]
    public void A_replacement_that_was_cut_withdraws_nothing_until_it_comes_whole()
    {
        First();
        var whole = File(Message(Replace, [Bill("A", goods: "TEA", containers: BoxA), Bill("C", containers: BoxC)]));
        var cut = _node.Import(whole[..whole.IndexOf("CNI+1+C", StringComparison.Ordinal)]);
        _node.SumsAgree(cut);
        _node.Standing().ShouldBe([$"A/{BoxA}#2", $"B/{BoxB}#1"]);

        var complete = _node.Import(whole);

        complete.Totals.Messages.ShouldBe(1);
        _node.Standing().ShouldBe([$"A/{BoxA}#3", $"C/{BoxC}#1"]);
    }

    [Fact]
    public void A_cancellation_that_was_cut_before_its_bills_does_not_cancel_everything()
    {
        First();
        var whole = File(Message(Cancel, [Named("A")]));
        _node.Import(whole[..whole.IndexOf("CNI", StringComparison.Ordinal)]);
        _node.Standing().Length.ShouldBe(2);
        _node.Import(whole);
        _node.Standing().ShouldBe([$"B/{BoxB}#1"]);
    }

    [Fact]
    public void A_message_that_was_cut_and_then_comes_whole_is_complete()
    {
        var whole = File(Message(Original, [Bill("A", containers: BoxA), Bill("B", containers: BoxB)]));
        var cut = _node.Import(whole[..whole.IndexOf("CNI+1+B", StringComparison.Ordinal)]);
        cut.State.ShouldBe(DeliveryState.Done);
        _node.SumsAgree(cut);
        _node.Standing().ShouldBe([$"A/{BoxA}#1"]);

        _node.SumsAgree(_node.Import(whole));

        _node.Standing().ShouldBe([$"A/{BoxA}#2", $"B/{BoxB}#1"]);
    }

    [Fact]
    public void A_withdrawal_points_only_into_the_file_it_came_in()
    {
        First();
        Then(Delete, Named("A"));
        var withdrawn = _node.Versions()[^1];
        var schema = withdrawn.Record.Schema;
        withdrawn.Record["goods.description"].ShouldBe("COFFEE");
        withdrawn.Record.PositionOf(schema.OrdinalOf("goods.description")).IsKnown.ShouldBeFalse();
        withdrawn.Record.PositionOf(schema.OrdinalOf("manifest.function")).IsKnown.ShouldBeTrue();
    }

    [Fact]
    public void Whether_a_withdrawal_is_late_is_unknown_without_an_arrival()
    {
        static string WithoutArrival(string message) => message.Replace("DTM+132:20260401:102'", "", StringComparison.Ordinal)
            .Replace("UNT+10", "UNT+9", StringComparison.Ordinal).Replace("UNT+6", "UNT+5", StringComparison.Ordinal);
        _node.Import(File(WithoutArrival(Message(Original, [Bill("A")]))));
        _node.Import(File(WithoutArrival(Message(Delete, [Named("A")]))));
        var withdrawn = _node.Versions()[^1];
        withdrawn.Deleted.ShouldBeTrue();
        withdrawn.Record["manifest.arrival"].ShouldBeNull();
        withdrawn.Record["manifest.late_amendment"].ShouldBeNull();
    }

    public void Dispose() => _node.Dispose();
}
