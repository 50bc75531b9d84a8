using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Comity.Kernel.Assess.Cel;

/// <summary>
/// CEL values and JSON. Whole doubles keep a point; NaN and infinities are texts, since JSON has no such numbers; bytes are
/// base64; times and durations are texts as <c>string()</c> gives them; an empty optional is null.
/// </summary>
internal static class CelJson
{
    // Lists that share parts can be exponentially larger than they look.
    private const int MostBytes = 16 << 20;

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static CelValue Read(JsonElement json)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.True or JsonValueKind.False:
                return CelValue.Of(json.GetBoolean());
            case JsonValueKind.Number:
                return json.GetRawText().AsSpan().IndexOfAny(".eE") >= 0 ? CelValue.Of(json.GetDouble())
                    : json.TryGetInt64(out var number) ? CelValue.Of(number)
                    : json.TryGetUInt64(out var large) ? CelValue.Of(large)
                    : CelValue.Error($"{json.GetRawText()} does not fit 64 bits");
            case JsonValueKind.String:
                return CelValue.Of(json.GetString()!);
            case JsonValueKind.Array:
                CelValue[] items = [.. json.EnumerateArray().Select(Read)];
                return Array.Find(items, i => i.IsError) is { IsError: true } bad ? bad : CelValue.Of(items);
            case JsonValueKind.Object:
                var map = new CelMap();
                foreach (var member in json.EnumerateObject())
                {
                    var value = Read(member.Value);
                    var added = value.IsError ? value : Interpreter.Add(map, CelValue.Of(member.Name), value);
                    if (added.IsError)
                    {
                        return added;
                    }
                }

                return CelValue.Of(map);
            default:
                return CelValue.Null;
        }
    }

    /// <summary>The value as JSON; false when it would be too large.</summary>
    public static bool TryWrite(CelValue value, [NotNullWhen(true)] out string? json)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer, Options);
        var fits = Write(value, writer);
        writer.Flush();
        json = fits ? Encoding.UTF8.GetString(buffer.WrittenSpan) : null;
        return fits;
    }

    private static bool Write(CelValue value, Utf8JsonWriter writer)
    {
        if (writer.BytesCommitted + writer.BytesPending > MostBytes)
        {
            return false;
        }

        switch (value.Kind)
        {
            case CelKind.Null:
                writer.WriteNullValue();
                return true;
            case CelKind.Bool:
                writer.WriteBooleanValue(value.Bool);
                return true;
            case CelKind.Int:
                writer.WriteNumberValue(value.Int);
                return true;
            case CelKind.Uint:
                writer.WriteNumberValue(value.Uint);
                return true;
            case CelKind.Double when double.IsFinite(value.Double):
                var text = value.Double.ToString("R", CultureInfo.InvariantCulture);
                writer.WriteRawValue(text.AsSpan().IndexOfAny(".E") < 0 ? text + ".0" : text);
                return true;
            case CelKind.Bytes:
                writer.WriteBase64StringValue(value.Bytes);
                return true;
            case CelKind.List:
                writer.WriteStartArray();
                for (var i = 0; i < value.Count; i++)
                {
                    if (!Write(value[i], writer))
                    {
                        return false;
                    }
                }

                writer.WriteEndArray();
                return true;
            case CelKind.Map:
                writer.WriteStartObject();
                foreach (var key in value.Map.Keys)
                {
                    writer.WritePropertyName(TextFormat.Plain(key));
                    if (!Write(value.Map[key], writer))
                    {
                        return false;
                    }
                }

                writer.WriteEndObject();
                return true;
            case CelKind.Optional:
                return Write(value.HasValue ? value.OptionalValue : CelValue.Null, writer);
            case CelKind.Double:
                writer.WriteStringValue(value.Double > 0 ? "Infinity" : value.Double < 0 ? "-Infinity" : "NaN");
                return true;
            default:
                writer.WriteStringValue(TextFormat.Plain(value));
                return true;
        }
    }
}
