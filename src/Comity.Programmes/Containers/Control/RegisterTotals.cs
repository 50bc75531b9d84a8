using Comity.Kernel.Account;

namespace Comity.Programmes.Containers.Control;

/// <summary>A control as it stands, corrections taken into account.</summary>
public sealed record StandingControl(RegisterEntry Entry, ControlReport Report);

/// <summary>A total over seizures.</summary>
/// <param name="Commodity">What was seized.</param>
/// <param name="Unit">The unit of the quantity.</param>
/// <param name="Seizures">Controls that found it.</param>
/// <param name="Quantity">Sum of the quantities.</param>
public sealed record CommodityTotal(string Commodity, string Unit, int Seizures, double Quantity);

/// <summary>A month, or a unit, with its controls.</summary>
/// <param name="Name">The month as <c>2026-03</c>, or the unit.</param>
/// <param name="Controls">Controls done.</param>
/// <param name="Seizures">Of them, those that found something.</param>
public sealed record ControlTotal(string Name, int Controls, int Seizures);

/// <summary>The register's figures. Nothing is stored: they are computed from the entries each time.</summary>
/// <param name="ByCommodity">Seizures by commodity and unit of quantity, largest number first.</param>
/// <param name="ByUnit">Controls by the unit that did them.</param>
/// <param name="ByMonth">Controls by month, oldest first.</param>
/// <param name="CommodityByMonth">Seizures by month and commodity.</param>
public sealed record RegisterTotals(
    IReadOnlyList<CommodityTotal> ByCommodity,
    IReadOnlyList<ControlTotal> ByUnit,
    IReadOnlyList<ControlTotal> ByMonth,
    IReadOnlyList<(string Month, CommodityTotal Total)> CommodityByMonth)
{
    /// <summary>The controls that stand: an entry that was corrected is represented by its last correction.</summary>
    public static IReadOnlyList<StandingControl> Standing(INodeView view)
    {
        var entries = view.Register(ControlReport.Kind).ToArray();
        var corrected = entries.Where(entry => entry.Corrects is not null).Select(entry => entry.Corrects!.Value).ToHashSet();
        return [.. entries.Where(entry => !corrected.Contains(entry.Number)).Select(entry => new StandingControl(entry, ControlReport.FromJson(entry.Payload)))];
    }

    /// <summary>The totals of controls.</summary>
    public static RegisterTotals Of(IReadOnlyCollection<StandingControl> controls) => new(
        Commodities(controls),
        [.. controls.GroupBy(c => c.Report.Unit, StringComparer.Ordinal).Select(Total).OrderByDescending(t => t.Controls).ThenBy(t => t.Name, StringComparer.Ordinal)],
        [.. controls.GroupBy(Month, StringComparer.Ordinal).Select(Total).OrderBy(t => t.Name, StringComparer.Ordinal)],
        [.. controls.GroupBy(Month, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal).SelectMany(g => Commodities([.. g]).Select(t => (g.Key, t)))]);

    private static string Month(StandingControl control) =>
        control.Entry.At.UtcDateTime.ToString("yyyy-MM", System.Globalization.CultureInfo.InvariantCulture);

    private static ControlTotal Total(IGrouping<string, StandingControl> group) =>
        new(group.Key, group.Count(), group.Count(c => c.Report.Found));

    private static CommodityTotal[] Commodities(IReadOnlyCollection<StandingControl> controls) =>
    [
        .. controls
            .SelectMany(c => c.Report.Seized)
            .GroupBy(item => (item.Commodity, item.Unit))
            .Select(g => new CommodityTotal(g.Key.Commodity, g.Key.Unit, g.Count(), g.Sum(item => item.Quantity)))
            .OrderByDescending(t => t.Seizures)
            .ThenByDescending(t => t.Quantity)
            .ThenBy(t => t.Commodity, StringComparer.Ordinal),
    ];
}
