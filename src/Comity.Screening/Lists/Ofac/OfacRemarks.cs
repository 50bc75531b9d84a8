using System.Text.RegularExpressions;
using Comity.Screening.Lists.Internal;

namespace Comity.Screening.Lists.Ofac;

/// <summary>
/// The remarks of an OFAC entry: facts separated by semicolons, each with its label in front ("DOB 10 Dec 1948; nationality Syria;
/// Passport A123 (Iraq) expires …"). What has no label of these stays a remark.
/// </summary>
internal static partial class OfacRemarks
{
    // Longest first, so that the first label that fits is the right one.
    private static readonly (string Label, DocumentKind Kind)[] Documents = [.. new[]
    {
        ("Passport", DocumentKind.Passport), ("Stateless Person Passport", DocumentKind.Passport), ("Diplomatic Passport", DocumentKind.Passport),
        ("National ID No.", DocumentKind.NationalId), ("Cedula No.", DocumentKind.NationalId), ("D.N.I.", DocumentKind.NationalId),
        ("C.U.R.P.", DocumentKind.NationalId), ("Personal ID Card", DocumentKind.NationalId), ("Identification Number", DocumentKind.NationalId),
        ("SSN", DocumentKind.NationalId), ("Citizen's Card Number", DocumentKind.NationalId), ("Birth Certificate Number", DocumentKind.NationalId),
        ("National Foreign ID Number", DocumentKind.NationalId), ("Cedula de Ciudadania", DocumentKind.NationalId), ("Electoral Registry No.", DocumentKind.NationalId),
        ("I.F.E.", DocumentKind.NationalId), ("Numero de Identidad", DocumentKind.NationalId), ("Kenyan ID No.", DocumentKind.NationalId),
        ("Tax ID No.", DocumentKind.TaxNumber), ("NIT #", DocumentKind.TaxNumber), ("RUC #", DocumentKind.TaxNumber), ("RIF #", DocumentKind.TaxNumber),
        ("R.F.C.", DocumentKind.TaxNumber), ("RTN", DocumentKind.TaxNumber), ("V.A.T. Number", DocumentKind.TaxNumber), ("RFC", DocumentKind.TaxNumber),
        ("Fiscal Code", DocumentKind.TaxNumber), ("Italian Fiscal Code", DocumentKind.TaxNumber), ("C.U.I.T.", DocumentKind.TaxNumber), ("C.U.I.", DocumentKind.TaxNumber), ("C.U.I.P.", DocumentKind.NationalId),
        ("Registration Number", DocumentKind.Registration), ("Registration ID", DocumentKind.Registration), ("Company Number", DocumentKind.Registration),
        ("Folio Mercantil No.", DocumentKind.Registration), ("Matricula Mercantil No", DocumentKind.Registration), ("Commercial Registry Number", DocumentKind.Registration),
        ("Business Registration Number", DocumentKind.Registration), ("Business Registration Document #", DocumentKind.Registration), ("Trade License No.", DocumentKind.Registration),
        ("C.R. No.", DocumentKind.Registration), ("Government Gazette Number", DocumentKind.Registration), ("Chamber of Commerce Number", DocumentKind.Registration),
        ("Certificate of Incorporation Number", DocumentKind.Registration), ("Public Registration Number", DocumentKind.Registration), ("Economic Register Number", DocumentKind.Registration),
        ("Unified Social Credit Code (USCC)", DocumentKind.Registration), ("Enterprise Number", DocumentKind.Registration), ("Legal Entity Number", DocumentKind.Registration),
        ("Commercial Registry", DocumentKind.Registration), ("D-U-N-S Number", DocumentKind.Registration), ("UK Company Number", DocumentKind.Registration),
        ("Driver's License No.", DocumentKind.Other), ("SWIFT/BIC", DocumentKind.Other), ("Aircraft Tail Number", DocumentKind.Other), ("Travel Document Number", DocumentKind.Other),
        ("Aircraft Manufacturer's Serial Number (MSN)", DocumentKind.Other), ("Aircraft Construction Number (also called L/N or S/N or F/N)", DocumentKind.Other),
        ("Digital Currency Address -", DocumentKind.Other), ("Residency Number", DocumentKind.Other), ("Interpol: Red Notice File No.", DocumentKind.Other),
        ("Refugee ID Card", DocumentKind.Other), ("Credencial electoral", DocumentKind.Other), ("License", DocumentKind.Other), ("Military Registration Number", DocumentKind.Other),
        ("Visa Number ID", DocumentKind.Other), ("Serial No.", DocumentKind.Other), ("ISIN", DocumentKind.Other), ("MICEX Code", DocumentKind.Other), ("BIK (RU)", DocumentKind.Other),
        ("File Number", DocumentKind.Other), ("LE Number", DocumentKind.Other), ("Pilot License Number", DocumentKind.Other), ("Tourism License No.", DocumentKind.Other),
    }.OrderByDescending(document => document.Item1.Length)];

    /// <summary>Reads a remarks field, with its continuation, into the entry.</summary>
    public static void Read(string remarks, EntityBuilder entry)
    {
        var plain = EntityBuilder.Text(remarks) ?? "";
        // The full stop ends the field, not the last fact; behind an abbreviation ("S.A. DE C.V.") it does both.
        var facts = plain is [.., var beforeLetter, _, '.'] && beforeLetter != '.' ? plain[..^1] : plain;
        foreach (var fact in facts.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var text = fact.StartsWith("alt. ", StringComparison.Ordinal) ? fact[5..] : fact;
            if (!Fact(text, entry))
            {
                entry.Remark(text);
            }
        }
    }

    /// <summary>An identity fact by its label, as both the remarks and the XML's list of identifications give it.</summary>
    /// <returns>Whether the label is one of an identity.</returns>
    public static bool Identity(string label, string number, string? country, EntityBuilder entry)
    {
        switch (label)
        {
            case "Vessel Registration Identification":
                entry.Imo(number);
                return true;
            case "MMSI":
                entry.Mmsi(number);
                return true;
            case "Other Vessel Call Sign":
                entry.CallSign(number);
                return true;
            case "Gender":
                entry.Gender(number);
                return true;
            default:
                var known = Documents.FirstOrDefault(document => document.Label == label || (document.Label.EndsWith('-') && label.StartsWith(document.Label, StringComparison.Ordinal)));
                if (known.Label is null)
                {
                    return false;
                }

                entry.Document(known.Kind, label, number, country);
                return true;
        }
    }

    private static bool Fact(string fact, EntityBuilder entry)
    {
        if (After(fact, "DOB ") is { } birth)
        {
            entry.BirthDate(birth);
        }
        else if (After(fact, "POB ") is { } place)
        {
            entry.BirthPlace(place);
        }
        else if ((After(fact, "nationality ") ?? After(fact, "citizen ")) is { } country)
        {
            entry.Nationality(country);
        }
        else if (OtherName().Match(fact) is { Success: true } name)
        {
            entry.Name(name.Groups["name"].Value, name.Groups["kind"].Value == "f" ? NameKind.Former : NameKind.WeakAlias);
        }
        else if ((After(fact, "Executive Order ") ?? After(fact, "CAATSA Section ")) is not null)
        {
            entry.LegalBasis(fact);
        }
        else
        {
            return Labelled(fact, entry);
        }

        return true;
    }

    private static bool Labelled(string fact, EntityBuilder entry)
    {
        if (Ship(fact) is { } ship)
        {
            return Identity(ship, fact[ship.Length..].Trim(), null, entry);
        }

        var label = Documents.FirstOrDefault(document => fact.StartsWith(document.Label, StringComparison.Ordinal)).Label;
        if (label is null)
        {
            return false;
        }

        var parts = NumberCountryDates().Match(fact[label.Length..].Trim().TrimStart('#').TrimStart());
        var country = parts.Groups["country"].Value;
        return parts.Groups["number"].Length > 0 && Identity(label, parts.Groups["number"].Value, country.Length > 0 ? country : null, entry);
    }

    private static string? Ship(string fact) =>
        Array.Find(["Vessel Registration Identification", "MMSI", "Other Vessel Call Sign", "Gender"], label => fact.StartsWith(label + " ", StringComparison.Ordinal));

    private static string? After(string fact, string label) => fact.StartsWith(label, StringComparison.Ordinal) ? fact[label.Length..] : null;

    [GeneratedRegex(@"^(?<kind>[afn])\.k\.a\. '(?<name>.+)'$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex OtherName();

    // "A123 (Iraq) issued 12 Aug 1999 expires 11 Aug 2004": the dates are of the paper, not of the person.
    [GeneratedRegex(@"^(?<number>.*?)\s*(\((?<country>[^()]*)\))?\s*(issued .*|expires .*)?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NumberCountryDates();
}
