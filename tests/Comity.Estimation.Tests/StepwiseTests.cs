using System.Globalization;
using System.Text.Json;

namespace Comity.Estimation.Tests;

/// <summary>Stepwise selection against both published programs at nine thresholds.</summary>
public sealed class StepwiseTests
{
    private const double Tolerance = 1e-6;

    // R takes the standard error from the weights before its last step, which stops at a change of 1e-8 in the deviance.
    private const double WaldTolerance = 1e-4;

    public static TheoryData<int> Rows() => [.. Enumerable.Range(0, Results().GetArrayLength())];

    [Theory]
    [MemberData(nameof(Rows))]
    public void Estimate_model_and_coefficients_are_the_reference(int row)
    {
        var expected = Results()[row];
        var table = Reference.Dataset(expected.GetProperty("dataset").GetString()!);
        var selected = Stepwise.Select(table, expected.GetProperty("pthresh").GetDouble());
        var current = expected.GetProperty("mse_1.2.0");
        var older = expected.GetProperty("sparsemse_2.0.1");
        if (current.GetProperty("popest").GetDouble() > 1e6 * table.Observed)
        {
            selected.Fit.ShouldBeNull();
            return;
        }

        var fit = selected.Fit.ShouldNotBeNull(selected.Refused);
        fit.Model.Name.ShouldBe(current.GetProperty("model").GetString());
        fit.Estimate.ShouldBeWithin(current.GetProperty("popest").GetDouble(), Tolerance);
        fit.Aic.ShouldBe(current.GetProperty("aic").GetDouble(), Tolerance);
        fit.Bic.ShouldBe(current.GetProperty("bic").GetDouble(), Tolerance);
        fit.Deviance.ShouldBe(older.GetProperty("deviance").GetDouble(), Tolerance);
        foreach (var limit in older.GetProperty("wald").EnumerateObject().Where(l => l.Name != "point est."))
        {
            var probability = double.Parse(limit.Name.TrimEnd('%'), CultureInfo.InvariantCulture) / 100;
            fit.WaldLimit(probability).ShouldBeWithin(limit.Value.GetDouble(), WaldTolerance, limit.Name);
        }

        Coefficients(fit, table, older);
    }

    [Fact]
    public void One_case_more_or_less_and_each_list_left_out_agree_with_the_reference()
    {
        var reference = Reference.Json("robustness");
        foreach (var item in reference.GetProperty("one_case").EnumerateObject())
        {
            var table = Reference.Dataset(item.Name);
            var histories = Reference.Lines($"datasets/{item.Name}.csv").Skip(1).Where(l => l[^1] != "0").Select(l => Reference.Mask(string.Concat(l[..^1]))).ToArray();
            foreach (var (name, change) in new[] { ("plus_one", 1), ("minus_one", -1) })
            {
                var expected = Reference.Numbers(item.Value.GetProperty(name));
                for (var i = 0; i < histories.Length; i++)
                {
                    var counts = table.Counts.ToArray();
                    counts[histories[i]] += change;
                    Stepwise.Select(new CaptureTable(table.Lists, counts)).Fit!.Estimate.ShouldBeWithin(expected[i], Tolerance, $"{item.Name} {name} {i}");
                }
            }
        }

        foreach (var item in reference.GetProperty("leave_one_list_out").EnumerateObject())
        {
            var table = Reference.Dataset(item.Name);
            var expected = Reference.Numbers(item.Value.GetProperty("popest"));
            for (var list = 0; list < table.Lists.Count; list++)
            {
                var rest = table.Keep([.. Enumerable.Range(0, table.Lists.Count).Where(l => l != list)]);
                Stepwise.Select(rest).Fit!.Estimate.ShouldBeWithin(expected[list], Tolerance, $"{item.Name} without {table.Lists[list]}");
            }
        }
    }

    [Fact]
    public void Random_sparse_tables_agree_or_are_refused()
    {
        foreach (var item in Reference.Json("random/cases").GetProperty("cases").EnumerateObject().Select(p => p.Value))
        {
            var table = Reference.Table(item.GetProperty("data"));
            var expected = item.GetProperty("stepwise120");
            var fit = Stepwise.Select(table).Fit;
            if (expected.GetProperty("popest").GetDouble() > 1e6 * table.Observed)
            {
                fit.ShouldBeNull();
                continue;
            }

            fit.ShouldNotBeNull().Estimate.ShouldBeWithin(expected.GetProperty("popest").GetDouble(), Tolerance, item.GetProperty("id").GetString());
        }
    }

    private static void Coefficients(PoissonFit fit, CaptureTable table, JsonElement expected)
    {
        var terms = Reference.Texts(expected.GetProperty("terms"));
        var values = Reference.Numbers(expected.GetProperty("coef"));
        for (var i = 0; i < terms.Length; i++)
        {
            var lists = terms[i] == "(Intercept)" ? 0 : terms[i].Split(':').Sum(name => 1 << table.Lists.ToList().IndexOf(name));
            var actual = fit.Coefficients.Single(c => c.Lists == lists).Value;
            if (double.IsFinite(actual))
            {
                actual.ShouldBe(values[i], Tolerance, terms[i]);
            }
        }
    }

    private static JsonElement Results() => Reference.Json("stepwise").GetProperty("results");
}
