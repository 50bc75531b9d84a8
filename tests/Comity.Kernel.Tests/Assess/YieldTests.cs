using Comity.Kernel.Assess;

namespace Comity.Kernel.Tests.Assess;

public sealed class YieldTests
{
    /// <summary>Newcombe (1998), Statistics in Medicine 17:857-872, table I, method 3 (Wilson score).</summary>
    [Theory]
    [InlineData(81, 263, 0.2553, 0.3662)]
    [InlineData(15, 148, 0.0624, 0.1605)]
    [InlineData(0, 20, 0.0000, 0.1611)]
    [InlineData(1, 29, 0.0061, 0.1718)]
    public void The_interval_is_the_published_one(int found, int of, double low, double high)
    {
        var estimate = Yield.OfSelected(Outcomes(SelectedBy.Score, found, of, 1))!;

        estimate.Observations.ShouldBe(of);
        estimate.Value.ShouldBe((double)found / of, 1e-12);
        estimate.Low.ShouldBe(low, 0.00005);
        estimate.High.ShouldBe(high, 0.00005);
    }

    [Fact]
    public void Equal_probabilities_change_nothing()
    {
        var rest = Yield.OfRest(Outcomes(SelectedBy.Exploration, 15, 148, 0.05))!;
        var plain = Yield.OfSelected(Outcomes(SelectedBy.Score, 15, 148, 1))!;

        rest.Value.ShouldBe(plain.Value, 1e-12);
        rest.Low.ShouldBe(plain.Low, 1e-9);
        rest.High.ShouldBe(plain.High, 1e-9);
    }

    [Fact]
    public void Each_estimate_looks_at_its_own_part()
    {
        ControlOutcome[] outcomes = [.. Outcomes(SelectedBy.Score, 3, 4, 1), .. Outcomes(SelectedBy.Exploration, 0, 5, 0.1)];

        Yield.OfSelected(outcomes)!.Value.ShouldBe(0.75);
        Yield.OfRest(outcomes)!.ShouldSatisfyAllConditions(rest => rest.Value.ShouldBe(0), rest => rest.Observations.ShouldBe(5));
        Yield.OfSelected([]).ShouldBeNull();
        Yield.OfRest(Outcomes(SelectedBy.Score, 3, 4, 1)).ShouldBeNull();
    }

    /// <summary>
    /// Two kinds of day: on a quiet one a quarter of the rest is drawn, on a busy one a fiftieth, and the shares with something
    /// to find differ. Unweighted the estimate would be wrong; weighted it covers the truth about as often as it says.
    /// </summary>
    [Fact]
    public void The_weighted_interval_covers_the_true_share()
    {
        const int Rounds = 2000;
        var random = new Random(11);
        var (covered, sum) = (0, 0.0);
        const double Truth = ((0.10 * 200) + (0.30 * 2500)) / 2700;
        for (var round = 0; round < Rounds; round++)
        {
            var outcomes = new List<ControlOutcome>();
            for (var i = 0; i < 50; i++)
            {
                outcomes.Add(new ControlOutcome(SelectedBy.Exploration, 50.0 / 200, random.NextDouble() < 0.10));
                outcomes.Add(new ControlOutcome(SelectedBy.Exploration, 50.0 / 2500, random.NextDouble() < 0.30));
            }

            var estimate = Yield.OfRest(outcomes)!;
            sum += estimate.Value;
            covered += estimate.Low <= Truth && Truth <= estimate.High ? 1 : 0;
        }

        (sum / Rounds).ShouldBe(Truth, 0.01);
        (covered / (double)Rounds).ShouldBeInRange(0.92, 0.99);
    }

    private static ControlOutcome[] Outcomes(SelectedBy by, int found, int of, double probability) =>
        [.. Enumerable.Range(0, of).Select(i => new ControlOutcome(by, probability, i < found))];
}
