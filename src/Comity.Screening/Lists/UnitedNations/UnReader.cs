using System.Globalization;
using Comity.Screening.Lists.Internal;

namespace Comity.Screening.Lists.UnitedNations;

/// <summary>
/// The consolidated list of the United Nations Security Council, XML (schema sc-sanctions.xsd of the Secretariat). An entry is known
/// by its permanent reference number, such as <c>CDi.001</c>.
/// </summary>
public sealed class UnReader : IListReader
{
    private static readonly string[] NameParts = ["FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME"];
    private static readonly string[] AliasPlaceParts = ["CITY_OF_BIRTH", "COUNTRY_OF_BIRTH"];
    private static readonly string[] PlaceParts = ["STREET", "CITY", "STATE_PROVINCE", "COUNTRY"];

    /// <inheritdoc/>
    public string Format => "un-xml";

    /// <inheritdoc/>
    public string UsualListId => "un-sc";

    /// <inheritdoc/>
    public bool JoinsFiles => false;

    /// <inheritdoc/>
    public bool Recognises(ListHead head) => head?.RootElement == "CONSOLIDATED_LIST";

    /// <inheritdoc/>
    public IEnumerable<ListedEntity> Read(IReadOnlyList<ListFile> files, ListReport report)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(report);
        foreach (var file in files)
        {
            using var parts = new XmlParts(file.Open(), file.Name, report, "INDIVIDUAL", "ENTITY");
            var count = new EntryCount(report);
            while (parts.Next() is { } part)
            {
                report.PublishedOn ??= ListedDate.Parse(parts.Root?.Attribute("dateGenerated"))?.From;
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
        var person = part.Name == "INDIVIDUAL";
        var prefix = person ? "INDIVIDUAL_" : "ENTITY_";
        var entry = new EntityBuilder(
            part["REFERENCE_NUMBER"] ?? part["DATAID"] ?? "", person ? ListedKind.Person : ListedKind.Organisation, file, part.Line, report);
        entry.Name(string.Join(' ', NameParts.Select(name => part[name])), NameKind.Primary);
        entry.Name(part["NAME_ORIGINAL_SCRIPT"], NameKind.Primary);
        foreach (var alias in part.All(prefix + "ALIAS"))
        {
            entry.Name(alias["ALIAS_NAME"], alias["QUALITY"] switch
            {
                "Low" => NameKind.WeakAlias,
                "f.k.a." => NameKind.Former,
                _ => NameKind.Alias,
            });
            entry.BirthDate(alias["DATE_OF_BIRTH"]);
            entry.BirthPlace(string.Join(", ", AliasPlaceParts.Select(name => alias[name]).OfType<string>()));
        }

        foreach (var birth in part.All("INDIVIDUAL_DATE_OF_BIRTH"))
        {
            BirthDate(entry, birth);
        }

        foreach (var place in part.All("INDIVIDUAL_PLACE_OF_BIRTH"))
        {
            entry.BirthPlace(string.Join(", ", PlaceParts.Select(name => place[name]).OfType<string>()));
        }

        entry.Gender(part["GENDER"]);
        foreach (var nationality in part.All("NATIONALITY", "VALUE"))
        {
            entry.Nationality(nationality.Text);
        }

        foreach (var document in part.All("INDIVIDUAL_DOCUMENT"))
        {
            Document(entry, document);
        }

        foreach (var address in part.All(prefix + "ADDRESS"))
        {
            entry.Address(address["STREET"], address["CITY"], address["STATE_PROVINCE"], address["ZIP_CODE"], address["COUNTRY"]);
        }

        entry.Programme(part["UN_LIST_TYPE"]);
        entry.ListedOn(part["LISTED_ON"]);
        entry.Remark(part["COMMENTS1"]);
        foreach (var designation in part.All("DESIGNATION", "VALUE"))
        {
            entry.Remark(designation.Text);
        }

        return entry;
    }

    private static void BirthDate(EntityBuilder entry, XmlPart birth)
    {
        var circa = birth["TYPE_OF_DATE"] == "APPROXIMATELY";
        if (birth["FROM_YEAR"] is { } from && birth["TO_YEAR"] is { } to)
        {
            if (Year(from) is { } first && Year(to) is { } last && first <= last)
            {
                entry.BirthDate(new ListedDate(new DateOnly(first, 1, 1), new DateOnly(last, 12, 31), circa));
            }
            else
            {
                entry.Repair("year of birth", $"{from} to {to}", "two years, the earlier first", "", birth.Line);
            }
        }
        else if ((birth["DATE"] ?? birth["YEAR"] ?? birth["NOTE"]) is { } text)
        {
            entry.BirthDate(text, circa);
        }
    }

    private static void Document(EntityBuilder entry, XmlPart document)
    {
        var type = document["TYPE_OF_DOCUMENT"];
        var label = EntityBuilder.Text(type ?? document["TYPE_OF_DOCUMENT2"]);
        var kind = label switch
        {
            "National Identification Number" => DocumentKind.NationalId,
            not null when label.Contains("passe", StringComparison.OrdinalIgnoreCase) || label.Contains("passport", StringComparison.OrdinalIgnoreCase)
                || label.Contains("pasaporte", StringComparison.OrdinalIgnoreCase) => DocumentKind.Passport,
            _ => DocumentKind.Other,
        };
        // Some entries print the number in the note only.
        entry.Document(kind, label, document["NUMBER"] ?? document["NOTE"], document["ISSUING_COUNTRY"] ?? document["COUNTRY_OF_ISSUE"]);
    }

    private static int? Year(string text) =>
        int.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var year) && year is > 0 and < 9999 ? year : null;
}
