using System.Globalization;
using System.Text;
using Comity.Kernel.Subjects;

namespace Comity.Programmes.Containers.History;

/// <summary>
/// The names under which entities are remembered: what stays of a declared value when spelling that carries no
/// meaning is taken away. This is exact matching after clean-up; matching of spellings that really differ is the work
/// of name screening.
/// </summary>
public static class Keys
{
    // Legal forms come and go between two declarations of the same company.
    private static readonly HashSet<string> LegalForms = new(StringComparer.Ordinal)
    {
        "SA", "SAS", "SRL", "SL", "SAC", "SAE", "LTDA", "LTD", "LIMITED", "LLC", "INC", "CORP", "CO", "COMPANY", "GMBH", "AG", "KG",
        "BV", "NV", "SPA", "AS", "OY", "AB", "PLC", "PTE", "PVT", "FZE", "FZCO", "EIRL", "CIA", "SARL", "EURL", "LDA", "DE", "CV", "THE",
    };

    /// <summary>A company by its name: letters and digits, no diacritics, no legal form. Null when nothing is left.</summary>
    public static string? Party(string? name)
    {
        if (name is null)
        {
            return null;
        }

        // "S.A." and "SA" are one word; other punctuation parts words.
        var words = Fold(name.Replace(".", "", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var telling = words.Where(word => !LegalForms.Contains(word)).ToArray();
        var kept = telling.Length > 0 ? telling : words;
        return kept.Length > 0 ? string.Join(' ', kept) : null;
    }

    /// <summary>A telephone by its last nine digits, so that a country prefix makes no difference. Null below seven digits.</summary>
    public static string? Phone(string? phone)
    {
        var digits = string.Concat((phone ?? "").Where(char.IsAsciiDigit));
        return digits.Length < 7 ? null : digits[Math.Max(0, digits.Length - 9)..];
    }

    /// <summary>An address by its letters and digits. Null when too short to tell one from another.</summary>
    public static string? Address(string? address)
    {
        var folded = address is null ? "" : Fold(address).Replace(" ", "", StringComparison.Ordinal);
        return folded.Length < 8 ? null : folded;
    }

    /// <summary>The owner code of a container number, its first three letters (ISO 6346). Null when the number is none.</summary>
    public static string? Owner(SubjectRecord record) =>
        record["container.number"] is string { Length: >= 4 } number && number.Take(4).All(char.IsAsciiLetterUpper) ? number[..3] : null;

    /// <summary>Seals that can tell one container from another: not words such as INTACT, nor short numbers that every sender uses.</summary>
    public static IReadOnlyList<string> Seals(SubjectRecord record) =>
        record["container.seals"] is IReadOnlyList<string> seals
            ? [.. seals.Where(seal => seal.Count(char.IsAsciiDigit) >= 5).Select(seal => Fold(seal).Replace(" ", "", StringComparison.Ordinal)).Distinct(StringComparer.Ordinal)]
            : [];

    /// <summary>The HS heading (four digits) of the first code.</summary>
    public static string? Heading(SubjectRecord record) =>
        record["goods.hs"] is IReadOnlyList<string> codes ? codes.FirstOrDefault(code => code.Length >= 4)?[..4] : null;

    /// <summary>The route: place of loading to place of discharge.</summary>
    public static string? Route(SubjectRecord record) =>
        record["route.loading"] is string from && record["route.discharge"] is string to ? $"{from}>{to}" : null;

    /// <summary>The voyage: vessel or carrier and voyage number.</summary>
    public static string? Voyage(SubjectRecord record) =>
        record["manifest.voyage"] is string voyage
            ? $"{record["manifest.vessel_imo"] ?? record["manifest.vessel_name"] ?? record["manifest.carrier"] ?? ""}/{voyage}"
            : null;

    /// <summary>Joins two keys; null when either is missing.</summary>
    public static string? Both(string? a, string? b) => a is null || b is null ? null : $"{a}|{b}";

    /// <summary>Upper-case letters and digits without diacritics; everything else becomes one space.</summary>
    public static string Fold(string text)
    {
        var folded = new StringBuilder(text.Length);
        var space = false;
        foreach (var c in text.Normalize(NormalizationForm.FormD))
        {
            if (char.IsLetterOrDigit(c))
            {
                if (space && folded.Length > 0)
                {
                    folded.Append(' ');
                }

                space = false;
                folded.Append(char.ToUpperInvariant(c));
            }
            else if (CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark)
            {
                space = true;
            }
        }

        return folded.ToString();
    }
}
