using Comity.Estimation.Numerics;

namespace Comity.Estimation;

/// <summary>A multinomial profile-likelihood interval.</summary>
/// <param name="Estimate">Where the profile is highest.</param>
/// <param name="Lower">Lower limit; n when the profile never falls low enough.</param>
/// <param name="Upper">Upper limit; null when it lies above three times the estimate.</param>
public sealed record ProfileInterval(double Estimate, double Lower, double? Upper)
{
    private const double GoldenShare = 0.3819660112501051;

    /// <summary>
    /// The profile of N for a log-linear model (Cormack 1992): for each N the hidden cell is held at N - n and the model fitted anew.
    /// </summary>
    public static ProfileInterval Of(CaptureTable table, PoissonFit fit, double level = 0.95)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(fit);
        var terms = fit.Coefficients.Where(c => double.IsFinite(c.Value)).ToArray();
        var removed = fit.Coefficients.Where(c => !double.IsFinite(c.Value)).Select(c => c.Lists).ToArray();
        var cells = Enumerable.Range(1, table.Counts.Length - 1).Where(w => !Array.Exists(removed, a => (a & w) == a)).Prepend(0).ToArray();
        var design = cells.Select(w => terms.Select(c => (c.Lists & w) == c.Lists ? 1.0 : 0.0).ToArray()).ToArray();
        double[] counts = [.. cells.Select(w => table.Counts[w])];
        double[] start = [.. terms.Select(c => c.Value)];

        double Profile(double population)
        {
            counts[0] = population - table.Observed;
            return Constant(population, counts[0]) - (DesignFit.Of(design, counts, start)!.Deviance / 2);
        }

        var (n, estimate) = (table.Observed, fit.Estimate);
        var highest = Maximum(Profile, n, 1.5 * estimate);
        var limit = Profile(highest) - (SpecialFunctions.ChiSquareQuantile(level) / 2);
        var lower = Profile(n) >= limit ? n : Root(p => Profile(p) - limit, n, highest);
        double? upper = Profile(3 * estimate) >= limit ? null : Root(p => limit - Profile(p), highest, 3 * estimate);
        return new ProfileInterval(highest, lower, upper);
    }

    // ln of n_0^n_0 N! / (N^N n_0!), by Stirling's formula above 100.
    private static double Constant(double population, double hidden)
    {
        if (population <= 100)
        {
            return (hidden > 0 ? hidden * Math.Log(hidden) : 0) - SpecialFunctions.LogFactorial(hidden)
                + SpecialFunctions.LogFactorial(population) - (population * Math.Log(population));
        }

        return hidden is 0 or 1
            ? -population + (0.5 * Math.Log(2 * Math.PI * population))
            : hidden - population - (0.5 * Math.Log(hidden / population));
    }

    private static double Maximum(Func<double, double> f, double low, double high)
    {
        var (left, right) = (low + (GoldenShare * (high - low)), high - (GoldenShare * (high - low)));
        var (atLeft, atRight) = (f(left), f(right));
        while (high - low > 1e-7 * high)
        {
            if (atLeft > atRight)
            {
                (high, right, atRight) = (right, left, atLeft);
                left = low + (GoldenShare * (high - low));
                atLeft = f(left);
            }
            else
            {
                (low, left, atLeft) = (left, right, atRight);
                right = high - (GoldenShare * (high - low));
                atRight = f(right);
            }
        }

        return (low + high) / 2;
    }

    // Where f rises through 0.
    private static double Root(Func<double, double> f, double low, double high)
    {
        while (high - low > 1e-10 * high)
        {
            var middle = (low + high) / 2;
            (low, high) = f(middle) < 0 ? (middle, high) : (low, middle);
        }

        return (low + high) / 2;
    }
}
