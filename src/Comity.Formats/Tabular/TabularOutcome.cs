using Comity.Formats.Cargo;

namespace Comity.Formats.Tabular;

/// <summary>How the reading of a table file ended.</summary>
public abstract record TabularOutcome
{
    private TabularOutcome()
    {
    }

    /// <summary>The file was read to its end under the saved mapping; defects went to the sink.</summary>
    public sealed record Imported : TabularOutcome;

    /// <summary>
    /// The file, or the rest of it, waits for a person: there is no mapping, it contradicts itself, the headings are not
    /// those of the mapping, or the values are not of the kinds the mapping says. Nothing was read under a doubtful heading.
    /// </summary>
    /// <param name="Suggestion">How the table might be read, with what has to be asked.</param>
    /// <param name="Reason">The issue given to the sink for what was not read.</param>
    public sealed record MappingNeeded(MappingSuggestion Suggestion, ReadIssue Reason) : TabularOutcome;

    /// <summary>The file is damaged so that no row can be reached, or is refused as unsafe.</summary>
    /// <param name="Reason">The issue given to the sink.</param>
    public sealed record Unreadable(ReadIssue Reason) : TabularOutcome;
}
