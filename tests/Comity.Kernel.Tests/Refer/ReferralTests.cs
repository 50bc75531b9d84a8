using Comity.Kernel.Refer;
using CsCheck;

namespace Comity.Kernel.Tests.Refer;

/// <summary>The steps of a referral: what is not in the table cannot happen, and both sides come to the same.</summary>
public sealed class ReferralTests
{
    private static readonly Dictionary<ReferralState, StepKind[]> Ways = new()
    {
        [ReferralState.Draft] = [],
        [ReferralState.Sent] = [StepKind.Send],
        [ReferralState.Delivered] = [StepKind.Send, StepKind.Deliver],
        [ReferralState.Accepted] = [StepKind.Send, StepKind.Deliver, StepKind.Accept],
        [ReferralState.Expired] = [StepKind.Send, StepKind.Deliver, StepKind.Expire],
        [ReferralState.Revoked] = [StepKind.Send, StepKind.Deliver, StepKind.Revoke],
        [ReferralState.Rejected] = [StepKind.Send, StepKind.Deliver, StepKind.Reject],
        [ReferralState.Done] = [StepKind.Send, StepKind.Deliver, StepKind.Accept, StepKind.Complete],
    };

    [Fact]
    public void Only_the_steps_of_the_table_are_possible()
    {
        var possible = new List<string>();
        foreach (var (state, way) in Ways)
        {
            foreach (var kind in Enum.GetValues<StepKind>())
            {
                foreach (var (node, party) in new[] { ("alfa", Party.Sender), ("bravo", Party.Recipient), ("charlie", Party.Either) })
                {
                    var before = Referral.Draft(Offers.Make()).After(way);
                    before.State.ShouldBe(state);
                    try
                    {
                        var (after, step) = before.Act(node, Offers.Full(kind), Offers.Now);
                        possible.Add($"{party} {kind}: {state} -> {after.State}");
                        step.By.ShouldBe("officer");
                        step.At.ShouldBe(Offers.Now);
                        after.Steps.ShouldContain(step);
                    }
                    catch (IllegalStepException refused)
                    {
                        refused.Message.ShouldNotBeEmpty();
                    }
                }
            }
        }

        possible.Order(StringComparer.Ordinal).ShouldBe(
        [
            "Recipient Accept: Delivered -> Accepted",
            "Recipient Complete: Accepted -> Done",
            "Recipient ConfirmRevocation: Revoked -> Revoked",
            "Recipient Deliver: Sent -> Delivered",
            "Recipient Expire: Accepted -> Expired",
            "Recipient Expire: Delivered -> Expired",
            "Recipient Expire: Sent -> Expired",
            "Recipient Reject: Delivered -> Rejected",
            "Sender Expire: Accepted -> Expired",
            "Sender Expire: Delivered -> Expired",
            "Sender Expire: Sent -> Expired",
            "Sender Revoke: Accepted -> Revoked",
            "Sender Revoke: Delivered -> Revoked",
            "Sender Revoke: Done -> Done",
            "Sender Revoke: Expired -> Revoked",
            "Sender Revoke: Rejected -> Rejected",
            "Sender Revoke: Sent -> Revoked",
            "Sender Send: Draft -> Sent",
        ]);
    }

    [Fact]
    public void A_step_says_what_it_must()
    {
        var accepted = Referral.Draft(Offers.Make()).After(Ways[ReferralState.Accepted]);
        Should.Throw<IllegalStepException>(() => accepted.Act("bravo", new Act(StepKind.Complete, "officer"), Offers.Now)).Message.ShouldContain("what was done");
        Should.Throw<IllegalStepException>(() => accepted.Act("alfa", new Act(StepKind.Revoke, "officer", " "), Offers.Now)).Message.ShouldContain("reason");
        Should.Throw<IllegalStepException>(() => accepted.Act("alfa", new Act(StepKind.Revoke, "", "why"), Offers.Now)).Message.ShouldContain("who");
        var delivered = Referral.Draft(Offers.Make()).After(Ways[ReferralState.Delivered]);
        Should.Throw<IllegalStepException>(() => delivered.Act("bravo", Offers.Full(StepKind.Accept), Offers.Now.AddDays(10))).Message.ShouldContain("lapsed");
    }

    [Fact]
    public void Taking_back_counts_every_holder_until_it_has_confirmed()
    {
        var revoked = Referral.Draft(Offers.Make()).After(StepKind.Send, StepKind.Deliver, StepKind.Accept, StepKind.Complete, StepKind.Revoke);
        revoked.State.ShouldBe(ReferralState.Done);
        revoked.IsWithdrawn.ShouldBeTrue();
        revoked.Unconfirmed.ShouldBe(["bravo"]);

        var (own, _) = revoked.Act("bravo", new Act(StepKind.ConfirmRevocation, "bravo") { PassedOnTo = ["charlie"] }, Offers.Now);
        own.Unconfirmed.ShouldBe(["charlie"]);
        var (all, _) = own.Act("bravo", new Act(StepKind.ConfirmRevocation, "charlie") { Holder = "charlie" }, Offers.Now);
        all.Unconfirmed.ShouldBeEmpty();
        Should.Throw<IllegalStepException>(() => all.Act("bravo", new Act(StepKind.ConfirmRevocation, "x") { Holder = "zulu" }, Offers.Now)).Message.ShouldContain("not known to hold");
    }

    [Fact]
    public void A_step_that_was_taken_is_never_changed()
    {
        var (sent, send) = Referral.Draft(Offers.Make()).Act("alfa", Offers.Full(StepKind.Send), Offers.Now);
        sent.Take(send).Fate.ShouldBe(StepFate.Known);
        sent.Take(send with { Why = "another" }).Fate.ShouldBe(StepFate.Refused);
        sent.Take(send with { Number = 3 }).Fate.ShouldBe(StepFate.Early);
        sent.Take(send with { Number = 0 }).Fate.ShouldBe(StepFate.Refused);
        sent.Take(send with { Node = "charlie", Number = 1 }).Fate.ShouldBe(StepFate.Refused);
        sent.Take(send with { Number = 2, Kind = StepKind.Accept }).Reason.ShouldContain("sender");
    }

    /// <summary>Two sides act by what they know; steps reach the other side late, twice and in any order.</summary>
    [Fact]
    public void Both_sides_come_to_the_same_and_never_go_back() => Gen.Int.Sample(
        seed =>
        {
            var random = new Random(seed);
            string[] nodes = ["alfa", "bravo"];
            var sides = nodes.Select(_ => Referral.Draft(Offers.Make())).ToArray();
            var onTheWay = new[] { new List<Step>(), new List<Step>() };
            var reached = new[] { ReferralState.Draft, ReferralState.Draft };
            void Arrive(int side, Step step, bool last)
            {
                var judged = sides[side].Take(step);
                judged.Fate.ShouldNotBe(StepFate.Refused, judged.Reason);
                sides[side] = judged.Referral;
                if (judged.Fate == StepFate.Early)
                {
                    last.ShouldBeFalse();
                    onTheWay[side].Add(step);
                }
            }

            for (var i = 0; i < 40; i++)
            {
                var side = random.Next(2);
                if (random.Next(2) == 0 && onTheWay[side].Count > 0)
                {
                    var at = random.Next(onTheWay[side].Count);
                    var step = onTheWay[side][at];
                    if (random.Next(3) > 0)
                    {
                        onTheWay[side].RemoveAt(at);
                    }

                    Arrive(side, step, last: false);
                }
                else
                {
                    try
                    {
                        var (after, step) = sides[side].Act(nodes[side], Offers.Full((StepKind)random.Next(8)), Offers.Now.AddHours(random.Next(-24, 24)));
                        sides[side] = after;
                        onTheWay[1 - side].Add(step);
                    }
                    catch (IllegalStepException)
                    {
                        continue;
                    }
                }

                for (var s = 0; s < 2; s++)
                {
                    (sides[s].State >= reached[s]).ShouldBeTrue();
                    reached[s] = sides[s].State;
                }
            }

            for (var s = 0; s < 2; s++)
            {
                foreach (var step in onTheWay[s].OrderBy(step => step.Number).ToArray())
                {
                    Arrive(s, step, last: true);
                }
            }

            sides[0].State.ShouldBe(sides[1].State);
            sides[0].Steps.Select(step => step.Hash()).ShouldBe(sides[1].Steps.Select(step => step.Hash()));
            sides[0].Unconfirmed.ShouldBe(sides[1].Unconfirmed);
        },
        iter: 3000,
        threads: 1);
}
