using Comity.Screening.Names;

namespace Comity.Screening.Evaluation;

/// <summary>A query with a known answer.</summary>
/// <param name="TargetId">The entity it means; empty when it means none.</param>
/// <param name="Category">How the query was made, such as <c>typo1</c> or <c>neg_us</c>.</param>
/// <param name="BirthDate">A date or a year; empty when not stated.</param>
public sealed record NameQuery(string Id, NameKind Kind, string Name, string TargetId, string Category, string BirthDate);

/// <summary>A line of a list or a query file that was left out, and why.</summary>
public sealed record NameFileIssue(string File, int Line, string Found, string Expected)
{
    /// <summary>The issue on one line.</summary>
    public override string ToString() => $"{File}, line {Line}: found {Found}; expected {Expected}. The line was left out.";
}

/// <summary>
/// Reads lists and queries: tables with tabs between the columns and no heading. Lists have entityId, kind (P, E, V, A), primary
/// (1 or 0), name, and may have birth dates, nationalities and documents, several with semicolons between. Queries have id, kind, name, the entity meant, category,
/// birth date. A line that cannot be used is reported and left out.
/// </summary>
public static class NameFiles
{
    private const int LongestQuoted = 60;

    /// <summary>Reads a list.</summary>
    public static IEnumerable<ListedName> ReadList(TextReader text, string file, Action<NameFileIssue> report)
    {
        for (var number = 1; text.ReadLine() is { } line; number++)
        {
            var columns = line.Split('\t');
            if (columns.Length < 4)
            {
                report(new(file, number, Quote(line), "entity, kind, primary and name with tabs between"));
            }
            else if (NameKinds.FromLetter(columns[1]) is not { } kind)
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
            else
            {
                yield return new ListedName(columns[0], kind, columns[2] == "1", columns[3]);
            }
        }
    }

    /// <summary>Reads queries.</summary>
    public static IEnumerable<NameQuery> ReadQueries(TextReader text, string file, Action<NameFileIssue> report)
    {
        for (var number = 1; text.ReadLine() is { } line; number++)
        {
            var columns = line.Split('\t');
            if (columns.Length < 5)
            {
                report(new(file, number, Quote(line), "id, kind, name, entity and category with tabs between"));
            }
            else if (columns[1].Length > 0 && NameKinds.FromLetter(columns[1]) is null)
            {
                report(new(file, number, $"kind {Quote(columns[1])}", "P, E, V, A or nothing"));
            }
            else
            {
                yield return new NameQuery(columns[0], NameKinds.FromLetter(columns[1]) ?? NameKind.Unknown, columns[2], columns[3], columns[4], columns.Length > 5 ? columns[5] : "");
            }
        }
    }

    private static string Quote(string text) => $"'{(text.Length > LongestQuoted ? text[..LongestQuoted] + "…" : text)}'";
}
