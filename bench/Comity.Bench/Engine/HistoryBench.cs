using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Comity.Kernel.Assess.Matching;
using Comity.Kernel.Subjects;
using Comity.Store.Chunks;

namespace Comity.Bench.Engine;

/// <summary>
/// Screening a long history again: chunks in a file that is mapped, not held in memory. The rival is the disk: reading the
/// same bytes from one end to the other. Some rows are also matched as arrivals, and both must name the same hits.
/// </summary>
internal static class HistoryBench
{
    private const int Seed = 20261124;

    /// <summary>Rows that are sorted together by origin and commodity, as a nightly tidying of a history would.</summary>
    private const int ClusterRows = 16 * Chunk.MaxRows;

    private const string DropCaches = "/proc/sys/vm/drop_caches";

    private static readonly int[] ThreadCounts = [1, 2];

    public static int Run(string[] args)
    {
        var (profiles, rows, copies, file) = (1_000, 1_000_000, 1, "");
        for (var i = 0; i < args.Length; i++)
        {
            var number = i + 1 < args.Length && int.TryParse(args[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n > 0 ? n : 0;
            switch (args[i])
            {
                case "--profiles" when number > 0: (profiles, i) = (number, i + 1); break;
                case "--rows" when number > 0: (rows, i) = (number, i + 1); break;
                case "--copies" when number > 0: (copies, i) = (number, i + 1); break;
                case "--file" when i + 1 < args.Length: file = args[++i]; break;
                default:
                    Console.Error.WriteLine("usage: Comity.Bench history --file FILE [--profiles N] [--rows M] [--copies K]; a file that exists is measured as it is");
                    return 2;
            }
        }

        var workload = new Workload(profiles, Seed);
        if (!File.Exists(file))
        {
            var made = Stopwatch.StartNew();
            var builder = new ChunkBuilder(workload.Schema, new HashSet<int> { Workload.Description });
            ChunkFile.Write(file, workload.Schema, builder, Chunks(builder));
            Console.Error.WriteLine($"{rows} rows, {copies} times, written in {made.Elapsed.TotalSeconds:0} s.");
        }

        return Measure(workload, file);

        IEnumerable<(byte[] Bytes, int Rows)> Chunks(ChunkBuilder builder)
        {
            var first = new List<(byte[] Bytes, int Rows)>();
            foreach (var chunk in Make(workload, rows, builder))
            {
                first.Add(chunk);
                yield return chunk;
            }

            for (var copy = 1; copy < copies; copy++)
            {
                foreach (var chunk in first)
                {
                    yield return chunk;
                }
            }
        }
    }

    private static IEnumerable<(byte[] Bytes, int Rows)> Make(Workload workload, int rows, ChunkBuilder builder)
    {
        for (var made = 0; made < rows; made += ClusterRows)
        {
            foreach (var record in Cluster(workload, made, Math.Min(ClusterRows, rows - made)))
            {
                builder.Add(record);
                if (builder.IsFull)
                {
                    yield return (builder.Build(), Chunk.MaxRows);
                }
            }
        }

        if (builder.Rows is > 0 and var rest)
        {
            yield return (builder.Build(), rest);
        }
    }

    private static SubjectRecord[] Cluster(Workload workload, int first, int count) =>
    [
        .. workload.Events(count, Seed + 1 + (first / ClusterRows))
            .OrderBy(e => e[0] as string, StringComparer.Ordinal).ThenBy(e => (e[Workload.FirstList] as string[])?[0], StringComparer.Ordinal),
    ];

    private static int Measure(Workload workload, string file)
    {
        var matcher = workload.Compile();
        var length = new FileInfo(file).Length;
        var isCold = TryForget();
        Report("reading the bytes", 0, Timed(() => ReadAll(file)));
        var agree = true;
        long? hits = null;
        foreach (var threads in ThreadCounts)
        {
            isCold &= TryForget();
            using var chunks = ChunkFile.Open(file, workload.Schema);
            var rows = chunks.FirstRow(chunks.Count - 1) + chunks[chunks.Count - 1].Rows;
            var found = 0L;

            // Once with what is checked at first use and read from the disk, then as long as the file stays open.
            foreach (var pass in new[] { "first", "again" })
            {
                found = 0;
                var seconds = Timed(() => matcher.Match(chunks, MatchMode.Hits, threads, m => found += m.Count));
                Report($"comity, {threads} thread{(threads > 1 ? "s" : "")}, {pass}", rows, seconds, found, AnonymousKilobytes());
                agree &= (hits ??= found) == found;
            }
        }

        agree &= SameAsArrivals(matcher, workload, file);
        if (!isCold)
        {
            Console.Error.WriteLine($"{DropCaches} could not be written: the file may have been in memory.");
        }

        if (!agree)
        {
            Console.Error.WriteLine("Two runs disagree on the hits.");
        }

        return agree ? 0 : 1;

        void Report(string engine, long rows, (double Cpu, double Wall) seconds, long? found = null, long? kilobytes = null) => Console.WriteLine(JsonSerializer.Serialize(new
        {
            engine,
            profiles = matcher.Profiles.Count,
            rows,
            bytes = length,
            cpu_seconds = Math.Round(seconds.Cpu, 3),
            wall_seconds = Math.Round(seconds.Wall, 3),
            rows_per_cpu_second = Math.Round(rows / seconds.Cpu),
            rows_per_second = Math.Round(rows / seconds.Wall),
            hits = found,
            memory_kilobytes = kilobytes,
        }));
    }

    /// <summary>The first rows of the file, made again and matched as arrivals.</summary>
    private static bool SameAsArrivals(Matcher matcher, Workload workload, string file)
    {
        using var chunks = ChunkFile.Open(file, workload.Schema);
        var arrivals = Cluster(workload, 0, ClusterRows)[..Math.Min(ClusterRows, chunks[0].Rows)];
        var expected = matcher.Match(arrivals, MatchMode.Hits).Select(m => (m.Row, m.Profile)).ToHashSet();
        var found = new HashSet<(long, int)>();
        matcher.Match(chunks, MatchMode.Hits, 1, m => found.UnionWith(m.Where(h => h.Row < arrivals.Length).Select(h => (h.Row, h.Profile))));
        return expected.SetEquals(found);
    }

    private static void ReadAll(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, 0, FileOptions.SequentialScan);
        var buffer = new byte[1 << 20];
        while (stream.Read(buffer) > 0)
        {
        }
    }

    private static (double Cpu, double Wall) Timed(Action work)
    {
        using var process = Process.GetCurrentProcess();
        var before = process.TotalProcessorTime;
        var watch = Stopwatch.StartNew();
        work();
        process.Refresh();
        return ((process.TotalProcessorTime - before).TotalSeconds, watch.Elapsed.TotalSeconds);
    }

    /// <summary>Memory that is not the mapped file.</summary>
    private static long AnonymousKilobytes() => long.Parse(
        File.ReadLines("/proc/self/status").First(l => l.StartsWith("RssAnon:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture);

    /// <summary>Lets the system forget what it holds of files, which takes the rights of an administrator.</summary>
    private static bool TryForget()
    {
        try
        {
            File.WriteAllText(DropCaches, "1");
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
