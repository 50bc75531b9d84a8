using Comity.Screening.Lists.Internal;

namespace Comity.Screening.Lists.Plain;

/// <summary>
/// A list of an authority's own as a table with headings (docs/lists.md): <c>name</c> is required, the others are optional. Comma,
/// semicolon or tab separate columns; several values in a cell are separated by <c>|</c>.
/// </summary>
public sealed class PlainCsvReader : IListReader
{
    private static readonly char[] Separators = [',', ';', '\t'];

    private static readonly string[] Known =
    [
        "id", "kind", "name", "alias", "weak_alias", "former_name", "birth_date", "birth_place", "gender", "nationality", "passport", "national_id", "tax_number",
        "registration", "imo", "mmsi", "call_sign", "flag", "address", "country", "programme", "legal_basis", "listed_on", "valid_until", "remarks",
    ];

    /// <inheritdoc/>
    public string Format => "plain-csv";

    /// <inheritdoc/>
    public string? UsualListId => null;

    /// <inheritdoc/>
    public bool JoinsFiles => false;

    /// <inheritdoc/>
    public bool Recognises(ListHead head) => head is not null && Header(head.Text) is { } columns && columns.Has("name");

    /// <inheritdoc/>
    public IEnumerable<ListedEntity> Read(IReadOnlyList<ListFile> files, ListReport report)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(report);
        foreach (var file in files)
        {
            char separator;
            using (var first = new TextLines(file.Open(), file.Name, 1 << 16, new ListReport()))
            {
                separator = Separator(first.Next()?.Text ?? "");
            }

            using var records = new CsvRecords(file.Open(), file.Name, separator, report);
            if (records.Next() is not { } header)
            {
                continue;
            }

            foreach (var unknown in header.Fields.Where(heading => heading.Length > 0 && !Known.Contains(heading, StringComparer.OrdinalIgnoreCase)))
            {
                report.Add(file.Name, header.Line, unknown, "a column that means nothing here", string.Join(", ", Known), "the other columns", quarantined: false);
            }

            var columns = new Columns(header.Fields);
            var count = new EntryCount(report);
            while (records.Next() is { } record)
            {
                if (record.Fields.Count != columns.Count)
                {
                    _ = count.Quarantine(file.Name, record.Line, "", $"{record.Fields.Count} columns", $"{columns.Count} columns");
                    report.Complete &= record.Ended;
                }
                else if (count.Take(Entry(columns, record, file.Name, report)) is { } entity)
                {
                    yield return entity;
                }
            }

            report.Quarantined += records.Broken;
        }
    }

    private static EntityBuilder Entry(Columns columns, CsvRecord record, string file, ListReport report)
    {
        string? Cell(string column) => columns.Of(column) is { } at ? EntityBuilder.Text(record.Fields[at]) : null;
        void Each(string column, Action<string> take)
        {
            foreach (var value in Cell(column)?.Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [])
            {
                take(value);
            }
        }

        // Without a reference of its own an entry is known by its name and birth: a line's number would change with every insertion.
        var id = Cell("id") ?? string.Join(' ', new[] { Cell("name"), Cell("birth_date") }.OfType<string>());
        var entry = new EntityBuilder(id, ListedKind.Other, file, record.Line, report) { Repaired = record.Recoded };
        entry.Kind = Kind(Cell("kind"), entry);
        Each("name", name => entry.Name(name, entry.HasName ? NameKind.Alias : NameKind.Primary));
        Each("alias", name => entry.Name(name, NameKind.Alias));
        Each("weak_alias", name => entry.Name(name, NameKind.WeakAlias));
        Each("former_name", name => entry.Name(name, NameKind.Former));
        Each("birth_date", date => entry.BirthDate(date));
        Each("birth_place", entry.BirthPlace);
        Each("gender", entry.Gender);
        Each("nationality", country => entry.Nationality(country));
        Each("passport", number => entry.Document(DocumentKind.Passport, "passport", number, null));
        Each("national_id", number => entry.Document(DocumentKind.NationalId, "national_id", number, null));
        Each("tax_number", number => entry.Document(DocumentKind.TaxNumber, "tax_number", number, null));
        Each("registration", number => entry.Document(DocumentKind.Registration, "registration", number, null));
        Each("imo", entry.Imo);
        Each("mmsi", entry.Mmsi);
        Each("call_sign", entry.CallSign);
        Each("flag", flag => entry.Flag(flag));
        entry.Address(Cell("address"), null, null, null, Cell("country"));
        Each("programme", entry.Programme);
        Each("legal_basis", entry.LegalBasis);
        entry.ListedOn(Cell("listed_on"));
        entry.ValidUntil(Cell("valid_until"));
        entry.Remark(Cell("remarks"));
        return entry;
    }

    private static ListedKind Kind(string? text, EntityBuilder entry)
    {
        switch (text?.ToUpperInvariant())
        {
            case "PERSON" or "INDIVIDUAL" or "P":
                return ListedKind.Person;
            case "ORGANISATION" or "ORGANIZATION" or "COMPANY" or "ENTITY" or "E":
                return ListedKind.Organisation;
            case "VESSEL" or "SHIP" or "V":
                return ListedKind.Vessel;
            case "AIRCRAFT" or "A":
                return ListedKind.Aircraft;
            case null or "OTHER":
                return ListedKind.Other;
            default:
                entry.Repair("kind", text!, "person, organisation, vessel, aircraft or other", "it as other");
                return ListedKind.Other;
        }
    }

    private static Columns? Header(string head)
    {
        var line = head.Split('\n', 2)[0];
        using var records = new CsvRecords(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(line)), "", Separator(line), new ListReport());
        return records.Next() is { } record ? new Columns(record.Fields) : null;
    }

    private static char Separator(string line) => Separators.MaxBy(candidate => line.Count(c => c == candidate));
}
