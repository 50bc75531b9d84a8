using CsCheck;
using Comity.Kernel.Account;

namespace Comity.Kernel.Tests.Account;

/// <summary>Tables of small counts, and an attacker who knows everything that is published.</summary>
public sealed class SuppressionTests
{
    private const int Protection = Suppression.SmallestPublished - 1;

    private static readonly Gen<CountTable> Tables =
        from rows in Gen.Int[1, 6]
        from columns in Gen.Int[1, 6]
        from counts in Gen.Frequency((3, Gen.Long[0, 15]), (2, Gen.Long[0, 400]), (1, Gen.Const(0L))).Array[rows * columns]
        select new CountTable(Names(rows), Names(columns), (r, c) => counts[(r * columns) + c]);

    [Fact]
    public void Of_nobody_nothing_is_published() => Suppression.Suppress(CountTable.Of<string>([], text => text, text => text)).Cells.ShouldHaveSingleItem().ShouldBe([null]);

    [Fact]
    public void What_is_published_is_right_and_not_small() => Tables.Sample(table =>
    {
        var published = Suppression.Suppress(table);
        foreach (var (r, c) in Places(table))
        {
            (published.Cells[r][c] is not { } shown || shown == table[r, c] && shown >= Suppression.SmallestPublished).ShouldBeTrue();
        }
    });

    [Fact]
    public void Subtraction_recovers_no_withheld_count() => Tables.Sample(table =>
    {
        var published = Suppression.Suppress(table);
        Determined(published).ShouldBeEmpty();
        Bounds(published).ShouldAllBe(range => range.High - range.Low >= Protection);
    });

    [Fact]
    public void Every_way_to_fill_a_small_table_leaves_each_withheld_count_open() =>
        Gen.Long[0, 14].Array[4].Sample(
            counts =>
            {
                var table = new CountTable(Names(2), Names(2), (r, c) => counts[(r * 2) + c]);
                var published = Suppression.Suppress(table);
                var seen = Fillings(published, upTo: 40);
                foreach (var (r, c) in Places(table).Where(place => published.Cells[place.Row][place.Column] is null))
                {
                    var values = seen.Select(filling => filling[r, c]).ToArray();
                    (values.Max() - values.Min()).ShouldBeGreaterThanOrEqualTo(Protection);
                }
            },
            iter: 12);

    [Fact]
    public void Withholding_the_small_counts_alone_is_undone_by_subtraction()
    {
        var table = new CountTable(Names(2), Names(2), (r, c) => r + c == 0 ? 3 : 40);
        var careless = new PublishedTable(table.Rows, table.Columns, [.. Enumerable.Range(0, 3).Select(r => (IReadOnlyList<long?>)[.. Enumerable.Range(0, 3).Select(c => table[r, c] < 11 ? (long?)null : table[r, c])])]);
        Determined(careless).ShouldBe([(0, 0)]);
    }

    [Fact]
    public void One_small_count_takes_three_more_with_it_and_no_total()
    {
        var published = Suppression.Suppress(new CountTable(Names(3), Names(3), (r, c) => r + c == 0 ? 3 : 40 + r + c));
        published.Cells.SelectMany(row => row).Count(cell => cell is null).ShouldBe(4);
        published.Cells[3].ShouldAllBe(total => total != null);
        published.Cells.ShouldAllBe(row => row[3] != null);
    }

    [Fact]
    public void Things_are_counted_by_their_values_in_order()
    {
        var table = CountTable.Of(["ba", "aa", "ba", "ab"], word => word[..1], word => word[1..]);
        table.Rows.ShouldBe(["a", "b"]);
        table.Columns.ShouldBe(["a", "b"]);
        Places(table).Select(place => table[place.Row, place.Column]).ShouldBe([1, 1, 2, 2, 0, 2, 3, 1, 4]);
        Should.Throw<ArgumentOutOfRangeException>(() => new CountTable(["a"], ["b"], (_, _) => -1));
    }

    private static string[] Names(int count) => [.. Enumerable.Range(0, count).Select(i => $"n{i}")];

    private static IEnumerable<(int Row, int Column)> Places(CountTable table) =>
        from r in Enumerable.Range(0, table.Rows.Count + 1) from c in Enumerable.Range(0, table.Columns.Count + 1) select (r, c);

    /// <summary>The sums of a table: the coefficients of its cells, which add up to zero.</summary>
    private static List<Dictionary<(int Row, int Column), int>> Sums(PublishedTable table)
    {
        var (rows, columns) = (table.Rows.Count, table.Columns.Count);
        return
        [
            .. Enumerable.Range(0, rows + 1).Select(r => Enumerable.Range(0, columns + 1).ToDictionary(c => (r, c), c => c == columns ? -1 : 1)),
            .. Enumerable.Range(0, columns + 1).Select(c => Enumerable.Range(0, rows + 1).ToDictionary(r => (r, c), r => r == rows ? -1 : 1)),
        ];
    }

    /// <summary>What linear algebra tells: the unknowns that have one value in every solution of the sums (elimination over a large prime).</summary>
    private static List<(int Row, int Column)> Determined(PublishedTable table)
    {
        const long prime = 1_000_000_007;
        var unknown = Unknown(table);
        var matrix = Sums(table).ConvertAll(sum => unknown.Select(cell => (sum.GetValueOrDefault(cell) + prime) % prime).ToArray());
        var rank = 0;
        var pivots = new List<(int Row, int Column)>();
        for (var column = 0; column < unknown.Count; column++)
        {
            var found = matrix.FindIndex(rank, row => row[column] != 0);
            if (found < 0)
            {
                continue;
            }

            (matrix[rank], matrix[found]) = (matrix[found], matrix[rank]);
            var inverse = (long)System.Numerics.BigInteger.ModPow(matrix[rank][column], prime - 2, prime);
            matrix[rank] = [.. matrix[rank].Select(value => value * inverse % prime)];
            for (var other = 0; other < matrix.Count; other++)
            {
                if (other != rank && matrix[other][column] is var factor and not 0)
                {
                    matrix[other] = [.. matrix[other].Zip(matrix[rank], (value, pivot) => ((value - (factor * pivot)) % prime + prime) % prime)];
                }
            }

            pivots.Add((rank++, column));
        }

        return [.. pivots.Where(pivot => matrix[pivot.Row].Count(value => value != 0) == 1).Select(pivot => unknown[pivot.Column])];
    }

    /// <summary>What follows from counts not being negative, one sum at a time until nothing more does.</summary>
    private static List<(long Low, long High)> Bounds(PublishedTable table)
    {
        const long unlimited = 1_000_000;
        var bounds = Unknown(table).ToDictionary(cell => cell, _ => (Low: 0L, High: unlimited));
        (long Low, long High) Of((int Row, int Column) cell) => table.Cells[cell.Row][cell.Column] is { } known ? (known, known) : bounds[cell];
        for (var changed = true; changed;)
        {
            changed = false;
            foreach (var sum in Sums(table))
            {
                foreach (var (cell, sign) in sum.Where(part => bounds.ContainsKey(part.Key)))
                {
                    // sign × cell = - Σ of the others.
                    var others = sum.Where(part => part.Key != cell).Select(part => part.Value * -sign > 0 ? Of(part.Key) : (Low: -Of(part.Key).High, High: -Of(part.Key).Low)).ToArray();
                    var next = (Low: Math.Max(bounds[cell].Low, others.Sum(other => other.Low)), High: Math.Min(bounds[cell].High, others.Sum(other => other.High)));
                    changed |= next != bounds[cell];
                    bounds[cell] = next;
                }
            }
        }

        return [.. bounds.Values];
    }

    private static List<(int Row, int Column)> Unknown(PublishedTable table) =>
        [.. from r in Enumerable.Range(0, table.Rows.Count + 1) from c in Enumerable.Range(0, table.Columns.Count + 1) where table.Cells[r][c] is null select (r, c)];

    private static List<CountTable> Fillings(PublishedTable published, int upTo)
    {
        var found = new List<CountTable>();
        IEnumerable<long> Choices(int r, int c) => published.Cells[r][c] is { } known ? [known] : Enumerable.Range(0, upTo).Select(n => (long)n);
        foreach (var a in Choices(0, 0))
        {
            foreach (var b in Choices(0, 1))
            {
                foreach (var c in Choices(1, 0))
                {
                    foreach (var d in Choices(1, 1))
                    {
                        long[] counts = [a, b, c, d];
                        if (Agrees(published.Cells[2][2], a + b + c + d) && Agrees(published.Cells[0][2], a + b) && Agrees(published.Cells[1][2], c + d)
                            && Agrees(published.Cells[2][0], a + c) && Agrees(published.Cells[2][1], b + d))
                        {
                            found.Add(new CountTable(published.Rows, published.Columns, (row, column) => counts[(row * 2) + column]));
                        }
                    }
                }
            }
        }

        return found;
    }

    private static bool Agrees(long? shown, long sum) => shown is null || shown == sum;
}
