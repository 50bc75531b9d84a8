using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Comity.Formats.Tabular;

/// <summary>Units a column of masses may be in.</summary>
public enum MassUnit
{
    /// <summary>kg.</summary>
    Kilogram,

    /// <summary>1,000 kg.</summary>
    Tonne,

    /// <summary>0.45359237 kg.</summary>
    Pound,
}

/// <summary>One column a sender's tables have.</summary>
public sealed record ColumnRule
{
    /// <summary>The heading as the sender writes it. Compared without regard to case, accents' encoding and blanks; its place does not matter.</summary>
    public required string Header { get; init; }

    /// <summary>Which column of several with the same heading, 1-based from the left.</summary>
    public int Occurrence { get; init; } = 1;

    /// <summary>What the column means; <see langword="null"/> when it is known and deliberately not read.</summary>
    public CargoField? Field { get; init; }

    /// <summary>Unit of a mass; required for masses.</summary>
    public MassUnit? Unit { get; init; }

    /// <summary>Format of a date such as <c>dd/MM/yyyy</c>; formats that start with the year are always understood.</summary>
    public string? DateFormat { get; init; }

    /// <summary>How the values look, when that is stricter than the field demands (a place given as UN/LOCODE).</summary>
    public ValueKind? Kind { get; init; }
}

/// <summary>
/// How one sender's tables are read: confirmed by a person once, saved per sender as JSON, and never stretched to fit a
/// table with other headings.
/// </summary>
public sealed record ColumnMapping
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false) },
    };

    /// <summary>Who sends tables of this shape.</summary>
    public required string Sender { get; init; }

    /// <summary>Between fields of a text table; <see langword="null"/>: found from the content.</summary>
    public char? Delimiter { get; init; }

    /// <summary>IANA name of a text table's encoding; <see langword="null"/>: found from the content. A byte order mark wins.</summary>
    public string? Encoding { get; init; }

    /// <summary>Row with the headings, 1-based; <see langword="null"/>: the first row that has them, within the first 30.</summary>
    public int? HeaderRow { get; init; }

    /// <summary>Decimal mark of numbers written as text: <c>.</c> or <c>,</c>.</summary>
    public char DecimalMark { get; init; } = '.';

    /// <summary>Every column of the table that is known, read or not.</summary>
    public required IReadOnlyList<ColumnRule> Columns { get; init; }

    /// <summary>The mapping as the JSON document that is saved.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Json);

    /// <summary>Reads a saved mapping.</summary>
    /// <exception cref="FormatException">The text is no mapping; the message says where and why.</exception>
    public static ColumnMapping FromJson(string json)
    {
        try
        {
            var mapping = JsonSerializer.Deserialize<ColumnMapping>(json, Json);
            return mapping is { Sender: not null, Columns: not null } && mapping.Columns.All(c => c?.Header is not null)
                ? mapping
                : throw new FormatException("A column mapping is an object with a sender and columns that have headers.");
        }
        catch (JsonException error)
        {
            throw new FormatException($"Not a column mapping: {error.Message}", error);
        }
    }

    /// <summary>What contradicts itself or is missing; a mapping with problems is not used.</summary>
    public IReadOnlyList<string> Problems()
    {
        var problems = new List<string>();
        if (!Columns.Any(c => c.Field is CargoField.BillNumber or CargoField.ContainerNumber))
        {
            problems.Add("No column holds the container number or the bill of lading number.");
        }

        if (DecimalMark is not ('.' or ','))
        {
            problems.Add($"The decimal mark is '{DecimalMark}'; it must be '.' or ','.");
        }

        if (Delimiter is '"' or '\r' or '\n' or > '\u007F')
        {
            problems.Add("The delimiter must be one ASCII character other than a quotation mark or line end.");
        }

        if (Encoding is not null && TextEncoding.Named(Encoding) is null)
        {
            problems.Add($"There is no encoding named {Encoding}.");
        }

        foreach (var column in Columns)
        {
            if (column.Field is { } field && CargoFields.IsMass(field) && column.Unit is null)
            {
                problems.Add($"The column {column.Header} is a mass without a unit.");
            }
        }

        foreach (var twice in Columns.GroupBy(c => (Key(c.Header), c.Occurrence)).Where(g => g.Count() > 1))
        {
            problems.Add($"The column {twice.First().Header} occurs twice.");
        }

        foreach (var twice in Columns.Where(c => c.Field is { } f && !CargoFields.MayRepeat(f)).GroupBy(c => c.Field).Where(g => g.Count() > 1))
        {
            problems.Add($"Several columns are said to hold {twice.Key}: {string.Join(", ", twice.Select(c => c.Header))}.");
        }

        return problems;
    }

    /// <summary>
    /// A heading as it is compared: compatibility forms and combining marks composed, upper case, runs of blanks as one,
    /// without marks of text direction.
    /// </summary>
    internal static string Key(string header)
    {
        var key = new StringBuilder(header.Length);
        foreach (var c in Composed(header))
        {
            if (char.IsWhiteSpace(c))
            {
                if (key.Length > 0 && key[^1] != ' ')
                {
                    key.Append(' ');
                }
            }
            else if (CharUnicodeInfo.GetUnicodeCategory(c) is not (UnicodeCategory.Format or UnicodeCategory.Control))
            {
                key.Append(char.ToUpperInvariant(c));
            }
        }

        return key.ToString().TrimEnd();
    }

    private static string Composed(string text)
    {
        try
        {
            return text.Normalize(NormalizationForm.FormKC);
        }
        catch (ArgumentException)
        {
            // Half of a surrogate pair, from a damaged file: compare as it is.
            return text;
        }
    }
}
