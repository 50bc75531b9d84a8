using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;

namespace Comity.Programmes.Containers.History;

/// <summary>How often and when an entity was seen.</summary>
/// <param name="Count">Times seen.</param>
/// <param name="First">When first.</param>
/// <param name="Last">When last.</param>
internal readonly record struct Tally(long Count, DateTimeOffset First, DateTimeOffset Last)
{
    public static Tally Read(byte[]? payload) => payload is null
        ? default
        : new Tally(
            BinaryPrimitives.ReadInt64LittleEndian(payload),
            new DateTimeOffset(BinaryPrimitives.ReadInt64LittleEndian(payload.AsSpan(8)), TimeSpan.Zero),
            new DateTimeOffset(BinaryPrimitives.ReadInt64LittleEndian(payload.AsSpan(16)), TimeSpan.Zero));

    /// <summary>What two spellings of one entity were seen together.</summary>
    public Tally And(Tally other) => Count == 0 ? other : other.Count == 0 ? this
        : new Tally(Count + other.Count, First < other.First ? First : other.First, Last > other.Last ? Last : other.Last);

    public Tally Seen(DateTimeOffset at) => Count == 0
        ? new Tally(1, at, at)
        : new Tally(Count + 1, at < First ? at : First, at > Last ? at : Last);

    public byte[] Write()
    {
        var payload = new byte[24];
        BinaryPrimitives.WriteInt64LittleEndian(payload, Count);
        BinaryPrimitives.WriteInt64LittleEndian(payload.AsSpan(8), First.UtcTicks);
        BinaryPrimitives.WriteInt64LittleEndian(payload.AsSpan(16), Last.UtcTicks);
        return payload;
    }
}

/// <summary>Which companies, or bills, share something, as hashes of their keys, up to <see cref="Most"/>.</summary>
internal static class Sharers
{
    public const int Most = 32;

    /// <summary>Whether a company has used it.</summary>
    public static bool Hold(byte[]? payload, string party)
    {
        var hash = XxHash64.HashToUInt64(Encoding.UTF8.GetBytes(party));
        for (var at = 0; at < (payload?.Length ?? 0); at += 8)
        {
            if (BinaryPrimitives.ReadUInt64LittleEndian(payload.AsSpan(at)) == hash)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The companies that have used it, this one included.</summary>
    /// <returns>How many, whether this one had (null when there are too many to tell), and the payload to keep (null when unchanged).</returns>
    public static (int Count, bool? Known, byte[]? Changed) With(byte[]? payload, string party)
    {
        var hash = XxHash64.HashToUInt64(Encoding.UTF8.GetBytes(party));
        var held = payload ?? [];
        for (var at = 0; at < held.Length; at += 8)
        {
            if (BinaryPrimitives.ReadUInt64LittleEndian(held.AsSpan(at)) == hash)
            {
                return (held.Length / 8, true, null);
            }
        }

        if (held.Length / 8 >= Most)
        {
            return (Most, null, null);
        }

        var changed = new byte[held.Length + 8];
        held.CopyTo(changed, 0);
        BinaryPrimitives.WriteUInt64LittleEndian(changed.AsSpan(held.Length), hash);
        return (changed.Length / 8, false, changed);
    }
}

/// <summary>
/// The distribution of a positive figure among peers, as counts in bins of its logarithm: sixteen to an e-fold, so
/// a quantile is off by 3 % at most. Small, order-independent, never stores a value.
/// </summary>
internal readonly struct LogHistogram
{
    private const double BinsPerUnit = 16;
    private const double ConsistencyFactor = 1.4826;

    // Kilograms, cubic metres and prices lie far inside e^-32 to e^32; what does not is counted at the edge.
    private const int LowestBin = -512;
    private const int HighestBin = 511;

    private readonly int _first;
    private readonly uint[] _counts;

    private LogHistogram(int first, uint[] counts)
    {
        _first = first;
        _counts = counts;
        foreach (var count in counts)
        {
            Count += count;
        }
    }

    public long Count { get; }

    /// <summary>The payload is the first bin and then a count for each bin up to the last.</summary>
    public static LogHistogram Read(byte[]? payload)
    {
        if (payload is null)
        {
            return new LogHistogram(0, []);
        }

        var counts = new uint[(payload.Length / 4) - 1];
        for (var i = 0; i < counts.Length; i++)
        {
            counts[i] = BinaryPrimitives.ReadUInt32LittleEndian(payload.AsSpan(4 + (4 * i)));
        }

        return new LogHistogram(BinaryPrimitives.ReadInt32LittleEndian(payload), counts);
    }

    /// <summary>The payload with one more value.</summary>
    public byte[] With(double value)
    {
        var bin = Bin(value);
        var first = _counts.Length == 0 ? bin : Math.Min(_first, bin);
        var last = _counts.Length == 0 ? bin : Math.Max(_first + _counts.Length - 1, bin);
        var payload = new byte[4 * (last - first + 2)];
        BinaryPrimitives.WriteInt32LittleEndian(payload, first);
        for (var i = first; i <= last; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(payload.AsSpan(4 * (i - first + 1)), At(i) + (i == bin ? 1u : 0u));
        }

        return payload;
    }

    /// <summary>
    /// (x − median) / (1.4826 × median absolute deviation) on logarithms (Iglewicz and Hoaglin 1993). The deviation is
    /// taken as at least half a bin, since peers in one bin cannot be told apart.
    /// </summary>
    public double RobustZ(double value)
    {
        var half = (Count + 1) / 2;
        var median = _first;
        for (long below = At(median); below < half; below += At(median))
        {
            median++;
        }

        // Bins around the median, from the inside out: their distance is the deviation.
        var distance = 0;
        for (long within = At(median); within < half;)
        {
            distance++;
            within += At(median - distance) + (long)At(median + distance);
        }

        var deviation = Math.Max(distance, 0.5) / BinsPerUnit;
        return (Math.Log(value) - ((median + 0.5) / BinsPerUnit)) / (ConsistencyFactor * deviation);
    }

    private static int Bin(double value) => (int)Math.Clamp(Math.Floor(Math.Log(value) * BinsPerUnit), LowestBin, HighestBin);

    private uint At(int bin) => (uint)(bin - _first) < (uint)_counts.Length ? _counts[bin - _first] : 0;
}
