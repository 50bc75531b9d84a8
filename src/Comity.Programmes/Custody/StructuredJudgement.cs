using Comity.Kernel.Account;
using Comity.Kernel.Assess.Instruments;

namespace Comity.Programmes.Custody;

/// <summary>A person's accreditation for a structured professional judgement.</summary>
/// <param name="Person">The person.</param>
/// <param name="InstrumentSeries">The instrument.</param>
/// <param name="From">First day.</param>
/// <param name="Until">Last day.</param>
public sealed record Accreditation(string Person, string InstrumentSeries, DateOnly From, DateOnly Until);

/// <summary>
/// Accepts judgements on people held for violent extremism and the like: all ratings given, a reasoned level, an accredited assessor.
/// There is no sum to accept: instruments with a judgement cannot score its ratings.
/// </summary>
public static class StructuredJudgement
{
    /// <summary>The level judged.</summary>
    /// <param name="assessment">The assessment, whose main scale is a judgement.</param>
    /// <param name="judgement">The judgement it holds.</param>
    /// <param name="accreditations">Who is accredited.</param>
    /// <exception cref="DeedRefusedException">A rating is open, there is no judgement, or its author is not accredited on the day.</exception>
    public static string Accept(Assessment assessment, JudgementAnswer judgement, IReadOnlyList<Accreditation> accreditations)
    {
        if (assessment.Instrument.Scales is not [JudgementScale, ..] || assessment.Main!.Level != judgement.Level)
        {
            throw new DeedRefusedException("The assessment does not hold this judgement.");
        }

        if (assessment.Main.Missing.Count > 0)
        {
            throw new DeedRefusedException($"Not rated yet: {string.Join(", ", assessment.Main.Missing)}.");
        }

        return accreditations.Any(a => a.Person == judgement.By && a.InstrumentSeries == assessment.Instrument.Series && a.From <= assessment.Day && assessment.Day <= a.Until)
            ? judgement.Level
            : throw new DeedRefusedException(FormattableString.Invariant($"{judgement.By} is not accredited for {assessment.Instrument.Series} on {assessment.Day:yyyy-MM-dd}."));
    }
}
