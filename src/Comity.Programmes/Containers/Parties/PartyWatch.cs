using System.Security.Cryptography;
using System.Text;
using Comity.Kernel.Account;
using Comity.Kernel.Subjects;
using Comity.Programmes.Containers.Subject;
using Comity.Screening.Watch;

namespace Comity.Programmes.Containers.Parties;

/// <summary>Screens parties against the standing watch lists, proposes what it finds to an officer and sets the facts that profiles ask for.</summary>
internal sealed class PartyWatch(WatchSearcher searcher)
{
    // The schema builds the same paths; at thousands of consignments a second they are not built anew.
    private static readonly (string Role, int Name, int Listed, int Programme, int Entry)[] Facts =
    [
        .. ConsignmentSchema.Roles.Select(role => (role, Ordinal($"{role}.name"), Ordinal($"{role}.listed"), Ordinal($"{role}.listed_programme"), Ordinal($"{role}.listed_entry"))),
    ];

    /// <summary>
    /// Sets the watch-list facts of a record whose parties were noted (<see cref="PartyBook"/>). The name is screened as it was first
    /// written, so that a spelling has one result however often its legal form is left out.
    /// </summary>
    public void Screen(IUnitOfWork unit, SubjectRecord record, DateTimeOffset at)
    {
        foreach (var (role, name, listed, programme, entry) in Facts)
        {
            if (PartyBook.KeyOf(record, role) is not { } key)
            {
                continue;
            }

            var position = record.PositionOf(name);
            var standing = Propose(unit, key, searcher.Search(PartyMemory.Read(unit.TrackRecords, key)!.Text), at).Select(Weigh).Where(hit => hit.Probability > 0).ToList();
            var (probability, best) = standing.Count > 0 ? standing.MaxBy(hit => hit.Probability) : default;
            record.Set(listed, probability, position);
            record.Set(programme, best?.Programmes ?? [], position);
            record.Set(entry, best is null ? null : $"{best.ListId}/{best.ListVersion}/{best.EntityId}", position);
        }
    }

    /// <summary>Proposes hits of a spelling; a pair that was judged keeps its judgement.</summary>
    public static IEnumerable<(WatchHit Hit, WatchListMatch Match, bool IsNew)> Propose(IUnitOfWork unit, string key, IEnumerable<WatchHit> hits, DateTimeOffset at)
    {
        // Another spelling is another subject: of one spelling nothing that is screened ever changes.
        var hash = new Lazy<string>(() => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key))));
        foreach (var hit in hits)
        {
            var (match, isNew) = unit.WatchLists.Propose(
                new ProposedMatch(key, hash.Value, hit.ListId, hit.EntityId, hit.Score, hit.Explanation.ToJson()), at);
            yield return (hit, match, isNew);
        }
    }

    // A person's word is certain either way.
    private static (double Probability, WatchHit Hit) Weigh((WatchHit Hit, WatchListMatch Match, bool IsNew) proposed) => proposed.Match.State switch
    {
        MatchState.Confirmed => (1, proposed.Hit),
        MatchState.Dismissed => (0, proposed.Hit),
        _ => (proposed.Hit.Probability, proposed.Hit),
    };

    private static int Ordinal(string path) => ConsignmentSchema.Schema.OrdinalOf(path);
}
