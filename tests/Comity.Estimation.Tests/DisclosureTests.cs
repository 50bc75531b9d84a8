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
    public void No_withheld_count_follows_from_the_total_or_from_a_list_s_total() =>
        Gen.Int[0, 12].Array[7].Sample(cells =>
        {
            var table = new CaptureTable(["A", "B", "C"], [0, .. cells.Select(c => (double)c)]);
            var shown = DisclosureControl.Disclose(table);
            var withheld = Enumerable.Range(1, 7).Where(w => shown.Counts[w] is null).ToArray();
            // A table of a single kind of case cannot hide it behind another.
            (withheld.Length == 1 && cells.Count(c => c > 0) > 1).ShouldBeFalse();
            for (var list = 0; list < 3; list++)
            {
                (shown.OnLists[list] is not null && withheld.Count(w => ((w >> list) & 1) != 0) == 1).ShouldBeFalse();
            }
        });
}
