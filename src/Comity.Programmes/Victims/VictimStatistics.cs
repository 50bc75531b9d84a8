using Comity.Kernel.Account;

namespace Comity.Programmes.Victims;

/// <summary>Counts of cases for publication.</summary>
/// <param name="Table">The counts, small ones withheld.</param>
/// <param name="RowField">The field of the rows.</param>
/// <param name="ColumnField">The field of the columns.</param>
public sealed record VictimTable(PublishedTable Table, string RowField, string ColumnField);

/// <summary>
/// Statistics over cases whose people agreed to being counted. Persons are counted once: who has several values in a field
/// is counted under all of them together.
/// </summary>
public static class VictimStatistics
{
    /// <summary>Where nothing is recorded.</summary>
    public const string NotRecorded = "not recorded";

    /// <summary>The fields that can be counted by: those with a code list that do not identify.</summary>
    public static IReadOnlyList<HtcdsField> Dimensions { get; } = [.. Htcds.Fields.Where(field => field.Codes.Count > 0 && !field.Identifies && field.Name != "con_Consent")];

    /// <summary>Counts cases by two fields.</summary>
    /// <exception cref="ArgumentException">A field cannot be counted by.</exception>
    public static VictimTable Count(IEnumerable<VictimCase> cases, string rowField, string columnField)
    {
        foreach (var field in new[] { rowField, columnField })
        {
            if (Dimensions.All(dimension => dimension.Name != field))
            {
                throw new ArgumentException($"Cases are not counted by '{field}'; there are {string.Join(", ", Dimensions.Select(dimension => dimension.Name))}.", nameof(rowField));
            }
        }

        var counted = cases.Where(known => known.MayBeReported).ToArray();
        return new VictimTable(Suppression.Suppress(CountTable.Of(counted, known => Value(known, rowField), known => Value(known, columnField))), rowField, columnField);
    }

    /// <summary>
    /// Counts cases by part of the response and how far it has come. Each case stands once in every row, so only the rows
    /// are read; the last line adds up the rows and says nothing of its own.
    /// </summary>
    public static PublishedTable Pillars(IEnumerable<VictimCase> cases)
    {
        var counted = cases.Where(known => known.MayBeReported).ToArray();
        var (pillars, states) = (Enum.GetValues<Pillar>(), Enum.GetValues<PillarState>());
        return Suppression.Suppress(new CountTable(
            [.. pillars.Select(pillar => pillar.ToString())],
            [.. states.Select(state => state.ToString())],
            (row, column) => counted.Count(known => State(known, pillars[row]) == states[column])));
    }

    private static PillarState State(VictimCase known, Pillar pillar)
    {
        var services = known.Services.Where(service => service.Pillar == pillar).ToArray();
        return services.Length == 0 ? PillarState.NothingPlanned : Array.Exists(services, service => service.Outcome is null) ? PillarState.Running : PillarState.Ended;
    }

    private static string Value(VictimCase known, string field) => known.Values.TryGetValue(field, out var values) && !known.Withheld.ContainsKey(field)
        ? string.Join(" and ", values.Order(StringComparer.Ordinal).Select(value => Htcds.Field(field)!.Codes.GetValueOrDefault(value, value)))
        : NotRecorded;
}
