namespace Comity.Kernel.Assess.Instruments;

/// <summary>What an item can come to, whatever the answer.</summary>
internal static class Reach
{
    /// <summary>All points an item can come to by itself; <see langword="null"/> when it is not scored.</summary>
    /// <exception cref="TooManyTotalsException">They are too many to list.</exception>
    public static PointSet? Of(ItemDefinition item) => item switch
    {
        SingleItem single => single.Options[0].Points is null ? null : PointSet.Of(single.Options.Select(o => o.Points!.Value)),
        CountItem count => Of(count),
        LookupItem lookup => lookup.Tables.Select(t => PointSet.Of(t.ByCount)).Aggregate(PointSet.Zero, (sum, table) => sum.Plus(table)),
        _ => null,
    };

    // Events have no upper number, but the limits make all beyond some number the same.
    private static PointSet Of(CountItem item)
    {
        var sum = PointSet.Zero;
        foreach (var rate in item.Rates)
        {
            var others = item.Rates.Where(r => r != rate).ToArray();
            var missing = rate.PerEvent switch
            {
                > 0 => item.AtMost!.Value - others.Sum(r => Math.Min(r.IfNone, 0)),
                < 0 => item.AtLeast!.Value - others.Sum(r => Math.Max(r.IfNone, 0)),
                _ => 0,
            };
            var most = rate.PerEvent == 0 ? 1 : Math.Max(1, Math.Ceiling(missing / rate.PerEvent));
            if (most > PointSet.Most)
            {
                throw new TooManyTotalsException();
            }

            sum = sum.Plus(PointSet.Of(Enumerable.Range(1, (int)most).Select(n => n * rate.PerEvent).Prepend(rate.IfNone)));
        }

        return sum.Within(item.AtLeast, item.AtMost);
    }
}
