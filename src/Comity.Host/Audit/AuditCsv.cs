using System.Globalization;
using Comity.Kernel.Account.Audit;

namespace Comity.Host.Audit;

/// <summary>The audit as a table, for the privacy officer and for whoever checks the chain with other means.</summary>
public static class AuditCsv
{
    private const string Head = "number,at,kind,account,actor,unit,resource,action,item,detail,why,origin,outcome,previous_hash,hash";

    /// <summary>Writes entries, one a line.</summary>
    public static async Task Write(IEnumerable<AuditEntry> entries, TextWriter output, CancellationToken cancellation)
    {
        await output.WriteAsync((Head + "\r\n").AsMemory(), cancellation);
        foreach (var entry in entries)
        {
            var act = entry.Act;
            string[] cells =
            [
                entry.Number.ToString(CultureInfo.InvariantCulture), entry.At.ToString("O", CultureInfo.InvariantCulture), act.Kind.ToString(), act.Account, act.Actor, act.Unit,
                act.Resource, act.Action, act.Item, act.Detail, act.Why, act.Origin, act.Outcome.ToString(), entry.PreviousHash, entry.Hash,
            ];
            await output.WriteAsync((string.Join(',', cells.Select(Cell)) + "\r\n").AsMemory(), cancellation);
        }
    }

    private static string Cell(string value)
    {
        // A spreadsheet would run text that begins like a formula.
        var safe = value is ['=' or '+' or '-' or '@' or '\t', ..] ? "'" + value : value;
        return safe.AsSpan().ContainsAny(",\"\r\n") ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : safe;
    }
}
