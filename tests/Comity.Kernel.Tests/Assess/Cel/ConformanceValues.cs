using System.Globalization;
using System.Text.Json;
using Comity.Kernel.Assess.Cel;

namespace Comity.Kernel.Tests.Assess.Cel;

/// <summary>The suite's values and types as JSON.</summary>
internal static class ConformanceValues
{
    /// <summary>A repeated field, which the JSON writes without brackets when it has one element.</summary>
    public static IEnumerable<JsonElement> Many(JsonElement parent, string name) =>
        !parent.TryGetProperty(name, out var value) ? []
        : value.ValueKind == JsonValueKind.Array ? value.EnumerateArray()
        : [value];

    /// <summary>Whether a message other than a timestamp or duration, a wrapper or an enum stands anywhere in a case.</summary>
    public static bool HoldsMessage(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Array => json.EnumerateArray().Any(HoldsMessage),
        JsonValueKind.Object => json.EnumerateObject().Any(p => p.Name switch
        {
            "message_type" => p.Value.GetString() is var name && name != CelType.Timestamp.Name && name != CelType.Duration.Name,
            "object_value" => !p.Value.EnumerateObject().Single().Name.EndsWith("google.protobuf.Timestamp", StringComparison.Ordinal)
                && !p.Value.EnumerateObject().Single().Name.EndsWith("google.protobuf.Duration", StringComparison.Ordinal),
            "enum_value" or "wrapper" => true,
            _ => HoldsMessage(p.Value),
        }),
        _ => false,
    };

    public static CelValue Read(JsonElement json)
    {
        var property = json.EnumerateObject().Single();
        var value = property.Value;
        switch (property.Name)
        {
            case "null_value":
                return CelValue.Null;
            case "bool_value":
                return CelValue.Of(value.GetBoolean());
            case "int64_value":
                return CelValue.Of(long.Parse(value.ToString(), CultureInfo.InvariantCulture));
            case "uint64_value":
                return CelValue.Of(ulong.Parse(value.ToString(), CultureInfo.InvariantCulture));
            case "double_value":
                return CelValue.Of(ReadDouble(value));
            case "string_value":
                return CelValue.Of(value.GetString()!);
            case "bytes_value":
                return CelValue.Of(value.GetBytesFromBase64());
            case "type_value":
                return CelValue.TypeNamed(value.GetString()!);
            case "list_value":
                return CelValue.Of([.. Many(value, "values").Select(Read)]);
            case "map_value":
                var map = new CelMap();
                foreach (var entry in Many(value, "entries"))
                {
                    map.TryAdd(Read(entry.GetProperty("key")), Read(entry.GetProperty("value"))).ShouldBeTrue();
                }

                return CelValue.Of(map);
            case "object_value":
                return ReadMessage(value.EnumerateObject().Single());
            default:
                throw new NotSupportedException(property.Name);
        }
    }

    public static CelType ReadType(JsonElement json)
    {
        var property = json.EnumerateObject().Single();
        var value = property.Value;
        return property.Name switch
        {
            "dyn" => CelType.Dyn,
            "null" => CelType.Null,
            "primitive" => value.GetString() switch
            {
                "BOOL" => CelType.Bool,
                "INT64" => CelType.Int,
                "UINT64" => CelType.Uint,
                "DOUBLE" => CelType.Double,
                "STRING" => CelType.String,
                "BYTES" => CelType.Bytes,
                var other => throw new NotSupportedException(other),
            },
            "well_known" when value.GetString() is "TIMESTAMP" => CelType.Timestamp,
            "well_known" when value.GetString() is "DURATION" => CelType.Duration,
            "list_type" => CelType.List(ReadType(value.GetProperty("elem_type"))),
            "map_type" => CelType.Map(ReadType(value.GetProperty("key_type")), ReadType(value.GetProperty("value_type"))),
            "type" => CelType.Type,
            "type_param" => CelType.Parameter(value.GetString()!),
            "message_type" when value.GetString() == CelType.Timestamp.Name => CelType.Timestamp,
            "message_type" when value.GetString() == CelType.Duration.Name => CelType.Duration,
            "abstract_type" when value.GetProperty("name").GetString() == "optional_type" =>
                CelType.Optional(ReadType(Many(value, "parameter_types").Single())),
            "abstract_type" => CelType.Abstract(value.GetProperty("name").GetString()!, [.. Many(value, "parameter_types").Select(ReadType)]),
            _ => throw new NotSupportedException(property.Name),
        };
    }

    /// <summary>Equality with the same types and with NaN equal to itself, as the suite compares.</summary>
    public static bool Same(CelValue a, CelValue b) => (a.Kind, b.Kind) switch
    {
        (CelKind.Double, CelKind.Double) => a.Double.Equals(b.Double),
        (CelKind.List, CelKind.List) => a.Count == b.Count && Enumerable.Range(0, a.Count).All(i => Same(a[i], b[i])),
        (CelKind.Map, CelKind.Map) => a.Map.Keys.Count == b.Map.Keys.Count
            && a.Map.Keys.All(k => b.Map.TryGet(k, out var other) && Same(a.Map[k], other)),
        var (x, y) => x == y && CelEquality.ScalarsEqual(a, b),
    };

    public static string Describe(CelValue value) => value.Kind switch
    {
        CelKind.Error => $"the error '{value.Text}'",
        CelKind.List => $"[{string.Join(", ", Enumerable.Range(0, value.Count).Select(i => Describe(value[i])))}]",
        CelKind.Map => $"{{{string.Join(", ", value.Map.Keys.Select(k => $"{Describe(k)}: {Describe(value.Map[k])}"))}}}",
        CelKind.Unknown => "unknown",
        _ => $"{value.TypeName} {TextFormat.Describe(value)}",
    };

    private static double ReadDouble(JsonElement json) => json.ToString() switch
    {
        "inf" or "Infinity" => double.PositiveInfinity,
        "-inf" or "-Infinity" => double.NegativeInfinity,
        "nan" or "NaN" => double.NaN,
        var text => double.Parse(text, CultureInfo.InvariantCulture),
    };

    private static CelValue ReadMessage(JsonProperty message)
    {
        long Part(string name) => message.Value.TryGetProperty(name, out var part) ? long.Parse(part.ToString(), CultureInfo.InvariantCulture) : 0;
        return message.Name switch
        {
            "type.googleapis.com/google.protobuf.Timestamp" => CelTime.Timestamp(Part("seconds"), Part("nanos")),
            "type.googleapis.com/google.protobuf.Duration" => CelTime.Duration((Int128)Part("seconds") * CelTime.NanosPerSecond + Part("nanos")),
            _ => throw new NotSupportedException(message.Name),
        };
    }
}
