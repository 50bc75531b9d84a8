using System.Globalization;
using Comity.Kernel.Subjects;

namespace Comity.Host.Web.Workshop;

/// <summary>One line of a condition, chosen instead of typed: a fact, a comparison, a value.</summary>
internal static class ConditionLine
{
    /// <summary>The comparisons: their names in forms and for people.</summary>
    public static IReadOnlyList<(string Name, string Title)> Comparisons { get; } =
    [
        ("==", "is"), ("!=", "is not"), (">=", "is at least"), ("<=", "is at most"),
        ("starts", "begins with"), ("contains", "contains"), ("has", "has among them"), ("has-start", "has one that begins with"),
    ];

    /// <summary>The line in CEL, or what is wrong with the choice.</summary>
    public static (string? Cel, string? Problem) Of(SubjectSchema schema, string path, string comparison, string value)
    {
        if (schema.OrdinalOf(path) is var ordinal && ordinal < 0)
        {
            return (null, $"A {schema.Name} has no fact {path}.");
        }

        var type = schema.Fields[ordinal].Type;
        var literal = Literal(type, value.Trim());
        return (type, comparison) switch
        {
            (_, _) when literal is null => (null, $"{path} is {Described(type)}; {value} is none."),
            (FactType.TextList, "has") => ($"{literal} in {path}", null),
            (FactType.TextList, "has-start") => ($"{path}.exists(x, x.startsWith({literal}))", null),
            (FactType.Text, "starts") => ($"{path}.startsWith({literal})", null),
            (FactType.Text, "contains") => ($"{path}.contains({literal})", null),
            (FactType.Integer or FactType.Number or FactType.Timestamp, ">=" or "<=") => ($"{path} {comparison} {literal}", null),
            (not FactType.TextList, "==" or "!=") => ($"{path} {comparison} {literal}", null),
            _ => (null, $"{path} is {Described(type)}: it cannot be compared so."),
        };
    }

    /// <summary>A condition with a further line that must hold too.</summary>
    public static string With(string condition, string line) => condition.Trim().Length == 0
        ? line
        : condition.Contains("||", StringComparison.Ordinal) || condition.Contains('?', StringComparison.Ordinal) ? $"({condition.Trim()})\n&& {line}" : $"{condition.TrimEnd()}\n&& {line}";

    private static string? Literal(FactType type, string value) => type switch
    {
        FactType.Boolean => value.ToUpperInvariant() switch { "TRUE" or "YES" => "true", "FALSE" or "NO" => "false", _ => null },
        FactType.Integer => long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number.ToString(CultureInfo.InvariantCulture) : null,
        FactType.Number => double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? Decimal(number) : null,
        FactType.Timestamp => DateOnly.TryParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? $"timestamp('{day:yyyy-MM-dd}T00:00:00Z')" : null,
        _ => value.Length == 0 ? null : $"'{value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}'",
    };

    // CEL tells whole numbers from others by the point.
    private static string Decimal(double number) => number.ToString("0.0###############", CultureInfo.InvariantCulture);

    private static string Described(FactType type) => type switch
    {
        FactType.Boolean => "yes or no",
        FactType.Integer => "a whole number",
        FactType.Number => "a number",
        FactType.Timestamp => "a day such as 2026-01-31",
        FactType.TextList => "a list of texts",
        _ => "a text",
    };
}
