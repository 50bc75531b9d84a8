using System.Text;
using Comity.Formats.Instruments;
using Comity.Kernel.Account;
using Comity.Kernel.Assess.Instruments;
using Comity.Programmes.Custody;

namespace Comity.Programmes.Tests.Custody;

/// <summary>Reviews that fall due, placement, transfers, plans, judgements and corrective actions.</summary>
public sealed class CustodyTests
{
    private static readonly DateTimeOffset Start = new(2026, 6, 30, 8, 0, 0, TimeSpan.Zero);
    private static readonly ReviewRules Rules = new(12, 7, [22, 26], 3);

    [Fact]
    public void The_earliest_of_date_age_and_risk_makes_a_review_due()
    {
        var last = new DateOnly(2026, 1, 31);
        ReviewSchedule.Next(last, null, [], Rules).ShouldBe(new ReviewDue(new DateOnly(2027, 1, 31), "12 months after the last; the day of birth is not known"));
        ReviewSchedule.Next(last, new DateOnly(2004, 3, 1), [], Rules).ShouldBe(new ReviewDue(new DateOnly(2026, 3, 1), "age 22"));
        ReviewSchedule.Next(last, new DateOnly(1980, 3, 1), [(RiskChange.EscapeAlert, new DateOnly(2026, 2, 3))], Rules)
            .ShouldBe(new ReviewDue(new DateOnly(2026, 2, 6), "EscapeAlert on 2026-02-03"));
        ReviewSchedule.Next(last, new DateOnly(1980, 3, 1), [(RiskChange.Violence, last)], Rules).Day.ShouldBe(new DateOnly(2027, 1, 31));
    }

    [Theory]
    [InlineData(-8, Urgency.NotYet)]
    [InlineData(-7, Urgency.Remind)]
    [InlineData(0, Urgency.Due)]
    [InlineData(1, Urgency.Overdue)]
    public void Reminders_come_before_the_day(int days, Urgency urgency)
    {
        var day = new DateOnly(2027, 1, 31);
        new ReviewDue(day, "").On(day.AddDays(days), Rules).ShouldBe(urgency);
    }

    [Theory]
    [InlineData(Separation.Cell, "B", "1", "2", false)]
    [InlineData(Separation.Cell, "A", "1", "1", true)]
    [InlineData(Separation.Landing, "A", "1", "2", true)]
    [InlineData(Separation.Landing, "A", "2", "1", false)]
    [InlineData(Separation.Wing, "A", "2", "1", true)]
    [InlineData(Separation.Wing, "B", "1", "1", false)]
    [InlineData(Separation.Facility, "B", "1", "1", true)]
    public void People_are_kept_as_far_apart_as_it_was_decided(Separation separation, string wing, string landing, string cell, bool isRefused)
    {
        var occupants = new Dictionary<string, Place>(StringComparer.Ordinal) { ["other"] = new("F", wing, landing, cell) };
        foreach (var pair in new[] { Apart("person", "other", separation), Apart("other", "person", separation) })
        {
            Placement.Obstacles("person", "LOW", Room("F"), occupants, [pair]).Count.ShouldBe(isRefused ? 1 : 0);
        }
    }

    [Fact]
    public void A_transfer_is_checked_when_approved_and_again_on_arrival()
    {
        var nobody = new Dictionary<string, Place>(StringComparer.Ordinal);
        var asked = Transfer.Request("person", "LOW", Room("G"), By("A", 0));
        Refused(() => asked.Approve(nobody, [], By("a", 1))).ShouldContain("another person");
        Refused(() => asked.Depart(By("B", 1))).ShouldContain("Requested");
        Refused(() => Transfer.Request("person", "CLOSE", Room("G"), By("A", 0)).Approve(nobody, [], By("B", 1))).ShouldContain("not for CLOSE");

        var onTheWay = asked.Approve(nobody, [], By("B", 1)).Depart(By("C", 2));
        Refused(() => onTheWay.Cancel(By("B", 3))).ShouldContain("before departure");
        var meanwhile = new Dictionary<string, Place>(StringComparer.Ordinal) { ["enemy"] = Room("G").Place, ["another"] = Room("G").Place };
        var refusal = Refused(() => onTheWay.Arrive(meanwhile, [Apart("enemy", "person", Separation.Wing)], By("D", 3)));
        refusal.ShouldContain("2 beds");
        refusal.ShouldContain("enemy");

        var arrived = onTheWay.Redirect(Room("H"), By("D", 3)).Arrive(meanwhile, [Apart("enemy", "person", Separation.Wing)], By("D", 4));
        arrived.State.ShouldBe(TransferState.Arrived);
        arrived.History.Lines.Count.ShouldBe(5);
        Refused(() => arrived.Arrive(nobody, [], By("D", 5)));
        asked.Cancel(By("B", 1)).State.ShouldBe(TransferState.Cancelled);
    }

    [Fact]
    public void A_plan_is_agreed_changed_and_agreed_again()
    {
        var plan = SentencePlan.Begin("person", By("A", 0)).Add("Find work", "employment", new DateOnly(2027, 1, 1), By("A", 1));
        Refused(() => plan.Answer(Agreement.Agreed, By("person", 2))).ShouldContain("nothing to agree to");
        var agreed = plan.AddStep(0, "Welding course", "person", By("A", 2)).Answer(Agreement.Agreed, By("person", 3));
        agreed.Move(0, 0, StepState.InProgress, By("A", 4)).Agreement.ShouldBe(Agreement.Agreed, "progress is no change");
        agreed.AddStep(0, "Apply", "person", By("A", 4)).Agreement.ShouldBe(Agreement.Draft);
        Refused(() => agreed.Answer(Agreement.DoesNotAgree, By("person", 4)));

        Refused(() => agreed.Achieve(0, By("A", 4))).ShouldContain("none of its steps is open");
        var done = agreed.Move(0, 0, StepState.Completed, By("A", 5)).Achieve(0, By("A", 6));
        done.Goals[0].State.ShouldBe(GoalState.Achieved);
        Refused(() => done.Remove(0, By("A", 7))).ShouldContain("Achieved");
        Refused(() => agreed.Move(0, 0, StepState.NotStarted, By("A", 5))).ShouldContain("cannot become");
        Refused(() => agreed.Move(0, 3, StepState.Completed, By("A", 5))).ShouldContain("no step 3");
        Refused(() => agreed.AddStep(4, "x", "y", By("A", 5))).ShouldContain("no goal 4");
    }

    [Fact]
    public void A_future_goal_becomes_active_before_its_steps_move()
    {
        var plan = SentencePlan.Begin("person", By("A", 0)).Add("See family", "relationships", null, By("A", 1)).AddStep(0, "Write", "person", By("A", 2));
        Refused(() => plan.Move(0, 0, StepState.InProgress, By("A", 3))).ShouldContain("future");
        plan.Activate(0, new DateOnly(2027, 1, 1), By("A", 3)).Move(0, 0, StepState.CannotBeDoneYet, By("A", 4)).Goals[0].Steps[0].State.ShouldBe(StepState.CannotBeDoneYet);
        plan.Remove(0, By("A", 3)).Goals.Count.ShouldBe(1, "what is given up stays on record");
    }

    [Fact]
    public void A_judgement_counts_when_all_is_rated_and_its_author_is_accredited()
    {
        var instrument = Imported("id;text\nr1;First\nr2;Second\n", ItemListKind.Judgement);
        var judgement = new JudgementAnswer("high", "two ratings and the file", "P");
        Assessment Assess(params (string, Answer)[] answers) =>
            instrument.Assess(new AnswerSheet(answers.Append(("judgement", judgement)).ToDictionary(a => a.Item1, a => a.Item2, StringComparer.Ordinal)), Tdoc.Day).Assessment!;
        var full = Assess(("r1", new TextAnswer("low")), ("r2", new TextAnswer("high")));
        var accredited = new Accreditation("P", "list", new DateOnly(2026, 1, 1), new DateOnly(2026, 12, 31));

        (full.Main!.Total, StructuredJudgement.Accept(full, judgement, [accredited])).ShouldBe((null, "high"));
        Refused(() => StructuredJudgement.Accept(full, judgement, [accredited with { Until = new DateOnly(2026, 2, 1) }])).ShouldContain("not accredited");
        Refused(() => StructuredJudgement.Accept(Assess(("r1", new TextAnswer("low"))), judgement, [accredited])).ShouldContain("r2");
    }

    [Fact]
    public void A_checklist_of_ones_own_leads_to_corrective_actions()
    {
        var checklist = Imported("id,text,rules\na,\"Light, air\",\"13, 14\"\nb,Food,22\n", ItemListKind.Checklist);
        checklist.Definition.Items[0].Text.ShouldBe("Light, air (13, 14)");
        var answers = new Dictionary<string, Answer>(StringComparer.Ordinal) { ["a"] = new TextAnswer("partly"), ["b"] = new TextAnswer("met") };
        var assessment = checklist.Assess(new AnswerSheet(answers), Tdoc.Day).Assessment!;
        var due = new DateOnly(2026, 9, 1);

        var open = CorrectiveAction.Open(assessment, "a", "Cut windows", "building office", due, By("A", 0));
        open.IsOverdue(due.AddDays(1)).ShouldBeTrue();
        var done = open.Complete(By("B", 1));
        Refused(() => done.Verify(By("B", 2))).ShouldContain("another person");
        done.Reopen(By("C", 2)).State.ShouldBe(CorrectiveState.Open);
        done.Verify(By("C", 2)).State.ShouldBe(CorrectiveState.Verified);
        Refused(() => open.Verify(By("C", 1)));
        Refused(() => CorrectiveAction.Open(assessment, "b", "x", "y", due, By("A", 0))).ShouldContain("met");
    }

    [Fact]
    public void A_review_says_that_it_measures_no_compliance()
    {
        var review = Imported("id\ttext\n1\tArticle 1\n2\tArticle 2\n", ItemListKind.Review);
        var assessment = review.Assess(new AnswerSheet(new Dictionary<string, Answer>(StringComparer.Ordinal) { ["1"] = new TextAnswer("?") }), Tdoc.Day).Assessment!;
        assessment.Notes.ShouldHaveSingleItem().ShouldContain("not a measure of compliance");
        assessment.Items.Select(i => i.Option).ShouldBe(["?", null]);
    }

    [Theory]
    [InlineData("", "no item")]
    [InlineData("id,text\n", "no item")]
    [InlineData("nr,text\n1,x\n", "expected id and text")]
    [InlineData("id,text\n1,x\n1,y\n", "row 2 already")]
    [InlineData("id,text\n1,\n", "needs an id and a text")]
    public void A_list_that_cannot_be_used_is_told(string csv, string message) =>
        ItemList.ToInstrument(new MemoryStream(Encoding.UTF8.GetBytes(csv)), "list.csv", ItemListKind.Checklist, "list", new DateOnly(2026, 1, 1))
            .Diagnostics.ShouldHaveSingleItem().ToString().ShouldContain(message);

    [Fact]
    public void The_trustee_gate_needs_all_twelve()
    {
        string[] all = [.. Enumerable.Repeat("yes", 12)];
        Tdoc.Assess("tdoc-trustee-2026", Tdoc.Day, all).Main!.Level.ShouldBe("TRUSTEE");
        all[6] = "approved";
        Tdoc.Assess("tdoc-trustee-2026", Tdoc.Day, all).Main!.Level.ShouldBe("TRUSTEE");
        all[11] = "no";
        Tdoc.Assess("tdoc-trustee-2026", Tdoc.Day, all).Main!.Level.ShouldBe("NOT_ELIGIBLE");
    }

    private static Instrument Imported(string csv, ItemListKind kind)
    {
        var outcome = ItemList.ToInstrument(new MemoryStream(Encoding.UTF8.GetBytes(csv)), "list.csv", kind, "list", new DateOnly(2026, 1, 1));
        var yaml = outcome.Yaml.ShouldNotBeNull(string.Join("\n", outcome.Diagnostics));
        return InstrumentFile.Read(new MemoryStream(Encoding.UTF8.GetBytes(yaml)), "list.yaml").Instruments.ShouldHaveSingleItem().Instrument;
    }

    private static Cell Room(string facility) => new(new Place(facility, "A", "1", "1"), 2, ["LOW", "MEDIUM"]);

    private static NonAssociation Apart(string one, string other, Separation separation) =>
        new(one, NonAssociationRole.Victim, other, NonAssociationRole.Perpetrator, separation, By("S", 0));

    private static Deed By(string who, int hours) => new(who, "officer", Start.AddHours(hours), "because");

    private static string Refused(Action step) => Should.Throw<DeedRefusedException>(step).Message;
}
