namespace Comity.Programmes.Tests.Custody;

/// <summary>A scenario of a feature file.</summary>
/// <param name="File">The file's name.</param>
/// <param name="Line">The 1-based line of its title.</param>
/// <param name="Title">Its title.</param>
/// <param name="Steps">Its steps without their first word.</param>
public sealed record Scenario(string File, int Line, string Title, IReadOnlyList<string> Steps)
{
    public override string ToString() => $"{File}:{Line} {Title}";
}

/// <summary>Reads what the scenarios use of Gherkin: features, scenarios and steps. Anything else fails.</summary>
public static class Gherkin
{
    private static readonly string[] StepWords = ["Given ", "When ", "Then ", "And ", "But "];

    public static IEnumerable<Scenario> Read(string path)
    {
        string? title = null;
        var titleLine = 0;
        var steps = new List<string>();
        foreach (var (i, raw) in File.ReadLines(path).Index())
        {
            var line = raw.Trim();
            if (line.Length == 0 || line[0] == '#' || line.StartsWith("Feature:", StringComparison.Ordinal))
            {
                continue;
            }

            if (line.StartsWith("Scenario:", StringComparison.Ordinal))
            {
                if (title is not null)
                {
                    yield return new Scenario(Path.GetFileName(path), titleLine, title, [.. steps]);
                }

                (title, titleLine) = (line["Scenario:".Length..].Trim(), i + 1);
                steps.Clear();
            }
            else if (Array.Find(StepWords, word => line.StartsWith(word, StringComparison.Ordinal)) is { } word && title is not null)
            {
                steps.Add(line[word.Length..].Trim());
            }
            else
            {
                throw new FormatException($"{path}:{i + 1}: found '{line}', expected a scenario or a step.");
            }
        }

        if (title is not null)
        {
            yield return new Scenario(Path.GetFileName(path), titleLine, title, [.. steps]);
        }
    }
}
