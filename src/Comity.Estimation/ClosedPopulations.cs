namespace Comity.Estimation;

/// <summary>One closed-population model on one table.</summary>
/// <param name="Name">Rcapture's name, such as "Mth Chao (LB)".</param>
/// <param name="Estimate">N; null when the model has no usable estimate here.</param>
/// <param name="StandardError">Of N.</param>
/// <param name="Deviance">Deviance.</param>
/// <param name="Aic">AIC.</param>
/// <param name="Bic">BIC over the observed cases.</param>
/// <param name="Refused">Why there is no estimate.</param>
public sealed record ClosedPopulation(string Name, double? Estimate, double StandardError, double Deviance, double Aic, double Bic, string? Refused);

/// <summary>
/// Models of a closed population in which captures vary by list (t), by person (h) or after the first capture (b): Rivest and Baillargeon,
/// Baillargeon and Rivest (2007). They are Poisson regressions whose intercept is ln n_0. k is the number of lists that saw a case.
/// </summary>
public static class ClosedPopulations
{
    private delegate double Heterogeneity(int k);

    /// <summary>All models of the family.</summary>
    public static IReadOnlyList<ClosedPopulation> All(CaptureTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        var t = table.Lists.Count;
        double[] Same(int w) => [1, int.PopCount(w)];
        double[] ByList(int w) => [1, .. Enumerable.Range(0, t).Select(list => (double)((w >> list) & 1))];
        var models = new List<ClosedPopulation> { Fit(table, "M0", Same), Fit(table, "Mt", ByList) };
        foreach (var (family, start) in new[] { ("Mh", (Func<int, double[]>)Same), ("Mth", ByList) })
        {
            models.Add(Chao(table, family + " Chao (LB)", start));
            models.Add(With(table, family + " Poisson2", start, k => Math.Pow(2, k) - 1));
            models.Add(With(table, family + " Darroch", start, k => k * k / 2.0));
            models.Add(With(table, family + " Gamma3.5", start, k => Math.Log(3.5) - Math.Log(3.5 + k)));
        }

        models.Add(Removal(table, "Mb", skipped: 0));
        models.Add(Removal(table, "Mbh", skipped: 1));
        return models;
    }

    /// <summary>Chao's lower bound with lists of different reach: Mth Chao (LB).</summary>
    public static ClosedPopulation ChaoByList(CaptureTable table) => All(table).Single(model => model.Name == "Mth Chao (LB)");

    private static ClosedPopulation With(CaptureTable table, string name, Func<int, double[]> start, Heterogeneity h) =>
        Fit(table, name, w => [.. start(w), h(int.PopCount(w))]);

    // A parameter η_j for each k from 3 on; negative ones would push the bound below itself and leave the model, the first one first.
    private static ClosedPopulation Chao(CaptureTable table, string name, Func<int, double[]> start)
    {
        var kept = Enumerable.Range(3, Math.Max(0, table.Lists.Count - 2)).ToList();
        while (true)
        {
            var fit = Fit(table, name, w => [.. start(w), .. kept.Select(j => (double)Math.Max(int.PopCount(w) - j + 1, 0))], out var coefficients);
            // Without cases on j or more lists η_j runs to -∞: the fit has no maximum, but what it returns is negative there.
            var negative = kept.FindIndex(j => coefficients.Length > 0 && coefficients[coefficients.Length - kept.Count + kept.IndexOf(j)] < 0);
            if (negative < 0)
            {
                return fit;
            }

            kept.RemoveAt(negative);
        }
    }

    private static ClosedPopulation Fit(CaptureTable table, string name, Func<int, double[]> row) => Fit(table, name, row, out _);

    private static ClosedPopulation Fit(CaptureTable table, string name, Func<int, double[]> row, out double[] coefficients)
    {
        var histories = Enumerable.Range(1, table.Counts.Length - 1).ToArray();
        var design = histories.Select(row).ToArray();
        double[] counts = [.. histories.Select(w => table.Counts[w])];
        var obstacles = new Existence(design, counts).Check();
        var fit = DesignFit.Of(design, counts);
        coefficients = fit?.Coefficients ?? [];
        if (obstacles != Obstacles.None || fit is null)
        {
            return new ClosedPopulation(name, null, double.NaN, double.NaN, double.NaN, double.NaN, Existence.Explain("model " + name, obstacles));
        }

        var hidden = Math.Exp(coefficients[0]);
        double[] intercept = [1, .. new double[coefficients.Length - 1]];
        return new ClosedPopulation(
            name, table.Observed + hidden, Math.Sqrt(hidden + (hidden * hidden * fit.Variance(intercept))), fit.Deviance, fit.Aic, Bic(fit, table), null);
    }

    // Captures change after the first one: only the first captures tell of the hidden, as in a removal experiment (Zippin 1956), of which
    // Mbh leaves out the first occasion. The remaining parameters only describe what happens after the first capture.
    private static ClosedPopulation Removal(CaptureTable table, string name, int skipped)
    {
        double[] Row(int w)
        {
            var first = int.TrailingZeroCount(w);
            return skipped == 0 ? [1, first, int.PopCount(w) - 1] : [1, first, int.PopCount(w) - 1, first > 0 ? 1 : 0];
        }

        var described = Fit(table, name, Row);
        var firsts = new double[table.Lists.Count - skipped];
        var before = 0.0;
        for (var w = 1; w < table.Counts.Length; w++)
        {
            var occasion = int.TrailingZeroCount(w) - skipped;
            before += occasion < 0 ? table.Counts[w] : 0;
            if (occasion >= 0)
            {
                firsts[occasion] += table.Counts[w];
            }
        }

        var (t, removed) = (firsts.Length, firsts.Sum());
        var mean = firsts.Select((count, occasion) => count * occasion).Sum() / removed;
        if (described.Refused is not null || !(mean < (t - 1) / 2.0) || mean <= 0)
        {
            var reason = described.Refused ?? $"First captures do not fall from list to list; model {name} cannot tell how many are left.";
            return new ClosedPopulation(name, null, double.NaN, double.NaN, double.NaN, double.NaN, reason);
        }

        var missed = MissProbability(t, mean);
        var (escaped, caught) = (Math.Pow(missed, t), 1 - Math.Pow(missed, t));
        var population = removed / caught;
        var captured = (1 - missed) * t;
        var variance = population * caught * escaped / ((caught * caught) - (captured * captured * Math.Pow(missed, t - 1)));
        return described with { Estimate = before + population, StandardError = Math.Sqrt(variance) };
    }

    // The q at which the mean occasion of first capture, among those captured, is the one seen.
    private static double MissProbability(int occasions, double mean)
    {
        var (low, high) = (0.0, 1.0);
        for (var halving = 0; halving < 200; halving++)
        {
            var q = (low + high) / 2;
            var (weighted, total) = (0.0, 0.0);
            for (var i = 0; i < occasions; i++)
            {
                weighted += i * Math.Pow(q, i);
                total += Math.Pow(q, i);
            }

            (low, high) = weighted < mean * total ? (q, high) : (low, q);
        }

        return (low + high) / 2;
    }

    private static double Bic(DesignFit fit, CaptureTable table) => (fit.Coefficients.Length * Math.Log(table.Observed)) - (2 * fit.LogLikelihood);
}
