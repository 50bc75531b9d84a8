using System.Globalization;
using System.Text.Json;

namespace Comity.Estimation.Tests;

/// <summary>The reference results, read from the files beside the tests.</summary>
internal static class Reference
{
    /// <summary>The data sets with plain capture histories, that is without strata.</summary>
    public static IEnumerable<string> Datasets() =>
        Json("datasets").EnumerateObject().Select(entry => entry.Name).Where(name => !name.EndsWith("_strata", StringComparison.Ordinal));

    public static JsonElement Json(string name) => JsonElement.Parse(File.ReadAllText(PathOf(name + ".json")));

    public static CaptureTable Dataset(string name)
    {
        var lines = Lines($"datasets/{name}.csv");
        return Table(lines[0][..^1], lines.Skip(1).Select(line => (line[..^1], double.Parse(line[^1], CultureInfo.InvariantCulture))));
    }

    /// <summary>A table from rows of zeros and ones with a count.</summary>
    public static CaptureTable Table(string[] lists, IEnumerable<(string[] History, double Count)> rows)
    {
        var counts = new double[1 << lists.Length];
        foreach (var (history, count) in rows)
        {
            counts[Mask(string.Concat(history))] += count;
        }

        return new CaptureTable(lists, counts);
    }

    /// <summary>A table from an array of objects with one 0/1 property for each list and a count.</summary>
    public static CaptureTable Table(JsonElement rows)
    {
        var lists = rows[0].EnumerateObject().Select(p => p.Name).Where(n => n != "count").ToArray();
        return Table(lists, rows.EnumerateArray().Select(row => (lists.Select(l => row.GetProperty(l).ToString()).ToArray(), row.GetProperty("count").GetDouble())));
    }

    /// <summary>Small numbers by history, such as "110" and 6.</summary>
    public static CaptureTable Table(string[] lists, params (string History, double Count)[] rows) =>
        Table(lists, rows.Select(row => (row.History.Select(c => c.ToString()).ToArray(), row.Count)));

    /// <summary>A history such as 110 as a mask: the first list is bit 0.</summary>
    public static int Mask(string history) => history.Select((digit, list) => digit == '1' ? 1 << list : 0).Sum();

    public static string[][] Lines(string file) => [.. File.ReadAllLines(PathOf(file)).Where(l => l.Length > 0).Select(line => line.Split(',', StringSplitOptions.TrimEntries))];

    public static double? Number(JsonElement element) => element.ValueKind == JsonValueKind.Number ? element.GetDouble() : null;

    public static double[] Numbers(JsonElement element) => [.. element.EnumerateArray().Select(e => Number(e) ?? double.NaN)];

    /// <summary>One value or an array of them, as R writes them.</summary>
    public static string[] Texts(JsonElement element) =>
        element.ValueKind == JsonValueKind.Array ? [.. element.EnumerateArray().Select(e => e.GetString()!)] : [element.GetString()!];

    public static void ShouldBeWithin(this double actual, double expected, double relative, string? because = null) =>
        Math.Abs(actual - expected).ShouldBeLessThanOrEqualTo(relative * Math.Abs(expected), $"{because}: {actual:R} instead of {expected:R}");

    private static string PathOf(string file) => Path.Combine(AppContext.BaseDirectory, "Data", file);
}
