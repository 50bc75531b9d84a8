using System.Globalization;
using Comity.Kernel.Assess;
using Comity.Kernel.Subjects;
using Comity.Programmes.Containers.Reference;

namespace Comity.Host.Web.Shared;

/// <summary>How values are written on pages: the same for everybody, times in UTC.</summary>
internal static class Display
{
    /// <summary>What stands where nothing is known.</summary>
    public const string Nothing = "–";

    private static readonly string[] ByteUnits = ["bytes", "KB", "MB", "GB", "TB"];

    public static string Instant(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    public static string Day(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static string Number(double value) => value.ToString("#,0.###", CultureInfo.InvariantCulture);

    /// <summary>A coordinate or size of a drawing.</summary>
    public static string Length(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    public static string Percent(double share) => share.ToString("0.#%", CultureInfo.InvariantCulture);

    /// <summary>How often controls found something, with its 95 % interval.</summary>
    public static string Precision(long controlled, long found) =>
        controlled == 0 ? Nothing : Share(ShareEstimate.Wilson((double)found / controlled, controlled, (int)controlled));

    /// <summary>A share with its 95 % interval.</summary>
    public static string Share(ShareEstimate share) => $"{Percent(share.Value)} ({Percent(share.Low)} to {Percent(share.High)})";

    public static string Bytes(long bytes)
    {
        var (value, unit) = ((double)bytes, 0);
        for (; value >= 1000 && unit < ByteUnits.Length - 1; unit++)
        {
            value /= 1000;
        }

        return string.Create(CultureInfo.InvariantCulture, $"{value:0.#} {ByteUnits[unit]}");
    }

    public static string Shortened(string? text, int most) =>
        text is null ? Nothing : text.Length <= most ? text : string.Concat(text.AsSpan(0, most - 1).TrimEnd(), "…");

    /// <summary>A fact as it is read by people.</summary>
    public static string Fact(object? value) => value switch
    {
        null => Nothing,
        bool yes => yes ? "yes" : "no",
        long number => number.ToString("#,0", CultureInfo.InvariantCulture),
        double number => Number(number),
        DateTimeOffset at => Instant(at),
        IReadOnlyList<string> list => list.Count == 0 ? "none" : string.Join(", ", list),
        _ => value.ToString()!,
    };

    /// <summary>A declared place with its name, when its code is known.</summary>
    public static string Place(string? declared) =>
        declared is null ? Nothing : Places.Find(declared) is { } place ? $"{place.Name} ({place.Code})" : declared;

    public static string Country(string? alpha2) => alpha2 is null ? Nothing : Countries.Find(alpha2)?.English ?? alpha2;

    /// <summary>Where something stood in a file.</summary>
    public static string Position(SourcePosition at, string format)
    {
        if (!at.IsKnown)
        {
            return "the file as a whole";
        }

        var part = format switch { "csv" or "xlsx" or "ams" => "row", "awmds" => "element", _ => "segment" };
        var table = at.Table is null ? "" : $"{at.Table}, ";
        var offset = at.Offset < 0 ? "" : string.Create(CultureInfo.InvariantCulture, $", byte {at.Offset}");
        return string.Create(CultureInfo.InvariantCulture, $"{table}{part} {at.Segment}{offset}");
    }

    public static string State(DeliveryState state) => state switch
    {
        DeliveryState.Reading => "being read",
        DeliveryState.Done => "read",
        DeliveryState.Cancelled => "cancelled",
        DeliveryState.Refused => "refused",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, message: null),
    };
}
