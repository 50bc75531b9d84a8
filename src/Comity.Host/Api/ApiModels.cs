namespace Comity.Host.Api;

/// <summary>A part of a list.</summary>
/// <param name="Items">The items.</param>
/// <param name="Next">The cursor of the part that follows, to be given as <c>after</c>; null at the end.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next);

/// <summary>A consignment in a list.</summary>
/// <param name="Id">Its number within the node.</param>
/// <param name="Container">The container's number, or null.</param>
/// <param name="Bill">The bill's number, or null.</param>
/// <param name="ReceivedAt">When its last version arrived, UTC.</param>
/// <param name="Score">Sum of the weights of the profiles that hit, in decibans.</param>
/// <param name="Profiles">The profiles that hit, heaviest first.</param>
/// <param name="Decision">The last decision, or null while it is open.</param>
public sealed record ConsignmentSummary(
    long Id, string? Container, string? Bill, DateTimeOffset ReceivedAt, double Score, IReadOnlyList<string> Profiles, string? Decision);

/// <summary>A consignment as it stands.</summary>
/// <param name="Id">Its number within the node.</param>
/// <param name="Version">Its version, 1 for the first.</param>
/// <param name="Withdrawn">Whether its last version withdraws it.</param>
/// <param name="ReceivedAt">When its last version arrived, UTC.</param>
/// <param name="ImportId">The delivery it came with.</param>
/// <param name="Facts">What is known, by the names that <c>comity profiles fields</c> lists; what is not known is left out.</param>
/// <param name="Score">Sum of the weights of the profiles that hit, in decibans.</param>
/// <param name="Decision">The last decision, or null while it is open.</param>
public sealed record ConsignmentDetail(
    long Id, int Version, bool Withdrawn, DateTimeOffset ReceivedAt, long ImportId, IReadOnlyDictionary<string, object> Facts, double Score, DecisionDetail? Decision);

/// <summary>What a person or program decided about a consignment.</summary>
/// <param name="Action">What is to be done.</param>
/// <param name="Reason">Why; may be empty.</param>
/// <param name="By">Who decided.</param>
/// <param name="Unit">For which unit.</param>
/// <param name="At">When, UTC.</param>
public sealed record DecisionDetail(string Action, string Reason, string By, string Unit, DateTimeOffset At);

/// <summary>A decision that is to be made.</summary>
/// <param name="Action">One of the actions of the control desk, such as <c>scan</c>.</param>
/// <param name="Reason">Why; may be left out.</param>
public sealed record DecisionWish(string Action, string? Reason);

/// <summary>What the profiles say of a consignment.</summary>
/// <param name="Score">Sum of the weights of the hits, in decibans.</param>
/// <param name="Hits">The profiles that are true of it, heaviest first.</param>
/// <param name="NotAssessable">Profiles that cannot be decided, since facts are missing.</param>
public sealed record FindingDetail(double Score, IReadOnlyList<HitDetail> Hits, IReadOnlyList<NotAssessableDetail> NotAssessable);

/// <summary>A profile that is true of a consignment.</summary>
public sealed record HitDetail(string Profile, int Version, string Title, string Threat, double Weight, IReadOnlyList<ReasonDetail> Reasons);

/// <summary>Why a profile is true.</summary>
/// <param name="Fact">The fact's name.</param>
/// <param name="Value">The value seen.</param>
/// <param name="Condition">The part of the profile that it made true.</param>
/// <param name="Segment">Where it stood in the raw file: segment, element or row, from 1; null when it was computed.</param>
/// <param name="Offset">The byte there, from 0; null when it is not known.</param>
public sealed record ReasonDetail(string Fact, object? Value, string Condition, int? Segment, long? Offset);

/// <summary>A profile that could not be decided.</summary>
public sealed record NotAssessableDetail(string Profile, int Version, IReadOnlyList<string> Missing);

/// <summary>A delivery and how far its reading has come.</summary>
/// <param name="Id">Its number within the node.</param>
/// <param name="Name">The file's name as given.</param>
/// <param name="Sha256">Hash of its bytes.</param>
/// <param name="Format">The format found, or empty.</param>
/// <param name="State">reading, done, cancelled or refused.</param>
/// <param name="Messages">Messages read.</param>
/// <param name="Redelivered">Messages that had been received before and changed nothing.</param>
/// <param name="Clean">Consignments read without repair.</param>
/// <param name="Repaired">Consignments read with a repair.</param>
/// <param name="Quarantined">Consignments that could not be read.</param>
public sealed record ImportDetail(
    long Id, string Name, string Sha256, string Format, string State, int Messages, int Redelivered, long Clean, long Repaired, long Quarantined);

/// <summary>An entry of the register.</summary>
/// <param name="Number">1 for the first; no number is missing.</param>
/// <param name="Kind">The kind of entry.</param>
/// <param name="ConsignmentId">The consignment it is about, or null.</param>
/// <param name="At">When it was recorded, UTC.</param>
/// <param name="By">Who recorded it.</param>
/// <param name="Corrects">The entry it takes the place of, or null.</param>
/// <param name="Payload">The entry's own data.</param>
/// <param name="PreviousHash">Hash of the entry before.</param>
/// <param name="Hash">Hash over all of the above.</param>
public sealed record RegisterEntryDetail(
    long Number, string Kind, long? ConsignmentId, DateTimeOffset At, string By, long? Corrects, System.Text.Json.JsonElement Payload, string PreviousHash, string Hash);

/// <summary>A referral in a list.</summary>
/// <param name="Id">Its name: the hash of its offer.</param>
/// <param name="From">The node it comes from.</param>
/// <param name="To">The node it goes to.</param>
/// <param name="Purpose">What for.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Handling">Its Traffic Light Protocol label.</param>
/// <param name="At">When it was made, UTC.</param>
/// <param name="ExpiresAt">When it lapses, UTC.</param>
public sealed record ReferralSummary(string Id, string From, string To, string Purpose, string State, string Handling, DateTimeOffset At, DateTimeOffset ExpiresAt);

/// <summary>A referral with what it is about.</summary>
/// <param name="Summary">What the list says of it.</param>
/// <param name="Request">What is asked, in words.</param>
/// <param name="Subject">How people call what it is about.</param>
/// <param name="Facts">The facts that go with it.</param>
public sealed record ReferralDetail(ReferralSummary Summary, string Request, string Subject, IReadOnlyDictionary<string, IReadOnlyList<string>> Facts);

/// <summary>A profile in use with its record.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Version">Its version.</param>
/// <param name="Title">What it looks for.</param>
/// <param name="Threat">The threat it serves.</param>
/// <param name="When">Its condition in CEL.</param>
/// <param name="Weight">Evidence in decibans.</param>
/// <param name="ReviewOn">The day by which somebody must look at its yield.</param>
/// <param name="Hits">Consignments it hit.</param>
/// <param name="Controlled">How many of them were controlled.</param>
/// <param name="Found">How many controls found something.</param>
public sealed record ProfileDetail(string Id, int Version, string Title, string Threat, string When, double Weight, DateOnly ReviewOn, long Hits, long Controlled, long Found);
