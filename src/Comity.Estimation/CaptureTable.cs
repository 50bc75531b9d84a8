namespace Comity.Estimation;

/// <summary>
/// Cases counted by capture history: which of t lists saw them. A history is a bit mask (list i is bit i - 1); the empty history,
/// nobody's list, is never observed and its count is what all methods here estimate.
/// </summary>
public sealed class CaptureTable
{
    /// <summary>The most lists a table can have; model names number lists with one digit.</summary>
    public const int MostLists = 9;

    private readonly double[] _counts;

    /// <summary>Makes a table from one count for each of the 2^t histories; the first, the empty history, must be 0.</summary>
    /// <exception cref="ArgumentException">The numbers of lists and counts do not fit, or a count is negative or no integer.</exception>
    public CaptureTable(IReadOnlyList<string> lists, ReadOnlySpan<double> counts)
    {
        ArgumentNullException.ThrowIfNull(lists);
        if (lists.Count > MostLists || counts.Length != 1 << lists.Count)
        {
            throw new ArgumentException($"{lists.Count} lists and {counts.Length} counts; expected at most {MostLists} lists and 2 to that power counts.", nameof(counts));
        }

        for (var history = 0; history < counts.Length; history++)
        {
            if (!(counts[history] >= 0) || Math.Floor(counts[history]) != counts[history] || history == 0 && counts[history] != 0)
            {
                throw new ArgumentException($"The count of history {history} is {counts[history]}; expected a whole number of cases (0 for the empty history).", nameof(counts));
            }
        }

        Lists = lists;
        _counts = counts.ToArray();
        Observed = _counts.Sum();
    }

    /// <summary>The lists' names, in their order.</summary>
    public IReadOnlyList<string> Lists { get; }

    /// <summary>Counts by history; whole numbers.</summary>
    public ReadOnlySpan<double> Counts => _counts;

    /// <summary>n, all cases seen by at least one list.</summary>
    public double Observed { get; }

    /// <summary>Cases on every one of these lists, whatever other lists saw them.</summary>
    public double On(int lists)
    {
        var sum = 0.0;
        for (var history = 1; history < _counts.Length; history++)
        {
            sum += (history & lists) == lists ? _counts[history] : 0;
        }

        return sum;
    }

    /// <summary>The table of some of the lists; cases on none of those drop out of it.</summary>
    public CaptureTable Keep(IReadOnlyList<int> lists)
    {
        ArgumentNullException.ThrowIfNull(lists);
        var counts = new double[1 << lists.Count];
        for (var history = 1; history < _counts.Length; history++)
        {
            var seen = 0;
            for (var i = 0; i < lists.Count; i++)
            {
                seen |= ((history >> lists[i]) & 1) << i;
            }

            counts[seen] += _counts[history];
        }

        counts[0] = 0;
        return new CaptureTable([.. lists.Select(list => Lists[list])], counts);
    }

    /// <summary>A history as zeros and ones in the order of the lists.</summary>
    public string Describe(int history) => string.Concat(Enumerable.Range(0, Lists.Count).Select(list => (history >> list) & 1));
}
