using Comity.Kernel.Assess;
using Comity.Kernel.Assess.Cel;
using Comity.Kernel.Subjects;

namespace Comity.Formats.Profiles;

/// <summary>How a profile's test case went.</summary>
/// <param name="File">The file of the profile.</param>
/// <param name="Line">The 1-based line of the case.</param>
/// <param name="ProfileId">The profile.</param>
/// <param name="Title">The case's title.</param>
/// <param name="Expected">The verdict it asks for.</param>
/// <param name="Outcome">What the condition said of its facts.</param>
/// <param name="Reasons">Why, when the condition is true.</param>
public sealed record ProfileCaseResult(
    string File, int Line, string ProfileId, string Title, Verdict Expected, Outcome Outcome, IReadOnlyList<Reason> Reasons)
{
    /// <summary>Whether the verdict is the expected one, without an error.</summary>
    public bool Passed => Outcome.Error is null && Outcome.Verdict == Expected;
}

/// <summary>The result of checking a folder of profiles.</summary>
/// <param name="Profiles">The profiles that could be read.</param>
/// <param name="Diagnostics">What is wrong with the files.</param>
/// <param name="Cases">Every case of the profiles that could be read, in the order of files and lines.</param>
public sealed record ProfileCheckReport(
    IReadOnlyList<LocatedProfile> Profiles, IReadOnlyList<ProfileDiagnostic> Diagnostics, IReadOnlyList<ProfileCaseResult> Cases)
{
    /// <summary>Whether nothing is wrong and every case passed.</summary>
    public bool Passed => Diagnostics.Count == 0 && Cases.All(c => c.Passed);
}

/// <summary>Checks a folder of profiles: reads every file and runs every profile's cases.</summary>
public static class ProfileCheck
{
    /// <summary>Reads the folder, runs the cases, and asks of each profile one case that hits and one that does not.</summary>
    /// <exception cref="IOException">The folder or a file cannot be opened.</exception>
    public static ProfileCheckReport Run(string folder, SubjectSchema schema) => Of(ProfileFile.ReadFolder(folder, schema), schema);

    /// <summary>The same of profiles that have been read.</summary>
    public static ProfileCheckReport Of(ProfileReading reading, SubjectSchema schema)
    {
        var diagnostics = reading.Diagnostics.ToList();
        var results = new List<ProfileCaseResult>();
        foreach (var located in reading.Profiles)
        {
            foreach (var verdict in new[] { Verdict.True, Verdict.False })
            {
                if (located.Profile.Cases.All(c => c.Expect != verdict))
                {
                    diagnostics.Add(new ProfileDiagnostic(
                        located.File, located.Line, 1, $"{located.Profile.Id} needs a case that expects {(verdict == Verdict.True ? "true" : "false")}."));
                }
            }

            // The reader keeps only profiles whose condition compiles.
            var condition = ConditionCompiler.Compile(located.Profile.When, schema).Condition!;
            results.AddRange(located.Profile.Cases.Zip(located.CaseLines, (test, line) => Run(located, condition, test, line)));
        }

        return new ProfileCheckReport(reading.Profiles, diagnostics, results);
    }

    private static ProfileCaseResult Run(LocatedProfile located, Condition condition, ProfileCase test, int line)
    {
        var record = new SubjectRecord(condition.Schema);
        foreach (var (path, value) in test.Facts)
        {
            record.Set(path, value);
        }

        return new ProfileCaseResult(
            located.File, line, located.Profile.Id, test.Title, test.Expect, condition.Evaluate(record), condition.Explain(record));
    }
}
