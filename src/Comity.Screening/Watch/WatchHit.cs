using System.Text.Json;
using Comity.Screening.Index;
using Comity.Screening.Lists;

namespace Comity.Screening.Watch;

/// <summary>An entry of a standing list that a name may mean.</summary>
/// <param name="ListId">The list.</param>
/// <param name="ListVersion">Its standing version.</param>
/// <param name="EntityId">The entry.</param>
/// <param name="Score">The match's log-odds.</param>
/// <param name="Probability">The same as a probability (see <see cref="NameMatch"/>).</param>
/// <param name="Programmes">Sanctions programmes or regimes the entry names.</param>
/// <param name="Explanation">Why.</param>
public sealed record WatchHit(
    string ListId, int ListVersion, string EntityId, double Score, double Probability, IReadOnlyList<string> Programmes, MatchExplanation Explanation);

/// <summary>Why a name may mean an entry; kept with the match, so that it can be judged and checked later.</summary>
/// <param name="Query">The name that was screened.</param>
/// <param name="Listed">The listed name it resembles.</param>
/// <param name="Probability">The probability at that time.</param>
/// <param name="Snapshot">Hash of all lists that stood then.</param>
/// <param name="Evidence">The reasons; their weights add up to the score.</param>
public sealed record MatchExplanation(string Query, string Listed, double Probability, string Snapshot, IReadOnlyList<NameEvidence> Evidence)
{
    /// <summary>The explanation as JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, ListedEntityCodec.Options);

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="JsonException">It is not that.</exception>
    public static MatchExplanation FromJson(string json) =>
        JsonSerializer.Deserialize<MatchExplanation>(json, ListedEntityCodec.Options) ?? throw new JsonException("The stored explanation is null.");
}
