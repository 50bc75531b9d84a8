using System.Globalization;
using System.Text;

namespace Comity.Estimation;

/// <summary>Something in a file that keeps it from being counted.</summary>
/// <param name="Line">Line number, from 1; 0 when it is about the whole file.</param>
/// <param name="Column">The column's name, or empty for the whole line.</param>
/// <param name="Found">What stands there.</param>
/// <param name="Expected">What should.</param>
public sealed record CaptureFileIssue(int Line, string Column, string Found, string Expected)
{
    /// <inheritdoc/>
    public override string ToString() => $"{(Line > 0 ? $"line {Line}" : "the file")}{(Column.Length > 0 ? ", column " + Column : "")}: found {Found}, expected {Expected}";
}

/// <summary>A file cannot be used; its issues say where and why.</summary>
public sealed class CaptureFileException(IReadOnlyList<CaptureFileIssue> issues) : Exception(string.Join(Environment.NewLine, issues))
{
    /// <summary>What was found, first lines first.</summary>
    public IReadOnlyList<CaptureFileIssue> Issues { get; } = issues;
}

/// <summary>A stratum and its table.</summary>
/// <param name="Name">The values of the strata columns, or empty when there are none.</param>
/// <param name="Table">Its cases.</param>
public sealed record Stratum(string Name, CaptureTable Table);

/// <summary>What a file holds.</summary>
/// <param name="Strata">One table for each stratum in the order of appearance; at least one.</param>
/// <param name="StrataColumns">The columns that divide the cases, in the order of the file; a stratum's name is their values.</param>
/// <param name="Notes">What was merged or passed over.</param>
public sealed record CaptureFile(IReadOnlyList<Stratum> Strata, IReadOnlyList<string> StrataColumns, IReadOnlyList<string> Notes)
{
    private const int MostIssues = 20;
    internal static readonly char[] Separators = [',', ';', '\t'];

    /// <summary>All strata together.</summary>
    public CaptureTable Whole()
    {
        var sum = new double[Strata[0].Table.Counts.Length];
        foreach (var stratum in Strata)
        {
            for (var w = 0; w < sum.Length; w++)
            {
                sum[w] += stratum.Table.Counts[w];
            }
        }

        return new CaptureTable(Strata[0].Table.Lists, sum);
    }

    /// <summary>
    /// Reads one of three forms, told apart by the header: one 0/1 column for each list with a column "count"; the same without "count", one person a
    /// line; or two columns "person" and "list", one membership a line. Comma, semicolon or tab separate columns.
    /// </summary>
    /// <param name="text">The file.</param>
    /// <param name="strata">Columns that divide the cases into strata.</param>
    /// <exception cref="CaptureFileException">Nothing can be counted without guessing.</exception>
    public static CaptureFile Read(TextReader text, IReadOnlyList<string> strata)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(strata);
        var header = text.ReadLine() ?? throw Bad(new CaptureFileIssue(1, "", "an empty file", "a header with the lists' names"));
        var separator = Separators.MaxBy(s => header.Count(c => c == s));
        var columns = Split(header.TrimStart('\uFEFF'), separator);
        foreach (var missing in strata.Where(name => !columns.Contains(name, StringComparer.OrdinalIgnoreCase)))
        {
            throw Bad(new CaptureFileIssue(1, missing, "no such column", "one of " + string.Join(", ", columns)));
        }

        var groups = columns.Index().Where(c => strata.Contains(c.Item, StringComparer.OrdinalIgnoreCase)).Select(c => c.Index).ToArray();
        var person = Array.FindIndex(columns, name => Is(name, "person") || Is(name, "id"));
        var list = Array.FindIndex(columns, name => Is(name, "list"));
        return person >= 0 && list >= 0
            ? Memberships(text, separator, columns, groups, person, list)
            : Histories(text, separator, columns, groups, person);
    }

    private static CaptureFile Histories(TextReader text, char separator, string[] columns, int[] groups, int person)
    {
        var count = Array.FindIndex(columns, name => Is(name, "count"));
        var lists = Enumerable.Range(0, columns.Length).Where(c => c != count && c != person && !groups.Contains(c)).ToArray();
        if (lists.Length is < 1 or > CaptureTable.MostLists)
        {
            throw Bad(new CaptureFileIssue(1, "", $"{lists.Length} lists", $"1 to {CaptureTable.MostLists}"));
        }

        var issues = new List<CaptureFileIssue>();
        var tables = new OrderedDictionary<string, double[]>(StringComparer.Ordinal);
        var seen = new HashSet<(string, int)>();
        var (merged, onNone) = (0, 0.0);
        foreach (var (line, cells) in Rows(text, separator, columns, issues))
        {
            var history = 0;
            for (var i = 0; i < lists.Length; i++)
            {
                var value = cells[lists[i]];
                if (value is not ("0" or "1"))
                {
                    Add(issues, new CaptureFileIssue(line, columns[lists[i]], Quote(value), "0 or 1"));
                }

                history |= value == "1" ? 1 << i : 0;
            }

            var cases = 1.0;
            if (count >= 0 && (!double.TryParse(cells[count], NumberStyles.Float, CultureInfo.InvariantCulture, out cases) || cases < 0 || Math.Floor(cases) != cases || cases > 1e15))
            {
                Add(issues, new CaptureFileIssue(line, columns[count], Quote(cells[count]), "a whole number of cases, 0 or more"));
                continue;
            }

            var group = string.Join(" / ", groups.Select(g => cells[g]));
            merged += count >= 0 && !seen.Add((group, history)) ? 1 : 0;
            onNone += history == 0 ? cases : 0;
            Table(tables, group, 1 << lists.Length)[history] += history == 0 ? 0 : cases;
        }

        var notes = new List<string>();
        if (merged > 0)
        {
            notes.Add($"{merged} lines repeated a history; their counts were added up.");
        }

        if (onNone > 0)
        {
            notes.Add(string.Create(CultureInfo.InvariantCulture, $"{onNone:0} cases on no list were passed over: nobody's list has seen them."));
        }

        return Finish(tables, [.. lists.Select(c => columns[c])], [.. groups.Select(g => columns[g])], issues, notes);
    }

    private static CaptureFile Memberships(TextReader text, char separator, string[] columns, int[] groups, int person, int list)
    {
        var issues = new List<CaptureFileIssue>();
        var lists = new List<string>();
        var people = new Dictionary<string, (int History, string Group)>(StringComparer.Ordinal);
        foreach (var (line, cells) in Rows(text, separator, columns, issues))
        {
            if (cells[person].Length == 0 || cells[list].Length == 0)
            {
                Add(issues, new CaptureFileIssue(line, columns[cells[person].Length == 0 ? person : list], "nothing", "a value"));
                continue;
            }

            var number = lists.IndexOf(cells[list]);
            if (number < 0)
            {
                number = lists.Count;
                lists.Add(cells[list]);
            }

            if (number >= CaptureTable.MostLists)
            {
                throw Bad(new CaptureFileIssue(line, columns[list], $"list number {number + 1}, {cells[list]}", $"at most {CaptureTable.MostLists} lists"));
            }

            var group = string.Join(" / ", groups.Select(g => cells[g]));
            var known = people.TryGetValue(cells[person], out var before);
            if (known && before.Group != group)
            {
                Add(issues, new CaptureFileIssue(line, "", $"stratum {group} of a person who was in {before.Group}", "one stratum for each person"));
            }

            people[cells[person]] = (before.History | (1 << number), group);
        }

        var tables = new OrderedDictionary<string, double[]>(StringComparer.Ordinal);
        foreach (var (history, group) in people.Values)
        {
            Table(tables, group, 1 << lists.Count)[history]++;
        }

        return Finish(tables, lists, [.. groups.Select(g => columns[g])], issues, []);
    }

    private static CaptureFile Finish(
        OrderedDictionary<string, double[]> tables, IReadOnlyList<string> lists, IReadOnlyList<string> strata, List<CaptureFileIssue> issues, List<string> notes)
    {
        if (issues.Count == 0 && tables.Count == 0)
        {
            issues.Add(new CaptureFileIssue(2, "", "no line", "at least one line of data"));
        }

        return issues.Count > 0
            ? throw new CaptureFileException(issues)
            : new CaptureFile([.. tables.Select(t => new Stratum(t.Key, new CaptureTable(lists, t.Value)))], strata, notes);
    }

    internal static IEnumerable<(int Line, string[] Cells)> Rows(TextReader text, char separator, string[] columns, List<CaptureFileIssue> issues)
    {
        for (var line = 2; text.ReadLine() is { } row && issues.Count < MostIssues; line++)
        {
            if (row.Trim().Length == 0)
            {
                continue;
            }

            var cells = Split(row, separator);
            if (cells.Length == columns.Length)
            {
                yield return (line, cells);
            }
            else
            {
                Add(issues, new CaptureFileIssue(line, "", $"{cells.Length} columns", $"{columns.Length}"));
            }
        }
    }

    // Quoted values may hold the separator and doubled quotes (RFC 4180), but no line break: memory stays bounded by the line.
    internal static string[] Split(string row, char separator)
    {
        var cells = new List<string>();
        var cell = new StringBuilder();
        var quoted = false;
        for (var i = 0; i < row.Length; i++)
        {
            if (row[i] == '"')
            {
                if (quoted && i + 1 < row.Length && row[i + 1] == '"')
                {
                    cell.Append(row[i++]);
                }
                else
                {
                    quoted = !quoted;
                }
            }
            else if (row[i] == separator && !quoted)
            {
                cells.Add(cell.ToString().Trim());
                cell.Clear();
            }
            else
            {
                cell.Append(row[i]);
            }
        }

        cells.Add(cell.ToString().Trim());
        return [.. cells];
    }

    private static double[] Table(OrderedDictionary<string, double[]> tables, string group, int cells)
    {
        if (!tables.TryGetValue(group, out var table))
        {
            tables[group] = table = new double[cells];
        }

        return table;
    }

    internal static void Add(List<CaptureFileIssue> issues, CaptureFileIssue issue)
    {
        if (issues.Count < MostIssues)
        {
            issues.Add(issue);
        }
    }

    internal static CaptureFileException Bad(CaptureFileIssue issue) => new([issue]);

    internal static bool Is(string name, string wanted) => string.Equals(name, wanted, StringComparison.OrdinalIgnoreCase);

    internal static string Quote(string value) => value.Length == 0 ? "nothing" : $"'{(value.Length > 40 ? value[..40] + "…" : value)}'";
}
