using Comity.Estimation;
using Comity.Programmes.Victims;

namespace Comity.Host.Victims;

/// <summary>
/// The victims' register as overlapping lists: a person stands on the list of each kind of organisation that met them. Counted
/// are those who agreed to it, were met by somebody and were not found to be no victims.
/// </summary>
public static class VictimLists
{
    private const string NotRecorded = "not recorded";

    /// <summary>The fields that can divide the persons into groups.</summary>
    public static IReadOnlyList<HtcdsField> Groupings { get; } = [.. new[] { "prs_Gender", "vic_TypeOfExploitation" }.Select(name => Htcds.Field(name)!)];

    /// <summary>The lists; null when fewer than two kinds of organisation met anybody.</summary>
    /// <param name="cases">The cases of the register.</param>
    /// <param name="grouping">The field that divides them, or null.</param>
    public static CaptureFile? Of(IEnumerable<VictimCase> cases, HtcdsField? grouping)
    {
        VictimCase[] counted = [.. cases.Where(known => known.MayBeReported && !known.Detections.IsEmpty && known.Value("vic_TraffickingStatus") != "NotAVictimOfTrafficking")];
        var kinds = Htcds.Field("vic_TraffickingStatusDecisionMakingOrg")!.Codes.Where(kind => counted.Any(known => known.Detections.Any(met => met.Organisation == kind.Key))).ToArray();
        if (kinds.Length < 2)
        {
            return null;
        }

        var strata = counted.GroupBy(known => Group(known, grouping), StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group =>
        {
            var counts = new double[1 << kinds.Length];
            foreach (var known in group)
            {
                counts[Enumerable.Range(0, kinds.Length).Where(list => known.Detections.Any(met => met.Organisation == kinds[list].Key)).Sum(list => 1 << list)]++;
            }

            return new Stratum(group.Key, new CaptureTable([.. kinds.Select(kind => kind.Value)], counts));
        });
        return new CaptureFile([.. strata], grouping is null ? [] : [grouping.Label], []);
    }

    private static string Group(VictimCase known, HtcdsField? grouping) =>
        grouping is null ? ""
        : known.Values.TryGetValue(grouping.Name, out var values) && !known.Withheld.ContainsKey(grouping.Name)
            ? string.Join(" and ", values.Select(value => grouping.Codes.GetValueOrDefault(value, value)).Order(StringComparer.Ordinal))
            : NotRecorded;
}
