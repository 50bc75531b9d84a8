namespace Comity.Kernel.Assess.Cel;

/// <summary>Finds what was probably meant by a name that does not exist.</summary>
public static class Spelling
{
    /// <summary>
    /// The candidate nearest to <paramref name="name"/>: one that ends with it after a dot, or one at most a third
    /// of its length away in edits (short names apart). <see langword="null"/> when nothing is near; the first in ordinal order when several are.
    /// </summary>
    public static string? Nearest(string name, IEnumerable<string> candidates)
    {
        string? best = null;
        var bestDistance = (name.Length < 3 ? 0 : Math.Max(1, name.Length / 3)) + 1;
        foreach (var candidate in candidates.Order(StringComparer.Ordinal))
        {
            var distance = candidate.EndsWith('.' + name, StringComparison.OrdinalIgnoreCase)
                || name.EndsWith('.' + candidate, StringComparison.OrdinalIgnoreCase)
                    ? 0
                    : Distance(name, candidate, bestDistance);
            if (distance < bestDistance)
            {
                (best, bestDistance) = (candidate, distance);
            }
        }

        return best;
    }

    /// <summary>"Did you mean x?" for the nearest candidate, or <see langword="null"/>.</summary>
    public static string? Suggest(string name, IEnumerable<string> candidates) =>
        Nearest(name, candidates) is { } near ? $"Did you mean {near}?" : null;

    // Edit distance with transpositions of neighbours, ignoring case.
    private static int Distance(string a, string b, int limit)
    {
        if (Math.Abs(a.Length - b.Length) >= limit)
        {
            return limit;
        }

        var previous = new int[b.Length + 1];
        var current = new int[b.Length + 1];
        var beforePrevious = new int[b.Length + 1];
        for (var j = 0; j <= b.Length; j++)
        {
            previous[j] = j;
        }

        for (var i = 1; i <= a.Length; i++)
        {
            current[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = Same(a[i - 1], b[j - 1]) ? 0 : 1;
                current[j] = Math.Min(Math.Min(current[j - 1] + 1, previous[j] + 1), previous[j - 1] + cost);
                if (i > 1 && j > 1 && Same(a[i - 1], b[j - 2]) && Same(a[i - 2], b[j - 1]))
                {
                    current[j] = Math.Min(current[j], beforePrevious[j - 2] + 1);
                }
            }

            (beforePrevious, previous, current) = (previous, current, beforePrevious);
        }

        return previous[b.Length];
    }

    private static bool Same(char a, char b) => char.ToLowerInvariant(a) == char.ToLowerInvariant(b);
}
