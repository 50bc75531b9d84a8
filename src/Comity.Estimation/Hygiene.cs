namespace Comity.Estimation;

/// <summary>A table fit for estimation, and what was done to make it so.</summary>
/// <param name="Table">The informative lists; null when fewer than two remain.</param>
/// <param name="Observed">All cases given, including those only on lists that were left out.</param>
/// <param name="Notes">Each action, as a sentence.</param>
/// <param name="Refused">Why nothing but the observed cases can be reported; null when estimation can go on.</param>
public sealed record CleanTable(CaptureTable? Table, double Observed, IReadOnlyList<string> Notes, string? Refused);

/// <summary>Leaves out lists that carry no information about overlap, before any method sees the table.</summary>
public static class Hygiene
{
    /// <summary>Drops empty lists, lists equal to another on every case, and lists that hold every case.</summary>
    public static CleanTable Clean(CaptureTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        var notes = new List<string>();
        var kept = new List<int>();
        for (var list = 0; list < table.Lists.Count; list++)
        {
            var reason = Uninformative(table, list, kept);
            if (reason is null)
            {
                kept.Add(list);
            }
            else
            {
                notes.Add($"List {table.Lists[list]} was left out: {reason}.");
            }
        }

        var clean = table.Keep(kept);
        if (clean.Observed < table.Observed)
        {
            // How many is not said: it may be a small count.
            notes.Add("Cases that stood only on lists that were left out are observed, but the remaining lists did not see them.");
        }

        return kept.Count >= 2
            ? new CleanTable(kept.Count == table.Lists.Count ? table : clean, table.Observed, notes, null)
            : new CleanTable(null, table.Observed, notes, "Fewer than two lists carry information; only the observed cases can be reported.");
    }

    private static string? Uninformative(CaptureTable table, int list, List<int> kept)
    {
        var cases = table.On(1 << list);
        if (cases == 0)
        {
            return "it holds no case";
        }

        if (cases == table.Observed)
        {
            return "it holds every case";
        }

        foreach (var other in kept)
        {
            if (table.On(1 << other) == cases && table.On((1 << other) | (1 << list)) == cases)
            {
                return $"it equals list {table.Lists[other]} on every case";
            }
        }

        return null;
    }
}
