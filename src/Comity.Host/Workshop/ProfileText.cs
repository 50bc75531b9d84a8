using System.Globalization;
using System.Text;
using Comity.Formats.Profiles;
using Comity.Kernel.Assess;
using Comity.Kernel.Assess.Cel;
using Comity.Kernel.Subjects;

namespace Comity.Host.Workshop;

/// <summary>A profile as somebody types it: every field a text, right or wrong.</summary>
public sealed record ProfileText
{
    /// <summary>What it looks for, in one line.</summary>
    public string Title { get; init; } = "";

    /// <summary>The threat it serves.</summary>
    public string Threat { get; init; } = "";

    /// <summary>The condition in CEL.</summary>
    public string When { get; init; } = "";

    /// <summary>Evidence in decibans.</summary>
    public string Weight { get; init; } = "";

    /// <summary>The unit or role that answers for it.</summary>
    public string Author { get; init; } = "";

    /// <summary>The law that permits it.</summary>
    public string LegalBasis { get; init; } = "";

    /// <summary>First day it applies.</summary>
    public string ValidFrom { get; init; } = "";

    /// <summary>Last day it applies, or empty while open.</summary>
    public string ValidUntil { get; init; } = "";

    /// <summary>The day by which somebody must look at its yield again.</summary>
    public string ReviewOn { get; init; } = "";

    /// <summary>The indicator's public source, or "inferred".</summary>
    public string Source { get; init; } = "";

    /// <summary>Its test cases in YAML, as profile files have them.</summary>
    public string Cases { get; init; } = "";

    /// <summary>The text of a profile that is in use.</summary>
    public static ProfileText Of(Profile profile) => new()
    {
        Title = profile.Title,
        Threat = profile.Threat,
        When = profile.When.TrimEnd(),
        Weight = profile.Weight.ToString(CultureInfo.InvariantCulture),
        Author = profile.Author,
        LegalBasis = profile.LegalBasis,
        ValidFrom = Day(profile.ValidFrom),
        ValidUntil = profile.ValidUntil is { } until ? Day(until) : "",
        ReviewOn = Day(profile.ReviewOn),
        Source = profile.Source ?? "",
        Cases = string.Concat(profile.Cases.Select(Case)),
    };

    /// <summary>Checks all of it by the rules of profile files.</summary>
    /// <param name="id">The profile's name.</param>
    /// <param name="version">Its version.</param>
    /// <param name="schema">The facts it may use.</param>
    public ProfileTextCheck Check(string id, int version, SubjectSchema schema)
    {
        var lines = new List<(string Field, string Line)>
        {
            (nameof(id), $"id: {Quoted(id)}"),
            (nameof(version), string.Create(CultureInfo.InvariantCulture, $"version: {version}")),
            (nameof(Title), $"title: {Quoted(Title)}"),
            (nameof(Threat), $"threat: {Quoted(Threat)}"),
            (nameof(When), $"when: {Quoted(When)}"),
            (nameof(Weight), $"weight: {Number(Weight)}"),
            (nameof(Author), $"author: {Quoted(Author)}"),
            (nameof(LegalBasis), $"legal_basis: {Quoted(LegalBasis)}"),
            (nameof(ValidFrom), $"valid_from: {Quoted(ValidFrom)}"),
            (nameof(ReviewOn), $"review_on: {Quoted(ReviewOn)}"),
        };
        lines.AddRange(Said(nameof(ValidUntil), "valid_until", ValidUntil));
        lines.AddRange(Said(nameof(Source), "source", Source));
        var hasCases = Cases.Trim().Length > 0;
        var document = string.Join('\n', lines.Select(line => line.Line).Append(hasCases ? "cases:\n" + Cases.ReplaceLineEndings("\n") : "cases: []"));
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(document));
        var report = ProfileCheck.Of(ProfileFile.Read(stream, id, schema), schema);
        var problems = ConditionCompiler.Compile(When, schema).Errors.Select(error => new FieldProblem(nameof(When), error.Render(When))).ToList();
        foreach (var problem in report.Diagnostics)
        {
            var ownLine = problem.Line - lines.Count - 1;
            // A whole profile's problem is told at its first line: what it lacks are cases.
            var field = ownLine > 0 || (problem.Line == 1 && problem.Message.Contains("needs a case", StringComparison.Ordinal))
                ? nameof(Cases)
                : problem.Line > 0 && problem.Line <= lines.Count ? lines[problem.Line - 1].Field : nameof(Cases);
            if (field != nameof(When) || When.Trim().Length == 0)
            {
                var said = problem.Message + (problem.Suggestion is null ? "" : " " + problem.Suggestion);
                problems.Add(new FieldProblem(field, ownLine > 0 ? string.Create(CultureInfo.InvariantCulture, $"{ownLine}:{problem.Column}: {said}") : said));
            }
        }

        // Cases that end the document and begin another would smuggle a second profile in.
        var located = report.Profiles is [{ } only] && only.Profile.Id == id && only.Profile.Version == version ? only : null;
        if (located is null && problems.Count == 0)
        {
            problems.Add(new FieldProblem(nameof(Cases), "Test cases are a list in YAML and nothing else."));
        }

        return new ProfileTextCheck(located?.Profile, problems, report.Cases);
    }

    private static IEnumerable<(string Field, string Line)> Said(string field, string key, string value) =>
        value.Trim().Length > 0 ? [(field, $"{key}: {Quoted(value)}")] : [];

    // A number stands without quotes; whatever else was typed is told to be none.
    private static string Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? number.ToString("R", CultureInfo.InvariantCulture)
            : Quoted(text);

    private static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var c in text.ReplaceLineEndings("\n"))
        {
            quoted.Append(c switch { '"' => "\\\"", '\\' => "\\\\", '\n' => "\\n", '\t' => "\\t", _ when char.IsControl(c) => " ", _ => c.ToString() });
        }

        return quoted.Append('"').ToString();
    }

    private static string Case(ProfileCase test)
    {
        var text = new StringBuilder($"- title: {Quoted(test.Title)}\n");
        text.Append(test.Facts.Count == 0 ? "  facts: {}\n" : "  facts:\n");
        foreach (var (path, value) in test.Facts)
        {
            text.Append("    ").Append(path).Append(": ").Append(Fact(value)).Append('\n');
        }

        return text.Append("  expect: ").Append(test.Expect.ToString().ToLowerInvariant()).Append('\n').ToString();
    }

    private static string Fact(object value) => value switch
    {
        bool yes => yes ? "true" : "false",
        DateTimeOffset at => Quoted(at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)),
        IReadOnlyList<string> list => $"[{string.Join(", ", list.Select(Quoted))}]",
        string text => Quoted(text),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}

/// <summary>What is wrong with one field of a profile's text.</summary>
/// <param name="Field">The name of the property of <see cref="ProfileText"/>.</param>
/// <param name="Message">What was found and what was expected; of a condition with the line and a caret under the place.</param>
public sealed record FieldProblem(string Field, string Message);

/// <summary>What a profile's text comes to.</summary>
/// <param name="Profile">The profile; null while a field is wrong.</param>
/// <param name="Problems">What is wrong.</param>
/// <param name="Cases">How its test cases went.</param>
public sealed record ProfileTextCheck(Profile? Profile, IReadOnlyList<FieldProblem> Problems, IReadOnlyList<ProfileCaseResult> Cases)
{
    /// <summary>Whether a second person can be asked to look at it.</summary>
    public bool IsSound => Profile is not null && Problems.Count == 0 && Cases.All(test => test.Passed);
}
