using Comity.Kernel.Refer.Cases;

namespace Comity.Programmes.Cases;

/// <summary>A thing of the case at its place on the chart.</summary>
/// <param name="Id">The name of its entry.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Label">How people call it.</param>
/// <param name="X">Where it stands, 0 to 1.</param>
/// <param name="Y">Where it stands, 0 to 1.</param>
public sealed record ChartThing(string Id, string Kind, string Label, double X, double Y);

/// <summary>A line of the chart.</summary>
/// <param name="From">A thing.</param>
/// <param name="To">Another.</param>
/// <param name="Relation">What joins them.</param>
/// <param name="How">How it is known.</param>
public sealed record ChartLink(ChartThing From, ChartThing To, string Relation, string How);

/// <summary>The things of a case and what joins them. The same entries make the same picture on every node.</summary>
/// <param name="Things">The things.</param>
/// <param name="Links">The lines.</param>
public sealed record LinkChart(IReadOnlyList<ChartThing> Things, IReadOnlyList<ChartLink> Links)
{
    /// <summary>The chart of a case: a column for each kind of thing, things by name, so that lines rarely cross names.</summary>
    public static LinkChart Of(CaseLog log)
    {
        var standing = log.Standing;
        var columns = JointCase.Things
            .Select(kind => standing.Where(named => named.Entry.Kind == kind).OrderBy(named => named.Entry.Text, StringComparer.Ordinal).ThenBy(named => named.Id, StringComparer.Ordinal).ToArray())
            .Where(column => column.Length > 0).ToArray();
        var things = columns.SelectMany((column, x) => column.Select((named, y) => new ChartThing(
            named.Id, named.Entry.Kind, named.Entry.Text, (x + 0.5) / columns.Length, (y + 0.5) / column.Length))).ToArray();
        var byId = things.ToDictionary(thing => thing.Id, StringComparer.Ordinal);
        // A link whose ends this node was not given is not drawn; it stands in the list of entries.
        return new LinkChart(things,
        [
            .. standing.Where(named => named.Entry.Kind == JointCase.Link)
                .Where(named => byId.ContainsKey(named.Entry.Fact("from")) && byId.ContainsKey(named.Entry.Fact("to")))
                .Select(named => new ChartLink(byId[named.Entry.Fact("from")], byId[named.Entry.Fact("to")], named.Entry.Fact("relation"), named.Entry.Text)),
        ]);
    }
}
