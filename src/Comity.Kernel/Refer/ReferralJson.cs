using System.Diagnostics.CodeAnalysis;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Comity.Kernel.Refer;

/// <summary>
/// The JSON in which offers and steps are hashed, kept and sent. Members stand in the order of their declaration and
/// facts in that of their names, so that equal content has equal bytes; members that are not known are refused, since
/// a reader that skips them would hash something else than the writer did.
/// </summary>
public static class ReferralJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        PropertyNameCaseInsensitive = false,
        NumberHandling = JsonNumberHandling.Strict,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        AllowDuplicateProperties = false,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        MaxDepth = 16,
        // The usual encoder writes a time's plus sign as it is and a text's escaped: written once and again, they differ.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false), new SortedFacts() },
    };

    /// <summary>The canonical JSON of an offer, a step or another message of an exchange.</summary>
    public static byte[] Write<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, Options);

    /// <summary>Reads back what <see cref="Write{T}"/> wrote.</summary>
    /// <param name="json">UTF-8.</param>
    /// <param name="value">What it says.</param>
    /// <param name="problem">Otherwise where it is wrong, what was found and what was expected.</param>
    public static bool TryRead<T>(ReadOnlySpan<byte> json, [NotNullWhen(true)] out T? value, [NotNullWhen(false)] out string? problem)
        where T : class
    {
        try
        {
            value = JsonSerializer.Deserialize<T>(json, Options);
            problem = value is null ? "$: found null; expected an object." : null;
            return value is not null;
        }
        catch (JsonException error)
        {
            value = null;
            problem = $"{error.Path ?? "$"}: {error.Message}";
            return false;
        }
    }

    /// <summary>Facts in the order of their names, whatever the order they were given in.</summary>
    private sealed class SortedFacts : JsonConverter<IReadOnlyDictionary<string, IReadOnlyList<string>>>
    {
        public override IReadOnlyDictionary<string, IReadOnlyList<string>> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            JsonSerializer.Deserialize<SortedDictionary<string, IReadOnlyList<string>>>(ref reader, options) is { } read
                ? new SortedDictionary<string, IReadOnlyList<string>>(read, StringComparer.Ordinal)
                : throw new JsonException("Found null; expected an object with a list of values for each fact.");

        public override void Write(Utf8JsonWriter writer, IReadOnlyDictionary<string, IReadOnlyList<string>> value, JsonSerializerOptions options)
        {
            writer.WriteStartObject();
            foreach (var (name, values) in value.OrderBy(fact => fact.Key, StringComparer.Ordinal))
            {
                writer.WritePropertyName(name);
                JsonSerializer.Serialize(writer, values, options);
            }

            writer.WriteEndObject();
        }
    }
}
