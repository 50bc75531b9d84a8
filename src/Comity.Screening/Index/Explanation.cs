namespace Comity.Screening.Index;

/// <summary>Divides a score among the signs that made it.</summary>
internal static class Explanation
{
    private const double Negligible = 0.005;

    /// <summary>Pairs first, then the features that no pair accounts for.</summary>
    public static List<NameEvidence> Of(NameModel model, Alignment alignment, ReadOnlySpan<float> features, ReadOnlySpan<TokenMatches> query, ReadOnlySpan<TokenMatches> listed, bool person)
    {
        var weights = person ? model.Person : model.Other;
        var rest = features.ToArray();
        var evidence = new List<NameEvidence>();
        var part = new float[Features.Count];
        foreach (var pair in alignment.Pairs)
        {
            Array.Clear(part);
            Features.AddPair(part, pair, query, listed, person);
            var weight = 0.0;
            for (var i = 0; i < part.Length; i++)
            {
                weight += weights[i] * part[i];
                rest[i] -= part[i];
            }

            evidence.Add(new NameEvidence("pair", Text(query, pair.Query, pair.QueryWords), Text(listed, pair.Listed, pair.ListedWords), weight));
        }

        for (var i = 0; i < rest.Length; i++)
        {
            var weight = (double)weights[i] * rest[i];
            if (Math.Abs(weight) > Negligible)
            {
                evidence.Add(new NameEvidence(
                    Features.All[i].Name,
                    Features.All[i].Name.StartsWith("query", StringComparison.Ordinal) ? Unpaired(query, alignment.QueryUsed) : "",
                    Features.All[i].Name.StartsWith("listed", StringComparison.Ordinal) ? Unpaired(listed, alignment.ListedUsed) : "",
                    weight));
            }
        }

        return evidence;
    }

    private static string Text(ReadOnlySpan<TokenMatches> words, int place, int count) => count == 2 ? $"{words[place].Text} {words[place + 1].Text}" : words[place].Text;

    private static string Unpaired(ReadOnlySpan<TokenMatches> words, uint used)
    {
        var unpaired = new List<string>();
        for (var i = 0; i < words.Length; i++)
        {
            if ((used >> i & 1) == 0)
            {
                unpaired.Add(words[i].Text);
            }
        }

        return string.Join(' ', unpaired);
    }
}
