using System.Text;
using Comity.Kernel.Refer;
using CsCheck;

namespace Comity.Kernel.Tests.Refer;

/// <summary>What an offer must hold, and that its name is its content.</summary>
public sealed class OfferTests
{
    [Fact]
    public void An_offer_reads_back_under_the_same_name() => Gen.Select(Gen.String, Gen.String.Array[0, 3], Gen.String, Gen.Bool).Sample(
        (name, values, text, graded) =>
        {
            var offer = Offers.Make() with
            {
                Request = text,
                Subject = new SubjectSnapshot("kind", text, new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal) { [name] = values, ["a"] = ["1"], ["Z"] = [] }),
                Evaluation = graded ? new Evaluation("B", 2) : null,
                Attachments = [new Attachment(new string('a', 64), 10, "photo", "image/jpeg")],
            };
            var written = ReferralJson.Write(offer);
            ReferralJson.TryRead<ReferralOffer>(written, out var read, out var problem).ShouldBeTrue(problem);
            read!.Id().ShouldBe(offer.Id());
            ReferralJson.Write(read).ShouldBe(written);
        },
        iter: 500,
        threads: 1);

    [Fact]
    public void The_name_does_not_depend_on_the_order_of_the_facts_and_depends_on_everything_else()
    {
        var offer = Offers.Make();
        var reordered = offer with { Subject = offer.Subject with { Facts = offer.Subject.Facts.Reverse().ToDictionary(StringComparer.Ordinal) } };
        reordered.Id().ShouldBe(offer.Id());
        ReferralOffer[] others =
        [
            offer with { Handling = new Handling { Tlp = Tlp.Clear } }, offer with { To = "charlie" }, offer with { Salt = "0123456789abcdee" },
            offer with { ExpiresAt = offer.ExpiresAt.AddSeconds(1) }, offer with { Ground = offer.Ground with { Kind = GroundKind.Consent } },
        ];
        others.Append(offer).DistinctBy(other => other.Id(), StringComparer.Ordinal).Count().ShouldBe(others.Length + 1);
    }

    [Theory]
    [InlineData("""{"from":"alfa"}""", "missing required")]
    [InlineData("""{"from":1}""", "$.from")]
    [InlineData("""{"unheard":1}""", "unheard")]
    [InlineData("""{"from":"a","from":"b"}""", "from")]
    [InlineData("null", "null")]
    [InlineData("{", "$")]
    public void What_cannot_be_read_says_where_and_why(string json, string part)
    {
        ReferralJson.TryRead<ReferralOffer>(Encoding.UTF8.GetBytes(json), out _, out var problem).ShouldBeFalse();
        problem!.ShouldContain(part);
    }

    [Fact]
    public void Handling_must_be_said()
    {
        var text = Encoding.UTF8.GetString(ReferralJson.Write(Offers.Make()));
        var silent = text.Replace("""
            "handling":{"tlp":"amber","named":[],"h1":false,"h2":false,"h3":[]},
            """.Trim(), "", StringComparison.Ordinal);
        silent.Length.ShouldBeLessThan(text.Length);
        ReferralJson.TryRead<ReferralOffer>(Encoding.UTF8.GetBytes(silent), out _, out var problem).ShouldBeFalse();
        problem!.ShouldContain("handling");
    }

    [Fact]
    public void A_purpose_takes_what_it_needs_and_no_more()
    {
        var purpose = new ReferralPurpose("container-control", "Control", ["container.number", "bill.number"], [], NeedsConsent: true);
        var problems = purpose.Problems(Offers.Make());
        problems.Count.ShouldBe(3);
        problems.ShouldContain(problem => problem.Contains("bill.number", StringComparison.Ordinal));
        problems.ShouldContain(problem => problem.Contains("goods.hs", StringComparison.Ordinal));
        problems.ShouldContain(problem => problem.Contains("consent", StringComparison.Ordinal));
        (purpose with { Required = ["container.number"], Optional = ["goods.hs"] })
            .Problems(Offers.Make() with { Ground = new Ground(GroundKind.Consent, "C-17") }).ShouldBeEmpty();
    }

    [Fact]
    public void Every_rule_of_offers_bites()
    {
        OfferRules.Problems(Offers.Make()).ShouldBeEmpty();
        ReferralOffer[] wrong =
        [
            Offers.Make("Alfa"), Offers.Make(to: "x"), Offers.Make("alfa", "alfa"), Offers.Make() with { By = "" }, Offers.Make() with { Ground = new Ground(GroundKind.Consent, "") },
            Offers.Make() with { Ground = new Ground(GroundKind.Override, "law") }, Offers.Make() with { ExpiresAt = Offers.Now }, Offers.Make() with { Evaluation = new Evaluation("D", 1) },
            Offers.Make() with { Kind = ReferralKind.RequestPermission }, Offers.Make() with { Permission = new PermissionSought("x", "charlie", false) },
            Offers.Make() with { Salt = "short" }, Offers.Make() with { Request = new string('x', 4001) }, Offers.Make() with { Attachments = [new Attachment("../etc", 1, "n", "m")] },
            Offers.Make() with { Attachments = [new Attachment(new string('a', 64), 1L << 40, "n", "m")] }, Offers.Make(handling: new Handling { Tlp = Tlp.Green, Named = ["bravo"] }),
        ];
        wrong.ShouldAllBe(offer => OfferRules.Problems(offer).Count > 0);
    }
}
