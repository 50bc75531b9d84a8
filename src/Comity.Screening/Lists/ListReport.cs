using System.Globalization;

namespace Comity.Screening.Lists;

/// <summary>Something in a list that could not be read as it should.</summary>
/// <param name="File">The file's name.</param>
/// <param name="Line">Line, from 1; 0 for the file as a whole.</param>
/// <param name="Field">Column or element, or empty for the whole record.</param>
/// <param name="Found">What stands there, shortened.</param>
/// <param name="Expected">What should.</param>
/// <param name="Saved">What was kept of it; empty when nothing was.</param>
/// <param name="Quarantined">Whether a whole entry or a part of one was lost; otherwise it was repaired.</param>
public sealed record ListIssue(string File, int Line, string Field, string Found, string Expected, string Saved, bool Quarantined)
{
    /// <inheritdoc/>
    public override string ToString()
    {
        var at = Line > 0 ? string.Create(CultureInfo.InvariantCulture, $", line {Line}") : "";
        return $"{File}{at}{(Field.Length > 0 ? ", " + Field : "")}: found {Found}, expected {Expected}; {(Saved.Length > 0 ? "kept " + Saved : "nothing kept")}";
    }
}

/// <summary>
/// What the reading of a list came to. Every entry met is accounted for: <see cref="Met"/> = <see cref="Clean"/> +
/// <see cref="Repaired"/> + <see cref="Quarantined"/>. The counts are final when the entities have been read to the end.
/// </summary>
public sealed class ListReport
{
    /// <summary>Issues kept in full; further ones are only counted.</summary>
    public const int MostIssues = 1000;

    private const int LongestFound = 120;
    private readonly List<ListIssue> _issues = [];

    /// <summary>The day the publisher dates the list, or <see langword="null"/> when it does not.</summary>
    public DateOnly? PublishedOn { get; internal set; }

    /// <summary>How many entries the publisher says there are, or <see langword="null"/>.</summary>
    public long? Declared { get; internal set; }

    /// <summary>Entries read without any repair.</summary>
    public long Clean { get; internal set; }

    /// <summary>Entries read with a repair: a value was left out or read otherwise than written.</summary>
    public long Repaired { get; internal set; }

    /// <summary>Entries that could not be read.</summary>
    public long Quarantined { get; internal set; }

    /// <summary>Names, addresses and the like that belong to no entry that was read.</summary>
    public long PartsLost { get; internal set; }

    /// <summary>Records that are no listed entities, such as ownerships in a FollowTheMoney file.</summary>
    public long PassedOver { get; internal set; }

    /// <summary>Whether the files were read to their proper end.</summary>
    public bool Complete { get; internal set; } = true;

    /// <summary>Entries met.</summary>
    public long Met => Clean + Repaired + Quarantined;

    /// <summary>Entries read.</summary>
    public long Read => Clean + Repaired;

    /// <summary>The first issues in the order they were met.</summary>
    public IReadOnlyList<ListIssue> Issues => _issues;

    /// <summary>All issues, also those beyond <see cref="MostIssues"/>.</summary>
    public long IssueCount { get; private set; }

    /// <summary>What was lost as a share of what was met; 1 when nothing was met.</summary>
    public double LostShare => Met == 0 ? 1 : Math.Min(1, (double)(Quarantined + PartsLost) / Met);

    internal void Add(string file, int line, string field, string found, string expected, string saved, bool quarantined)
    {
        IssueCount++;
        if (_issues.Count < MostIssues)
        {
            _issues.Add(new ListIssue(file, line, field, Shown(found), expected, saved, quarantined));
        }
    }

    private static string Shown(string found)
    {
        var clean = new string([.. found.Take(LongestFound).Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '\uFFFD' : c)]);
        return found.Length == 0 ? "nothing" : found.Length > LongestFound ? clean + "…" : clean;
    }
}
