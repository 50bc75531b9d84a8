using System.Numerics;

namespace Comity.Estimation;

/// <summary>All hierarchical models with all main effects and no term larger than a given order, never the saturated one.</summary>
public static class ModelCatalogue
{
    /// <summary>The most lists whose models can be counted out.</summary>
    public const int MostLists = 6;

    /// <summary>The usual largest order: 1 for two lists, 2 for three, 3 for four and five, 2 for six.</summary>
    public static int UsualOrder(int lists) => lists switch { 2 => 1, 3 or 6 => 2, _ => 3 };

    /// <summary>Every model once.</summary>
    /// <exception cref="ArgumentOutOfRangeException">More than six lists, or six lists with terms above pairs: too many models to count out.</exception>
    public static IReadOnlyList<HierarchicalModel> All(int lists, int order)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(lists, MostLists);
        if (lists == MostLists)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan(order, 2);
        }

        var families = new List<ulong> { 0 };
        for (var size = 2; size <= Math.Min(order, lists - 1); size++)
        {
            families = [.. families.SelectMany(family => Extend(family, lists, size))];
        }

        return [.. families.Select(family => HierarchicalModel.FromInteractions(lists, Terms(family)))];
    }

    /// <summary>The models one step away: a term whose parts are all there added, or a maximal term removed.</summary>
    public static IEnumerable<HierarchicalModel> Neighbours(HierarchicalModel model, int order)
    {
        ArgumentNullException.ThrowIfNull(model);
        var terms = model.Terms.ToArray();
        var has = terms.ToHashSet();
        var interactions = terms.Where(term => BitOperations.PopCount((uint)term) > 1).ToArray();
        for (var term = 1; term < 1 << model.ListCount; term++)
        {
            var size = BitOperations.PopCount((uint)term);
            if (size > 1 && size <= Math.Min(order, model.ListCount - 1) && !has.Contains(term) && Parts(term).All(has.Contains))
            {
                yield return HierarchicalModel.FromInteractions(model.ListCount, interactions.Append(term));
            }
        }

        foreach (var generator in model.Generators().Where(term => BitOperations.PopCount((uint)term) > 1).ToArray())
        {
            yield return HierarchicalModel.FromInteractions(model.ListCount, interactions.Where(term => term != generator));
        }
    }

    // All ways to add terms of this size whose parts are in the family.
    private static IEnumerable<ulong> Extend(ulong family, int lists, int size)
    {
        var free = Enumerable.Range(0, 1 << lists)
            .Where(term => BitOperations.PopCount((uint)term) == size && (size == 2 || Parts(term).All(part => ((family >> part) & 1) != 0)))
            .ToArray();
        for (var choice = 0L; choice < 1L << free.Length; choice++)
        {
            var extended = family;
            for (var i = 0; i < free.Length; i++)
            {
                extended |= ((ulong)(choice >> i) & 1) << free[i];
            }

            yield return extended;
        }
    }

    private static IEnumerable<int> Parts(int term)
    {
        for (var rest = term; rest != 0; rest &= rest - 1)
        {
            yield return term & ~(rest & -rest);
        }
    }

    private static IEnumerable<int> Terms(ulong family)
    {
        for (; family != 0; family &= family - 1)
        {
            yield return BitOperations.TrailingZeroCount(family);
        }
    }
}
