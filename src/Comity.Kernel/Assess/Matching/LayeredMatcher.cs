using Comity.Kernel.Subjects;

namespace Comity.Kernel.Assess.Matching;

/// <summary>
/// A matcher for a set of profiles that differs little from another: what is the same is left to the matcher of the other
/// set, and a small one has the rest. Ready in the time that the rest takes; says what one matcher of all would say.
/// </summary>
internal sealed class LayeredMatcher
{
    private const int Left = -1;

    private readonly Matcher _before;
    private readonly Matcher _changed;
    private readonly int[] _numberOfBefore;
    private readonly int[] _numberOfChanged;

    public LayeredMatcher(Matcher before, IReadOnlyList<MatcherProfile> profiles)
    {
        // A condition that two profiles share is matched for one of them before; the others are changes.
        var kept = new Dictionary<Cel.Condition, Stack<int>>(ReferenceEqualityComparer.Instance);
        for (var i = before.Profiles.Count - 1; i >= 0; i--)
        {
            kept.TryAdd(before.Profiles[i].Condition, new());
            kept[before.Profiles[i].Condition].Push(i);
        }

        (_before, _numberOfBefore) = (before, new int[before.Profiles.Count]);
        Array.Fill(_numberOfBefore, Left);
        var changed = new List<int>();
        for (var i = 0; i < profiles.Count; i++)
        {
            if (kept.TryGetValue(profiles[i].Condition, out var same) && same.TryPop(out var number))
            {
                _numberOfBefore[number] = i;
            }
            else
            {
                changed.Add(i);
            }
        }

        _numberOfChanged = [.. changed];
        _changed = Matcher.Compile(before.Schema, changed.Select(i => profiles[i]), before.Statistics.Sample);
    }

    /// <summary>The matcher of the set before.</summary>
    public Matcher Before => _before;

    /// <summary>As <see cref="Matcher.Match(IReadOnlyList{SubjectRecord}, MatchMode, int)"/>.</summary>
    public IReadOnlyList<Match> Match(IReadOnlyList<SubjectRecord> records, MatchMode mode, int threads)
    {
        var found = new List<Match>();
        Add(_before.Match(records, mode, threads), _numberOfBefore);
        Add(_changed.Match(records, mode, threads), _numberOfChanged);
        found.Sort(static (a, b) => a.Row != b.Row ? a.Row.CompareTo(b.Row) : a.Profile.CompareTo(b.Profile));
        return found;

        void Add(IReadOnlyList<Match> matches, int[] numbers)
        {
            foreach (var match in matches)
            {
                if (numbers[match.Profile] != Left)
                {
                    found.Add(match with { Profile = numbers[match.Profile] });
                }
            }
        }
    }
}
