using System.Text.Json;

namespace Comity.Estimation.Tests;

/// <summary>Sampled posteriors against LCMCR and MCMCpack within Monte-Carlo error, and honesty about chains that do not converge.</summary>
public sealed class BayesianTests
{
    public static TheoryData<int> LatentClassRows() => [.. Enumerable.Range(0, Reference.Json("lcmcr").GetProperty("results").GetArrayLength())];

    public static TheoryData<string> ThresholdingNames() => [.. Reference.Json("bayesthresh").GetProperty("results").EnumerateObject().Select(p => p.Name)];

    [Theory]
    [MemberData(nameof(LatentClassRows))]
    public void Latent_classes_agree_with_the_reference_or_say_that_they_did_not_converge(int row)
    {
        var expected = Reference.Json("lcmcr").GetProperty("results")[row];
        var table = Reference.Dataset(expected.GetProperty("dataset").GetString()!);
        var options = new LatentClassOptions(1) { Classes = expected.GetProperty("K").GetInt32(), BurnIn = 5_000, Thinning = 30 };
        var posterior = LatentClasses.Sample(table, options, TestContext.Current.CancellationToken);

        if (expected.GetProperty("rhat").GetDouble() >= 1.05)
        {
            (!posterior.Converged || posterior.RHat < 1.05 || posterior.Warnings.Count > 0).ShouldBeTrue();
            return;
        }

        if (!posterior.Converged || posterior.BulkEss < 400)
        {
            // Shorter chains than the reference's: no answer, or one with a warning.
            posterior.Warnings.ShouldNotBeEmpty();
            return;
        }

        var pooled = expected.GetProperty("pooled");
        var median = pooled.GetProperty("50%").GetDouble();
        var standardError = expected.GetProperty("sd").GetDouble() * 1.25 / Math.Sqrt(posterior.BulkEss);
        posterior.Quantile(0.5).ShouldBe(median, Math.Max(0.03 * median, 4 * standardError));
        InTail(posterior.Quantile(0.025), pooled.GetProperty("2.5%").GetDouble(), expected, "q2.5");
        InTail(posterior.Quantile(0.975), pooled.GetProperty("97.5%").GetDouble(), expected, "q97.5");
    }

    // Within 8 % of the pooled quantile, or among those of the reference's own chains where they differ by more.
    private static void InTail(double actual, double pooled, JsonElement expected, string quantile)
    {
        var chains = expected.GetProperty("chain_q").EnumerateArray().Select(c => c.GetProperty(quantile).GetDouble()).ToArray();
        actual.ShouldBeInRange(Math.Min(0.92 * pooled, chains.Min()), Math.Max(1.08 * pooled, chains.Max()), quantile);
    }

    [Fact]
    public void Chains_that_disagree_are_refused_not_averaged()
    {
        var options = new LatentClassOptions(1) { BurnIn = 0, Kept = 50, Thinning = 1 };
        var posterior = LatentClasses.Sample(Reference.Dataset("UKdat_5"), options, TestContext.Current.CancellationToken);
        posterior.RHat.ShouldBeGreaterThan(LatentClassPosterior.MostRHat);
        posterior.Converged.ShouldBeFalse();
        posterior.Warnings[0].ShouldContain("did not converge");
    }

    [Fact]
    public void The_answer_is_the_same_on_any_number_of_threads()
    {
        var options = new LatentClassOptions(5) { BurnIn = 100, Kept = 100, Thinning = 1 };
        var one = LatentClasses.Sample(Reference.Dataset("Korea"), options with { Threads = 1 }, TestContext.Current.CancellationToken);
        var four = LatentClasses.Sample(Reference.Dataset("Korea"), options with { Threads = 4 }, TestContext.Current.CancellationToken);
        four.Chains.ShouldBe(one.Chains);
    }

    [Fact]
    public void Diagnostics_know_equal_shifted_and_sluggish_chains()
    {
        var random = new Random(3);
        double[] Noise(double shift) => [.. Enumerable.Range(0, 2000).Select(_ => shift + random.NextDouble())];
        double[][] equal = [Noise(0), Noise(0), Noise(0), Noise(0)];
        ChainDiagnostics.SplitRHat(equal).ShouldBe(1, 0.01);
        ChainDiagnostics.BulkEss(equal).ShouldBeInRange(6000, 10000);

        ChainDiagnostics.SplitRHat([Noise(0), Noise(0), Noise(3), Noise(0)]).ShouldBeGreaterThan(2);

        var sluggish = equal.Select(chain => chain.Select((_, i) => chain[i / 20 * 20]).ToArray()).ToArray();
        ChainDiagnostics.BulkEss(sluggish).ShouldBeInRange(200, 800);
    }

    [Theory]
    [MemberData(nameof(ThresholdingNames))]
    public void Thresholding_keeps_the_interactions_and_the_quantiles_of_the_reference(string name)
    {
        var expected = Reference.Json("bayesthresh").GetProperty("results").GetProperty(name);
        var arguments = expected.GetProperty("args");
        var table = Reference.Dataset(expected.GetProperty("dataset").GetString()!);
        var options = new ThresholdingOptions(1)
        {
            InteractionVariance = arguments.TryGetProperty("prior_variance", out var variance) ? variance.GetDouble() : double.PositiveInfinity,
            Threshold = arguments.GetProperty("threshold").GetDouble(),
            Order = name.Contains("maxorder=3", StringComparison.Ordinal) ? 3 : 2,
        };
        var posterior = BayesianThresholding.Sample(table, options, TestContext.Current.CancellationToken);
        var result = expected.GetProperty("result");
        if (!result.TryGetProperty("quantiles", out var quantiles) || quantiles.ValueKind != JsonValueKind.Array)
        {
            posterior.Refused.ShouldNotBeNull();
            return;
        }

        if (posterior.Refused is not null)
        {
            // A flat prior over all pairs needs an estimate that exists; the reference samples without looking.
            double.IsInfinity(options.InteractionVariance).ShouldBeTrue(posterior.Refused);
            return;
        }

        var (first, second) = (Reference.Numbers(quantiles), Reference.Numbers(expected.GetProperty("repeat_seed54321")));
        if (Math.Abs(first[2] / second[2] - 1) > 0.03 || posterior.Warnings.Count > 0)
        {
            return;
        }

        posterior.Quantile(0.5).ShouldBeWithin(first[2], 0.03, "median");
        posterior.Quantile(0.025).ShouldBeWithin(first[0], 0.08, "2.5 %");
        posterior.Quantile(0.975).ShouldBeWithin(first[4], 0.08, "97.5 %");
        if (options.Order == 2)
        {
            var kept = Reference.Texts(result.GetProperty("retained_interactions")).Select(pair => pair.Split(':').Sum(list => 1 << table.Lists.ToList().IndexOf(list)));
            posterior.Model!.Terms.ToArray().Where(term => int.PopCount(term) == 2).Order().ShouldBe(kept.Order());
        }
    }

    [Fact]
    public void An_interaction_near_the_threshold_is_named()
    {
        var posterior = BayesianThresholding.Sample(
            Reference.Dataset("UKdat_5"), new ThresholdingOptions(1) { Draws = 20_000, Threshold = 3.3 }, TestContext.Current.CancellationToken);
        posterior.Warnings.ShouldContain(w => w.Contains("near the threshold"));
    }
}
