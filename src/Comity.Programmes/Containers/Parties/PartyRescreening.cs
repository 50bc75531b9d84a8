using Comity.Kernel.Account;
using Comity.Screening.Watch;

namespace Comity.Programmes.Containers.Parties;

/// <summary>How far a re-screening has come.</summary>
/// <param name="ListId">The list.</param>
/// <param name="Looked">Spellings looked at.</param>
/// <param name="Total">Spellings there are.</param>
public readonly record struct RescreeningProgress(string ListId, long Looked, long Total);

/// <summary>What re-screening after a change of a list came to.</summary>
/// <param name="ListId">The list.</param>
/// <param name="Version">The version that was screened.</param>
/// <param name="Changed">Entries added or changed since the version screened before.</param>
/// <param name="Removed">Entries removed since.</param>
/// <param name="Looked">Spellings of parties looked at.</param>
/// <param name="Affected">Those whose words resemble a changed entry's, and which were compared in full.</param>
/// <param name="Candidates">New matches for an officer to judge.</param>
/// <param name="Closed">Matches that the list no longer supports: the entry is gone or says something else.</param>
public sealed record RescreeningOutcome(
    string ListId, int Version, int Changed, int Removed, long Looked, long Affected, long Candidates, long Closed);

/// <summary>
/// Screens the known parties again when a list has changed: only against entries that were added or changed since. Findings are not
/// touched: an assessment keeps what was known when it was made.
/// </summary>
public sealed class PartyRescreening(INodeStore store, WatchShelf shelf, TimeProvider clock)
{
    private const string Setting = "watch-list-screened";
    private const int SpellingsPerUnit = 1000;

    /// <summary>Re-screens after every change that was not screened yet. A run that was cancelled begins anew and proposes nothing twice.</summary>
    /// <param name="progress">Told how far it has come.</param>
    /// <param name="cancellation">Gives up; what was proposed stays, and the list still counts as not screened.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="StoreBusyException">Another process writes to the node.</exception>
    public IReadOnlyList<RescreeningOutcome> Run(IProgress<RescreeningProgress>? progress, CancellationToken cancellation)
    {
        IReadOnlyList<WatchListVersion> due;
        using (var view = store.Read())
        {
            due = [.. view.WatchLists.Standing().Where(list => ScreenedVersion(view, list.ListId) < list.Version)];
        }

        return [.. due.Select(list => Screen(list, progress, cancellation))];
    }

    private RescreeningOutcome Screen(WatchListVersion list, IProgress<RescreeningProgress>? progress, CancellationToken cancellation)
    {
        using var view = store.Read();
        var deltas = Enumerable.Range(ScreenedVersion(view, list.ListId) + 1, list.Version - ScreenedVersion(view, list.ListId))
            .Select(version => view.WatchLists.Delta(list.ListId, version)).ToList();
        var changed = deltas.SelectMany(delta => delta.Added.Concat(delta.Changed)).Where(id => view.WatchLists.Entry(list.ListId, id) is not null).ToHashSet(StringComparer.Ordinal);
        var removed = deltas.SelectMany(delta => delta.Removed).Where(id => view.WatchLists.Entry(list.ListId, id) is null).ToHashSet(StringComparer.Ordinal);
        var total = view.Parties.CountSpellings();
        var (looked, affected, candidates) = (0L, 0L, 0L);
        if (changed.Count > 0 && total > 0)
        {
            var probe = WatchProbe.Of(list.ListId, changed.Select(id => view.WatchLists.Entry(list.ListId, id)!));
            var searcher = shelf.Current()!.Searcher();
            foreach (var page in view.Parties.Spellings().Chunk(SpellingsPerUnit))
            {
                cancellation.ThrowIfCancellationRequested();
                var found = page.Where(spelling => probe.Touches(spelling.Text))
                    .Select(spelling => (spelling.Key, Hits: searcher.Search(spelling.Text).Where(hit => hit.ListId == list.ListId && changed.Contains(hit.EntityId)).ToList()))
                    .ToList();
                affected += found.Count;
                candidates += Propose(found.Where(row => row.Hits.Count > 0));
                looked += page.Length;
                progress?.Report(new RescreeningProgress(list.ListId, looked, total));
            }
        }

        using (var unit = store.Begin())
        {
            unit.SaveSetting(Setting, list.ListId, list.Version.ToString(System.Globalization.CultureInfo.InvariantCulture));
            unit.Commit();
        }

        return new RescreeningOutcome(list.ListId, list.Version, changed.Count, removed.Count, looked, affected, candidates, Closed(list.ListId, [.. changed, .. removed]));
    }

    private long Propose(IEnumerable<(string Key, List<WatchHit> Hits)> found)
    {
        using var unit = store.Begin();
        var added = found.Sum(row => PartyWatch.Propose(unit, row.Key, row.Hits, clock.GetUtcNow()).Count(proposed => proposed.IsNew));
        unit.Commit();
        return added;
    }

    private long Closed(string listId, HashSet<string> entities)
    {
        using var view = store.Read();
        return view.WatchLists.Matches(new MatchFilter { ListId = listId, Standing = false }, 0, int.MaxValue).Count(match => entities.Contains(match.Proposed.EntityId));
    }

    private static int ScreenedVersion(INodeView view, string listId) =>
        view.Setting(Setting, listId) is { } version ? int.Parse(version, System.Globalization.CultureInfo.InvariantCulture) : 0;
}
