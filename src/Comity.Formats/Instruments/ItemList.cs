using System.Globalization;
using System.Text;
using System.Text.Json;
using Comity.Formats.Tabular;

namespace Comity.Formats.Instruments;

/// <summary>What an imported list of items becomes.</summary>
public enum ItemListKind
{
    /// <summary>Each item is met, partly met, not met or not applicable, as in a checklist of the Nelson Mandela Rules.</summary>
    Checklist,

    /// <summary>Each item is X (steps taken or a reference given), ? or NA, as in the matrices of treaty bodies. No measure of compliance.</summary>
    Review,

    /// <summary>Each item is rated low, moderate or high, and an accredited person gives a reasoned judgement; nothing is summed.</summary>
    Judgement,
}

/// <summary>An instrument file made of a list, or why there is none.</summary>
/// <param name="Yaml">The file's text; <see langword="null"/> when there are diagnostics.</param>
/// <param name="Diagnostics">What is wrong with the list.</param>
public sealed record ItemListOutcome(string? Yaml, IReadOnlyList<InstrumentDiagnostic> Diagnostics);

/// <summary>
/// Makes an instrument file of a user's own list of items: a table with the columns <c>id</c>, <c>text</c> and, if wanted, <c>rules</c> (the
/// numbers of the rules or articles an item stands for). Wording that is not free to share stays with whoever holds it.
/// </summary>
public static class ItemList
{
    private const int LongestRowBytes = 16 * 1024;

    /// <summary>Reads the list. Nothing is thrown for what it holds.</summary>
    /// <param name="stream">The table; any common delimiter and encoding.</param>
    /// <param name="name">Its name in the diagnostics and as the source.</param>
    /// <param name="kind">What it becomes.</param>
    /// <param name="id">The instrument's id.</param>
    /// <param name="validFrom">The day from which it is in force.</param>
    public static ItemListOutcome ToInstrument(Stream stream, string name, ItemListKind kind, string id, DateOnly validFrom)
    {
        var items = new StringBuilder();
        var ids = new List<string>();
        var diagnostics = Read(stream, name, (item, text) =>
        {
            ids.Add(item);
            items.Append("  - {id: ").Append(Quoted(item)).Append(", text: ").Append(Quoted(text)).Append(", single: answers}\n");
        });
        if (diagnostics.Count > 0)
        {
            return new ItemListOutcome(null, diagnostics);
        }

        var (title, options, end) = Frame(kind, ids);
        var yaml = string.Create(
            CultureInfo.InvariantCulture,
            $"id: {id}\nversion: 1\ntitle: {title}\nvalid_from: {validFrom:yyyy-MM-dd}\nsource: {Quoted(Path.GetFileName(name))}\n{options}items:\n{items}{end}");
        var reading = InstrumentFile.Read(new MemoryStream(Encoding.UTF8.GetBytes(yaml)), id);
        return reading.Diagnostics.Count == 0 ? new ItemListOutcome(yaml, []) : new ItemListOutcome(null, reading.Diagnostics);
    }

    private static (string Title, string Options, string End) Frame(ItemListKind kind, IReadOnlyList<string> ids) => kind switch
    {
        ItemListKind.Checklist => ("Checklist", "option_sets:\n  answers:\n    - {code: met}\n    - {code: partly}\n    - {code: not}\n    - {code: na, label: not applicable}\n", ""),
        ItemListKind.Review => (
            "Legislative review",
            "notice: X says that steps were taken or a reference was given; it is not a measure of compliance.\noption_sets:\n  answers:\n    - {code: X}\n    - {code: \"?\"}\n    - {code: NA}\n",
            ""),
        _ => (
            "Structured professional judgement",
            "option_sets:\n  answers:\n    - {code: low}\n    - {code: moderate}\n    - {code: high}\n",
            $"scales:\n  - id: judgement\n    title: Final judgement\n    judgement:\n      ratings: [{string.Join(", ", ids.Select(Quoted))}]\n      levels: [low, moderate, high]\n"),
    };

    private static List<InstrumentDiagnostic> Read(Stream stream, string name, Action<string, string> found)
    {
        var head = new byte[64 * 1024];
        var length = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        var encoding = TextEncoding.Detect(head.AsSpan(0, length));
        var rows = new DelimitedRows(head.AsSpan(0, length), stream, encoding, DelimiterGuess.Of(head.AsSpan(0, length), encoding) ?? ',', LongestRowBytes);
        var diagnostics = new List<InstrumentDiagnostic>();
        int[]? columns = null;
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        while (rows.Read() is { } row && diagnostics.Count < 100)
        {
            if (row.IsBlank)
            {
                continue;
            }

            var line = row.At.Segment;
            if (columns is null)
            {
                var headings = Enumerable.Range(0, row.Cells.Length).Select(c => row.Text(c).Trim().ToLowerInvariant()).ToList();
                columns = [headings.IndexOf("id"), headings.IndexOf("text"), headings.IndexOf("rules")];
                if (columns[0] < 0 || columns[1] < 0)
                {
                    return [new InstrumentDiagnostic(name, line, 1, $"found the headings {string.Join(", ", headings)}, expected id and text.")];
                }

                continue;
            }

            var (id, text) = (row.Text(columns[0]).Trim(), row.Text(columns[1]).Trim());
            if (row.Defects.HasFlag(RowDefects.TooLong) || id.Length == 0 || text.Length == 0)
            {
                diagnostics.Add(new InstrumentDiagnostic(name, line, 1, "an item needs an id and a text, in a row of at most 16 KB."));
            }
            else if (!seen.TryAdd(id, line))
            {
                diagnostics.Add(new InstrumentDiagnostic(name, line, 1, string.Create(CultureInfo.InvariantCulture, $"the id {id} stands in row {seen[id]} already.")));
            }
            else
            {
                var rules = columns[2] < 0 ? "" : row.Text(columns[2]).Trim();
                found(id, rules.Length == 0 ? text : $"{text} ({rules})");
            }
        }

        if (seen.Count == 0 && diagnostics.Count == 0)
        {
            diagnostics.Add(new InstrumentDiagnostic(name, 0, 0, "The list holds no item."));
        }

        return diagnostics;
    }

    private static string Quoted(string text) => JsonSerializer.Serialize(text, JsonSerializerOptions.Web);
}
