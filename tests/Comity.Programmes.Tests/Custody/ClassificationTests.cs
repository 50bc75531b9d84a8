using Comity.Kernel.Account;
using Comity.Programmes.Custody;

namespace Comity.Programmes.Tests.Custody;

/// <summary>The procedure of a classification, and every step it refuses.</summary>
public sealed class ClassificationTests
{
    private static readonly DateTimeOffset Start = new(2026, 6, 30, 8, 0, 0, TimeSpan.Zero);

    private static readonly ValidationGate Valid = new([new LocalValidation("tdoc-dcaf-2026", new Deed("V", "research", Start.AddDays(-90), "study of two years"), 812, "AUC 0.71 (0.66 to 0.76)", true)]);

    [Fact]
    public void A_class_as_computed_needs_no_approval_and_takes_effect()
    {
        var done = Heard("LOW").Finalise(By("F", 50));
        (done.State, done.Level, done.ReviewUntil).ShouldBe((ClassificationState.Final, "LOW", null));
        done.History.Lines.Select(l => l.What).ShouldBe(["scored LOW", "notice given", "panel recommends LOW", "final LOW"]);
        done.History.Lines.ShouldAllBe(l => l.Deed.Who.Length > 0 && l.Deed.Why.Length > 0);
    }

    [Fact]
    public void The_hearing_waits_48_hours_unless_they_are_waived()
    {
        var told = Begin().GiveNotice(By("N", 0));
        Refused(() => told.Hear(Votes("LOW"), null, By("M", 47))).ShouldContain("48 hours");
        told.Hear(Votes("LOW"), null, By("M", 48)).State.ShouldBe(ClassificationState.Decided);
        told.WaiveNotice(By("N", 1)).Hear(Votes("LOW"), null, By("M", 2)).State.ShouldBe(ClassificationState.Decided);
    }

    [Fact]
    public void A_panel_is_three_people_with_a_majority_and_reasoned_dissent()
    {
        var told = Begin().GiveNotice(By("N", 0));
        Refused(() => told.Hear(Votes("LOW")[..2], null, By("M", 50))).ShouldContain("three different people");
        Refused(() => told.Hear([new("chair", "A", "LOW"), new("treatment", "a ", "LOW"), new("security", "C", "LOW")], null, By("M", 50))).ShouldContain("three different people");
        Refused(() => told.Hear([new("chair", "A", "LOW"), new("treatment", "B", "MEDIUM"), new("security", "C", "CLOSE")], null, By("M", 50))).ShouldContain("majority");
        Refused(() => told.Hear([new("chair", "A", "LOW"), new("treatment", "B", "LOW"), new("security", "C", "CLOSE")], null, By("M", 50))).ShouldContain("dissents");
        told.Hear([new("chair", "A", "LOW"), new("treatment", "B", "LOW"), new("security", "C", "CLOSE", "threats last week")], null, By("M", 50)).RecommendedLevel.ShouldBe("LOW");
    }

    [Theory]
    [InlineData("MEDIUM", new[] { "institution" })]
    [InlineData("CLOSE", new[] { "committee", "classification_manager" })]
    [InlineData("MAXIMUM", new[] { "institution", "committee", "classification_manager" })]
    public void The_number_of_steps_decides_who_approves(string level, string[] roles)
    {
        var now = Heard(level, "A4INC");
        now.Needs.ShouldBe(roles);
        foreach (var (i, role) in roles.Index())
        {
            now.State.ShouldBe(ClassificationState.Recommended);
            now = now.Approve(By($"approver {i}", 60 + i, role));
        }

        (now.State, now.Level).ShouldBe((ClassificationState.Decided, level));
    }

    [Fact]
    public void Nobody_approves_twice_or_what_they_voted_for_and_a_denial_leaves_the_computed_class()
    {
        var open = Heard("CLOSE", "A4INC");
        Refused(() => open.Approve(By("A", 60, "committee"))).ShouldContain("sat on the panel");
        Refused(() => open.Approve(By("P", 60, "institution"))).ShouldContain("open: committee");
        Refused(() => open.Approve(By("P", 60, "committee")).Approve(By("P", 61, "classification_manager"))).ShouldContain("another person");
        Refused(() => open.Approve(By("s", 60, "committee"))).ShouldContain("scored");
        Refused(() => open.Deny(By("M", 60, "committee"))).ShouldContain("kept the minutes");
        Refused(() => open.Deny(By("P", 60, "cook"))).ShouldContain("no say");
        open.Deny(By("P", 60, "committee")).Level.ShouldBe("LOW");
        Refused(() => Heard("CLOSE")).ShouldContain("code");
        Refused(() => Heard("CLOSE", "C2DEC")).ShouldContain("a lower level");
        Refused(() => Heard("LOW", "A4INC")).ShouldContain("no override");
    }

    [Fact]
    public void A_higher_class_can_be_reviewed_within_30_days_by_somebody_else()
    {
        var final = Begin(ClassificationKind.Annual, "TRUSTEE").GiveNotice(By("N", 0)).Hear(Votes("LOW"), null, By("M", 50)).Finalise(By("F", 60));
        final.ReviewUntil.ShouldBe(Start.AddHours(60).AddDays(30));
        Refused(() => final.RequestReview(By("person", 60 + (30 * 24) + 1))).ShouldContain("until");
        var asked = final.RequestReview(By("person", 100));
        asked.IsReviewOverdue(Start.AddHours(100).AddDays(30)).ShouldBeFalse();
        asked.IsReviewOverdue(Start.AddHours(101).AddDays(30)).ShouldBeTrue();
        Refused(() => asked.DecideReview("LOW", By("A", 110))).ShouldContain("took part");
        Refused(() => asked.DecideReview("CLOSE", By("R", 110))).ShouldContain("cannot lead to CLOSE");
        var closed = asked.DecideReview("TRUSTEE", By("R", 110));
        (closed.State, closed.Level).ShouldBe((ClassificationState.Closed, "TRUSTEE"));
        Refused(() => Heard("LOW").Finalise(By("F", 50)).RequestReview(By("person", 60))).ShouldContain("did not");
    }

    [Fact]
    public void Every_step_out_of_its_order_is_refused()
    {
        // The steps in the only order that is right; any other step in a state is refused and changes nothing.
        (string Name, Func<Classification, Classification> Do)[] steps =
        [
            ("notice", c => c.GiveNotice(By("N", 100))),
            ("hear", c => c.Hear(Votes("CLOSE"), "A4INC", By("M", 200))),
            ("approve", c => c.Approve(By("P1", 300, "committee")).Approve(By("P2", 300, "classification_manager"))),
            ("finalise", c => c.Finalise(By("F", 400))),
            ("request", c => c.RequestReview(By("person", 500))),
            ("decide", c => c.DecideReview("LOW", By("R", 600))),
        ];
        var now = Begin(ClassificationKind.Annual, "LOW");
        for (var right = 0; right <= steps.Length; right++)
        {
            foreach (var (i, step) in steps.Index().Where(s => s.Index != right))
            {
                Refused(() => step.Do(now)).ShouldNotBeEmpty($"{step.Name} in {now.State}");
            }

            now = right < steps.Length ? steps[right].Do(now) : now;
        }

        now.State.ShouldBe(ClassificationState.Closed);
    }

    [Fact]
    public void Each_step_names_who_why_and_not_before_the_last()
    {
        Refused(() => Begin().GiveNotice(new Deed(" ", "counsellor", Start, "why"))).ShouldContain("who");
        Refused(() => Begin().GiveNotice(new Deed("N", "counsellor", Start, ""))).ShouldContain("why");
        Refused(() => Begin().GiveNotice(By("N", -5))).ShouldContain("lies before");
    }

    [Fact]
    public void Foreign_weights_decide_about_nobody_until_they_are_validated_here()
    {
        Refused(() => Begin(gate: new ValidationGate([]))).ShouldContain("local validation");
        var other = new LocalValidation("tdoc-rcaf-2026-v1", new Deed("V", "research", Start.AddDays(-9), "study"), 10, "fair", true);
        Refused(() => Begin(gate: new ValidationGate([other]))).ShouldContain("local validation");
        Refused(() => Begin(gate: new ValidationGate([other with { InstrumentId = "tdoc-dcaf-2026", People = 0 }]))).ShouldContain("local validation");
        Refused(() => Begin(gate: new ValidationGate([other with { InstrumentId = "tdoc-dcaf-2026", IsFit = false }]))).ShouldContain("unfit");
        Begin(gate: new ValidationGate([other with { InstrumentId = "tdoc-dcaf-2026" }])).State.ShouldBe(ClassificationState.Scored);
    }

    [Fact]
    public void An_assessment_with_open_answers_or_without_a_place_in_the_order_begins_nothing()
    {
        var open = Tdoc.Assess("tdoc-dcaf-2026", Tdoc.Day, "none");
        Refused(() => Classification.Begin(ClassificationKind.Initial, open, null, Valid, By("S", -1))).ShouldContain("open: 2, 3");
        Refused(() => Begin(ClassificationKind.Annual)).ShouldContain("initial");
        Refused(() => Begin(ClassificationKind.Initial, "LOW")).ShouldContain("first");
        Refused(() => Begin(ClassificationKind.Annual, "BEST")).ShouldContain("no class BEST");
    }

    [Fact]
    public void A_person_is_received_taken_in_classified_placed_and_released()
    {
        Refused(() => PersonInCustody.Receive("p-1", " ", By("R", 0))).ShouldContain("order");
        var person = PersonInCustody.Receive("p-1", "judgement 12/2026", By("R", -200));
        Refused(() => person.CompleteIntake(By("R", -190))).ShouldContain("Health");
        foreach (var matter in Enum.GetValues<IntakeMatter>())
        {
            person = person.Settle(matter, By("R", -180));
            Refused(() => person.Settle(matter, By("R", -180))).ShouldContain("already");
        }

        Refused(() => person.Take(Heard("LOW").Finalise(By("F", 50)), By("F", 51))).ShouldContain("Intake");
        var held = person.CompleteIntake(By("R", -170));
        Refused(() => held.Take(Heard("LOW"), By("F", 51))).ShouldContain("final");
        var low = held.Take(Heard("LOW").Finalise(By("F", 50)), By("F", 51));
        (low.Level, low.Classified).ShouldBe(("LOW", Tdoc.Day));
        Refused(() => low.Take(Heard("LOW").Finalise(By("F", 50)), By("F", 52))).ShouldContain("began from no class");

        var room = new Cell(new Place("F", "A", "1", "1"), 1, ["LOW"]);
        var nobody = new Dictionary<string, Place>(StringComparer.Ordinal);
        var asked = Transfer.Request("p-1", "LOW", room, By("A", 60));
        Refused(() => low.Move(asked, By("A", 61))).ShouldContain("not arrived");
        var placed = low.Move(asked.Approve(nobody, [], By("B", 61)).Depart(By("C", 62)).Arrive(nobody, [], By("D", 63)), By("D", 64));
        placed.Place.ShouldBe(room.Place);
        placed.NextReview(null, [], new ReviewRules(12, 7, [], 3)).Day.ShouldBe(Tdoc.Day.AddMonths(12));

        var released = placed.Release(By("R", 90));
        (released.State, released.Place).ShouldBe((CustodyState.Released, null));
        Refused(() => released.Release(By("R", 91)));
        released.History.Lines.Count.ShouldBe(11);
    }

    [Fact]
    public void A_review_that_lowers_the_class_takes_effect_on_the_person()
    {
        var final = Heard("LOW").Finalise(By("F", 50));
        var person = Enum.GetValues<IntakeMatter>().Aggregate(PersonInCustody.Receive("p-1", "judgement", By("R", -200)), (p, matter) => p.Settle(matter, By("R", -200)))
            .CompleteIntake(By("R", -200)).Take(final, By("F", 51));
        var raised = Begin(ClassificationKind.SpecialUp, "LOW").GiveNotice(By("N", 0)).Hear(Votes("MEDIUM"), "A4INC", By("M", 50))
            .Approve(By("P", 60, "institution")).Finalise(By("F", 70));
        var higher = person.Take(raised, By("F", 71));
        higher.Level.ShouldBe("MEDIUM");
        higher.Take(raised.RequestReview(By("p-1", 80)).DecideReview("LOW", By("Q", 90)), By("Q", 91)).Level.ShouldBe("LOW");
    }

    private static Classification Begin(ClassificationKind kind = ClassificationKind.Initial, string? before = null, ValidationGate? gate = null) =>
        Classification.Begin(kind, Tdoc.Assess("tdoc-dcaf-2026", Tdoc.Day, "none", "low", "no", "no", "no", "36-40", "0"), before, gate ?? Valid, By("S", -1));

    private static Classification Heard(string level, string? code = null) => Begin().GiveNotice(By("N", 0)).Hear(Votes(level), code, By("M", 48));

    private static Vote[] Votes(string level) => [new("chair", "A", level), new("treatment", "B", level), new("security", "C", level)];

    private static Deed By(string who, int hours, string role = "officer") => new(who, role, Start.AddHours(hours), "because");

    private static string Refused(Action step) => Should.Throw<DeedRefusedException>(step).Message;
}
