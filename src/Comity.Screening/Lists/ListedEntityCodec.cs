using System.Collections;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Comity.Screening.Lists;

/// <summary>
/// An entity as JSON and back. The form is canonical: fixed order of members, nothing empty, so that equal contents give equal
/// bytes and a change of content is a change of hash. What a later version of Comity adds must be left out while it is empty.
/// </summary>
public static class ListedEntityCodec
{
    /// <summary>The canonical form's settings; also what the commands print.</summary>
    public static JsonSerializerOptions Options { get; } = Make();

    /// <summary>UTF-8 JSON.</summary>
    public static byte[] Write(ListedEntity entity) => JsonSerializer.SerializeToUtf8Bytes(entity, Options);

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="JsonException">It is not that.</exception>
    public static ListedEntity Read(ReadOnlySpan<byte> json) =>
        JsonSerializer.Deserialize<ListedEntity>(json, Options) ?? throw new JsonException("The stored entity is null.");

    /// <summary>SHA-256 of the canonical form, lower-case hexadecimal.</summary>
    public static string Hash(ReadOnlySpan<byte> json) => Convert.ToHexStringLower(SHA256.HashData(json));

    private static JsonSerializerOptions Make()
    {
        var options = new JsonSerializerOptions
        {
            PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { LeaveOutEmptyLists } },
        };
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false));
        options.MakeReadOnly();
        return options;
    }

    private static void LeaveOutEmptyLists(JsonTypeInfo type)
    {
        foreach (var property in type.Properties.Where(p => p.PropertyType != typeof(string) && typeof(IEnumerable).IsAssignableFrom(p.PropertyType)))
        {
            property.ShouldSerialize = static (_, value) => value is ICollection { Count: > 0 };
        }
    }
}
