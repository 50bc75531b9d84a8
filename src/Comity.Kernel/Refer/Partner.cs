using System.Text.Json.Serialization;

namespace Comity.Kernel.Refer;

/// <summary>How far two nodes have come with each other.</summary>
public enum PartnerState
{
    /// <summary>Its card is here; nobody has compared the fingerprint yet. Nothing is sent to it or taken from it.</summary>
    [JsonStringEnumMemberName("added")] Added,

    /// <summary>A person compared the fingerprint with the other side.</summary>
    [JsonStringEnumMemberName("confirmed")] Confirmed,

    /// <summary>Nothing is sent to it or taken from it any more.</summary>
    [JsonStringEnumMemberName("revoked")] Revoked,
}

/// <summary>Another node, as this one knows it.</summary>
/// <param name="Node">Its name.</param>
/// <param name="State">How far the two have come.</param>
/// <param name="Audience">What it is to this node, for handling codes.</param>
/// <param name="Card">Its last signed card with its keys.</param>
/// <param name="Address">Where it listens, or null when it is reached by file only.</param>
/// <param name="By">Who added, confirmed or revoked it last.</param>
/// <param name="At">When.</param>
public sealed record Partner(string Node, PartnerState State, Audience Audience, string Card, string? Address, string By, DateTimeOffset At);
