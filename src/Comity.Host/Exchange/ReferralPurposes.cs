using Comity.Kernel.Refer;
using Comity.Programmes.Containers.Refer;
using Comity.Programmes.Victims;

namespace Comity.Host.Exchange;

/// <summary>The purposes for which this node may refer, those of all programmes.</summary>
public static class ReferralPurposes
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<ReferralPurpose> All { get; } = [.. ConsignmentReferral.Purposes, ConsentGate.ServiceReferral];
}
