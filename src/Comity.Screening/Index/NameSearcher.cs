using Comity.Screening.Names;

namespace Comity.Screening.Index;

/// <summary>A listed name that may be the one asked for.</summary>
/// <param name="Score">The model's log-odds.</param>
internal readonly record struct Candidate(int Name, float Score);

/// <summary>Searches an index. Keeps its working memory between queries: one searcher for each thread.</summary>
public sealed partial class NameSearcher
{
    private const int MostCandidates = 40;

    // What shares so much less than the best is not worth the full comparison.
    private const int FewestScored = 12;
    private const float WorthScoring = 7;

    // Names touched before only the candidates found so far are looked at: bounds the work for names made of common words.
    private const int MostPostings = 60_000;

    private static readonly Comparer<(int Name, float Score)> ByScore = Comparer<(int Name, float Score)>.Create((a, b) => b.Score != a.Score ? b.Score.CompareTo(a.Score) : a.Name - b.Name);

    private readonly NameIndex _index;
    private readonly NameModel _model;
    private readonly float[] _gathered;
    private readonly List<int> _touched = [];
    private readonly (int Name, float Score)[] _best = new (int, float)[MostCandidates];
    private readonly Alignment _alignment = new();
    private readonly int[] _heads;
    private readonly List<Link> _chain = [];
    private readonly List<int> _heading = [];
    private readonly TokenMatches[] _listedWords = new TokenMatches[Alignment.MostWords];
    private readonly float[] _features = new float[Features.Count];
    private readonly List<Unit> _units = [];
    private readonly List<TokenMatches> _words = [];

    internal NameSearcher(NameIndex index, NameModel model)
    {
        (_index, _model) = (index, model);
        _gathered = new float[index.Count];
        _heads = new int[index.Space.Count];
    }

    // Something of the query that is looked up: a word, two joined, or a half of one.
    private readonly record struct Unit(TokenMatches Matches, int Postings);

    // What a listed word may be of the query; links of one listed word hang together.
    private readonly record struct Link(int Query, AlignedPart Part, float Cost, int Next);

    /// <summary>The features the last scoring left, for training and explanation.</summary>
    internal ReadOnlySpan<float> LastFeatures => _features;

    internal Alignment LastAlignment => _alignment;

    internal IReadOnlyList<TokenMatches> QueryWords => _words;

    /// <summary>The best candidates for a parsed query, best first.</summary>
    internal void Find(ParsedName query, ListedKind kind, List<Candidate> found)
    {
        found.Clear();
        Prepare(query, kind);
        if (_words.Count == 0)
        {
            return;
        }

        Gather(kind == ListedKind.Person);
        var count = Select(kind);
        Array.Sort(_best, 0, count, ByScore);
        // An initial finds nothing by itself, so the shared words do not yet say which name is best.
        var initials = _words.Exists(word => word.Type == TokenType.Initial);
        for (var i = 0; i < count && (i < FewestScored || initials || _best[i].Score > _best[0].Score - WorthScoring); i++)
        {
            found.Add(new Candidate(_best[i].Name, Score(query, kind, _best[i].Name)));
        }

        found.Sort((a, b) => b.Score != a.Score ? b.Score.CompareTo(a.Score) : a.Name - b.Name);
    }

    /// <summary>Scores one listed name against the query that was prepared last.</summary>
    internal float Score(ParsedName parsed, ListedKind kind, int name)
    {
        var tokens = _index.TokensOf(name);
        var listed = Math.Min(tokens.Length, Alignment.MostWords);
        var words = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_words);
        _alignment.Clear(words.Length);
        for (var l = 0; l < listed; l++)
        {
            _listedWords[l] = _index.Space[tokens[l]];
            for (var link = _heads[tokens[l]]; link > 0; link = _chain[link - 1].Next)
            {
                var (query, part, cost, _) = _chain[link - 1];
                _alignment.Offer(query, l, part, cost);
            }
        }

        var person = _index.IsPerson(name);
        var listedWords = _listedWords.AsSpan(0, listed);
        _alignment.Solve(words, listedWords, person);
        Features.Fill(_features, _alignment, new Side(words, kind, parsed.Forms), new Side(listedWords, _index.Kind(name), _index.Forms(name)), person);
        return _model.Score(_features, person);
    }

    /// <summary>Looks the query's words up.</summary>
    internal void Prepare(ParsedName query, ListedKind kind)
    {
        foreach (var token in _heading)
        {
            _heads[token] = 0;
        }

        _heading.Clear();
        _chain.Clear();
        _units.Clear();
        _words.Clear();
        foreach (var word in query.Words.Take(Alignment.MostWords))
        {
            _words.Add(_index.Space.Match(word));
        }

        for (var q = 0; q < _words.Count; q++)
        {
            var word = _words[q];
            AddUnit(word, q, AlignedPart.Word);

            if (q + 1 < _words.Count && (!word.Settled || !_words[q + 1].Settled || word.Text.Length + _words[q + 1].Text.Length <= 10)
                && IsWritten(word) && IsWritten(_words[q + 1]) && (kind != ListedKind.Person || word.Type != TokenType.Initial && _words[q + 1].Type != TokenType.Initial) && word.Text.Length + _words[q + 1].Text.Length is > 3 and < 25)
            {
                AddUnit(_index.Space.MatchJoined(word.Text, _words[q + 1].Text), q, AlignedPart.WithNext);
            }

            if ((!word.Settled || word.Text.Length >= 8) && word.Text.Length >= 5 && word.Type == TokenType.Name && _index.Space.Halves(word.Text) is var (first, second))
            {
                AddUnit(first, q, AlignedPart.FirstHalf);
                AddUnit(second, q, AlignedPart.SecondHalf);
            }
        }
    }

    // In these scripts words are now joined, now apart.
    private static bool IsWritten(TokenMatches word) => word.Type is TokenType.Name or TokenType.Particle or TokenType.Initial && Scripts.Of(word.Text[0]) is Script.Latin or Script.Arabic or Script.Hebrew;

    private void AddUnit(TokenMatches matches, int place, AlignedPart part)
    {
        var postings = 0;
        for (var i = 0; i < matches.Ids.Length; i++)
        {
            var id = matches.Ids[i];
            postings += _index.NamesWith(id).Length;
            ref var head = ref _heads[id];
            if (head == 0)
            {
                _heading.Add(id);
            }

            _chain.Add(new Link(place, part, matches.Costs[i], head));
            head = _chain.Count;
        }

        if (postings > 0)
        {
            _units.Add(new Unit(matches, postings));
        }
    }

    // Adds up, for every name that shares a word, how telling the shared words are: the rarest first.
    private void Gather(bool person)
    {
        _units.Sort((a, b) => a.Postings - b.Postings);
        var walked = 0;
        foreach (var unit in _units)
        {
            // A particle or a title alone finds nothing.
            if (walked > 0 && (walked + unit.Postings > MostPostings || unit.Matches.Type is TokenType.Particle or TokenType.Title))
            {
                continue;
            }

            walked += unit.Postings;
            var (ids, costs) = (unit.Matches.Ids, unit.Matches.Costs);
            for (var i = 0; i < ids.Length; i++)
            {
                var gain = Share(unit.Matches, person) * _index.Space[ids[i]].Weight(person) * (1 - costs[i] / 3.2f);
                foreach (var name in _index.NamesWith(ids[i]))
                {
                    ref var gathered = ref _gathered[name];
                    if (gathered == 0)
                    {
                        _touched.Add(name);
                    }

                    gathered += gain;
                }
            }
        }
    }

    // A place behind a company's name is rather its address.
    private static float Share(TokenMatches word, bool person) => word.Type == TokenType.Place && !person ? 0.4f : 1;

    private int Select(ListedKind kind)
    {
        var person = kind == ListedKind.Person;
        var wanted = 0f;
        foreach (var word in _words)
        {
            wanted += Share(word, person) * word.Weight(person);
        }

        var count = 0;
        var least = float.MinValue;
        foreach (var name in _touched)
        {
            var gathered = _gathered[name];
            _gathered[name] = 0;
            var score = gathered - 0.4f * Math.Max(0, wanted - gathered) - 0.3f * Math.Max(0, _index.TotalWeights[name] - gathered)
                - (kind != ListedKind.Other && _index.Kind(name) != kind ? 3 : 0);
            if (count < MostCandidates)
            {
                _best[count++] = (name, score);
                if (count == MostCandidates)
                {
                    least = Lowest();
                }
            }
            else if (score > least)
            {
                _best[0] = (name, score);
                least = Lowest();
            }
        }

        _touched.Clear();
        return count;
    }

    // Brings the lowest of the best to the front.
    private float Lowest()
    {
        var lowest = 0;
        for (var i = 1; i < MostCandidates; i++)
        {
            if (_best[i].Score < _best[lowest].Score)
            {
                lowest = i;
            }
        }

        (_best[0], _best[lowest]) = (_best[lowest], _best[0]);
        return _best[0].Score;
    }
}
