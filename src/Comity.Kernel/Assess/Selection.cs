namespace Comity.Kernel.Assess;

/// <summary>Why a subject is on a day's list.</summary>
public enum SelectedBy
{
    /// <summary>Its score is among the highest.</summary>
    Score,

    /// <summary>Drawn at random from the rest, so that the yield of what is not selected stays known.</summary>
    Exploration,
}

/// <summary>A subject that could be put on the list.</summary>
/// <param name="SubjectId">The subject.</param>
/// <param name="Score">Its finding's score in decibans.</param>
public readonly record struct Candidate(long SubjectId, double Score);

/// <summary>A place on the list.</summary>
/// <param name="SubjectId">The subject.</param>
/// <param name="Rank">1 for the first.</param>
/// <param name="Score">Its score in decibans.</param>
/// <param name="By">Why it is there.</param>
/// <param name="Probability">The probability with which it came onto the list; 1 when its score put it there.</param>
public sealed record Selected(long SubjectId, int Rank, double Score, SelectedBy By, double Probability);

/// <summary>
/// Picks what a unit controls with the capacity it has: the highest scores, and a share drawn at random from all others.
/// On real data a selection without exploration degrades (cargo.md, "Learned targeting"), and without logged
/// probabilities its yield cannot be estimated honestly.
/// </summary>
public static class Selection
{
    /// <summary>The share of a list that is drawn at random.</summary>
    public const double UsualExplorationShare = 0.1;

    /// <summary>Makes the list. Subjects that score 0 are only ever reached by exploration.</summary>
    /// <param name="candidates">All subjects of the period.</param>
    /// <param name="capacity">How many the unit can control; 0 or more.</param>
    /// <param name="explorationShare">0 to 1; of a capacity of at least 2, one place is kept for exploration when the share is above 0.</param>
    /// <param name="seed">Seed of the draw; the same seed and candidates give the same list.</param>
    public static IReadOnlyList<Selected> Pick(
        IReadOnlyList<Candidate> candidates, int capacity, double explorationShare, int seed)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(capacity);
        ArgumentOutOfRangeException.ThrowIfNegative(explorationShare);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(explorationShare, 1);
        var ordered = candidates.OrderByDescending(c => c.Score).ThenBy(c => c.SubjectId).ToArray();
        var explore = (int)Math.Round(capacity * explorationShare, MidpointRounding.AwayFromZero);
        if (explore == 0 && explorationShare > 0 && capacity >= 2)
        {
            explore = 1;
        }

        var byScore = ordered.TakeWhile(c => c.Score > 0).Take(capacity - explore).ToArray();
        var rest = ordered.Skip(byScore.Length).ToArray();
        explore = Math.Min(explore, rest.Length);
        new Random(seed).Shuffle(rest);
        var drawn = rest.AsSpan(0, explore).ToArray().OrderByDescending(c => c.Score).ThenBy(c => c.SubjectId);

        var list = new List<Selected>(byScore.Length + explore);
        foreach (var c in byScore)
        {
            list.Add(new Selected(c.SubjectId, list.Count + 1, c.Score, SelectedBy.Score, 1));
        }

        foreach (var c in drawn)
        {
            list.Add(new Selected(c.SubjectId, list.Count + 1, c.Score, SelectedBy.Exploration, (double)explore / rest.Length));
        }

        return list;
    }
}

/// <summary>A share with its interval.</summary>
/// <param name="Value">The estimate, 0 to 1.</param>
/// <param name="Low">Lower end.</param>
/// <param name="High">Upper end.</param>
/// <param name="Observations">Controls it rests on.</param>
public sealed record ShareEstimate(double Value, double Low, double High, int Observations)
{
    private const double Z95 = 1.959963984540054;

    /// <summary>A share with its 95 % Wilson score interval (Wilson 1927).</summary>
    /// <param name="share">The share observed.</param>
    /// <param name="effective">The size of the sample, or its effective size when it is weighted.</param>
    /// <param name="observations">How many were observed.</param>
    public static ShareEstimate Wilson(double share, double effective, int observations)
    {
        var centre = share + (Z95 * Z95 / (2 * effective));
        var half = Z95 * Math.Sqrt((share * (1 - share) / effective) + (Z95 * Z95 / (4 * effective * effective)));
        var scale = 1 + (Z95 * Z95 / effective);
        return new ShareEstimate(share, Math.Max(0, (centre - half) / scale), Math.Min(1, (centre + half) / scale), observations);
    }
}

/// <summary>What became of a selected subject that was controlled.</summary>
/// <param name="By">Why it was selected.</param>
/// <param name="Probability">The logged probability of its selection.</param>
/// <param name="Found">Whether the control found something.</param>
public readonly record struct ControlOutcome(SelectedBy By, double Probability, bool Found);

/// <summary>Estimates of how often a control finds something.</summary>
public static class Yield
{
    /// <summary>Of the controls that the scores asked for, the share with a find; 95 % Wilson interval. Null without any.</summary>
    public static ShareEstimate? OfSelected(IReadOnlyCollection<ControlOutcome> outcomes) =>
        Weighted(outcomes.Where(o => o.By == SelectedBy.Score).Select(o => (1.0, o.Found)));

    /// <summary>
    /// Of the subjects that the scores did not ask for, the estimated share with something to find: exploration
    /// controls weighted by the inverse of their selection probability, 95 % Wilson interval on the effective sample
    /// size (Kish 1965; Korn and Graubard 1998). Null without any exploration control.
    /// </summary>
    public static ShareEstimate? OfRest(IReadOnlyCollection<ControlOutcome> outcomes) =>
        Weighted(outcomes.Where(o => o.By == SelectedBy.Exploration).Select(o => (1 / o.Probability, o.Found)));

    private static ShareEstimate? Weighted(IEnumerable<(double Weight, bool Found)> outcomes)
    {
        double sum = 0, squares = 0, found = 0;
        var n = 0;
        foreach (var (weight, hit) in outcomes)
        {
            sum += weight;
            squares += weight * weight;
            found += hit ? weight : 0;
            n++;
        }

        if (n == 0)
        {
            return null;
        }

        return ShareEstimate.Wilson(found / sum, sum * sum / squares, n);
    }
}
