using Comity.Kernel.Subjects;

namespace Comity.Kernel.Assess.Matching;

/// <summary>
/// How often predicates hold: counted in a sample of records, guessed where there is none. It decides where profiles are
/// looked for first, never what is found.
/// </summary>
internal sealed class Statistics
{
    private const int MostRecords = 2_048;
    private const int GuessWeight = 2;

    private readonly Matcher _matcher;
    private readonly int[] _counts;
    private readonly long[]?[] _keys;
    private readonly int[] _trues;

    public Statistics(Matcher matcher, IReadOnlyList<SubjectRecord> sample)
    {
        _matcher = matcher;
        _counts = new int[matcher.Atoms.Length];
        _keys = new long[]?[matcher.Schema.Fields.Count];
        _trues = new int[matcher.Schema.Fields.Count];
        Sample = [.. Enumerable.Range(0, Math.Min(sample.Count, MostRecords)).Select(i => sample[(int)((long)i * sample.Count / Math.Min(sample.Count, MostRecords))])];
        foreach (var field in matcher.UsedFields)
        {
            if (matcher.Fields[field] is { } index)
            {
                CountTexts(field, index);
            }
            else
            {
                object[] known = [.. Sample.Select(r => r[field]).OfType<object>()];
                _trues[field] = known.Count(v => v is true);
                _keys[field] = [.. known.Select(NumberKey.Of).OfType<long>().Order()];
            }
        }
    }

    /// <summary>The records counted, at most some thousands.</summary>
    public IReadOnlyList<SubjectRecord> Sample { get; }

    /// <summary>Of a field of numbers: the keys (see <see cref="NumberKey"/>) in the sample, ascending.</summary>
    public ReadOnlySpan<long> Keys(int field) => _keys[field];

    /// <summary>The share of records that make a term true.</summary>
    public double Share(Term term)
    {
        if (term.Terms is { } terms)
        {
            return term.IsAnd ? terms.Min(Share) : Math.Min(1, terms.Sum(Share));
        }

        return term.Atom < 0 ? 1 : term.IsNegated ? 1 - Share(term.Atom) : Share(term.Atom);
    }

    /// <summary>The share of records that make an atom true.</summary>
    public double Share(int atom) => _matcher.Atoms[atom] switch
    {
        TextAtom text => Mix(_counts[atom], Guess(text)),
        Between between => Mix(Within(between.Field, between.Low, between.High), 0.3),
        NumberBetween between when NumberKey.Of(between.Low) is { } low && NumberKey.Of(between.High) is { } high => Mix(Within(between.Field, low, high), 0.3),
        Holding holding => Mix(_trues[holding.Field], 0.3),
        _ => 0.9,
    };

    private double Mix(int count, double guess) => (count + (GuessWeight * guess)) / (Sample.Count + GuessWeight);

    // Profiles name many different values of a field that has many: the share of a value is guessed from that.
    private double Guess(TextAtom atom)
    {
        var values = Math.Max(_matcher.Fields[atom.Field]!.ExactValues.Count, 4);
        return atom switch
        {
            OneOf one => Math.Min(1, (double)one.Values.Length / values),
            BeginsWith begins => Math.Min(1, Math.Pow(0.3, begins.Part.Length)),
            Includes includes => includes.Part.Length > 2 ? 0.02 : 0.5,
            FinishesWith => 0.1,
            Resembles => 0.1,
            _ => 1,
        };
    }

    private int Within(int field, long low, long high)
    {
        var keys = _keys[field]!;
        return Math.Max(0, Before(keys, high == long.MaxValue ? high : high + 1) - Before(keys, low));
    }

    private static int Before(long[] keys, long key)
    {
        var (low, high) = (0, keys.Length);
        while (low < high)
        {
            var middle = (low + high) >> 1;
            (low, high) = keys[middle] < key ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    private void CountTexts(int field, FieldIndex index)
    {
        var known = new Dictionary<string, int[]>(StringComparer.Ordinal);
        var scratch = new List<int>();
        var ofRecord = new HashSet<int>();
        foreach (var record in Sample)
        {
            ofRecord.Clear();
            foreach (var text in record[field] switch { string text => [text], IReadOnlyList<string> list => list, _ => [] })
            {
                if (!known.TryGetValue(text, out var atoms))
                {
                    known.Add(text, atoms = index.Resolve(text, isWord: false, scratch));
                }

                ofRecord.UnionWith(atoms);
            }

            foreach (var atom in ofRecord)
            {
                _counts[atom]++;
            }
        }
    }
}

/// <summary>Whole numbers, times and fractions as whole numbers in the same order.</summary>
internal static class NumberKey
{
    /// <summary>The key of a fact; <see langword="null"/> for NaN and for what is no number.</summary>
    public static long? Of(object value) => value switch
    {
        long whole => whole,
        DateTimeOffset instant => instant.UtcTicks,
        double number => Of(number),
        _ => null,
    };

    /// <summary>The key of a fraction; <see langword="null"/> for NaN. Both zeros have one.</summary>
    public static long? Of(double number) => double.IsNaN(number) ? null : OfKnown(number);

    /// <summary>The key of a fraction that is not NaN.</summary>
    public static long OfKnown(double number)
    {
        var bits = BitConverter.DoubleToInt64Bits(number + 0.0);
        return bits ^ ((bits >> 63) & long.MaxValue);
    }
}
