namespace Comity.Kernel.Subjects;

/// <summary>How far the reading of a delivery has come.</summary>
public enum DeliveryState
{
    /// <summary>The raw bytes are kept, the reading goes on or was interrupted.</summary>
    Reading,

    /// <summary>Read to its end; every part of it is accounted for.</summary>
    Done,

    /// <summary>Stopped by the user; messages read until then are kept.</summary>
    Cancelled,

    /// <summary>Nothing could be read; the reason is among its issues.</summary>
    Refused,
}

/// <summary>
/// What the reading of a delivery came to. Every subject met is accounted for:
/// <see cref="Met"/> = <see cref="Clean"/> + <see cref="Repaired"/> + <see cref="Quarantined"/>.
/// </summary>
/// <param name="Messages">Messages read, without those that had been received before.</param>
/// <param name="Redelivered">Messages that had been received before and changed nothing.</param>
/// <param name="Clean">Subjects read without any repair.</param>
/// <param name="Repaired">Subjects read with a repair.</param>
/// <param name="Quarantined">Subjects that could not be read.</param>
/// <param name="RepairIssues">Lines in the list of repairs.</param>
/// <param name="QuarantineIssues">Lines in the list of quarantined parts.</param>
public sealed record DeliveryTotals(
    int Messages, int Redelivered, long Clean, long Repaired, long Quarantined, long RepairIssues, long QuarantineIssues)
{
    /// <summary>Nothing read yet.</summary>
    public static DeliveryTotals None { get; } = new(0, 0, 0, 0, 0, 0, 0);

    /// <summary>Subjects met in the delivery.</summary>
    public long Met => Clean + Repaired + Quarantined;

    /// <summary>Subjects that were read.</summary>
    public long Read => Clean + Repaired;

    /// <summary>The sum of two parts of a reading.</summary>
    public static DeliveryTotals operator +(DeliveryTotals a, DeliveryTotals b) => new(
        a.Messages + b.Messages,
        a.Redelivered + b.Redelivered,
        a.Clean + b.Clean,
        a.Repaired + b.Repaired,
        a.Quarantined + b.Quarantined,
        a.RepairIssues + b.RepairIssues,
        a.QuarantineIssues + b.QuarantineIssues);
}

/// <summary>A file as it was handed in. Its raw bytes are kept under their SHA-256.</summary>
/// <param name="Id">Number within the node.</param>
/// <param name="Name">The file's name as given; carries no meaning.</param>
/// <param name="Sha256">Hash of the raw bytes, lower-case hexadecimal.</param>
/// <param name="Bytes">Length of the raw file.</param>
/// <param name="Format">The format found, or empty when none was recognised.</param>
/// <param name="Sender">Who handed it in.</param>
/// <param name="ReceivedAt">When it arrived, UTC.</param>
/// <param name="State">How far the reading has come.</param>
/// <param name="Totals">What it came to.</param>
public sealed record Delivery(
    long Id,
    string Name,
    string Sha256,
    long Bytes,
    string Format,
    string Sender,
    DateTimeOffset ReceivedAt,
    DeliveryState State,
    DeliveryTotals Totals);

/// <summary>A defect of a delivery as it is kept: repaired or quarantined, where, what was found, expected and saved.</summary>
public sealed record DeliveryIssue(
    long DeliveryId, bool Quarantined, SourcePosition At, string Found, string Expected, string Saved, int Subjects);

/// <summary>
/// One version of one subject: what a message said of it, with the facts as known at that moment.
/// Versions are never changed; the last one is the subject as it stands.
/// </summary>
/// <param name="Sequence">Order of arrival within the node, over all subjects.</param>
/// <param name="SubjectId">Number of the subject within the node.</param>
/// <param name="SubjectKey">What names the subject in its document (for a consignment: bill, container, occurrence).</param>
/// <param name="DocumentKey">What names the document it was declared in.</param>
/// <param name="Version">1 for the first.</param>
/// <param name="DeliveryId">The file it came in.</param>
/// <param name="Action">What the message did, such as <c>original</c> or <c>delete</c>.</param>
/// <param name="Deleted">Whether the subject is withdrawn by this version.</param>
/// <param name="ReceivedAt">When it arrived, UTC.</param>
/// <param name="Record">The facts.</param>
public sealed record SubjectVersion(
    long Sequence,
    long SubjectId,
    string SubjectKey,
    string DocumentKey,
    int Version,
    long DeliveryId,
    string Action,
    bool Deleted,
    DateTimeOffset ReceivedAt,
    SubjectRecord Record);
