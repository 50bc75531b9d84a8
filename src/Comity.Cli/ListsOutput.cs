using System.Globalization;
using System.Text.Json;
using Comity.Kernel.Account;
using Comity.Programmes.Containers.Parties;
using Comity.Screening.Lists;

namespace Comity.Cli;

/// <summary>What <c>comity lists</c> prints.</summary>
internal static class ListsOutput
{
    private const int MostIssues = 20;
    private const int MostEntries = 20;
    private const int ShortHash = 12;

    /// <summary>What became of a list.</summary>
    public static void Write(ListOutcome outcome, bool asJson)
    {
        var status = outcome.Taken is null ? "refused" : outcome.IsNew ? "taken" : "unchanged";
        if (asJson)
        {
            Console.WriteLine(JsonSerializer.Serialize(
                new
                {
                    List = outcome.ListId,
                    outcome.Format,
                    outcome.Sha256,
                    Status = status,
                    Version = outcome.Taken,
                    Before = outcome.Before?.Version,
                    outcome.Refusals,
                    Report = outcome.IsNew || outcome.Taken is null ? outcome.Report : null,
                    Difference = outcome.Difference,
                },
                ListedEntityCodec.Options));
            return;
        }

        if (outcome is { IsNew: false, Taken: { } standing })
        {
            Line($"{outcome.ListId}: unchanged; this is version {standing.Version}, taken in {standing.TakenInAt:yyyy-MM-dd HH:mm} UTC.");
            return;
        }

        var report = outcome.Report;
        Line($"{outcome.ListId}: {(outcome.Taken is { } taken ? $"version {taken.Version}" : "refused")}{(report.PublishedOn is { } day ? $", dated {day:yyyy-MM-dd}" : "")} ({outcome.Format}, sha256 {outcome.Sha256[..ShortHash]}…)");
        Line($"  {report.Met:N0} entries met: {report.Clean:N0} clean, {report.Repaired:N0} repaired, {report.Quarantined:N0} quarantined; {report.PartsLost:N0} parts of entries lost");
        Line($"  {outcome.Difference.Added.Count:N0} added, {outcome.Difference.Changed.Count:N0} changed, {outcome.Difference.Removed.Count:N0} removed since {(outcome.Before is { } before ? $"version {before.Version}" : "nothing")}");
        foreach (var refusal in outcome.Refusals)
        {
            Line($"  ! {refusal}{(outcome.Taken is null ? "" : " (accepted)")}");
        }

        if (outcome.Taken is null)
        {
            Console.WriteLine(outcome.Before is null ? "  Nothing was taken in." : "  The standing version stays. --accept takes the list in all the same.");
        }

        WriteIssues(report, Console.Out);
    }

    /// <summary>What the screening of known parties came to.</summary>
    public static void Write(RescreeningOutcome outcome, bool asJson)
    {
        if (asJson)
        {
            Console.WriteLine(JsonSerializer.Serialize(
                new
                {
                    List = outcome.ListId,
                    Status = "screened",
                    outcome.Version,
                    outcome.Changed,
                    outcome.Removed,
                    Parties = outcome.Looked,
                    outcome.Affected,
                    outcome.Candidates,
                    outcome.Closed,
                },
                ListedEntityCodec.Options));
            return;
        }

        Line($"{outcome.ListId}: {outcome.Looked:N0} names of known parties looked at, {outcome.Affected:N0} compared with {outcome.Changed:N0} entries that are new or changed:");
        Line($"  {outcome.Candidates:N0} new candidates wait for an officer, {outcome.Closed:N0} matches closed because their entry is gone or says something else");
    }

    /// <summary>A difference in full as JSON, or its beginning as text.</summary>
    public static void Write(ListDifference difference, bool asJson)
    {
        if (asJson)
        {
            Console.WriteLine(JsonSerializer.Serialize(difference, ListedEntityCodec.Options));
            return;
        }

        Line($"{difference.Added.Count:N0} added, {difference.Changed.Count:N0} changed, {difference.Removed.Count:N0} removed");
        Entries('+', difference.Added);
        Entries('-', difference.Removed);
        foreach (var change in difference.Changed.Take(MostEntries))
        {
            Console.WriteLine($"~ {change.Id}  {change.Name}");
            foreach (var field in change.Fields)
            {
                Console.WriteLine($"    {field.Field}: {string.Join(", ", field.Added.Select(value => "+" + value).Concat(field.Removed.Select(value => "-" + value)))}");
            }
        }

        More(difference.Changed.Count);
    }

    /// <summary>The standing versions.</summary>
    public static void Write(IReadOnlyList<WatchListVersion> standing)
    {
        if (standing.Count == 0)
        {
            Console.WriteLine("No list was taken in. comity lists import FILE takes one in.");
        }

        foreach (var version in standing)
        {
            Line($"{version.ListId}: version {version.Version}{(version.PublishedOn is { } day ? $", dated {day:yyyy-MM-dd}" : "")}, {version.Entities:N0} entries, {version.Names:N0} names");
            Line($"  taken in {version.TakenInAt:yyyy-MM-dd HH:mm} UTC by {version.TakenInBy}, {version.Format}, sha256 {version.Sha256}");
            foreach (var file in version.Files)
            {
                Line($"  {file.Name}, {file.Bytes:N0} bytes, sha256 {file.Sha256}");
            }

            foreach (var accepted in version.Accepted)
            {
                Line($"  ! accepted though {accepted}");
            }
        }
    }

    /// <summary>The first issues of a reading.</summary>
    public static void WriteIssues(ListReport report, TextWriter to)
    {
        foreach (var issue in report.Issues.Take(MostIssues))
        {
            to.WriteLine("  " + issue);
        }

        if (report.IssueCount > MostIssues)
        {
            to.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  and {report.IssueCount - MostIssues:N0} more; --json lists them"));
        }
    }

    private static void Entries(char sign, IReadOnlyList<ListedReference> entries)
    {
        foreach (var entry in entries.Take(MostEntries))
        {
            Console.WriteLine($"{sign} {entry.Id}  {entry.Name}");
        }

        More(entries.Count);
    }

    private static void More(int count)
    {
        if (count > MostEntries)
        {
            Line($"  and {count - MostEntries:N0} more; --json lists them");
        }
    }

    private static void Line(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
