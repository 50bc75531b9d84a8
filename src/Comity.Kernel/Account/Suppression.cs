namespace Comity.Kernel.Account;

/// <summary>
/// Withholds small counts of persons (primary suppression), and of the others as few as are needed so that the totals do not
/// give the small ones away (secondary suppression). The method is that of cycles in the network of a table's sums
/// (D. Gusfield, "A graph theoretic approach to statistical data security", SIAM J. Comput. 17(3), 1988): a withheld count can
/// be moved up and down, and all published figures stay right, exactly when it lies on a cycle of withheld counts.
/// </summary>
/// <remarks>One table is made safe. Who publishes several of the same persons must look at them together.</remarks>
public static class Suppression
{
    /// <summary>The smallest count that is published; the rule of the publication policy ("counts below 11").</summary>
    public const int SmallestPublished = 11;

    /// <summary>What may be published of a table. Every withheld count can lie in a range of <see cref="SmallestPublished"/> values or more.</summary>
    public static PublishedTable Suppress(CountTable table)
    {
        if (table.Rows.Count == 0 || table.Columns.Count == 0)
        {
            // Nobody is counted: there is only the total, which is small, and no other count it could hide among.
            return new PublishedTable(table.Rows, table.Columns, [.. Enumerable.Range(0, table.Rows.Count + 1).Select(_ => new long?[table.Columns.Count + 1])]);
        }

        var network = new Network(table);
        foreach (var small in network.Cells.Where(cell => cell.Count < SmallestPublished))
        {
            small.IsWithheld = true;
        }

        foreach (var small in network.Cells.Where(cell => cell.Count < SmallestPublished).OrderBy(cell => cell.Count))
        {
            foreach (var cell in network.CheapestCycle(small))
            {
                cell.IsWithheld = true;
            }
        }

        var published = network.Cells.ToDictionary(cell => (cell.Row, cell.Column), cell => cell.IsWithheld ? (long?)null : cell.Count);
        return new PublishedTable(
            table.Rows,
            table.Columns,
            [.. Enumerable.Range(0, table.Rows.Count + 1).Select(r => (IReadOnlyList<long?>)[.. Enumerable.Range(0, table.Columns.Count + 1).Select(c => published[(r, c)])])]);
    }

    private sealed class Cell(int row, int column, long count, int from, int to)
    {
        public int Row => row;

        public int Column => column;

        public long Count => count;

        public int From => from;

        public int To => to;

        public bool IsWithheld { get; set; }
    }

    /// <summary>
    /// Each row and column, and each margin, is a node; each count is an arc, so that what flows into a node and out of it
    /// is equal exactly when the sums are right.
    /// </summary>
    private sealed class Network
    {
        private readonly List<Cell>[] _at;

        public Network(CountTable table)
        {
            var (rows, columns) = (table.Rows.Count, table.Columns.Count);
            int Row(int r) => r;
            int Column(int c) => rows + 1 + c;
            for (var r = 0; r <= rows; r++)
            {
                for (var c = 0; c <= columns; c++)
                {
                    // The margin of the rows stands among the columns and the other way round: a total flows against its parts.
                    var isTotal = (r == rows) != (c == columns);
                    var (from, to) = isTotal ? (Column(c), Row(r)) : (Row(r), Column(c));
                    Cells.Add(new Cell(r, c, table[r, c], from, to));
                }
            }

            _at = [.. Enumerable.Range(0, rows + columns + 2).Select(node => Cells.Where(cell => cell.From == node || cell.To == node).ToList())];
        }

        public List<Cell> Cells { get; } = [];

        /// <summary>
        /// The cycle through a cell that withholds least besides: along an arc a count grows, against it a count shrinks, which
        /// it must be able to. There always is one, through the totals, along which everything grows.
        /// </summary>
        public IEnumerable<Cell> CheapestCycle(Cell cell)
        {
            var costs = new Dictionary<int, long> { [cell.To] = 0 };
            var via = new Dictionary<int, (Cell Cell, int Before)>();
            var open = new PriorityQueue<int, long>([(cell.To, 0)]);
            while (open.TryDequeue(out var node, out var cost) && node != cell.From)
            {
                if (cost > costs[node])
                {
                    continue;
                }

                foreach (var next in _at[node])
                {
                    var grows = next.From == node;
                    if (next == cell || !grows && next.Count < SmallestPublished - 1)
                    {
                        continue;
                    }

                    var other = grows ? next.To : next.From;
                    var through = cost + (next.IsWithheld ? 0 : next.Count + 1);
                    if (!costs.TryGetValue(other, out var best) || through < best)
                    {
                        costs[other] = through;
                        via[other] = (next, node);
                        open.Enqueue(other, through);
                    }
                }
            }

            for (var node = cell.From; node != cell.To; node = via[node].Before)
            {
                yield return via[node].Cell;
            }
        }
    }
}
