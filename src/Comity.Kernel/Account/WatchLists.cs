namespace Comity.Kernel.Account;

/// <summary>A version of a watch list that was taken in.</summary>
/// <param name="ListId">The list's identifier in this node, such as <c>un-sc</c>.</param>
/// <param name="Version">1 for the first.</param>
/// <param name="Sha256">Hash that names the contents: of the raw file, or of its files' hashes when there are several.</param>
/// <param name="Format">The format it was read as.</param>
/// <param name="Files">The raw files, kept under their hashes.</param>
/// <param name="PublishedOn">The publisher's date, or <see langword="null"/>.</param>
/// <param name="TakenInAt">When it was taken in, UTC.</param>
/// <param name="TakenInBy">Who took it in.</param>
/// <param name="Entities">Entries it holds.</param>
/// <param name="Names">Names of all entries.</param>
/// <param name="Quarantined">Entries and parts that could not be read.</param>
/// <param name="Accepted">What would have refused it and was accepted by a person; empty when nothing.</param>
public sealed record WatchListVersion(
    string ListId,
    int Version,
    string Sha256,
    string Format,
    IReadOnlyList<WatchListFile> Files,
    DateOnly? PublishedOn,
    DateTimeOffset TakenInAt,
    string TakenInBy,
    long Entities,
    long Names,
    long Quarantined,
    IReadOnlyList<string> Accepted);

/// <summary>A raw file of a list version (see <see cref="Subjects.IRawFiles"/>).</summary>
public sealed record WatchListFile(string Name, string Sha256, long Bytes);

/// <summary>An entry of a list as it is stored; what the payload means belongs to the readers of lists.</summary>
/// <param name="EntityId">The list's own reference.</param>
/// <param name="ContentHash">SHA-256 of the payload, lower-case hexadecimal.</param>
/// <param name="Payload">The entry.</param>
public sealed record WatchListEntry(string EntityId, string ContentHash, byte[] Payload);

/// <summary>What a version changed, by reference and in the order of references: all that re-screening has to look at.</summary>
public sealed record WatchListDelta(IReadOnlyList<string> Added, IReadOnlyList<string> Changed, IReadOnlyList<string> Removed);

/// <summary>Where a match between a subject and an entry stands.</summary>
public enum MatchState
{
    /// <summary>Nobody has judged it yet.</summary>
    Candidate,

    /// <summary>A person says it is the listed one.</summary>
    Confirmed,

    /// <summary>A person says it is not.</summary>
    Dismissed,
}

/// <summary>A match that screening proposes.</summary>
/// <param name="SubjectKey">What names the subject; the programme's own key, the same whenever the same subject is screened.</param>
/// <param name="SubjectHash">Hash of what was screened of the subject; another value means the subject changed.</param>
/// <param name="ListId">The list.</param>
/// <param name="EntityId">The entry.</param>
/// <param name="Score">How well they agree, in the engine's terms.</param>
/// <param name="Explanation">Why, as JSON; its meaning belongs to the engine.</param>
public sealed record ProposedMatch(string SubjectKey, string SubjectHash, string ListId, string EntityId, double Score, string Explanation);

/// <summary>A person's judgement of a match. Judgements are never changed; a later one takes the place of an earlier.</summary>
public sealed record MatchDecision(MatchState State, string Reason, string By, DateTimeOffset At);

/// <summary>A match as it is kept, with the version of the list it rests on.</summary>
/// <param name="Id">Number within the node.</param>
/// <param name="Proposed">What screening said.</param>
/// <param name="EntityHash">Content of the entry it was compared with.</param>
/// <param name="ListVersion">Version of the list that held the entry so.</param>
/// <param name="ListSha256">Hash of that version: with it, the decision can be replayed.</param>
/// <param name="FoundAt">When it was first proposed, UTC.</param>
/// <param name="Decision">The last judgement, or <see langword="null"/> while it is a candidate.</param>
/// <param name="Standing">Whether the list still holds the entry with that content; when not, the match is closed.</param>
public sealed record WatchListMatch(
    long Id, ProposedMatch Proposed, string EntityHash, int ListVersion, string ListSha256, DateTimeOffset FoundAt, MatchDecision? Decision, bool Standing)
{
    /// <summary>Where it stands.</summary>
    public MatchState State => Decision?.State ?? MatchState.Candidate;
}

/// <summary>Which matches to give. Values left out do not restrict.</summary>
public sealed record MatchFilter
{
    /// <summary>Only those that stand so.</summary>
    public MatchState? State { get; init; }

    /// <summary>Only those of this subject.</summary>
    public string? SubjectKey { get; init; }

    /// <summary>Only those with this list.</summary>
    public string? ListId { get; init; }

    /// <summary>Only those whose entry the list still holds with the same content (true), or that are closed (false).</summary>
    public bool? Standing { get; init; }
}

/// <summary>Reads the stored watch lists and matches.</summary>
public interface IWatchListView
{
    /// <summary>The standing version of each list, by identifier.</summary>
    IReadOnlyList<WatchListVersion> Standing();

    /// <summary>All versions of a list, oldest first.</summary>
    IReadOnlyList<WatchListVersion> Versions(string listId);

    /// <summary>The entries a version holds, by reference; the standing version's when none is named.</summary>
    IEnumerable<WatchListEntry> Entries(string listId, int? version = null);

    /// <summary>One entry of the standing version.</summary>
    WatchListEntry? Entry(string listId, string entityId);

    /// <summary>What an entry said when it had this hash, whether or not it still stands so.</summary>
    byte[]? Content(string hash);

    /// <summary>What a version changed compared with the one before it.</summary>
    WatchListDelta Delta(string listId, int version);

    /// <summary>
    /// Matches, newest first. Only the last one of each pair of subject and entry is given: an earlier one was superseded when
    /// either side changed.
    /// </summary>
    IReadOnlyList<WatchListMatch> Matches(MatchFilter filter, int skip, int take);

    /// <summary>How many matches a filter leaves.</summary>
    long CountMatches(MatchFilter filter);

    /// <summary>One match.</summary>
    WatchListMatch? Match(long id);

    /// <summary>The judgements of a match, oldest first.</summary>
    IReadOnlyList<MatchDecision> MatchDecisions(long matchId);
}

/// <summary>
/// Writes watch lists and matches within a unit of work. Versions, entries and judgements are append-only; each version and each
/// judgement is entered in the register too, whose chain shows a later change.
/// </summary>
public interface IWatchListWriter
{
    /// <summary>Begins a version of a list; its entries follow with <see cref="Put"/>.</summary>
    void BeginVersion(string listId);

    /// <summary>Adds an entry to the version begun. A reference may come once.</summary>
    void Put(WatchListEntry entry);

    /// <summary>What the entries put so far change in the standing version.</summary>
    WatchListDelta Compare();

    /// <summary>
    /// Ends the version begun and makes it the standing one. <see cref="WatchListVersion.Version"/> and
    /// <see cref="WatchListVersion.Entities"/> are assigned. Whoever refuses it instead disposes the unit of work: nothing of it stands then.
    /// </summary>
    WatchListVersion EndVersion(WatchListVersion version);

    /// <summary>Enters in the register that a list was refused and why.</summary>
    void NoteRefusal(string listId, string sha256, IReadOnlyList<string> reasons, string by, DateTimeOffset at);

    /// <summary>
    /// Proposes a match with an entry of a standing version. While the subject and the entry keep the contents of the pair's last match,
    /// it is that match, with whatever was decided of it: a dismissal thus holds until either side changes.
    /// </summary>
    /// <returns>The match, and whether it is new.</returns>
    /// <exception cref="ArgumentException">The list's standing version has no such entry.</exception>
    (WatchListMatch Match, bool IsNew) Propose(ProposedMatch match, DateTimeOffset at);

    /// <summary>Records a person's judgement of a match.</summary>
    /// <exception cref="ArgumentException">There is no such match, the judgement is none, or a dismissal gives no reason.</exception>
    void Decide(long matchId, MatchDecision decision);
}
