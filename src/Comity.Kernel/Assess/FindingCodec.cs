using System.Buffers;
using System.Text;
using System.Text.Json;
using Comity.Kernel.Subjects;

namespace Comity.Kernel.Assess;

/// <summary>Writes a finding as JSON and reads it back, so that it can be kept and sent as it was made.</summary>
public static class FindingCodec
{
    /// <summary>The finding as JSON.</summary>
    public static string Write(Finding finding)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        json.WriteNumber("score", finding.Score);
        json.WriteStartArray("hits");
        foreach (var hit in finding.Hits)
        {
            WriteHit(json, hit);
        }

        json.WriteEndArray();
        json.WriteStartArray("notAssessable");
        foreach (var open in finding.NotAssessable)
        {
            WriteNotAssessable(json, open);
        }

        json.WriteEndArray();
        json.WriteStartArray("errors");
        foreach (var error in finding.Errors)
        {
            json.WriteStartObject();
            json.WriteString("id", error.Id);
            json.WriteNumber("version", error.Version);
            json.WriteString("message", error.Message);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>Writes one hit as <c>{"id","version","title","threat","weight","reasons":[{"field","value","condition","segment","offset","length"}]}</c>.</summary>
    public static void WriteHit(Utf8JsonWriter json, ProfileHit hit)
    {
        json.WriteStartObject();
        json.WriteString("id", hit.Id);
        json.WriteNumber("version", hit.Version);
        json.WriteString("title", hit.Title);
        json.WriteString("threat", hit.Threat);
        json.WriteNumber("weight", hit.Weight);
        json.WriteStartArray("reasons");
        foreach (var reason in hit.Reasons)
        {
            json.WriteStartObject();
            json.WriteString("field", reason.Field);
            json.WritePropertyName("value");
            RecordCodec.WriteValue(json, reason.Value);
            json.WriteString("condition", reason.Condition);
            json.WriteNumber("segment", reason.Position.Segment);
            json.WriteNumber("offset", reason.Position.Offset);
            json.WriteNumber("length", reason.Position.Length);
            if (reason.Position.Table is { } table)
            {
                json.WriteString("table", table);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>Writes one undecided profile as <c>{"id","version","missing":[…]}</c>.</summary>
    public static void WriteNotAssessable(Utf8JsonWriter json, NotAssessable open)
    {
        json.WriteStartObject();
        json.WriteString("id", open.Id);
        json.WriteNumber("version", open.Version);
        json.WriteStartArray("missing");
        foreach (var path in open.Missing)
        {
            json.WriteStringValue(path);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>Reads a finding that <see cref="Write"/> wrote.</summary>
    /// <exception cref="JsonException">The text is not such a finding.</exception>
    public static Finding Read(string text)
    {
        using var document = JsonDocument.Parse(text);
        var root = document.RootElement;
        return new Finding(
            [.. root.GetProperty("hits").EnumerateArray().Select(ReadHit)],
            [.. root.GetProperty("notAssessable").EnumerateArray().Select(e => new NotAssessable(
                e.GetProperty("id").GetString()!,
                e.GetProperty("version").GetInt32(),
                [.. e.GetProperty("missing").EnumerateArray().Select(m => m.GetString()!)]))],
            [.. root.GetProperty("errors").EnumerateArray().Select(e => new ProfileError(
                e.GetProperty("id").GetString()!, e.GetProperty("version").GetInt32(), e.GetProperty("message").GetString()!))],
            root.GetProperty("score").GetDouble());
    }

    private static ProfileHit ReadHit(JsonElement e) => new(
        e.GetProperty("id").GetString()!,
        e.GetProperty("version").GetInt32(),
        e.GetProperty("title").GetString()!,
        e.GetProperty("threat").GetString()!,
        e.GetProperty("weight").GetDouble(),
        [.. e.GetProperty("reasons").EnumerateArray().Select(r => new Reason(
            r.GetProperty("field").GetString()!,
            ReadValue(r.GetProperty("value")),
            r.GetProperty("condition").GetString()!,
            new SourcePosition(
                r.GetProperty("segment").GetInt32(),
                r.GetProperty("offset").GetInt64(),
                r.GetProperty("length").GetInt32(),
                r.TryGetProperty("table", out var table) ? table.GetString() : null)))]);

    private static object? ReadValue(JsonElement e) => e.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.String => e.GetString(),
        JsonValueKind.Number => e.TryGetInt64(out var whole) ? (object)whole : e.GetDouble(),
        JsonValueKind.Array => e.EnumerateArray().Select(item => item.GetString()!).ToArray(),
        _ => throw new JsonException($"A reason's value cannot be {e.ValueKind}."),
    };
}
