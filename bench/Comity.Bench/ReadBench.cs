using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using Comity.Formats.Cargo;
using Comity.Formats.Cuscar;
using Comity.Formats.Edifact;

namespace Comity.Bench;

/// <summary>
/// Reading CUSCAR: a plain search for the service characters, the segment reader, the full reader and a reader that
/// splits strings, in turns on one thread over the same bytes.
/// </summary>
internal static class ReadBench
{
    private const int Rounds = 9;
    private const int Seed = 20240102;

    private static readonly SearchValues<byte> Service = SearchValues.Create("+:'?"u8);

    public static int Run(string[] args)
    {
        var megabytes = 64;
        string? file = null;
        for (var i = 0; i < args.Length; i++)
        {
            if (args[i] == "--mb" && i + 1 < args.Length
                && int.TryParse(args[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var wanted) && wanted is > 0 and <= 1024)
            {
                megabytes = wanted;
                i++;
            }
            else if (file is null && File.Exists(args[i]))
            {
                file = args[i];
            }
            else
            {
                Console.Error.WriteLine("usage: Comity.Bench read [--mb 1..1024] [file]");
                return 2;
            }
        }

        var bytes = file is null ? ManifestMaker.Make((long)megabytes << 20, Seed) : File.ReadAllBytes(file);
        Measure(bytes, withSplitting: file is null);
        return 0;
    }

    private static void Measure(byte[] bytes, bool withSplitting)
    {
        var sink = new CountingSink();
        new CuscarReader().Read(new MemoryStream(bytes), new CargoReadOptions(), sink);
        var (consignments, issues) = (sink.Consignments, sink.Issues);

        var subjects = new List<(string Name, Action Work)>
        {
            ("search for the 4 service characters (`IndexOfAny` in a loop)", () => Keep(Search(bytes))),
            ("segment reader (`EdifactReader`)", () => Keep(Segments(bytes))),
            ("full reader (`CuscarReader`)", () => Keep(Full(bytes))),
        };
        if (withSplitting)
        {
            var (split, kilograms) = SplitReader.Read(bytes);
            if (split != consignments || Math.Abs(kilograms - sink.Kilograms) > 1e-6 * kilograms)
            {
                throw new InvalidOperationException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"the readers disagree: {split} consignments, {kilograms} kg against {consignments}, {sink.Kilograms} kg"));
            }

            subjects.Add(("string-splitting reader", () => Keep(SplitReader.Read(bytes).Consignments)));
        }

        var seconds = subjects.Select(_ => new List<double>()).ToArray();
        for (var round = -1; round < Rounds; round++)
        {
            for (var i = 0; i < subjects.Count; i++)
            {
                GC.Collect();
                var start = Stopwatch.GetTimestamp();
                subjects[i].Work();
                if (round >= 0)
                {
                    seconds[i].Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
                }
            }
        }

        var search = Median(seconds[0]);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{bytes.Length / 1e6:0.0} MB, {consignments} consignments, {issues} issues, {Rounds} rounds, one thread"));
        Console.WriteLine();
        Console.WriteLine("| reader | MB/s | consignments/s | time against the search |");
        Console.WriteLine("|---|---:|---:|---:|");
        for (var i = 0; i < subjects.Count; i++)
        {
            var median = Median(seconds[i]);
            var rate = i < 2 ? "" : (consignments / median).ToString("N0", CultureInfo.InvariantCulture);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {subjects[i].Name} | {bytes.Length / 1e6 / median:N0} | {rate} | {median / search:0.00} |"));
        }
    }

    private static double Median(List<double> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }

    private static long s_kept;

    /// <summary>Uses a result, so that the work for it cannot be left out.</summary>
    private static void Keep(long value) => Volatile.Write(ref s_kept, value);

    private static long Search(ReadOnlySpan<byte> bytes)
    {
        var count = 0L;
        while (true)
        {
            var hit = bytes.IndexOfAny(Service);
            if (hit < 0)
            {
                return count;
            }

            count++;
            bytes = bytes[(hit + 1)..];
        }
    }

    private static long Segments(byte[] bytes)
    {
        using var stream = new MemoryStream(bytes);
        using var reader = new EdifactReader(stream, 1 << 20);
        var count = 0L;
        while (reader.Read(out var segment))
        {
            count += segment.ElementCount;
        }

        return count;
    }

    private static long Full(byte[] bytes)
    {
        var sink = new CountingSink();
        using var stream = new MemoryStream(bytes);
        new CuscarReader().Read(stream, new CargoReadOptions(), sink);
        return sink.Consignments;
    }

    private sealed class CountingSink : ICargoSink
    {
        public long Consignments { get; private set; }

        public long Issues { get; private set; }

        public double Kilograms { get; private set; }

        public void Manifest(DeclaredManifest manifest)
        {
        }

        public void Consignment(DeclaredConsignment consignment)
        {
            Consignments++;
            foreach (var goods in consignment.Goods)
            {
                Kilograms += goods.GrossMassKg?.Value ?? 0;
            }
        }

        public void Issue(ReadIssue issue) => Issues++;

        public void EndOfManifest(ReadOnlySpan<byte> contentHash, bool complete)
        {
        }
    }
}
