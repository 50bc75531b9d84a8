using Comity.Programmes.Containers.Reference.Internal;

namespace Comity.Programmes.Containers.Reference;

/// <summary>A country or territory of ISO 3166-1.</summary>
/// <param name="Alpha2">Two-letter code.</param>
/// <param name="Alpha3">Three-letter code.</param>
/// <param name="English">Everyday English name.</param>
/// <param name="OfficialEnglish">English name as the United Nations use it.</param>
/// <param name="French">French name.</param>
/// <param name="Spanish">Spanish name.</param>
/// <param name="Russian">Russian name.</param>
/// <param name="Chinese">Chinese name.</param>
/// <param name="Arabic">Arabic name.</param>
/// <param name="Currency">ISO 4217 code of its (first) currency, or empty.</param>
/// <param name="Region">UN region, or empty.</param>
/// <param name="Continent">AF, AN, AS, EU, NA, OC or SA.</param>
public sealed record Country(
    string Alpha2, string Alpha3, string English, string OfficialEnglish, string French, string Spanish, string Russian,
    string Chinese, string Arabic, string Currency, string Region, string Continent)
{
    /// <summary>The name in a UN language (<c>en fr es ru zh ar</c>); English for any other.</summary>
    public string Name(string language) => language switch
    {
        "fr" => French,
        "es" => Spanish,
        "ru" => Russian,
        "zh" => Chinese,
        "ar" => Arabic,
        _ => English,
    };
}

/// <summary>Countries by code and by name.</summary>
public static class Countries
{
    private static readonly Lazy<(IReadOnlyList<Country> All, Dictionary<string, Country> ByKey)> Table = new(static () =>
    {
        var all = ReferenceTable.Rows("countries.csv")
            .Select(r => new Country(r[0], r[1], r[2], r[3], r[4], r[5], r[6], r[7], r[8], r[9], r[10], r[11]))
            .ToList();
        var byKey = new Dictionary<string, Country>(all.Count * 8, StringComparer.Ordinal);
        foreach (var country in all)
        {
            byKey[country.Alpha2] = country;
            byKey[country.Alpha3] = country;
        }

        foreach (var country in all)
        {
            string[] names = [country.English, country.OfficialEnglish, country.French, country.Spanish, country.Russian, country.Chinese, country.Arabic];
            foreach (var name in names)
            {
                byKey.TryAdd(Key(name), country);
                var bracket = name.IndexOf(" (", StringComparison.Ordinal);
                if (bracket > 0)
                {
                    byKey.TryAdd(Key(name[..bracket]), country);
                }
            }
        }

        return (all, byKey);
    });

    /// <summary>All countries by two-letter code.</summary>
    public static IReadOnlyList<Country> All => Table.Value.All;

    /// <summary>By two- or three-letter code, or by a name in one of the six UN languages; <see langword="null"/> when unknown.</summary>
    public static Country? Find(string? codeOrName)
    {
        if (string.IsNullOrWhiteSpace(codeOrName))
        {
            return null;
        }

        return Table.Value.ByKey.TryGetValue(codeOrName, out var known) ? known : Table.Value.ByKey.GetValueOrDefault(Key(codeOrName));
    }

    private static string Key(string name) => string.Join(' ', Words.Split(name));
}

/// <summary>A set of countries that matters on a risk route (<c>data/risk-countries.csv</c>); what it says is about routes, not about a country's trade.</summary>
public sealed class RiskCountries
{
    private static readonly Lazy<ILookup<string, string[]>> Table =
        new(static () => ReferenceTable.Rows("risk-countries.csv").ToLookup(row => row[0], StringComparer.Ordinal));

    private readonly Lazy<Dictionary<string, string>> sources;

    private RiskCountries(string name) =>
        sources = new(() => Table.Value[name].ToDictionary(row => row[1], row => row[2], StringComparer.Ordinal));

    /// <summary>Coca bush cultivation.</summary>
    public static RiskCountries CocaineSource { get; } = new("cocaine_source");

    /// <summary>Countries from which cocaine leaves in containers, those of cultivation included.</summary>
    public static RiskCountries CocaineDeparture { get; } = new("cocaine_departure");

    /// <summary>Transit in West and Central Africa.</summary>
    public static RiskCountries CocaineTransit { get; } = new("cocaine_transit");

    /// <summary>Countries of destination.</summary>
    public static RiskCountries CocaineDestination { get; } = new("cocaine_destination");

    /// <summary>Opium poppy cultivation.</summary>
    public static RiskCountries OpiateSource { get; } = new("opiate_source");

    /// <summary>Origin of trafficked wildlife and timber.</summary>
    public static RiskCountries WildlifeSource { get; } = new("wildlife_source");

    /// <summary>Destination of trafficked wildlife and timber.</summary>
    public static RiskCountries WildlifeDestination { get; } = new("wildlife_destination");

    /// <summary>The two-letter codes.</summary>
    public IReadOnlyCollection<string> Codes => sources.Value.Keys;

    /// <summary>Whether a two-letter code is in the set.</summary>
    public bool Contains(string? alpha2) => alpha2 is not null && sources.Value.ContainsKey(alpha2);

    /// <summary>Who says so.</summary>
    public string? SourceOf(string alpha2) => sources.Value.GetValueOrDefault(alpha2);
}
