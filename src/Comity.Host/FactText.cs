using System.Globalization;

namespace Comity.Host;

/// <summary>A fact's value as a sentence shows it.</summary>
public static class FactText
{
    /// <summary>The value in words; a text in quotes, a list in brackets.</summary>
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
