using System.Globalization;

namespace Comity.Programmes.Containers.Generator.Internal;

/// <summary>
/// Companies that do not exist. A trader is a function of country, sector, role and rank, so that millions of them need no
/// memory; names are composed of words for things, never of people's names.
/// </summary>
internal sealed class Traders(ulong seed)
{
    private static readonly string[] SpanishFirst =
    [
        "CONDOR", "ALTIPLANO", "ILLIMANI", "QUEBRACHO", "TAJIBO", "CORDILLERA", "ORIENTE", "PUNA", "VICUÑA", "TOTORA", "CHACO", "YUNGAS",
        "KANTUTA", "SALAR", "PAMPA", "LAGUNA", "CERRO", "VALLE", "BRISA", "FARO", "AURORA", "CENTELLA", "HORIZONTE", "TRAPICHE", "MOLINO",
        "CANTERA", "ARENAL", "PEDREGAL", "MANANTIAL", "CASCADA", "ESTRELLA", "COLIBRI",
    ];

    private static readonly string[] SpanishSecond =
    [
        "DEL SUR", "DEL NORTE", "AZUL", "VERDE", "DORADO", "ANDINO", "DEL ESTE", "BLANCO", "REAL", "NUEVO", "ALTO", "GRANDE", "DEL LAGO",
        "DEL RIO", "DE PLATA", "UNIDO", "CENTRAL", "DEL SOL", "DE ALTURA", "TROPICAL", "AUSTRAL", "DEL MONTE", "SERENO", "FIRME",
    ];

    private static readonly string[] OtherFirst =
    [
        "BLUE", "GREEN", "GOLDEN", "SILVER", "RED", "AMBER", "IVY", "OAK", "CEDAR", "STONE", "RIVER", "NORTH", "WEST", "EAST", "BRIGHT", "QUIET",
        "OPEN", "GRAND", "PRIME", "FIRST", "ROYAL", "CLEAR", "DEEP", "HIGH", "NEW", "LONG", "BROAD", "FAIR", "SWIFT", "TRUE", "WHITE", "EVER",
    ];

    private static readonly string[] OtherSecond =
    [
        "HERON", "DELTA", "HARBOUR", "ORCHARD", "MEADOW", "LANTERN", "BRIDGE", "COMPASS", "SUMMIT", "FALCON", "ANCHOR", "BAMBOO", "PEARL", "DRAGON",
        "LOTUS", "PHOENIX", "TULIP", "WINDMILL", "BEACON", "CANAL", "FJORD", "CRANE", "TIGER", "PEONY", "MAPLE", "ACACIA", "BAOBAB", "SAVANNA",
    ];

    private static readonly Dictionary<string, (int Index, string[] Spanish, string Other)> Sectors = new(StringComparer.Ordinal)
    {
        ["wood"] = (0, ["MADERAS", "FORESTAL", "ASERRADERO"], "TIMBER"),
        ["food"] = (1, ["AGROINDUSTRIAS", "ALIMENTOS", "AGRO"], "FOODS"),
        ["metals"] = (2, ["METALES", "FUNDICION", "METALURGICA"], "METALS"),
        ["minerals"] = (3, ["MINERA", "MINERALES", "CONCENTRADOS"], "MINERALS"),
        ["textile"] = (4, ["TEXTILES", "CONFECCIONES", "CURTIEMBRE"], "TEXTILES"),
        ["chemicals"] = (5, ["QUIMICA", "INSUMOS", "QUIMICOS"], "CHEMICALS"),
        ["vehicles"] = (6, ["AUTOMOTRIZ", "MOTORES", "RODADOS"], "MOTORS"),
        ["machinery"] = (7, ["MAQUINARIAS", "EQUIPOS", "TALLERES"], "MACHINERY"),
        ["electronics"] = (8, ["ELECTRONICA", "TECNOLOGIA", "ILUMINACION"], "ELECTRONICS"),
        ["consumer"] = (9, ["COMERCIAL", "BAZAR", "DISTRIBUIDORA"], "TRADING"),
        ["building"] = (10, ["CERAMICAS", "CONSTRUCTORA", "MATERIALES"], "BUILDING SUPPLIES"),
        ["plastics"] = (11, ["PLASTICOS", "POLIMEROS", "ENVASES"], "PLASTICS"),
        ["paper"] = (12, ["PAPELERA", "GRAFICA", "IMPRENTA"], "PAPER"),
        ["pharma"] = (13, ["FARMACEUTICA", "LABORATORIOS", "DROGUERIA"], "PHARMA"),
        ["scrap"] = (14, ["RECICLAJES", "CHATARRAS", "RECUPERADORA"], "RECYCLING"),
    };

    /// <summary>Country → Spanish style, legal form, dialling code, cities.</summary>
    private static readonly Dictionary<string, (bool Spanish, string Form, string Dial, string[] Cities)> Styles = new(StringComparer.Ordinal)
    {
        ["BO"] = (true, "S.R.L.", "591", ["ORURO", "LA PAZ", "EL ALTO", "COCHABAMBA", "SANTA CRUZ"]),
        ["CL"] = (true, "LTDA.", "56", ["ARICA", "IQUIQUE"]),
        ["PE"] = (true, "S.A.C.", "51", ["LIMA", "CALLAO", "PIURA"]),
        ["EC"] = (true, "S.A.", "593", ["GUAYAQUIL", "MACHALA", "QUITO"]),
        ["CO"] = (true, "S.A.S.", "57", ["CARTAGENA", "MEDELLIN", "BOGOTA"]),
        ["ES"] = (true, "S.L.", "34", ["VALENCIA", "MADRID", "BARCELONA"]),
        ["BR"] = (true, "LTDA.", "55", ["SANTOS", "SAO PAULO", "CAMPINAS"]),
        ["BE"] = (false, "BV", "32", ["ANTWERPEN", "GENT", "BRUSSEL"]),
        ["NL"] = (false, "B.V.", "31", ["ROTTERDAM", "UTRECHT", "VENLO"]),
        ["DE"] = (false, "GMBH", "49", ["HAMBURG", "BREMEN", "KOELN"]),
        ["FR"] = (false, "SARL", "33", ["LE HAVRE", "PARIS", "LYON"]),
        ["IT"] = (false, "S.R.L.", "39", ["GENOVA", "MILANO", "TORINO"]),
        ["GB"] = (false, "LTD", "44", ["FELIXSTOWE", "LONDON", "LEEDS"]),
        ["PT"] = (true, "LDA", "351", ["SINES", "LISBOA", "PORTO"]),
        ["CN"] = (false, "CO., LTD", "86", ["SHANGHAI", "NINGBO", "SHENZHEN", "XIAMEN"]),
        ["KR"] = (false, "CO., LTD", "82", ["BUSAN", "SEOUL"]),
        ["JP"] = (false, "K.K.", "81", ["TOKYO", "YOKOHAMA"]),
        ["US"] = (false, "LLC", "1", ["MIAMI FL", "HOUSTON TX", "NEWARK NJ"]),
        ["VN"] = (false, "CO., LTD", "84", ["HO CHI MINH CITY", "HAIPHONG"]),
        ["IN"] = (false, "PVT LTD", "91", ["MUMBAI", "PUNE", "SURAT"]),
        ["AE"] = (false, "FZE", "971", ["DUBAI"]),
        ["KE"] = (false, "LTD", "254", ["MOMBASA", "NAIROBI"]),
        ["TZ"] = (false, "LTD", "255", ["DAR ES SALAAM", "ARUSHA"]),
        ["NG"] = (false, "LTD", "234", ["LAGOS", "KANO"]),
        ["GH"] = (false, "LTD", "233", ["TEMA", "ACCRA"]),
        ["SN"] = (false, "SARL", "221", ["DAKAR"]),
        ["CI"] = (false, "SARL", "225", ["ABIDJAN"]),
    };

    private static readonly string[] SpanishStreets =
        ["AV. INDUSTRIAL", "CALLE COMERCIO", "PARQUE INDUSTRIAL MZA.", "AV. DEL PUERTO", "CARRETERA NORTE KM.", "CALLE LOS ALAMOS", "AV. CIRCUNVALACION", "ZONA FRANCA GALPON"];

    private static readonly string[] OtherStreets =
        ["INDUSTRIAL ROAD", "HARBOUR STREET", "QUAY ROAD", "WAREHOUSE LANE", "MARKET STREET", "STATION ROAD", "CANAL STREET", "MILL ROAD"];

    /// <summary>The trader of a rank; the same arguments give the same company.</summary>
    public Party Trader(string country, string sector, char role, int rank)
    {
        var (spanish, form, dial, cities) = Styles[country];
        // One number per trader within its country; ranks of different sectors and roles never meet.
        var key = (uint)((rank * 64) + (Sectors[sector].Index * 3) + (role == 'S' ? 0 : role == 'C' ? 1 : 2));
        var salt = (int)(Dice.Hash(seed, country[0] | ((ulong)country[1] << 8)) % 1_000_003);
        var number = (int)(((key * 7_368_787UL) + (ulong)salt) % 99_999_989);
        var name = spanish ? SpanishName(sector, role, rank, salt, form) : OtherName(sector, role, rank, salt, form);
        var streets = spanish ? SpanishStreets : OtherStreets;
        var address = string.Create(CultureInfo.InvariantCulture, $"{streets[number % streets.Length]} {1 + (number / 8 % 9_800)}");
        var phone = string.Create(CultureInfo.InvariantCulture, $"+{dial} {(number / 10_000_000 % 10) + 2} {number % 10_000_000:D7}");
        return new Party(name, address, cities[number % cities.Length], country, phone, string.Create(CultureInfo.InvariantCulture, $"{country}{100_000_000 + number}"));
    }

    /// <summary>A broker or forwarder of a country.</summary>
    public Party Broker(string country, int rank)
    {
        var party = Trader(country, "consumer", 'B', rank);
        var words = Styles[country].Spanish ? SpanishSecond : OtherSecond;
        var lead = Styles[country].Spanish ? "AGENCIA DESPACHANTE " : "";
        var tail = Styles[country].Spanish ? " " : " FREIGHT FORWARDING ";
        return party with { Name = $"{lead}{words[rank % words.Length]}{tail}{Styles[country].Form}" };
    }

    /// <summary>Another spelling of the same company, as another clerk would type it.</summary>
    public static Party Respell(Party party, Dice dice)
    {
        var name = dice.Below(4) switch
        {
            0 => party.Name.Replace(".", "", StringComparison.Ordinal),
            1 => party.Name.Replace(" DEL ", " D. ", StringComparison.Ordinal),
            2 => party.Name.Replace(" ", "  ", StringComparison.Ordinal),
            _ => Swap(party.Name, dice),
        };
        return party with { Name = name, Phone = party.Phone.Replace(' ', '-') };
    }

    private static string SpanishName(string sector, char role, int rank, int salt, string form)
    {
        var leads = Sectors[sector].Spanish;
        var pairs = SpanishFirst.Length * SpanishSecond.Length;
        // 331 has no factor in common with the number of pairs, so that neighbours in rank have unlike names.
        var pair = (int)((((long)rank / leads.Length * 331) + salt) % pairs);
        var serial = rank / (pairs * leads.Length);
        var lead = role == 'C' ? "IMPORTADORA " + leads[rank % leads.Length] : leads[rank % leads.Length];
        return Compose(lead, SpanishFirst[pair % SpanishFirst.Length], SpanishSecond[pair / SpanishFirst.Length], serial, form);
    }

    private static string OtherName(string sector, char role, int rank, int salt, string form)
    {
        var pairs = OtherFirst.Length * OtherSecond.Length;
        var pair = (int)((((long)rank * 331) + salt) % pairs);
        var trade = role == 'C' ? Sectors[sector].Other + " IMPORT" : Sectors[sector].Other;
        return Compose(OtherFirst[pair % OtherFirst.Length], OtherSecond[pair / OtherFirst.Length], trade, rank / pairs, form);
    }

    private static string Compose(string a, string b, string c, int serial, string form) =>
        serial == 0 ? $"{a} {b} {c} {form}" : string.Create(CultureInfo.InvariantCulture, $"{a} {b} {c} {serial + 1} {form}");

    private static string Swap(string name, Dice dice)
    {
        var at = dice.Between(1, name.Length - 6);
        return string.Concat(name.AsSpan(0, at), name.AsSpan(at + 1, 1), name.AsSpan(at, 1), name.AsSpan(at + 2));
    }
}
