using Comity.Kernel.Subjects;

namespace Comity.Kernel.Assess.Matching;

/// <summary>
/// A plan where a key leads to it, with two tests that most records fail: a bucket of each of two fields must be in a mask.
/// </summary>
/// <param name="Mask1">Buckets of the first field in which the plan can hold.</param>
/// <param name="Mask2">Buckets of the second field.</param>
/// <param name="Plan">The plan's number.</param>
/// <param name="Certain">The clause that the key makes true, or -1.</param>
/// <param name="Field1">The first field, or the number of fields, which stands for no test.</param>
/// <param name="Field2">The second field.</param>
internal readonly record struct Posting(ulong Mask1, ulong Mask2, int Plan, int Certain, int Field1, int Field2);

/// <summary>One field by whose texts plans are found.</summary>
internal sealed record EventField(int Field, bool IsList, TextProbe Probe, Posting[][] OfKey, Posting[] Missing);

/// <summary>
/// Files every plan under one clause of texts so that a record looks at few fields and meets few plans. Immutable.
/// </summary>
internal sealed class EventIndex
{
    // What looking at a field costs, and what meeting a plan costs, in the same unit of some ten nanoseconds.
    private const double TextCost = 1;
    private const double ListCost = 4;
    private const double SearchCost = 8;
    private const double MeetingCost = 0.5;

    private readonly Matcher _matcher;
    private readonly Option[][] _options;

    public EventIndex(Matcher matcher)
    {
        _matcher = matcher;
        Buckets = new Buckets?[matcher.Schema.Fields.Count];
        foreach (var field in matcher.UsedFields)
        {
            Buckets[field] = new Buckets(field, matcher, matcher.Statistics);
        }

        _options = [.. matcher.Plans.Select(p => p.IsNever ? [] : p.Clauses.Select(OptionOf).OfType<Option>().OrderBy(o => o.Share).ToArray())];
        var closed = CloseFields();
        var keys = new Dictionary<(KeyKind Kind, string Text), List<Posting>>?[matcher.Schema.Fields.Count];
        var missing = new List<Posting>?[matcher.Schema.Fields.Count];
        var always = new List<Posting>();
        for (var plan = 0; plan < _options.Length; plan++)
        {
            var option = Best(plan, closed);
            if (matcher.Plans[plan].IsNever)
            {
                continue;
            }

            var posting = Guarded(plan, option);
            if (option is null)
            {
                always.Add(posting);
                continue;
            }

            foreach (var atom in option.Atoms)
            {
                var ofField = keys[matcher.Atoms[atom].Field] ??= [];
                foreach (var key in KeysOf(matcher.Atoms[atom]))
                {
                    ofField.TryAdd(key, []);
                    ofField[key].Add(posting);
                }
            }

            foreach (var field in option.Fields)
            {
                (missing[field] ??= []).Add(posting with { Certain = -1 });
            }
        }

        Always = [.. always];
        Fields =
        [
            .. Enumerable.Range(0, keys.Length).Where(f => keys[f] is not null).Select(f => new EventField(
                f, matcher.Schema.Fields[f].Type == FactType.TextList, new TextProbe([.. keys[f]!.Keys]), [.. keys[f]!.Values.Select(l => l.ToArray())], [.. missing[f]!])),
        ];
        TextFields = [.. Enumerable.Range(0, Buckets.Length).Where(f => matcher.Schema.Fields[f].Type is FactType.Text or FactType.TextList)];
        ReadFields = [.. Fields.Select(f => f.Field).Concat(Always.Select(p => p.Field1).Where(f => f < Buckets.Length)).Distinct().Order()];
        LeastMaxWeight = matcher.Plans.Select(p => p.MaxWeight).DefaultIfEmpty(long.MaxValue).Min();
    }

    /// <summary>The fields that are looked at first.</summary>
    public EventField[] Fields { get; }

    /// <summary>The fields that most records are asked for.</summary>
    public int[] ReadFields { get; }

    /// <summary>Plans without a clause to find them by.</summary>
    public Posting[] Always { get; }

    /// <summary>By field: its buckets; null when no profile uses it.</summary>
    public Buckets?[] Buckets { get; }

    /// <summary>The fields that make a record heavy.</summary>
    public int[] TextFields { get; }

    /// <summary>No record up to this weight is too heavy for any plan.</summary>
    public long LeastMaxWeight { get; }

    private static bool IsIndexed(Atom atom) => atom switch
    {
        OneOf => true,
        BeginsWith begins => begins.Part.Length > 0,
        FinishesWith ends => ends.Part.Length > 0,
        Includes includes => includes.Part.Length > 0,
        _ => false,
    };

    private static IEnumerable<(KeyKind Kind, string Text)> KeysOf(Atom atom) => atom switch
    {
        OneOf one => one.Values.Select(v => (KeyKind.Whole, v)),
        BeginsWith begins => [(KeyKind.Beginning, begins.Part)],
        FinishesWith ends => [(KeyKind.End, ends.Part)],
        Includes includes => [(KeyKind.Part, includes.Part)],
        _ => throw new InvalidOperationException($"A {atom.GetType().Name} has no keys."),
    };

    private Option? OptionOf(Term clause, int number)
    {
        if (clause.Access(_matcher.Atoms) is not { } atoms || !atoms.All(a => IsIndexed(_matcher.Atoms[a])))
        {
            return null;
        }

        int[] distinct = [.. atoms.Distinct()];
        return new Option(number, distinct, [.. distinct.Select(a => _matcher.Atoms[a].Field).Distinct()], _matcher.Statistics.Share(clause));
    }

    private Option? Best(int plan, bool[] closed) => Array.Find(_options[plan], o => !Array.Exists(o.Fields, f => closed[f]));

    /// <summary>Closes fields that few plans need: they are found by another clause, and the field need not be looked at.</summary>
    private bool[] CloseFields()
    {
        var closed = new bool[Buckets.Length];
        while (true)
        {
            var loss = Buckets.Select((_, field) => Cost(field)).ToArray();
            for (var plan = 0; plan < _options.Length; plan++)
            {
                if (Best(plan, closed) is { } best)
                {
                    foreach (var field in best.Fields)
                    {
                        closed[field] = true;
                        loss[field] -= ((Best(plan, closed)?.Share ?? 1) - best.Share) * MeetingCost;
                        closed[field] = false;
                    }
                }
            }

            // A field that is closed, or by which nothing is found, gains nothing.
            var open = Enumerable.Range(0, closed.Length).Where(f => !closed[f] && loss[f] > 0 && loss[f] < Cost(f)).ToArray();
            if (open.Length == 0)
            {
                return closed;
            }

            closed[open.MaxBy(f => loss[f])] = true;
        }
    }

    private double Cost(int field) => _matcher.Fields[field] is { HasParts: true } ? SearchCost : _matcher.Schema.Fields[field].Type == FactType.TextList ? ListCost : TextCost;

    private Posting Guarded(int plan, Option? option)
    {
        var guards = new List<(int Field, ulong Mask, double Share)>();
        var clauses = _matcher.Plans[plan].Clauses;
        foreach (var field in clauses.Where((_, i) => i != option?.Clause).SelectMany(c => c.Fields(_matcher.Atoms)).Distinct())
        {
            var buckets = Buckets[field]!;
            var mask = ulong.MaxValue;
            for (var i = 0; i < clauses.Length; i++)
            {
                mask &= i == option?.Clause ? ulong.MaxValue : buckets.Mask(clauses[i], _matcher.Atoms, field);
            }

            guards.Add((field, mask, buckets.Share(mask)));
        }

        var best = guards.Where(g => g.Share < 0.9).OrderBy(g => g.Share).Take(2).ToList();
        var none = (Field: Buckets.Length, Mask: ulong.MaxValue, Share: 1.0);
        var (first, second) = (best.Count > 0 ? best[0] : none, best.Count > 1 ? best[1] : none);
        return new Posting(first.Mask, second.Mask, plan, option?.Clause ?? -1, first.Field, second.Field);
    }

    private sealed record Option(int Clause, int[] Atoms, int[] Fields, double Share);
}
