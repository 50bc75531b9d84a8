using System.Globalization;
using Comity.Kernel.Refer.Cases;

namespace Comity.Programmes.Cases;

/// <summary>A country's part in the trade chain of one seizure.</summary>
/// <param name="Country">The country, ISO 3166-1 alpha-2.</param>
/// <param name="Enforcement">Whether it had an opportunity to seize before the destination ("seizure out", enforcement).</param>
/// <param name="Trade">Whether it belongs to the chain of the trade ("seizure out", trade).</param>
/// <param name="WeightKg">The weight that counts for it: its share where it is only an origin, otherwise all.</param>
public sealed record SeizureOut(string Country, bool Enforcement, bool Trade, decimal WeightKg);

/// <summary>
/// How one seizure counts for each country, after the Elephant Trade Information System of CITES (ETIS): <em>seizure in</em>
/// for the country of discovery; <em>seizure out</em> for enforcement for those chain countries that could have seized before
/// the destination, and for trade for all chain countries but that of discovery. Transit outside the chain of custody counts
/// nowhere.
/// </summary>
/// <param name="Seizure">The name of the seizure's entry.</param>
/// <param name="DiscoveredIn">Where it was discovered: the seizure in.</param>
/// <param name="WeightKg">All that was seized.</param>
/// <param name="Out">The other countries of the chain, by country.</param>
public sealed record SeizureAccount(string Seizure, string DiscoveredIn, decimal WeightKg, IReadOnlyList<SeizureOut> Out)
{
    /// <summary>Counts a seizure.</summary>
    /// <param name="seizure">Its name.</param>
    /// <param name="discoveredIn">The country of discovery.</param>
    /// <param name="weightKg">Its weight.</param>
    /// <param name="origins">Countries of origin, each with its share, 0 to 1; together at most 1.</param>
    /// <param name="exports">Countries of export.</param>
    /// <param name="transitInCustody">Countries of transit while it was in the chain of custody.</param>
    /// <param name="destination">The country of destination, or null.</param>
    /// <exception cref="ArgumentException">The shares are not shares.</exception>
    public static SeizureAccount Of(
        string seizure, string discoveredIn, decimal weightKg, IReadOnlyDictionary<string, decimal> origins,
        IReadOnlyCollection<string> exports, IReadOnlyCollection<string> transitInCustody, string? destination)
    {
        if (origins.Values.Any(share => share is <= 0 or > 1) || origins.Values.Sum() > 1)
        {
            throw new ArgumentException("Shares of origin are above 0 and together at most 1.", nameof(origins));
        }

        string[] handled = [.. exports, .. transitInCustody];
        var chain = origins.Keys.Concat(handled).Concat(destination is null ? [] : [destination]).Distinct(StringComparer.Ordinal).Where(country => country != discoveredIn);
        return new SeizureAccount(seizure, discoveredIn, weightKg,
        [
            .. chain.Order(StringComparer.Ordinal).Select(country => new SeizureOut(
                country,
                origins.ContainsKey(country) || handled.Contains(country, StringComparer.Ordinal),
                Trade: true,
                handled.Contains(country, StringComparer.Ordinal) || country == destination ? weightKg : weightKg * origins[country])),
        ]);
    }

    /// <summary>The accounts of all seizures of a case; a seizure without a known chain counts for its discovery only.</summary>
    /// <param name="log">The case.</param>
    /// <param name="problems">What could not be counted, and why.</param>
    public static IReadOnlyList<SeizureAccount> All(CaseLog log, out IReadOnlyList<string> problems)
    {
        var standing = log.Standing;
        var found = new List<string>();
        var accounts = new List<SeizureAccount>();
        foreach (var (id, seizure) in standing.Where(named => named.Entry.Kind == JointCase.Seizure))
        {
            // Where several say the way, the last one counts.
            var chain = standing.LastOrDefault(named => named.Entry.Kind == JointCase.Chain && named.Entry.About == id)?.Entry;
            if (!decimal.TryParse(seizure.Fact("net_mass_kg"), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var weight))
            {
                found.Add($"{seizure.Text}: net_mass_kg: found '{seizure.Fact("net_mass_kg")}'; expected a number.");
                continue;
            }

            try
            {
                accounts.Add(Of(
                    id, seizure.Fact("discovered_in"), weight, Shares(chain?.All("origin") ?? []), [.. chain?.All("export") ?? []],
                    [.. chain?.All("transit_in_custody") ?? []], chain?.Fact("destination") is { Length: > 0 } destination ? destination : null));
            }
            catch (Exception error) when (error is FormatException or ArgumentException)
            {
                found.Add($"{seizure.Text}: origin: {error.Message}");
            }
        }

        problems = found;
        return accounts;
    }

    /// <summary>Origins as they are written, such as <c>KE 80</c> for 80 per cent.</summary>
    /// <exception cref="FormatException">One is not written so.</exception>
    public static IReadOnlyDictionary<string, decimal> Shares(IReadOnlyList<string> written)
    {
        var shares = new SortedDictionary<string, decimal>(StringComparer.Ordinal);
        foreach (var text in written)
        {
            if (text.Split(' ', StringSplitOptions.RemoveEmptyEntries) is not [{ Length: 2 } country, var percent]
                || !decimal.TryParse(percent.TrimEnd('%'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var share)
                || !shares.TryAdd(country, share / 100))
            {
                throw new FormatException($"found '{text}'; expected a country, once, and its share in per cent, such as KE 80.");
            }
        }

        return shares;
    }
}
