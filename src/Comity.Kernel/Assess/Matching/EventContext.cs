using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using Comity.Kernel.Assess.Cel;
using Comity.Kernel.Subjects;

namespace Comity.Kernel.Assess.Matching;

/// <summary>
/// What one thread needs to match one record after the other as they arrive: no columns are made, only the fields that can
/// lead to a profile are looked at, and of a profile only the tests that are left.
/// </summary>
internal sealed class EventContext
{
    private const byte Unset = byte.MaxValue;

    /// <summary>Texts remembered for each predicate that is dear to decide.</summary>
    private const int MostRemembered = 4_096;
    private const int LongestRemembered = 64;

    private readonly Matcher _matcher;
    private readonly EventIndex _index;
    private readonly Atom[] _atoms;
    private readonly byte[] _buckets;
    private readonly int[] _seen;
    private readonly Dictionary<int, Dictionary<string, bool>> _remembered = [];
    private SubjectRecord _record = null!;
    private List<Match> _found = [];
    private MatchMode _mode;
    private ulong _missing;
    private long _weight;
    private long _row;
    private int _stamp;

    public EventContext(Matcher matcher)
    {
        (_matcher, _index, _atoms) = (matcher, matcher.Events, matcher.Atoms);
        _buckets = new byte[_index.Buckets.Length + 1];
        _seen = new int[matcher.Plans.Length];
    }

    /// <summary>The matches of some records, by record and then by profile.</summary>
    public List<Match> Match(IReadOnlyList<SubjectRecord> records, int first, int count, MatchMode mode)
    {
        (_found, _mode, _missing) = ([], mode, mode == MatchMode.All ? 1UL << Buckets.Missing : 0);
        for (var i = first; i < first + count; i++)
        {
            (_record, _row) = (records[i], i);
            Approach(records, i, first + count);
            var before = _found.Count;
            MatchOne();
            if (_found.Count > before + 1)
            {
                _found.Sort(before, _found.Count - before, ByProfile.Instance);
            }
        }

        return _found;
    }

    /// <summary>
    /// Asks the processor for what the next records will need, since their facts lie scattered in memory and waiting for them
    /// would take most of the time.
    /// </summary>
    private unsafe void Approach(IReadOnlyList<SubjectRecord> records, int current, int end)
    {
        if (!Sse.IsSupported || current + 1 >= end)
        {
            return;
        }

        var next = records[current + 1];
        foreach (var field in _index.ReadFields)
        {
            if (next[field] is { } value)
            {
                Sse.Prefetch0(*(void**)Unsafe.AsPointer(ref value));
            }
        }
    }

    private void MatchOne()
    {
        if (++_stamp == int.MaxValue)
        {
            Array.Clear(_seen);
            _stamp = 1;
        }

        _weight = -1;
        _buckets.AsSpan().Fill(Unset);

        // The last stands for no test.
        _buckets[^1] = 0;
        if (_mode == MatchMode.All && Weight() > _index.LeastMaxWeight)
        {
            // What is too heavy for a plan is an error whatever its clauses say.
            for (var plan = 0; plan < _matcher.Plans.Length; plan++)
            {
                if (_weight > _matcher.Plans[plan].MaxWeight)
                {
                    _seen[plan] = _stamp;
                    Judge(plan);
                }
            }
        }

        foreach (var field in _index.Fields)
        {
            switch (_record[field.Field])
            {
                case null:
                    if (_mode == MatchMode.All)
                    {
                        Meet(field.Missing);
                    }

                    break;
                case string text:
                    var hash = TextHash.Of(text);
                    _buckets[field.Field] = (byte)Buckets.OfHash(hash);
                    field.Probe.Find(text, hash, new Taker(this, field));
                    break;
                case string[] list:
                    foreach (var element in list)
                    {
                        field.Probe.Find(element, TextHash.Of(element), new Taker(this, field));
                    }

                    break;
                case IReadOnlyList<string> list:
                    for (var i = 0; i < list.Count; i++)
                    {
                        field.Probe.Find(list[i], TextHash.Of(list[i]), new Taker(this, field));
                    }

                    break;
            }
        }

        Meet(_index.Always);
    }

    private void Meet(Posting[] postings)
    {
        var buckets = _buckets;
        foreach (ref readonly var posting in postings.AsSpan())
        {
            var bucket = buckets[posting.Field1];
            if (bucket == Unset)
            {
                bucket = Bucket(posting.Field1);
            }

            if (((posting.Mask1 | _missing) >> bucket & 1) == 0)
            {
                continue;
            }

            bucket = buckets[posting.Field2];
            if (bucket == Unset)
            {
                bucket = Bucket(posting.Field2);
            }

            if (((posting.Mask2 | _missing) >> bucket & 1) != 0 && _seen[posting.Plan] != _stamp)
            {
                _seen[posting.Plan] = _stamp;
                Evaluate(posting.Plan, posting.Certain);
            }
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private byte Bucket(int field) => _buckets[field] = (byte)_index.Buckets[field]!.Of(_record[field]);

    private void Evaluate(int number, int certain)
    {
        var plan = _matcher.Plans[number];
        var all = _mode == MatchMode.All;
        for (var i = 0; i < plan.Clauses.Length; i++)
        {
            if (i != certain && !Holds(plan.Clauses[i], all || plan.Clauses[i].HasResidual))
            {
                return;
            }
        }

        if (!plan.NeedsJudge && Weight() <= plan.MaxWeight && (!all || Array.TrueForAll(plan.Clauses, c => Holds(c, possible: false))))
        {
            _found.Add(new Match(_row, number, Condition.True));
        }
        else
        {
            Judge(number);
        }
    }

    private void Judge(int plan)
    {
        var outcome = _matcher.Profiles[plan].Condition.Evaluate(_record);
        if (outcome.Verdict == Verdict.True || (_mode == MatchMode.All && outcome.Verdict == Verdict.Unknown))
        {
            _found.Add(new Match(_row, plan, outcome));
        }
    }

    private long Weight()
    {
        if (_weight < 0)
        {
            _weight = 0;
            foreach (var field in _index.TextFields)
            {
                _weight += RecordWeight.Of(_record[field]);
            }
        }

        return _weight;
    }

    private bool Holds(Term term, bool possible)
    {
        if (term.Terms is { } terms)
        {
            foreach (var part in terms)
            {
                if (Holds(part, possible) != term.IsAnd)
                {
                    return !term.IsAnd;
                }
            }

            return term.IsAnd;
        }

        if (term.Atom < 0)
        {
            return possible;
        }

        return term.IsNegated ? !HoldsAtom(term, !possible) : HoldsAtom(term, possible);
    }

    private bool HoldsAtom(Term term, bool possible)
    {
        var atom = _atoms[term.Atom];
        if (_record[atom.Field] is not { } value)
        {
            return possible && atom is not Known;
        }

        return Holds(term.Atom, atom, value) || (possible && term.Fails >= 0 && Holds(term.Fails, _atoms[term.Fails], value));
    }

    private bool Holds(int number, Atom atom, object value) => atom switch
    {
        TextAtom text => value switch
        {
            string one => HoldsFor(number, text, one),
            string[] list => Array.Exists(list, t => HoldsFor(number, text, t)),
            _ => ((IReadOnlyList<string>)value).Any(t => HoldsFor(number, text, t)),
        },
        NumberBetween between => (double)value >= between.Low && (double)value <= between.High,
        Between between => (value is long whole ? whole : ((DateTimeOffset)value).UtcTicks) is var n && n >= between.Low && n <= between.High,
        Holding => (bool)value,
        _ => true,
    };

    private bool HoldsFor(int number, TextAtom atom, string text)
    {
        if (atom is not (Resembles or Interpreted) || text.Length > LongestRemembered)
        {
            return atom.Holds(text);
        }

        if (!_remembered.TryGetValue(number, out var known))
        {
            _remembered.Add(number, known = new(StringComparer.Ordinal));
        }

        if (!known.TryGetValue(text, out var holds))
        {
            if (known.Count == MostRemembered)
            {
                known.Clear();
            }

            known.Add(text, holds = atom.Holds(text));
        }

        return holds;
    }

    private readonly struct Taker(EventContext context, EventField field) : IKeyTaker
    {
        public void Take(int key) => context.Meet(field.OfKey[key]);
    }

    private sealed class ByProfile : IComparer<Match>
    {
        public static readonly ByProfile Instance = new();

        public int Compare(Match x, Match y) => x.Profile.CompareTo(y.Profile);
    }
}
