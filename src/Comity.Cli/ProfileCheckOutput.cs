using System.Text.Json;
using Comity.Formats.Profiles;

namespace Comity.Cli;

/// <summary>Writes the result of a profile check for people or for programs.</summary>
internal static class ProfileCheckOutput
{
    public static void Write(ProfileCheckReport report, bool json, TextWriter output)
    {
        var failed = report.Cases.Where(test => !test.Passed).ToArray();
        if (json)
        {
            WriteJson(report, failed, output);
            return;
        }

        foreach (var diagnostic in report.Diagnostics)
        {
            output.WriteLine(diagnostic);
        }

        foreach (var test in failed)
        {
            output.WriteLine($"{test.File}:{test.Line}:1: case '{test.Title}' of {test.ProfileId} expects {Word(test.Expected)}, got {Got(test)}");
            foreach (var reason in test.Reasons)
            {
                output.WriteLine($"    because {reason.Condition}");
            }
        }

        output.WriteLine($"{report.Profiles.Count} profiles, {report.Diagnostics.Count} errors; {report.Cases.Count} cases, {failed.Length} failed.");
    }

    private static void WriteJson(ProfileCheckReport report, ProfileCaseResult[] failed, TextWriter output)
    {
        foreach (var d in report.Diagnostics)
        {
            Line(output, new { type = "error", file = d.File, line = d.Line, column = d.Column, message = d.Message, suggestion = d.Suggestion });
        }

        foreach (var test in failed)
        {
            Line(output, new { type = "case", file = test.File, line = test.Line, profile = test.ProfileId, title = test.Title, expected = Word(test.Expected), got = Got(test) });
        }

        Line(output, new { type = "summary", profiles = report.Profiles.Count, errors = report.Diagnostics.Count, cases = report.Cases.Count, failed = failed.Length });
    }

    private static void Line<T>(TextWriter output, T value) => output.WriteLine(JsonSerializer.Serialize(value, JsonSerializerOptions.Web));

    private static string Word(Kernel.Assess.Verdict verdict) => verdict.ToString().ToLowerInvariant();

    private static string Got(ProfileCaseResult test) =>
        test.Outcome.Error is { } error ? $"an error: {error}"
        : test.Outcome.Missing.Count > 0 ? $"unknown (missing: {string.Join(", ", test.Outcome.Missing)})"
        : Word(test.Outcome.Verdict);
}
