using System.Security.Cryptography;
using System.Text;
using Comity.Kernel.Account;
using Comity.Screening.Index;
using Comity.Screening.Lists;

namespace Comity.Screening.Watch;

/// <summary>
/// The standing versions of all lists as one index. Unchanging and named by the hash of what it was made of; any number of threads may
/// use it, each with its own <see cref="WatchSearcher"/>.
/// </summary>
public sealed class WatchIndex
{
    private readonly Dictionary<string, Listed> _entities = new(StringComparer.Ordinal);
    private readonly NameIndex _names;

    private WatchIndex(IWatchListView lists, IReadOnlyList<WatchListVersion> standing)
    {
        Snapshot = SnapshotOf(standing);
        _names = NameIndex.Build(standing.SelectMany(list => Names(lists, list)));
    }

    /// <summary>What a search of all lists names entities by.</summary>
    internal sealed record Listed(string ListId, int Version, string EntityId, IReadOnlyList<string> Programmes);

    /// <summary>Hash of the lists' hashes: with it and the query a search can be done again.</summary>
    public string Snapshot { get; }

    /// <summary>Builds the index of what stands now; <see langword="null"/> when no list was taken in.</summary>
    public static WatchIndex? Build(IWatchListView lists)
    {
        ArgumentNullException.ThrowIfNull(lists);
        return lists.Standing() is { Count: > 0 } standing ? new WatchIndex(lists, standing) : null;
    }

    /// <summary>The snapshot of the lists that stand, as <see cref="Snapshot"/> would be.</summary>
    public static string SnapshotOf(IEnumerable<WatchListVersion> standing) => Convert.ToHexStringLower(SHA256.HashData(
        Encoding.UTF8.GetBytes(string.Join('\n', standing.Select(list => $"{list.ListId} {list.Version} {list.Sha256}")))));

    /// <summary>Something to search with; for one thread.</summary>
    public WatchSearcher Searcher() => new(this, _names.Searcher(NameModel.Shipped));

    internal Listed Of(string key) => _entities[key];

    // A null character, which no list's reference holds, keeps list and reference apart.
    private IEnumerable<Names.IndexedName> Names(IWatchListView lists, WatchListVersion list)
    {
        foreach (var entry in lists.Entries(list.ListId))
        {
            var entity = ListedEntityCodec.Read(entry.Payload);
            var key = $"{list.ListId}\0{entity.Id}";
            _entities[key] = new Listed(list.ListId, list.Version, entity.Id, entity.Programmes);
            foreach (var name in EntityNames.Of(entity, key))
            {
                yield return name;
            }
        }
    }
}

/// <summary>Searches all standing lists for a name. Keeps working memory and the names it was asked before: one for each thread.</summary>
public sealed class WatchSearcher
{
    /// <summary>A match below this probability is no candidate.</summary>
    public const double LeastProbability = 0.5;

    // Ports see the same parties every week.
    private const int MostRemembered = 50_000;

    private readonly WatchIndex _index;
    private readonly NameSearcher _searcher;
    private readonly Dictionary<string, IReadOnlyList<WatchHit>> _remembered = new(StringComparer.Ordinal);

    internal WatchSearcher(WatchIndex index, NameSearcher searcher) => (_index, _searcher) = (index, searcher);

    /// <summary>The entries a name may mean, the most probable first.</summary>
    /// <param name="name">A name as written; whether of a person or a company need not be known.</param>
    public IReadOnlyList<WatchHit> Search(string name)
    {
        if (_remembered.TryGetValue(name, out var known))
        {
            return known;
        }

        if (_remembered.Count >= MostRemembered)
        {
            _remembered.Clear();
        }

        var hits = new List<WatchHit>();
        foreach (var match in _searcher.Search(name, ListedKind.Other).Where(match => match.Probability >= LeastProbability))
        {
            var listed = _index.Of(match.EntityId);
            hits.Add(new WatchHit(
                listed.ListId, listed.Version, listed.EntityId, match.Score, match.Probability, listed.Programmes,
                new MatchExplanation(name, match.Name, match.Probability, _index.Snapshot, _searcher.Explain(match, ListedKind.Other))));
        }

        hits.Sort((a, b) => b.Probability.CompareTo(a.Probability));
        return _remembered[name] = hits;
    }
}

/// <summary>Keeps the index of what stands and makes it anew when a list has changed.</summary>
public sealed class WatchShelf(INodeStore store)
{
    private readonly Lock _gate = new();
    private WatchIndex? _index;

    /// <summary>The index of what stands now; <see langword="null"/> when no list was taken in.</summary>
    public WatchIndex? Current()
    {
        using var view = store.Read();
        var standing = view.WatchLists.Standing();
        lock (_gate)
        {
            if (standing.Count == 0)
            {
                _index = null;
            }
            else if (_index?.Snapshot != WatchIndex.SnapshotOf(standing))
            {
                _index = WatchIndex.Build(view.WatchLists);
            }

            return _index;
        }
    }
}
