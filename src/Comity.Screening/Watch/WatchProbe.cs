using Comity.Kernel.Account;
using Comity.Screening.Index;
using Comity.Screening.Lists;

namespace Comity.Screening.Watch;

/// <summary>
/// Tells quickly whether a name can match any of a few entries: whether its words lie near theirs. Used to leave out, after a change of a
/// list, the many names that the change cannot concern; what is left is compared with the whole index.
/// </summary>
public sealed class WatchProbe
{
    private readonly NameSearcher _searcher;

    private WatchProbe(NameIndex index) => _searcher = index.Searcher(NameModel.Shipped);

    /// <summary>Makes a probe for some entries of a list.</summary>
    public static WatchProbe Of(string listId, IEnumerable<WatchListEntry> entries) => new(NameIndex.Build(
        entries.SelectMany(entry => EntityNames.Of(ListedEntityCodec.Read(entry.Payload), $"{listId}/{entry.EntityId}"))));

    /// <summary>Whether the name shares a word, or nearly one, with an entry.</summary>
    public bool Touches(string name) => _searcher.Search(name, ListedKind.Other).Count > 0;
}
