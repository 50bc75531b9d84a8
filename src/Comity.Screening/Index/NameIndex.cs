using System.Runtime.InteropServices;
using Comity.Screening.Names;

namespace Comity.Screening.Index;

/// <summary>
/// Names that can be searched. Unchanging once built; any number of threads may search it, each with its own
/// <see cref="NameSearcher"/>.
/// </summary>
public sealed class NameIndex
{
    private readonly int[] _tokens;
    private readonly int[] _starts;
    private readonly int[] _postings;
    private readonly int[] _postingStarts;
    private readonly byte[] _kinds;
    private readonly byte[] _forms;
    private readonly int[] _entities;
    private readonly string[] _names;
    private readonly string[] _entityIds;
    private readonly Dictionary<int, IdentityFacts> _facts = [];

    private NameIndex(IEnumerable<IndexedName> names)
    {
        var (tokens, starts, kinds, forms, entities, texts) = (new List<int>(), new List<int> { 0 }, new List<byte>(), new List<byte>(), new List<int>(), new List<string>());
        var entityNumbers = new Dictionary<string, int>(StringComparer.Ordinal);
        var persons = 0;
        foreach (var name in names)
        {
            var parsed = NameParser.Listed(name.Name, name.Kind);
            var person = name.Kind == ListedKind.Person;
            if (parsed.Words.Count == 0)
            {
                continue;
            }

            persons += person ? 1 : 0;
            foreach (var word in parsed.Words)
            {
                tokens.Add(Space.Add(word, person));
            }

            ref var entity = ref CollectionsMarshal.GetValueRefOrAddDefault(entityNumbers, name.EntityId, out var known);
            entity = known ? entity : entityNumbers.Count - 1;
            starts.Add(tokens.Count);
            kinds.Add((byte)name.Kind);
            forms.Add((byte)parsed.Forms);
            entities.Add(entity);
            texts.Add(name.Name);
            if (!ReferenceEquals(name.Facts, IdentityFacts.None))
            {
                var facts = _facts.GetValueOrDefault(entity, IdentityFacts.None);
                _facts[entity] = new IdentityFacts(
                    [.. facts.BirthDates.Union(name.Facts.BirthDates)],
                    [.. facts.Nationalities.Union(name.Facts.Nationalities, StringComparer.OrdinalIgnoreCase)],
                    [.. facts.Identifiers.Union(name.Facts.Identifiers, StringComparer.Ordinal)]);
            }
        }

        (_tokens, _starts, _kinds, _forms, _entities, _names) = ([.. tokens], [.. starts], [.. kinds], [.. forms], [.. entities], [.. texts]);
        _entityIds = [.. entityNumbers.Keys];
        Space.Complete(persons, _names.Length - persons);
        (_postingStarts, _postings) = Post();
        TotalWeights = new float[_names.Length];
        for (var name = 0; name < _names.Length; name++)
        {
            foreach (var token in TokensOf(name))
            {
                TotalWeights[name] += Space[token].Weight(IsPerson(name));
            }
        }
    }

    /// <summary>Names in the index; texts without a single letter or digit are left out.</summary>
    public int Count => _names.Length;

    /// <summary>Whether the list says when someone was born.</summary>
    public bool HasBirthDates => _facts.Values.Any(facts => facts.BirthDates.Count > 0);

    internal TokenSpace Space { get; } = new();

    internal float[] TotalWeights { get; }

    /// <summary>Builds the index.</summary>
    public static NameIndex Build(IEnumerable<IndexedName> names) => new(names);

    /// <summary>Something to search with; for one thread.</summary>
    public NameSearcher Searcher(NameModel model) => new(this, model);

    /// <summary>Forgets which words were searched before, so that a measurement begins cold.</summary>
    public void Forget() => Space.Forget();

    internal ReadOnlySpan<int> TokensOf(int name) => _tokens.AsSpan(_starts[name].._starts[name + 1]);

    internal ReadOnlySpan<int> NamesWith(int token) => _postings.AsSpan(_postingStarts[token].._postingStarts[token + 1]);

    internal bool IsPerson(int name) => _kinds[name] == (byte)ListedKind.Person;

    internal ListedKind Kind(int name) => (ListedKind)_kinds[name];

    internal int Forms(int name) => _forms[name];

    internal int Entity(int name) => _entities[name];

    internal string EntityId(int name) => _entityIds[_entities[name]];

    internal IdentityFacts Facts(int name) => _facts.GetValueOrDefault(_entities[name], IdentityFacts.None);

    internal string Name(int name) => _names[name];

    private (int[] Starts, int[] Postings) Post()
    {
        var starts = new int[Space.Count + 1];
        foreach (var token in _tokens)
        {
            starts[token + 1]++;
        }

        for (var i = 1; i < starts.Length; i++)
        {
            starts[i] += starts[i - 1];
        }

        var next = starts.AsSpan(0, Space.Count).ToArray();
        var postings = new int[_tokens.Length];
        for (var name = 0; name < _names.Length; name++)
        {
            foreach (var token in TokensOf(name))
            {
                postings[next[token]++] = name;
            }
        }

        return (starts, postings);
    }
}
