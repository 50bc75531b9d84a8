using System.Globalization;
using Comity.Screening.Lists.Internal;

namespace Comity.Screening.Lists.EuropeanUnion;

/// <summary>
/// What the XML and the CSV of the EU's consolidated financial sanctions list say alike. The values are those of attributes or columns
/// and may be missing.
/// </summary>
internal static class EuEntry
{
    public static ListedKind Kind(string? subjectType) => subjectType switch
    {
        "person" or "P" => ListedKind.Person,
        "enterprise" or "E" => ListedKind.Organisation,
        "vessel" or "V" => ListedKind.Vessel,
        _ => ListedKind.Other,
    };

    /// <summary>A name. The list has no leading name: the first strong one is, which is why the others become aliases.</summary>
    public static void Name(EntityBuilder entry, string? wholeName, IEnumerable<string?> parts, string? strong)
    {
        var name = EntityBuilder.Text(wholeName) ?? string.Join(' ', parts.Select(EntityBuilder.Text).OfType<string>());
        entry.Name(name, strong == "false" ? NameKind.WeakAlias : entry.HasName ? NameKind.Alias : NameKind.Primary);
    }

    /// <summary>A date of birth in whichever of its forms is filled. Dates of another calendar are not converted.</summary>
    public static void Birth(
        EntityBuilder entry, string? date, string? day, string? month, string? year, string? from, string? to, string? circa, string? calendar)
    {
        var about = circa is "true" or "1";
        if (EntityBuilder.Text(calendar) is { } other && other != "GREGORIAN")
        {
            entry.Remark($"DOB {string.Join('-', new[] { date ?? year, month, day }.OfType<string>())} ({other} calendar)");
        }
        else if (EntityBuilder.Text(date) is { } exact)
        {
            entry.BirthDate(exact, about);
        }
        else if (Number(from) is { } first && Number(to) is { } last && first > 0 && last >= first && last < 9999)
        {
            entry.BirthDate(new ListedDate(new DateOnly(first, 1, 1), new DateOnly(last, 12, 31), about));
        }
        else if (EntityBuilder.Text(year) is { } y)
        {
            entry.BirthDate(Number(month) is { } m ? string.Create(CultureInfo.InvariantCulture, $"{y}-{m}{(Number(day) is { } d ? $"-{d}" : "")}") : y, about);
        }
        else if ((EntityBuilder.Text(from) ?? EntityBuilder.Text(to)) is { } half)
        {
            entry.Repair("year of birth", $"{from} to {to}", "two years, the earlier first", "it as a remark");
            entry.Remark($"DOB {half}");
        }
    }

    public static void Identification(EntityBuilder entry, string? code, string? description, string? number, string? countryName, string? alpha2)
    {
        if (code == "imo")
        {
            entry.Imo(number);
            return;
        }

        var kind = code switch
        {
            "passport" or "diplomatic" => DocumentKind.Passport,
            "id" or "ssn" or "electionid" => DocumentKind.NationalId,
            "fiscalcode" => DocumentKind.TaxNumber,
            "regnumber" or "tradelic" => DocumentKind.Registration,
            _ => DocumentKind.Other,
        };
        entry.Document(kind, EntityBuilder.Text(description) ?? code, number, Known(countryName), alpha2);
    }

    /// <summary>The word for a country, unless it is the list's word for none.</summary>
    public static string? Known(string? country) => country is "UNKNOWN" ? null : country;

    public static string BirthPlace(params IEnumerable<string?> parts) => string.Join(", ", parts.Select(part => EntityBuilder.Text(Known(part))).OfType<string>());

    private static int? Number(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
