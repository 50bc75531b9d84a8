using Comity.Kernel.Assess;
using Comity.Kernel.Refer;
using Comity.Kernel.Subjects;

namespace Comity.Kernel.Account;

/// <summary>
/// The operational store of a node. Any number of readers; one writer at a time, across processes.
/// Every implementation passes the same conformance tests.
/// </summary>
public interface INodeStore : IDisposable
{
    /// <summary>Begins a unit of work; waits while another of this process is open.</summary>
    /// <exception cref="StoreBusyException">Another process holds the node for writing.</exception>
    IUnitOfWork Begin();

    /// <summary>Opens a consistent view for reading; writes that commit meanwhile are not seen by it.</summary>
    INodeView Read();

    /// <summary>Writes the store anew without what was deleted: until then its bytes are in the file. Waits while a unit of work is open.</summary>
    /// <exception cref="StoreBusyException">Another process holds the node for writing.</exception>
    void Compact();
}

/// <summary>Another process is writing to the node.</summary>
public sealed class StoreBusyException(string message) : Exception(message);

/// <summary>A subject as it stands: its last version, its finding, its last decision.</summary>
/// <param name="Version">The last version.</param>
/// <param name="Finding">The last finding, or <see langword="null"/> when it was never assessed.</param>
/// <param name="Decision">The last decision, or <see langword="null"/> while it is open.</param>
/// <param name="Selected">The last place on a day's list, or <see langword="null"/>.</param>
public sealed record SubjectState(SubjectVersion Version, Finding? Finding, Decision? Decision, Selected? Selected);

/// <summary>Which subjects to list. Values left out do not restrict.</summary>
public sealed record SubjectFilter
{
    /// <summary>A profile that must have hit.</summary>
    public string? ProfileId { get; init; }

    /// <summary>A threat that one of the hits must serve.</summary>
    public string? Threat { get; init; }

    /// <summary>A search term (see <see cref="IUnitOfWork.AppendVersion"/>); matches from the beginning.</summary>
    public string? Term { get; init; }

    /// <summary>Only subjects without (true) or with (false) a decision.</summary>
    public bool? Open { get; init; }

    /// <summary>Only subjects whose last version came with a message of one of these deliveries; also one received before.</summary>
    public IReadOnlyCollection<long>? Deliveries { get; init; }

    /// <summary>With <see cref="Deliveries"/>: only subjects whose last version did not come with them but had been received before.</summary>
    public bool OnlyReceivedBefore { get; init; }

    /// <summary>Only subjects on the list of this day.</summary>
    public DateOnly? SelectedOn { get; init; }

    /// <summary>Only subjects that the order by score lists after one of this score and number.</summary>
    public (double Score, long SubjectId)? After { get; init; }

    /// <summary>Only subjects whose score is at least this many decibans.</summary>
    public double? ScoreAtLeast { get; init; }
}

/// <summary>A listed subject as it stands, without its facts.</summary>
/// <param name="SubjectId">The subject.</param>
/// <param name="Sequence">The sequence number of its last version.</param>
/// <param name="ReceivedAt">When that arrived, UTC.</param>
/// <param name="Hits">The profiles that hit it when it was last assessed, with their versions.</param>
public sealed record StandingSubject(long SubjectId, long Sequence, DateTimeOffset ReceivedAt, IReadOnlyList<(string Id, int Version)> Hits);

/// <summary>How often a profile's hits were controlled and found something; a figure computed from the register.</summary>
public sealed record ProfileRecord(string Id, int Version, long Hits, long Controlled, long Found);

/// <summary>A subject that was controlled.</summary>
/// <param name="SubjectId">The subject.</param>
/// <param name="Found">Whether one of its controls found something.</param>
public readonly record struct ControlledSubject(long SubjectId, bool Found);

/// <summary>Reads a node. Lists are in a fixed order: by rank or score, then by subject.</summary>
public interface INodeView : IDisposable
{
    /// <summary>Referrals and the exchange with partners.</summary>
    IExchangeView Exchange { get; }

    /// <summary>Deliveries, newest first.</summary>
    IReadOnlyList<Delivery> Deliveries(int skip, int take);

    /// <summary>One delivery.</summary>
    Delivery? Delivery(long id);

    /// <summary>The defects of a delivery in file order.</summary>
    IReadOnlyList<DeliveryIssue> Issues(long deliveryId, int skip, int take);

    /// <summary>A subject as it stands.</summary>
    SubjectState? Subject(long subjectId);

    /// <summary>All versions of a subject, oldest first.</summary>
    IReadOnlyList<SubjectVersion> Versions(long subjectId);

    /// <summary>Listed subjects as they stand, highest score first.</summary>
    IReadOnlyList<SubjectState> Subjects(SubjectFilter filter, int skip, int take);

    /// <summary>The numbers of all listed subjects that a filter leaves, highest score first.</summary>
    IReadOnlyList<long> SubjectIds(SubjectFilter filter);

    /// <summary>How many subjects a filter leaves.</summary>
    long Count(SubjectFilter filter);

    /// <summary>Undecided listed subjects with their scores.</summary>
    /// <param name="deliveries">Only those whose last version came with a message of one of these deliveries; all when empty.</param>
    IReadOnlyList<Candidate> Candidates(IReadOnlyCollection<long> deliveries);

    /// <summary>An earlier delivery of the same raw bytes that was read to its end.</summary>
    Delivery? DoneDelivery(string sha256);

    /// <summary>Deliveries whose reading was interrupted, oldest first.</summary>
    IReadOnlyList<Delivery> Interrupted();

    /// <summary>The subjects of a delivery's messages, also of messages that had been received before.</summary>
    IEnumerable<SubjectVersion> VersionsIn(long deliveryId);

    /// <summary>Versions after a sequence number, in order, for projections that catch up.</summary>
    IEnumerable<SubjectVersion> VersionsAfter(long sequence);

    /// <summary>All listed subjects by the sequence number of their last version, to be screened again.</summary>
    IEnumerable<StandingSubject> Standing();

    /// <summary>The list of a day and unit, by rank.</summary>
    IReadOnlyList<Selected> Selections(DateOnly day, string unit);

    /// <summary>The decisions on a subject, oldest first.</summary>
    IReadOnlyList<Decision> Decisions(long subjectId);

    /// <summary>All register entries of a kind, or of every kind, in order.</summary>
    IEnumerable<RegisterEntry> Register(string? kind = null);

    /// <summary>For each profile that ever hit: hits, how many of them were controlled and how many controls found something.</summary>
    IReadOnlyList<ProfileRecord> ProfileRecords();

    /// <summary>The outcome of every selection that was controlled, corrections taken into account; of several controls, whether one found something.</summary>
    IReadOnlyList<ControlOutcome> ControlOutcomes();

    /// <summary>The subjects that were controlled, by number, corrections taken into account.</summary>
    IReadOnlyList<ControlledSubject> Controlled();

    /// <summary>The watch lists and the matches with them.</summary>
    IWatchListView WatchLists { get; }

    /// <summary>The files of persons, sealed.</summary>
    IPersonFileView Persons { get; }

    /// <summary>The parties the node has met.</summary>
    IPartyView Parties { get; }

    /// <summary>What may go.</summary>
    IRetentionView Retention { get; }

    /// <summary>A saved setting, such as a sender's column mapping.</summary>
    string? Setting(string kind, string key);

    /// <summary>All saved settings of a kind by key.</summary>
    IReadOnlyDictionary<string, string> Settings(string kind);
}

/// <summary>A set of writes that become visible and durable together. Disposing without <see cref="Commit"/> undoes them.</summary>
public interface IUnitOfWork : IDisposable
{
    /// <summary>The memory that history facts are computed from.</summary>
    ITrackRecords TrackRecords { get; }

    /// <summary>The watch lists and the matches with them.</summary>
    IWatchListWriter WatchLists { get; }

    /// <summary>The parties the node has met.</summary>
    IPartyWriter Parties { get; }

    /// <summary>Referrals and the exchange with partners: what goes out is queued with the decision that caused it.</summary>
    IExchangeLedger Exchange { get; }

    /// <summary>The files of persons, sealed.</summary>
    IPersonFileWriter Persons { get; }

    /// <summary>Deletes what may go.</summary>
    IRetentionWriter Retention { get; }

    /// <summary>Registers a file whose raw bytes are already kept.</summary>
    long AddDelivery(string name, string sha256, long bytes, string sender, DateTimeOffset receivedAt);

    /// <summary>Records how far the reading has come.</summary>
    void UpdateDelivery(long id, string format, DeliveryState state, DeliveryTotals totals);

    /// <summary>Keeps a defect.</summary>
    void AddIssue(DeliveryIssue issue);

    /// <summary>Begins a message of a delivery; the versions that follow belong to it. A unit of work may hold many, one after the other.</summary>
    /// <returns>Whether the document has subjects already, withdrawn ones included.</returns>
    bool BeginMessage(long deliveryId, string documentKey, string action, DateTimeOffset receivedAt);

    /// <summary>
    /// Ends the message. Returns false when a message with the same hash was received before: what was written since
    /// <see cref="BeginMessage"/> is then undone, what was written before it stands, and the delivery is to be linked to
    /// the earlier message with <see cref="LinkMessage"/>.
    /// </summary>
    /// <param name="contentHash">Hash of the message's bytes, hexadecimal.</param>
    bool EndMessage(string contentHash);

    /// <summary>Undoes what was written since <see cref="BeginMessage"/>; what was written before it stands.</summary>
    void AbandonMessage();

    /// <summary>Notes that a delivery brought a message again that was received before.</summary>
    void LinkMessage(long deliveryId, string contentHash);

    /// <summary>Notes that a delivery brought all messages of an earlier delivery again.</summary>
    void LinkMessages(long deliveryId, long earlierDeliveryId);

    /// <summary>The last version of a subject, also when it is withdrawn.</summary>
    SubjectVersion? Latest(string documentKey, string subjectKey);

    /// <summary>The keys of a document's subjects that are not withdrawn, in the order they were first declared.</summary>
    IReadOnlyList<string> Standing(string documentKey);

    /// <summary>Appends a version of a subject of the document of the message begun.</summary>
    /// <param name="subjectKey">The subject's key within the document.</param>
    /// <param name="before">Its version before (see <see cref="Latest"/>), or <see langword="null"/> for the first of a new subject.</param>
    /// <param name="record">What is known of it.</param>
    /// <param name="deleted">Whether the version withdraws the subject.</param>
    /// <param name="listed">Whether lists and candidates still show the subject.</param>
    /// <param name="terms">What the subject can be searched by, upper case (numbers, names).</param>
    /// <param name="finding">What the profiles said of the record when the message was received, or <see langword="null"/> when they were not asked.</param>
    SubjectVersion AppendVersion(
        string subjectKey,
        SubjectVersion? before,
        SubjectRecord record,
        bool deleted,
        bool listed,
        IReadOnlyCollection<string> terms,
        Finding? finding);

    /// <summary>Keeps a later finding of a version; it becomes the subject's finding.</summary>
    void SaveFinding(SubjectVersion version, Finding finding, DateTimeOffset at);

    /// <summary>Replaces the undecided part of a day's list of a unit.</summary>
    void SaveSelections(DateOnly day, string unit, IReadOnlyCollection<Selected> list);

    /// <summary>Adds a decision; its <see cref="Decision.Id"/> is assigned.</summary>
    Decision AddDecision(Decision decision);

    /// <summary>Appends to the register.</summary>
    /// <param name="found">For an entry that reports on a subject: whether something was found; credits the finding's profiles. A correction credits what the corrected entry credited.</param>
    RegisterEntry AddRegisterEntry(
        string kind, long? subjectId, DateTimeOffset at, string by, long? corrects, string payload, bool? found);

    /// <summary>Saves a setting.</summary>
    void SaveSetting(string kind, string key, string value);

    /// <summary>Makes the writes durable.</summary>
    void Commit();
}
