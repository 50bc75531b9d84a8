using Comity.Host.Web.Shared;
using Comity.Kernel.Account;
using Comity.Programmes.Containers.Control;

namespace Comity.Host.Web.Containers;

/// <summary>What kind of thing happened to a container.</summary>
public enum ContainerEventKind
{
    Seen,
    Decided,
    Controlled,
    Find,
}

/// <summary>One thing that happened to a container.</summary>
public sealed record ContainerEvent(DateTimeOffset At, ContainerEventKind Kind, long SubjectId, string What)
{
    private const int MostSightings = 100;

    /// <summary>Everything known of a consignment's container, oldest first; of the consignment alone when it names none.</summary>
    public static IReadOnlyList<ContainerEvent> Of(INodeView view, SubjectState subject, IReadOnlyCollection<StandingControl> controls)
    {
        var number = subject.Version.Record["container.number"] as string;
        var sightings = number is null
            ? [subject]
            : view.Subjects(new SubjectFilter { Term = number }, 0, MostSightings)
                .Where(state => string.Equals(state.Version.Record["container.number"] as string, number, StringComparison.Ordinal));
        return
        [
            .. sightings.SelectMany(state => OfConsignment(view, state, controls)).OrderBy(happened => happened.At).ThenBy(happened => happened.Kind),
        ];
    }

    /// <summary>What was found, or that nothing was.</summary>
    public static string ResultOf(ControlReport report) => report.Found
        ? string.Join(", ", report.Seized.Select(item => $"{Display.Number(item.Quantity)} {item.Unit} {item.Commodity}"))
        : "nothing found";

    private static IEnumerable<ContainerEvent> OfConsignment(INodeView view, SubjectState state, IReadOnlyCollection<StandingControl> controls)
    {
        var id = state.Version.SubjectId;
        foreach (var version in view.Versions(id))
        {
            var record = version.Record;
            var route = $"{record["route.loading"] ?? record["route.origin"] ?? "?"} → {record["route.destination"] ?? record["route.discharge"] ?? "?"}";
            yield return new ContainerEvent(version.ReceivedAt, ContainerEventKind.Seen, id, $"declared ({version.Action}): {record["bill.number"] ?? "no bill"}, {route}, {record["manifest.vessel_name"] ?? "no vessel"}");
        }

        foreach (var decision in view.Decisions(id))
        {
            yield return new ContainerEvent(decision.At, ContainerEventKind.Decided, id, $"decided: {ActionNames.Of(decision.Action)}");
        }

        foreach (var (entry, report) in controls.Where(control => control.Entry.SubjectId == id))
        {
            yield return new ContainerEvent(
                entry.At, report.Found ? ContainerEventKind.Find : ContainerEventKind.Controlled, id, $"{ActionNames.Of(report.Control)}: {ResultOf(report)}");
        }
    }
}
