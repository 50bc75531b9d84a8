namespace Comity.Kernel.Assess.Matching;

/// <summary>A part of a plan: an atom by number or its negation, or a combination.</summary>
internal sealed class Term
{
    /// <summary>The atom that makes it true, or -1.</summary>
    public int Atom { get; private init; } = -1;

    /// <summary>The atom that makes it an error, or -1.</summary>
    public int Fails { get; private init; } = -1;

    public bool IsNegated { get; private init; }

    /// <summary>Whether its terms are joined by and.</summary>
    public bool IsAnd { get; private init; }

    /// <summary>What it combines; null for an atom.</summary>
    public Term[]? Terms { get; private init; }

    /// <summary>Whether only the interpreter can decide it.</summary>
    public bool IsResidual => Terms is null && Atom < 0;

    /// <summary>Whether there is a residual part in it.</summary>
    public bool HasResidual { get; private init; }

    public static Term Of(Node node, Func<Atom, int> number) => node switch
    {
        Literal literal => new Term { Atom = number(literal.Atom), IsNegated = literal.IsNegated, Fails = literal.Fails is null ? -1 : number(literal.Fails) },
        Residual => new Term { HasResidual = true },
        AllOf all => Combine(all.Terms, isAnd: true, number),
        AnyOf any => Combine(any.Terms, isAnd: false, number),
        _ => throw new InvalidOperationException($"A {node.GetType().Name} is no term."),
    };

    /// <summary>The fields of its atoms; a field may come more than once.</summary>
    public IEnumerable<int> Fields(Atom[] atoms) => Terms?.SelectMany(t => t.Fields(atoms)) ?? (Atom < 0 ? [] : [atoms[Atom].Field]);

    private static Term Combine(Node[] nodes, bool isAnd, Func<Atom, int> number)
    {
        Term[] terms = [.. nodes.Select(n => Of(n, number))];
        return new Term { IsAnd = isAnd, Terms = terms, HasResidual = terms.Any(t => t.HasResidual) };
    }

    /// <summary>The atoms of a clause that is nothing but atoms of texts joined by or; null for any other.</summary>
    public IReadOnlyList<int>? Access(Atom[] atoms) =>
        Terms is null ? (Atom >= 0 && !IsNegated && Fails < 0 && atoms[Atom] is TextAtom ? [Atom] : null)
        : IsAnd ? null
        : Terms.Select(t => t.Terms is null ? t.Access(atoms) : null).ToArray() is var lists && lists.All(l => l is not null) ? [.. lists.SelectMany(l => l!)]
        : null;
}

/// <summary>How one profile is evaluated: all clauses must hold.</summary>
internal sealed class Plan(NormalForm form, Term[] clauses)
{
    public Term[] Clauses => clauses;

    /// <summary>Whether it holds for no record.</summary>
    public bool IsNever { get; } = form.Root is Constant { Value: false };

    /// <summary>Whether the interpreter has to decide what the clauses leave.</summary>
    public bool NeedsJudge { get; } = clauses.Any(c => c.HasResidual);

    /// <summary>Records heavier than this are left to the interpreter.</summary>
    public long MaxWeight { get; } = form.MaxWeight < 0 ? long.MaxValue : form.MaxWeight;
}
