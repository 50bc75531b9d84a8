namespace Comity.Kernel.Assess.Matching;

/// <summary>Files every plan under its probably most selective clause of positive atoms over texts.</summary>
internal sealed class AccessIndex
{
    public AccessIndex(Matcher matcher)
    {
        var atoms = matcher.Atoms;
        Plans = matcher.Plans;
        var ofAtom = new List<int>?[atoms.Length];
        var ofField = new List<int>?[matcher.Fields.Length];
        var unread = new List<int>?[matcher.Fields.Length];
        var always = new List<int>();
        for (var p = 0; p < Plans.Length; p++)
        {
            if (Plans[p].IsNever)
            {
                continue;
            }

            // The clauses are in order of their share.
            if (Plans[p].Clauses.Select(c => c.Access(atoms)).FirstOrDefault(a => a is not null) is not { } access)
            {
                always.Add(p);
                continue;
            }

            foreach (var atom in access.Distinct())
            {
                (ofAtom[atom] ??= []).Add(p);
                (ofField[atoms[atom].Field] ??= []).Add(p);
                if (!FieldIndex.IsOfWords(atoms[atom]))
                {
                    (unread[atoms[atom].Field] ??= []).Add(p);
                }
            }
        }

        PlansOfAtom = [.. ofAtom.Select(l => l?.ToArray() ?? [])];
        PlansOfField = [.. ofField.Select(l => l?.ToArray() ?? [])];
        PlansUnreadInWords = [.. unread.Select(l => l?.ToArray() ?? [])];
        Always = [.. always];
        LeastMaxWeight = Plans.Length == 0 ? long.MaxValue : Plans.Min(p => p.MaxWeight);
    }

    public Plan[] Plans { get; }

    /// <summary>Atom → the plans filed under it.</summary>
    public int[][] PlansOfAtom { get; }

    /// <summary>Field → the plans filed under one of its atoms: candidates where the fact is missing, when that counts.</summary>
    public int[][] PlansOfField { get; }

    /// <summary>Field → the plans filed under an atom that the words of a text do not decide one by one.</summary>
    public int[][] PlansUnreadInWords { get; }

    /// <summary>The plans that can be true of any record.</summary>
    public int[] Always { get; }

    /// <summary>No record up to this weight is too heavy for any plan.</summary>
    public long LeastMaxWeight { get; }
}

/// <summary>For the dictionaries of some chunks, which no longer change: the atoms that hold for each entry.</summary>
internal sealed class ChunkResolution
{
    public ChunkResolution(Matcher matcher, IChunkSet chunks)
    {
        Dictionaries = chunks.Dictionaries;
        Texts = new AtomLists?[matcher.Fields.Length];
        Words = new AtomLists?[matcher.Fields.Length];
        var kinds = new byte[matcher.Fields.Length];
        for (var field = 0; field < matcher.Fields.Length; field++)
        {
            if (matcher.Fields[field] is { } index && chunks.Dictionaries[field] is { } dictionary)
            {
                // A field is held in one way throughout a set; which one, any chunk with a value says.
                var held = field;
                var isWords = Enumerable.Range(0, chunks.Count).Select(i => chunks[i].Column(held))
                    .FirstOrDefault(c => c.Kind != ColumnKind.Empty)?.IsTokens ?? false;
                var lists = new AtomLists();
                lists.CatchUp(dictionary, index, isWords);
                (isWords ? Words : Texts)[field] = lists;
            }
        }
    }

    public IReadOnlyList<ITextDictionary?> Dictionaries { get; }

    private AtomLists?[] Texts { get; }

    private AtomLists?[] Words { get; }

    public AtomLists? Of(int field, bool isWords) => (isWords ? Words : Texts)[field];
}
