using Comity.Kernel.Assess.Cel;
using Comity.Kernel.Subjects;

namespace Comity.Kernel.Assess.Matching;

/// <summary>What one thread needs to match one chunk after the other.</summary>
internal sealed class MatchContext
{
    /// <summary>Down to so many rows, sets are combined; below, rows are looked at one by one.</summary>
    private const int FewRows = 256;

    private readonly Matcher _matcher;
    private readonly AccessIndex _access;
    private readonly BlockAtoms _atoms;
    private readonly int[] _seen;
    private readonly List<int> _candidates = [];
    private readonly ushort[] _rows = new ushort[Chunk.MaxRows];
    private readonly Dictionary<int, SubjectRecord> _records = [];
    private int _block;
    private Chunk _current = null!;
    private List<Match> _found = [];

    public MatchContext(Matcher matcher)
    {
        (_matcher, _access, _atoms) = (matcher, matcher.Access, new BlockAtoms(matcher));
        _seen = new int[matcher.Profiles.Count];
    }

    public List<Match> MatchChunk(Chunk chunk, long firstRow, ChunkResolution resolution, MatchMode mode)
    {
        _atoms.Begin(chunk, resolution);
        var found = Run(chunk, firstRow, mode);
        GC.KeepAlive(chunk);
        return found;
    }

    private List<Match> Run(Chunk block, long firstRow, MatchMode mode)
    {
        (_current, _found) = (block, []);
        _records.Clear();
        FindCandidates(mode);
        var heaviest = 0L;
        foreach (var (_, weight) in block.Heavy)
        {
            heaviest = Math.Max(heaviest, weight);
        }

        foreach (var profile in _candidates)
        {
            Evaluate(profile, mode, heaviest);
        }

        if (heaviest > _access.LeastMaxWeight)
        {
            JudgeHeavy(mode);
        }

        if (firstRow > 0)
        {
            for (var i = 0; i < _found.Count; i++)
            {
                _found[i] = _found[i] with { Row = _found[i].Row + firstRow };
            }
        }

        _found.Sort(static (a, b) => a.Row != b.Row ? a.Row.CompareTo(b.Row) : a.Profile.CompareTo(b.Profile));
        return _found;
    }

    private void FindCandidates(MatchMode mode)
    {
        _block++;
        _candidates.Clear();
        AddCandidates(_access.Always);
        foreach (var atom in _atoms.Touched)
        {
            AddCandidates(_access.PlansOfAtom[atom]);
        }

        foreach (var field in _matcher.UsedFields)
        {
            if (_access.PlansOfField[field].Length == 0)
            {
                continue;
            }

            var column = _atoms.Column(field);
            if (mode == MatchMode.All && column.NullCount > 0)
            {
                AddCandidates(_access.PlansOfField[field]);
            }
            else if (column.IsTokens)
            {
                AddCandidates(_access.PlansUnreadInWords[field]);
            }
        }
    }

    private void AddCandidates(int[] profiles)
    {
        foreach (var profile in profiles)
        {
            if (_seen[profile] != _block)
            {
                _seen[profile] = _block;
                _candidates.Add(profile);
            }
        }
    }

    private void Evaluate(int profile, MatchMode mode, long heaviest)
    {
        var plan = _access.Plans[profile];
        var clauses = plan.Clauses;
        var all = mode == MatchMode.All;
        Term? first = null;
        var least = int.MaxValue;
        foreach (var clause in clauses)
        {
            var most = Most(clause, all || clause.HasResidual);
            if (most == 0)
            {
                return;
            }

            if (most < least)
            {
                (first, least) = (clause, most);
            }
        }

        int count;
        if (first is not null && least <= FewRows && IsListed(first, all || first.HasResidual))
        {
            count = 0;
            List(first, all, ref count);
            count = Distinct(count);
        }
        else
        {
            count = Combine(clauses, all, ref first);
        }

        var heavy = heaviest > plan.MaxWeight;
        for (var i = 0; i < count; i++)
        {
            var row = _rows[i];
            if (Remains(clauses, first, row, all) && !(heavy && IsTooHeavy(row, plan)))
            {
                Emit(profile, plan, row, mode);
            }
        }
    }

    private void Emit(int profile, Plan plan, int row, MatchMode mode)
    {
        if (!plan.NeedsJudge && (mode == MatchMode.Hits || Array.TrueForAll(plan.Clauses, c => Holds(c, row, possible: false))))
        {
            _found.Add(new Match(row, profile, Condition.True));
        }
        else
        {
            Judge(profile, row, mode);
        }
    }

    private void Judge(int profile, int row, MatchMode mode)
    {
        if (!_records.TryGetValue(row, out var record))
        {
            _records.Add(row, record = _current.Record(row));
        }

        var outcome = _matcher.Profiles[profile].Condition.Evaluate(record);
        if (outcome.Verdict == Verdict.True || (mode == MatchMode.All && outcome.Verdict == Verdict.Unknown))
        {
            _found.Add(new Match(row, profile, outcome));
        }
    }

    private void JudgeHeavy(MatchMode mode)
    {
        foreach (var (row, weight) in _current.Heavy)
        {
            for (var profile = 0; profile < _access.Plans.Length; profile++)
            {
                if (weight > _access.Plans[profile].MaxWeight)
                {
                    Judge(profile, row, mode);
                }
            }
        }
    }

    private bool IsTooHeavy(int row, Plan plan)
    {
        foreach (var (heavyRow, weight) in _current.Heavy)
        {
            if (heavyRow == row)
            {
                return weight > plan.MaxWeight;
            }
        }

        return false;
    }

    /// <summary>At most so many rows make a term true (or leave it possible).</summary>
    private int Most(Term term, bool possible)
    {
        if (term.Terms is { } terms)
        {
            var rows = term.IsAnd ? _atoms.Rows : 0;
            foreach (var part in terms)
            {
                var most = Most(part, possible);
                rows = term.IsAnd ? Math.Min(rows, most) : Math.Min(_atoms.Rows, rows + most);
            }

            return rows;
        }

        if (term.Atom < 0)
        {
            return possible ? _atoms.Rows : 0;
        }

        var unknown = _atoms.Unknowns(term.Atom);
        if (term.IsNegated)
        {
            return possible ? _atoms.Rows : _atoms.Rows - unknown;
        }

        var certain = _atoms.MostTrue(term.Atom);
        return possible ? Math.Min(_atoms.Rows, certain + unknown + (term.Fails < 0 ? 0 : _atoms.MostTrue(term.Fails))) : certain;
    }

    private bool IsListed(Term term, bool possible) => term.Terms is { } terms
        ? !term.IsAnd && Array.TrueForAll(terms, t => IsListed(t, possible))
        : term.Atom >= 0 && !term.IsNegated && _atoms.IsListed(term.Atom) && (!possible || term.Fails < 0 || _atoms.IsListed(term.Fails));

    private void List(Term term, bool possible, ref int count)
    {
        if (term.Terms is { } terms)
        {
            foreach (var part in terms)
            {
                List(part, possible, ref count);
            }

            return;
        }

        _atoms.ListRows(term.Atom, ref count, _rows);
        if (possible)
        {
            if (term.Fails >= 0)
            {
                _atoms.ListRows(term.Fails, ref count, _rows);
            }

            if (_atoms.Unknowns(term.Atom) > 0)
            {
                count += Bits.Rows(_atoms.NullRows(_matcher.Atoms[term.Atom].Field).AsSpan(0, _atoms.Words), _rows.AsSpan(count));
            }
        }
    }

    private int Distinct(int count)
    {
        var rows = _rows.AsSpan(0, count);
        rows.Sort();
        var distinct = 0;
        for (var i = 0; i < count; i++)
        {
            if (distinct == 0 || rows[distinct - 1] != rows[i])
            {
                rows[distinct++] = rows[i];
            }
        }

        return distinct;
    }

    /// <summary>Combines sets of rows until few are left; then all clauses have to be looked at again.</summary>
    private int Combine(Term[] clauses, bool all, ref Term? first)
    {
        var rows = _atoms.Take().AsSpan(0, _atoms.Words);
        if (first is null)
        {
            Bits.Fill(rows, _atoms.Rows);
            return Bits.Rows(rows, _rows);
        }

        Load(first, all || first.HasResidual, rows);
        foreach (var clause in clauses)
        {
            if (Bits.Count(rows) <= FewRows)
            {
                break;
            }

            // Whole texts and residual parts are dear: they come last, row by row.
            if (!ReferenceEquals(clause, first) && !clause.HasResidual && !IsUnread(clause))
            {
                And(clause, all, rows);
            }
        }

        return Bits.Rows(rows, _rows);
    }

    private bool IsUnread(Term term) => term.Terms is { } terms
        ? Array.Exists(terms, IsUnread)
        : term.Atom >= 0 && (_atoms.IsUnread(term.Atom) || (term.Fails >= 0 && _atoms.IsUnread(term.Fails)));

    private void And(Term term, bool possible, Span<ulong> rows)
    {
        if (term.Terms is null && !term.IsNegated && !possible)
        {
            Bits.And(rows, _atoms.TrueRows(term.Atom).AsSpan(0, _atoms.Words));
            return;
        }

        var other = _atoms.Take().AsSpan(0, _atoms.Words);
        Load(term, possible, other);
        Bits.And(rows, other);
    }

    private void Load(Term term, bool possible, Span<ulong> rows)
    {
        if (term.Terms is { } terms)
        {
            Load(terms[0], possible, rows);
            var other = _atoms.Take().AsSpan(0, _atoms.Words);
            for (var i = 1; i < terms.Length; i++)
            {
                Load(terms[i], possible, other);
                if (term.IsAnd)
                {
                    Bits.And(rows, other);
                }
                else
                {
                    Bits.Or(rows, other);
                }
            }
        }
        else if (term.Atom < 0)
        {
            Bits.Fill(rows, possible ? _atoms.Rows : 0);
            if (!possible)
            {
                rows.Clear();
            }
        }
        else if (!term.IsNegated)
        {
            LoadAtom(term, possible, rows);
        }
        else
        {
            // What cannot be true is false: the negation is true there, and possible where it is not certain.
            var other = _atoms.Take().AsSpan(0, _atoms.Words);
            LoadAtom(term, !possible, other);
            Bits.Fill(rows, _atoms.Rows);
            Bits.AndNot(rows, other);
        }
    }

    private void LoadAtom(Term term, bool possible, Span<ulong> rows)
    {
        _atoms.TrueRows(term.Atom).AsSpan(0, _atoms.Words).CopyTo(rows);
        if (possible)
        {
            if (_atoms.Unknowns(term.Atom) > 0)
            {
                Bits.Or(rows, _atoms.NullRows(_matcher.Atoms[term.Atom].Field).AsSpan(0, _atoms.Words));
            }

            if (term.Fails >= 0)
            {
                Bits.Or(rows, _atoms.TrueRows(term.Fails).AsSpan(0, _atoms.Words));
            }
        }
    }

    private bool Remains(Term[] clauses, Term? first, int row, bool all)
    {
        foreach (var clause in clauses)
        {
            if (!ReferenceEquals(clause, first) && !Holds(clause, row, all || clause.HasResidual))
            {
                return false;
            }
        }

        return true;
    }

    private bool Holds(Term term, int row, bool possible)
    {
        if (term.Terms is { } terms)
        {
            foreach (var part in terms)
            {
                if (Holds(part, row, possible) != term.IsAnd)
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

        return term.IsNegated ? !HoldsAtom(term, row, !possible) : HoldsAtom(term, row, possible);
    }

    private bool HoldsAtom(Term term, int row, bool possible) =>
        _atoms.HoldsAt(term.Atom, row)
        || (possible && (_atoms.IsUnknownAt(term.Atom, row) || (term.Fails >= 0 && _atoms.HoldsAt(term.Fails, row))));
}
