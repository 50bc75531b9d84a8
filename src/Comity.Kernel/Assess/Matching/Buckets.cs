using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Comity.Kernel.Subjects;

namespace Comity.Kernel.Assess.Matching;

/// <summary>
/// Sorts the values of one field into 64 buckets, so that one bit says of a profile and a record that a predicate surely
/// does not hold. Texts go by their hash, numbers by where they lie; the last bucket is that of a missing fact.
/// </summary>
internal sealed class Buckets
{
    /// <summary>The bucket of a missing fact.</summary>
    public const int Missing = 63;

    private const int NotANumber = 62;
    private const int MostCuts = 61;

    private readonly FactType _type;
    private readonly long[] _cuts = new long[64];
    private readonly int _most;
    private readonly int[] _counts = new int[64];
    private readonly int _sampled;

    public Buckets(int field, Matcher matcher, Statistics statistics)
    {
        _type = matcher.Schema.Fields[field].Type;
        if (_type is FactType.Integer or FactType.Number or FactType.Timestamp)
        {
            long[] keys = [.. statistics.Keys(field)];
            var cuts = Cuts(keys.Length >= MostCuts ? keys : [.. matcher.Atoms.Where(a => a.Field == field).SelectMany(Bounds).Order()]);
            Array.Fill(_cuts, long.MaxValue);
            cuts.CopyTo(_cuts, 0);
            _most = cuts.Length;
        }

        _sampled = statistics.Sample.Count;
        foreach (var record in statistics.Sample)
        {
            _counts[Of(record[field])]++;
        }
    }

    /// <summary>The bucket of a text with a hash.</summary>
    public static int OfHash(ulong hash) => (int)(((hash >> 32) * Missing) >> 32);

    /// <summary>The bucket of a fact.</summary>
    public int Of(object? value) => value switch
    {
        null => Missing,
        double number => double.IsNaN(number) ? NotANumber : OfKey(NumberKey.OfKnown(number)),
        string text => OfHash(TextHash.Of(text)),
        bool truth => truth ? 1 : 0,
        long whole => OfKey(whole),
        DateTimeOffset instant => OfKey(instant.UtcTicks),
        _ => 0,
    };

    /// <summary>The buckets in which a term can be true; all when it reads another field or cannot be told apart.</summary>
    public ulong Mask(Term term, Atom[] atoms, int field)
    {
        if (term.Terms is { } terms)
        {
            var mask = term.IsAnd ? ulong.MaxValue : 0;
            foreach (var part in terms)
            {
                mask = term.IsAnd ? mask & Mask(part, atoms, field) : mask | Mask(part, atoms, field);
            }

            return mask;
        }

        return term.Atom < 0 || term.Fails >= 0 || atoms[term.Atom].Field != field ? ulong.MaxValue : Mask(atoms[term.Atom], term.IsNegated);
    }

    /// <summary>The share of records whose bucket is among some.</summary>
    public double Share(ulong mask)
    {
        var count = 0;
        for (var i = 0; i < _counts.Length; i++)
        {
            count += (mask >> i & 1) != 0 ? _counts[i] : 0;
        }

        return (count + (System.Numerics.BitOperations.PopCount(mask) / 64.0)) / (_sampled + 1);
    }

    private ulong Mask(Atom atom, bool isNegated) => atom switch
    {
        // A negation is true of a known fact only, unless it is that of knowing.
        Known => isNegated ? 1UL << Missing : ~(1UL << Missing),
        Holding => isNegated ? 1UL : 2UL,
        OneOf one when !isNegated && _type == FactType.Text => one.Values.Aggregate(0UL, (mask, value) => mask | (1UL << OfHash(TextHash.Of(value)))),
        Between between => Range(between.Low, between.High, isNegated),
        NumberBetween between => NumberKey.Of(between.Low) is { } low && NumberKey.Of(between.High) is { } high ? Range(low, high, isNegated) : ulong.MaxValue,
        _ => ~(1UL << Missing),
    };

    private ulong Range(long low, long high, bool isNegated)
    {
        const ulong known = ~(1UL << Missing);
        if (low > high)
        {
            return isNegated ? known : 0;
        }

        var (first, last) = (OfKey(low), OfKey(high));

        // At both ends a bucket may have values within and without.
        return isNegated ? known & ~Run(first + 1, last - 1) : Run(first, last);
    }

    private static ulong Run(int first, int last) => first > last ? 0 : (ulong.MaxValue >> (63 - last)) & (ulong.MaxValue << first);

    /// <summary>How many cuts a key has reached.</summary>
    private int OfKey(long key)
    {
        // Six steps without a jump, since no processor can foresee where a number lies.
        ref var cuts = ref MemoryMarshal.GetArrayDataReference(_cuts);
        nint at = 0;
        at += Unsafe.Add(ref cuts, at + 31) <= key ? 32 : 0;
        at += Unsafe.Add(ref cuts, at + 15) <= key ? 16 : 0;
        at += Unsafe.Add(ref cuts, at + 7) <= key ? 8 : 0;
        at += Unsafe.Add(ref cuts, at + 3) <= key ? 4 : 0;
        at += Unsafe.Add(ref cuts, at + 1) <= key ? 2 : 0;
        at += Unsafe.Add(ref cuts, at) <= key ? 1 : 0;
        return Math.Min((int)at, _most);
    }

    private static long[] Cuts(long[] keys) =>
        [.. Enumerable.Range(1, MostCuts).Select(i => keys.Length == 0 ? 0 : keys[(int)((long)i * (keys.Length - 1) / MostCuts)]).Distinct()];

    private static IEnumerable<long> Bounds(Atom atom) => atom switch
    {
        Between between => [between.Low, between.High],
        NumberBetween between => new[] { NumberKey.Of(between.Low), NumberKey.Of(between.High) }.OfType<long>(),
        _ => [],
    };
}
