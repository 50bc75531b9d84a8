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
    public static SubjectRecord Read(ReadOnlySpan<byte> utf8, SubjectSchema schema)
    {
        var json = new Utf8JsonReader(utf8);
        var record = new SubjectRecord(schema);
        Expect(ref json, JsonTokenType.StartObject);
        while (Next(ref json) == JsonTokenType.PropertyName)
        {
            var positions = json.ValueTextEquals("at"u8);
            if (!positions && !json.ValueTextEquals("facts"u8))
            {
                throw new JsonException("A record has facts and their positions.");
            }

            Expect(ref json, JsonTokenType.StartObject);
            while (Next(ref json) == JsonTokenType.PropertyName)
            {
                var ordinal = schema.OrdinalOf(json.GetString()!);
                Next(ref json);
                if (ordinal < 0)
                {
                    json.Skip();
                }
                else if (positions)
                {
                    record.Set(ordinal, record[ordinal], ReadPosition(ref json));
                }
                else
                {
                    record.Set(ordinal, ReadValue(ref json, schema.Fields[ordinal].Type));
                }
            }
        }

        return record;
    }

    private static JsonTokenType Next(ref Utf8JsonReader json) =>
        json.Read() ? json.TokenType : throw new JsonException("The record ends early.");

    private static void Expect(ref Utf8JsonReader json, JsonTokenType token)
    {
        if (Next(ref json) != token)
        {
            throw new JsonException($"Found {json.TokenType}, expected {token}.");
        }
    }

    private static SourcePosition ReadPosition(ref Utf8JsonReader json)
    {
        Next(ref json);
        var segment = json.GetInt32();
        Next(ref json);
        var offset = json.GetInt64();
        Next(ref json);
        var length = json.GetInt32();
        if (Next(ref json) == JsonTokenType.EndArray)
        {
            return new SourcePosition(segment, offset, length);
        }

        var table = json.GetString();
        Expect(ref json, JsonTokenType.EndArray);
        return new SourcePosition(segment, offset, length, table);
    }

    private static object ReadValue(ref Utf8JsonReader json, FactType type) => type switch
    {
        FactType.Boolean => json.GetBoolean(),
        FactType.Integer => json.GetInt64(),
        FactType.Number => json.TokenType == JsonTokenType.String
            ? double.Parse(json.GetString()!, System.Globalization.CultureInfo.InvariantCulture)
            : json.GetDouble(),
        FactType.Text => json.GetString()!,
        FactType.Timestamp => new DateTimeOffset(json.GetDateTime().ToUniversalTime()),
        FactType.TextList => ReadList(ref json),
        _ => throw new JsonException($"Unknown fact type {type}."),
    };

    private static string[] ReadList(ref Utf8JsonReader json)
    {
        var list = new List<string>();
        while (Next(ref json) != JsonTokenType.EndArray)
        {
            list.Add(json.GetString()!);
        }

        return [.. list];
    }
}
