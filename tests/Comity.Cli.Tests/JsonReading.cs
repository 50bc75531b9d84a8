using System.Text.Json;

namespace Comity.Cli.Tests;

/// <summary>Short names for reading what the command printed.</summary>
internal static class JsonReading
{
    public static string? Text(this JsonElement json, string name) => json.GetProperty(name).GetString();

    public static long Number(this JsonElement json, string name) => json.GetProperty(name).GetInt64();

    public static double Score(this JsonElement finding) => finding.GetProperty("score").GetDouble();

    public static IReadOnlyList<JsonElement> Items(this JsonElement json, string name) => [.. json.GetProperty(name).EnumerateArray()];
}
