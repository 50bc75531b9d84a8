using Comity.Kernel.Subjects;

namespace Comity.Formats.Cargo;

/// <summary>What became of a part of a file that is not as it should be.</summary>
public enum IssueKind
{
    /// <summary>It was read all the same; the issue says what was assumed.</summary>
    Repair,

    /// <summary>It could not be read and waits for a person; the raw bytes are kept.</summary>
    Quarantined,
}

/// <summary>A defect in a file: where, what was found, what was expected and what was saved.</summary>
/// <param name="Kind">Repaired or quarantined.</param>
/// <param name="At">Segment or row, byte offset.</param>
/// <param name="Found">What stood there; shortened to 200 characters by <see cref="Issue(IssueKind, SourcePosition, string, string, string, int)"/>.</param>
/// <param name="Expected">What should have stood there.</param>
/// <param name="Saved">What was kept of it, or "nothing".</param>
/// <param name="Consignments">How many consignments are lost by a quarantine as far as can be told; 0 for a repair.</param>
public sealed record ReadIssue(IssueKind Kind, SourcePosition At, string Found, string Expected, string Saved, int Consignments)
{
    private const int LongestFound = 200;

    /// <summary>Makes an issue whose <see cref="Found"/> is cut to a length that can be shown.</summary>
    public static ReadIssue Issue(
        IssueKind kind, SourcePosition at, string found, string expected, string saved, int consignments = 0) =>
        new(kind, at, found.Length <= LongestFound ? found : string.Concat(found.AsSpan(0, LongestFound), "…"), expected, saved, consignments);
}

/// <summary>
/// Takes what a reader finds, in file order: any number of messages, each opened by <see cref="Manifest"/>, then its
/// consignments, then <see cref="EndOfManifest"/>. Issues come when they are found, inside or outside a message.
/// Readers never keep a consignment after handing it over, so that a file larger than memory can be read.
/// </summary>
public interface ICargoSink
{
    /// <summary>A message begins. The object is complete as far as the format's header allows.</summary>
    void Manifest(DeclaredManifest manifest);

    /// <summary>One consignment, complete.</summary>
    void Consignment(DeclaredConsignment consignment);

    /// <summary>A defect.</summary>
    void Issue(ReadIssue issue);

    /// <summary>The message ended.</summary>
    /// <param name="contentHash">SHA-256 of the message's bytes: the same message delivered again has the same hash.</param>
    /// <param name="complete">False when the file was cut before the message's end.</param>
    void EndOfManifest(ReadOnlySpan<byte> contentHash, bool complete);
}

/// <summary>What a reader may need besides the bytes.</summary>
public sealed record CargoReadOptions
{
    /// <summary>Called now and then with the number of bytes consumed so far.</summary>
    public Action<long>? Progress { get; init; }

    /// <summary>A segment, element or row longer than this is quarantined and skipped, so that memory stays bounded.</summary>
    public int LongestPartBytes { get; init; } = 1 << 20;

    /// <summary>Most containers, goods lines or bills held at once for one message or bill; those beyond are quarantined.</summary>
    public int MostHeld { get; init; } = 200_000;

    /// <summary>The sender when the file itself does not name one.</summary>
    public string Sender { get; init; } = "";

    /// <summary>Ends the reading; what was handed over stays valid.</summary>
    public CancellationToken Cancellation { get; init; }
}

/// <summary>
/// Reads one format. Implementations are stateless; one call reads one file. Bad input is reported to the sink;
/// only I/O failures and cancellation are thrown.
/// </summary>
public interface ICargoReader
{
    /// <summary>Short name, such as <c>cuscar</c>.</summary>
    string Format { get; }

    /// <summary>Whether the first bytes of a file look like this format.</summary>
    /// <param name="head">Up to 64 KiB from the start of the file, after any byte order mark is left in place.</param>
    bool Recognises(ReadOnlySpan<byte> head);

    /// <summary>Reads the stream to its end.</summary>
    void Read(Stream stream, CargoReadOptions options, ICargoSink sink);
}
