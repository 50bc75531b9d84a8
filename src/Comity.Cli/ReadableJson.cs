using System.Text.Encodings.Web;
using System.Text.Json;

namespace Comity.Cli;

/// <summary>JSON for a terminal or a file: quotes and letters of all scripts stand as they are.</summary>
internal static class ReadableJson
{
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
