using System.Globalization;

namespace Comity.Kernel.Refer.Cases;

/// <summary>What a fact of an entry may be.</summary>
public enum CaseFieldType
{
    /// <summary>Any text.</summary>
    Text,

    /// <summary>A number, not negative, with a point.</summary>
    Number,

    /// <summary>A day, <c>yyyy-MM-dd</c>.</summary>
    Date,

    /// <summary>A country by its two letters (ISO 3166-1 alpha-2).</summary>
    Country,

    /// <summary>Another entry of the case, by its name.</summary>
    Entry,
}

/// <summary>A fact that an entry of a kind has.</summary>
/// <param name="Name">Its name in the field's terms, units last.</param>
/// <param name="Title">How people call it.</param>
/// <param name="Type">What it may be.</param>
/// <param name="Required">Whether the entry is of no use without it.</param>
/// <param name="Many">Whether it may have several values.</param>
/// <param name="Choices">The values it may have; any of its type when empty.</param>
public sealed record CaseField(string Name, string Title, CaseFieldType Type = CaseFieldType.Text, bool Required = false, bool Many = false, IReadOnlyList<string>? Choices = null)
{
    /// <summary>What is wrong with a value; null when nothing is.</summary>
    public string? Problem(string value, CaseLog log) => this switch
    {
        { Choices: { } choices } => choices.Contains(value, StringComparer.Ordinal) ? null : $"{Name}: found '{value}'; expected one of {string.Join(", ", choices)}.",
        { Type: CaseFieldType.Number } => decimal.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _) ? null : $"{Name}: found '{value}'; expected a number such as 1435 or 0.5.",
        { Type: CaseFieldType.Date } => DateOnly.TryParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _) ? null : $"{Name}: found '{value}'; expected a day such as 2026-03-31.",
        { Type: CaseFieldType.Country } => value.Length == 2 && value.All(char.IsAsciiLetterUpper) ? null : $"{Name}: found '{value}'; expected the two letters of a country, such as KE.",
        { Type: CaseFieldType.Entry } => log.Find(value) is not null ? null : $"{Name}: there is no entry '{value}' in this case.",
        _ => value.Trim().Length > 0 ? null : $"{Name}: found an empty text.",
    };
}

/// <summary>A kind of entry that a programme knows: what it has to say and what it is about.</summary>
/// <param name="Id">Its name, such as <c>request</c>.</param>
/// <param name="Title">How people call it.</param>
/// <param name="TextTitle">What its text says, such as "What is asked".</param>
/// <param name="Fields">Its facts.</param>
/// <param name="About">The kinds of entry it is about, one of which it must name; none when empty.</param>
/// <param name="HasFile">Whether a file goes with it.</param>
public sealed record CaseKind(string Id, string Title, string TextTitle, IReadOnlyList<CaseField> Fields, IReadOnlyList<string> About, bool HasFile = false)
{
    /// <summary>What is wrong with an entry of this kind; empty when nothing is.</summary>
    public IReadOnlyList<string> Problems(CaseEntry entry, CaseLog log)
    {
        var problems = new List<string>();
        if (entry.Text.Trim().Length == 0)
        {
            problems.Add($"text: missing ({TextTitle}).");
        }

        if (About.Count > 0 && (entry.About is null || log.Find(entry.About) is not { } about || !About.Contains(about.Kind, StringComparer.Ordinal)))
        {
            problems.Add($"about: found {(entry.About is null ? "nothing" : $"'{entry.About}'")}; expected an entry of the kind {string.Join(" or ", About)}.");
        }

        if (About.Count == 0 && entry.About is not null)
        {
            problems.Add($"about: the kind {Id} is about no other entry.");
        }

        if (HasFile != entry.Attachments.Count > 0)
        {
            problems.Add(HasFile ? "attachments: the file is missing." : $"attachments: no file goes with the kind {Id}.");
        }

        foreach (var field in Fields.Where(field => field.Required && entry.All(field.Name).Count == 0))
        {
            problems.Add($"{field.Name}: missing ({field.Title}).");
        }

        foreach (var (name, values) in entry.Facts)
        {
            var field = Fields.FirstOrDefault(field => field.Name == name);
            if (field is null)
            {
                problems.Add($"{name}: the kind {Id} has no such fact; it has {string.Join(", ", Fields.Select(known => known.Name))}.");
            }
            else if (values.Count > 1 && !field.Many)
            {
                problems.Add($"{name}: found {values.Count} values; expected one.");
            }
            else
            {
                problems.AddRange(values.Select(value => field.Problem(value, log)).OfType<string>());
            }
        }

        return problems;
    }
}
