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
internal sealed class LogHistogram
{
    private const double BinsPerUnit = 16;
    private const double ConsistencyFactor = 1.4826;
    private readonly SortedDictionary<short, uint> _bins = [];

    public long Count { get; private set; }

    public static LogHistogram Read(byte[]? payload)
    {
        var histogram = new LogHistogram();
        for (var at = 0; at < (payload?.Length ?? 0); at += 6)
        {
            var count = BinaryPrimitives.ReadUInt32LittleEndian(payload.AsSpan(at + 2));
            histogram._bins.Add(BinaryPrimitives.ReadInt16LittleEndian(payload.AsSpan(at)), count);
            histogram.Count += count;
        }

        return histogram;
    }

    public void Add(double value)
    {
        var bin = (short)Math.Clamp(Math.Floor(Math.Log(value) * BinsPerUnit), short.MinValue, short.MaxValue);
        _bins[bin] = _bins.GetValueOrDefault(bin) + 1;
        Count++;
    }

    public byte[] Write()
    {
        var payload = new byte[_bins.Count * 6];
        var at = 0;
        foreach (var (bin, count) in _bins)
        {
            BinaryPrimitives.WriteInt16LittleEndian(payload.AsSpan(at), bin);
            BinaryPrimitives.WriteUInt32LittleEndian(payload.AsSpan(at + 2), count);
            at += 6;
        }

        return payload;
    }

    /// <summary>
    /// (x − median) / (1.4826 × median absolute deviation) on logarithms (Iglewicz and Hoaglin 1993). The deviation is
    /// taken as at least half a bin, since peers in one bin cannot be told apart.
    /// </summary>
    public double RobustZ(double value)
    {
        var median = Quantile([.. _bins.Select(bin => (Centre(bin.Key), bin.Value))]);
        var deviations = _bins.Select(bin => (Math.Abs(Centre(bin.Key) - median), bin.Value)).OrderBy(d => d.Item1);
        var deviation = Math.Max(Quantile([.. deviations]), 0.5 / BinsPerUnit);
        return (Math.Log(value) - median) / (ConsistencyFactor * deviation);
    }

    private static double Centre(short bin) => (bin + 0.5) / BinsPerUnit;

    private double Quantile(IReadOnlyList<(double Value, uint Count)> ascending)
    {
        var half = Count / 2.0;
        var below = 0L;
        foreach (var (value, count) in ascending)
        {
            below += count;
            if (below >= half)
            {
                return value;
            }
        }

        return ascending[^1].Value;
    }
}
