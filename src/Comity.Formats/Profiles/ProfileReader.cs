using System.Globalization;
using Comity.Kernel.Assess;
using Comity.Kernel.Assess.Cel;
using Comity.Kernel.Subjects;

namespace Comity.Formats.Profiles;

/// <summary>Makes a profile of one YAML document, and a diagnostic of everything that is wrong with it.</summary>
internal sealed class ProfileReader(string text, string file, SubjectSchema schema, List<ProfileDiagnostic> diagnostics)
{
    private static readonly string[] Keys =
    [
        "id", "version", "title", "threat", "when", "weight", "author", "legal_basis", "valid_from", "valid_until", "review_on", "source", "cases",
    ];

    private static readonly string[] CaseKeys = ["title", "facts", "expect"];

    private readonly int _before = diagnostics.Count;

    /// <summary>The profile, or <see langword="null"/> when something was wrong.</summary>
    public LocatedProfile? Read(YamlItem document)
    {
        if (document is not YamlMap map)
        {
            Report(document.Place, "A profile is a map of keys such as id, title and when.");
            return null;
        }

        var entries = Entries(map, Keys, "profile");
        var id = Text(map, entries, "id");
        var when = Text(map, entries, "when");
        var from = Day(map, entries, "valid_from", isRequired: true);
        var until = Day(map, entries, "valid_until", isRequired: false);
        var review = Day(map, entries, "review_on", isRequired: true);
        var cases = Cases(entries.GetValueOrDefault("cases"));
        var profile = new Profile
        {
            Id = id?.Value ?? "",
            Version = Version(map, entries),
            Title = Text(map, entries, "title")?.Value ?? "",
            Threat = Text(map, entries, "threat")?.Value ?? "",
            When = when?.Value ?? "",
            Weight = Weight(map, entries),
            Author = Text(map, entries, "author")?.Value ?? "",
            LegalBasis = Text(map, entries, "legal_basis")?.Value ?? "",
            ValidFrom = from ?? default,
            ValidUntil = until,
            ReviewOn = review ?? default,
            Source = entries.ContainsKey("source") ? Text(map, entries, "source")?.Value : null,
            Cases = [.. cases.Select(c => c.Case)],
        };
        CheckId(id);
        CheckCondition(when);
        CheckDays(entries, from, until, review);
        return diagnostics.Count == _before ? new LocatedProfile(profile, file, map.Place.Line, [.. cases.Select(c => c.Line)]) : null;
    }

    private void Report(YamlPlace place, string message, string? suggestion = null) =>
        diagnostics.Add(new ProfileDiagnostic(file, place.Line, place.Column, message, suggestion));

    private Dictionary<string, YamlItem> Entries(YamlMap map, string[] known, string what)
    {
        var entries = new Dictionary<string, YamlItem>(StringComparer.Ordinal);
        foreach (var (key, value) in map.Entries)
        {
            if (known.Contains(key.Value, StringComparer.Ordinal))
            {
                entries.Add(key.Value, value);
            }
            else
            {
                Report(key.Place, $"A {what} has no key {key.Value}.", Spelling.Suggest(key.Value, known));
            }
        }

        return entries;
    }

    // The text of a required key; reports when it is missing, empty or no text.
    private YamlText? Text(YamlMap map, Dictionary<string, YamlItem> entries, string key)
    {
        if (!entries.TryGetValue(key, out var item))
        {
            Report(map.Place, $"The key {key} is missing.");
            return null;
        }

        if (item is YamlText { IsNull: false } found && !string.IsNullOrWhiteSpace(found.Value))
        {
            return found;
        }

        Report(item.Place, $"{key} must be a text.");
        return null;
    }

    private int Version(YamlMap map, Dictionary<string, YamlItem> entries)
    {
        if (Text(map, entries, "version") is not { } found)
        {
            return 0;
        }

        if (!found.IsPlain || !int.TryParse(found.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var version) || version < 1)
        {
            Report(found.Place, $"version must be a whole number from 1, not {found.Value}.");
            return 0;
        }

        return version;
    }

    private double Weight(YamlMap map, Dictionary<string, YamlItem> entries)
    {
        if (Text(map, entries, "weight") is not { } found)
        {
            return 0;
        }

        if (!found.IsPlain || !double.TryParse(found.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var weight) || !double.IsFinite(weight))
        {
            Report(found.Place, $"weight must be a number of decibans, not {found.Value}.");
            return 0;
        }

        return weight;
    }

    private DateOnly? Day(YamlMap map, Dictionary<string, YamlItem> entries, string key, bool isRequired)
    {
        if ((!isRequired && !entries.ContainsKey(key)) || Text(map, entries, key) is not { } found)
        {
            return null;
        }

        if (DateOnly.TryParseExact(found.Value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            return day;
        }

        Report(found.Place, $"{key} must be a day such as 2026-01-31, not {found.Value}.");
        return null;
    }

    private void CheckId(YamlText? id)
    {
        if (id is not null && !(id.Value.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-') && id.Value[0] != '-' && id.Value[^1] != '-'))
        {
            Report(id.Place, $"The id {id.Value} must be lower-case letters, digits and inner hyphens.");
        }
    }

    private void CheckCondition(YamlText? when)
    {
        if (when is null)
        {
            return;
        }

        foreach (var error in ConditionCompiler.Compile(when.Value, schema).Errors)
        {
            Report(ScalarSource.Locate(text, when, error.Line, error.Column), error.Message, error.Suggestion);
        }
    }

    private void CheckDays(Dictionary<string, YamlItem> entries, DateOnly? from, DateOnly? until, DateOnly? review)
    {
        if (until < from)
        {
            Report(entries["valid_until"].Place, "valid_until lies before valid_from.");
        }

        if (review < from)
        {
            Report(entries["review_on"].Place, "review_on lies before valid_from.");
        }
    }

    private List<(ProfileCase Case, int Line)> Cases(YamlItem? item)
    {
        var cases = new List<(ProfileCase Case, int Line)>();
        if (item is not (null or YamlList))
        {
            Report(item.Place, "cases must be a list.");
        }

        foreach (var element in (item as YamlList)?.Items ?? [])
        {
            if (element is not YamlMap map)
            {
                Report(element.Place, "A case is a map with title, facts and expect.");
                continue;
            }

            var entries = Entries(map, CaseKeys, "case");
            var title = Text(map, entries, "title");
            var expect = Text(map, entries, "expect");
            Verdict? verdict = expect?.Value switch
            {
                "true" => Verdict.True,
                "false" => Verdict.False,
                "unknown" => Verdict.Unknown,
                _ => null,
            };
            if (expect is not null && verdict is null)
            {
                Report(expect.Place, $"expect must be true, false or unknown, not {expect.Value}.");
            }

            cases.Add((new ProfileCase(title?.Value ?? "", Facts(map, entries), verdict ?? default), map.Place.Line));
        }

        return cases;
    }

    private Dictionary<string, object> Facts(YamlMap map, Dictionary<string, YamlItem> entries)
    {
        var facts = new Dictionary<string, object>(StringComparer.Ordinal);
        if (!entries.TryGetValue("facts", out var item))
        {
            Report(map.Place, "The key facts is missing.");
            return facts;
        }

        if (item is not YamlMap values)
        {
            Report(item.Place, "facts must be a map from field to value; write {} for none.");
            return facts;
        }

        foreach (var (key, value) in values.Entries)
        {
            var ordinal = schema.OrdinalOf(key.Value);
            if (ordinal < 0)
            {
                Report(key.Place, $"A {schema.Name} has no field {key.Value}.", Spelling.Suggest(key.Value, schema.Fields.Select(f => f.Path)));
            }
            else if (FactValue.Read(value, schema.Fields[ordinal].Type) is { } fact)
            {
                facts.Add(key.Value, fact);
            }
            else
            {
                Report(value.Place, $"{key.Value} must be {FactValue.Describe(schema.Fields[ordinal].Type)}.", value is YamlText { IsNull: true } ? "Leave a fact out when it is unknown." : null);
            }
        }

        return facts;
    }
}
