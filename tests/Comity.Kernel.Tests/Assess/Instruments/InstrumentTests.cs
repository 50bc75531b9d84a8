using Comity.Kernel.Assess.Instruments;
using Comity.Kernel.Subjects;

namespace Comity.Kernel.Tests.Assess.Instruments;

/// <summary>The operators, open answers, overrides and refusals of the engine by itself.</summary>
public sealed class InstrumentTests
{
    private static readonly DateOnly Day = new(2026, 6, 30);

    private static readonly InstrumentDefinition Plain = new()
    {
        Id = "plain",
        Series = "plain",
        Version = 1,
        Title = "Plain",
        ValidFrom = new DateOnly(2026, 1, 1),
        Source = "made for these tests",
        Facts = new SubjectSchema("record", [new("age", FactType.Integer, FactOrigin.Declared, "age"), new("escaped", FactType.Boolean, FactOrigin.Declared, "escaped")]),
        Items =
        [
            new SingleItem("a", "A", [new Option("none", "None", 0), new Option("some", "Some", 5), new Option("much", "Much", 10)]),
            new SingleItem("b", "B", [new Option("yes", "Yes", 3) { Meets = true }, new Option("no", "No", 0)]),
        ],
        Scales =
        [
            new ScoredScale("risk", "Risk", [], [new Stage(["a", "b"], [new Band("LOW", null, 4), new Band("MID", 5, 9), new Band("HIGH", 10, null)])], null, null),
        ],
        Overrides = new OverrideRules(
            ["TRUSTED", "LOW", "MID", "HIGH"],
            [new OverrideCode("UP1", "up", OverrideDirection.Up), new OverrideCode("DN1", "down", OverrideDirection.Down)],
            [new ApprovalRule(null, "HIGH", ["house", "board", "ministry"]), new ApprovalRule(1, null, ["house"]), new ApprovalRule(null, null, ["house", "board"])]),
    };

    [Fact]
    public void An_open_answer_is_never_zero()
    {
        var main = Assess(Plain, ("a", "some")).Main!;
        (main.Total, main.LeastTotal, main.MostTotal, main.Level).ShouldBe((null, 5, 8, "MID"));
        main.Missing.ShouldBe(["b"]);
        Assess(Plain, ("b", "yes")).Main!.PossibleLevels.ShouldBe(["LOW", "MID", "HIGH"]);
        Assess(Plain with { WhenMissing = MissingAnswers.Block }, ("a", "some")).Main.ShouldSatisfyAllConditions(
            blocked => blocked!.Level.ShouldBeNull(), blocked => blocked!.PossibleLevels.ShouldBe(["MID"]));
    }

    [Fact]
    public void An_answer_is_found_by_code_and_by_label() =>
        Assess(Plain, ("a", "Much"), ("b", "no")).Items.Select(i => i.Option).ShouldBe(["much", "no"]);

    [Fact]
    public void The_highest_of_items_counts_and_they_do_not()
    {
        var highest = Plain with
        {
            Overrides = null,
            Items = [.. Plain.Items, new HighestItem("top", "Top", ["a", "b"])],
            Scales = [new ScoredScale("risk", "Risk", [], [new Stage(["top"], [new Band("LOW", null, 4), new Band("HIGH", 5, null)])], null, null)],
        };
        Assess(highest, ("a", "none"), ("b", "yes")).Main!.Total.ShouldBe(3);
        var open = Assess(highest, ("b", "yes")).Main!;
        (open.LeastTotal, open.MostTotal).ShouldBe((3, 10));
        open.Missing.ShouldBe(["a"]);
        Problems(highest, ("top", "yes")).ShouldHaveSingleItem().Expected.ShouldContain("follows from other items");
    }

    [Theory]
    [InlineData("yes", true, "PASSED")]
    [InlineData("no", true, "REFUSED")]
    [InlineData("no", null, "REFUSED")]
    [InlineData("yes", false, "REFUSED")]
    [InlineData("yes", null, null)]
    [InlineData(null, true, null)]
    public void A_gate_needs_every_criterion(string? answer, bool? escapedNever, string? level)
    {
        var gated = Plain with
        {
            Overrides = null,
            Items = [new SingleItem("b", "B", [new Option("yes", "Yes", null) { Meets = true }, new Option("no", "No", null)])],
            Scales = [new GateScale("gate", "Gate", [new Gate([new Criterion("b", null), new Criterion(null, "!escaped")], "REFUSED", null)], "PASSED")],
        };
        var record = new SubjectRecord(gated.Facts);
        record.Set("escaped", escapedNever is { } never ? !never : null);
        var main = Compiled(gated).Assess(Sheet(answer is null ? [] : [("b", answer)]), Day, record).Assessment!.Main!;

        main.Level.ShouldBe(level);
        main.PossibleLevels.Count.ShouldBe(level is null ? 2 : 1);
    }

    [Fact]
    public void A_judgement_is_given_by_a_person_and_never_computed()
    {
        var judged = Plain with
        {
            Overrides = null,
            Items = [new SingleItem("r", "Rating", [new Option("low", "Low", null), new Option("high", "High", null)])],
            Scales = [new JudgementScale("final", "Final", ["r"], ["LOW", "HIGH"])],
        };
        var instrument = Compiled(judged);
        instrument.Assess(Sheet([("r", "high")]), Day).Assessment!.Main!.Level.ShouldBeNull();
        instrument.Assess(Judged("LOW", "a reason"), Day).Assessment!.Main!.Level.ShouldBe("LOW");
        instrument.Assess(Judged("LOW", " "), Day).Problems.ShouldHaveSingleItem().Expected.ShouldBe("both");
        instrument.Assess(Judged("NONE", "a reason"), Day).Problems.ShouldHaveSingleItem().Expected.ShouldContain("LOW, HIGH");
        Refused(judged with { Items = [new SingleItem("r", "Rating", [new Option("low", "Low", 1)])] }).ShouldContain("never counted");

        static AnswerSheet Judged(string level, string reason) => new(new Dictionary<string, Answer>(StringComparer.Ordinal)
        {
            ["r"] = new TextAnswer("high"),
            ["final"] = new JudgementAnswer(level, reason, "assessor"),
        });
    }

    [Theory]
    [InlineData("UP1", "LOW", "MID", 1, new[] { "house" })]
    [InlineData("UP1", "LOW", "HIGH", 2, new[] { "house", "board", "ministry" })]
    [InlineData("DN1", "LOW", "TRUSTED", -1, new[] { "house" })]
    public void Steps_and_the_level_decide_who_approves(string code, string from, string to, int steps, string[] needs)
    {
        var done = Overridden(new Override(code, from, to, "because", [])).Overrides.ShouldHaveSingleItem();
        (done.Steps, done.IsApproved).ShouldBe((steps, false));
        done.Needs.ShouldBe(needs);
    }

    [Fact]
    public void An_override_counts_when_everybody_has_approved_and_nobody_twice()
    {
        Approval[] alone = [new("house", "P"), new("board", "p "), new("ministry", "Q")];
        var pending = Overridden(new Override("UP1", "LOW", "HIGH", "because", alone));
        pending.Overrides[0].Lacks.ShouldBe(["board"]);
        (pending.FinalLevel, pending.Main!.Level).ShouldBe(("LOW", "LOW"));

        var done = Overridden(new Override("UP1", "LOW", "HIGH", "because", [new("house", "P"), new("board", "R"), new("ministry", "Q")]));
        (done.FinalLevel, done.Main!.Level).ShouldBe(("HIGH", "LOW"), "the computed level stands beside the final one");
    }

    [Theory]
    [InlineData("UP9", "LOW", "MID", "because", "one of UP1, DN1")]
    [InlineData("UP1", "MID", "HIGH", "because", "from LOW")]
    [InlineData("UP1", "LOW", "LOW", "because", "another of")]
    [InlineData("UP1", "LOW", "TOP", "because", "another of")]
    [InlineData("UP1", "LOW", "TRUSTED", "because", "a higher level")]
    [InlineData("UP1", "LOW", "MID", " ", "a reason")]
    public void A_wrong_override_is_told(string code, string from, string to, string reason, string expected) =>
        Compiled(Plain).Assess(Sheet([("a", "none"), ("b", "no")]) with { Overrides = [new Override(code, from, to, reason, [])] }, Day)
            .Problems.ShouldHaveSingleItem().Expected.ShouldContain(expected);

    [Fact]
    public void A_correction_stands_beside_the_computed_result()
    {
        var sheet = Sheet([("a", "none"), ("b", "no")]) with { Corrected = new CorrectedResult(7, "MID", "item a was misread", "P") };
        var assessment = Compiled(Plain).Assess(sheet, Day).Assessment!;
        (assessment.Main!.Level, assessment.Corrected!.Level).ShouldBe(("LOW", "MID"));
        Compiled(Plain).Assess(sheet with { Corrected = new CorrectedResult(7, "TOP", "", "P") }, Day).Problems.Count.ShouldBe(2);
    }

    [Fact]
    public void Notes_tell_what_the_reader_must_know() =>
        Compiled(Plain with { IsSample = true, Notice = "No measure of compliance." }).Assess(Sheet([]), new DateOnly(2025, 1, 1)).Assessment!.Notes.Count.ShouldBe(3);

    private static Assessment Overridden(Override asked) =>
        Compiled(Plain).Assess(Sheet([("a", "none"), ("b", "no")]) with { Overrides = [asked] }, Day).Assessment.ShouldNotBeNull();

    private static Assessment Assess(InstrumentDefinition definition, params (string, string)[] answers) =>
        Compiled(definition).Assess(Sheet(answers), Day).Assessment.ShouldNotBeNull();

    private static IReadOnlyList<AnswerProblem> Problems(InstrumentDefinition definition, params (string, string)[] answers) => Compiled(definition).Assess(Sheet(answers), Day).Problems;

    private static string Refused(InstrumentDefinition definition) => string.Join(" ", Instrument.Compile(definition).Problems.Select(p => p.Message));

    private static AnswerSheet Sheet((string Item, string Text)[] answers) => new(answers.ToDictionary(a => a.Item, a => (Answer)new TextAnswer(a.Text), StringComparer.Ordinal));

    private static Instrument Compiled(InstrumentDefinition definition)
    {
        var compilation = Instrument.Compile(definition);
        return compilation.Instrument.ShouldNotBeNull(string.Join(" ", compilation.Problems));
    }
}
