using Comity.Kernel.Refer;
using CsCheck;

namespace Comity.Kernel.Tests.Refer;

/// <summary>Handling codes: their rules, and that they never loosen.</summary>
public sealed class HandlingTests
{
    private static readonly string[] Nodes = ["alfa", "bravo", "charlie", "delta", "echo"];

    private static readonly Gen<Handling> Handlings = Gen.Select(
        Gen.Enum<Tlp>(), Gen.Bool, Gen.Bool, Gen.Int[0, 3].Select(i => i switch { 0 => "not to country X", 1 => "call first", _ => "" }), Gen.Int[0, Nodes.Length - 1].Select(i => Nodes[i]).Array[0, 4],
        (tlp, h1, h2, h3, named) => new Handling
        {
            Tlp = tlp,
            H1 = h1,
            H2 = h2,
            H3 = h3.Length == 0 ? [] : [h3],
            Named = tlp == Tlp.Red ? [.. named.Distinct(StringComparer.Ordinal)] : [],
        });

    [Theory]
    [InlineData(Tlp.Clear, Audience.Outside)]
    [InlineData(Tlp.Green, Audience.Community)]
    [InlineData(Tlp.Amber, Audience.Client)]
    [InlineData(Tlp.AmberStrict, Audience.OwnOrganisation)]
    [InlineData(Tlp.Red, null)]
    public void Each_colour_reaches_its_circle_and_no_further(Tlp tlp, Audience? widest)
    {
        foreach (var audience in Enum.GetValues<Audience>())
        {
            HandlingRules.Forward(new Handling { Tlp = tlp }, audience).Allowed.ShouldBe(audience <= widest, $"{tlp} to {audience}");
        }
    }

    [Fact]
    public void H1_keeps_it_out_of_court_and_H1_H2_and_H3_ask_before_it_is_passed_on()
    {
        foreach (var handling in new[] { new Handling { Tlp = Tlp.Clear, H1 = true }, new Handling { Tlp = Tlp.Clear, H2 = true }, new Handling { Tlp = Tlp.Clear, H3 = ["call first"] } })
        {
            var answer = HandlingRules.Forward(handling, Audience.OwnOrganisation);
            answer.Allowed.ShouldBeFalse();
            answer.Reasons.ShouldHaveSingleItem();
            HandlingRules.UseInCourt(handling).Allowed.ShouldBe(handling.H2);
        }

        HandlingRules.UseInCourt(new Handling { Tlp = Tlp.AmberStrict }).Allowed.ShouldBeTrue();
    }

    [Fact]
    public void An_empty_group_shares_with_nobody()
    {
        var nobody = new Handling { Tlp = Tlp.Red };
        foreach (var node in Nodes)
        {
            OfferRules.Problems(Offers.Make("zulu", node, nobody)).ShouldContain(problem => problem.Contains("is not named", StringComparison.Ordinal));
        }

        HandlingRules.Forward(nobody, Audience.OwnOrganisation).Allowed.ShouldBeFalse();
        OfferRules.Problems(Offers.Make("zulu", "alfa", new Handling { Tlp = Tlp.Red, Named = ["alfa"] })).ShouldBeEmpty();
    }

    [Fact]
    public void Every_code_has_one_line_in_the_table()
    {
        HandlingRules.Table.DistinctBy(rule => rule.Code, StringComparer.Ordinal).Count().ShouldBe(HandlingRules.Table.Count);
        Handlings.Sample(handling => HandlingRules.For(handling).Count == HandlingRules.Codes(handling).Count, iter: 200, threads: 1);
    }

    [Fact]
    public void Tightening_is_the_strictest_of_both() => Gen.Select(Handlings, Handlings).Sample(
        (a, b) =>
        {
            var both = a.Tighten(b);
            both.IsAtLeastAsStrictAs(a).ShouldBeTrue();
            both.IsAtLeastAsStrictAs(b).ShouldBeTrue();
            b.Tighten(a).IsAtLeastAsStrictAs(both).ShouldBeTrue();
            foreach (var audience in Enum.GetValues<Audience>())
            {
                HandlingRules.Forward(both, audience).Allowed
                    .ShouldBe(HandlingRules.Forward(a, audience).Allowed && HandlingRules.Forward(b, audience).Allowed);
            }
        },
        iter: 2000,
        threads: 1);

    [Fact]
    public void A_chain_of_shares_never_loosens()
    {
        var hops = Gen.Select(Handlings, Gen.Int[0, Nodes.Length - 1], Gen.Enum<Audience>(), Gen.Int[0, 2], Gen.Int[-5, 5]).Array[1, 6];
        var passed = 0;
        Gen.Select(Handlings, hops).Sample(
            (first, chain) =>
            {
                var origin = Referral.Draft(Offers.Make("origin", "alfa", first.Tlp == Tlp.Red ? first with { Named = ["alfa", .. first.Named] } : first));
                var held = origin;
                foreach (var (asked, to, audience, answer, days) in chain)
                {
                    var wanted = Offers.Make(held.Offer.To, Nodes[to], asked) with { ExpiresAt = Offers.Now.AddDays(10 + days), Salt = "fedcba9876543210" };
                    var request = Referral.Draft(Offers.AskPermission(held, Nodes[to])).After(StepKind.Send, StepKind.Deliver);
                    var permission = answer switch { 0 => null, 1 => request.After(StepKind.Reject), _ => request.After(StepKind.Accept) };
                    var allowed = HandlingRules.Forward(held.Offer.Handling, audience).Allowed;
                    if (!allowed && answer != 2)
                    {
                        Should.Throw<SharingRefusedException>(() => Onward.Pass(held, wanted, audience, permission)).Message.ShouldContain("origin");
                        continue;
                    }

                    var copy = Onward.Pass(held, wanted, audience, permission);
                    passed++;
                    var (before, after) = (held.Offer.Handling, copy.Handling);
                    (after with { Named = [] }).IsAtLeastAsStrictAs(before with { Named = [] }).ShouldBeTrue();
                    (after with { Named = [] }).IsAtLeastAsStrictAs(asked with { Named = [] }).ShouldBeTrue();
                    if (after.Tlp == Tlp.Red)
                    {
                        after.Named.ShouldBe([copy.To]);
                    }

                    copy.ExpiresAt.ShouldBeLessThanOrEqualTo(held.Offer.ExpiresAt);
                    copy.Originator.ShouldBe("origin");
                    copy.Provenance!.OriginalId.ShouldBe(origin.Id);
                    held = Referral.Draft(copy);
                }
            },
            iter: 2000,
            threads: 1);
        passed.ShouldBeGreaterThan(500);
    }
}
