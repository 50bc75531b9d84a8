namespace Comity.Programmes.Containers.Generator.Internal;

internal enum StoryKind
{
    /// <summary>Wood from Bolivia to Belgium, the programme's own story.</summary>
    CocaineInWood,
    TwoVoyages,
    SharedPhone,
    EmptyExcess,
    VaguePrecursor,
    HsTextDisagree,
    WeightOutlier,
    LateDeletion,
    NotifyChanged,
    SealChanged,
    InvalidContainer,
    WildlifeUnderScrap,
    FreightAboveValue,
    LowPrice,
    ToOrderReefer,
    CarrierConsignee,
    DormantTrader,
    NewPhone,
}

/// <summary>One consignment of a story. Parts of a story share their number and with it whatever they have in common.</summary>
internal sealed record StoryPart(StoryKind Kind, int Number, int Part);

/// <summary>What is known of a kind of story before it is told.</summary>
/// <param name="Name">Name in the truth file.</param>
/// <param name="Parts">Consignments it takes.</param>
/// <param name="Weight">Share among the stories.</param>
/// <param name="Expected">Fields of the consignment schema that should stand out.</param>
/// <param name="FindPerMille">In how many of a thousand a control finds something.</param>
/// <param name="Commodity">What it finds.</param>
/// <param name="QuantityMinKg">Least found.</param>
/// <param name="QuantityMaxKg">Most found.</param>
internal sealed record StoryFacts(
    string Name, int Parts, int Weight, string[] Expected, int FindPerMille, string Commodity, int QuantityMinKg, int QuantityMaxKg)
{
    public const int FlagshipKg = 1_435;

    /// <summary>In the order of <see cref="StoryKind"/>.</summary>
    private static readonly StoryFacts[] Table =
    [
        new("cocaine_in_wood", 1, 0, ["shipper.seen_count", "pair.seen_count", "goods.mass_per_package_z", "route.detour_ratio", "goods.wildlife"], 1000, "cocaine", FlagshipKg, FlagshipKg),
        new("two_voyages", 2, 6, ["container.two_voyages"], 500, "cocaine", 40, 480),
        new("shared_phone", 3, 6, ["consignee.phone_shared_by"], 400, "counterfeit goods", 800, 6_500),
        new("empty_excess", 1, 6, ["container.empty_excess_kg"], 700, "cigarettes", 380, 1_250),
        new("vague_precursor", 1, 8, ["goods.vague", "goods.precursor"], 700, "precursors", 2_000, 14_000),
        new("hs_text_disagree", 1, 8, ["goods.hs_text_disagree"], 350, "undeclared goods", 1_500, 12_000),
        new("weight_outlier", 1, 8, ["goods.mass_per_package_z"], 350, "cocaine", 120, 900),
        new("late_deletion", 1, 4, ["manifest.function", "manifest.late_amendment"], 300, "cigarettes", 2_000, 9_000),
        new("notify_changed", 1, 6, ["notify.unusual"], 200, "cocaine", 60, 350),
        new("seal_changed", 1, 6, ["container.seal_changed"], 550, "cocaine", 80, 620),
        new("invalid_container", 1, 6, ["container.valid"], 100, "undeclared goods", 500, 3_000),
        new("wildlife_under_scrap", 1, 5, ["shipper.seen_count", "pair.seen_count", "goods.density_z"], 800, "ivory and pangolin scales", 600, 4_800),
        new("freight_above_value", 1, 6, ["goods.freight_share"], 200, "undeclared goods", 900, 7_000),
        new("low_price", 1, 6, ["goods.price_per_kg_z"], 250, "undervalued goods", 3_000, 15_000),
        new("to_order_reefer", 1, 6, ["consignee.to_order", "container.reefer", "goods.perishable"], 450, "cocaine", 90, 1_100),
        new("carrier_consignee", 1, 6, ["consignee.carrier_or_forwarder"], 100, "counterfeit goods", 400, 3_000),
        new("dormant_trader", 2, 4, ["shipper.last_seen_days"], 250, "cocaine", 60, 400),
        new("new_phone", 1, 5, ["consignee.phone_new"], 300, "cocaine", 60, 400),
    ];

    public static int[] Weights { get; } = [.. Table.Select(f => f.Weight)];

    public static StoryFacts Of(StoryKind kind) => Table[(int)kind];
}
