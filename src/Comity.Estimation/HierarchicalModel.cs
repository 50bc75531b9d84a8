using System.Numerics;
using Comity.Estimation.Numerics;

namespace Comity.Estimation;

/// <summary>
/// A hierarchical log-linear model: a family of sets of lists that contains, with each set, all its subsets; always the empty set
/// (the intercept) and every single list (main effects).
/// </summary>
public sealed class HierarchicalModel
{
    private readonly int[] _terms;

    private HierarchicalModel(int lists, IEnumerable<int> terms)
    {
        ListCount = lists;
        _terms = [.. terms.Distinct().OrderBy(term => BitOperations.PopCount((uint)term)).ThenBy(term => term)];
        Name = "[" + string.Join(',', Generators().Select(term => string.Concat(Subsets.Members(term)))) + "]";
    }

    /// <summary>The number of lists.</summary>
    public int ListCount { get; }

    /// <summary>All terms as bit masks, smaller sets first.</summary>
    public ReadOnlySpan<int> Terms => _terms;

    /// <summary>The maximal terms, such as [12,13,4].</summary>
    public string Name { get; }

    /// <summary>Independent lists.</summary>
    public static HierarchicalModel MainEffects(int lists) => FromInteractions(lists, []);

    /// <summary>The main effects, these interactions and all their subsets.</summary>
    public static HierarchicalModel FromInteractions(int lists, IEnumerable<int> interactions)
    {
        ArgumentNullException.ThrowIfNull(interactions);
        var terms = new HashSet<int> { 0 };
        foreach (var term in Enumerable.Range(0, lists).Select(list => 1 << list).Concat(interactions))
        {
            for (var part = term; part != 0; part = (part - 1) & term)
            {
                terms.Add(part);
            }
        }

        return new HierarchicalModel(lists, terms);
    }

    /// <summary>Reads a name such as [12,13,4].</summary>
    public static HierarchicalModel Parse(int lists, string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return FromInteractions(lists, name.Trim('[', ']').Split(',').Select(term => term.Aggregate(0, (set, digit) => set | (1 << (digit - '1')))));
    }

    /// <summary>The maximal terms, larger sets first, then those with lists of lower number.</summary>
    public IEnumerable<int> Generators() =>
        _terms.Where(term => !Array.Exists(_terms, other => other != term && (other & term) == term)).OrderByDescending(Weight);

    /// <inheritdoc/>
    public override string ToString() => Name;

    private static double Weight(int term) => Subsets.Members(term).Sum(list => 1 + Math.Pow(2, -list));
}
