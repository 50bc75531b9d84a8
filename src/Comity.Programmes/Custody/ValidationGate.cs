using Comity.Kernel.Account;
using Comity.Kernel.Assess.Instruments;

namespace Comity.Programmes.Custody;

/// <summary>
/// A local validation: the weights were tried on the people they are to be used for. Weights fitted on other people predict
/// nothing here until that is done.
/// </summary>
/// <param name="InstrumentId">The version that was validated; another version needs its own.</param>
/// <param name="Deed">Who validated, when and how.</param>
/// <param name="People">On how many people.</param>
/// <param name="Result">What came out, such as an area under the curve with its interval.</param>
/// <param name="IsFit">Whether it may be used.</param>
public sealed record LocalValidation(string InstrumentId, Deed Deed, int People, string Result, bool IsFit);

/// <summary>Permits instruments to decide about people. Refuses samples without a validation that found them fit.</summary>
public sealed class ValidationGate(IReadOnlyList<LocalValidation> validations)
{
    /// <summary>Refuses an instrument that must not be used on a day.</summary>
    /// <exception cref="DeedRefusedException">It is a sample without a validation up to that day, the latest validation found it unfit, or it is not in force.</exception>
    public void Require(InstrumentDefinition instrument, DateOnly day)
    {
        if (!instrument.IsInForceOn(day))
        {
            throw new DeedRefusedException(FormattableString.Invariant($"{instrument.Id} is not in force on {day:yyyy-MM-dd}."));
        }

        var latest = validations
            .Where(v => v.InstrumentId == instrument.Id && v is { People: > 0 } && !string.IsNullOrWhiteSpace(v.Result) && DateOnly.FromDateTime(v.Deed.Checked().At.UtcDateTime) <= day)
            .MaxBy(v => v.Deed.At);
        if (latest is { IsFit: false })
        {
            throw new DeedRefusedException($"The validation by {latest.Deed.Who} found {instrument.Id} unfit: {latest.Result}.");
        }

        if (instrument.IsSample && latest is null)
        {
            throw new DeedRefusedException($"{instrument.Id} is a sample with foreign weights; record a local validation (who, when, on how many, result) before it decides about anybody.");
        }
    }
}
