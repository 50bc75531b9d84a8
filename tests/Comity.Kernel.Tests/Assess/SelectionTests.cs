using Comity.Kernel.Assess;
using CsCheck;

namespace Comity.Kernel.Tests.Assess;

public sealed class SelectionTests
{
    private static readonly Gen<Candidate[]> Days = Gen.Int[0, 12].Array[0, 60]
        .Select(scores => scores.Select((score, i) => new Candidate(i + 1, score)).ToArray());

    [Fact]
    public void A_list_keeps_its_rules() => Gen.Select(Days, Gen.Int[0, 80], Gen.Double[0, 1], Gen.Int).Sample((day, capacity, share, seed) =>
    {
        var list = Selection.Pick(day, capacity, share, seed);

        list.Count.ShouldBeLessThanOrEqualTo(Math.Min(capacity, day.Length));
        list.Select(s => s.SubjectId).ShouldBeUnique();
        list.Select(s => s.Rank).ShouldBe(Enumerable.Range(1, list.Count));
        list.ShouldAllBe(s => day[s.SubjectId - 1].Score == s.Score);
        list.ShouldAllBe(s => s.By == SelectedBy.Exploration ? s.Probability > 0 && s.Probability <= 1 : s.Probability == 1 && s.Score > 0);
        var byScore = list.Where(s => s.By == SelectedBy.Score).ToArray();
        var left = day.ExceptBy(byScore.Select(s => s.SubjectId), c => c.SubjectId).ToArray();
        if (byScore.Length > 0 && left.Length > 0)
        {
            byScore.Min(s => s.Score).ShouldBeGreaterThanOrEqualTo(left.Max(c => c.Score));
        }

        Selection.Pick(day, capacity, share, seed).ShouldBe(list);
        Selection.Pick([.. day.Reverse()], capacity, share, seed).ShouldBe(list);
    });

    [Theory]
    [InlineData(20, 0.1, 2)]
    [InlineData(25, 0.1, 3)]
    [InlineData(3, 0.1, 1)]
    [InlineData(2, 0.001, 1)]
    [InlineData(1, 0.1, 0)]
    [InlineData(1, 0.5, 1)]
    [InlineData(10, 0, 0)]
    [InlineData(10, 1, 10)]
    [InlineData(0, 1, 0)]
    public void The_exploration_share_of_a_full_day(int capacity, double share, int explored)
    {
        var day = Enumerable.Range(1, 1000).Select(i => new Candidate(i, i)).ToArray();

        var list = Selection.Pick(day, capacity, share, seed: 7);

        list.Count.ShouldBe(capacity);
        list.Count(s => s.By == SelectedBy.Exploration).ShouldBe(explored);
    }

    [Fact]
    public void The_logged_probability_is_how_often_a_subject_is_drawn()
    {
        const int Draws = 20_000;
        var day = Enumerable.Range(1, 30).Select(i => new Candidate(i, i > 20 ? i : 0)).ToArray();
        var times = new int[31];
        var logged = 0.0;
        for (var seed = 0; seed < Draws; seed++)
        {
            foreach (var selected in Selection.Pick(day, 12, 0.4, seed).Where(s => s.By == SelectedBy.Exploration))
            {
                times[selected.SubjectId]++;
                logged = selected.Probability;
            }
        }

        // 12 places: 5 drawn from the 23 that the 7 highest leave.
        logged.ShouldBe(5.0 / 23);
        times[24..].ShouldAllBe(t => t == 0);
        // Five standard deviations of a binomial count.
        var tolerance = 5 * Math.Sqrt(Draws * logged * (1 - logged));
        times[1..24].ShouldAllBe(t => Math.Abs(t - (Draws * logged)) < tolerance);
    }

    [Fact]
    public void Another_seed_draws_others()
    {
        var day = Enumerable.Range(1, 1000).Select(i => new Candidate(i, 0)).ToArray();
        Selection.Pick(day, 10, 1, 1).ShouldNotBe(Selection.Pick(day, 10, 1, 2));
    }

    [Fact]
    public void Nothing_to_choose_from_gives_an_empty_list() => Selection.Pick([], 10, 0.1, 1).ShouldBeEmpty();

    [Fact]
    public void A_million_candidates_are_ranked()
    {
        var day = Enumerable.Range(1, 1_000_000).Select(i => new Candidate(i, i % 1000)).ToArray();
        var list = Selection.Pick(day, 100, 0.1, 3);
        list.Count.ShouldBe(100);
        list.Take(90).ShouldAllBe(s => s.Score == 999);
        list[^1].Probability.ShouldBe(10.0 / (1_000_000 - 90));
    }

    [Theory]
    [InlineData(-1, 0.1)]
    [InlineData(1, -0.1)]
    [InlineData(1, 1.1)]
    public void Impossible_wishes_are_refused(int capacity, double share) =>
        Should.Throw<ArgumentOutOfRangeException>(() => Selection.Pick([], capacity, share, 1));
}
