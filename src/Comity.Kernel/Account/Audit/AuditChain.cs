namespace Comity.Kernel.Account.Audit;

/// <summary>The first place where the audit does not hold.</summary>
/// <param name="Number">The number of the entry.</param>
/// <param name="What">What is wrong there.</param>
public sealed record AuditBreak(long Number, string What);

/// <summary>What a check of the audit came to.</summary>
/// <param name="Head">Where the entries that were read end.</param>
/// <param name="Break">The first break; null when all holds.</param>
public sealed record AuditCheck(AuditHead Head, AuditBreak? Break);

/// <summary>Checks that nothing in the audit was changed, removed or reordered.</summary>
public static class AuditChain
{
    /// <summary>Checks all entries against one another and against the heads that were kept elsewhere.</summary>
    /// <param name="entries">All entries in the order they are kept.</param>
    /// <param name="witnesses">Heads kept apart from the entries: the node's own, and those that people wrote down.</param>
    public static AuditCheck Verify(IEnumerable<AuditEntry> entries, IReadOnlyCollection<AuditHead> witnesses)
    {
        var last = AuditHead.None;
        foreach (var entry in entries)
        {
            var number = last.Number + 1;
            if (Check(entry, number, last.Hash) is { } wrong)
            {
                return new AuditCheck(last, new AuditBreak(number, wrong));
            }

            last = new AuditHead(number, entry.Hash);
            if (witnesses.FirstOrDefault(witness => witness.Number == number && !string.Equals(witness.Hash, entry.Hash, StringComparison.Ordinal)) is { } witness)
            {
                return new AuditCheck(last, new AuditBreak(number, $"its hash is {entry.Hash}, and {witness.Hash} was kept elsewhere: the chain up to it was written anew"));
            }
        }

        var missing = witnesses.Where(witness => witness.Number > last.Number).MaxBy(witness => witness.Number);
        return new AuditCheck(last, missing is null ? null : new AuditBreak(last.Number + 1, $"entries {last.Number + 1} to {missing.Number} are missing at the end"));
    }

    private static string? Check(AuditEntry entry, long number, string previous)
    {
        if (entry.Number != number)
        {
            return $"entry {number} is missing; {entry.Number} stands in its place";
        }

        if (!string.Equals(entry.PreviousHash, previous, StringComparison.Ordinal))
        {
            return "it does not follow the entry before it";
        }

        return string.Equals(entry.ComputeHash(), entry.Hash, StringComparison.Ordinal) ? null : "its contents were changed";
    }
}
