using System.Globalization;
using Comity.Kernel.Refer.Cases;

namespace Comity.Programmes.Cases;

/// <summary>Something that is asked or to be done by a day.</summary>
/// <param name="Id">The name of its entry.</param>
/// <param name="Entry">The request or task.</param>
/// <param name="Done">The answers, or what reports that it was done, oldest first.</param>
/// <param name="IsOpen">Whether it still waits: a partial answer leaves a request open.</param>
/// <param name="IsOverdue">Whether it is open after its day.</param>
public sealed record DueItem(string Id, CaseEntry Entry, IReadOnlyList<CaseEntry> Done, bool IsOpen, bool IsOverdue)
{
    /// <summary>The requests of a case with their answers.</summary>
    public static IReadOnlyList<DueItem> Requests(CaseLog log, DateOnly today) =>
        All(log, today, JointCase.Request, JointCase.Answer, answer => answer.Fact("result") != "partial");

    /// <summary>The tasks of a case.</summary>
    public static IReadOnlyList<DueItem> Tasks(CaseLog log, DateOnly today) => All(log, today, JointCase.Task, JointCase.TaskDone, _ => true);

    private static IReadOnlyList<DueItem> All(CaseLog log, DateOnly today, string kind, string doneKind, Func<CaseEntry, bool> closes)
    {
        var standing = log.Standing;
        var done = standing.Where(named => named.Entry.Kind == doneKind && named.Entry.About is not null).ToLookup(named => named.Entry.About!, named => named.Entry, StringComparer.Ordinal);
        return
        [
            .. standing.Where(named => named.Entry.Kind == kind).Select(named =>
            {
                var open = !done[named.Id].Any(closes);
                var late = DateOnly.TryParseExact(named.Entry.Fact("due"), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var due) && due < today;
                return new DueItem(named.Id, named.Entry, [.. done[named.Id]], open, open && late);
            }).OrderBy(item => item.Entry.Fact("due"), StringComparer.Ordinal).ThenBy(item => item.Id, StringComparer.Ordinal),
        ];
    }
}

/// <summary>A document with everybody who held it.</summary>
/// <param name="Id">The name of its entry.</param>
/// <param name="Document">The document.</param>
/// <param name="Changes">Each change of custody, by day.</param>
/// <param name="Break">Where the chain is broken: one handed it over who, as far as is known, did not hold it; null when it is whole.</param>
public sealed record CustodyChain(string Id, CaseEntry Document, IReadOnlyList<CaseEntry> Changes, string? Break)
{
    /// <summary>The documents of a case.</summary>
    public static IReadOnlyList<CustodyChain> All(CaseLog log)
    {
        var standing = log.Standing;
        return [.. standing.Where(named => named.Entry.Kind == JointCase.Document).Select(named => Of(named, standing))];
    }

    private static CustodyChain Of(NamedEntry document, IReadOnlyList<NamedEntry> standing)
    {
        CaseEntry[] changes =
        [
            .. standing.Where(named => named.Entry.Kind == JointCase.Custody && named.Entry.About == document.Id)
                .Select(named => named.Entry).OrderBy(entry => entry.Fact("on"), StringComparer.Ordinal),
        ];
        var holder = document.Entry.Fact("holder");
        foreach (var change in changes)
        {
            if (change.Fact("from_holder") != holder)
            {
                return new CustodyChain(document.Id, document.Entry, changes, $"{change.Fact("on")}: handed over by {change.Fact("from_holder")}; expected {holder}.");
            }

            holder = change.Fact("to_holder");
        }

        return new CustodyChain(document.Id, document.Entry, changes, null);
    }
}
