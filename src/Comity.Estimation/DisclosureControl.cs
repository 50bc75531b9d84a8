namespace Comity.Estimation;

/// <summary>A table as it may be shown: small counts are withheld, since a reader who knows one of the cases could learn about it.</summary>
/// <param name="Counts">Counts by history; null is withheld.</param>
/// <param name="OnLists">Cases on each list; null is withheld, where it would give a single withheld count away.</param>
public sealed record DisclosedTable(IReadOnlyList<double?> Counts, IReadOnlyList<double?> OnLists)
{
    /// <summary>Whether anything is withheld.</summary>
    public bool Withholds => Counts.Any(c => c is null);
}

/// <summary>
/// The threshold rule of statistical disclosure control: counts from 1 to below the threshold are withheld (primary suppression). Should only one be,
/// the smallest other count goes with it, because the total less the rest would tell it.
/// </summary>
public static class DisclosureControl
{
    /// <summary>Counts below this are small.</summary>
    public const int UsualThreshold = 5;

    /// <summary>What may be shown of a table.</summary>
    public static DisclosedTable Disclose(CaptureTable table, int threshold = UsualThreshold)
    {
        ArgumentNullException.ThrowIfNull(table);
        var counts = table.Counts.ToArray();
        var withheld = Enumerable.Range(1, counts.Length - 1).Where(w => counts[w] > 0 && counts[w] < threshold).ToHashSet();
        if (withheld.Count == 1)
        {
            var others = Enumerable.Range(1, counts.Length - 1).Where(w => counts[w] > 0 && !withheld.Contains(w)).ToArray();
            if (others.Length > 0)
            {
                withheld.Add(others.MinBy(w => counts[w]));
            }
        }

        double? Total(int list)
        {
            var total = table.On(1 << list);
            return total > 0 && total < threshold || withheld.Count(w => ((w >> list) & 1) != 0) == 1 ? null : total;
        }

        return new DisclosedTable(
            [.. counts.Select((count, w) => withheld.Contains(w) ? (double?)null : count)],
            [.. Enumerable.Range(0, table.Lists.Count).Select(Total)]);
    }
}
