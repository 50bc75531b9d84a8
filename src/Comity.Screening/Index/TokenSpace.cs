using System.Collections.Concurrent;
using Comity.Screening.Names;

namespace Comity.Screening.Index;

/// <summary>What a query's word may mean in the list: the listed words near it, what each costs, and how telling the word itself is.</summary>
internal sealed class TokenMatches
{
    public required string Text { get; init; }

    public required TokenType Type { get; init; }

    public required WordForm[] Forms { get; init; }

    /// <summary>Numbers of listed words, cheapest first, with <see cref="Costs"/> beside them.</summary>
    public required int[] Ids { get; init; }

    public required float[] Costs { get; init; }

    /// <summary>How telling the word is among persons, in nats.</summary>
    public required float PersonWeight { get; init; }

    /// <summary>How telling the word is among companies, vessels and aircraft, in nats.</summary>
    public required float OtherWeight { get; init; }

    /// <summary>The group of company words, 0 for none.</summary>
    public required int CompanyWord { get; init; }

    /// <summary>The word is a misspelt legal form, if it is none of its own.</summary>
    public required bool LooksLegal { get; init; }

    public float Weight(bool person) => person ? PersonWeight : OtherWeight;

    /// <summary>Whether the word is listed, or near enough to a listed one to be no compound of two.</summary>
    public bool Settled => Costs.Length > 0 && Costs[0] <= 0.3f;
}

/// <summary>The words of all listed names: numbers, weights, and the search for neighbours, which is remembered because names repeat.</summary>
internal sealed class TokenSpace
{
    private const int MostNeighbours = 160;
    private const int MostRemembered = 1 << 16;
    private const float NicknameCost = 0.45f;
    private const float CompanyWordCost = 0.4f;
    private const float ArticleCost = 0.35f;
    private const int FewestSkeletonLetters = 2;
    private const float JoinedAbjadLimit = 1;

    // Joining must not swallow a short word: You in Quan You.
    private const float JoinedLimitPerLetter = 0.08f;

    private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);
    private readonly List<TokenMatches> _tokens = [];
    private readonly List<(int Person, int Other)> _counts = [];
    private readonly List<WordForm> _forms = [];
    private readonly List<int> _formTokens = [];
    private readonly Dictionary<string, int[]> _skeletons = new(StringComparer.Ordinal);
    private readonly Dictionary<int, List<int>> _companyWords = [];
    private readonly Dictionary<string, (float Person, float Other)> _foldCounts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (float Person, float Other)> _skeletonCounts = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, TokenMatches> _remembered = new(StringComparer.Ordinal);
    private DeleteTable _deletes = new([]);
    private int _personNames;
    private int _otherNames;

    public int Count => _tokens.Count;

    /// <summary>A listed word by its number.</summary>
    public TokenMatches this[int id] => _tokens[id];

    /// <summary>The number of a word, and one more name that holds it.</summary>
    public int Add(NameWord word, bool person)
    {
        if (!_ids.TryGetValue(word.Text, out var id))
        {
            id = _tokens.Count;
            _ids[word.Text] = id;
            _counts.Add(default);
            _tokens.Add(Describe(word, [], []));
            foreach (var form in _tokens[id].Forms)
            {
                _forms.Add(form);
                _formTokens.Add(id);
            }

            if (_tokens[id].CompanyWord is > 0 and var group)
            {
                if (!_companyWords.TryGetValue(group, out var members))
                {
                    _companyWords[group] = members = [];
                }

                members.Add(id);
            }
        }

        var count = _counts[id];
        _counts[id] = person ? (count.Person + 1, count.Other) : (count.Person, count.Other + 1);
        return id;
    }

    /// <summary>Ends the adding: weights and search tables follow from all words.</summary>
    public void Complete(int personNames, int otherNames)
    {
        (_personNames, _otherNames) = (personNames, otherNames);
        var bySkeleton = new Dictionary<string, List<int>>(StringComparer.Ordinal);
        for (var form = 0; form < _forms.Count; form++)
        {
            var fold = _forms[form].Fold;
            var skeleton = SoundFold.Skeleton(fold);
            var count = _counts[_formTokens[form]];
            Sum(_foldCounts, fold, count);
            Sum(_skeletonCounts, skeleton, count);
            if (skeleton.Length >= FewestSkeletonLetters)
            {
                if (!bySkeleton.TryGetValue(skeleton, out var members))
                {
                    bySkeleton[skeleton] = members = [];
                }

                members.Add(form);
            }
        }

        foreach (var (skeleton, members) in bySkeleton)
        {
            _skeletons[skeleton] = [.. members];
        }

        _deletes = new DeleteTable([.. _forms.Select(form => form.Fold)]);
        for (var id = 0; id < _tokens.Count; id++)
        {
            _tokens[id] = Describe(new NameWord(_tokens[id].Text, _tokens[id].Type), [id], [0]);
        }
    }

    /// <summary>The listed words a query's word may mean.</summary>
    public TokenMatches Match(NameWord word) => Remembered(word.Text, word, joined: false);

    /// <summary>The listed words that two words of a query may be when they are written as one; one slip is allowed.</summary>
    public TokenMatches MatchJoined(string first, string second) => Remembered($"{first}+{second}", new NameWord(first + second, TokenType.Name), joined: true);

    private TokenMatches Remembered(string key, NameWord word, bool joined)
    {
        if (_remembered.TryGetValue(key, out var known))
        {
            return known;
        }

        var found = Search(word, joined);
        if (_remembered.Count >= MostRemembered)
        {
            _remembered.Clear();
        }

        _remembered[key] = found;
        return found;
    }

    /// <summary>Forgets what was searched before, for measurements.</summary>
    public void Forget() => _remembered.Clear();

    /// <summary>The two listed words a compound falls into, the rarer the better; null for none.</summary>
    public (TokenMatches First, TokenMatches Second)? Halves(string compound)
    {
        (int First, int Second)? best = null;
        var most = 0f;
        for (var cut = 2; cut <= compound.Length - 2; cut++)
        {
            if (_ids.TryGetValue(compound[..cut], out var first) && _ids.TryGetValue(compound[cut..], out var second))
            {
                var gain = Math.Min(_tokens[first].OtherWeight, _tokens[first].PersonWeight) + Math.Min(_tokens[second].OtherWeight, _tokens[second].PersonWeight) + Math.Min(cut, compound.Length - cut);
                if (gain > most)
                {
                    (most, best) = (gain, (first, second));
                }
            }
        }

        return best is { } pair ? (_tokens[pair.First], _tokens[pair.Second]) : null;
    }

    /// <summary>A word outside the list, described for a comparison without search.</summary>
    public TokenMatches Describe(NameWord word) => _ids.TryGetValue(word.Text, out var id) ? _tokens[id] : Describe(word, [], []);

    /// <summary>The cost of taking one word for another, found as <see cref="Match"/> finds it but without the list.</summary>
    public static float Cost(TokenMatches a, TokenMatches b)
    {
        if (a.Text == b.Text)
        {
            return 0;
        }

        var cost = NameData.Nicknames.GetValueOrDefault(a.Text, []).Contains(b.Text) ? NicknameCost
            : a.CompanyWord > 0 && a.CompanyWord == b.CompanyWord ? CompanyWordCost
            : TokenDistance.Far;
        if (a.Type is TokenType.Initial or TokenType.Number || b.Type is TokenType.Initial or TokenType.Number)
        {
            return cost;
        }

        foreach (var form in a.Forms)
        {
            foreach (var other in b.Forms)
            {
                var distance = form.Cost(other, Math.Min(TokenDistance.Limit(form.Fold.Length), TokenDistance.Limit(other.Fold.Length)));
                cost = Math.Min(cost, distance < TokenDistance.Far ? Math.Max(distance, 0.1f) : distance);
            }
        }

        return cost;
    }

    /// <summary>The cost of taking two words, written as one, for a third.</summary>
    public static float JoinedCost(TokenMatches first, TokenMatches second, TokenMatches whole) =>
        first.Type == TokenType.Number || second.Type == TokenType.Number || first.Forms[0].Opaque || second.Forms[0].Opaque || whole.Forms[0].Opaque
            ? TokenDistance.Far
            : TokenDistance.Between(first.Forms[0].Fold + second.Forms[0].Fold, whole.Forms[0].Fold, JoinedLimitPerLetter * whole.Forms[0].Fold.Length, abjad: false);

    private TokenMatches Search(NameWord word, bool joined)
    {
        var forms = WordForms.Of(word.Text);
        var costs = new Dictionary<int, float>();
        if (_ids.TryGetValue(word.Text, out var own))
        {
            costs[own] = 0;
        }

        foreach (var other in joined ? [] : NameData.Nicknames.GetValueOrDefault(word.Text, []))
        {
            if (_ids.TryGetValue(other, out var id))
            {
                Offer(costs, id, NicknameCost);
            }
        }

        if (joined)
        {
            foreach (var form in forms)
            {
                Near(form, 0, costs, DeleteTable.MostKeysForOne, form.Abjad ? JoinedAbjadLimit : JoinedLimitPerLetter * form.Fold.Length);
            }
        }
        else if (word.Type is not (TokenType.Initial or TokenType.Number))
        {
            foreach (var form in forms)
            {
                Near(form, 0, costs, DeleteTable.MostKeys, TokenDistance.Limit(form.Fold.Length));
            }

            if (word.Text.Length > 5 && (word.Text.StartsWith("al", StringComparison.Ordinal) || word.Text.StartsWith("el", StringComparison.Ordinal)))
            {
                var rest = new WordForm(SoundFold.Fold(word.Text[2..]), abjad: false);
                Near(rest, ArticleCost, costs, DeleteTable.MostKeys, TokenDistance.Limit(rest.Fold.Length));
            }

            if (NameData.CompanyWords.TryGetValue(word.Text, out var group) && _companyWords.TryGetValue(group, out var members))
            {
                foreach (var id in members)
                {
                    Offer(costs, id, CompanyWordCost);
                }
            }
        }

        var ordered = new (float Cost, int Id)[costs.Count];
        var next = 0;
        foreach (var (id, cost) in costs)
        {
            ordered[next++] = (cost, id);
        }

        Array.Sort(ordered);
        var kept = Math.Min(ordered.Length, MostNeighbours);
        return Describe(word, Array.ConvertAll(ordered[..kept], pair => pair.Id), Array.ConvertAll(ordered[..kept], pair => pair.Cost), forms);
    }

    private void Near(WordForm form, float surcharge, Dictionary<int, float> costs, int mostKeys, float limit)
    {
        var scratch = Scratch.Of(_forms.Count);
        if (!form.Abjad)
        {
            Span<uint> keys = stackalloc uint[DeleteTable.MostKeys];
            foreach (var key in keys[..Math.Min(mostKeys, DeleteTable.Keys(form.Fold, keys))])
            {
                foreach (var candidate in _deletes.Lookup(key))
                {
                    Verify(candidate);
                }
            }
        }

        if (SoundFold.Skeleton(form.Fold) is { Length: >= FewestSkeletonLetters } skeleton && _skeletons.TryGetValue(skeleton, out var members))
        {
            foreach (var candidate in members)
            {
                Verify(candidate);
            }
        }

        void Verify(int candidate)
        {
            var other = _forms[candidate];
            // Two slips change at most four letters of the set.
            if ((form.Abjad || other.Abjad || Math.Abs(form.Fold.Length - other.Fold.Length) <= 3 && System.Numerics.BitOperations.PopCount(form.Letters ^ other.Letters) <= 4) && scratch.IsNew(candidate))
            {
                var cost = form.Cost(other, Math.Min(limit, TokenDistance.Limit(other.Fold.Length)));
                if (cost < TokenDistance.Far)
                {
                    // The same sound in other letters is not quite the same word.
                    Offer(costs, _formTokens[candidate], Math.Max(cost, 0.1f) + surcharge);
                }
            }
        }
    }

    private TokenMatches Describe(NameWord word, int[] ids, float[] costs, WordForm[]? forms = null)
    {
        forms ??= WordForms.Of(word.Text);
        var company = NameData.CompanyWords.GetValueOrDefault(word.Text);
        return new TokenMatches
        {
            Text = word.Text,
            Type = word.Type,
            Forms = forms,
            Ids = ids,
            Costs = costs,
            CompanyWord = company,
            LooksLegal = word.Type == TokenType.Name && LegalForms.IsMisspelt(word.Text),
            PersonWeight = Weight(word, forms, company, person: true),
            OtherWeight = Weight(word, forms, company, person: false),
        };
    }

    // Minus the logarithm of a word's share: half what this list shows, with all spellings of the sound, half what is known of names at large.
    private float Weight(NameWord word, WordForm[] forms, int company, bool person)
    {
        if (word.Type == TokenType.Initial)
        {
            return 1.2f;
        }

        var listed = 0f;
        var known = 0f;
        foreach (var form in forms)
        {
            var fold = _foldCounts.GetValueOrDefault(form.Fold);
            var consonants = SoundFold.Skeleton(form.Fold);
            // Two consonants are in too many words to say how common one of them is.
            var skeleton = consonants.Length > FewestSkeletonLetters ? _skeletonCounts.GetValueOrDefault(consonants) : default;
            listed = Math.Max(listed, person ? Math.Max(fold.Person, 0.3f * skeleton.Person) : Math.Max(fold.Other, 0.15f * skeleton.Other));
            known = Math.Max(known, NameData.PersonFoldShares.GetValueOrDefault(form.Fold));
        }

        known = person ? known : Math.Max(0.3f * known, company > 0 ? 0.002f : 0);
        var share = 0.5f * (listed + 0.5f) / ((person ? _personNames : _otherNames) + 1000) + 0.5f * known;
        var weight = Math.Clamp(-MathF.Log(share), 1.5f, 11f);
        return word.Type switch { TokenType.Particle => 0.15f * weight, TokenType.Title => 0.3f * weight, _ => weight };
    }

    private static void Offer(Dictionary<int, float> costs, int id, float cost)
    {
        if (!costs.TryGetValue(id, out var known) || cost < known)
        {
            costs[id] = cost;
        }
    }

    private static void Sum(Dictionary<string, (float Person, float Other)> sums, string key, (int Person, int Other) count)
    {
        var known = sums.GetValueOrDefault(key);
        sums[key] = (known.Person + count.Person, known.Other + count.Other);
    }

    // Which forms a search has seen: a stamp for each, so that nothing is cleared between searches.
    private sealed class Scratch
    {
        [ThreadStatic]
        private static Scratch? _mine;
        private int[] _stamps = [];
        private int _stamp;

        public static Scratch Of(int forms)
        {
            var scratch = _mine ??= new Scratch();
            if (scratch._stamps.Length < forms || scratch._stamp == int.MaxValue)
            {
                scratch._stamps = new int[Math.Max(forms, scratch._stamps.Length)];
                scratch._stamp = 0;
            }

            scratch._stamp++;
            return scratch;
        }

        public bool IsNew(int form)
        {
            var isNew = _stamps[form] != _stamp;
            _stamps[form] = _stamp;
            return isNew;
        }
    }
}
