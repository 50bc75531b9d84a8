using Comity.Kernel.Account;
using Comity.Screening.Watch;

namespace Comity.Programmes.Tests.Containers.Parties;

/// <summary>What the standing watch lists say of a consignment at its arrival.</summary>
public sealed class ListedFactsTests : IDisposable
{
    private const string Listed = "E-7,ORINOCO MINERALS TRADING,organisation,PROGRAMME-1";
    private readonly WatchNode _node = new();

    [Fact]
    public void Without_a_list_the_facts_are_unknown_and_with_one_an_ordinary_name_is_on_none()
    {
        _node.Arrive("ORINOCO MINERALS TRADING")["shipper.listed"].ShouldBeNull();
        _node.List(Listed);
        var record = _node.Arrive("WILLOWBROOK CERAMICS", "TO ORDER");
        record["shipper.listed"].ShouldBe(0.0);
        record["shipper.listed_programme"].ShouldBe(Array.Empty<string>());
        record["shipper.listed_entry"].ShouldBeNull();
        // TO ORDER is nobody, and there is no notify party.
        record["consignee.listed"].ShouldBeNull();
        record["notify.listed"].ShouldBeNull();
    }

    [Fact]
    public void A_listed_name_gives_its_probability_its_programme_and_the_entry_and_waits_for_an_officer()
    {
        _node.List(Listed);
        var record = _node.Arrive("ORINOKO MINERALS TRADING LTD");

        var probability = record["shipper.listed"].ShouldBeOfType<double>();
        probability.ShouldBeInRange(0.8, 0.999);
        record["shipper.listed_programme"].ShouldBe(new[] { "PROGRAMME-1" });
        record["shipper.listed_entry"].ShouldBe("own/1/E-7");
        record.PositionOf(record.Schema.OrdinalOf("shipper.listed")).ShouldBe(record.PositionOf(record.Schema.OrdinalOf("shipper.name")));
        var match = _node.Matches(MatchState.Candidate).ShouldHaveSingleItem();
        match.Proposed.SubjectKey.ShouldBe("ORINOKO MINERALS TRADING");
        var why = MatchExplanation.FromJson(match.Proposed.Explanation);
        (why.Query, why.Listed, why.Probability).ShouldBe(("ORINOKO MINERALS TRADING LTD", "ORINOCO MINERALS TRADING", probability));
        why.Evidence.Sum(sign => sign.Weight).ShouldBe(match.Proposed.Score, 0.05);
        _node.Arrive("ORINOKO MINERALS TRADING");
        _node.Matches().Count.ShouldBe(1);
    }

    [Fact]
    public void A_judgement_holds_for_later_arrivals_and_earlier_ones_keep_what_was_known()
    {
        _node.List(Listed);
        var before = (double)_node.Arrive("ORINOKO MINERALS TRADING")["shipper.listed"]!;
        var match = _node.Matches().ShouldHaveSingleItem().Id;

        _node.Decide(match, MatchState.Dismissed);
        _node.Arrive("ORINOKO MINERALS TRADING")["shipper.listed"].ShouldBe(0.0);
        _node.Last()["shipper.listed_entry"].ShouldBeNull();
        _node.Decide(match, MatchState.Confirmed);
        _node.Arrive("ORINOKO MINERALS TRADING")["shipper.listed"].ShouldBe(1.0);
        _node.Last()["shipper.listed_programme"].ShouldBe(new[] { "PROGRAMME-1" });

        _node.Arrived(1)["shipper.listed"].ShouldBe(before);
        _node.Arrived(2)["shipper.listed"].ShouldBe(0.0);
    }

    [Fact]
    public void A_dismissal_ends_when_the_entry_changes()
    {
        _node.List(Listed);
        _node.Arrive("ORINOKO MINERALS TRADING");
        _node.Decide(_node.Matches().ShouldHaveSingleItem().Id, MatchState.Dismissed);
        _node.List(Listed.Replace("PROGRAMME-1", "PROGRAMME-2", StringComparison.Ordinal));

        var record = _node.Arrive("ORINOKO MINERALS TRADING");
        ((double)record["shipper.listed"]!).ShouldBeGreaterThan(0.8);
        record["shipper.listed_entry"].ShouldBe("own/2/E-7");
        _node.Matches(MatchState.Candidate).ShouldHaveSingleItem().ListVersion.ShouldBe(2);
    }

    public void Dispose() => _node.Dispose();
}
