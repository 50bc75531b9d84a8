using System.Globalization;
using Comity.Screening.Lists.Internal;

namespace Comity.Screening.Lists.Ofac;

/// <summary>
/// The list of Specially Designated Nationals as plain XML, <c>SDN.XML</c> (root <c>sdnList</c>; OFAC data specification of 2004, updated 2023). The
/// consolidated non-SDN list has the same form. The advanced XML is another format and is not read.
/// </summary>
public sealed class OfacXmlReader : IListReader
{
    /// <inheritdoc/>
    public string Format => "ofac-xml";

    /// <inheritdoc/>
    public string UsualListId => "ofac-sdn";

    /// <inheritdoc/>
    public bool JoinsFiles => false;

    /// <inheritdoc/>
    public bool Recognises(ListHead head) => head?.RootElement == "sdnList";

    /// <inheritdoc/>
    public IEnumerable<ListedEntity> Read(IReadOnlyList<ListFile> files, ListReport report)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(report);
        foreach (var file in files)
        {
            using var parts = new XmlParts(file.Open(), file.Name, report, "sdnEntry", "publshInformation");
            var count = new EntryCount(report);
            while (parts.Next() is { } part)
            {
                // The element is spelt so.
                if (part.Name == "publshInformation")
                {
                    Header(part, file.Name, report);
                    continue;
                }

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

    private static void Header(XmlPart part, string file, ListReport report)
    {
        var date = part["Publish_Date"];
        if (DateOnly.TryParseExact(date, "MM/dd/yyyy", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            report.PublishedOn = day;
        }
        else
        {
            report.Add(file, part.Line, "Publish_Date", date ?? "", "month/day/year", "", quarantined: false);
        }

        report.Declared = long.TryParse(part["Record_Count"], NumberStyles.None, CultureInfo.InvariantCulture, out var declared) ? declared : null;
    }

    private static EntityBuilder Entry(XmlPart part, string file, ListReport report)
    {
        var kind = part["sdnType"] switch
        {
            "Individual" => ListedKind.Person,
            "Vessel" => ListedKind.Vessel,
            "Aircraft" => ListedKind.Aircraft,
            "Entity" => ListedKind.Organisation,
            _ => ListedKind.Other,
        };
        var entry = new EntityBuilder(part["uid"] ?? "", kind, file, part.Line, report);
        entry.Name(Name(part), NameKind.Primary);
        entry.Remark(part["title"]);
        foreach (var programme in part.All("programList", "program"))
        {
            entry.Programme(programme.Text);
        }

        foreach (var alias in part.All("akaList", "aka"))
        {
            entry.Name(Name(alias), alias["category"] == "weak" ? NameKind.WeakAlias : alias["type"] == "f.k.a." ? NameKind.Former : NameKind.Alias);
        }

        foreach (var birth in part.All("dateOfBirthList", "dateOfBirthItem"))
        {
            entry.BirthDate(birth["dateOfBirth"]);
        }

        foreach (var place in part.All("placeOfBirthList", "placeOfBirthItem"))
        {
            entry.BirthPlace(place["placeOfBirth"]);
        }

        foreach (var country in part.All("nationalityList", "nationality").Concat(part.All("citizenshipList", "citizenship")))
        {
            entry.Nationality(country["country"]);
        }

        foreach (var address in part.All("addressList", "address"))
        {
            var street = string.Join(", ", new[] { address["address1"], address["address2"], address["address3"] }.OfType<string>());
            entry.Address(street, address["city"], address["stateOrProvince"], address["postalCode"], address["country"]);
        }

        foreach (var id in part.All("idList", "id"))
        {
            if (EntityBuilder.Text(id["idType"]) is { } label && (id["idNumber"] is not { } number || !OfacRemarks.Identity(label, number, id["idCountry"], entry)))
            {
                entry.Remark($"{label} {id["idNumber"]}");
            }
        }

        foreach (var ship in part.All("vesselInfo"))
        {
            entry.CallSign(ship["callSign"]);
            entry.VesselType(ship["vesselType"]);
            entry.Flag(ship["vesselFlag"]);
            entry.Owner(ship["vesselOwner"]);
        }

        OfacRemarks.Read(part["remarks"] ?? "", entry);
        return entry;
    }

    // As in the comma-separated list: surname first.
    private static string? Name(XmlPart part) =>
        part["firstName"] is { } given ? $"{part["lastName"]}, {given}".TrimStart(',', ' ') : part["lastName"];
}
