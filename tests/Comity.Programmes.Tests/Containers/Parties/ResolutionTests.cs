using Comity.Programmes.Containers.Parties;
using Comity.Programmes.Tests.Containers.Intake;

namespace Comity.Programmes.Tests.Containers.Parties;

/// <summary>One trader under many spellings.</summary>
public sealed class ResolutionTests : IDisposable
{
    private const string Phone = "'CTA+IC'COM+59133112233:TE";
    private const string OtherPhone = "'CTA+IC'COM+59133998877:TE";
    private readonly WatchNode _node = new();

    private static DateTimeOffset Later(int days) => IntakeNode.Noon.AddDays(days);

    [Fact]
    public void A_name_spelt_otherwise_with_the_same_telephone_is_the_same_trader_and_has_its_history()
    {
        _node.Arrive("ORINOCO MINERALS TRADING", rest: Phone)["shipper.seen_count"].ShouldBe(0L);
        var second = _node.Arrive("ORINOKO MINERALS TRADNG LTD", rest: Phone, at: Later(10));
        (second["shipper.seen_count"], second["shipper.first_seen_days"], second["pair.seen_count"], second["shipper.phone_shared_by"], second["shipper.phone_new"])
            .ShouldBe((1L, 10L, 1L, 1L, false));
        var link = _node.See(view => view.Parties.Links(Party("ORINOCO MINERALS TRADING"))).ShouldHaveSingleItem();
        link.By.ShouldBe(PartyResolution.Rule);
        link.Explanation.ShouldContain("tradng = trading");
        link.Explanation.ShouldContain("phone 133112233");
    }

    [Theory]
    [InlineData("ORINOCO METALS TRADING", Phone)]
    [InlineData("ORINOCO MINERALS", Phone)]
    [InlineData("ORINOCO MINERALS TRADING 2", Phone)]
    [InlineData("ORINOKO MINERALS TRADING", OtherPhone)]
    public void Another_word_another_number_or_another_telephone_is_another_company(string name, string phone)
    {
        _node.Arrive("ORINOCO MINERALS TRADING", rest: Phone);
        _node.Arrive(name, rest: phone)["shipper.seen_count"].ShouldBe(0L);
        Party(name).ShouldNotBe(Party("ORINOCO MINERALS TRADING"));
    }

    [Fact]
    public void Small_differences_do_not_add_up_to_another_name()
    {
        _node.Arrive("ORINOCO BARNERA TRADING", rest: Phone);
        _node.Arrive("ORINOCO BARNEDA TRADING", rest: Phone)["shipper.seen_count"].ShouldBe(1L);
        _node.Arrive("ORINOCO BANNEDA TRADING", rest: Phone)["shipper.seen_count"].ShouldBe(0L);
    }

    [Fact]
    public void A_join_and_its_undoing_lose_nothing_and_rewrite_nothing()
    {
        _node.Arrive("ORINOCO MINERALS TRADING", rest: Phone);
        _node.Arrive("OMT HOLDING", rest: OtherPhone, at: Later(1));
        _node.Arrive("OMT HOLDING", rest: OtherPhone, at: Later(2));
        var (first, second) = (Party("ORINOCO MINERALS TRADING"), Party("OMT HOLDING"));
        PartyResolution.Join(_node.Store, second, first, "the same directors", "officer", Later(3));

        _node.Arrive("ORINOCO MINERALS TRADING", rest: Phone, at: Later(4))["shipper.seen_count"].ShouldBe(3L);
        _node.Arrived(3)["shipper.seen_count"].ShouldBe(1L);
        _node.See(view => view.Parties.Of(first).Count).ShouldBe(2);

        PartyResolution.Split(_node.Store, first, first, "other directors after all", "officer", Later(5));
        _node.Arrive("ORINOCO MINERALS TRADING", rest: Phone, at: Later(6))["shipper.seen_count"].ShouldBe(2L);
        _node.Arrive("OMT HOLDING", rest: OtherPhone, at: Later(6))["shipper.seen_count"].ShouldBe(2L);
        Party("OMT HOLDING").ShouldBe(second);
        _node.See(view => view.Register("party-link").Count()).ShouldBe(2);
    }

    [Fact]
    public void What_a_person_has_split_is_not_joined_again_by_rule()
    {
        _node.Arrive("ORINOCO MINERALS TRADING", rest: Phone);
        _node.Arrive("ORINOKO MINERALS TRADING", rest: Phone);
        var party = Party("ORINOKO MINERALS TRADING");
        party.ShouldBe(Party("ORINOCO MINERALS TRADING"));
        var spelling = _node.See(view => view.Parties.Find("ORINOKO MINERALS TRADING"))!.Id;
        PartyResolution.Split(_node.Store, party, spelling, "two brothers", "officer", Later(1));

        _node.Arrive("ORINOKO MINERALS TRADING", rest: OtherPhone, at: Later(2));
        _node.Arrive("ORINOCO MINERALS TRADING", rest: OtherPhone, at: Later(2));
        Party("ORINOKO MINERALS TRADING").ShouldNotBe(party);
        Should.Throw<PartyRefusedException>(() => PartyResolution.Split(_node.Store, party, spelling, "again", "officer", Later(3)));
        Should.Throw<PartyRefusedException>(() => PartyResolution.Join(_node.Store, party, 999, "x", "officer", Later(3)));
        Should.Throw<PartyRefusedException>(() => PartyResolution.Join(_node.Store, party, spelling, " ", "officer", Later(3)));
    }

    public void Dispose() => _node.Dispose();

    private long Party(string key) => _node.See(view => view.Parties.Find(key)).ShouldNotBeNull().PartyId;
}
