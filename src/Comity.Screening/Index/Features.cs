using Comity.Screening.Names;

namespace Comity.Screening.Index;

/// <summary>
/// What an alignment says, as numbers the model weighs. Weights of words are in tens of nats. Each feature has the sign its
/// weight may take: evidence for a match never counts against it.
/// </summary>
internal static class Features
{
    /// <summary>Name and allowed sign (1, -1, or 0 for either), in the order of the vector.</summary>
    public static readonly (string Name, int Sign)[] All =
    [
        ("bias", 0),
        ("same_weight", 1),
        ("variant_weight", 1),
        ("close_weight", 1),
        ("near_weight", 1),
        ("loose_weight", 1),
        ("compound_weight", 1),
        ("distance", -1),
        ("worst_distance_per_letter", -1),
        ("initials", 0),
        ("query_unexplained", -1),
        ("query_unexplained_over_5", -1),
        ("listed_unexplained", -1),
        ("listed_unexplained_over_5", -1),
        ("both_unexplained", -1),
        ("both_unexplained_to_3", -1),
        ("query_share", 1),
        ("listed_share", 1),
        ("share_under_60_percent", -1),
        ("one_word_paired", -1),
        ("three_words_paired", 1),
        ("listed_single_word", 0),
        ("query_single_word", 0),
        ("disorder", -1),
        ("first_word_unexplained", -1),
        ("last_word_unexplained", -1),
        ("kinds_differ", -1),
        ("legal_forms_same", 1),
        ("legal_forms_differ", -1),
        ("legal_form_missing", -1),
        ("number_unexplained", -1),
        ("known_word_taken_for_another", -1),
        ("particles_unexplained", -1),
        ("place_unexplained", -1),
        ("evidence_to_8", 1),
        ("evidence_over_16", 1),
        ("company_words_added", -1),
        ("company_words_left_out", -1),
        ("resembling_weight", 0),
        ("all_explained", 1),
        ("rarest_query_word_unexplained", -1),
        ("rarest_listed_word_unexplained", -1),
        ("words_loosely_paired", -1),
        ("words_added", -1),
        ("words_left_out", -1),
        ("place_added_at_end", -1),
        ("evidence", 1),
        ("share_under_85_percent", -1),
        ("words_nearly_paired", -1),
        ("legal_form_misspelt", -1),
        ("words_resembling", -1),
        ("words_hardly_resembling", -1),
        ("hardly_resembling_weight", 0),
        ("syllables", -1),
    ];

    public static int Count => All.Length;

    /// <summary>Fills the vector for a solved alignment.</summary>
    public static void Fill(Span<float> f, Alignment alignment, in Side query, in Side listed, bool person)
    {
        f.Clear();
        var q = query.Words;
        var l = listed.Words;
        f[0] = 1;
        var evidence = 0f;
        var (queryExplained, listedExplained) = (0f, 0f);
        var (pairs, inversions) = (0, 0);
        var worst = 0f;
        foreach (var pair in alignment.Pairs)
        {
            var qw = q[pair.Query].Weight(person) + (pair.QueryWords == 2 ? q[pair.Query + 1].Weight(person) : 0);
            var lw = l[pair.Listed].Weight(person) + (pair.ListedWords == 2 ? l[pair.Listed + 1].Weight(person) : 0);
            AddPair(f, pair, q, l, person);
            if (pair.Initial)
            {
                queryExplained += qw;
                listedExplained += lw;
                evidence += 1;
                continue;
            }

            // Words that only resemble each other are neither explained nor as bad as strangers.
            var resembling = PerLetter(pair, q, l) > 0.24f;
            evidence += resembling ? 0 : PairWeight(pair, qw, lw) * Math.Max(0, 1 - pair.Cost / 3.2f);
            worst = Math.Max(worst, PerLetter(pair, q, l));
            if (resembling)
            {
                continue;
            }

            queryExplained += qw;
            listedExplained += lw;
            pairs += q[pair.Query].Type == TokenType.Name && l[pair.Listed].Type == TokenType.Name ? 1 : 0;
            foreach (var other in alignment.Pairs)
            {
                inversions += other.Query > pair.Query && other.Listed < pair.Listed && !other.Initial ? 1 : 0;
            }
        }

        f[8] = worst;
        var total = alignment.Pairs.Count;
        f[23] = total > 1 ? 2f * inversions / (total * (total - 1)) : 0;

        var added = Rest(q, ~alignment.QueryUsed, person, query: true, f);
        var left = Rest(l, ~alignment.ListedUsed, person, query: false, f);
        f[10] = added.Weight / 10;
        f[11] = Math.Max(0, added.Weight - 5) / 10;
        f[12] = left.Weight / 10;
        f[13] = Math.Max(0, left.Weight - 5) / 10;
        var both = Math.Min(added.Weight, left.Weight);
        f[14] = both / 10;
        f[15] = Math.Min(both, 3) / 10;
        f[16] = queryExplained / Math.Max(0.1f, queryExplained + added.Weight);
        f[17] = listedExplained / Math.Max(0.1f, listedExplained + left.Weight);
        var share = Math.Min(f[16], f[17]);
        f[18] = Math.Max(0, 0.6f - share);
        f[47] = Math.Max(0, 0.85f - share);
        f[19] = pairs <= 1 ? 1 : 0;
        f[20] = pairs >= 3 ? 1 : 0;
        f[21] = Names(l) == 1 ? 1 : 0;
        f[22] = Names(q) == 1 ? 1 : 0;
        f[24] = (alignment.QueryUsed & 1) == 0 && q[0].Type == TokenType.Name ? 1 : 0;
        f[25] = (alignment.QueryUsed >> (q.Length - 1) & 1) == 0 && q[^1].Type == TokenType.Name ? 1 : 0;
        f[26] = query.Kind != ListedKind.Other && listed.Kind != ListedKind.Other && query.Kind != listed.Kind ? 1 : 0;
        f[27] = query.Forms != 0 && (query.Forms & listed.Forms) != 0 ? 1 : 0;
        f[28] = query.Forms != 0 && listed.Forms != 0 && (query.Forms & listed.Forms) == 0 ? 1 : 0;
        f[29] = (query.Forms == 0) != (listed.Forms == 0) ? 1 : 0;
        f[34] = Math.Min(evidence, 8) / 10;
        f[35] = Math.Max(0, evidence - 16) / 10;
        // Korean and Chinese names are made of few syllables that many share.
        f[53] = Scripts.Of(q[0].Text[0]) is Script.Hangul or Script.Han ? 1 : 0;
        f[39] = added.Weight + left.Weight < 0.01f ? 1 : 0;
        f[40] = added.Rarest / 10;
        f[41] = left.Rarest / 10;
        f[43] = added.Count;
        f[44] = left.Count;
        f[46] = evidence / 10;
    }

    /// <summary>Adds what one pair says by itself.</summary>
    public static void AddPair(Span<float> f, AlignedPair pair, ReadOnlySpan<TokenMatches> q, ReadOnlySpan<TokenMatches> l, bool person)
    {
        if (pair.Initial)
        {
            f[9]++;
            return;
        }

        var qw = q[pair.Query].Weight(person) + (pair.QueryWords == 2 ? q[pair.Query + 1].Weight(person) : 0);
        var lw = l[pair.Listed].Weight(person) + (pair.ListedWords == 2 ? l[pair.Listed + 1].Weight(person) : 0);
        var compound = IsCompound(pair);
        var grade = PerLetter(pair, q, l) switch { 0 => 0, <= 0.05f => 1, <= 0.1f => 2, <= 0.16f => 3, <= 0.24f => 4, <= 0.34f => 5, _ => 6 };
        f[compound ? 6 : grade switch { < 5 => 1 + grade, 5 => 38, _ => 52 }] += PairWeight(pair, qw, lw) / 10;
        f[7] += pair.Cost;
        if (compound)
        {
            return;
        }

        if (grade > 2)
        {
            f[grade switch { 3 => 48, 4 => 42, 5 => 50, _ => 51 }]++;
        }

        // A romanisation differs by nature, not because another word was meant.
        if (pair.Cost > 0.15f && q[pair.Query].Forms is [{ Abjad: false }] && (q[pair.Query].CompanyWord != l[pair.Listed].CompanyWord || q[pair.Query].CompanyWord == 0))
        {
            f[31] += Math.Max(0, 9.5f - qw) * Math.Min(1, pair.Cost) / 10;
        }
    }

    private static bool IsCompound(AlignedPair pair) => pair.QueryWords + pair.ListedWords > 2;

    // A compound of common halves is no rarer than they are.
    private static float PairWeight(AlignedPair pair, float query, float listed) => IsCompound(pair) ? Math.Min(query, listed) : listed;

    private static float PerLetter(AlignedPair pair, ReadOnlySpan<TokenMatches> q, ReadOnlySpan<TokenMatches> l) =>
        pair.Cost / Math.Max(3, Math.Max(q[pair.Query].Forms[0].Fold.Length, l[pair.Listed].Forms[0].Fold.Length));

    // What found no pair, by what it is.
    private static (float Weight, float Rarest, int Count) Rest(ReadOnlySpan<TokenMatches> words, uint unused, bool person, bool query, Span<float> f)
    {
        var (sum, rarest, count) = (0f, 0f, 0);
        // An address stands at the end of a company's name and follows something else.
        var tail = true;
        for (var i = words.Length - 1; i >= 0; i--)
        {
            if ((unused >> i & 1) == 0)
            {
                tail = false;
                continue;
            }

            var word = words[i];
            var weight = word.Weight(person);
            if (word.LooksLegal && !person && i > 0 && (tail || word.Text.Length > 6))
            {
                f[49] += 1;
                continue;
            }

            switch (word.Type)
            {
                case TokenType.Particle or TokenType.Title or TokenType.Initial:
                    f[32] += 0.5f;
                    sum += 0.3f * weight;
                    continue;
                case TokenType.Number:
                    f[30] += 1;
                    break;
                case TokenType.Place when query && tail && i > 0 && !person:
                    f[45] += 1;
                    continue;
                case TokenType.Place:
                    f[33] += 1;
                    break;
            }

            if (word.CompanyWord > 0 && !person)
            {
                f[query ? 36 : 37] += 1;
            }

            count++;
            sum += weight;
            rarest = Math.Max(rarest, weight);
        }

        return (sum, rarest, count);
    }

    private static int Names(ReadOnlySpan<TokenMatches> words)
    {
        var count = 0;
        foreach (var word in words)
        {
            count += word.Type is TokenType.Particle or TokenType.Title ? 0 : 1;
        }

        return count;
    }
}

/// <summary>One of two names that are compared.</summary>
internal readonly ref struct Side(ReadOnlySpan<TokenMatches> words, ListedKind kind, int forms)
{
    public readonly ReadOnlySpan<TokenMatches> Words = words;
    public readonly ListedKind Kind = kind;
    public readonly int Forms = forms;
}
