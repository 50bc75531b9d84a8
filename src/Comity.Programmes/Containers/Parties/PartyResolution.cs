using Comity.Kernel.Account;
using Comity.Screening;
using Comity.Screening.Names;

namespace Comity.Programmes.Containers.Parties;

/// <summary>A join or a split that cannot be done; the message says why.</summary>
public sealed class PartyRefusedException(string message) : Exception(message);

/// <summary>A spelling of another party that was met with the same telephone, address or identification.</summary>
/// <param name="Other">The spelling.</param>
/// <param name="Kind">What the two parties share.</param>
/// <param name="Value">Its cleaned-up value.</param>
public sealed record PartyNeighbour(PartySpelling Other, string Kind, string Value);

/// <summary>
/// Says which spellings are one party. By itself it joins only a name spelt otherwise (<see cref="SpellingComparison"/>) that came with the same
/// telephone, address or identification; an officer may join what he knows to be one and split what is not. Every link keeps its
/// reason, and nothing that is remembered of a spelling is changed by it.
/// </summary>
public static class PartyResolution
{
    /// <summary>Who joins by rule.</summary>
    public const string Rule = "rule";

    // A forwarder's telephone is everybody's: what many share says nothing.
    private const int MostSharers = 12;
    private static readonly string[] TellingTraits = ["phone", "address", "code"];

    /// <summary>Joins a spelling to a party it is by rule a spelling of, if there is one.</summary>
    internal static void JoinByRule(IUnitOfWork unit, PartySpelling spelling, PartyTrait met)
    {
        if (!TellingTraits.Contains(met.Kind, StringComparer.Ordinal))
        {
            return;
        }

        var sharers = unit.Parties.With(met.Kind, met.Value, MostSharers + 1);
        if (sharers.Count > MostSharers || unit.Parties.Links(spelling.Id).Any(link => link.By != Rule))
        {
            return;
        }

        foreach (var other in sharers.Where(other => other.PartyId != spelling.PartyId))
        {
            var (mine, theirs) = (unit.Parties.Of(spelling.PartyId), unit.Parties.Of(other.PartyId));
            // What a person has decided about a spelling stands; and small differences must not add up to another name by steps.
            if (unit.Parties.Links(other.Id).All(link => link.By == Rule) && mine.All(one => theirs.All(two => AreAlike(one, two) is not null)))
            {
                var pairs = AreAlike(spelling, other)!;
                var words = pairs.Count == 0 ? "the same words" : string.Join(", ", pairs.Select(pair => $"{pair.First} = {pair.Second}"));
                // The younger party joins the older, whichever arrived last.
                var (from, to) = spelling.PartyId > other.PartyId ? (mine, other.PartyId) : (theirs, spelling.PartyId);
                Move(unit, from, to, $"'{spelling.Text}' is '{other.Text}' spelt otherwise ({words}), with the same {met.Kind} {met.Value}", Rule, met.FirstSeenAt, byPerson: false);
                return;
            }
        }
    }

    private static IReadOnlyList<SpellingPair>? AreAlike(PartySpelling one, PartySpelling two) => SpellingComparison.Compare(one.Text, two.Text, ListedKind.Organisation);

    /// <summary>Spellings of other parties that may be this one, for an officer to judge; by party.</summary>
    public static IReadOnlyList<PartyNeighbour> Neighbours(INodeView view, long partyId) =>
    [
        .. view.Parties.Traits(partyId).Where(trait => TellingTraits.Contains(trait.Kind, StringComparer.Ordinal)).DistinctBy(trait => (trait.Kind, trait.Value))
            .Select(trait => (trait.Kind, trait.Value, Sharers: view.Parties.With(trait.Kind, trait.Value, MostSharers + 1)))
            .Where(shared => shared.Sharers.Count <= MostSharers)
            .SelectMany(shared => shared.Sharers.Where(other => other.PartyId != partyId).Select(other => new PartyNeighbour(other, shared.Kind, shared.Value)))
            .OrderBy(neighbour => neighbour.Other.PartyId),
    ];

    /// <summary>Joins all spellings of one party to another.</summary>
    /// <exception cref="PartyRefusedException">There is no such party, or no reason is given.</exception>
    public static void Join(INodeStore store, long partyId, long intoPartyId, string reason, string by, DateTimeOffset at)
    {
        Check(reason);
        using var unit = store.Begin();
        var spellings = Spellings(unit, partyId);
        _ = Spellings(unit, intoPartyId);
        if (partyId == intoPartyId)
        {
            throw new PartyRefusedException($"Party {partyId} is one already.");
        }

        Move(unit, spellings, intoPartyId, reason.Trim(), by, at, byPerson: true);
        unit.Commit();
    }

    /// <summary>Makes a spelling a party of its own; its history goes with it.</summary>
    /// <exception cref="PartyRefusedException">The party has no such spelling or only this one, or no reason is given.</exception>
    public static void Split(INodeStore store, long partyId, long spellingId, string reason, string by, DateTimeOffset at)
    {
        Check(reason);
        using var unit = store.Begin();
        var spellings = Spellings(unit, partyId);
        var leaving = spellings.FirstOrDefault(spelling => spelling.Id == spellingId) ?? throw new PartyRefusedException($"Party {partyId} has no spelling {spellingId}.");
        if (spellings.Count == 1)
        {
            throw new PartyRefusedException($"Party {partyId} has only this spelling.");
        }

        // A party is named by one of its spellings: when that one leaves, the others take the name of the next.
        if (spellingId == partyId)
        {
            PartySpelling[] others = [.. spellings.Where(spelling => spelling.Id != spellingId)];
            Move(unit, others, others[0].Id, reason.Trim(), by, at, byPerson: true);
        }
        else
        {
            Move(unit, [leaving], spellingId, reason.Trim(), by, at, byPerson: true);
        }

        unit.Commit();
    }

    private static IReadOnlyList<PartySpelling> Spellings(IUnitOfWork unit, long partyId) =>
        unit.Parties.Of(partyId) is { Count: > 0 } spellings ? spellings : throw new PartyRefusedException($"There is no party {partyId}.");

    private static void Check(string reason)
    {
        if (string.IsNullOrWhiteSpace(reason))
        {
            throw new PartyRefusedException("Say why.");
        }
    }

    private static void Move(IUnitOfWork unit, IEnumerable<PartySpelling> spellings, long to, string reason, string by, DateTimeOffset at, bool byPerson)
    {
        PartySpelling[] moved = [.. spellings];
        foreach (var spelling in moved)
        {
            unit.Parties.Link(new PartyLink(spelling.Id, spelling.PartyId, to, reason, by, at), byPerson);
        }

        Remember(unit, moved[0].PartyId);
        Remember(unit, to);
    }

    private static void Remember(IUnitOfWork unit, long partyId)
    {
        var spellings = unit.Parties.Of(partyId);
        foreach (var spelling in spellings)
        {
            var known = PartyMemory.Read(unit.TrackRecords, spelling.Key)!;
            (known with { Others = [.. spellings.Where(other => other.Id != spelling.Id).Select(other => other.Key)] }).Write(unit.TrackRecords, spelling.Key);
        }
    }
}
