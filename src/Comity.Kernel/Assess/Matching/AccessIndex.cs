namespace Comity.Kernel.Assess.Matching;

/// <summary>Files every plan under its probably most selective clause of positive atoms over texts.</summary>
internal sealed class AccessIndex
{
    public AccessIndex(Matcher matcher, Term[][] clauses, NormalForm[] forms)
    {
        var atoms = matcher.Atoms;
        Plans = new Plan[forms.Length];
        var ofAtom = new List<int>?[atoms.Length];
        var ofField = new List<int>?[matcher.Fields.Length];
        var unread = new List<int>?[matcher.Fields.Length];
        var always = new List<int>();
        for (var p = 0; p < forms.Length; p++)
        {
            var ranked = clauses[p].OrderBy(c => c.Access(atoms)?.Sum(a => Share(matcher, atoms[a])) ?? 2.0).ToArray();
            var access = ranked.Length > 0 ? ranked[0].Access(atoms) : null;
            Plans[p] = new Plan(forms[p], ranked, access is null ? -1 : 0, forms[p].Root is Constant { Value: false });
            if (Plans[p].IsNever)
            {
                continue;
            }

            if (access is null)
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

    // Profiles name many different values of a field that has many: the share of a value is guessed from that.
    private static double Share(Matcher matcher, Atom atom)
    {
        var values = Math.Max(matcher.Fields[atom.Field]!.ExactValues.Count, 4);
        return atom switch
        {
            OneOf one => (double)one.Values.Length / values,
            BeginsWith begins => Math.Min(1, Math.Pow(0.3, begins.Part.Length)),
            Includes includes => includes.Part.Length > 2 ? 0.02 : 0.5,
            FinishesWith => 0.1,
            Resembles => 0.1,
            _ => 1,
        };
    }
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
                var isWords = Enumerable.Range(0, chunks.Count).Select(i => ((IRowBlock)chunks[i]).Column(held))
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
