using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Comity.Kernel.Refer;

namespace Comity.Exchange.Envelope;

/// <summary>The types of message, as they are written.</summary>
public static class MessageTypes
{
    /// <summary>A referral with the step that sent it (<see cref="OfferBody"/>).</summary>
    public const string Offer = "offer";

    /// <summary>A step on a referral (<see cref="Step"/>): the signed receipts delivered, accepted, rejected, done, and revocation.</summary>
    public const string Step = "step";

    /// <summary>An entry of a joint case (<see cref="EntryBody"/>).</summary>
    public const string Entry = "entry";

    /// <summary>A part of an attachment of a referral or of an entry (<see cref="PartBody"/>).</summary>
    public const string Part = "part";

    /// <summary>The sender's new card, by which it rotates its keys (<see cref="CardBody"/>).</summary>
    public const string Card = "card";

    /// <summary>What became of messages (<see cref="ReceiptBody"/>); the only type that is not answered itself.</summary>
    public const string Receipt = "receipt";
}

/// <summary>A message as it is signed. The schema of the wire is <c>data/schemas/exchange-message-1.schema.json</c>.</summary>
/// <param name="Version">Version of the format.</param>
/// <param name="Issuer">The node that signs it.</param>
/// <param name="Audience">The node it is for.</param>
/// <param name="Id">Its name: hash of issuer, audience, type and body.</param>
/// <param name="IssuedAt">When it was signed, seconds since 1970.</param>
/// <param name="ExpiresAt">When it is no longer taken, seconds since 1970.</param>
/// <param name="Type">One of <see cref="MessageTypes"/>.</param>
/// <param name="Body">Its content.</param>
public sealed record Message(
    [property: JsonPropertyName("v")] int Version,
    [property: JsonPropertyName("iss")] string Issuer,
    [property: JsonPropertyName("aud")] string Audience,
    [property: JsonPropertyName("jti")] string Id,
    [property: JsonPropertyName("iat")] long IssuedAt,
    [property: JsonPropertyName("exp")] long ExpiresAt,
    [property: JsonPropertyName("type")] string Type,
    [property: JsonPropertyName("body")] JsonElement Body)
{
    /// <summary>The version this program writes and reads.</summary>
    public const int CurrentVersion = 1;

    /// <summary>The name of a message.</summary>
    public static string NameOf(string issuer, string audience, string type, ReadOnlySpan<byte> body)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{issuer}\n{audience}\n{type}\n"));
        hash.AppendData(body);
        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 20));
    }
}

/// <summary>A referral and the step that sent it.</summary>
/// <param name="Offer">The referral.</param>
/// <param name="Sent">The step.</param>
public sealed record OfferBody(ReferralOffer Offer, Step Sent);

/// <summary>An entry of a joint case.</summary>
/// <param name="Signed">The entry, signed by itself (JWS, ES256, typ comity-entry+jwt).</param>
public sealed record EntryBody(string Signed);

/// <summary>A part of an attachment.</summary>
/// <param name="ReferralId">The referral, or the entry of a joint case, that it goes with.</param>
/// <param name="Sha256">Hash of the whole attachment.</param>
/// <param name="Offset">Where the part begins.</param>
/// <param name="Bytes">How long it is.</param>
/// <param name="Data">The bytes, base64; filled in when the message is signed.</param>
public sealed record PartBody(string ReferralId, string Sha256, long Offset, int Bytes, string? Data = null);

/// <summary>A new card of the sender.</summary>
/// <param name="Card">The card, signed with a key of the card before.</param>
public sealed record CardBody(string Card);

/// <summary>What became of messages.</summary>
/// <param name="Receipts">One for each.</param>
public sealed record ReceiptBody(IReadOnlyList<Receipt> Receipts);

/// <summary>What became of one message.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Delivered">Whether it was taken; otherwise it was refused for good.</param>
/// <param name="Reason">Why it was refused.</param>
public sealed record Receipt(string Id, bool Delivered, string Reason = "");
