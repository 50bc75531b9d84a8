using System.Text.Json;
using Comity.Host.Assessments;
using Comity.Kernel.Assess.Instruments;
using Comity.Programmes.Victims;

namespace Comity.Host.Victims;

/// <summary>
/// What a case says already about the indicators of an instrument. A fact of the instrument is named by a field and a code of
/// <see cref="Htcds"/>, such as <c>vic_MethodsOfControl.DebtBondage</c>, or is <c>person.is_child</c>; its value is yes or no.
/// A code that is not recorded is no answer: it may not have been asked.
/// </summary>
public static class IndicatorFacts
{
    /// <summary>The series of the instruments of indicators.</summary>
    public const string Series = "trafficking-indicators";

    private const string IsChild = "person.is_child";

    /// <summary>The facts by path.</summary>
    /// <param name="known">The case.</param>
    /// <param name="instrument">The instrument.</param>
    /// <param name="day">The day of the assessment.</param>
    public static IReadOnlyDictionary<string, KnownFact> Of(VictimCase known, Instrument instrument, DateOnly day) => instrument.Definition.Facts.Fields
        .Select(fact => (fact.Path, Known: Of(known, fact.Path, day)))
        .Where(fact => fact.Known is not null)
        .ToDictionary(fact => fact.Path, fact => fact.Known!, StringComparer.Ordinal);

    private static KnownFact? Of(VictimCase known, string path, DateOnly day)
    {
        if (path == IsChild)
        {
            return known.IsChild(day) is { } child ? new KnownFact(Text(child ? "yes" : "no"), "By the date of birth on record") : null;
        }

        return path.Split('.') is [var name, var code] && Htcds.Field(name) is { } field && known.Values.TryGetValue(name, out var values) && values.Contains(code, StringComparer.Ordinal)
            ? new KnownFact(Text("yes"), $"{field.Label}: {field.Codes[code]}")
            : null;
    }

    private static JsonElement Text(string value) => JsonSerializer.SerializeToElement(value);
}
