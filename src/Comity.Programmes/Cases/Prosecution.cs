using Comity.Kernel.Refer.Cases;

namespace Comity.Programmes.Cases;

/// <summary>What may become of a charge.</summary>
public static class Dispositions
{
    /// <summary>The accused was found guilty of it.</summary>
    public const string Convicted = "convicted";

    /// <summary>All of them; every other than <see cref="Convicted"/> ends it in favour of the accused.</summary>
    public static IReadOnlyList<string> All { get; } = [Convicted, "discharged", "acquitted", "dismissed", "withdrawn"];
}

/// <summary>How a person stands, from all charges against that person.</summary>
public enum PersonOutcome
{
    /// <summary>At least one charge is open, and none ended in a conviction.</summary>
    Pending,

    /// <summary>Convicted on at least one charge.</summary>
    Convicted,

    /// <summary>All charges ended, none of them in a conviction.</summary>
    Discharged,
}

/// <summary>A charge with what became of it (ECF 5.0: CaseCharge, PersonChargeAssociation).</summary>
/// <param name="Id">The name of its entry.</param>
/// <param name="Charge">Its entry.</param>
/// <param name="Person">The name of the person's entry; the first of those that are the same person.</param>
/// <param name="Disposition">The last disposition, or null while it is open.</param>
public sealed record ChargeState(string Id, CaseEntry Charge, string Person, CaseEntry? Disposition);

/// <summary>A prosecution file: everything in it follows from the entries.</summary>
/// <param name="Id">The name of its entry.</param>
/// <param name="File">Its entry.</param>
/// <param name="Charges">Its charges.</param>
/// <param name="Hearings">Its hearings by day.</param>
/// <param name="Documents">Its documents.</param>
public sealed record ProsecutionFile(string Id, CaseEntry File, IReadOnlyList<ChargeState> Charges, IReadOnlyList<CaseEntry> Hearings, IReadOnlyList<NamedEntry> Documents);

/// <summary>
/// The prosecution files of a case and how the accused stand. Counts are of persons, never of cases or charges, and are
/// derived each time: a person with three convictions is one person convicted, also when two members entered the person
/// and said that it is the same.
/// </summary>
/// <param name="Files">The files.</param>
/// <param name="Persons">Each accused person once, by the name of the entry, with the outcome.</param>
public sealed record Prosecution(IReadOnlyList<ProsecutionFile> Files, IReadOnlyList<(string Person, PersonOutcome Outcome)> Persons)
{
    /// <summary>How many persons stand so.</summary>
    public int Count(PersonOutcome outcome) => Persons.Count(person => person.Outcome == outcome);

    /// <summary>What a case says of its prosecutions.</summary>
    public static Prosecution Of(CaseLog log)
    {
        var standing = log.Standing;
        var same = SamePerson(standing);
        ILookup<string, NamedEntry> about = standing.Where(named => named.Entry.About is not null).ToLookup(named => named.Entry.About!, StringComparer.Ordinal);
        var files = new List<ProsecutionFile>();
        foreach (var (id, file) in standing.Where(named => named.Entry.Kind == JointCase.File))
        {
            ChargeState[] charges =
            [
                .. about[id].Where(named => named.Entry.Kind == JointCase.Charge).Select(named => new ChargeState(
                    named.Id, named.Entry, same(named.Entry.Fact("person")),
                    about[named.Id].Where(one => one.Entry.Kind == JointCase.Disposition).OrderBy(one => one.Entry.Fact("disposed_on"), StringComparer.Ordinal).LastOrDefault()?.Entry)),
            ];
            files.Add(new ProsecutionFile(
                id, file, [.. charges.OrderBy(charge => charge.Charge.Fact("charge_sequence_id"), StringComparer.Ordinal)],
                [.. about[id].Where(named => named.Entry.Kind == JointCase.Hearing).Select(named => named.Entry).OrderBy(entry => entry.Fact("held_on"), StringComparer.Ordinal)],
                [.. standing.Where(named => named.Entry.Kind == JointCase.Document && named.Entry.Fact("file") == id)]));
        }

        return new Prosecution(files,
        [
            .. files.SelectMany(file => file.Charges).GroupBy(charge => charge.Person, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal)
                .Select(group => (group.Key, Outcome([.. group]))),
        ]);
    }

    private static PersonOutcome Outcome(IReadOnlyList<ChargeState> charges) =>
        charges.Any(charge => charge.Disposition?.Fact("disposition") == Dispositions.Convicted) ? PersonOutcome.Convicted
        : charges.All(charge => charge.Disposition is not null) ? PersonOutcome.Discharged
        : PersonOutcome.Pending;

    /// <summary>The one name of a person that several entries are said to be.</summary>
    private static Func<string, string> SamePerson(IReadOnlyList<NamedEntry> standing)
    {
        var parent = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (_, link) in standing.Where(named => named.Entry.Kind == JointCase.Link && named.Entry.Fact("relation") == JointCase.SameAs))
        {
            var (one, other) = (Find(link.Fact("from")), Find(link.Fact("to")));
            // The smaller name stands for both: the order of links does not matter.
            (one, other) = string.CompareOrdinal(one, other) <= 0 ? (one, other) : (other, one);
            if (one != other)
            {
                parent[other] = one;
            }
        }

        return Find;

        string Find(string id)
        {
            while (parent.TryGetValue(id, out var up))
            {
                id = up;
            }

            return id;
        }
    }
}
