using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Comity.Kernel.Assess.Cel;
using Comity.Kernel.Subjects;

namespace Comity.Kernel.Assess.Matching;

/// <summary>A condition with the name and version that its matches carry.</summary>
public sealed record MatcherProfile(string Id, int Version, Condition Condition);

/// <summary>Which outcomes are asked for.</summary>
public enum MatchMode
{
    /// <summary>Profiles that are true.</summary>
    Hits,

    /// <summary>Profiles that are true, and those that missing facts or an error leave undecided.</summary>
    All,
}

/// <summary>What one profile says of one record; false is never reported.</summary>
/// <param name="Row">The record's number among those matched, from 0.</param>
/// <param name="Profile">The profile's number in <see cref="Matcher.Profiles"/>.</param>
/// <param name="Outcome">What <see cref="Condition.Evaluate"/> gives.</param>
public readonly record struct Match(long Row, int Profile, Outcome Outcome);

/// <summary>
/// Many conditions over one schema, compiled so that a record meets only those that can be true of it. An immutable
/// snapshot that many threads may use; says of every record exactly what <see cref="Condition.Evaluate"/> says.
/// </summary>
public sealed class Matcher
{
    /// <summary>Arrivals that one thread takes at a time.</summary>
    public const int BatchRows = 2_048;

    private static readonly ConditionalWeakTable<Condition, NormalForm> Forms = [];

    private readonly ConcurrentBag<EventContext> _eventContexts = [];
    private readonly ConcurrentBag<MatchContext> _chunkContexts = [];
    private readonly ConditionalWeakTable<IChunkSet, ChunkResolution> _resolutions = [];
    private readonly Lazy<EventIndex> _events;
    private readonly Lazy<AccessIndex> _access;

    private Matcher(SubjectSchema schema, MatcherProfile[] profiles, IReadOnlyList<SubjectRecord> sample)
    {
        (Schema, Profiles) = (schema, profiles);
        var atoms = new Dictionary<Atom, int>();
        NormalForm[] forms = [.. profiles.Select(p => Forms.GetValue(p.Condition, NormalForm.Of))];
        Term[][] clauses = [.. forms.Select(f => Clauses(f.Root).Select(n => Term.Of(n, Number)).ToArray())];
        Atoms = [.. atoms.Keys];
        var ofField = Atoms.Select((atom, number) => (Atom: atom as TextAtom, Number: number)).Where(a => a.Atom is not null).ToLookup(a => a.Atom!.Field);
        Fields = [.. schema.Fields.Select((_, field) => ofField.Contains(field) ? new FieldIndex([.. ofField[field]!]) : null)];
        UsedFields = [.. Atoms.Select(a => a.Field).Distinct().Order()];
        Statistics = new Statistics(this, sample);
        Plans = [.. forms.Select((form, i) => new Plan(form, [.. clauses[i].OrderBy(Statistics.Share)]))];
        _events = new(() => new EventIndex(this));
        _access = new(() => new AccessIndex(this));

        int Number(Atom atom)
        {
            if (!atoms.TryGetValue(atom, out var number))
            {
                atoms.Add(atom, number = atoms.Count);
            }

            return number;
        }
    }

    /// <summary>The schema of the records it matches.</summary>
    public SubjectSchema Schema { get; }

    /// <summary>The profiles, in the order given.</summary>
    public IReadOnlyList<MatcherProfile> Profiles { get; }

    internal Atom[] Atoms { get; }

    /// <summary>By field: its text atoms; null when it has none.</summary>
    internal FieldIndex?[] Fields { get; }

    internal int[] UsedFields { get; }

    internal Statistics Statistics { get; }

    /// <summary>By profile: how it is evaluated.</summary>
    internal Plan[] Plans { get; }

    /// <summary>How profiles are found for arrivals.</summary>
    internal EventIndex Events => _events.Value;

    /// <summary>How profiles are found for chunks.</summary>
    internal AccessIndex Access => _access.Value;

    /// <summary>
    /// Compiles conditions. What was made of a condition is kept with it, so that a changed set costs little more than its changes.
    /// </summary>
    /// <param name="schema">The schema of the records.</param>
    /// <param name="profiles">The profiles.</param>
    /// <param name="sample">
    /// Some records such as will be matched: what is rare among them is looked for first. It changes the time, not the result.
    /// </param>
    /// <exception cref="ArgumentException">A condition is over another schema.</exception>
    public static Matcher Compile(SubjectSchema schema, IEnumerable<MatcherProfile> profiles, IReadOnlyList<SubjectRecord>? sample = null)
    {
        MatcherProfile[] all = [.. profiles];
        return Array.Find(all, p => !ReferenceEquals(p.Condition.Schema, schema)) is { } other
            ? throw new ArgumentException($"The condition of {other.Id} is over another schema.", nameof(profiles))
            : new Matcher(schema, all, sample ?? []);
    }

    /// <summary>What the profiles say of records, by record and then by profile.</summary>
    /// <param name="records">Records of the schema.</param>
    /// <param name="mode">Which outcomes are asked for.</param>
    /// <param name="threads">How many threads to use; the result is the same for any number.</param>
    public IReadOnlyList<Match> Match(IReadOnlyList<SubjectRecord> records, MatchMode mode, int threads = 1)
    {
        if (records.Count <= BatchRows || threads == 1)
        {
            return Arrivals(0, records.Count);
        }

        var results = new List<Match>();
        Ordered.Run(
            (records.Count + BatchRows - 1) / BatchRows,
            threads,
            batch => Arrivals(batch * BatchRows, Math.Min(BatchRows, records.Count - (batch * BatchRows))),
            (_, found) => results.AddRange(found));
        return results;

        List<Match> Arrivals(int first, int count)
        {
            // A context that fails half-way is left to the collector.
            var context = _eventContexts.TryTake(out var free) ? free : new EventContext(this);
            var found = context.Match(records, first, count, mode);
            _eventContexts.Add(context);
            return found;
        }
    }

    /// <summary>What the profiles say of the records of chunks.</summary>
    /// <param name="chunks">The chunks, of the same schema.</param>
    /// <param name="mode">Which outcomes are asked for.</param>
    /// <param name="threads">How many threads to use.</param>
    /// <param name="take">Takes the matches of one chunk after the other, by record and then by profile, for any number of threads.</param>
    /// <param name="cancellation">Stops between two chunks.</param>
    /// <exception cref="ChunkDamagedException">A chunk is not what was written.</exception>
    public void Match(IChunkSet chunks, MatchMode mode, int threads, Action<IReadOnlyList<Match>> take, CancellationToken cancellation = default)
    {
        if (!ReferenceEquals(chunks.Schema, Schema))
        {
            throw new ArgumentException("The chunks are of another schema.", nameof(chunks));
        }

        var resolved = _resolutions.GetValue(chunks, set => new ChunkResolution(this, set));
        Ordered.Run(
            chunks.Count,
            threads,
            index =>
            {
                cancellation.ThrowIfCancellationRequested();
                var context = _chunkContexts.TryTake(out var free) ? free : new MatchContext(this);
                var found = context.MatchChunk(chunks[index], chunks.FirstRow(index), resolved, mode);
                _chunkContexts.Add(context);
                return found;
            },
            (_, found) => take(found));
    }

    private static Node[] Clauses(Node root) => root switch
    {
        AllOf all => all.Terms,
        Constant => [],
        _ => [root],
    };
}

/// <summary>Runs numbered pieces of work on several threads and takes their results in order.</summary>
internal static class Ordered
{
    public static void Run<T>(int count, int threads, Func<int, T> work, Action<int, T> take)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        if (threads == 1 || count < 2)
        {
            for (var i = 0; i < count; i++)
            {
                take(i, work(i));
            }

            return;
        }

        var next = -1;
        var taken = 0;
        var waiting = new Dictionary<int, T>();
        var gate = new Lock();
        try
        {
            Parallel.For(0, Math.Min(threads, count), new ParallelOptions { MaxDegreeOfParallelism = threads }, (_, state) =>
            {
                for (var i = Interlocked.Increment(ref next); i < count && !state.IsExceptional; i = Interlocked.Increment(ref next))
                {
                    var result = work(i);
                    lock (gate)
                    {
                        waiting.Add(i, result);
                        while (waiting.Remove(taken, out var ready))
                        {
                            take(taken++, ready);
                        }
                    }
                }
            });
        }
        catch (AggregateException several)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(several.InnerExceptions[0]);
        }
    }
}
