using Comity.Kernel.Assess.Cel;

namespace Comity.Kernel.Assess.Instruments;

/// <summary>The instruments an authority has, all versions of each.</summary>
public sealed class InstrumentShelf(IReadOnlyList<Instrument> instruments)
{
    /// <summary>
    /// The instrument somebody names: a version by its own id, whatever the day; or, by the name of a series, the version in force on the
    /// day of the assessment.
    /// </summary>
    /// <param name="name">An id or a series.</param>
    /// <param name="day">The day of the assessment.</param>
    /// <param name="problem">Why there is none; empty otherwise.</param>
    public Instrument? Find(string name, DateOnly day, out string problem)
    {
        problem = "";
        if (instruments.FirstOrDefault(i => i.Definition.Id == name) is { } version)
        {
            return version;
        }

        var series = instruments.Where(i => i.Definition.Series == name).ToArray();
        if (series.FirstOrDefault(i => i.Definition.IsInForceOn(day)) is { } inForce)
        {
            return inForce;
        }

        var names = instruments.SelectMany(i => new[] { i.Definition.Id, i.Definition.Series }).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        problem = series.Length > 0
            ? FormattableString.Invariant($"No version of {name} is in force on {day:yyyy-MM-dd}; there are {string.Join(", ", series.Select(Describe))}.")
            : $"There is no instrument {name}.{(Spelling.Suggest(name, names) is { } meant ? " " + meant : "")} There are {string.Join(", ", names)}.";
        return null;
    }

    private static string Describe(Instrument instrument) => FormattableString.Invariant(
        $"{instrument.Definition.Id} from {instrument.Definition.ValidFrom:yyyy-MM-dd}{(instrument.Definition.ValidUntil is { } until ? $" to {until:yyyy-MM-dd}" : "")}");
}
