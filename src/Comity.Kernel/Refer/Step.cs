using System.Security.Cryptography;
using System.Text.Json.Serialization;

namespace Comity.Kernel.Refer;

/// <summary>What can happen to a referral.</summary>
public enum StepKind
{
    /// <summary>The sender decided that it goes out.</summary>
    [JsonStringEnumMemberName("send")] Send,

    /// <summary>The recipient's node has it.</summary>
    [JsonStringEnumMemberName("deliver")] Deliver,

    /// <summary>The recipient takes it on.</summary>
    [JsonStringEnumMemberName("accept")] Accept,

    /// <summary>The recipient does not take it on, and says why.</summary>
    [JsonStringEnumMemberName("reject")] Reject,

    /// <summary>The recipient reports what was done.</summary>
    [JsonStringEnumMemberName("complete")] Complete,

    /// <summary>It lapsed unanswered.</summary>
    [JsonStringEnumMemberName("expire")] Expire,

    /// <summary>The sender takes it back, or the person concerned withdrew the consent; also after it was closed.</summary>
    [JsonStringEnumMemberName("revoke")] Revoke,

    /// <summary>A holder no longer uses it after it was taken back.</summary>
    [JsonStringEnumMemberName("confirm-revocation")] ConfirmRevocation,
}

/// <summary>A quantity that was found.</summary>
/// <param name="What">What it is, in the programme's terms, such as <c>cocaine</c>.</param>
/// <param name="Quantity">How much; above 0.</param>
/// <param name="Unit">The unit of the quantity, such as <c>kg</c>.</param>
public sealed record FoundItem(string What, double Quantity, string Unit);

/// <summary>What was done, not only that it was handed over.</summary>
/// <param name="Result">The result in the programme's terms, such as <c>seized</c> or <c>nothing-found</c>.</param>
/// <param name="Report">What was done and found, in words.</param>
/// <param name="Found">The quantities, so that the other side can count them; null when none are said.</param>
public sealed record Outcome(string Result, string Report, IReadOnlyList<FoundItem>? Found = null);

/// <summary>
/// One thing that happened to a referral: who did it, when, why. A node numbers its own steps on a referral from 1, so
/// that a step that is missing shows, and a second one under the same number is found out.
/// </summary>
public sealed record Step
{
    /// <summary>The referral (<see cref="ReferralOffer.Id"/>).</summary>
    public required string ReferralId { get; init; }

    /// <summary>1 for the node's first step on this referral.</summary>
    public required int Number { get; init; }

    /// <summary>What happened.</summary>
    public required StepKind Kind { get; init; }

    /// <summary>The node that did it.</summary>
    public required string Node { get; init; }

    /// <summary>The person, or the node's name for what it does by rule.</summary>
    public required string By { get; init; }

    /// <summary>When, by the clock of that node, UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Why; refusing and taking back must say.</summary>
    public string Why { get; init; } = "";

    /// <summary>What was done; only with <see cref="StepKind.Complete"/>.</summary>
    public Outcome? Outcome { get; init; }

    /// <summary>The node that confirms; only with <see cref="StepKind.ConfirmRevocation"/>, where a node also passes on what those it shared with confirmed.</summary>
    public string? Holder { get; init; }

    /// <summary>Whom that holder had passed it on to; each of them confirms too.</summary>
    public IReadOnlyList<string> PassedOnTo { get; init; } = [];

    /// <summary>SHA-256 of its canonical JSON, lower-case hexadecimal.</summary>
    public string Hash() => Convert.ToHexStringLower(SHA256.HashData(ReferralJson.Write(this)));
}

/// <summary>What is to be done to a referral by a person of this node, or by the node's own rules.</summary>
/// <param name="Kind">What.</param>
/// <param name="By">Who.</param>
/// <param name="Why">Why.</param>
/// <param name="Outcome">What was done, when it is completed.</param>
public sealed record Act(StepKind Kind, string By, string Why = "", Outcome? Outcome = null)
{
    /// <summary>The node that confirms a revocation; the acting node when null.</summary>
    public string? Holder { get; init; }

    /// <summary>Whom that holder had passed it on to.</summary>
    public IReadOnlyList<string> PassedOnTo { get; init; } = [];
}
