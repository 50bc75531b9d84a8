using Comity.Kernel.Account;
using Comity.Kernel.Assess;
using Comity.Kernel.Subjects;
using Comity.Store.Backtest;

namespace Comity.Store.Tests.Backtest;

/// <summary>What a back-test counts, in which stages, and how it ends.</summary>
public sealed class BackTestTests
{
    [Fact]
    public async Task Only_the_last_version_of_a_subject_counts_and_none_that_is_withdrawn()
    {
        using var movements = new Movements(
        [
            Of(1, subject: 1, version: 1, "old"),
            Of(2, subject: 2, version: 1, "new"),
            Of(3, subject: 3, version: 1, "new"),
        ]);
        (await movements.Try("text.a == 'old'")).Hits.ShouldBe(1);

        movements.History.Append([Of(4, subject: 1, version: 2, "mid"), Of(5, subject: 1, version: 3, "new"), Of(6, subject: 3, version: 2, "new", deleted: true)]);

        (await movements.Try("text.a == 'old' || text.a == 'mid'")).Hits.ShouldBe(0);
        var result = await movements.Try("text.a == 'new'");
        (result.Rows, result.Hits).ShouldBe((2, 2));

        // A subject can come back after its withdrawal.
        movements.History.Append([Of(7, subject: 3, version: 3, "old")]);
        (await movements.Try("true")).Hits.ShouldBe(3);
        movements.History.Extent().Rows.ShouldBe(3);
    }

    [Theory]
    [InlineData("text.a == 'a'")]
    [InlineData("text.a.replace('b', 'a') == 'a' && text.a != 'b'")]
    public async Task Hits_are_counted_by_week_and_day_with_the_finds_they_cover(string condition)
    {
        // Noon of day 0 is a Monday; subject 5 arrives in the third week.
        using var movements = new Movements(
        [
            Of(1, 1, 1, "a"), Of(2, 2, 1, "b"), Of(3, 3, 1, "a", day: 1), Of(4, 4, 1, "a", day: 6), Of(5, 5, 1, "a", day: 14),
        ]);

        var result = await movements.Try(condition, controls: [new(2, true), new(3, true), new(4, false), new(5, true), new(99, true)]);

        result.Hits.ShouldBe(4);
        result.Weeks.ShouldBe([new WeekHits(Samples.Day, 3), new WeekHits(Samples.Day.AddDays(7), 0), new WeekHits(Samples.Day.AddDays(14), 1)]);
        result.PerDay.ShouldBe(4 / 15.0);
        (result.KnownFinds, result.Covered, result.Controlled).ShouldBe((3, 2, 3));
        result.Precision.ShouldNotBeNull().Value.ShouldBe(2 / 3.0);
        result.Interpreted.ShouldBe(condition.Contains("replace", StringComparison.Ordinal) ? 4 : 0);
    }

    [Theory]
    [InlineData("text.a.startsWith('a')", "text.a.startsWith('a')")]
    [InlineData("text.a.reverse().endsWith('a')", "text.a.reverse().endsWith('a')")]
    public async Task The_last_hits_come_with_reasons(string condition, string reason)
    {
        using var movements = new Movements(Enumerable.Range(1, 30).Select(i => Of(i, i, 1, i % 3 == 0 ? $"a{i}" : "b", day: i / 4)));

        var examples = (await movements.Try(condition)).Examples;

        examples.Select(e => e.SubjectId).ShouldBe([30, 27, 24, 21, 18]);
        examples[0].ReceivedAt.ShouldBe(Samples.Noon.AddDays(7));
        examples[0].Record["text.a"].ShouldBe("a30");
        examples[0].Reasons.ShouldHaveSingleItem().Condition.ShouldBe(reason);
    }

    [Fact]
    public async Task The_overlap_is_counted_for_each_profile_in_sql_and_out_of_it()
    {
        var huge = Movements.Record(("text.a", new string('a', StepBound.TextBytes + 1)));
        using var movements = new Movements(
            [Of(1, 1, 1, "a"), Of(2, 2, 1, "ab"), Of(3, 3, 1, "b"), Of(4, 4, 1, "abc"), Movements.Version(5, 5, 1, huge)]);
        OtherProfile[] others =
        [
            new("ends", 3, Movements.Compile("text.a.endsWith('b')")),
            new("reversed", 1, Movements.Compile("text.a.reverse().startsWith('b')")),
            new("all", 1, Movements.Compile("has(text.a)")),
        ];

        (await movements.Try("text.a.startsWith('a')", others: others)).Overlap
            .ShouldBe([new ProfileOverlap("ends", 3, 1), new ProfileOverlap("reversed", 1, 1), new ProfileOverlap("all", 1, 4)]);
        (await movements.Try("text.a.reverse().endsWith('a')", others: others)).Overlap.Select(o => o.Shared).ShouldBe([1, 1, 4]);
    }

    [Fact]
    public async Task Facts_too_large_for_sql_are_left_to_the_interpreter_and_its_limit()
    {
        const string Cubic = "codes.a.all(x, codes.a.all(y, codes.a.all(z, x + y + z != '')))";
        var small = Movements.Record(("codes.a", new[] { "a", "b" }));
        var large = Movements.Record(("codes.a", Enumerable.Repeat("a", 300).ToArray()));
        Movements.Compile(Cubic).Evaluate(large).Error.ShouldNotBeNull();
        using var movements = Movements.Of([small, large]);

        var result = await movements.Try(Cubic);

        result.Hits.ShouldBe(1);
        (await movements.Try("codes.a.exists(x, x == 'a')")).ShouldSatisfyAllConditions(r => r.Hits.ShouldBe(2), r => r.Interpreted.ShouldBe(1));
    }

    [Fact]
    public async Task A_large_history_is_estimated_from_a_sample_first()
    {
        const int Subjects = 230_000;
        using var movements = new Movements(Enumerable.Range(1, Subjects).Select(i => Of(i, i, 1, i % 10 == 0 ? "hit" : "no", day: i / 10_000)));
        using var test = BackTest.Over(movements.History, []);

        var stages = await test.Run(Movements.Compile("text.a == 'hit'"), [], TestContext.Current.CancellationToken)
            .ToListAsync(TestContext.Current.CancellationToken);

        stages.Select(s => s.Stage).ShouldBe([BackTestStage.Sample, BackTestStage.Exact, BackTestStage.Complete]);
        var share = stages[0].Share.ShouldNotBeNull();
        share.Observations.ShouldBeInRange(90_000, 200_000);
        share.Low.ShouldBeLessThan(0.1);
        share.High.ShouldBeGreaterThan(0.1);
        stages[0].Weeks.Count.ShouldBe(stages[1].Weeks.Count);
        stages[1].Hits.ShouldBe(Subjects / 10);

        // Subjects that are replaced or withdrawn leave the sample too.
        movements.History.Append(Enumerable.Range(1, Subjects).Select(i => Of(Subjects + i, i, 2, "gone", deleted: i % 2 == 0)));
        var later = await test.Run(Movements.Compile("text.a == 'hit'"), [], TestContext.Current.CancellationToken)
            .ToListAsync(TestContext.Current.CancellationToken);
        later[0].Share.ShouldNotBeNull().ShouldSatisfyAllConditions(s => s.Value.ShouldBe(0), s => s.Observations.ShouldBeInRange(40_000, 100_000));
    }

    [Fact]
    public void Cancelling_interrupts_duckdb_and_leaves_the_connection_usable()
    {
        using var movements = Movements.Of([Movements.Record()]);
        using var connection = movements.History.Connect();
        using var cancellation = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));

        // Left alone this would run for hours.
        Should.Throw<OperationCanceledException>(() =>
            new HistoryQuery(connection, cancellation.Token).Number("SELECT count(*) FROM range(100000000) a, range(100000000) b WHERE hash(a.range, b.range) = 7"));

        new HistoryQuery(connection, CancellationToken.None).Number("SELECT count(*) FROM movements").ShouldBe(1);
    }

    [Fact]
    public async Task A_back_test_that_was_cancelled_is_followed_by_the_next()
    {
        using var movements = Movements.Of(Enumerable.Range(0, 5_000).Select(i => Movements.Record(("text.a", $"t{i}"))));
        using var test = BackTest.Over(movements.History, [new ControlledSubject(1, Found: true)]);
        using var cancellation = new CancellationTokenSource();
        await cancellation.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(async () => await test.Run(Movements.Compile("text.a == 't7'"), [], cancellation.Token).LastAsync(TestContext.Current.CancellationToken));

        var next = await test.Run(Movements.Compile("text.a == 't8'"), [], TestContext.Current.CancellationToken).LastAsync(TestContext.Current.CancellationToken);
        (next.Hits, next.KnownFinds).ShouldBe((1, 1));
    }

    [Theory]
    [InlineData("'; DROP TABLE movements; --")]
    [InlineData("' OR TRUE --")]
    [InlineData("\\")]
    public async Task A_text_is_only_ever_a_text(string text)
    {
        using var movements = Movements.Of([Movements.Record(("text.a", text)), Movements.Record(("text.a", "b"))]);

        (await movements.Try($"text.a == r\"{text}\"")).Hits.ShouldBe(1);
        (await movements.Try($"text.a in [r\"{text}\", 'c'] || r\"{text}\" in codes.a")).Hits.ShouldBe(1);
    }

    [Fact]
    public async Task Conditions_as_large_as_the_language_allows_are_tried()
    {
        using var movements = Movements.Of([Movements.Record(("count.a", 5L), ("flag.a", true))]);
        var chain = string.Join(" || ", Enumerable.Range(0, 900).Select(i => $"count.a == {i}"));
        var nested = Enumerable.Range(0, 60).Aggregate("flag.a", (inner, i) => $"(({inner}) ? text.a.reverse() == '{i}' : flag.a)");
        var unrolled = Enumerable.Range(0, 6).Aggregate("flag.a", (inner, i) => $"['a','b','c','d','e','f','g','h'].exists(x{i}, {inner})");

        (await movements.Try(chain)).Hits.ShouldBe(1);
        (await movements.Try(nested)).Hits.ShouldBe(Movements.Compile(nested).Evaluate(Movements.Record(("count.a", 5L), ("flag.a", true))).Verdict == Verdict.True ? 1 : 0);
        (await movements.Try(unrolled)).Hits.ShouldBe(1);
    }

    private static SubjectVersion Of(long sequence, long subject, int version, string text, bool deleted = false, int day = 0) =>
        Movements.Version(sequence, subject, version, Movements.Record(("text.a", text)), deleted, day);
}
