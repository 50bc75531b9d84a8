using System.Globalization;

namespace Comity.Estimation;

/// <summary>
/// The sum over strata, as SDG indicator 16.2.2 asks by sex, age group and form of exploitation: resampled within strata, added up resample by resample,
/// its acceleration from the cases of all strata.
/// </summary>
internal static class Stratification
{
    public static Answer Sum(IReadOnlyList<(string Name, CleanTable Clean, Answer Answer)> strata, EstimationRequest request)
    {
        var without = strata.Where(s => s.Answer.Refused is not null).ToArray();
        if (without.Length > 0)
        {
            var reasons = string.Join(" ", without.Select(s => string.Create(CultureInfo.InvariantCulture, $"{s.Name} ({s.Clean.Observed:0} observed): {s.Answer.Refused}")));
            return new Answer { Refused = "There is no sum, since strata have no estimate. " + reasons };
        }

        var estimate = strata.Sum(s => s.Answer.Estimate!.Value);
        if (strata.Any(s => s.Answer.Resampled.Length == 0))
        {
            return new Answer { Estimate = estimate, Warnings = ["This method has no interval for the sum of strata; stepwise, bic and downhill with resamples have."] };
        }

        var resampled = Enumerable.Range(0, request.Resampling.Resamples).Select(b => strata.Sum(s => s.Answer.Resampled[b])).ToArray();
        var counts = strata.SelectMany(s => s.Clean.Table!.Counts.ToArray()).ToArray();
        var withoutOne = strata.SelectMany(s => s.Answer.LeftOut.Select(left => estimate - s.Answer.Estimate!.Value + left)).ToArray();
        var interval = new BcaLimits(estimate, resampled, Bootstrap.Acceleration(counts, withoutOne)).Central(request.Level);
        return new Answer { Estimate = estimate, Lower = interval.Lower, Upper = interval.Upper, Warnings = interval.Warnings };
    }
}
