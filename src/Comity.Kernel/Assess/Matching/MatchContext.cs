using Comity.Kernel.Assess.Cel;
using Comity.Kernel.Subjects;

namespace Comity.Kernel.Assess.Matching;

/// <summary>What one thread needs to match one chunk after the other.</summary>
internal sealed class MatchContext
{
    /// <summary>Down to so many rows, sets are combined for what is no single predicate; below, rows are looked at one by one.</summary>
    private const int FewRows = 256;

    /// <summary>Up to so many rows, a list of rows is as good as a set.</summary>
    private const int MostListed = 4_096;

    private readonly Matcher _matcher;
    private readonly AccessIndex _access;
    private readonly BlockAtoms _atoms;
    private readonly int[] _seen;
    private readonly List<int> _candidates = [];
    private readonly ushort[] _rows = new ushort[Chunk.MaxRows];
    private readonly ulong[] _distinct = new ulong[Chunk.MaxRows >> 6];
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

        // Rows that lie in a list are looked at there; sets of rows pay when there are many.
        var done = 0UL;
        int count;
        if (first is not null && least <= MostListed && Listed(first, all || first.HasResidual) <= MostListed)
        {
            count = 0;
            List(first, all, ref count);
            count = IsWithoutDoubles(first) ? count : Distinct(count);
            done = BitOf(Array.IndexOf(clauses, first));
        }
        else
        {
            count = Combine(clauses, all, first, ref done);
        }

        for (var i = 0; i < clauses.Length && count > 0; i++)
        {
            if ((done & BitOf(i)) == 0)
            {
                count = Keep(clauses[i], all || clauses[i].HasResidual, count);
            }
        }

        var heavy = heaviest > plan.MaxWeight;
        for (var i = 0; i < count; i++)
        {
            var row = _rows[i];
            if (!(heavy && IsTooHeavy(row, plan)))
            {
                Emit(profile, plan, row, mode);
            }
        }
    }

    // Of more clauses than there are bits, some are only looked at once more.
    private static ulong BitOf(int clause) => clause < 64 ? 1UL << clause : 0;

    /// <summary>Keeps the rows at which a clause holds.</summary>
    private int Keep(Term clause, bool possible, int count)
    {
        var rows = _rows.AsSpan(0, count);
        if (IsPlain(clause, possible))
        {
            return _atoms.Keep(clause.Atom, rows, rows);
        }

        var kept = 0;
        foreach (var row in rows)
        {
            if (Holds(clause, row, possible))
            {
                rows[kept++] = row;
            }
        }

        return kept;
    }

    /// <summary>Whether a term holds exactly where its atom is true.</summary>
    private bool IsPlain(Term term, bool possible) =>
        term.Atom >= 0 && !term.IsNegated && (!possible || (term.Fails < 0 && _atoms.Unknowns(term.Atom) == 0));

    private bool IsWithoutDoubles(Term term) => term.Atom >= 0 && term.Fails < 0 && _atoms.Column(_matcher.Atoms[term.Atom].Field).Kind == ColumnKind.Codes;

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

        if (term.IsNegated)
        {
            return possible ? _atoms.Rows : _atoms.Rows - _atoms.Unknowns(term.Atom);
        }

        var certain = _atoms.MostTrue(term.Atom);
        return possible
            ? Math.Min(_atoms.Rows, certain + _atoms.Unknowns(term.Atom) + (term.Fails < 0 ? 0 : _atoms.MostTrue(term.Fails)))
            : certain;
    }

    /// <summary>How many rows, a row perhaps more than once, <see cref="List"/> appends; more than any number when they lie in no lists.</summary>
    private long Listed(Term term, bool possible)
    {
        if (term.Terms is { } terms)
        {
            return term.IsAnd ? int.MaxValue : terms.Sum(t => Listed(t, possible));
        }

        if (term.Atom < 0 || term.IsNegated || !_atoms.IsListed(term.Atom) || (possible && term.Fails >= 0 && !_atoms.IsListed(term.Fails)))
        {
            return int.MaxValue;
        }

        var rows = (long)_atoms.Listed(term.Atom);
        return possible ? rows + _atoms.Unknowns(term.Atom) + (term.Fails < 0 ? 0 : _atoms.Listed(term.Fails)) : rows;
    }

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
        var set = _distinct.AsSpan(0, _atoms.Words);
        set.Clear();
        foreach (var row in _rows.AsSpan(0, count))
        {
            Bits.Set(set, row);
        }

        return Bits.Rows(set, _rows);
    }

    /// <summary>Combines sets of rows as long as that costs less than looking at the rows that are left.</summary>
    private int Combine(Term[] clauses, bool all, Term? first, ref ulong done)
    {
        var rows = _atoms.Take().AsSpan(0, _atoms.Words);
        if (first is null)
        {
            Bits.Fill(rows, _atoms.Rows);
            return Bits.Rows(rows, _rows);
        }

        Load(first, all || first.HasResidual, rows);
        done = BitOf(Array.IndexOf(clauses, first));
        var count = Bits.Count(rows);
        for (var i = 0; i < clauses.Length && count > 0; i++)
        {
            // Whole texts and residual parts are dear: they come last, row by row.
            var clause = clauses[i];
            if (!ReferenceEquals(clause, first) && !clause.HasResidual && !IsUnread(clause)
                && count > (IsPlain(clause, all) ? _atoms.CostOfTrueRows(clause.Atom) : FewRows))
            {
                And(clause, all, rows);
                done |= BitOf(i);
                count = Bits.Count(rows);
            }
        }

        return Bits.Rows(rows, _rows);
    }

    private bool IsUnread(Term term) => term.Terms is { } terms
        ? Array.Exists(terms, IsUnread)
        : term.Atom >= 0 && (_atoms.IsUnread(term.Atom) || (term.Fails >= 0 && _atoms.IsUnread(term.Fails)));

    private void And(Term term, bool possible, Span<ulong> rows)
    {
        if (IsPlain(term, possible))
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
