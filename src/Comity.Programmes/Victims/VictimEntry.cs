using System.Text.Json.Serialization;
using Comity.Kernel.Account;
using Comity.Kernel.Refer;

namespace Comity.Programmes.Victims;

/// <summary>One line of a victim's record. A case is the list of its entries, which are only ever added.</summary>
/// <param name="Deed">Who did it, in which role, when and why.</param>
[JsonDerivedType(typeof(CaseOpened), "opened")]
[JsonDerivedType(typeof(FieldsWritten), "fields")]
[JsonDerivedType(typeof(ConsentRecorded), "consent")]
[JsonDerivedType(typeof(ConsentWithdrawn), "consent-withdrawn")]
[JsonDerivedType(typeof(StatusDecided), "status")]
[JsonDerivedType(typeof(PersonDetected), "detected")]
[JsonDerivedType(typeof(ServicePlanned), "service")]
[JsonDerivedType(typeof(ServiceEnded), "service-ended")]
[JsonDerivedType(typeof(PersonReferred), "referred")]
[JsonDerivedType(typeof(CaseClosed), "closed")]
[JsonDerivedType(typeof(CaseReopened), "reopened")]
public abstract record VictimEntry(Deed Deed);

/// <summary>The case begins.</summary>
public sealed record CaseOpened(Deed Deed) : VictimEntry(Deed);

/// <summary>Fields were written.</summary>
/// <param name="Deed">By whom.</param>
/// <param name="Values">New values by field; an empty list clears a field.</param>
public sealed record FieldsWritten(Deed Deed, IReadOnlyDictionary<string, IReadOnlyList<string>> Values) : VictimEntry(Deed);

/// <summary>A consent was given.</summary>
/// <param name="Deed">Who recorded it.</param>
/// <param name="Consent">What was agreed to.</param>
public sealed record ConsentRecorded(Deed Deed, Consent Consent) : VictimEntry(Deed);

/// <summary>A consent was taken back.</summary>
/// <param name="Deed">Who recorded it.</param>
/// <param name="Number">Which.</param>
public sealed record ConsentWithdrawn(Deed Deed, string Number) : VictimEntry(Deed);

/// <summary>Whether the person is a victim was decided, for now.</summary>
/// <param name="Deed">Who recorded it.</param>
/// <param name="Status">A code of <c>vic_TraffickingStatus</c>.</param>
/// <param name="Organisation">A code of <c>vic_TraffickingStatusDecisionMakingOrg</c>: who decided.</param>
public sealed record StatusDecided(Deed Deed, string Status, string Organisation) : VictimEntry(Deed);

/// <summary>It became known that an organisation had met the person as a possible victim: the person stands on its list.</summary>
/// <param name="Deed">Who recorded it.</param>
/// <param name="Organisation">Its kind, a code of <c>vic_TraffickingStatusDecisionMakingOrg</c>.</param>
/// <param name="Name">Which one.</param>
/// <param name="On">When it met the person, or null when that is not known.</param>
public sealed record PersonDetected(Deed Deed, string Organisation, string Name, DateOnly? On) : VictimEntry(Deed);

/// <summary>A service was agreed with the person.</summary>
/// <param name="Deed">By whom.</param>
/// <param name="Id">Its number in the case.</param>
/// <param name="Pillar">Which part of the response it belongs to.</param>
/// <param name="Service">What it is, such as <c>shelter</c>.</param>
/// <param name="Provider">Who gives it.</param>
/// <param name="Due">By when, or null.</param>
/// <param name="Need">What the person needs it for.</param>
public sealed record ServicePlanned(Deed Deed, string Id, Pillar Pillar, string Service, string Provider, DateOnly? Due, string Need = "") : VictimEntry(Deed);

/// <summary>A service ended.</summary>
/// <param name="Deed">By whom.</param>
/// <param name="Id">Its number.</param>
/// <param name="Outcome">How.</param>
/// <param name="Result">What was done, in words.</param>
public sealed record ServiceEnded(Deed Deed, string Id, ServiceOutcome Outcome, string Result) : VictimEntry(Deed);

/// <summary>The person was referred; the referral itself is the kernel's.</summary>
/// <param name="Deed">By whom.</param>
/// <param name="ReferralId">The referral.</param>
/// <param name="To">The node it went to.</param>
/// <param name="Service">The service asked for.</param>
/// <param name="Ground">The consent or override it rests on.</param>
public sealed record PersonReferred(Deed Deed, string ReferralId, string To, string Service, Ground Ground) : VictimEntry(Deed);

/// <summary>The case is closed.</summary>
public sealed record CaseClosed(Deed Deed) : VictimEntry(Deed);

/// <summary>The case is open again.</summary>
public sealed record CaseReopened(Deed Deed) : VictimEntry(Deed);
