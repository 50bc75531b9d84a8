using Comity.Kernel.Subjects;
using static Comity.Kernel.Subjects.FactOrigin;
using static Comity.Kernel.Subjects.FactType;

namespace Comity.Programmes.Containers.Subject;

/// <summary>
/// The facts of a consignment: one container under one bill of lading, or a bill without a container. A groupage
/// container recurs under several bills. Mass that was declared for a bill as a whole stays with the bill and is never
/// shared out over its containers.
/// </summary>
public static class ConsignmentSchema
{
    private const FactType Flag = FactType.Boolean;
    private const FactOrigin Past = FactOrigin.History;

    /// <summary>The roles a party can have in a consignment; each has the same facts.</summary>
    public static IReadOnlyList<string> Roles { get; } = ["shipper", "consignee", "notify"];

    /// <summary>The legs of a route; each has a place and a country.</summary>
    public static IReadOnlyList<string> Places { get; } = ["origin", "loading", "discharge", "destination", "delivery"];

    /// <summary>The schema.</summary>
    public static SubjectSchema Schema { get; } = new("consignment", [.. Fields()]);

    private static IEnumerable<FieldDefinition> Fields() =>
        [.. Manifest(), .. Route(), .. Container(), .. Goods(), .. Roles.SelectMany(Party), .. Bill(), .. Relations()];

    private static IEnumerable<FieldDefinition> Manifest() =>
    [
        new("manifest.function", Text, Declared, "What the message did: original, add, change, delete, replace or cancel (UN/EDIFACT 1225)."),
        new("manifest.received", Timestamp, Derived, "When the node received the message, UTC."),
        new("manifest.sender", Text, Declared, "Who sent the manifest."),
        new("manifest.voyage", Text, Declared, "Voyage number (TDT 8028)."),
        new("manifest.vessel_name", Text, Declared, "Name of the vessel or other conveyance."),
        new("manifest.vessel_imo", Text, Declared, "IMO number of the vessel as declared."),
        new("manifest.vessel_imo_valid", Flag, Derived, "Whether the IMO number's check digit holds. Many real ships fail: a hint, never a refusal."),
        new("manifest.carrier", Text, Declared, "Carrier, by code or name."),
        new("manifest.departure", Timestamp, Declared, "Departure as declared, UTC (DTM 133, 136)."),
        new("manifest.arrival", Timestamp, Declared, "Arrival as declared, UTC (DTM 132, 178)."),
        new("manifest.hours_before_arrival", Number, Derived, "Hours from receipt to declared arrival; negative when the message came after it."),
        new("manifest.late_amendment", Flag, Derived, "The message changes or withdraws an earlier one less than 48 hours before arrival, or after it."),
        new("history.days", Integer, Past, "Days since the node's first consignment. First-time indicators mean little while this is small."),
    ];

    private static IEnumerable<FieldDefinition> Route()
    {
        foreach (var place in Places)
        {
            yield return new($"route.{place}", Text, Declared, $"Place of {place} as declared, usually a UN/LOCODE.");
            yield return new($"route.{place}_country", Text, Derived, $"Two-letter country of the place of {place}.");
        }

        yield return new("route.transhipments", TextList, Declared, "Places of transhipment in order (LOC 13).");
        yield return new("route.transhipment_countries", TextList, Derived, "Their two-letter countries.");
        yield return new("route.cocaine_departure", Flag, Derived, "Origin or loading lies in a country where cocaine is made or usually shipped from (UNODC; data/risk-countries.csv).");
        yield return new("route.cocaine_destination", Flag, Derived, "Discharge, delivery or destination lies in a usual destination of cocaine (the same list).");
        yield return new("route.wildlife_source", Flag, Derived, "Origin or loading lies in a source country of trafficked wildlife (the same list).");
        yield return new("route.detour_ratio", Number, Derived, "Great-circle length over all declared places divided by the direct one from first to last; 1 is direct. Circuitous routes have more than 2.");
        yield return new("route.seen_count", Integer, Past, "Consignments seen before from this place of loading to this place of discharge.");
        yield return new("route.first_seen_days", Integer, Past, "Days since that route was first seen; 0 when it is new.");
        yield return new("route.hs_seen_count", Integer, Past, "Consignments of this HS heading seen before on this route.");
        yield return new("route.origin_hs_seen_count", Integer, Past, "Consignments of this HS heading seen before from this country of origin or loading.");
        yield return new("route.origin_seen_count", Integer, Past, "Consignments seen before from this country of origin or loading.");
    }

    private static IEnumerable<FieldDefinition> Container() =>
    [
        new("container.number", Text, Declared, "Container number."),
        new("container.valid", Flag, Derived, "Whether it is a container number and its check digit holds (ISO 6346)."),
        new("container.size_type", Text, Declared, "Size and type (ISO 6346), or an old numeric code."),
        new("container.reefer", Flag, Derived, "Whether the type is refrigerated."),
        new("container.empty", Flag, Declared, "Whether it is declared empty."),
        new("container.seals", TextList, Declared, "Seal numbers."),
        new("container.tare_kg", Number, Declared, "Tare in kilograms."),
        new("container.gross_mass_kg", Number, Declared, "Gross mass of the box in kilograms."),
        new("container.empty_excess_kg", Number, Derived, "Of a box declared empty: declared mass above its tare, declared or usual for its size; 0 for a box declared full (inferred indicator)."),
        new("container.seen_count", Integer, Past, "Consignments that named this container before."),
        new("container.first_seen_days", Integer, Past, "Days since it was first seen; 0 when it is new."),
        new("container.two_voyages", Flag, Past, "It is on another voyage whose time overlaps by more than a day and that does not connect at a port: one of two boxes is a clone (inferred indicator)."),
        new("container.seal_changed", Flag, Past, "The same bill and container were declared before, with other seals."),
        new("container.seal_on_others", Integer, Past, "Other containers seen before with one of its seals, of which one is a copy; counted up to 32. Words and seals of fewer than five digits do not count."),
        new("container.owner_seen_count", Integer, Past, "Consignments seen before whose container number has the same owner code, its first three letters. The register of owner codes (BIC) is not carried: an owner never seen is the nearest to an unknown one."),
        new("container.bills_on_voyage", Integer, Past, "Other bills that named it on this voyage before; counted up to 32."),
        new("container.earlier_seizures", Integer, Past, "Seizures recorded in this container before."),
    ];

    private static IEnumerable<FieldDefinition> Goods() =>
    [
        new("goods.description", Text, Declared, "Description of the goods; several goods lines are joined by ' | '."),
        new("goods.hs", TextList, Declared, "HS codes, digits only, as long as declared."),
        new("goods.packages", Integer, Declared, "Number of packages."),
        new("goods.package_type", Text, Declared, "Package type of the first goods line (UN/ECE Recommendation 21)."),
        new("goods.gross_mass_kg", Number, Declared, "Gross mass in kilograms of this bill's goods in this container. Unknown when only the whole bill's mass is declared and it has several containers."),
        new("goods.volume_m3", Number, Declared, "Volume in cubic metres."),
        new("goods.un_numbers", TextList, Declared, "UN dangerous goods numbers."),
        new("goods.marks", Text, Declared, "Marks and numbers."),
        new("goods.value", Number, Declared, "Declared value of the bill's goods, in the declared currency."),
        new("goods.freight", Number, Declared, "Freight charge of the bill, in the declared currency."),
        new("goods.currency", Text, Declared, "Currency of value and freight (ISO 4217)."),
        new("goods.vague", Flag, Derived, "The description is vague: a listed phrase and no concrete commodity word."),
        new("goods.hs_text_disagree", Flag, Derived, "The description names a commodity of another HS chapter than the code (inferred indicator)."),
        new("goods.perishable", Flag, Derived, "The HS heading is perishable: a usual host of rip-on/rip-off loads."),
        new("goods.precursor", Flag, Derived, "The HS code is one of the watched drug precursors."),
        new("goods.wildlife", Flag, Derived, "The HS code is one of the watched wildlife and timber codes."),
        new("goods.mass_per_package_kg", Number, Derived, "Gross mass divided by packages, kilograms."),
        new("goods.density_kg_m3", Number, Derived, "Gross mass divided by volume."),
        new("goods.price_per_kg", Number, Derived, "Declared value divided by the bill's gross mass."),
        new("goods.freight_share", Number, Derived, "Freight divided by declared value; above 1 the freight costs more than the goods."),
        new("goods.mass_per_package_z", Number, Past, "Robust z-score of the mass per package among earlier consignments of the same HS heading, on logarithms: (x − median) / (1.4826 × median absolute deviation)."),
        new("goods.mass_per_package_peers", Integer, Past, "How many peers that z-score rests on; unknown below 30."),
        new("goods.density_z", Number, Past, "The same for mass per cubic metre."),
        new("goods.density_peers", Integer, Past, "How many peers that z-score rests on."),
        new("goods.price_per_kg_z", Number, Past, "The same for price per kilogram, within one currency."),
        new("goods.price_per_kg_peers", Integer, Past, "How many peers that z-score rests on."),
    ];

    private static IEnumerable<FieldDefinition> Party(string role)
    {
        var name = role == "notify" ? "notify party" : role;
        yield return new($"{role}.name", Text, Declared, $"Name of the {name}.");
        yield return new($"{role}.address", Text, Declared, $"Address of the {name}.");
        yield return new($"{role}.country", Text, Declared, $"Two-letter country of the {name}.");
        yield return new($"{role}.phone", Text, Declared, $"Telephone of the {name}.");
        yield return new($"{role}.code", Text, Declared, $"Identification of the {name} (customs or tax number).");
        yield return new($"{role}.to_order", Flag, Derived, $"The {name} reads TO ORDER: the goods belong to whoever holds the bill (inferred indicator).");
        yield return new($"{role}.carrier_or_forwarder", Flag, Derived, $"The {name} is by its name a carrier, agent or forwarder.");
        yield return new($"{role}.po_box", Flag, Derived, $"The address of the {name} is a P.O. box.");
        yield return new($"{role}.residential", Flag, Derived, $"The address of the {name} reads like a home.");
        yield return new($"{role}.seen_count", Integer, Past, $"Consignments seen before with this {name}.");
        yield return new($"{role}.first_seen_days", Integer, Past, $"Days since this {name} was first seen; 0 when it is new.");
        yield return new($"{role}.last_seen_days", Integer, Past, $"Days since this {name} was last seen; unknown when it is new. A dormant trader has many.");
        yield return new($"{role}.hs_seen_count", Integer, Past, $"Consignments of this HS heading seen before with this {name}.");
        yield return new($"{role}.phone_shared_by", Integer, Past, $"Companies, this one included, seen with the telephone of the {name}; counted up to 32.");
        yield return new($"{role}.address_shared_by", Integer, Past, $"Companies, this one included, seen with the address of the {name}; counted up to 32.");
        yield return new($"{role}.phone_new", Flag, Past, $"The {name} is known with at least one other telephone and never used this one: a sign of stolen identity.");
        yield return new($"{role}.listed", Number, Past, $"Probability that the {name} is on a watch list that stood at arrival: of its best match that nobody had dismissed; 1 when a person had confirmed it, 0 when there was none. Unknown when no list was loaded.");
        yield return new($"{role}.listed_programme", TextList, Past, $"Sanctions programmes or regimes of that list entry, in the list's codes.");
        yield return new($"{role}.listed_entry", Text, Past, $"That entry: list, version of the list and the list's reference, with / between.");
        yield return new($"{role}.earlier_seizures", Integer, Past, $"Seizures recorded before in consignments with this {name}, its telephone or its address.");
    }

    private static IEnumerable<FieldDefinition> Bill() =>
    [
        new("bill.number", Text, Declared, "Bill of lading number."),
        new("bill.kind", Text, Declared, "house, master or simple."),
        new("bill.nature", Text, Declared, "import, export, transit or transhipment."),
        new("bill.master", Text, Declared, "Master bill number."),
        new("bill.freight_payment", Text, Declared, "Who pays the freight: prepaid, collect, third party or elsewhere (CPI 4237)."),
        new("bill.gross_mass_kg", Number, Declared, "Gross mass in kilograms of the whole bill."),
        new("bill.containers", Integer, Declared, "Containers under the bill in this message."),
        new("bill.version", Integer, Past, "How many times it was declared, this time included."),
        new("bill.description_changed", Flag, Past, "The description differs from the version before."),
        new("bill.consignee_changed", Flag, Past, "The consignee differs from the version before."),
        new("bill.freight_payment_changed", Flag, Past, "Who pays the freight differs from the version before; both say it."),
        new("bill.route_changed", Flag, Past, "Discharge, destination or delivery differ from the version before."),
    ];

    private static IEnumerable<FieldDefinition> Relations() =>
    [
        new("pair.seen_count", Integer, Past, "Consignments seen before from this shipper to this consignee."),
        new("pair.first_seen_days", Integer, Past, "Days since that pair was first seen; 0 when it is new."),
        new("pair.bills_on_voyage", Integer, Past, "Other bills of this pair on this voyage seen before: a split consignment; counted up to 32."),
        new("shipper.route_seen_count", Integer, Past, "Consignments seen before from this shipper on this route."),
        new("notify.unusual", Flag, Past, "The consignee had at least 3 consignments and never this notify party."),
        new("consignee.mass_z", Number, Past, "Robust z-score of the gross mass among this consignee's earlier consignments."),
        new("consignee.mass_peers", Integer, Past, "How many consignments that z-score rests on; unknown below 30."),
    ];
}
