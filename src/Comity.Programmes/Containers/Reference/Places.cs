using System.Globalization;
using Comity.Programmes.Containers.Reference.Internal;

namespace Comity.Programmes.Containers.Reference;

/// <summary>What a place serves as (UN/LOCODE function digits).</summary>
[Flags]
public enum PlaceFunctions
{
    /// <summary>Not stated.</summary>
    None = 0,

    /// <summary>1: port.</summary>
    Port = 1,

    /// <summary>2: rail terminal.</summary>
    Rail = 2,

    /// <summary>3: road terminal.</summary>
    Road = 4,

    /// <summary>4: airport.</summary>
    Airport = 8,

    /// <summary>5: postal exchange office.</summary>
    Postal = 16,

    /// <summary>6: inland clearance depot, dry port.</summary>
    InlandPort = 32,

    /// <summary>7: fixed transport (pipeline).</summary>
    Fixed = 64,

    /// <summary>B: border crossing.</summary>
    Border = 128,
}

/// <summary>A place of UN/LOCODE.</summary>
/// <param name="Code">Five characters: country and place.</param>
/// <param name="Name">Name as its country writes it.</param>
/// <param name="Subdivision">ISO 3166-2 subdivision without the country, or empty.</param>
/// <param name="Functions">What it serves as.</param>
/// <param name="Latitude">Degrees north; <see langword="null"/> when not stated.</param>
/// <param name="Longitude">Degrees east; <see langword="null"/> when not stated.</param>
public sealed record Place(string Code, string Name, string Subdivision, PlaceFunctions Functions, double? Latitude, double? Longitude)
{
    /// <summary>Two-letter code of its country.</summary>
    public string Country => Code[..2];
}

/// <summary>Places by UN/LOCODE and by name, and the country of a place as declared.</summary>
public static class Places
{
    private const int CodeLength = 5;

    private static readonly Lazy<Dictionary<string, Place>> Table = new(Load);

    private static readonly Lazy<ILookup<(string Country, string Name), Place>> ByName = new(static () =>
        Table.Value.Values
            .SelectMany(place => Spellings(place.Name).Select(name => (Key: (place.Country, name), place)))
            .ToLookup(x => x.Key, x => x.place));

    /// <summary>By UN/LOCODE, with or without a space or hyphen after the country (<c>BEANR</c>, <c>BE ANR</c>); <see langword="null"/> when unknown.</summary>
    public static Place? Find(string? code) =>
        Compact(code) is { } compact && Table.Value.TryGetValue(compact, out var place) ? place : null;

    /// <summary>
    /// Places of a country by name, whatever its accents and case; ports first, then inland ports, then the others by code.
    /// </summary>
    public static IReadOnlyList<Place> FindByName(string name, string countryAlpha2)
    {
        ArgumentNullException.ThrowIfNull(name);
        return [.. ByName.Value[(countryAlpha2, Key(name))]
            .Distinct()
            .OrderByDescending(p => p.Functions.HasFlag(PlaceFunctions.Port))
            .ThenByDescending(p => p.Functions.HasFlag(PlaceFunctions.InlandPort))
            .ThenBy(p => p.Code, StringComparer.Ordinal)];
    }

    /// <summary>
    /// The two-letter country of a declared place: a known UN/LOCODE, a country code of two or three letters, a
    /// country's name, or a town with one of these after a comma (<c>Arica,Chile</c>). <see langword="null"/> for everything else: five letters that are no UN/LOCODE may well be a
    /// town's name, and their first two letters then say nothing.
    /// </summary>
    public static string? CountryOf(string? declared)
    {
        if (string.IsNullOrWhiteSpace(declared))
        {
            return null;
        }

        if ((Find(declared)?.Country ?? Countries.Find(declared.Trim())?.Alpha2) is { } country)
        {
            return country;
        }

        var comma = declared.LastIndexOf(',');
        return comma < 0 ? null : Countries.Find(declared[(comma + 1)..].Trim())?.Alpha2;
    }

    private static string? Compact(string? code)
    {
        if (code is null)
        {
            return null;
        }

        if (code.Length == CodeLength && !code.AsSpan().ContainsAnyInRange('a', 'z'))
        {
            return code;
        }

        var compact = ContainerNumber.Normalise(code);
        return compact.Length == CodeLength ? compact : null;
    }

    private static Dictionary<string, Place> Load()
    {
        var table = new Dictionary<string, Place>(116_000, StringComparer.Ordinal);
        foreach (var row in ReferenceTable.Rows("unlocode.csv"))
        {
            table[row[0]] = new Place(row[0], row[1], row[3], FunctionsOf(row[4]), Degrees(row[5]), Degrees(row[6]));
        }

        return table;
    }

    private static double? Degrees(string text) =>
        text.Length == 0 ? null : double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);

    private static PlaceFunctions FunctionsOf(string text)
    {
        var functions = PlaceFunctions.None;
        foreach (var c in text)
        {
            functions |= c switch
            {
                >= '1' and <= '7' => (PlaceFunctions)(1 << (c - '1')),
                'B' => PlaceFunctions.Border,
                _ => PlaceFunctions.None,
            };
        }

        return functions;
    }

    /// <summary>The name, its parts around <c>=</c> (other spellings) and the name without what stands in brackets or after a comma.</summary>
    private static IEnumerable<string> Spellings(string name)
    {
        foreach (var part in name.Split('=', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            yield return Key(part);
            var end = part.AsSpan().IndexOfAny('(', ',');
            if (end > 0)
            {
                yield return Key(part[..end]);
            }
        }
    }

    private static string Key(string name) => string.Join(' ', Words.Split(name));
}
