namespace Comity.Store.Backtest;

/// <summary>What is counted while hits come in, by day and from the interpreter one by one.</summary>
internal sealed class Tally
{
    private readonly SortedDictionary<DateOnly, long> _days = [];
    private readonly SortedSet<long> _last = [];
    private readonly int _examples;

    public Tally(int examples) => _examples = examples;

    public long Hits { get; private set; }

    public long Covered { get; private set; }

    public IReadOnlyDictionary<DateOnly, long> Days => _days;

    /// <summary>The sequence numbers of the last hits.</summary>
    public IReadOnlyCollection<long> Last => _last;

    public void Add(DateOnly day, long hits, long covered, IEnumerable<long> last)
    {
        Hits += hits;
        Covered += covered;
        _days[day] = _days.GetValueOrDefault(day) + hits;
        foreach (var sequence in last)
        {
            _last.Add(sequence);
            if (_last.Count > _examples)
            {
                _last.Remove(_last.Min);
            }
        }
    }
}
