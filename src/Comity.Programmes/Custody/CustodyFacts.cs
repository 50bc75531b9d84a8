using System.Text.Json;

namespace Comity.Programmes.Custody;

/// <summary>
/// What a person's record answers of an instrument by itself. The paths are those of the shipped instruments; a fact an
/// instrument does not declare is not given to it.
/// </summary>
public static class CustodyFacts
{
    /// <summary>The facts that are known, by path, each with where it stands in the record.</summary>
    public static IReadOnlyDictionary<string, (JsonElement Value, string Source)> Of(CustodyFile file, DateOnly day)
    {
        var facts = new Dictionary<string, (JsonElement, string)>(StringComparer.Ordinal);
        if (file.Particulars.Born is { } born)
        {
            var age = day.Year - born.Year - (born.AddYears(day.Year - born.Year) > day ? 1 : 0);
            facts.Add("age_years", (JsonSerializer.SerializeToElement(age), "Day of birth in the record."));
        }

        if (file.Particulars.OffenceSeverity.Length > 0)
        {
            facts.Add("offence.severity", (JsonSerializer.SerializeToElement(file.Particulars.OffenceSeverity), "Offence in the record."));
        }

        // The record of findings is kept from reception on; before there is one, older findings may be known to nobody but the officer.
        if (file.Incidents.Count > 0)
        {
            Add("disciplinary.class_b_c_dates", IncidentKind.ClassB, IncidentKind.ClassC);
            Add("disciplinary.class_a_nonviolent_dates", IncidentKind.ClassANonviolent);
            Add("disciplinary.class_a_violent_dates", IncidentKind.ClassAViolent);
            facts.Add(
                "disciplinary.class_a_b_last_12_months",
                (JsonSerializer.SerializeToElement(file.Incidents.Count(one => one.Kind != IncidentKind.ClassC && one.Day <= day && one.Day > day.AddMonths(-12))), Source));
        }

        return facts;

        void Add(string path, params ReadOnlySpan<IncidentKind> kinds)
        {
            var days = new List<DateOnly>();
            foreach (var (kind, happened) in file.Incidents)
            {
                if (kinds.Contains(kind) && happened <= day)
                {
                    days.Add(happened);
                }
            }

            facts.Add(path, (JsonSerializer.SerializeToElement(days), Source));
        }
    }

    private const string Source = "Findings of the disciplinary board in the record.";
}
