using System.Globalization;
using Comity.Kernel.Subjects;

namespace Comity.Programmes.Containers.History;

/// <summary>
/// One record at the moment of its arrival. Looks an entity up in the memory, sets what was known of it, and
/// remembers the sighting; or, when the version before named the same entity, takes over what it said.
/// </summary>
internal sealed class Arrival(ITrackRecords memory, SubjectRecord record, SubjectRecord? before)
{
    private readonly DateTimeOffset _at = (DateTimeOffset)record["manifest.received"]!;

    public SubjectRecord Record => record;

    public ITrackRecords Memory => memory;

    /// <summary>Sets facts that depend on one entity.</summary>
    /// <param name="keyOf">The entity's key in a record; null when the record does not name one.</param>
    /// <param name="paths">The facts that <paramref name="compute"/> sets.</param>
    /// <param name="compute">Sets the facts of a key from the memory and remembers the sighting.</param>
    public void Of(Func<SubjectRecord, string?> keyOf, IReadOnlyList<string> paths, Action<string> compute)
    {
        if (keyOf(record) is not { } key)
        {
            return;
        }

        if (before is null || keyOf(before) != key)
        {
            compute(key);
            return;
        }

        foreach (var path in paths)
        {
            record.Set(path, before[path]);
        }
    }

    /// <summary>Counts sightings of an entity, and the days since the first and the last.</summary>
    /// <param name="alike">Other keys of the same entity: those of its other spellings.</param>
    public void Count(string kind, Func<SubjectRecord, string?> keyOf, string count, string? firstDays = null, string? lastDays = null, Func<IEnumerable<string?>>? alike = null) =>
        Of(keyOf, [.. new[] { count, firstDays, lastDays }.OfType<string>()], key =>
        {
            var tally = See(kind, key, alike);
            record.Set(count, tally.Count);
            if (firstDays is not null)
            {
                record.Set(firstDays, tally.Count == 0 ? 0L : DaysSince(tally.First));
            }

            if (lastDays is not null && tally.Count > 0)
            {
                record.Set(lastDays, DaysSince(tally.Last));
            }
        });

    /// <summary>Counts the other bills that an entity was seen under; a bill of several containers is one.</summary>
    public void OtherBills(string kind, Func<SubjectRecord, string?> keyOf, string path)
    {
        static string Bill(SubjectRecord r) => r["bill.number"] as string ?? "";

        Of(r => Keys.Both(keyOf(r), Bill(r)), [path], _ =>
        {
            var key = keyOf(record)!;
            var (count, known, changed) = Sharers.With(memory.Get(kind, key), Bill(record));
            record.Set(path, known is null ? count : count - 1L);
            if (changed is not null)
            {
                memory.Put(kind, key, changed);
            }
        });
    }

    /// <summary>What was known of an entity before this sighting, which is remembered.</summary>
    public Tally See(string kind, string key, Func<IEnumerable<string?>>? alike = null)
    {
        var tally = Tally.Read(memory.Get(kind, key));
        memory.Put(kind, key, tally.Seen(_at).Write());
        return (alike?.Invoke() ?? []).OfType<string>().Aggregate(tally, (sum, other) => sum.And(Tally.Read(memory.Get(kind, other))));
    }

    /// <summary>Judges a positive figure among its peers, then adds it to them.</summary>
    public void Peers(string kind, Func<SubjectRecord, string?> peersOf, string figure, string z, string population) =>
        Of(
            r => r[figure] is double value and > 0 && double.IsFinite(value)
                ? Keys.Both(peersOf(r), value.ToString("R", CultureInfo.InvariantCulture))
                : null,
            [z, population],
            _ =>
            {
                var peers = peersOf(record)!;
                var value = (double)record[figure]!;
                var histogram = LogHistogram.Read(memory.Get(kind, peers));
                if (histogram.Count >= HistoryFacts.LeastPeers)
                {
                    record.Set(z, histogram.RobustZ(value));
                    record.Set(population, histogram.Count);
                }

                memory.Put(kind, peers, histogram.With(value));
            });

    public long DaysSince(DateTimeOffset then) => Math.Max(0, (long)(_at - then).TotalDays);
}
