using Comity.Screening.Evaluation;
using Comity.Screening.Index;
using Comity.Screening.Names;
using FuzzySharp;

namespace Comity.Bench.Names;

/// <summary>
/// What is commonly done instead: every listed name compared with the query by FuzzySharp's token-sort ratio. In its favour the words
/// of the list are cleaned and sorted once, not for each comparison.
/// </summary>
internal sealed class FuzzyScan(IReadOnlyList<IndexedName> list)
{
    private const int MostMatches = 10;
    private readonly (string Sorted, IndexedName Name)[] _names = [.. list.Select(name => (Sorted(name.Name), name))];

    public IReadOnlyList<NameMatch> Search(NameQuery query)
    {
        var sought = Sorted(query.Name);
        return
        [
            .. _names.Select(row => (Score: Fuzz.Ratio(sought, row.Sorted), row.Name)).OrderByDescending(row => row.Score).DistinctBy(row => row.Name.EntityId, StringComparer.Ordinal).Take(MostMatches)
                .Select(row => new NameMatch(row.Name.EntityId, row.Name.Name, row.Score, row.Score / 100.0)),
        ];
    }

    private static string Sorted(string name) => string.Join(' ', string.Concat(name.Select(c => char.IsLetterOrDigit(c) ? char.ToLowerInvariant(c) : ' '))
        .Split(' ', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal));
}
