using Comity.Kernel.Account.Audit;
using Comity.Store.Identity;

namespace Comity.Host.Victims;

/// <summary>What the audit says about one victim's case: who read it, who changed it, who was refused.</summary>
public static class VictimLog
{
    private const int AtOnce = 500;

    /// <summary>Entries about a case, newest first.</summary>
    /// <param name="audit">The audit.</param>
    /// <param name="number">The case.</param>
    /// <param name="most">How many at most.</param>
    public static IReadOnlyList<AuditEntry> Of(AuditTrail audit, string number, int most)
    {
        var page = $"/victims/{number}";
        // An address begins like that of another case whose number is longer.
        var pages = Matching(audit, page, entry => entry.Act.Item == page || entry.Act.Item.StartsWith(page + "/", StringComparison.Ordinal)).Take(most);
        var commands = Matching(audit, "comity victims", entry => entry.Act.Detail.Split(' ').Contains(number, StringComparer.Ordinal)).Take(most);
        return [.. pages.Concat(commands).OrderByDescending(entry => entry.Number).Take(most)];
    }

    private static IEnumerable<AuditEntry> Matching(AuditTrail audit, string beginning, Func<AuditEntry, bool> isMeant)
    {
        for (var skip = 0; ; skip += AtOnce)
        {
            var entries = audit.Entries(new AuditFilter { Item = beginning }, skip, AtOnce);
            foreach (var entry in entries.Where(isMeant))
            {
                yield return entry;
            }

            if (entries.Count < AtOnce)
            {
                yield break;
            }
        }
    }
}
