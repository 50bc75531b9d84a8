using System.Numerics;
using System.Runtime.CompilerServices;
using Comity.Screening.Names;

namespace Comity.Screening.Index;

/// <summary>Words of the query taken for words of the listed name: one for one, two for one or one for two.</summary>
/// <param name="Query">The place of the query's word, <paramref name="QueryWords"/> of them.</param>
/// <param name="Listed">The place of the listed word, <paramref name="ListedWords"/> of them.</param>
/// <param name="Cost">What the difference costs; 0 for the same letters.</param>
/// <param name="Initial">One is the first letter of the other.</param>
internal readonly record struct AlignedPair(int Query, int QueryWords, int Listed, int ListedWords, float Cost, bool Initial);

/// <summary>
/// Pairs the words of a query with those of a listed name, the most telling pairs first. One object serves one thread and is used
/// again for each pair of names.
/// </summary>
internal sealed class Alignment
{
    /// <summary>Names are compared by their first 20 words.</summary>
    public const int MostWords = 20;

    private const float WeakLimit = 2.7f;
    private const int MostEdges = 160;
    private readonly (AlignedPair Pair, float Gain)[] _edges = new (AlignedPair, float)[MostEdges];
    private readonly float[] _costs = new float[MostWords * MostWords];
    private int _edgeCount;

    public List<AlignedPair> Pairs { get; } = new(MostWords);

    /// <summary>Places of the query's words that found their pair, as bits.</summary>
    public uint QueryUsed { get; private set; }

    /// <summary>Places of the listed words that found their pair, as bits.</summary>
    public uint ListedUsed { get; private set; }

    /// <summary>Prepares for a pair of names; every word is far from every other until <see cref="Offer"/>.</summary>
    public void Clear(int queryWords)
    {
        _costs.AsSpan(0, queryWords * MostWords).Fill(TokenDistance.Far);
        _edgeCount = 0;
        Pairs.Clear();
        QueryUsed = ListedUsed = 0;
    }

    /// <summary>What taking a query's word for a listed one costs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Offer(int query, int listed, float cost)
    {
        ref var known = ref _costs[query * MostWords + listed];
        if (cost < known)
        {
            known = cost;
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

    private void Compounds(ReadOnlySpan<TokenMatches> query, ReadOnlySpan<TokenMatches> listed, bool person)
    {
        for (var q = 0; q < query.Length; q++)
        {
            for (var l = 0; l < listed.Length; l++)
            {
                if (q + 1 < query.Length && Same(query[q], query[q + 1], listed[l]) is var two and < TokenDistance.Far)
                {
                    Add(new AlignedPair(q, 2, l, 1, two + 0.1f, Initial: false), Worth(query[q], listed[l], two, person) + query[q + 1].Weight(person) * 0.3f + 0.5f);
                }

                if (l + 1 < listed.Length && Same(listed[l], listed[l + 1], query[q]) is var one and < TokenDistance.Far)
                {
                    Add(new AlignedPair(q, 1, l, 2, one + 0.1f, Initial: false), Worth(query[q], listed[l], one, person) + listed[l + 1].Weight(person) * 0.7f + 0.5f);
                }
            }
        }
    }

    // Two words written apart in one name and together in the other.
    private static float Same(TokenMatches first, TokenMatches second, TokenMatches compound)
    {
        var a = first.Forms[0].Fold;
        var b = second.Forms[0].Fold;
        var whole = compound.Forms[0].Fold;
        var apart = a.Length + b.Length;
        if (apart < 3 || Math.Abs(apart - whole.Length) > 2 || a[0] != whole[0] || first.Type == TokenType.Number || second.Type == TokenType.Number
            || BitOperations.PopCount((first.Forms[0].Letters | second.Forms[0].Letters) ^ compound.Forms[0].Letters) > 2 || apart > 40 || first.Forms[0].Opaque || second.Forms[0].Opaque || compound.Forms[0].Opaque)
        {
            return TokenDistance.Far;
        }

        Span<char> joined = stackalloc char[apart];
        a.CopyTo(joined);
        b.CopyTo(joined[a.Length..]);
        return TokenDistance.Between(joined, whole, Math.Min(1.1f, 0.15f * whole.Length), abjad: false);
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
                if (shorter >= 4 && BitOperations.PopCount(query[q].Forms[0].Letters ^ listed[l].Forms[0].Letters) <= 6)
                {
                    var cost = query[q].Forms[0].Cost(listed[l].Forms[0], Math.Min(WeakLimit, 0.36f * shorter));
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
