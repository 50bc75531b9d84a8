using System.Security.Cryptography;
using System.Text.Json.Serialization;

namespace Comity.Kernel.Refer;

/// <summary>What the sender wants of the recipient.</summary>
public enum ReferralKind
{
    /// <summary>That it knows.</summary>
    [JsonStringEnumMemberName("inform")] Inform,

    /// <summary>That it controls a subject and reports what was found.</summary>
    [JsonStringEnumMemberName("request-control")] RequestControl,

    /// <summary>That it gives a service or takes a measure.</summary>
    [JsonStringEnumMemberName("refer")] Refer,

    /// <summary>That it takes the responsibility over.</summary>
    [JsonStringEnumMemberName("transfer")] Transfer,

    /// <summary>That it acts in the sender's name, who keeps the responsibility.</summary>
    [JsonStringEnumMemberName("delegate")] Delegate,

    /// <summary>That it, as the originator, permits what the handling of an earlier referral does not.</summary>
    [JsonStringEnumMemberName("request-permission")] RequestPermission,
}

/// <summary>What entitles the sender to share the data.</summary>
public enum GroundKind
{
    /// <summary>A law, treaty or agreement.</summary>
    [JsonStringEnumMemberName("legal-basis")] LegalBasis,

    /// <summary>The recorded consent of the person concerned.</summary>
    [JsonStringEnumMemberName("consent")] Consent,

    /// <summary>An authorised decision to share without consent.</summary>
    [JsonStringEnumMemberName("override")] Override,
}

/// <summary>The ground of a referral.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Reference">The provision, or the number of the consent record.</param>
/// <param name="Reason">Why; an override must say.</param>
public sealed record Ground(GroundKind Kind, string Reference, string Reason = "");

/// <summary>The facts about a subject that go with a referral: the minimum its purpose needs. Values are text; a fact with several values is a list.</summary>
/// <param name="Kind">What the subject is, in the programme's terms.</param>
/// <param name="Label">How people call it.</param>
/// <param name="Facts">Values by the name of the fact.</param>
public sealed record SubjectSnapshot(string Kind, string Label, IReadOnlyDictionary<string, IReadOnlyList<string>> Facts);

/// <summary>A file that goes with a referral; its bytes travel apart and are known by their hash.</summary>
/// <param name="Sha256">SHA-256 of the bytes, lower-case hexadecimal.</param>
/// <param name="Bytes">How many there are.</param>
/// <param name="Name">Its name for people.</param>
/// <param name="MediaType">What it is, such as <c>image/jpeg</c>.</param>
public sealed record Attachment(string Sha256, long Bytes, string Name, string MediaType);

/// <summary>Where something that is passed on came from.</summary>
/// <param name="Originator">The node that shared it first and decides about it.</param>
/// <param name="OriginalId">The referral it was first shared with.</param>
/// <param name="ParentId">The referral the sender received it with.</param>
/// <param name="PermissionId">The originator's answer that permits passing it on, or null when its handling does.</param>
public sealed record Provenance(string Originator, string OriginalId, string ParentId, string? PermissionId = null);

/// <summary>What is asked of an originator.</summary>
/// <param name="OriginalId">The referral it shared first.</param>
/// <param name="ShareWith">The node to pass it on to, or null.</param>
/// <param name="UseInCourt">Whether use in judicial proceedings is asked for.</param>
public sealed record PermissionSought(string OriginalId, string? ShareWith = null, bool UseInCourt = false);

/// <summary>
/// The part of a referral that never changes: who asks whom for what, about which subject, on what ground and under
/// which handling. Its name is the hash of its content, so that nobody can change it under the same name.
/// </summary>
public sealed record ReferralOffer
{
    /// <summary>The node that sends it.</summary>
    public required string From { get; init; }

    /// <summary>The node it goes to.</summary>
    public required string To { get; init; }

    /// <summary>What is wanted.</summary>
    public required ReferralKind Kind { get; init; }

    /// <summary>What for, by the name of a <see cref="ReferralPurpose"/>.</summary>
    public required string Purpose { get; init; }

    /// <summary>What is asked, in words.</summary>
    public required string Request { get; init; }

    /// <summary>Whom or what it is about.</summary>
    public required SubjectSnapshot Subject { get; init; }

    /// <summary>What entitles the sender.</summary>
    public required Ground Ground { get; init; }

    /// <summary>How it may be used and passed on.</summary>
    public required Handling Handling { get; init; }

    /// <summary>How far it can be trusted, or null.</summary>
    public Evaluation? Evaluation { get; init; }

    /// <summary>Files that go with it.</summary>
    public IReadOnlyList<Attachment> Attachments { get; init; } = [];

    /// <summary>Where it came from when it is passed on.</summary>
    public Provenance? Provenance { get; init; }

    /// <summary>What is asked of the originator; only with <see cref="ReferralKind.RequestPermission"/>.</summary>
    public PermissionSought? Permission { get; init; }

    /// <summary>Who made it.</summary>
    public required string By { get; init; }

    /// <summary>When it was made, UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>When it lapses, UTC.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Random text, so that nobody can find out by guessing what a referral is about.</summary>
    public required string Salt { get; init; }

    /// <summary>The node that decides about it.</summary>
    [JsonIgnore]
    public string Originator => Provenance?.Originator ?? From;

    /// <summary>Its name: the first 160 bits of the SHA-256 of its canonical JSON, hexadecimal.</summary>
    public string Id() => Convert.ToHexStringLower(SHA256.HashData(ReferralJson.Write(this)).AsSpan(0, 20));
}
