using Comity.Screening.Lists.Internal;

namespace Comity.Screening.Lists.EuropeanUnion;

/// <summary>
/// The consolidated list of persons, groups and entities subject to EU financial sanctions as semicolon-separated values (full export, version
/// 1.1). Each row carries one name, address, birth, identification or citizenship of an entry; the rows of an entry follow one another.
/// Columns are found by their headings.
/// </summary>
public sealed class EuCsvReader : IListReader
{
    private const string Reference = "Entity_EU_ReferenceNumber";
    private const string LogicalId = "Entity_LogicalId";
    private const string WholeName = "NameAlias_WholeName";

    /// <inheritdoc/>
    public string Format => "eu-csv";

    /// <inheritdoc/>
    public string UsualListId => "eu-fsf";

    /// <inheritdoc/>
    public bool JoinsFiles => false;

    /// <inheritdoc/>
    public bool Recognises(ListHead head) => head is not null && head.Text.Split('\n', 2)[0].Contains(LogicalId + ";", StringComparison.Ordinal);

    /// <inheritdoc/>
    public IEnumerable<ListedEntity> Read(IReadOnlyList<ListFile> files, ListReport report)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(report);
        foreach (var file in files)
        {
            using var stream = file.Open();
            using var records = new CsvRecords(stream, file.Name, ';', report);
            if (records.Next() is not { } header)
            {
                continue;
            }

            var columns = new Columns(header.Fields);
            foreach (var wanted in new[] { LogicalId, WholeName }.Where(name => !columns.Has(name)))
            {
                report.Complete = false;
                report.Add(file.Name, header.Line, wanted, "no such column", "the columns of the full export 1.1", "", quarantined: true);
            }

            foreach (var entity in Entries(records, columns, new EntryCount(report), file.Name, report))
            {
                yield return entity;
            }
        }
    }

    private static IEnumerable<ListedEntity> Entries(CsvRecords records, Columns columns, EntryCount count, string file, ListReport report)
    {
        EntityBuilder? entry = null;
        var logicalId = "";
        while (records.Next() is { } record)
        {
            if (record.Fields.Count != columns.Count)
            {
                // A row is a part; the entry it belonged to may be whole without it.
                report.PartsLost++;
                report.Add(file, record.Line, "", $"{record.Fields.Count} columns", $"{columns.Count} columns", "", quarantined: true);
                report.Complete &= record.Ended;
                continue;
            }

            var row = new Row(columns, record.Fields);
            if (entry is null || row[LogicalId] != logicalId)
            {
                if (entry is not null && count.Take(entry) is { } entity)
                {
                    yield return entity;
                }

                logicalId = row[LogicalId] ?? "";
                entry = new EntityBuilder(
                    row[Reference] ?? logicalId, EuEntry.Kind(row["Entity_SubjectType_ClassificationCode"] ?? row["Entity_SubjectType"]), file, record.Line, report);
                report.PublishedOn ??= ListedDate.Parse(row["fileGenerationDate"])?.From;
            }

            entry.Repaired |= record.Recoded;
            Part(entry, row);
        }

        if (entry is not null && count.Take(entry) is { } last)
        {
            yield return last;
        }

        report.PartsLost += records.Broken;
    }

    private static void Part(EntityBuilder entry, Row row)
    {
        if (entry.Kind == ListedKind.Other)
        {
            entry.Kind = EuEntry.Kind(row["Entity_SubjectType"]);
        }

        entry.ListedOn(row["Entity_DesignationDate"]);
        entry.Remark(row["Entity_Remark"]);
        entry.Programme(row["Entity_Regulation_Programme"]);
        entry.LegalBasis(row["Entity_Regulation_NumberTitle"]);
        EuEntry.Name(entry, row[WholeName], [row["NameAlias_FirstName"], row["NameAlias_MiddleName"], row["NameAlias_LastName"]], strong: null);
        entry.Gender(row["NameAlias_Gender"]);
        entry.Remark(row["NameAlias_Function"]);
        entry.Address(
            row["Address_Street"] ?? row["Address_PoBox"], row["Address_City"] ?? row["Address_Place"], row["Address_Region"], row["Address_ZipCode"],
            EuEntry.Known(row["Address_CountryDescription"]), row["Address_CountryIso2Code"]);
        EuEntry.Birth(
            entry, row["BirthDate_BirthDate"], row["BirthDate_Day"], row["BirthDate_Month"], row["BirthDate_Year"], row["BirthDate_YearRangeFrom"],
            row["BirthDate_YearRangeTo"], row["BirthDate_Circa"], row["BirthDate_CalendarType"]);
        entry.BirthPlace(EuEntry.BirthPlace(row["BirthDate_Place"], row["BirthDate_City"], row["BirthDate_Region"], row["BirthDate_CountryDescription"]));
        EuEntry.Identification(
            entry, row["Identification_TypeCode"], row["Identification_TypeDescription"], row["Identification_Number"] ?? row["Identification_LatinNumber"],
            row["Identification_CountryDescription"], row["Identification_CountryIso2Code"]);
        entry.Nationality(EuEntry.Known(row["Citizenship_CountryDescription"]), row["Citizenship_CountryIso2Code"]);
    }

    private readonly struct Row(Columns columns, IReadOnlyList<string> fields)
    {
        public string? this[string column] => columns.Of(column) is { } at && fields[at] is { Length: > 0 } value ? value : null;
    }
}
