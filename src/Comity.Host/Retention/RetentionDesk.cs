using System.Globalization;
using System.Text.Json;
using Comity.Kernel.Account;
using Comity.Kernel.Account.Audit;
using Comity.Kernel.Account.Authority;

namespace Comity.Host.Retention;

/// <summary>What a policy comes to now, or came to.</summary>
/// <param name="Policy">The policy.</param>
/// <param name="Before">What is older goes; null while the policy names no days.</param>
/// <param name="Count">How many things.</param>
public sealed record RetentionLine(RetentionPolicy Policy, DateTimeOffset? Before, long Count);

/// <summary>A run of the policies.</summary>
/// <param name="At">When.</param>
/// <param name="By">By whom.</param>
/// <param name="Lines">What each policy came to.</param>
public sealed record RetentionRun(DateTimeOffset At, string By, IReadOnlyList<RetentionLine> Lines);

/// <summary>
/// Deletes what the policies say need not be kept. Files that are derived of the store are deleted too, and the store is written
/// anew, so that no byte of what was deleted is left. Every run is in the audit, a line for each policy.
/// </summary>
public sealed class RetentionDesk(Node node)
{
    private const string Kind = "retention";
    private const string LastRun = "last-run";

    /// <summary>What a run would delete now.</summary>
    /// <exception cref="BadRetentionException">The policies cannot be used.</exception>
    public IReadOnlyList<RetentionLine> Report()
    {
        using var view = node.Store.Read();
        return [.. RetentionPolicies.Of(node.Folder).Select(policy => BeforeOf(policy) is { } before ? new RetentionLine(policy, before, Count(view, policy.Kind, before)) : new RetentionLine(policy, null, 0))];
    }

    /// <summary>The last run, or null.</summary>
    public RetentionRun? Last()
    {
        using var view = node.Store.Read();
        return view.Setting(Kind, LastRun) is { } json ? JsonSerializer.Deserialize<RetentionRun>(json) : null;
    }

    /// <summary>Carries the policies out.</summary>
    /// <param name="actor">Who asked for it.</param>
    /// <param name="origin">From where.</param>
    /// <exception cref="BadRetentionException">The policies cannot be used.</exception>
    /// <exception cref="StoreBusyException">Another process writes to the node.</exception>
    public RetentionRun Run(Actor actor, string origin)
    {
        var lines = new List<RetentionLine>();
        foreach (var policy in RetentionPolicies.Of(node.Folder))
        {
            var line = BeforeOf(policy) is { } before ? new RetentionLine(policy, before, Delete(policy.Kind, before)) : new RetentionLine(policy, null, 0);
            lines.Add(line);
            node.Authority.Audit.Append(new AuditAct(
                AuditKind.Change, actor.Account, actor.Name, actor.Unit, "retention", "run", policy.Kind,
                line.Before is { } limit ? string.Create(CultureInfo.InvariantCulture, $"{line.Count} deleted, older than {limit:yyyy-MM-dd}") : "no days are set: nothing deleted",
                policy.LegalBasis, origin, AuditOutcome.Allowed));
        }

        var run = new RetentionRun(node.Clock.GetUtcNow(), actor.Name, lines);
        using (var unit = node.Store.Begin())
        {
            unit.SaveSetting(Kind, LastRun, JsonSerializer.Serialize(run));
            unit.Commit();
        }

        if (lines.Exists(line => line.Count > 0))
        {
            node.ForgetDerived();
            node.Store.Compact();
            node.Authority.Compact();
        }

        return run;
    }

    private DateTimeOffset? BeforeOf(RetentionPolicy policy) => policy.Days is { } days ? node.Clock.GetUtcNow().AddDays(-days) : null;

    private long Count(INodeView view, string kind, DateTimeOffset before) => kind switch
    {
        "raw-files" => view.Retention.RawFilesBefore(before).Count,
        "consignments" => view.Retention.SubjectsBefore(before),
        "sessions" => node.Authority.Sessions.CountEndedBefore(before),
        _ => node.Authority.Links.CountEndedBefore(before),
    };

    private long Delete(string kind, DateTimeOffset before)
    {
        if (kind == "sessions")
        {
            return node.Authority.Sessions.DeleteEndedBefore(before);
        }

        if (kind == "links")
        {
            return node.Authority.Links.DeleteEndedBefore(before);
        }

        using var unit = node.Store.Begin();
        if (kind == "consignments")
        {
            var count = unit.Retention.DeleteSubjectsBefore(before);
            unit.Commit();
            return count;
        }

        // The files first: were the run to end here, they would only be asked for again.
        var files = unit.Retention.RawFilesBefore(before);
        foreach (var file in files)
        {
            node.Raw.Delete(file);
        }

        unit.Retention.ForgetRawFiles(files);
        unit.Commit();
        return files.Count;
    }
}
