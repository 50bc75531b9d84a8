using Comity.Kernel.Refer.Cases;

namespace Comity.Kernel.Refer;

/// <summary>What became of a message that goes out.</summary>
public enum OutboxState
{
    /// <summary>Its receipt has not come.</summary>
    Waiting = 0,

    /// <summary>The recipient's node signed that it has it.</summary>
    Delivered = 1,

    /// <summary>The recipient's node signed that it does not take it.</summary>
    Refused = 2,

    /// <summary>It waited longer than a message is good for.</summary>
    GivenUp = 3,
}

/// <summary>A message that goes out. It is written in the transaction of the decision that caused it.</summary>
/// <param name="Id">Number in the order of queueing; 0 before it is queued.</param>
/// <param name="To">The node it goes to.</param>
/// <param name="MessageId">Hash of its content: the same message is queued once.</param>
/// <param name="Type">Its type.</param>
/// <param name="Body">Its content as canonical JSON; empty once it is delivered.</param>
/// <param name="ReferralId">The referral it is about, or null.</param>
/// <param name="QueuedAt">When it was queued, UTC.</param>
/// <param name="State">What became of it.</param>
/// <param name="Attempts">How often it was sent.</param>
/// <param name="Note">What the recipient said, or why it waits.</param>
public sealed record OutboxItem(
    long Id, string To, string MessageId, string Type, string Body, string? ReferralId, DateTimeOffset QueuedAt, OutboxState State, int Attempts, string Note);

/// <summary>What became of a message that came in.</summary>
public enum InboxState
{
    /// <summary>It has taken effect.</summary>
    Applied = 0,

    /// <summary>It waits for one that comes before it.</summary>
    Waiting = 1,

    /// <summary>It was refused.</summary>
    Refused = 2,
}

/// <summary>A message that came in. It is remembered, so that it takes effect once however often it comes.</summary>
/// <param name="From">The node that signed it.</param>
/// <param name="MessageId">Its name.</param>
/// <param name="Type">Its type.</param>
/// <param name="Signed">The message as it was signed: the proof of what the other side said.</param>
/// <param name="ReferralId">The referral it is about, or null.</param>
/// <param name="ReceivedAt">When it came first, UTC.</param>
/// <param name="State">What became of it.</param>
/// <param name="Note">Why it was refused or what it waits for.</param>
public sealed record InboxItem(
    string From, string MessageId, string Type, string Signed, string? ReferralId, DateTimeOffset ReceivedAt, InboxState State, string Note);

/// <summary>Something that came in and was refused, whoever it came from.</summary>
/// <param name="At">When, UTC.</param>
/// <param name="From">Whom it claims to be from; empty when it could not be opened.</param>
/// <param name="Sha256">Hash of the bytes that came.</param>
/// <param name="Bytes">How many.</param>
/// <param name="Reason">Why.</param>
public sealed record Refusal(DateTimeOffset At, string From, string Sha256, long Bytes, string Reason);

/// <summary>The way to a partner.</summary>
/// <param name="Node">The partner.</param>
/// <param name="Failures">How often in a row it could not be reached.</param>
/// <param name="RetryAt">When it is tried again, UTC.</param>
/// <param name="Note">What went wrong.</param>
public sealed record LinkState(string Node, int Failures, DateTimeOffset RetryAt, string Note);

/// <summary>Which referrals to list. Values left out do not restrict.</summary>
public sealed record ReferralFilter
{
    /// <summary>The node they come from.</summary>
    public string? From { get; init; }

    /// <summary>The node they go to.</summary>
    public string? To { get; init; }

    /// <summary>Only those that wait for something (true) or do not (false).</summary>
    public bool? Open { get; init; }
}

/// <summary>Reads what a node keeps of referrals and of the exchange with its partners.</summary>
public interface IExchangeView
{
    /// <summary>Joint cases.</summary>
    ICaseView Cases { get; }

    /// <summary>One referral.</summary>
    Referral? Referral(string id);

    /// <summary>Referrals, newest first.</summary>
    IReadOnlyList<Referral> Referrals(int skip, int take);

    /// <summary>Referrals that a filter leaves, newest first.</summary>
    IReadOnlyList<Referral> Referrals(ReferralFilter filter, int skip, int take);

    /// <summary>How many referrals a filter leaves.</summary>
    long Count(ReferralFilter filter);

    /// <summary>The referrals with which one was passed on.</summary>
    IReadOnlyList<Referral> PassedOn(string parentId);

    /// <summary>Open referrals that lapse at or before a time.</summary>
    IReadOnlyList<Referral> Lapsed(DateTimeOffset at, int take);

    /// <summary>A partner.</summary>
    Partner? Partner(string node);

    /// <summary>All partners by name.</summary>
    IReadOnlyList<Partner> Partners();

    /// <summary>Messages to a node that wait, oldest first; those of a type that must come before all others first.</summary>
    IReadOnlyList<OutboxItem> Outbox(string to, string firstType, int take);

    /// <summary>A message that was queued.</summary>
    OutboxItem? Queued(string messageId);

    /// <summary>The nodes that messages wait for, with how many and since when.</summary>
    IReadOnlyList<(string Node, long Messages, DateTimeOffset Oldest)> Queues();

    /// <summary>All messages about a referral that went out or wait, oldest first.</summary>
    IReadOnlyList<OutboxItem> OutboxOf(string referralId);

    /// <summary>The way to a partner; null when nothing has gone wrong on it.</summary>
    LinkState? Link(string node);

    /// <summary>A message that came in before.</summary>
    InboxItem? Received(string from, string messageId);

    /// <summary>Messages that wait for something about a referral, in the order in which they came.</summary>
    IReadOnlyList<InboxItem> Waiting(string referralId);

    /// <summary>How many messages of a node wait for others.</summary>
    long WaitingCount(string from);

    /// <summary>Messages of a node that came by file and whose receipts have not been written into one yet.</summary>
    IReadOnlyList<InboxItem> ReceiptsDue(string to, int take);

    /// <summary>How many parts of an attachment have come.</summary>
    long Parts(string referralId, string sha256);

    /// <summary>What was refused last, newest first.</summary>
    IReadOnlyList<Refusal> Refusals(int take);
}

/// <summary>Writes it, in the unit of work of the decision or the message.</summary>
public interface IExchangeLedger : IExchangeView
{
    /// <summary>Joint cases.</summary>
    new ICaseLedger Cases { get; }

    /// <summary>Keeps a referral to which nothing has happened.</summary>
    void Add(Referral draft);

    /// <summary>Appends a step.</summary>
    /// <param name="after">The referral after it.</param>
    /// <param name="step">The step.</param>
    void Add(Referral after, Step step);

    /// <summary>Queues a message; one that is queued already stays as it is.</summary>
    void Queue(OutboxItem item);

    /// <summary>Records what became of a message that goes out.</summary>
    void Update(OutboxItem item);

    /// <summary>Records how the way to a partner is.</summary>
    void Update(LinkState link);

    /// <summary>Remembers a message that came in, or what became of it since.</summary>
    /// <param name="item">The message.</param>
    /// <param name="receiptDue">Whether its receipt has to go out with a file.</param>
    void Remember(InboxItem item, bool receiptDue);

    /// <summary>Notes that the receipt of a message went out with a file.</summary>
    void ReceiptWritten(InboxItem item);

    /// <summary>Notes that a part of an attachment has come; once, however often it comes.</summary>
    void AddPart(string referralId, string sha256, long offset);

    /// <summary>Forgets the parts of an attachment, since together they were not what was announced.</summary>
    void DropParts(string referralId, string sha256);

    /// <summary>Keeps what is known of a partner.</summary>
    void Save(Partner partner);

    /// <summary>Logs what was refused. Only the newest entries are kept: strangers must not be able to fill the disk.</summary>
    void Log(Refusal refusal);
}
