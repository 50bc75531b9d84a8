using System.Buffers;
using System.Text.Json;

namespace Comity.Kernel.Subjects;

/// <summary>
/// Writes a record's known facts and their positions as JSON and reads them back:
/// <c>{"facts":{"container.number":"…"},"at":{"container.number":[segment,offset,length,"table"]}}</c>.
/// A path that the schema no longer has is left out on reading, so that old records stay readable.
/// </summary>
public static class RecordCodec
{
    /// <summary>The record as UTF-8 JSON.</summary>
    public static byte[] Write(SubjectRecord record)
    {
        var buffer = new ArrayBufferWriter<byte>(2048);
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        json.WriteStartObject("facts");
        for (var i = 0; i < record.Schema.Fields.Count; i++)
        {
            if (record[i] is { } value)
            {
                json.WritePropertyName(record.Schema.Fields[i].Path);
                WriteValue(json, value);
            }
        }

        json.WriteEndObject();
        json.WriteStartObject("at");
        for (var i = 0; i < record.Schema.Fields.Count; i++)
        {
            if (record.PositionOf(i) is { IsKnown: true } at)
            {
                json.WriteStartArray(record.Schema.Fields[i].Path);
                json.WriteNumberValue(at.Segment);
                json.WriteNumberValue(at.Offset);
                json.WriteNumberValue(at.Length);
                if (at.Table is not null)
                {
                    json.WriteStringValue(at.Table);
                }

                json.WriteEndArray();
            }
        }

        json.WriteEndObject();
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Writes one fact's value; timestamps as ISO 8601, numbers that JSON cannot hold as strings.</summary>
    public static void WriteValue(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null: json.WriteNullValue(); break;
            case bool b: json.WriteBooleanValue(b); break;
            case long l: json.WriteNumberValue(l); break;
            case double d when double.IsFinite(d): json.WriteNumberValue(d); break;
            case double d: json.WriteStringValue(d.ToString("R", System.Globalization.CultureInfo.InvariantCulture)); break;
            case string s: json.WriteStringValue(s); break;
            case DateTimeOffset t: json.WriteStringValue(t.UtcDateTime); break;
            case IReadOnlyList<string> list:
                json.WriteStartArray();
                foreach (var item in list)
                {
                    json.WriteStringValue(item);
                }

                json.WriteEndArray();
                break;
            default: throw new ArgumentException($"A fact cannot be a {value.GetType().Name}.", nameof(value));
        }
    }

    /// <summary>Reads a record that <see cref="Write"/> wrote.</summary>
    /// <exception cref="JsonException">The bytes are not such a record.</exception>
    public static SubjectRecord Read(ReadOnlyMemory<byte> utf8, SubjectSchema schema)
    {
        using var document = JsonDocument.Parse(utf8);
        var record = new SubjectRecord(schema);
        var positions = new SourcePosition[schema.Fields.Count];
        foreach (var at in document.RootElement.GetProperty("at").EnumerateObject())
        {
            if (schema.OrdinalOf(at.Name) is var ordinal and >= 0)
            {
                positions[ordinal] = ReadPosition(at.Value);
            }
        }

        foreach (var fact in document.RootElement.GetProperty("facts").EnumerateObject())
        {
            if (schema.OrdinalOf(fact.Name) is var ordinal and >= 0)
            {
                record.Set(ordinal, ReadValue(fact.Value, schema.Fields[ordinal].Type), positions[ordinal]);
            }
        }

        return record;
    }

    private static SourcePosition ReadPosition(JsonElement array) => new(
        array[0].GetInt32(),
        array[1].GetInt64(),
        array[2].GetInt32(),
        array.GetArrayLength() > 3 ? array[3].GetString() : null);

    private static object ReadValue(JsonElement element, FactType type) => type switch
    {
        FactType.Boolean => element.GetBoolean(),
        FactType.Integer => element.GetInt64(),
        FactType.Number => element.ValueKind == JsonValueKind.String
            ? double.Parse(element.GetString()!, System.Globalization.CultureInfo.InvariantCulture)
            : element.GetDouble(),
        FactType.Text => element.GetString()!,
        FactType.Timestamp => new DateTimeOffset(element.GetDateTime().ToUniversalTime()),
        FactType.TextList => element.EnumerateArray().Select(item => item.GetString()!).ToArray(),
        _ => throw new JsonException($"Unknown fact type {type}."),
    };
}
