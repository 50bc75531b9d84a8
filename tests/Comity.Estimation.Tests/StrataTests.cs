namespace Comity.Estimation.Tests;

/// <summary>Strata and covariates.</summary>
public sealed class StrataTests
{
    private const double Tolerance = 1e-6;

    [Fact]
    public void Each_stratum_has_the_estimate_of_the_reference_and_one_that_cannot_be_estimated_keeps_the_sum_from_being_one()
    {
        var strata = Spina();
        var (sum, results) = Estimator.Estimate(strata, new EstimationRequest("stepwise", new BootstrapOptions(50)), TestContext.Current.CancellationToken);

        foreach (var expected in Reference.Json("strata").GetProperty("per_stratum").GetProperty("spina_eth").GetProperty("strata").EnumerateArray())
        {
            var result = results.Single(r => r.Stratum == expected.GetProperty("stratum").GetString()).Result;
            result.Observed.ShouldBe(expected.GetProperty("n").GetDouble());
            if (expected.GetProperty("stratum").GetString() == "other")
            {
                // Two people on single lists; the published program says 2.0000000000647.
                result.Refused.ShouldNotBeNull();
                continue;
            }

            result.Estimate!.Value.ShouldBeWithin(expected.GetProperty("stepwise").GetDouble(), Tolerance);
        }

        sum.Estimate.ShouldBeNull();
        sum.Observed.ShouldBe(621);
        sum.Refused!.ShouldContain("other (2 observed)");
    }

    [Fact]
    public void The_sum_of_usable_strata_has_an_interval_of_its_own()
    {
        var (sum, results) = Estimator.Estimate([.. Spina().Take(2)], new EstimationRequest("stepwise", new BootstrapOptions(400, 5)), TestContext.Current.CancellationToken);
        sum.Estimate!.Value.ShouldBeWithin(results.Sum(r => r.Result.Estimate!.Value), 1e-12);
        sum.Lower!.Value.ShouldBeLessThan(sum.Estimate.Value);
        sum.Upper!.Value.ShouldBeGreaterThan(sum.Estimate.Value);
        // Independent strata: the sum is known better than its parts' limits added up.
        (sum.Upper.Value - sum.Lower.Value).ShouldBeLessThan(results.Sum(r => r.Result.Upper!.Value - r.Result.Lower!.Value));
    }

    [Fact]
    public void Covariate_models_are_the_reference_where_their_estimate_exists()
    {
        var compared = 0;
        foreach (var expected in Reference.Json("strata").GetProperty("covariate_loglinear").EnumerateArray())
        {
            var formula = expected.GetProperty("formula").GetString()!;
            int[] byStratum = formula.Contains("S1:eth") || formula.EndsWith("^2", StringComparison.Ordinal) ? [1, 2, 4] : [];
            int[] pairs = formula.EndsWith("^2", StringComparison.Ordinal) ? [3, 5, 6] : formula.Contains("S2:S3") ? [6] : [];
            var fit = CovariateModel.Fit(Spina(), pairs, byStratum);
            if (fit.Refused is not null)
            {
                // R's coefficients of about -20 are parameters on their way to -∞.
                expected.GetProperty("coef").EnumerateObject().ShouldContain(c => Math.Abs(c.Value.GetDouble()) > 15, formula);
                continue;
            }

            compared++;
            fit.Estimate!.Value.ShouldBeWithin(expected.GetProperty("N").GetDouble(), Tolerance);
            fit.Aic.ShouldBe(expected.GetProperty("aic").GetDouble(), Tolerance);
            fit.Deviance.ShouldBe(expected.GetProperty("deviance").GetDouble(), Tolerance);
            fit.HiddenStandardError.ShouldBeWithin(expected.GetProperty("se_dark_loglinear").GetDouble(), 1e-4);
            fit.StandardError.ShouldBeWithin(expected.GetProperty("se_N").GetDouble(), 1e-4);
            foreach (var (actual, dark) in fit.Hidden.Zip(expected.GetProperty("dark_by_stratum").EnumerateArray().OrderBy(d => Array.IndexOf(Levels, d.GetProperty("eth").GetString()))))
            {
                actual.Hidden.ShouldBeWithin(dark.GetProperty("dark").GetDouble(), Tolerance);
            }
        }

        compared.ShouldBeGreaterThan(0);
    }

    private static readonly string[] Levels = ["caucasian", "afro-american", "other"];

    private static IReadOnlyList<Stratum> Spina()
    {
        using var text = new StreamReader(Path.Combine(AppContext.BaseDirectory, "Data", "datasets", "spina_strata.csv"));
        return CaptureFile.Read(text, ["eth"]).Strata;
    }
}
