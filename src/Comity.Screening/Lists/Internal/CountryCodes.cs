using System.Collections.Frozen;
using System.Text;

namespace Comity.Screening.Lists.Internal;

/// <summary>ISO 3166-1 codes by the words lists use for countries.</summary>
internal static class CountryCodes
{
    // OFAC's country names where they differ from the CLDR and the United Nations name.
    private static readonly (string Name, string Alpha2)[] Spellings =
    [
        ("Burma", "MM"), ("Korea, North", "KP"), ("North Korea", "KP"), ("Korea, South", "KR"), ("South Korea", "KR"), ("Congo, Democratic Republic of the", "CD"),
        ("Congo, Republic of the", "CG"), ("Gambia, The", "GM"), ("The Gambia", "GM"), ("Bahamas, The", "BS"), ("Cote d Ivoire", "CI"),
        ("Macau", "MO"), ("Hong Kong", "HK"), ("West Bank", "PS"), ("Palestinian", "PS"), ("Gaza", "PS"), ("Taiwan", "TW"),
        ("Czech Republic", "CZ"), ("Macedonia, The Former Yugoslav Republic of", "MK"), ("Micronesia, Federated States of", "FM"),
        ("Virgin Islands, British", "VG"), ("Turkey", "TR"), ("Swaziland", "SZ"), ("Russia", "RU"), ("Vietnam", "VN"), ("Laos", "LA"),
        ("Syria", "SY"), ("Iran", "IR"), ("Tanzania", "TZ"), ("Venezuela", "VE"), ("Bolivia", "BO"), ("Moldova", "MD"), ("Brunei", "BN"),
    ];

    private static readonly Lazy<FrozenDictionary<string, string>> Codes = new(Load);

    /// <summary>The country a list's word stands for.</summary>
    public static ListedCountry Of(string name) => new(name, Codes.Value.GetValueOrDefault(Key(name)));

    private static FrozenDictionary<string, string> Load()
    {
        using var stream = typeof(CountryCodes).Assembly.GetManifestResourceStream("data/countries.csv")!;
        using var rows = new CsvRecords(stream, "countries.csv", ',', new ListReport());
        var codes = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var header = true; rows.Next() is { } row; header = false)
        {
            // alpha2, alpha3, then everyday and official English, French, Spanish, Russian, Chinese and Arabic names.
            foreach (var name in header ? [] : row.Fields.Take(9))
            {
                codes.TryAdd(Key(name), row.Fields[0]);
            }
        }

        foreach (var (name, alpha2) in Spellings)
        {
            codes.TryAdd(Key(name), alpha2);
        }

        return codes.ToFrozenDictionary(StringComparer.Ordinal);
    }

    // Letters and digits only, upper case, accents aside: "Côte d’Ivoire" and "COTE D'IVOIRE" are the same word.
    private static string Key(string name)
    {
        var key = new StringBuilder(name.Length);
        foreach (var c in Ascii.IsValid(name) ? name : Decomposed(name))
        {
            if (char.IsLetterOrDigit(c))
            {
                key.Append(char.ToUpperInvariant(c));
            }
        }

        return key.ToString();
    }

    private static string Decomposed(string name)
    {
        try
        {
            return name.Normalize(NormalizationForm.FormD);
        }
        catch (ArgumentException)
        {
            // Half of a surrogate pair: no country's name has one.
            return name;
        }
    }
}
