using System.Globalization;
using Comity.Kernel.Subjects;

namespace Comity.Formats.Profiles;

/// <summary>A fact written in YAML, read by its field's type; the text NO is a country, not a truth value.</summary>
internal static class FactValue
{
    private static readonly string[] Instants = ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    /// <summary>The value as a record holds it, or <see langword="null"/> when it is not of the type.</summary>
    public static object? Read(YamlItem item, FactType type) => (type, item) switch
    {
        (FactType.TextList, YamlList list) when list.Items.All(i => i is YamlText { IsNull: false }) => list.Items.Select(i => ((YamlText)i).Value).ToArray(),
        (FactType.TextList, _) or (_, not YamlText) or (_, YamlText { IsNull: true }) => null,
        (FactType.Text, YamlText text) => text.Value,
        (_, YamlText { IsPlain: false }) when type != FactType.Timestamp => null,
        (FactType.Boolean, YamlText text) => text.Value switch
        {
            "true" => true,
            "false" => false,
            _ => null,
        },
        (FactType.Integer, YamlText text) =>
            long.TryParse(text.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null,
        (FactType.Number, YamlText text) =>
            double.TryParse(text.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null,
        (FactType.Timestamp, YamlText text) => DateTimeOffset.TryParseExact(
            text.Value, Instants, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var instant)
                ? instant
                : null,
        _ => null,
    };

    /// <summary>What a value of the type looks like.</summary>
    public static string Describe(FactType type) => type switch
    {
        FactType.Boolean => "true or false",
        FactType.Integer => "a whole number",
        FactType.Number => "a number",
        FactType.Text => "a text",
        FactType.Timestamp => "a time such as 2026-01-31 or 2026-01-31T08:00:00Z",
        _ => "a list of texts",
    };
}
