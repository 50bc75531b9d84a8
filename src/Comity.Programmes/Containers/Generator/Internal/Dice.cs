namespace Comity.Programmes.Containers.Generator.Internal;

/// <summary>
/// Random numbers that are the same on every machine and in every version of .NET: SplitMix64 (Steele, Lea, Flood 2014)
/// and integer arithmetic only.
/// </summary>
internal sealed class Dice(ulong seed)
{
    private ulong state = seed;

    /// <summary>A well-mixed number from two numbers, for things that must be the same wherever they are asked for.</summary>
    public static ulong Hash(ulong a, ulong b) => Mix(Mix(a + 0x9E3779B97F4A7C15) ^ (b * 0xD1B54A32D192ED03));

    /// <summary>From 0 to <paramref name="exclusive"/> − 1.</summary>
    public int Below(int exclusive) => (int)(Next() % (ulong)exclusive);

    /// <summary>From <paramref name="min"/> to <paramref name="max"/>, both included.</summary>
    public int Between(int min, int max) => min + Below(max - min + 1);

    /// <summary>True in so many of a thousand cases.</summary>
    public bool PerMille(int share) => Below(1000) < share;

    public T Pick<T>(IReadOnlyList<T> items) => items[Below(items.Count)];

    /// <summary>An index by weight.</summary>
    public int Weighted(ReadOnlySpan<int> weights)
    {
        var total = 0;
        foreach (var weight in weights)
        {
            total += weight;
        }

        var at = Below(total);
        for (var i = 0; ; i++)
        {
            at -= weights[i];
            if (at < 0)
            {
                return i;
            }
        }
    }

    /// <summary>
    /// A rank from 0 to <paramref name="count"/> − 1 after Zipf's law with exponent 1: every doubling of the rank has the
    /// same share.
    /// </summary>
    public int Rank(int count)
    {
        var octaves = 1;
        while (1 << octaves < count + 1)
        {
            octaves++;
        }

        while (true)
        {
            var low = 1 << Below(octaves);
            var rank = low + Below(low) - 1;
            if (rank < count)
            {
                return rank;
            }
        }
    }

    private ulong Next()
    {
        state += 0x9E3779B97F4A7C15;
        return Mix(state);
    }

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
