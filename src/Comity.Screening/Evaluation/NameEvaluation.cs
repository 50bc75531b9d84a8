using System.Diagnostics;
using Comity.Screening.Index;
using Comity.Screening.Names;

namespace Comity.Screening.Evaluation;

/// <summary>Share of the queries whose entity scored above the threshold that lets 1 % and 0.1 % of ordinary negatives through.</summary>
/// <param name="Queries">How many queries the shares are of.</param>
public sealed record Recall(double AtOnePercent, double AtOnePerMille, int Queries);

/// <summary>How well an index tells listed names from others.</summary>
/// <param name="HardPersonRate">Share of made-up persons, recombined from listed words, that passes the 1 % threshold.</param>
/// <param name="HardEntityRate">Share of companies with one word exchanged that passes the 1 % threshold.</param>
/// <param name="Auc">Probability that a positive query scores above an ordinary negative one.</param>
/// <param name="QueriesPerCpuSecondCold">With nothing remembered of earlier queries.</param>
/// <param name="QueriesPerCpuSecondWarm">The same queries once more.</param>
/// <param name="P99Milliseconds">What 99 of 100 queries need at most, cold.</param>
/// <param name="ExpectedCalibrationError">Mean distance between the best match's probability and how often it was right, over ten bins.</param>
/// <param name="HardPersonRateWithBirthDates">Share of made-up persons that pass the threshold which lets 95 % of listed persons through, with birth dates; null when the list has none.</param>
/// <param name="RetrievedTop10">Share of perturbed names whose entity is among the ten best.</param>
public sealed record NameEvaluationResult(
    Recall Perturbed,
    Recall Alias,
    IReadOnlyDictionary<string, Recall> ByClass,
    double HardPersonRate,
    double HardEntityRate,
    double Auc,
    double QueriesPerCpuSecondCold,
    double QueriesPerCpuSecondWarm,
    double P99Milliseconds,
    double ExpectedCalibrationError,
    double? HardPersonRateWithBirthDates,
    double RetrievedTop10);

/// <summary>Measures an index and a model on queries with known answers.</summary>
public static class NameEvaluation
{
    private const string RelatedAlias = "alias_rel";
    private const string UnrelatedAlias = "alias_unrel";
    private const string HardPerson = "neg_hard_person";
    private const int Bins = 10;
    private static readonly string[] Ordinary = ["neg_global", "neg_us", "neg_company"];

    /// <summary>Runs all queries twice, cold and warm, on one thread.</summary>
    public static NameEvaluationResult Run(NameIndex index, NameModel model, IReadOnlyList<NameQuery> queries)
    {
        var searcher = index.Searcher(model);
        // The program itself warms up on queries that are then forgotten.
        foreach (var query in queries.Take(2000))
        {
            searcher.Search(query.Name, query.Kind);
        }

        index.Forget();
        var millis = new double[queries.Count];
        var answers = new Answer[queries.Count];
        var cpu = Environment.CpuUsage.TotalTime;
        for (var i = 0; i < queries.Count; i++)
        {
            var start = Stopwatch.GetTimestamp();
            answers[i] = Judge(queries[i], searcher.Search(queries[i].Name, queries[i].Kind));
            millis[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }

        var cold = Environment.CpuUsage.TotalTime - cpu;
        cpu = Environment.CpuUsage.TotalTime;
        foreach (var query in queries)
        {
            searcher.Search(query.Name, query.Kind);
        }

        var warm = Environment.CpuUsage.TotalTime - cpu;
        Array.Sort(millis);
        return Summarise(queries, answers) with
        {
            QueriesPerCpuSecondCold = queries.Count / cold.TotalSeconds,
            QueriesPerCpuSecondWarm = queries.Count / warm.TotalSeconds,
            HardPersonRateWithBirthDates = index.HasBirthDates ? WithBirthDates(searcher, queries) : null,
            P99Milliseconds = millis.Length == 0 ? 0 : millis[millis.Length * 99 / 100],
        };
    }

    /// <summary>
    /// Runs all queries once through another search, for comparison. What is measured only of an index (memory of earlier queries, birth
    /// dates) stays empty.
    /// </summary>
    public static NameEvaluationResult Run(Func<NameQuery, IReadOnlyList<NameMatch>> search, IReadOnlyList<NameQuery> queries)
    {
        ArgumentNullException.ThrowIfNull(search);
        var cpu = Environment.CpuUsage.TotalTime;
        Answer[] answers = [.. queries.Select(query => Judge(query, search(query)))];
        return Summarise(queries, answers) with { QueriesPerCpuSecondCold = queries.Count / (Environment.CpuUsage.TotalTime - cpu).TotalSeconds };
    }

    private static Answer Judge(NameQuery query, IReadOnlyList<NameMatch> matches)
    {
        if (query.TargetId.Length == 0)
        {
            return matches.Count == 0 ? Answer.None : new Answer(matches[0].Score, matches[0].Probability, Right: false, 0);
        }

        for (var place = 0; place < matches.Count; place++)
        {
            if (matches[place].EntityId == query.TargetId)
            {
                return new Answer(matches[place].Score, matches[0].Probability, place == 0, place);
            }
        }

        return Answer.None with { Top = matches.Count > 0 ? matches[0].Probability : 0 };
    }

    private static double WithBirthDates(NameSearcher searcher, IReadOnlyList<NameQuery> queries)
    {
        var positives = new List<double>();
        var made = new List<double>();
        foreach (var query in queries.Where(query => query.Kind == ListedKind.Person && query.Category != UnrelatedAlias && (query.TargetId.Length > 0 || query.Category == HardPerson)))
        {
            var facts = IdentityFacts.None with { BirthDates = BirthDate.Parse(query.BirthDate) is { } date ? [date] : [] };
            (query.TargetId.Length > 0 ? positives : made).Add(Judge(query, searcher.Search(query.Name, query.Kind, facts)).Score);
        }

        positives.Sort();
        return made.Count == 0 || positives.Count == 0 ? 0 : (double)made.Count(score => score >= positives[positives.Count / 20]) / made.Count;
    }

    private static NameEvaluationResult Summarise(IReadOnlyList<NameQuery> queries, Answer[] answers)
    {
        var rows = queries.Zip(answers, (query, answer) => (Query: query, Answer: answer)).ToList();
        double[] negatives = [.. rows.Where(row => Ordinary.Contains(row.Query.Category)).Select(row => row.Answer.Score).OrderDescending()];
        var one = Threshold(negatives, 0.01);
        var tenth = Threshold(negatives, 0.001);
        var byClass = rows.Where(row => row.Query.TargetId.Length > 0).GroupBy(row => row.Query.Category, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => Share([.. group.Select(row => row.Answer.Score)]), StringComparer.Ordinal);
        double[] perturbed = [.. rows.Where(row => row.Query.TargetId.Length > 0 && row.Query.Category is not (RelatedAlias or UnrelatedAlias)).Select(row => row.Answer.Score)];
        double[] alias = [.. rows.Where(row => row.Query.Category == RelatedAlias).Select(row => row.Answer.Score)];
        var findable = rows.Where(row => row.Query.TargetId.Length > 0 && row.Query.Category is not (RelatedAlias or UnrelatedAlias)).ToList();
        return new NameEvaluationResult(
            Share(perturbed),
            Share(alias),
            byClass,
            Passing(HardPerson),
            Passing("neg_hard_entity"),
            AreaUnderCurve([.. perturbed, .. alias], negatives),
            0,
            0,
            0,
            CalibrationError(rows.Where(row => row.Query.Category != UnrelatedAlias).Select(row => (row.Answer.Top, row.Answer.Right))),
            null,
            findable.Count == 0 ? 0 : (double)findable.Count(row => row.Answer.Place < 10) / findable.Count);

        Recall Share(double[] scores) => new(
            scores.Length == 0 ? 0 : (double)scores.Count(score => score > one) / scores.Length,
            scores.Length == 0 ? 0 : (double)scores.Count(score => score > tenth) / scores.Length,
            scores.Length);

        double Passing(string category)
        {
            var group = rows.Where(row => row.Query.Category == category).ToList();
            return group.Count == 0 ? 0 : (double)group.Count(row => row.Answer.Score > one) / group.Count;
        }
    }

    // The highest score of an ordinary negative that must not pass.
    private static double Threshold(double[] descending, double rate)
    {
        var allowed = (int)(descending.Length * rate);
        return allowed < descending.Length ? descending[allowed] : double.NegativeInfinity;
    }

    /// <summary>The probability that one of the first scores above one of the second; ties count half.</summary>
    public static double AreaUnderCurve(IReadOnlyCollection<double> positives, IReadOnlyCollection<double> negatives)
    {
        if (positives.Count == 0 || negatives.Count == 0)
        {
            return double.NaN;
        }

        var groups = positives.Select(score => (score, positive: 1)).Concat(negatives.Select(score => (score, positive: 0))).GroupBy(item => item.score).OrderBy(group => group.Key);
        var (below, wins) = (0L, 0.0);
        foreach (var group in groups)
        {
            var up = group.Count(item => item.positive == 1);
            var down = group.Count() - up;
            wins += up * (below + down / 2.0);
            below += down;
        }

        return wins / ((double)positives.Count * negatives.Count);
    }

    private static double CalibrationError(IEnumerable<(double Probability, bool Right)> answers)
    {
        var bins = new (double Probability, int Right, int Count)[Bins];
        var total = 0;
        foreach (var (probability, right) in answers)
        {
            ref var bin = ref bins[Math.Clamp((int)(probability * Bins), 0, Bins - 1)];
            bin = (bin.Probability + probability, bin.Right + (right ? 1 : 0), bin.Count + 1);
            total++;
        }

        return total == 0 ? 0 : bins.Sum(bin => Math.Abs(bin.Probability - bin.Right)) / total;
    }

    private readonly record struct Answer(double Score, double Top, bool Right, int Place)
    {
        public static readonly Answer None = new(double.NegativeInfinity, 0, Right: false, int.MaxValue);
    }
}
