using Comity.Screening.Lists.Internal;

namespace Comity.Screening.Lists.EuropeanUnion;

/// <summary>
/// The consolidated list of persons, groups and entities subject to EU financial sanctions, XML 1.1 (<c>export/sanctionEntity</c>, everything in
/// attributes; namespace of the Commission's Financial Sanctions Database). An entry is known by its EU reference number.
/// </summary>
public sealed class EuXmlReader : IListReader
{
    /// <inheritdoc/>
    public string Format => "eu-xml";

    /// <inheritdoc/>
    public string UsualListId => "eu-fsf";

    /// <inheritdoc/>
    public bool JoinsFiles => false;

    /// <inheritdoc/>
    public bool Recognises(ListHead head) => head?.RootElement == "export";

    /// <inheritdoc/>
    public IEnumerable<ListedEntity> Read(IReadOnlyList<ListFile> files, ListReport report)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(report);
        foreach (var file in files)
        {
            using var parts = new XmlParts(file.Open(), file.Name, report, "sanctionEntity");
            var count = new EntryCount(report);
            while (parts.Next() is { } part)
            {
                report.PublishedOn ??= ListedDate.Parse(parts.Root?.Attribute("generationDate"))?.From;
                var entity = part.TooLarge
                    ? count.Quarantine(file.Name, part.Line, part.Name, "an entry of more than a mebibyte", "an entry")
                    : count.Take(Entry(part, file.Name, report));
                if (entity is not null)
                {
                    yield return entity;
                }
            }
        }
    }

    private static EntityBuilder Entry(XmlPart part, string file, ListReport report)
    {
        var type = part.All("subjectType").FirstOrDefault();
        var entry = new EntityBuilder(
            part.Attribute("euReferenceNumber") ?? part.Attribute("logicalId") ?? "",
            EuEntry.Kind(type?.Attribute("code") ?? type?.Attribute("classificationCode")), file, part.Line, report);
        entry.ListedOn(part.Attribute("designationDate"));
        // The primary name is the first strong one, wherever weak ones stand.
        foreach (var name in part.All("nameAlias").OrderBy(name => name.Attribute("strong") == "false"))
        {
            EuEntry.Name(entry, name.Attribute("wholeName"), [name.Attribute("firstName"), name.Attribute("middleName"), name.Attribute("lastName")], name.Attribute("strong"));
            entry.Gender(name.Attribute("gender"));
            entry.Remark(name.Attribute("function"));
        }

        foreach (var birth in part.All("birthdate"))
        {
            EuEntry.Birth(
                entry, birth.Attribute("birthdate"), birth.Attribute("dayOfMonth"), birth.Attribute("monthOfYear"), birth.Attribute("year"),
                birth.Attribute("yearRangeFrom"), birth.Attribute("yearRangeTo"), birth.Attribute("circa"), birth.Attribute("calendarType"));
            entry.BirthPlace(EuEntry.BirthPlace(birth.Attribute("place"), birth.Attribute("city"), birth.Attribute("region"), birth.Attribute("countryDescription")));
        }

        foreach (var citizenship in part.All("citizenship"))
        {
            entry.Nationality(EuEntry.Known(citizenship.Attribute("countryDescription")), citizenship.Attribute("countryIso2Code"));
        }

        foreach (var id in part.All("identification"))
        {
            EuEntry.Identification(
                entry, id.Attribute("identificationTypeCode"), id.Attribute("identificationTypeDescription"), id.Attribute("number") ?? id.Attribute("latinNumber"),
                id.Attribute("countryDescription"), id.Attribute("countryIso2Code"));
        }

        foreach (var address in part.All("address"))
        {
            entry.Address(
                address.Attribute("street") ?? address.Attribute("poBox"), address.Attribute("city") ?? address.Attribute("place"), address.Attribute("region"),
                address.Attribute("zipCode"), EuEntry.Known(address.Attribute("countryDescription")), address.Attribute("countryIso2Code"));
        }

        foreach (var regulation in part.All("regulation"))
        {
            entry.Programme(regulation.Attribute("programme"));
            entry.LegalBasis(regulation.Attribute("numberTitle"));
        }

        foreach (var remark in part.All("remark"))
        {
            entry.Remark(remark.Text);
        }

        return entry;
    }
}
