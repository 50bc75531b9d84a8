using System.Globalization;

namespace Comity.Estimation;

/// <summary>What is asked for.</summary>
/// <param name="Method">One of <see cref="Estimator.Methods"/>.</param>
/// <param name="Resampling">How to resample, for the methods that do; 0 resamples for intervals by formula.</param>
/// <param name="Level">Probability of the interval.</param>
public sealed record EstimationRequest(string Method, BootstrapOptions Resampling, double Level = 0.95);

/// <summary>The answer, or the reason why there is none.</summary>
/// <param name="Method">The method asked for.</param>
/// <param name="Observed">n, the cases that were given.</param>
/// <param name="Estimate">N, observed and hidden cases; null when refused.</param>
/// <param name="Lower">Lower limit of N; null when there is none.</param>
/// <param name="Upper">Upper limit of N; null when there is none.</param>
/// <param name="Level">Probability of the interval.</param>
/// <param name="Model">The model chosen; null where the method has none.</param>
/// <param name="Warnings">What to know before using the number.</param>
/// <param name="Refused">Why there is no estimate.</param>
/// <param name="Seed">The seed of the random numbers.</param>
public sealed record EstimationResult(
    string Method,
    double Observed,
    double? Estimate,
    double? Lower,
    double? Upper,
    double Level,
    string? Model,
    IReadOnlyList<string> Warnings,
    string? Refused,
    ulong Seed)
{
    /// <summary>Hidden cases for each observed one, from this table; never a constant taken from elsewhere.</summary>
    public double? HiddenPerDetected => Ratio(Estimate);

    /// <summary>The ratio a limit of N means.</summary>
    public double? Ratio(double? population) => population is { } n && Observed > 0 ? (n - Observed) / Observed : null;
}

/// <summary>One stratum of a stratified estimate.</summary>
/// <param name="Stratum">The values of the strata columns.</param>
/// <param name="Result">Its own estimate.</param>
public sealed record StratumResult(string Stratum, EstimationResult Result);

/// <summary>All methods behind one door: from a table to an answer with an interval, or a refusal with its reason.</summary>
public static class Estimator
{
    /// <summary>The methods' names.</summary>
    public static IReadOnlyList<string> Methods { get; } = ["stepwise", "bic", "downhill", "dga", "lcmcr", "threshold", "chao", "bhs", "chapman"];

    /// <summary>Estimates from one table.</summary>
    public static EstimationResult Estimate(CaptureTable table, EstimationRequest request, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(request);
        var clean = Hygiene.Clean(table);
        var answer = clean.Table is { } informative ? Answer.Of(informative, request, cancellation) : new Answer { Refused = clean.Refused };
        return Result(request, clean.Observed, answer, clean.Notes);
    }

    /// <summary>
    /// Estimates each stratum for itself and adds up. Strata without an estimate are named and keep the sum from being one.
    /// </summary>
    public static (EstimationResult Sum, IReadOnlyList<StratumResult> Strata) Estimate(
        IReadOnlyList<Stratum> strata, EstimationRequest request, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(strata);
        ArgumentNullException.ThrowIfNull(request);
        var answers = new List<(Stratum Stratum, CleanTable Clean, Answer Answer)>();
        foreach (var (number, stratum) in strata.Index())
        {
            var clean = Hygiene.Clean(stratum.Table);
            answers.Add((stratum, clean, clean.Table is { } table ? Answer.Of(table, request, cancellation, (ulong)number) : new Answer { Refused = clean.Refused }));
        }

        var sum = Stratification.Sum([.. answers.Select(a => (a.Stratum.Name, a.Clean, a.Answer))], request);
        var observed = answers.Sum(a => a.Clean.Observed);
        return (Result(request, observed, sum, []), [.. answers.Select(a => new StratumResult(a.Stratum.Name, Result(request, a.Clean.Observed, a.Answer, a.Clean.Notes)))]);
    }

    private static EstimationResult Result(EstimationRequest request, double observed, Answer answer, IReadOnlyList<string> notes)
    {
        var warnings = notes.Concat(answer.Warnings).ToList();
        if (answer.Estimate < observed)
        {
            warnings.Add(string.Create(CultureInfo.InvariantCulture, $"The remaining lists estimate {answer.Estimate:0} cases, fewer than all lists together have seen."));
        }

        return new EstimationResult(
            request.Method, observed, answer.Estimate, answer.Lower, answer.Upper, request.Level, answer.Model, warnings, answer.Refused, request.Resampling.Seed);
    }
}
