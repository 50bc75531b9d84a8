using System.Numerics;
using Comity.Screening.Names;

namespace Comity.Screening.Index;

/// <summary>Words of the query taken for words of the listed name: one for one, two for one or one for two.</summary>
/// <param name="Query">The place of the query's word, <paramref name="QueryWords"/> of them.</param>
/// <param name="Listed">The place of the listed word, <paramref name="ListedWords"/> of them.</param>
/// <param name="Cost">What the difference costs; 0 for the same letters.</param>
/// <param name="Initial">One is the first letter of the other.</param>
internal readonly record struct AlignedPair(int Query, int QueryWords, int Listed, int ListedWords, float Cost, bool Initial);

/// <summary>What of the query a listed word may be.</summary>
internal enum AlignedPart
{
    /// <summary>A word.</summary>
    Word,

    /// <summary>A word and the next one, written as one.</summary>
    WithNext,

    /// <summary>The beginning of a word that is two in the list.</summary>
    FirstHalf,

    /// <summary>The end of such a word.</summary>
    SecondHalf,
}

/// <summary>
/// Pairs the words of a query with those of a listed name, the most telling pairs first. One object serves one thread and is used
/// again for each pair of names.
/// </summary>
internal sealed class Alignment
{
    /// <summary>Names are compared by their first 20 words.</summary>
    public const int MostWords = 20;

    private const float WeakLimit = 4f;
    private const float WeakLimitPerLetter = 0.46f;
    private const float CompoundCost = 0.1f;
    private const int MostEdges = 160;
    private readonly (AlignedPair Pair, float Gain)[] _edges = new (AlignedPair, float)[MostEdges];
    private readonly float[] _costs = new float[MostWords * MostWords];
    private readonly (int Query, int Listed, AlignedPart Part, float Cost)[] _compounds = new (int, int, AlignedPart, float)[MostWords * 4];
    private int _edgeCount;
    private int _compoundCount;

    public List<AlignedPair> Pairs { get; } = new(MostWords);

    /// <summary>Places of the query's words that found their pair, as bits.</summary>
    public uint QueryUsed { get; private set; }

    /// <summary>Places of the listed words that found their pair, as bits.</summary>
    public uint ListedUsed { get; private set; }

    /// <summary>Prepares for a pair of names; every word is far from every other until <see cref="Offer"/>.</summary>
    public void Clear(int queryWords)
    {
        _costs.AsSpan(0, queryWords * MostWords).Fill(TokenDistance.Far);
        _edgeCount = _compoundCount = 0;
        Pairs.Clear();
        QueryUsed = ListedUsed = 0;
    }

    /// <summary>What taking something of the query for a listed word costs.</summary>
    public void Offer(int query, int listed, AlignedPart part, float cost)
    {
        if (part == AlignedPart.Word)
        {
            ref var known = ref _costs[query * MostWords + listed];
            known = Math.Min(known, cost);
        }
        else if (cost < TokenDistance.Far && _compoundCount < MostWords * 4)
        {
            _compounds[_compoundCount++] = (query, listed, part, cost);
        }
    }

    /// <summary>Chooses the pairs.</summary>
    public void Solve(ReadOnlySpan<TokenMatches> query, ReadOnlySpan<TokenMatches> listed, bool person)
    {
        for (var q = 0; q < query.Length; q++)
        {
            for (var l = 0; l < listed.Length; l++)
            {
                var cost = _costs[q * MostWords + l];
                if (cost < TokenDistance.Far)
                {
                    // The same place in both names breaks ties.
                    Add(new AlignedPair(q, 1, l, 1, cost, Initial: false), Worth(query[q], listed[l], cost, person) + (q == l ? 0.01f : 0));
                }
            }
        }

        Compounds(query, listed, person);
        Choose();
        _edgeCount = 0;
        Leftovers(query, listed, person);
        Choose();
        Initials(query, listed);
    }

    private static float Worth(TokenMatches query, TokenMatches listed, float cost, bool person) =>
        (0.7f * listed.Weight(person) + 0.3f * query.Weight(person)) * Math.Max(0.05f, 1 - cost / 3.2f);

    // Words written apart in one name and together in the other are worth both halves.
    private void Compounds(ReadOnlySpan<TokenMatches> query, ReadOnlySpan<TokenMatches> listed, bool person)
    {
        foreach (var (q, l, part, cost) in _compounds.AsSpan(0, _compoundCount))
        {
            if (part == AlignedPart.WithNext)
            {
                Add(new AlignedPair(q, 2, l, 1, cost + CompoundCost, Initial: false), Worth(query[q], listed[l], cost, person) + 0.3f * query[q + 1].Weight(person) + 0.5f);
            }
            else if (part == AlignedPart.FirstHalf && IsSecondHalf(q, l + 1))
            {
                Add(new AlignedPair(q, 1, l, 2, CompoundCost, Initial: false), Worth(query[q], listed[l], 0, person) + 0.7f * listed[l + 1].Weight(person) + 0.5f);
            }
        }
    }

    private bool IsSecondHalf(int query, int listed)
    {
        foreach (var (q, l, part, _) in _compounds.AsSpan(0, _compoundCount))
        {
            if (q == query && l == listed && part == AlignedPart.SecondHalf)
            {
                return true;
            }
        }

        return false;
    }

    // What is left may still be the same word, slipped twice.
    private void Leftovers(ReadOnlySpan<TokenMatches> query, ReadOnlySpan<TokenMatches> listed, bool person)
    {
        for (var q = 0; q < query.Length; q++)
        {
            if ((QueryUsed >> q & 1) != 0 || query[q].Type != TokenType.Name)
            {
                continue;
            }

            for (var l = 0; l < listed.Length; l++)
            {
                if ((ListedUsed >> l & 1) != 0 || listed[l].Type != TokenType.Name)
                {
                    continue;
                }

                var shorter = Math.Min(query[q].Forms[0].Fold.Length, listed[l].Forms[0].Fold.Length);
                var longer = Math.Max(query[q].Forms[0].Fold.Length, listed[l].Forms[0].Fold.Length);
                if (shorter >= 2 && BitOperations.PopCount(query[q].Forms[0].Letters & listed[l].Forms[0].Letters) * 5 >= longer * 2)
                {
                    var cost = query[q].Forms[0].Cost(listed[l].Forms[0], Math.Min(WeakLimit, WeakLimitPerLetter * longer));
                    if (cost < TokenDistance.Far)
                    {
                        Add(new AlignedPair(q, 1, l, 1, cost, Initial: false), Worth(query[q], listed[l], cost, person));
                    }
                }
            }
        }
    }

    private void Initials(ReadOnlySpan<TokenMatches> query, ReadOnlySpan<TokenMatches> listed)
    {
        for (var q = 0; q < query.Length; q++)
        {
            for (var l = 0; l < listed.Length && (QueryUsed >> q & 1) == 0; l++)
            {
                if ((ListedUsed >> l & 1) == 0
                    && (query[q].Type == TokenType.Initial && listed[l].Type == TokenType.Name || query[q].Type == TokenType.Name && listed[l].Type == TokenType.Initial)
                    && Starts(query[q], listed[l]))
                {
                    Use(new AlignedPair(q, 1, l, 1, 0, Initial: true));
                }
            }
        }
    }

    private static bool Starts(TokenMatches a, TokenMatches b) => a.Text[0] == b.Text[0] || a.Forms[0].Fold[0] == b.Forms[0].Fold[0];

    private void Add(AlignedPair pair, float gain)
    {
        if (_edgeCount < MostEdges)
        {
            _edges[_edgeCount++] = (pair, gain);
        }
    }

    private void Choose()
    {
        while (true)
        {
            var best = -1;
            for (var i = 0; i < _edgeCount; i++)
            {
                var (pair, gain) = _edges[i];
                if (gain > 0 && (best < 0 || gain > _edges[best].Gain))
                {
                    if ((QueryUsed & QueryBits(pair)) == 0 && (ListedUsed & ListedBits(pair)) == 0)
                    {
                        best = i;
                    }
                    else
                    {
                        _edges[i].Gain = 0;
                    }
                }
            }

            if (best < 0)
            {
                return;
            }

            Use(_edges[best].Pair);
            _edges[best].Gain = 0;
        }
    }

    private void Use(AlignedPair pair)
    {
        QueryUsed |= QueryBits(pair);
        ListedUsed |= ListedBits(pair);
        Pairs.Add(pair);
    }

    private static uint QueryBits(AlignedPair pair) => (pair.QueryWords == 2 ? 3u : 1u) << pair.Query;

    private static uint ListedBits(AlignedPair pair) => (pair.ListedWords == 2 ? 3u : 1u) << pair.Listed;
}
