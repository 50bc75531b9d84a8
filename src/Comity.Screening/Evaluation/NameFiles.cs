using Comity.Screening.Names;

namespace Comity.Screening.Evaluation;

/// <summary>A query with a known answer.</summary>
/// <param name="TargetId">The entity it means; empty when it means none.</param>
/// <param name="Category">How the query was made, such as <c>typo1</c> or <c>neg_us</c>.</param>
/// <param name="BirthDate">A date or a year; empty when not stated.</param>
public sealed record NameQuery(string Id, ListedKind Kind, string Name, string TargetId, string Category, string BirthDate);

/// <summary>A line of a list or a query file that could not be used as it stands.</summary>
public sealed record NameFileIssue(string File, int Line, string Found, string Expected)
{
    /// <summary>What became of the line.</summary>
    public string Saved { get; init; } = "The line was left out.";

    /// <summary>The issue on one line.</summary>
    public override string ToString() => $"{File}, line {Line}: found {Found}; expected {Expected}. {Saved}";
}

/// <summary>
/// Reads lists and queries: tables with tabs between the columns and no heading. Lists have entityId, kind (P, E, V, A), primary
/// (1 or 0), name, and may have birth dates, nationalities and documents, several with semicolons between. Queries have id, kind, name, the entity meant, category,
/// birth date, the last three if known; a line without tabs is a name of unknown kind. A line that cannot be used is reported and left out.
/// </summary>
public static class NameFiles
{
    private const int LongestQuoted = 60;

    /// <summary>Reads a list.</summary>
    public static IEnumerable<IndexedName> ReadList(TextReader text, string file, Action<NameFileIssue> report)
    {
        for (var number = 1; text.ReadLine() is { } line; number++)
        {
            var columns = line.Split('\t');
            if (columns.Length < 4)
            {
                report(new(file, number, Quote(line), "entity, kind, primary and name with tabs between"));
            }
            else if (ListedKinds.FromLetter(columns[1]) is not { } kind)
            {
                report(new(file, number, $"kind {Quote(columns[1])}", "P, E, V or A"));
            }
            else if (columns[2] is not ("0" or "1"))
            {
                report(new(file, number, $"primary {Quote(columns[2])}", "1 or 0"));
            }
            else if (columns[0].Length == 0 || !columns[3].Any(char.IsLetterOrDigit))
            {
                report(new(file, number, Quote(line), "an entity and a name with at least one letter or digit"));
            }
            else if (columns.Length > 4 && columns[4].Split(';', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault(date => BirthDate.Parse(date.Trim()) is null) is { } bad)
            {
                report(new(file, number, $"birth date {Quote(bad)}", "1948-12-10, 1948-12 or 1948, with a c in front for about") { Saved = "The name was kept without its facts." });
                yield return new IndexedName(columns[0], kind, columns[2] == "1", columns[3]);
            }
            else
            {
                yield return new IndexedName(columns[0], kind, columns[2] == "1", columns[3]) { Facts = Facts(columns) };
            }
        }
    }

    /// <summary>Reads queries.</summary>
    public static IEnumerable<NameQuery> ReadQueries(TextReader text, string file, Action<NameFileIssue> report)
    {
        for (var number = 1; text.ReadLine() is { } line; number++)
        {
            var columns = line.Split('\t');
            if (columns.Length == 1 && line.Length > 0)
            {
                yield return new NameQuery(number.ToString(System.Globalization.CultureInfo.InvariantCulture), ListedKind.Other, line, "", "", "");
            }
            else if (columns.Length < 3)
            {
                report(new(file, number, Quote(line), "a name alone, or id, kind, name, entity, category and birth date with tabs between"));
            }
            else if (columns[1].Length > 0 && ListedKinds.FromLetter(columns[1]) is null)
            {
                report(new(file, number, $"kind {Quote(columns[1])}", "P, E, V, A or nothing"));
            }
            else
            {
                string Column(int place) => columns.Length > place ? columns[place] : "";
                yield return new NameQuery(columns[0], ListedKinds.FromLetter(columns[1]) ?? ListedKind.Other, columns[2], Column(3), Column(4), Column(5));
            }
        }
    }

    private static IdentityFacts Facts(string[] columns)
    {
        if (columns.Length < 5)
        {
            return IdentityFacts.None;
        }

        return new IdentityFacts([.. Parts(4).Select(BirthDate.Parse).OfType<BirthDate>()], [.. Parts(5)], [.. Parts(6)]);

        string[] Parts(int column) => columns.Length > column ? columns[column].Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) : [];
    }

    private static string Quote(string text) => $"'{(text.Length > LongestQuoted ? text[..LongestQuoted] + "…" : text)}'";
}
