using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Comity.Kernel.Assess.Matching;
using Comity.Kernel.Subjects;

namespace Comity.Bench.Engine;

/// <summary>
/// The profile engine on a generated workload: arrivals (objects in, hits out), history in chunks, and on request the
/// rivals on a part of the same events, where all must name the same hits. JSON Lines; exit code 1 when they do not.
/// </summary>
internal static class EngineBench
{
    private const int Seed = 20261124;

    /// <summary>Arrivals are matched when they have just been made, while they are in the processor's cache: so many events are.</summary>
    private const int FreshEvents = 4_096;

    private const double LeastCpuSeconds = 0.6;

    /// <summary>Pairs of event and profile that a slow rival is given at most; it would take hours for all.</summary>
    private const long RivalPairs = 4_000_000;

    public static int Run(string[] args)
    {
        var (profiles, events, rivals) = (1_000, 200_000, false);
        for (var i = 0; i < args.Length; i++)
        {
            var isNumber = i + 1 < args.Length && int.TryParse(args[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n > 0;
            switch (args[i])
            {
                case "--profiles" when isNumber: profiles = int.Parse(args[++i], CultureInfo.InvariantCulture); break;
                case "--events" when isNumber: events = int.Parse(args[++i], CultureInfo.InvariantCulture); break;
                case "--rivals": rivals = true; break;
                case "--json": break;
                default:
                    Console.Error.WriteLine("usage: Comity.Bench engine [--profiles N] [--events M] [--rivals] [--json]");
                    return 2;
            }
        }

        var workload = new Workload(profiles, Seed);
        var matcher = workload.Compile();
        var all = workload.Events(events, Seed + 1);
        Console.Error.WriteLine($"{profiles} profiles, {matcher.Profiles.Count} compiled; {events} events made.");
        var stream = Stream(matcher, all);
        Report("comity stream", profiles, all.Length, stream.Seconds, stream.Hits.Count, stream.Seconds / all.Length);
        var agree = Chunks(matcher, workload, all, stream.Hits, stream.Seconds);
        Latency(matcher, all, profiles);
        return (!rivals || Rivals(workload, matcher, all)) && agree ? 0 : 1;
    }

    private static (double Seconds, HashSet<(int, int)> Hits) Stream(Matcher matcher, SubjectRecord[] events)
    {
        var found = matcher.Match(events, MatchMode.Hits);
        var fresh = new ArraySegment<SubjectRecord>(events, 0, Math.Min(events.Length, FreshEvents));
        var seconds = Warm(() => matcher.Match(fresh, MatchMode.Hits)) / fresh.Count * events.Length;
        var cold = Cpu(() => matcher.Match(events, MatchMode.Hits));
        Report("comity stream, events not in the cache", matcher.Profiles.Count, events.Length, cold, found.Count, seconds / events.Length);
        return (seconds, [.. found.Select(m => ((int)m.Row, m.Profile))]);
    }

    private static bool Chunks(Matcher matcher, Workload workload, SubjectRecord[] events, HashSet<(int, int)> expected, double streamSeconds)
    {
        // History lies clustered by origin and commodity.
        var order = Enumerable.Range(0, events.Length)
            .OrderBy(i => events[i][0] as string, StringComparer.Ordinal).ThenBy(i => (events[i][Workload.FirstList] as string[])?[0], StringComparer.Ordinal).ToArray();
        var agree = true;
        foreach (var (name, rows) in new[] { ("comity chunks, arrival order", Enumerable.Range(0, events.Length).ToArray()), ("comity chunks, clustered", order) })
        {
            var chunks = ChunkSet.Of(workload.Schema, rows.Select(i => events[i]), new HashSet<int> { Workload.Description });
            var found = new List<Match>();
            matcher.Match(chunks, MatchMode.Hits, 1, found.AddRange);
            agree &= expected.SetEquals(found.Select(m => (rows[m.Row], m.Profile)));
            var seconds = Warm(() => matcher.Match(chunks, MatchMode.Hits, 1, _ => { }));
            Report(name, matcher.Profiles.Count, events.Length, seconds, found.Count, streamSeconds / events.Length);
        }

        var undecided = 0;
        var both = ChunkSet.Of(workload.Schema, order.Take(Math.Min(events.Length, 50_000)).Select(i => events[i]), new HashSet<int> { Workload.Description });
        matcher.Match(both, MatchMode.All, 1, m => undecided += m.Count);
        var withUnknown = Warm(() => matcher.Match(both, MatchMode.All, 1, _ => { }));
        Report("comity chunks, hits and unknown", matcher.Profiles.Count, Math.Min(events.Length, 50_000), withUnknown, undecided, streamSeconds / events.Length);
        if (!agree)
        {
            Console.Error.WriteLine("Stream and chunks disagree.");
        }

        return agree;
    }

    private static void Latency(Matcher matcher, SubjectRecord[] events, int profiles)
    {
        const int batch = 64;
        var times = new List<double>();
        for (var round = 0; round < 3; round++)
        {
            times.Clear();
            for (var at = 0; at + batch <= Math.Min(events.Length, 64_000); at += batch)
            {
                var started = Stopwatch.GetTimestamp();
                matcher.Match(new ArraySegment<SubjectRecord>(events, at, batch), MatchMode.Hits);
                times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            }
        }

        times.Sort();
        Console.WriteLine(JsonSerializer.Serialize(new
        {
            engine = "comity batch of 64",
            profiles,
            milliseconds_p50 = Math.Round(times[times.Count / 2], 4),
            milliseconds_p99 = Math.Round(times[times.Count * 99 / 100], 4),
        }));
    }

    private static bool Rivals(Workload workload, Matcher matcher, SubjectRecord[] events)
    {
        var agree = true;
        var count = (int)Math.Clamp(RivalPairs / workload.Profiles.Count, 100, events.Length);
        using var duck = new DuckDbRival(workload);
        foreach (var make in new Func<IRival>[] { () => new DelegateLoop(workload), () => duck, () => new MicrosoftRules(workload) })
        {
            var rival = make();
            var part = events[..(rival is MicrosoftRules ? Math.Min(count, Math.Max(50, count / 20)) : rival is DuckDbRival ? Math.Min(events.Length, 50_000) : count)];
            if (rival is DuckDbRival)
            {
                duck.Fill(part);
            }
            else
            {
                // What is compiled at first use is not measured.
                rival.Run(part[..Math.Min(part.Length, 20)]);
            }

            HashSet<(int, int)> hits = [];
            var seconds = Cpu(() => hits = rival.Run(part));
            var own = matcher.Match(part, MatchMode.Hits);
            var ownSeconds = Warm(() => matcher.Match(part, MatchMode.Hits));
            Report(rival.Name, workload.Profiles.Count, part.Length, seconds, hits.Count, ownSeconds / part.Length);
            if (!hits.SetEquals(own.Select(m => ((int)m.Row, m.Profile))))
            {
                Console.Error.WriteLine($"{rival.Name} and Comity disagree: {hits.Count} and {own.Count} hits.");
                agree = false;
            }
        }

        return agree;
    }

    /// <summary>CPU-seconds of one run, the mean of many after a few that are not measured.</summary>
    private static double Warm(Action work)
    {
        Repeat(work, LeastCpuSeconds / 4);
        return Repeat(work, LeastCpuSeconds);
    }

    private static double Repeat(Action work, double leastSeconds)
    {
        var (runs, seconds) = (0, 0.0);
        for (var more = 1; seconds < leastSeconds; more *= 2)
        {
            var count = more;
            seconds += Cpu(() =>
            {
                for (var i = 0; i < count; i++)
                {
                    work();
                }
            });
            runs += count;
        }

        return seconds / runs;
    }

    private static double Cpu(Action work)
    {
        using var process = Process.GetCurrentProcess();
        var before = process.TotalProcessorTime;
        work();
        process.Refresh();
        return (process.TotalProcessorTime - before).TotalSeconds;
    }

    private static void Report(string engine, int profiles, long events, double seconds, long hits, double comitySecondsPerEvent) =>
        Console.WriteLine(JsonSerializer.Serialize(new
        {
            engine,
            profiles,
            events,
            cpu_seconds = Math.Round(seconds, 4),
            events_per_cpu_second = Math.Round(events / seconds, 1),
            hits,
            ratio_to_comity = Math.Round(comitySecondsPerEvent * events / seconds, 6),
        }));
}
