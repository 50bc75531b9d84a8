namespace Comity.Kernel.Assess.Matching;

/// <summary>All atoms over the texts of one field, arranged so that those that hold for a text are found together.</summary>
internal sealed class FieldIndex
{
    private readonly Dictionary<string, int[]>.AlternateLookup<ReadOnlySpan<char>> _exact;
    private readonly (int Length, Dictionary<string, int[]>.AlternateLookup<ReadOnlySpan<char>> Atoms)[] _beginnings;
    private readonly WordSearch? _parts;
    private readonly WordSearch? _words;
    private readonly (TextAtom Atom, int Number)[] _others;

    public FieldIndex(IReadOnlyList<(TextAtom Atom, int Number)> atoms)
    {
        _exact = Lookup(atoms.Where(a => a.Atom is OneOf).SelectMany(a => ((OneOf)a.Atom).Values.Select(v => (v, a.Number))));
        _beginnings =
        [
            .. atoms.Where(a => a.Atom is BeginsWith).GroupBy(a => ((BeginsWith)a.Atom).Part.Length).OrderBy(g => g.Key)
                .Select(g => (g.Key, Lookup(g.Select(a => (((BeginsWith)a.Atom).Part, a.Number))))),
        ];
        var parts = atoms.Where(a => a.Atom is Includes).Select(a => (((Includes)a.Atom).Part, a.Number)).ToList();
        var words = atoms.Where(a => IsOfWords(a.Atom)).Select(a => (((Includes)a.Atom).Part, a.Number)).ToList();
        _parts = parts.Count > 0 ? new WordSearch(parts) : null;
        _words = words.Count > 0 ? new WordSearch(words) : null;
        _others = [.. atoms.Where(a => a.Atom is FinishesWith or Resembles or Interpreted)];
        ExactValues = [.. atoms.Select(a => a.Atom).OfType<OneOf>().SelectMany(a => a.Values).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>Whether it has to search within texts.</summary>
    public bool HasParts => _parts is not null;

    /// <summary>Whether a text that is none of <see cref="ExactValues"/> fits no atom.</summary>
    public bool IsExact => _parts is null && _beginnings.Length == 0 && _others.Length == 0;

    public IReadOnlyList<string> ExactValues { get; }

    /// <summary>Whether an atom holds for a text exactly when it holds for one of its words.</summary>
    public static bool IsOfWords(Atom atom) => atom is Includes includes && !includes.Part.Contains(' ', StringComparison.Ordinal);

    /// <summary>The atoms that hold for a text, or those of a word that decide for texts with it; without doubles.</summary>
    public int[] Resolve(ReadOnlySpan<char> text, bool isWord, List<int> scratch)
    {
        scratch.Clear();
        if (isWord)
        {
            _words?.Find(text, scratch);
        }
        else
        {
            ResolveWhole(text, scratch);
        }

        if (scratch.Count == 0)
        {
            return [];
        }

        scratch.Sort();
        var distinct = 1;
        for (var i = 1; i < scratch.Count; i++)
        {
            if (scratch[i] != scratch[distinct - 1])
            {
                scratch[distinct++] = scratch[i];
            }
        }

        return [.. System.Runtime.InteropServices.CollectionsMarshal.AsSpan(scratch)[..distinct]];
    }

    private void ResolveWhole(ReadOnlySpan<char> text, List<int> found)
    {
        if (_exact.TryGetValue(text, out var exact))
        {
            found.AddRange(exact);
        }

        foreach (var (length, atoms) in _beginnings)
        {
            if (length > text.Length)
            {
                break;
            }

            if (atoms.TryGetValue(text[..length], out var beginning))
            {
                found.AddRange(beginning);
            }
        }

        _parts?.Find(text, found);
        foreach (var (atom, number) in _others)
        {
            if (atom.Holds(text))
            {
                found.Add(number);
            }
        }
    }

    private static Dictionary<string, int[]>.AlternateLookup<ReadOnlySpan<char>> Lookup(IEnumerable<(string Text, int Number)> atoms) =>
        atoms.GroupBy(a => a.Text, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.Select(a => a.Number).Distinct().ToArray(), StringComparer.Ordinal)
            .GetAlternateLookup<ReadOnlySpan<char>>();
}

/// <summary>The atoms that hold for each entry of a dictionary.</summary>
internal sealed class AtomLists
{
    private readonly List<int[]> _lists = [[]];
    private int[] _slots = [];

    public int Count { get; private set; }

    public int[] this[int entry] => _lists[_slots[entry]];

    /// <summary>Whether any atom holds for an entry.</summary>
    public ReadOnlySpan<int> Slots => _slots.AsSpan(0, Count);

    public int[] OfSlot(int slot) => _lists[slot];

    public void Add(int[] atoms)
    {
        if (Count == _slots.Length)
        {
            Array.Resize(ref _slots, Math.Max(64, Count * 2));
        }

        if (atoms.Length > 0)
        {
            _slots[Count] = _lists.Count;
            _lists.Add(atoms);
        }

        Count++;
    }

    /// <summary>Resolves the entries that a dictionary has got since.</summary>
    public void CatchUp(ITextDictionary dictionary, FieldIndex index, bool isWords)
    {
        var scratch = new List<int>();
        for (var entry = Count; entry < dictionary.Count; entry++)
        {
            Add(index.Resolve(dictionary[entry], isWords, scratch));
        }
    }
}
