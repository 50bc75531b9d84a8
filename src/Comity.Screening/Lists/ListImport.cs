using System.Security.Cryptography;
using System.Text;
using Comity.Kernel.Account;
using Comity.Kernel.Subjects;

namespace Comity.Screening.Lists;

/// <summary>What became of a list that was handed in.</summary>
/// <param name="ListId">The list.</param>
/// <param name="Format">The format it was read as.</param>
/// <param name="Sha256">What names its contents.</param>
/// <param name="Taken">The version it became, or the standing version when it is that one already; <see langword="null"/> when it was refused.</param>
/// <param name="IsNew">Whether a version was made of it.</param>
/// <param name="Refusals">Why it was refused, or would have been without a person's acceptance.</param>
/// <param name="Before">The version that stood before, or <see langword="null"/>.</param>
/// <param name="Difference">What it changes in that version.</param>
/// <param name="Report">What its reading came to.</param>
public sealed record ListOutcome(
    string ListId,
    string Format,
    string Sha256,
    WatchListVersion? Taken,
    bool IsNew,
    IReadOnlyList<string> Refusals,
    WatchListVersion? Before,
    ListDifference Difference,
    ListReport Report);

/// <summary>
/// Takes watch lists into the node. The raw bytes are kept before anything is read; a version is content-addressed, stands as a whole
/// or not at all, and takes the place of the one before only when it passes <see cref="ListLimits"/> or a person accepts it.
/// </summary>
public sealed class ListImport(INodeStore store, IRawFiles raw, ListLimits limits, TimeProvider clock)
{
    /// <summary>Takes one list in.</summary>
    /// <param name="listId">Its identifier in this node.</param>
    /// <param name="source">Its files and reader.</param>
    /// <param name="by">Who takes it in.</param>
    /// <param name="accept">Whether the person accepts what the limits would refuse. A list without any entry is refused all the same.</param>
    /// <param name="cancellation">Gives up; the standing version remains.</param>
    /// <exception cref="StoreBusyException">Another process holds the node for writing.</exception>
    public ListOutcome Take(string listId, ListSource source, string by, bool accept, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(source);
        var kept = source.Files.Select(file => Keep(file, cancellation)).OrderBy(file => file.Name, StringComparer.Ordinal).ToArray();
        var sha256 = kept is [var only] ? only.Sha256
            : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', kept.Select(file => file.Sha256).Order(StringComparer.Ordinal)))));
        var files = new ListSource(source.Reader, [.. kept.Select(file => new ListFile(file.Name, () => raw.Open(file.Sha256)))]);
        var before = Standing(listId);
        if (before?.Sha256 == sha256)
        {
            return new ListOutcome(listId, source.Reader.Format, sha256, before, IsNew: false, [], before, new ListDifference([], [], []), new ListReport());
        }

        var report = new ListReport();
        var at = clock.GetUtcNow();
        ListOutcome outcome;
        using (var unit = store.Begin())
        {
            var names = 0L;
            unit.WatchLists.BeginVersion(listId);
            foreach (var entity in files.Read(report))
            {
                cancellation.ThrowIfCancellationRequested();
                var payload = ListedEntityCodec.Write(entity);
                unit.WatchLists.Put(new WatchListEntry(entity.Id, ListedEntityCodec.Hash(payload), payload));
                names += entity.Names.Count;
            }

            var delta = unit.WatchLists.Compare();
            var refusals = limits.Refusals(report, before, delta.Removed.Count, names);
            var version = new WatchListVersion(
                listId, 0, sha256, source.Reader.Format, kept, report.PublishedOn, at, by, 0, names, report.Quarantined + report.PartsLost, refusals);
            var taken = report.Read > 0 && (refusals.Count == 0 || accept) ? unit.WatchLists.EndVersion(version) : null;
            outcome = new ListOutcome(
                listId, source.Reader.Format, sha256, taken, IsNew: taken is not null, refusals, before, Difference(listId, files, delta), report);
            if (taken is not null)
            {
                unit.Commit();
                return outcome;
            }
        }

        using (var unit = store.Begin())
        {
            unit.WatchLists.NoteRefusal(listId, sha256, outcome.Refusals, by, at);
            unit.Commit();
        }

        return outcome;
    }

    // Read again rather than held: only what the version changes is needed of either side.
    private ListDifference Difference(string listId, ListSource source, WatchListDelta delta)
    {
        using var view = store.Read();
        HashSet<string> now = [.. delta.Added, .. delta.Changed];
        var before = delta.Changed.Concat(delta.Removed).Select(id => ListedEntityCodec.Read(view.WatchLists.Entry(listId, id)!.Payload));
        return ListDifference.Between(before, now.Count == 0 ? [] : source.Read(new ListReport()).Where(entity => now.Contains(entity.Id)));
    }

    private WatchListVersion? Standing(string listId)
    {
        using var view = store.Read();
        return view.WatchLists.Versions(listId) is [.., var last] ? last : null;
    }

    private WatchListFile Keep(ListFile file, CancellationToken cancellation)
    {
        using var stream = file.Open();
        var (sha256, bytes) = raw.Keep(stream, cancellation);
        return new WatchListFile(file.Name, sha256, bytes);
    }
}
