using System.Globalization;

namespace Comity.Cli;

/// <summary>A fact's value as a sentence shows it.</summary>
internal static class FactText
{
    public static string Of(object? value) => value switch
    {
        null => "missing",
        string text => $"'{text}'",
        IReadOnlyList<string> list => $"[{string.Join(", ", list)}]",
        double number => number.ToString("0.###", CultureInfo.InvariantCulture),
        DateTimeOffset time => time.ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture),
        bool truth => truth ? "true" : "false",
        var other => Convert.ToString(other, CultureInfo.InvariantCulture) ?? "",
    };
}
