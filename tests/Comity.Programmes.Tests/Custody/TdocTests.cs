using Comity.Kernel.Assess.Instruments;
using Comity.Kernel.Subjects;

namespace Comity.Programmes.Tests.Custody;

/// <summary>The Tennessee forms against results worked out by hand. Every day is seen from 30 June 2026.</summary>
public sealed class TdocTests
{
    [Theory]
    // 0 + 10 - 1 - 1 - 1 - 2 - 5 = 0
    [InlineData(0, "LOW", "none", "low", "no", "no", "no", ">45", ">=5")]
    // 0 + 12 - 1 - 1 - 1 + 2 + 0 = 11, the last that is low
    [InlineData(11, "LOW", "none", "high", "no", "no", "no", "26-30", "0")]
    // 0 + 13 - 1 - 1 - 1 + 2 + 0 = 12
    [InlineData(12, "MEDIUM", "none", "highest", "no", "no", "no", "26-30", "0")]
    // 4 + 13 + 6 - 1 - 1 + 5 - 2 = 24
    [InlineData(24, "MEDIUM", "last 24 months", "highest", "yes", "no", "no", "22-25", "2")]
    // 4 + 13 + 6 - 1 - 1 + 5 - 1 = 25
    [InlineData(25, "CLOSE", "last 24 months", "highest", "yes", "no", "no", "22-25", "1")]
    // 3 + 12 - 1 - 1 + 30 + 1 + 0 = 44
    [InlineData(44, "CLOSE", "24-60 months ago", "high", "no", "no", "yes", "31-35", "0")]
    // 4 + 13 + 6 + 12 + 30 + 10 + 0 = 75, counted as 45
    [InlineData(45, "MAXIMUM", "last 24 months", "highest", "yes", "yes", "yes", "<=21", "0")]
    public void The_diagnostic_form_is_summed_up_to_45(int total, string level, params string[] answers)
    {
        var main = Tdoc.Assess("tdoc-dcaf-2026", Tdoc.Day, answers).Main!;
        (main.Total, main.Level).ShouldBe((total, level));
        main.PossibleLevels.ShouldBe([level]);
    }

    [Theory]
    // 0 + 10 - 1 - 1 - 1 + 0 + 0 = 7
    [InlineData(7, "LOW", "none", "low", "@", "@", "@", "36-40", "0")]
    // 2 + 13 + (2 + 1) - 1 - 1 + 1 - 4 = 13: two within six months, one before
    [InlineData(13, "MEDIUM", "last 60 months", "highest", "@2026-05-01 2026-06-30 2025-12-01", "@", "@", "31-35", "4")]
    // 0 + 10 + min(6, 8 × 1) - 1 - 1 + 0 + 0 = 14: eight reports count as six
    [InlineData(14, "MEDIUM", "none", "low", "@2026-06-01 2026-06-01 2026-06-01 2026-06-01 2026-06-01 2026-06-01 2026-06-01 2026-06-01", "@", "@", "36-40", "0")]
    // 0 + 10 - 1 + (2 × 2 + 1) + 11 + 0 + 0 = 25
    [InlineData(25, "CLOSE", "none", "low", "@", "@2026-02-01 2026-03-01 2025-08-01", "@2026-01-01", "36-40", "0")]
    // 0 + 10 - 1 - 1 + (-1 + 7 + 6 + 4 + 2) + 0 + 0 = 26: one in each older window, none in the first
    [InlineData(26, "CLOSE", "none", "low", "@", "@", "@2025-10-01 2025-05-01 2024-01-01 2022-01-01", "36-40", "0")]
    // 2 + 13 + 6 + 9 + 33 + 12 + 0 = 75, counted as 45
    [InlineData(45, "MAXIMUM", "last 60 months", "highest", "@2026-06-01 2026-06-02 2026-06-03 2026-06-04 2026-06-05 2026-06-06", "@2026-06-01 2026-06-02 2026-06-03 2026-06-04 2026-06-05", "@2026-06-01 2026-06-02 2026-06-03", "<=21", "0")]
    public void The_second_reclassification_counts_reports_in_windows(int total, string level, params string[] answers)
    {
        var main = Tdoc.Assess("tdoc-rcaf-2026-v2", Tdoc.Day, answers).Main!;
        (main.Total, main.Level).ShouldBe((total, level));
    }

    [Theory]
    // 0 + 10 - 1 - 1 - 1 + 0 + 0 = 7
    [InlineData(7, "LOW", "none", "low", "@", "@", "@", "36-40", "0")]
    // 0 + 12 - 1 - 1 - 1 + 2 + 0 = 11
    [InlineData(11, "LOW", "none", "high", "@", "@", "@", "26-30", "0")]
    // 0 + 10 + (3 + 1) + (2 + 3) + (-1 + 9) + 0 - 2 = 25: the last that is medium in this version
    [InlineData(25, "MEDIUM", "none", "low", "@2026-05-01 2026-05-01 2025-10-01", "@2026-05-01 2025-10-01 2025-10-01 2025-10-01 2025-10-01", "@2025-10-01", "36-40", "2")]
    // the same with one programme less is 26
    [InlineData(26, "CLOSE", "none", "low", "@2026-05-01 2026-05-01 2025-10-01", "@2026-05-01 2025-10-01 2025-10-01 2025-10-01 2025-10-01", "@2025-10-01", "36-40", "1")]
    // 0 + 10 - 1 - 1 + (-1 + 0 + 0 + 6 + 6) + 13 + 0 = 32: two between 18 and 36 months, four between 36 and 60
    [InlineData(32, "CLOSE", "none", "low", "@", "@", "@2024-05-01 2024-06-01 2022-05-01 2022-05-02 2022-05-03 2022-05-04", "<=21", "0")]
    public void The_first_reclassification_looks_numbers_up(int total, string level, params string[] answers)
    {
        var main = Tdoc.Assess("tdoc-rcaf-2026-v1", Tdoc.Day, answers).Main!;
        (main.Total, main.Level).ShouldBe((total, level));
    }

    [Theory]
    // six months before 30 June is 30 December: that day is six months old and belongs to the older window
    [InlineData("2025-12-31", 2 + 0)]
    [InlineData("2025-12-30", -1 + 1)]
    // twelve months: the same
    [InlineData("2025-07-01", -1 + 1)]
    [InlineData("2025-06-30", -1 + 0)]
    public void A_window_begins_with_its_first_whole_month_and_ends_before_its_last(string happened, int points) =>
        Tdoc.Assess("tdoc-rcaf-2026-v2", Tdoc.Day, null, null, null, "@" + happened).Items[3].Points.ShouldBe(points);

    [Theory]
    // A: 7 + 3 + 4 + 1 = 15
    [InlineData(15, "MAXIMUM", "assault with serious injury or death, last 42 m", "yes", "highest", "moderate")]
    // A: 5 + 3 + 1 + 1 = 10: closed without schedule B
    [InlineData(10, "CLOSE", "assault, weapon, no serious injury, last 18 m", "yes", "moderate", "moderate")]
    // A: 0 + 3 + 3 + 3 = 9 goes on; B: 7 + 1 + 0 + 0 + 0 = 8; together 17
    [InlineData(17, "CLOSE", "none", "yes", "high", "high", "medium+ or with violence, within 1 year", "one in 6 m", "none", "none", "none")]
    // A 9, B: -2 + 4 + 5 + 0 + 0 = 7; together 16
    [InlineData(16, "MEDIUM", "none", "yes", "high", "high", "none", "two or more in 6 m", "class B", "none", "none")]
    // A: 0 + 0 + 4 + 3 = 7, B: -2 - 1 + 2 + 0 + 0 = -1; together 6
    [InlineData(6, "MINIMUM", "none", "no", "highest", "high", "none", "none 6 m", "class C", "none", "none")]
    // A 0, B: -2 - 4 + 0 + 0 + 0; together -6
    [InlineData(-6, "MINIMUM", "none", "no", "low", "low", "none", "none 18 m", "none", "none", "none")]
    public void The_older_form_decides_on_schedule_A_when_it_can(int total, string level, params string[] answers)
    {
        var main = Tdoc.Assess("tdoc-caf-legacy", Tdoc.Day, answers).Main!;
        (main.Total, main.Level).ShouldBe((total, level));
        main.Missing.ShouldBeEmpty();
    }

    [Fact]
    public void The_version_in_force_on_the_day_is_chosen_by_the_series()
    {
        Tdoc.Shelf.Find("tdoc-rcaf-2026", new DateOnly(2026, 5, 25), out _)!.Definition.Id.ShouldBe("tdoc-rcaf-2026-v1");
        Tdoc.Shelf.Find("tdoc-rcaf-2026", new DateOnly(2026, 5, 26), out _)!.Definition.Id.ShouldBe("tdoc-rcaf-2026-v2");
        Tdoc.Shelf.Find("tdoc-rcaf-2026", new DateOnly(2025, 5, 26), out var problem).ShouldBeNull();
        problem.ShouldContain("tdoc-rcaf-2026-v1 from 2026-01-01 to 2026-05-25");
        Tdoc.Shelf.Find("tdoc-rcaf-2027", Tdoc.Day, out var unknown).ShouldBeNull();
        unknown.ShouldContain("Did you mean tdoc-rcaf-2026?");
    }

    [Fact]
    public void The_record_answers_what_nobody_did_and_says_where_it_stood()
    {
        var instrument = Tdoc.Of("tdoc-rcaf-2026-v2");
        var record = new SubjectRecord(instrument.Definition.Facts);
        record.Set("offence.severity", "high", new SourcePosition(3, 40));
        record.Set("age_years", 23L);
        record.Set("disciplinary.class_a_b_last_12_months", 0L, new SourcePosition(9, 200));
        record.Set("disciplinary.class_a_violent_dates", new[] { "2026-06-01" });
        var items = instrument.Assess(Tdoc.Sheet("none", "low"), Tdoc.Day, record).Assessment!.Items;

        (items[1].Points, items[1].Origin).ShouldBe((10, AnswerOrigin.Given));
        (items[4].Points, items[4].Origin).ShouldBe((11, AnswerOrigin.Record));
        (items[5].Option, items[5].Points).ShouldBe(("under-31-clean-year", 1));
        items[5].Evidence.ShouldContain(e => e.Field == "disciplinary.class_a_b_last_12_months" && e.Position.Segment == 9);
        items[6].Points.ShouldBeNull();
        items[6].Origin.ShouldBe(AnswerOrigin.Missing);
    }

    [Fact]
    public void An_age_that_two_options_hold_stays_open_until_the_record_decides()
    {
        var age = Tdoc.Assess("tdoc-rcaf-2026-v2", Tdoc.Day, null, null, null, null, null, "23").Items[5];
        (age.Points, age.LeastPoints, age.MostPoints).ShouldBe((null, 1, 5));
        age.Because.ShouldContain("disciplinary.class_a_b_last_12_months");
    }
}
