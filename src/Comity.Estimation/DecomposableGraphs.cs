using Comity.Estimation.Numerics;

namespace Comity.Estimation;

/// <summary>A decomposable dependence structure of the lists: a chordal graph by its cliques and the separators between them.</summary>
/// <param name="Cliques">Maximal sets of mutually dependent lists.</param>
/// <param name="Separators">What neighbouring cliques share, each as often as it separates; empty ones are left out.</param>
public sealed record DecomposableGraph(IReadOnlyList<int> Cliques, IReadOnlyList<int> Separators)
{
    /// <summary>Such as C{12,13,4}S{1}.</summary>
    public override string ToString() => $"C{{{Names(Cliques)}}}S{{{Names(Separators)}}}";

    /// <summary>All chordal graphs on 2 to 6 lists: 2, 8, 61, 822, 18,154.</summary>
    public static IReadOnlyList<DecomposableGraph> All(int lists)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(lists, 6);
        var pairs = Subsets.Pairs(lists);
        var graphs = new List<DecomposableGraph>();
        var neighbours = new int[lists];
        for (var edges = 0; edges < 1 << pairs.Length; edges++)
        {
            Array.Clear(neighbours);
            for (var pair = 0; pair < pairs.Length; pair++)
            {
                if (((edges >> pair) & 1) != 0)
                {
                    var (low, high) = (int.TrailingZeroCount(pairs[pair]), int.Log2(pairs[pair]));
                    neighbours[low] |= 1 << high;
                    neighbours[high] |= 1 << low;
                }
            }

            if (Decompose(neighbours) is { } graph)
            {
                graphs.Add(graph);
            }
        }

        return graphs;
    }

    // Maximum-cardinality search (Tarjan and Yannakakis 1984): visit the list with most visited neighbours; the graph is chordal exactly when
    // these are always mutually dependent. Where their number does not grow, a clique ends and they separate it from the next.
    private static DecomposableGraph? Decompose(int[] neighbours)
    {
        var cliques = new List<int>();
        var separators = new List<int>();
        var (visited, clique) = (0, 0);
        for (var step = 0; step < neighbours.Length; step++)
        {
            var next = Enumerable.Range(0, neighbours.Length).Where(v => (visited & (1 << v)) == 0).MaxBy(v => int.PopCount(neighbours[v] & visited));
            var known = neighbours[next] & visited;
            if (Subsets.Members(known).Any(v => (known & ~neighbours[v - 1] & ~(1 << (v - 1))) != 0))
            {
                return null;
            }

            if (step > 0 && known != clique)
            {
                cliques.Add(clique);
                if (known != 0)
                {
                    separators.Add(known);
                }
            }

            clique = known | (1 << next);
            visited |= 1 << next;
        }

        cliques.Add(clique);
        return new DecomposableGraph(cliques, separators);
    }

    private static string Names(IReadOnlyList<int> sets) => string.Join(',', sets.Select(set => string.Concat(Subsets.Members(set))));
}
