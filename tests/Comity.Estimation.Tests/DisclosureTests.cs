using CsCheck;

namespace Comity.Estimation.Tests;

/// <summary>What a reader of a table must not learn from it.</summary>
public sealed class DisclosureTests
{
    [Fact]
    public void Counts_below_five_are_withheld()
    {
        var shown = DisclosureControl.Disclose(Reference.Dataset("UKdat"));
        var table = Reference.Dataset("UKdat");
        for (var w = 1; w < table.Counts.Length; w++)
        {
            (shown.Counts[w] is null).ShouldBe(table.Counts[w] is > 0 and < 5, table.Describe(w));
        }
    }

    [Fact]
    public void No_withheld_count_follows_from_what_is_shown_by_any_subtraction() =>
        Gen.Int[0, 12].Array[15].Sample(cells =>
        {
            var table = new CaptureTable(["A", "B", "C", "D"], [0, .. cells.Select(c => (double)c)]);
            var shown = DisclosureControl.Disclose(table);
            var withheld = Enumerable.Range(1, 15).Where(w => shown.Counts[w] is null).ToArray();
            if (cells.Count(c => c > 0) < 2)
            {
                // A table of a single kind of case cannot hide it behind another.
                return;
            }

            // The attack: every way of adding and subtracting two or three totals and the number of all cases that could leave one count.
            int[][] sums = [.. Enumerable.Range(0, 4).Where(list => shown.OnLists[list] is not null).Select(list => withheld.Select(w => (w >> list) & 1).ToArray()), [.. withheld.Select(_ => 1)]];
            foreach (var factors in Factors(sums.Length))
            {
                var left = Enumerable.Range(0, withheld.Length).Select(i => factors.Select((factor, sum) => factor * sums[sum][i]).Sum()).ToArray();
                left.Count(value => value != 0).ShouldNotBe(1, string.Join(' ', cells));
            }
        });

    [Fact]
    public void Three_pairs_of_lists_do_not_give_each_other_away()
    {
        // Each list holds two of the three small counts: their totals are three equations for three unknowns.
        var table = new CaptureTable(["A", "B", "C"], [0, 20, 20, 2, 20, 3, 4, 30]);
        var shown = DisclosureControl.Disclose(table);
        new[] { 3, 5, 6 }.ShouldAllBe(small => shown.Counts[small] == null);
        shown.OnLists.ShouldContain((double?)null);
        DisclosureControl.Disclose(table, DisclosureControl.ShowAll).Withholds.ShouldBeFalse();
    }

    private static IEnumerable<int[]> Factors(int sums) => sums == 0
        ? [[]]
        : Factors(sums - 1).SelectMany(rest => Enumerable.Range(-2, 5).Select(factor => (int[])[.. rest, factor]));
}
