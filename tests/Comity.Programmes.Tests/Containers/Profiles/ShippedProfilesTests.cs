using System.Text.RegularExpressions;

namespace Comity.Programmes.Tests.Containers.Profiles;

public sealed class ShippedProfilesTests
{
    /// <summary>
    /// The risk indicators that can be computed from a manifest, its history and the watch lists, each with its profiles.
    /// </summary>
    private static readonly Dictionary<string, string[]> Indicators = new(StringComparer.Ordinal)
    {
        ["first-time shipper"] = ["cargo-first-time-shipper", "cargo-wood-new-shipper"],
        ["first-time importer"] = ["cargo-first-time-importer", "cargo-reefer-new-importer"],
        ["new shipper-consignee pair"] = ["cargo-both-parties-new", "cargo-weight-outlier-new-pair", "cargo-vague-cocaine-route"],
        ["trade inconsistent with line of business"] = ["cargo-line-of-business"],
        ["residential or P.O. box address"] = ["cargo-residential-importer", "cargo-po-box-importer"],
        ["address or telephone shared"] = ["cargo-shared-phone", "cargo-shared-address"],
        ["known importer with a new telephone"] = ["cargo-known-importer-new-phone", "cargo-identity-theft-cocaine"],
        ["to order"] = ["cargo-to-order-strangers", "cargo-to-order-reefer"],
        ["carrier or forwarder as consignee"] = ["cargo-forwarder-consignee", "cargo-precursor-hidden"],
        ["unusual notify party"] = ["cargo-unusual-notify"],
        ["dormant trader"] = ["cargo-dormant-trader"],
        ["earlier seizure on a linked entity"] = ["cargo-earlier-seizure-party", "cargo-earlier-seizure-notify", "cargo-container-earlier-seizure"],
        ["watch-list match of any party"] = ["cargo-listed-party", "cargo-listed-confirmed"],
        ["vague description"] = ["cargo-vague-no-code", "cargo-vague-cocaine-route"],
        ["commodity implausible for the origin"] = ["cargo-implausible-origin"],
        ["HS code and text disagree"] = ["cargo-hs-text-disagree", "cargo-firearms-words", "cargo-precursor-other-code", "cargo-logs-as-other-wood"],
        ["HS rarely seen"] = ["cargo-rare-goods", "cargo-first-time-importer"],
        ["unusual volume for the importer"] = ["cargo-unusual-volume"],
        ["weight outlier"] = ["cargo-weight-per-package", "cargo-density", "cargo-weight-outlier-new-pair", "cargo-wood-too-dense"],
        ["price per kilogram low"] = ["cargo-undervalued", "cargo-counterfeit-low-price"],
        ["freight exceeds value"] = ["cargo-freight-exceeds-value"],
        ["perishable or reefer on a cocaine route"] = ["cargo-reefer-new-importer", "cargo-reefer-dry-goods", "cargo-reefer-seal-changed", "cargo-to-order-reefer"],
        ["precursor"] = ["cargo-precursor-new-importer", "cargo-precursor-permanganate", "cargo-precursor-acetic-anhydride", "cargo-coca-solvents"],
        ["wildlife"] = ["cargo-wildlife-products", "cargo-wildlife-words", "cargo-wildlife-cover-load"],
        ["timber"] = ["cargo-timber-new-shipper", "cargo-timber-listed-species"],
        ["scrap or cover load"] = ["cargo-scrap-cover-load", "cargo-ewaste-as-used-goods", "cargo-plastic-waste-new-importer"],
        ["circuitous route"] = ["cargo-circuitous-route", "cargo-circuitous-cocaine", "cargo-west-africa-transhipment"],
        ["change of route or destination"] = ["cargo-route-changed", "cargo-route-changed-late"],
        ["bill switched at transhipment"] = ["cargo-switched-bill"],
        ["seal differs after transhipment"] = ["cargo-seal-changed-transhipment"],
        ["source-country origin"] = ["cargo-source-country-foreign-port"],
        ["last-minute declaration"] = ["cargo-last-minute"],
        ["late amendment or deletion"] = ["cargo-late-change", "cargo-late-withdrawal"],
        ["consignment split"] = ["cargo-split-consignment"],
        ["payment change"] = ["cargo-payment-changed-late"],
        ["missing, changed or cloned seal"] = ["cargo-missing-seal", "cargo-seal-changed", "cargo-cloned-seal"],
        ["invalid or unknown container number"] = ["cargo-invalid-container", "cargo-unknown-owner"],
        ["empty with excess weight"] = ["cargo-empty-overweight"],
        ["container on two voyages"] = ["cargo-container-two-voyages"],
        ["arms"] = ["cargo-firearms-new-pair"],
        ["cigarettes in transit"] = ["cargo-cigarettes-transit"],
    };

    [Fact]
    public void Every_profile_reads_and_every_case_passes()
    {
        ShippedProfiles.Report.Diagnostics.ShouldBeEmpty();
        ShippedProfiles.Report.Cases.Where(c => !c.Passed)
            .Select(c => $"{c.File}:{c.Line} {c.Title}: {c.Outcome.Verdict}, not {c.Expected} {c.Outcome.Error}")
            .ShouldBeEmpty();
    }

    [Fact]
    public void At_least_forty_profiles_are_shipped_in_one_flat_folder()
    {
        var files = Directory.GetFiles(ShippedProfiles.Folder, "*", SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(ShippedProfiles.Folder, f))
            .Order(StringComparer.Ordinal);

        files.ShouldBe(ShippedProfiles.All.Select(p => p.Id + ".yaml").Order(StringComparer.Ordinal));
        ShippedProfiles.All.Count.ShouldBeGreaterThanOrEqualTo(40);
    }

    [Fact]
    public void Every_indicator_has_its_profiles_and_every_profile_an_indicator()
    {
        var shipped = ShippedProfiles.All.Select(p => p.Id).ToArray();
        var named = Indicators.Values.SelectMany(ids => ids).Distinct(StringComparer.Ordinal).ToArray();

        named.Except(shipped, StringComparer.Ordinal).ShouldBeEmpty();
        shipped.Except(named, StringComparer.Ordinal).ShouldBeEmpty();
    }

    [Fact]
    public void No_two_profiles_ask_the_same()
    {
        // The order of what is joined by && makes no other condition.
        static string Canonical(string condition) => string.Join(
            "&&", Regex.Replace(condition, @"\s", "", RegexOptions.NonBacktracking).Split("&&").Order(StringComparer.Ordinal));

        ShippedProfiles.All.GroupBy(p => Canonical(p.When), StringComparer.Ordinal)
            .Where(same => same.Count() > 1)
            .Select(same => string.Join(" = ", same.Select(p => p.Id)))
            .ShouldBeEmpty();
    }

    /// <summary>To a new node everybody is new.</summary>
    [Fact]
    public void A_first_time_indicator_asks_how_old_the_history_is()
    {
        var firstTime = ShippedProfiles.All
            .Where(p => Regex.IsMatch(p.When, @"\b(?:shipper|consignee|notify|pair)\.(?:route_|hs_)?(?:seen_count|first_seen_days) == 0", RegexOptions.NonBacktracking))
            .ToArray();

        firstTime.ShouldNotBeEmpty();
        firstTime.Where(p => !p.When.Contains("history.days >= ", StringComparison.Ordinal)).Select(p => p.Id).ShouldBeEmpty();
    }

    /// <summary>No profile decides alone: against a base rate of one in a thousand, 30 decibans make even odds.</summary>
    [Fact]
    public void Weights_are_evidence_not_verdicts() =>
        ShippedProfiles.All.Where(p => p.Weight is < 1 or > 15).Select(p => p.Id).ShouldBeEmpty();

    [Fact]
    public void Threats_are_those_that_officers_filter_by() =>
        ShippedProfiles.All.Select(p => p.Threat).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .ShouldBe(["any", "cocaine", "counterfeit", "firearms", "fraud", "precursors", "timber", "waste", "wildlife"]);
}
