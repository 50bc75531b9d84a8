using System.Globalization;

namespace Comity.Estimation;

/// <summary>Cases, detected and hidden, for each 100,000 of a population (SDG indicator 16.2.2).</summary>
/// <param name="Estimate">Of the estimate.</param>
/// <param name="Lower">Of the interval's lower limit, or null.</param>
/// <param name="Upper">Of the interval's upper limit, or null.</param>
public sealed record PopulationRate(double Estimate, double? Lower, double? Upper);

/// <summary>How many people live in each stratum.</summary>
public sealed class Populations
{
    /// <summary>More people than there can be.</summary>
    public const double Most = 1e11;

    private const double Per = 100_000;
    private readonly Dictionary<string, double> _byStratum;

    private Populations(Dictionary<string, double> byStratum) => _byStratum = byStratum;

    /// <summary>One population for cases that are not divided.</summary>
    public static Populations Of(double whole) => new(new(StringComparer.Ordinal) { [""] = whole });

    /// <summary>Reads a table with the strata columns and a column "population"; comma, semicolon or tab separate columns.</summary>
    /// <param name="text">The file.</param>
    /// <param name="cases">The cases: each of their strata must have a population.</param>
    /// <exception cref="CaptureFileException">It cannot be used without guessing.</exception>
    public static Populations Read(TextReader text, CaptureFile cases)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(cases);
        var header = text.ReadLine() ?? throw CaptureFile.Bad(new CaptureFileIssue(1, "", "an empty file", "a header with a column population"));
        var separator = CaptureFile.Separators.MaxBy(s => header.Count(c => c == s));
        var names = CaptureFile.Split(header.TrimStart('\uFEFF'), separator);
        foreach (var missing in cases.StrataColumns.Append("population").Where(name => !names.Contains(name, StringComparer.OrdinalIgnoreCase)))
        {
            throw CaptureFile.Bad(new CaptureFileIssue(1, missing, "no such column", "one of " + string.Join(", ", names)));
        }

        var population = Array.FindIndex(names, name => CaptureFile.Is(name, "population"));
        var issues = new List<CaptureFileIssue>();
        var byStratum = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var (line, cells) in CaptureFile.Rows(text, separator, names, issues))
        {
            var stratum = string.Join(" / ", cases.StrataColumns.Select(column => cells[Array.FindIndex(names, name => CaptureFile.Is(name, column))]));
            if (!double.TryParse(cells[population], NumberStyles.Float, CultureInfo.InvariantCulture, out var people) || !(people >= 1) || people > Most)
            {
                CaptureFile.Add(issues, new CaptureFileIssue(line, "population", CaptureFile.Quote(cells[population]), "a number of people, 1 or more"));
            }
            else if (!byStratum.TryAdd(stratum, people))
            {
                CaptureFile.Add(issues, new CaptureFileIssue(line, "", $"{stratum} again", "each stratum once"));
            }
        }

        foreach (var stratum in cases.Strata.Where(s => issues.Count == 0 && !byStratum.ContainsKey(s.Name)))
        {
            CaptureFile.Add(issues, new CaptureFileIssue(0, "population", $"nothing for {stratum.Name}", "a line for each stratum of the cases"));
        }

        return issues.Count > 0 ? throw new CaptureFileException(issues) : new Populations(byStratum);
    }

    /// <summary>The rate of one stratum; null when it has no estimate.</summary>
    public PopulationRate? Rate(string stratum, EstimationResult result) => Rate(_byStratum[stratum], result);

    /// <summary>The rate of all strata of the cases together; null when there is no estimate.</summary>
    public PopulationRate? Rate(CaptureFile cases, EstimationResult result) => Rate(cases.Strata.Sum(s => _byStratum[s.Name]), result);

    private static PopulationRate? Rate(double people, EstimationResult result) =>
        result.Estimate is { } estimate ? new(Per * estimate / people, Per * result.Lower / people, Per * result.Upper / people) : null;
}
