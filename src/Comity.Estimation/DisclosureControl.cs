namespace Comity.Estimation;

/// <summary>A table as it may be shown: small counts are withheld, since a reader who knows one of the cases could learn about it.</summary>
/// <param name="Counts">Counts by history; null is withheld.</param>
/// <param name="OnLists">Cases on each list; null is withheld, where it would help to give a withheld count away.</param>
/// <param name="Threshold">Counts below this are small.</param>
public sealed record DisclosedTable(IReadOnlyList<double?> Counts, IReadOnlyList<double?> OnLists, int Threshold)
{
    /// <summary>Whether anything is withheld.</summary>
    public bool Withholds => Counts.Any(c => c is null) || OnLists.Any(total => total is null);
}

/// <summary>
/// The threshold rule of statistical disclosure control: counts from 1 to below the threshold are withheld (primary suppression), and of the lists'
/// totals and the other counts as few as are needed, smallest first, so that no withheld count follows from those that are shown (secondary suppression).
/// </summary>
public static class DisclosureControl
{
    /// <summary>Counts below this are small.</summary>
    public const int UsualThreshold = 5;

    /// <summary>The threshold at which nothing is withheld, for whoever may see small counts.</summary>
    public const int ShowAll = 1;

    private const double Zero = 1e-9;

    /// <summary>What may be shown of a table, beside the number of all cases.</summary>
    public static DisclosedTable Disclose(CaptureTable table, int threshold = UsualThreshold)
    {
        ArgumentNullException.ThrowIfNull(table);
        var counts = table.Counts.ToArray();
        var totals = Enumerable.Range(0, table.Lists.Count).Select(list => table.On(1 << list)).ToArray();
        bool IsSmall(double count) => count > 0 && count < threshold;
        var withheld = Enumerable.Range(1, counts.Length - 1).Where(w => IsSmall(counts[w])).ToHashSet();
        var shown = Enumerable.Range(0, totals.Length).Where(list => !IsSmall(totals[list])).ToHashSet();
        while (Determined(withheld, shown) is [var told, ..])
        {
            // The smallest total goes without which it is not told; where none alone tells on it, the smallest of all.
            // With no total left it is told by the number of all cases, and another count must hide it.
            int[] telling = [.. shown.OrderBy(list => totals[list])];
            var others = Enumerable.Range(1, counts.Length - 1).Where(w => counts[w] > 0 && !withheld.Contains(w)).ToArray();
            if (telling.Length > 0)
            {
                var alone = Array.FindIndex(telling, list => !Determined(withheld, [.. shown.Where(other => other != list)]).Contains(told));
                shown.Remove(telling[Math.Max(0, alone)]);
            }
            else if (others.Length > 0)
            {
                withheld.Add(others.MinBy(w => counts[w]));
            }
            else
            {
                // A table of a single kind of case cannot hide it behind another.
                break;
            }
        }

        return new DisclosedTable(
            [.. counts.Select((count, w) => withheld.Contains(w) ? (double?)null : count)],
            [.. totals.Select((total, list) => shown.Contains(list) ? total : (double?)null)],
            threshold);
    }

    /// <summary>The withheld histories whose counts follow from the totals that are shown: their unit vectors lie in the span of the totals' rows.</summary>
    private static int[] Determined(IReadOnlyCollection<int> withheld, IReadOnlyCollection<int> shown)
    {
        int[] cells = [.. withheld];
        double[][] rows = [.. shown.Select(list => cells.Select(w => (double)((w >> list) & 1)).ToArray()), [.. cells.Select(_ => 1.0)]];
        var done = 0;
        for (var column = 0; column < cells.Length && done < rows.Length; column++)
        {
            var pivot = Enumerable.Range(done, rows.Length - done).MaxBy(row => Math.Abs(rows[row][column]));
            if (Math.Abs(rows[pivot][column]) < Zero)
            {
                continue;
            }

            (rows[done], rows[pivot]) = (rows[pivot], rows[done]);
            var by = rows[done][column];
            rows[done] = [.. rows[done].Select(value => value / by)];
            for (var row = 0; row < rows.Length; row++)
            {
                var factor = rows[row][column];
                if (row != done && factor != 0)
                {
                    rows[row] = [.. rows[row].Zip(rows[done], (value, pivotValue) => value - (factor * pivotValue))];
                }
            }

            done++;
        }

        // In reduced form a unit vector lies in the span exactly when it is one of the rows.
        return [.. rows.Take(done).Select(row => cells.Where((_, i) => Math.Abs(row[i]) > Zero).ToArray()).Where(named => named.Length == 1).Select(named => named[0])];
    }
}
