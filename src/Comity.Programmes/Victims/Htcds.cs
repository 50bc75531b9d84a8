using System.Globalization;

namespace Comity.Programmes.Victims;

/// <summary>The forms of a case; rights to read and write are given by form.</summary>
public enum VictimForm
{
    /// <summary>What the person agreed to.</summary>
    Consent,

    /// <summary>Who the person is.</summary>
    Person,

    /// <summary>What was done to the person.</summary>
    Trafficking,

    /// <summary>Who is working on the case.</summary>
    Case,
}

/// <summary>A field of the Human Trafficking Case Data Standard 2.0 (IOM).</summary>
/// <param name="Name">Its name, such as <c>vic_TraffickingStatus</c>.</param>
/// <param name="Label">Its name for people.</param>
/// <param name="Form">The form it stands on.</param>
/// <param name="IsDate">Whether its values are dates, <c>yyyy-MM-dd</c>.</param>
/// <param name="TakesSeveral">Whether it may have several values.</param>
/// <param name="Codes">Its code list by code, with labels; empty for free text and dates.</param>
/// <param name="Identifies">Whether it can tell who the person is: never in an export that must not identify.</param>
/// <param name="Help">What belongs into it, for whoever fills it in; of a code under the code, of the field under the empty text.</param>
public sealed record HtcdsField(
    string Name, string Label, VictimForm Form, bool IsDate, bool TakesSeveral, IReadOnlyDictionary<string, string> Codes, bool Identifies, IReadOnlyDictionary<string, string> Help)
{
    /// <summary>Whether its value follows from a step of its own and is never typed.</summary>
    public bool Follows => Name is "cas_Status" or "cas_ReasonForCaseClosure" or "con_Consent" or "vic_TraffickingStatus" or "vic_TraffickingStatusDecisionMakingOrg";

    /// <summary>What is wrong with values for this field, or null.</summary>
    public string? Problem(IReadOnlyList<string> values)
    {
        if (!TakesSeveral && values.Count > 1)
        {
            return $"{Name} takes one value; found {values.Count}.";
        }

        foreach (var value in values)
        {
            if (string.IsNullOrWhiteSpace(value) || value.Length > Htcds.LongestText)
            {
                return $"{Name}: a value is empty or longer than {Htcds.LongestText} characters.";
            }

            if (Codes.Count > 0 && !Codes.ContainsKey(value))
            {
                return $"{Name}: found '{value}'; expected one of {string.Join(", ", Codes.Keys.Take(12))}{(Codes.Count > 12 ? " …" : "")}.";
            }

            if (IsDate && !DateOnly.TryParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
            {
                return $"{Name}: found '{value}'; expected a date, year-month-day.";
            }
        }

        return null;
    }
}

/// <summary>
/// The Human Trafficking Case Data Standard 2.0 of the International Organization for Migration: fields and code lists
/// (CC BY 4.0; see data/SOURCES.md).
/// </summary>
public static class Htcds
{
    /// <summary>Longest value of a field, in characters.</summary>
    public const int LongestText = 4_000;

    private static readonly Lazy<Dictionary<string, HtcdsField>> ByName = new(() => Fields!.ToDictionary(field => field.Name, StringComparer.Ordinal));

    /// <summary>All fields in the order of the standard's spreadsheet.</summary>
    public static IReadOnlyList<HtcdsField> Fields { get; } = Read();

    /// <summary>A field by its name, or null.</summary>
    public static HtcdsField? Field(string name) => ByName.Value.GetValueOrDefault(name);

    private static HtcdsField[] Read()
    {
        var lists = ReferenceTable.Rows("htcds-codes.csv")
            .GroupBy(row => row[0], StringComparer.Ordinal)
            .ToDictionary(list => list.Key, list => (IReadOnlyDictionary<string, string>)list.ToDictionary(row => row[1], row => row[2], StringComparer.Ordinal), StringComparer.Ordinal);
        lists["citizenship"] = ReferenceTable.Rows("countries.csv").ToDictionary(row => row[0], row => row[2], StringComparer.Ordinal);
        var help = ReferenceTable.Rows("htcds-help.csv")
            .GroupBy(row => row[0], StringComparer.Ordinal)
            .ToDictionary(field => field.Key, field => (IReadOnlyDictionary<string, string>)field.ToDictionary(row => row[1], row => row[2], StringComparer.Ordinal), StringComparer.Ordinal);
        var none = new Dictionary<string, string>(StringComparer.Ordinal);
        return
        [
            .. ReferenceTable.Rows("htcds-fields.csv").Select(row => new HtcdsField(
                row[0], row[1], Enum.Parse<VictimForm>(row[2], ignoreCase: true), row[3] == "date", row[3] == "codes", row[4].Length == 0 ? none : lists[row[4]], row[5] == "yes",
                help.GetValueOrDefault(row[0], none))),
        ];
    }
}
