using Comity.Host.Authority;
using Comity.Host.Workshop;
using Comity.Kernel.Account;
using Comity.Kernel.Refer;

namespace Comity.Host.Web.Search;

/// <summary>Something that waits for whoever looks.</summary>
/// <param name="Count">How many.</param>
/// <param name="What">What, in words.</param>
/// <param name="Address">Where to begin.</param>
internal sealed record WaitingLine(long Count, string What, string Address);

/// <summary>What waits for somebody, by the rights they have; what they could not act on is not counted.</summary>
internal static class Waiting
{
    private const int MostReferrals = 500;

    public static IReadOnlyList<WaitingLine> For(Node node, ExchangeAccess exchange, Access access)
    {
        var lines = new List<WaitingLine>();
        void Add(bool isTheirs, Func<long> count, string what, string address)
        {
            if (isTheirs && count() is > 0 and var waiting)
            {
                lines.Add(new WaitingLine(waiting, what, address));
            }
        }

        using var view = node.Store.Read();
        var today = DateOnly.FromDateTime(node.Clock.GetUtcNow().UtcDateTime);
        Add(
            access.May("consignments", "decide"),
            () => view.Selections(today, access.Officer.Unit).LongCount(place => view.Subject(place.SubjectId) is { Decision: null }),
            "places on today's list without a decision", "/");
        Add(
            access.May("matches", "decide"), () => view.WatchLists.CountMatches(new MatchFilter { State = MatchState.Candidate, Standing = true }),
            "possible matches with watch lists to be judged", "/matches");
        Add(exchange.Node is not null && access.May("referrals", "answer"), () => Referrals(exchange, access), "referrals to this node to be answered or done", "/referrals");
        if (access.May("profiles", "test"))
        {
            var versions = node.Workshop.Kept();
            Add(
                access.May("profiles", "approve"),
                () => versions.LongCount(entry => entry.State is ProfileState.InReview or ProfileState.RetirementAsked && access.May("profiles", "approve", entry.Makers)),
                "profiles that need a second person", "/profiles/workshop");
            Add(
                access.May("profiles", "write"),
                () => node.Profiles.Profiles.LongCount(profile => profile.ReviewOn < today),
                "profiles in use that are due for review", "/profiles/workshop");
        }

        return lines;
    }

    private static long Referrals(ExchangeAccess exchange, Access access)
    {
        using var view = exchange.Node!.Store.Read();
        return view.Exchange.Referrals(new ReferralFilter { To = exchange.Node.Keys.Node, Open = true }, 0, MostReferrals).LongCount(referral => access.MaySee(referral.Offer.Handling));
    }
}
