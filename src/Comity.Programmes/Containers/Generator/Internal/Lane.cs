namespace Comity.Programmes.Containers.Generator.Internal;

/// <summary>
/// A trade lane. Weights and goods are plausible, not measured. Manifests of exports are sent before departure, those of
/// imports and transit some days before arrival.
/// </summary>
internal sealed record Lane(
    string Name, int Weight, int Nature, string[] Origins, string[] Loading, string[] Transhipments, string[] Discharge, string[] Destinations,
    int DaysMin, int DaysMax, string Goods)
{
    private const int Export = 22;
    private const int Import = 23;
    private const int Transit = 24;

    /// <summary>The lane of the flagship story.</summary>
    public static Lane BoliviaToEurope { get; } = new("bolivia-europe", 30, Export,
        ["BOORU", "BOLPB", "BOSRZ", "BOCBB", "BOALT"], ["CLARI", "CLARI", "CLIQQ"], ["PABLB", "COCTG", "PECLL"],
        ["BEANR", "NLRTM", "ESVLC", "DEHAM", "ITGOA", "FRLEH"], [], 26, 34,
        "wood wood wood quinoa brazilnut brazilnut coffee tin zinc-ore leather sesame chia alpaca cocoa beans boric");

    /// <summary>The lane on which wildlife is hidden.</summary>
    public static Lane WildlifeRoute { get; } = new("africa-asia", 5, Import, ["TZDAR", "KEMBA", "NGAPP"], ["TZDAR", "KEMBA", "NGAPP"], ["SGSIN", "MYPKG"],
        ["VNHPH", "CNSZP"], [], 22, 32, "sesame cashew plastic-scrap metal-scrap copper beans");

    public static IReadOnlyList<Lane> Bolivia { get; } =
    [
        BoliviaToEurope,
        new("bolivia-asia", 14, Export, ["BOORU", "BOLPB", "BOCBB"], ["CLARI", "CLIQQ"], ["PECLL", "MXZLO"],
            ["CNSHG", "CNNBG", "KRPUS", "JPTYO"], [], 30, 38, "zinc-ore zinc-ore lead-ore tin wood leather sesame boric quinoa"),
        new("bolivia-america", 8, Export, ["BOORU", "BOALT", "BOSRZ"], ["CLARI", "CLIQQ"], ["PABLB"],
            ["USMIA", "USHOU", "USNYC"], [], 16, 22, "wood quinoa tin coffee brazilnut furniture beans alpaca"),
        new("china-bolivia", 30, Transit, ["CNSHG", "CNNBG", "CNSZP", "CNXMG"], ["CNSHG", "CNNBG", "CNSZP"], ["KRPUS", "MXZLO"],
            ["CLARI", "CLIQQ"], ["BOORU", "BOLPB", "BOALT", "BOCBB"], 30, 38,
            "tyre tyre machine shoe fabric phone led toy tile ceramic-ware solar steel plastic-resin furniture motorcycle"),
        new("europe-bolivia", 10, Transit, ["BEANR", "DEHAM", "ESVLC"], ["BEANR", "DEHAM", "ESVLC"], ["COCTG", "PABLB"],
            ["CLARI", "CLIQQ"], ["BOORU", "BOLPB", "BOALT"], 26, 34, "medicine machine wine paint paper soda acetone steel used-car malt"),
        new("america-bolivia", 8, Transit, ["USHOU", "USMIA"], ["USHOU", "USMIA"], ["PABLB"],
            ["CLARI", "CLIQQ"], ["BOORU", "BOLPB"], 16, 22, "used-car machine plastic-resin paper tyre used-clothes wheat-flour"),
    ];

    public static IReadOnlyList<Lane> World { get; } =
    [
        BoliviaToEurope with { Weight = 8 },
        .. Bolivia.Skip(1).Select(l => l with { Weight = Math.Max(1, l.Weight / 6) }),
        new("ecuador-europe", 10, Import, ["ECGYE"], ["ECGYE"], ["PABLB", "COCTG"],
            ["BEANR", "NLRTM", "DEHAM", "ITGOA"], [], 17, 23, "banana banana banana shrimp cocoa flower tuna"),
        new("colombia-europe", 6, Import, ["COCTG", "COBUN"], ["COCTG", "COBUN"], ["JMKIN", "PABLB"],
            ["BEANR", "NLRTM", "ESVLC", "GBFXT"], [], 13, 18, "banana coffee coffee avocado flower leather plastic-resin"),
        new("brazil-europe", 8, Import, ["BRSSZ"], ["BRSSZ"], ["MAPTM", "ESALG"],
            ["BEANR", "NLRTM", "DEHAM", "PTSIE"], [], 15, 21, "coffee coffee beef chicken juice leather paper wood soy-meal"),
        new("peru-europe", 6, Import, ["PECLL"], ["PECLL"], ["PABLB", "COCTG"],
            ["NLRTM", "ESVLC", "GBFXT"], [], 20, 26, "avocado grape coffee quinoa fishmeal zinc-ore alpaca"),
        new("china-europe", 18, Import, ["CNSHG", "CNNBG", "CNSZP", "CNXMG"], ["CNSHG", "CNNBG", "CNSZP"], ["SGSIN", "MYPKG"],
            ["NLRTM", "DEHAM", "BEANR", "FRLEH", "GBFXT"], [], 30, 38, "toy led furniture machine phone shoe fabric tile solar garment steel"),
        new("vietnam-europe", 6, Import, ["VNSGN", "VNHPH"], ["VNSGN", "VNHPH"], ["SGSIN"],
            ["NLRTM", "DEHAM", "FRLEH"], [], 26, 33, "shoe garment furniture coffee shrimp cashew"),
        new("india-gulf", 6, Import, ["INNSA"], ["INNSA"], ["AEJEA"],
            ["AEJEA", "KEMBA", "TZDAR"], [], 6, 14, "rice medicine fabric tile machine spice garment"),
        new("china-africa", 8, Import, ["CNSHG", "CNNBG", "CNSZP"], ["CNNBG", "CNSZP"], ["SGSIN", "AEJEA"],
            ["KEMBA", "TZDAR", "NGAPP", "GHTEM"], [], 24, 34, "motorcycle tyre tile steel solar phone shoe fabric toy"),
        WildlifeRoute,
        new("europe-africa", 5, Import, ["BEANR", "NLRTM"], ["BEANR", "NLRTM"], ["MAPTM"],
            ["NGAPP", "GHTEM", "SNDKR", "CIABJ"], [], 12, 20, "used-car used-clothes medicine machine paper malt"),
    ];

    /// <summary>Where the goods end; the port of discharge when there is no place behind it.</summary>
    public bool EndsInland => Destinations.Length > 0;

    public bool IsExport => Nature == Export;

    public string ShipperCountry => Origins[0][..2];
}
