using Comity.Screening.Names;

namespace Comity.Screening.Index;

/// <summary>A listed entity that may be the one asked for, by its best matching name.</summary>
/// <param name="EntityId">The list's identifier.</param>
/// <param name="Name">The name that matched, as listed.</param>
/// <param name="Score">The sum of all weights; comparable within one model.</param>
/// <param name="Probability">That the query means this entity, when queries are mixed as in the training data.</param>
public sealed record NameMatch(string EntityId, string Name, double Score, double Probability)
{
    /// <summary>What facts beside the name add; part of the score and of the probability.</summary>
    public IReadOnlyList<NameEvidence> FactEvidence { get; init; } = [];

    internal int NameNumber { get; init; }

    internal ParsedName? Query { get; init; }
}

/// <summary>One reason for a match, or against it.</summary>
/// <param name="Sign">What was seen: <c>pair</c> for two words taken for each other, else the name of a feature.</param>
/// <param name="Query">The query's words, when the reason is about words.</param>
/// <param name="Listed">The listed name's words.</param>
/// <param name="Weight">What it adds to the score, in log-odds.</param>
public sealed record NameEvidence(string Sign, string Query, string Listed, double Weight);

public sealed partial class NameSearcher
{
    private readonly List<Candidate> _found = [];
    private readonly HashSet<int> _entities = [];

    /// <summary>The entities a name may mean, the best first; at most 40.</summary>
    /// <param name="text">A name as written, in any script; <c>a/k/a</c> divides several.</param>
    /// <param name="kind">What is asked for.</param>
    /// <param name="facts">What is known beside the name.</param>
    public IReadOnlyList<NameMatch> Search(string text, ListedKind kind, IdentityFacts? facts = null)
    {
        var names = NameParser.Query(text, kind);
        var matches = new List<NameMatch>(MostCandidates);
        foreach (var query in names)
        {
            Find(query, kind, _found);
            foreach (var candidate in _found)
            {
                if (_entities.Add(_index.Entity(candidate.Name)))
                {
                    matches.Add(new NameMatch(_index.EntityId(candidate.Name), _index.Name(candidate.Name), candidate.Score, _model.Probability(candidate.Score, _index.IsPerson(candidate.Name)))
                    {
                        NameNumber = candidate.Name,
                        Query = query,
                    });
                }
            }

            _entities.Clear();
        }

        if (facts is not null)
        {
            for (var i = 0; i < matches.Count; i++)
            {
                matches[i] = With(matches[i], facts);
            }
        }

        return names.Count < 2 && facts is null ? matches : [.. matches.GroupBy(match => match.EntityId, StringComparer.Ordinal).Select(group => group.MaxBy(match => match.Score)!).OrderByDescending(match => match.Score)];
    }

    // Log-odds of independent evidence add up.
    private NameMatch With(NameMatch match, IdentityFacts facts)
    {
        NameEvidence[] evidence = [.. Names.FactEvidence.Compare(facts, _index.Facts(match.NameNumber)).Select(sign => new NameEvidence(sign.Sign, sign.Query, sign.Listed, sign.Weight))];
        if (evidence.Length == 0)
        {
            return match;
        }

        var added = evidence.Sum(sign => sign.Weight);
        return match with { Score = match.Score + added, Probability = 1 / (1 + (1 / match.Probability - 1) * Math.Exp(-added)), FactEvidence = evidence };
    }

    /// <summary>Why: the pairs of words, the words without a pair, then what else counted. The weights add up to the score.</summary>
    /// <param name="match">A match of this searcher's last search.</param>
    /// <param name="kind">The kind that search asked for.</param>
    public IReadOnlyList<NameEvidence> Explain(NameMatch match, ListedKind kind)
    {
        Prepare(match.Query!, kind);
        Score(match.Query!, kind, match.NameNumber);
        return [.. Explanation.Of(_model, _alignment, _features, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_words), _listedWords.AsSpan(0, Math.Min(_index.TokensOf(match.NameNumber).Length, Alignment.MostWords)), _index.IsPerson(match.NameNumber)), .. match.FactEvidence];
    }
}
