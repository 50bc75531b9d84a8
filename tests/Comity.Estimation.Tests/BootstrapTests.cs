using System.Globalization;

namespace Comity.Estimation.Tests;

/// <summary>Resampling against the published programs: the same resampled counts must give the same estimates and limits.</summary>
public sealed class BootstrapTests
{
    private const double Tolerance = 1e-6;

    public static TheoryData<string> Names() => [.. Reference.Json("bootstrap").GetProperty("results").EnumerateObject().Select(p => p.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_resample_has_the_estimate_of_the_reference(string name)
    {
        var table = Reference.Dataset(name);
        var run = new StepwiseRun(table.Lists.Count, Stepwise.UsualThreshold);
        foreach (var (counts, estimate, model, line) in Resamples(name, table))
        {
            var actual = run.Estimate(counts);
            if (estimate > 1e6 * table.Observed)
            {
                actual.ShouldBe(double.PositiveInfinity, $"resample {line}");
                continue;
            }

            actual.ShouldBeWithin(estimate, Tolerance, $"resample {line}");
            run.Model().Name.ShouldBe(model, $"resample {line}");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Jackknife_acceleration_and_limits_are_the_reference(string name)
    {
        var table = Reference.Dataset(name);
        var expected = Reference.Json("bootstrap").GetProperty("results").GetProperty(name);
        var program = expected.GetProperty("mse120");
        var jackknife = Bootstrap.LeaveOneOut(table, () => new StepwiseRun(table.Lists.Count, Stepwise.UsualThreshold), new BootstrapOptions(), CancellationToken.None);
        var values = Reference.Numbers(program.GetProperty("jackknife"));
        var histories = Reference.Texts(expected.GetProperty("cell_order")).Select(h => Reference.Mask(h[1..])).ToArray();
        for (var i = 0; i < histories.Length; i++)
        {
            if (table.Counts[histories[i]] > 0)
            {
                jackknife[histories[i]].ShouldBeWithin(values[i], Tolerance, $"without a case of {histories[i]}");
            }
        }

        var acceleration = Bootstrap.Acceleration(table.Counts, jackknife);
        acceleration.ShouldBe(program.GetProperty("ahat").GetDouble(), Tolerance);

        var estimates = Resamples(name, table).Select(r => r.Estimate).ToArray();
        var limits = new BcaLimits(program.GetProperty("popest").GetDouble(), estimates, acceleration);
        var sorted = estimates.Order().ToArray();
        var probabilities = Reference.Numbers(expected.GetProperty("alpha"));
        var published = Reference.Numbers(program.GetProperty("bca"));
        for (var i = 0; i < probabilities.Length; i++)
        {
            var actual = limits.At(probabilities[i])!.Value;
            var ties = expected.GetProperty("n_ties_with_popest").GetInt32();
            // Ties counted half, where the programs let noise decide, may move a limit between neighbouring order statistics.
            var first = sorted.Count(estimate => estimate < published[i] * (1 - 1e-9)) - 1;
            var last = sorted.Count(estimate => estimate <= published[i] * (1 + 1e-9));
            if (ties > 0)
            {
                actual.ShouldBeInRange(sorted[Math.Max(0, first - ties)] * (1 - Tolerance), sorted[Math.Min(sorted.Length - 1, last + ties)] * (1 + Tolerance), $"limit {probabilities[i]}");
            }
            else
            {
                actual.ShouldBeWithin(published[i], Tolerance, $"limit {probabilities[i]}");
            }
        }
    }

    [Fact]
    public void The_answer_is_the_same_on_any_number_of_threads()
    {
        var table = Reference.Dataset("NewOrl_5");
        var one = Draw(table, 1, seed: 7);
        Draw(table, 3, seed: 7).ShouldBe(one);
        Draw(table, 3, seed: 8).ShouldNotBe(one);
    }

    [Fact]
    public void A_resample_is_estimated_without_allocating()
    {
        var counts = Reference.Dataset("UKdat").Counts.ToArray();
        var run = new StepwiseRun(6, Stepwise.UsualThreshold);
        var estimate = run.Estimate(counts);
        var first = estimate;
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 50; i++)
        {
            estimate = run.Estimate(counts);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
        estimate.ShouldBe(first);
    }

    [Fact]
    public void Resampling_keeps_the_number_of_cases_and_the_shares()
    {
        var table = Reference.Dataset("Kosovo");
        var sums = new double[table.Counts.Length];
        var reader = new Reader(counts =>
        {
            counts.ToArray().Sum().ShouldBe(table.Observed);
            for (var w = 0; w < sums.Length; w++)
            {
                sums[w] += counts[w];
            }
        });
        Bootstrap.Resample(table, () => reader, new BootstrapOptions(4000, 3) { Threads = 1 }, 0, CancellationToken.None);
        for (var w = 1; w < sums.Length; w++)
        {
            var standardError = Math.Sqrt(table.Counts[w] * (1 - (table.Counts[w] / table.Observed)) / 4000);
            (sums[w] / 4000).ShouldBe(table.Counts[w], (4 * standardError) + 1e-9);
        }
    }

    [Fact]
    public void Resamples_equal_to_the_estimate_count_half_however_they_are_rounded()
    {
        double[] resampled = [90, 100 * (1 + 1e-15), 100 * (1 - 1e-15), 100, 110];
        double[] exact = [90, 100, 100, 100, 110];
        new BcaLimits(100, resampled, 0).Bias.ShouldBe(new BcaLimits(100, exact, 0).Bias);
        new BcaLimits(100, exact, 0).Bias.ShouldBe(0, 1e-12);
    }

    [Fact]
    public void A_limit_on_the_smallest_resample_is_reported_as_a_floor()
    {
        var table = Reference.Dataset("NewOrl_5");
        var estimates = Resamples("NewOrl_5", table).Select(r => r.Estimate).ToArray();
        var expected = Reference.Json("bootstrap").GetProperty("results").GetProperty("NewOrl_5").GetProperty("mse120");
        var limits = new BcaLimits(expected.GetProperty("popest").GetDouble(), estimates, expected.GetProperty("ahat").GetDouble());

        limits.At(0.025).ShouldBe(estimates.Min());
        limits.Central(0.95).Warnings.ShouldContain(w => w.Contains("smallest resampled estimate"));
    }

    [Fact]
    public void Resamples_on_one_side_of_the_estimate_give_no_interval_but_the_reason()
    {
        var interval = new BcaLimits(100, [110, 120, 130], 0.01).Central(0.95);
        interval.Lower.ShouldBeNull();
        interval.Upper.ShouldBeNull();
        interval.Warnings.ShouldHaveSingleItem().ShouldContain("one side");
    }

    private static double[] Draw(CaptureTable table, int threads, ulong seed) =>
        Bootstrap.Resample(table, () => new StepwiseRun(table.Lists.Count, 0.02), new BootstrapOptions(200, seed) { Threads = threads }, 0, CancellationToken.None);

    private static IEnumerable<(double[] Counts, double Estimate, string Model, int Line)> Resamples(string name, CaptureTable table)
    {
        var lines = Reference.Lines($"bootstrap/{name}.csv");
        var masks = lines[0].Skip(3).Select(h => Reference.Mask(h[1..])).ToArray();
        for (var line = 1; line < lines.Length; line++)
        {
            var counts = new double[table.Counts.Length];
            for (var i = 0; i < masks.Length; i++)
            {
                counts[masks[i]] = double.Parse(lines[line][i + 3], CultureInfo.InvariantCulture);
            }

            yield return (counts, double.Parse(lines[line][1], CultureInfo.InvariantCulture), lines[line][2].Replace('.', ','), line);
        }
    }

    private sealed class Reader(Action<ReadOnlySpan<double>> read) : ISelector
    {
        public double Estimate(ReadOnlySpan<double> counts)
        {
            read(counts);
            return 1;
        }
    }
}
