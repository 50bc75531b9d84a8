using Comity.Kernel.Refer;

namespace Comity.Host.Exchange;

/// <summary>The purposes for which this node may refer, each with its minimum data set.</summary>
public static class ReferralPurposes
{
    private static readonly string[] Consignment =
    [
        "bill.number", "route.origin", "route.loading", "route.discharge", "goods.description", "goods.hs", "goods.gross_mass_kg",
        "shipper.name", "shipper.country", "consignee.name", "consignee.country", "seal.numbers", "vessel.name", "voyage.number",
    ];

    /// <summary>All of them.</summary>
    public static IReadOnlyList<ReferralPurpose> All { get; } =
    [
        new("container-control", "Control of a container", ["container.number"], Consignment),
        new("container-information", "Information about a container or what was found in it", ["container.number"], [.. Consignment, "control.result", "seizure.commodity", "seizure.quantity"]),
    ];
}
