namespace Comity.Screening.Lists.Internal;

/// <summary>Decides what becomes of each entry a reader has put together, and counts it once.</summary>
internal sealed class EntryCount(ListReport report)
{
    private readonly Dictionary<string, int> _lines = new(StringComparer.Ordinal);

    /// <summary>The entity, or <see langword="null"/> when it is quarantined: without a reference, without a name, or a second one of the same reference.</summary>
    public ListedEntity? Take(EntityBuilder entry)
    {
        if (entry.Id.Length == 0)
        {
            return Quarantine(entry.File, entry.Line, "reference", "nothing", "the entry's reference");
        }

        if (!entry.HasName)
        {
            return Quarantine(entry.File, entry.Line, "name", $"no name for {entry.Id}", "at least one name");
        }

        if (!_lines.TryAdd(entry.Id, entry.Line))
        {
            return Quarantine(entry.File, entry.Line, "reference", $"{entry.Id} again, which stands on line {_lines[entry.Id]}", "each reference once");
        }

        _ = entry.Repaired ? report.Repaired++ : report.Clean++;
        return entry.Build();
    }

    /// <summary>Counts an entry that cannot be read.</summary>
    public ListedEntity? Quarantine(string file, int line, string field, string found, string expected)
    {
        report.Quarantined++;
        report.Add(file, line, field, found, expected, "", quarantined: true);
        return null;
    }
}
