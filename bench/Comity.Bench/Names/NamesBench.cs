using System.Diagnostics;
using System.Globalization;
using Comity.Screening;
using Comity.Screening.Evaluation;
using Comity.Screening.Index;
using Comity.Screening.Names;

namespace Comity.Bench.Names;

/// <summary>
/// Searches a list of names, and the same list among so many made-up persons that there are a million: queries per CPU second cold and warm,
/// and the memory the index holds. With <c>--rival</c> also a scan with FuzzySharp's token-sort ratio over the same list. The made-up names are recombined from the words of the queries' negatives and of the list.
/// </summary>
internal static class NamesBench
{
    private const int Million = 1_000_000;
    private const int Seed = 1;

    public static int Run(string[] args)
    {
        var rival = args is [_, _, "--rival"];
        if (args.Length != 2 && !rival || !File.Exists(args[0]) || !File.Exists(args[1]))
        {
            Console.Error.WriteLine("usage: Comity.Bench names LIST QUERIES [--rival]   (tables as docs/names.md says)");
            return 2;
        }

        var list = Read(args[0], NameFiles.ReadList);
        var queries = Read(args[1], NameFiles.ReadQueries);
        Console.WriteLine("| search | names | build, CPU-s | index, MB | cold, queries per CPU-s | warm | recall perturbed 1 % / 0.1 % | alias | made-up persons / companies that pass |");
        Console.WriteLine("|---|---:|---:|---:|---:|---:|---:|---:|---:|");
        Measure(list, queries);
        if (rival)
        {
            Write("FuzzySharp token-sort scan", list.Count, TimeSpan.Zero, 0, NameEvaluation.Run(new FuzzyScan(list).Search, queries));
        }

        Measure(list.Concat(MadeUp(list, queries, Million - list.Count)), queries);
        return 0;
    }

    private static void Measure(IEnumerable<IndexedName> names, List<NameQuery> queries)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var cpu = Process.GetCurrentProcess().TotalProcessorTime;
        var index = NameIndex.Build(names);
        var built = Process.GetCurrentProcess().TotalProcessorTime - cpu;
        var megabytes = (GC.GetTotalMemory(forceFullCollection: true) - before) / 1e6;
        var result = NameEvaluation.Run(index, NameModel.Shipped, queries);
        Write("Comity", index.Count, built, megabytes, result);
    }

    private static void Write(string search, int names, TimeSpan built, double megabytes, NameEvaluationResult result) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"| {search} | {names:N0} | {built.TotalSeconds:0.0} | {megabytes:0} | {result.QueriesPerCpuSecondCold:N0} | {result.QueriesPerCpuSecondWarm:N0} | {result.Perturbed.AtOnePercent:0.000} / {result.Perturbed.AtOnePerMille:0.000} | {result.Alias.AtOnePercent:0.000} / {result.Alias.AtOnePerMille:0.000} | {result.HardPersonRate:0.000} / {result.HardEntityRate:0.000} |"));

    private static IEnumerable<IndexedName> MadeUp(List<IndexedName> list, List<NameQuery> queries, int count)
    {
        var words = list.Where(name => name.Kind == ListedKind.Person).Select(name => name.Name)
            .Concat(queries.Where(query => query.Kind == ListedKind.Person && query.TargetId.Length == 0).Select(query => query.Name))
            .SelectMany(name => name.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToArray();
        var random = new Random(Seed);
        for (var i = 0; i < count; i++)
        {
            var name = string.Join(' ', Enumerable.Range(0, random.Next(2, 5)).Select(_ => words[random.Next(words.Length)]));
            yield return new IndexedName(string.Create(CultureInfo.InvariantCulture, $"m{i}"), ListedKind.Person, Primary: true, name);
        }
    }

    private static List<T> Read<T>(string file, Func<TextReader, string, Action<NameFileIssue>, IEnumerable<T>> read)
    {
        using var text = File.OpenText(file);
        return [.. read(text, file, Console.Error.WriteLine)];
    }
}
