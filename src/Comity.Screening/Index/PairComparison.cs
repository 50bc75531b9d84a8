using Comity.Screening.Names;

namespace Comity.Screening.Index;

public sealed partial class NameSearcher
{
    /// <summary>
    /// The log-odds that two names are one, whether or not the index holds them; the index says how common their words are. The names
    /// may be in any script; with an <c>a/k/a</c> in the first the better part counts.
    /// </summary>
    public double Compare(string first, string second, ListedKind kind)
    {
        var listed = NameParser.Listed(second, kind);
        var best = double.NegativeInfinity;
        foreach (var query in listed.Words.Count == 0 ? [] : NameParser.Query(first, kind))
        {
            best = Math.Max(best, Compare(query, listed, kind));
        }

        return best;
    }

    private float Compare(ParsedName query, ParsedName listed, ListedKind kind)
    {
        TokenMatches[] q = [.. query.Words.Take(Alignment.MostWords).Select(_index.Space.Describe)];
        TokenMatches[] l = [.. listed.Words.Take(Alignment.MostWords).Select(_index.Space.Describe)];
        _alignment.Clear(q.Length);
        for (var i = 0; i < q.Length; i++)
        {
            for (var j = 0; j < l.Length; j++)
            {
                _alignment.Offer(i, j, AlignedPart.Word, TokenSpace.Cost(q[i], l[j]));
                if (i + 1 < q.Length)
                {
                    _alignment.Offer(i, j, AlignedPart.WithNext, TokenSpace.JoinedCost(q[i], q[i + 1], l[j]));
                }

                if (j + 1 < l.Length && TokenSpace.JoinedCost(l[j], l[j + 1], q[i]) < TokenDistance.Far)
                {
                    _alignment.Offer(i, j, AlignedPart.FirstHalf, 0);
                    _alignment.Offer(i, j + 1, AlignedPart.SecondHalf, 0);
                }
            }
        }

        var person = kind == ListedKind.Person;
        _alignment.Solve(q, l, person);
        Features.Fill(_features, _alignment, new Side(q, kind, query.Forms), new Side(l, kind, listed.Forms), person);
        return _model.Score(_features, person);
    }
}
