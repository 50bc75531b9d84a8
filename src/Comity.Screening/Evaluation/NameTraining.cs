using Comity.Screening.Index;

namespace Comity.Screening.Evaluation;

/// <summary>Learns a model from queries with known answers.</summary>
public static class NameTraining
{
    private const int Rounds = 3;
    private const int Folds = 5;
    private const int NegativesOfAQuery = 3;
    private const int FewestInAStep = 25;

    /// <summary>
    /// The model. Which of an entity's names a query is compared with depends on the model, so choosing and fitting alternate. Probabilities
    /// come from models that did not see the query (five folds), brought into order by isotonic regression.
    /// </summary>
    /// <param name="seed">Decides the folds.</param>
    public static NameModel Run(NameIndex index, IReadOnlyList<NameQuery> queries, int seed)
    {
        int[] signs = [.. Features.All.Select(feature => feature.Sign)];
        var model = Start();
        var person = new List<Sample>();
        var other = new List<Sample>();
        for (var round = 0; round < Rounds; round++)
        {
            (person, other) = Collect(index, model, queries, seed);
            model = new NameModel(LogisticFit.Fit([.. person.Select(sample => sample.Example)], signs), LogisticFit.Fit([.. other.Select(sample => sample.Example)], signs), new Calibration([]), new Calibration([]));
        }

        return new NameModel(model.Person, model.Other, Calibrate(person, signs), Calibrate(other, signs));
    }

    // What one would write down without data; only the choice of the first round's names depends on it.
    private static NameModel Start()
    {
        var weights = new float[Features.Count];
        foreach (var (name, weight) in new[] { ("bias", -4f), ("evidence", 6f), ("query_unexplained", -5f), ("listed_unexplained", -4f), ("both_unexplained", -4f), ("distance", -1f), ("kinds_differ", -3f) })
        {
            weights[Array.FindIndex(Features.All, feature => feature.Name == name)] = weight;
        }

        return new NameModel(weights, weights, new Calibration([]), new Calibration([]));
    }

    private static (List<Sample> Person, List<Sample> Other) Collect(NameIndex index, NameModel model, IReadOnlyList<NameQuery> queries, int seed)
    {
        var folds = new Random(seed);
        var searcher = index.Searcher(model);
        var person = new List<Sample>();
        var other = new List<Sample>();
        foreach (var query in queries)
        {
            var fold = folds.Next(Folds);
            // Nothing in the name leads to an unrelated alias; it would teach that everything may match.
            if (query.Category == "alias_unrel")
            {
                continue;
            }

            var matches = searcher.Search(query.Name, query.Kind);
            if (query.TargetId.Length > 0)
            {
                if (matches.FirstOrDefault(match => match.EntityId == query.TargetId) is { } right)
                {
                    Add(right, positive: true, 1, ReferenceEquals(right, matches[0]));
                }

                if (matches.Count > 0 && matches[0].EntityId != query.TargetId)
                {
                    Add(matches[0], positive: false, 0.2, top: true);
                }

                continue;
            }

            // Names made to be mistaken are rarer in life than in the training data.
            var made = query.Category.StartsWith("neg_hard", StringComparison.Ordinal);
            for (var i = 0; i < Math.Min(made ? 0.4 : NegativesOfAQuery, matches.Count); i++)
            {
                Add(matches[i], positive: false, made ? 0.4 : i == 0 ? 1 : 0.3, i == 0);
            }

            continue;

            void Add(NameMatch match, bool positive, double weight, bool top)
            {
                searcher.Prepare(match.Query!, query.Kind);
                searcher.Score(match.Query!, query.Kind, match.NameNumber);
                (index.IsPerson(match.NameNumber) ? person : other).Add(new Sample(new Example(searcher.LastFeatures.ToArray(), positive, weight), top, fold));
            }
        }

        return (person, other);
    }

    private static Calibration Calibrate(List<Sample> samples, ReadOnlySpan<int> signs)
    {
        var scored = new List<(double Score, bool Right)>();
        for (var fold = 0; fold < Folds; fold++)
        {
            var weights = LogisticFit.Fit([.. samples.Where(sample => sample.Fold != fold).Select(sample => sample.Example)], signs);
            foreach (var sample in samples.Where(sample => sample.Fold == fold && sample.Top))
            {
                scored.Add((weights.Zip(sample.Example.Features, (weight, value) => (double)weight * value).Sum(), sample.Example.Positive));
            }
        }

        return new Calibration(Isotonic([.. scored.OrderBy(item => item.Score)]));
    }

    /// <summary>Pools neighbours that fall, then steps that are too small to mean anything; a knot stands at the middle of each step.</summary>
    internal static List<(double Score, double Probability)> Isotonic(IReadOnlyList<(double Score, bool Right)> ascending)
    {
        var steps = new List<(double Score, double Right, int Count)>();
        foreach (var (score, right) in ascending)
        {
            steps.Add((score, right ? 1 : 0, 1));
            while (steps.Count > 1 && (steps[^2].Right / steps[^2].Count >= steps[^1].Right / steps[^1].Count || steps[^2].Count < FewestInAStep))
            {
                var (a, b) = (steps[^2], steps[^1]);
                steps.RemoveRange(steps.Count - 2, 2);
                steps.Add((a.Score + b.Score, a.Right + b.Right, a.Count + b.Count));
            }
        }

        // Half an observation each way keeps 0 and 1 out: no score is certainty. It moves small steps more, which must not make them fall.
        var reached = 0.0;
        return [.. steps.Select(step => (step.Score / step.Count, reached = Math.Max(reached, (step.Right + 0.5) / (step.Count + 1))))];
    }

    private sealed record Sample(Example Example, bool Top, int Fold);
}
