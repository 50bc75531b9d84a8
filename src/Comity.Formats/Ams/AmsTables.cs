using Comity.Formats.Tabular;

namespace Comity.Formats.Ams;

/// <summary>The tables of a US vessel manifest, in the order they are read: the head first, so that output follows its order.</summary>
internal enum AmsTable
{
    Header,
    BillGen,
    Shipper,
    Consignee,
    NotifyParty,
    Container,
    CargoDesc,
    Tariff,
    MarksNumbers,
    Hazmat,
}

/// <summary>Columns that are read, by the names they have in the tables; a party's columns occur with and without the party's name.</summary>
internal static class AmsTables
{
    public const string Identifier = "identifier";

    private static readonly string[] Party =
    [
        "name", "address_1", "address_2", "address_3", "address_4", "city", "state_province", "zip_code", "country_code", "comm_number",
    ];

    private static readonly string[][] Columns =
    [
        [
            "carrier_code", "vessel_name", "port_of_unlading", "estimated_arrival_date", "actual_arrival_date", "foreign_port_of_lading", "place_of_receipt",
            "port_of_destination", "foreign_port_of_destination", "conveyance_id", "manifest_quantity", "manifest_unit", "weight", "weight_unit",
            "measurement", "measurement_unit", "record_status_indicator",
        ],
        ["master_bol_number", "house_bol_number", "voyage_number", "bill_type_code"],
        Party,
        Party,
        Party,
        [
            "container_number", "seal_number_1", "seal_number_2", "equipment_description_code", "container_type", "type", "load_status",
        ],
        ["container_number", "description_sequence_number", "piece_count", "description_text"],
        ["container_number", "description_sequence_number", "harmonized_number", "harmonized_value", "harmonized_weight", "harmonized_weight_unit"],
        ["container_number", "marks_and_numbers_1", "marks_and_numbers_2", "marks_and_numbers_3", "marks_and_numbers_4",
            "marks_and_numbers_5", "marks_and_numbers_6", "marks_and_numbers_7", "marks_and_numbers_8", "marks_and_numbers"],
        ["container_number", "hazmat_code"],
    ];

    // Columns of a party carry one of these before the name above.
    private static readonly string[] PartyPrefixes = ["", "shipper_party_", "shipper_", "consignee_", "notify_party_", "notifyparty_"];

    public static int ColumnCount(AmsTable table) => Columns[(int)table].Length;

    public static int Ordinal(AmsTable table, string column) => Array.IndexOf(Columns[(int)table], column);

    /// <summary>The table a file holds, by its name without folders; <see langword="null"/> for another file.</summary>
    public static AmsTable? OfFile(string fileName)
    {
        var name = ShortName(fileName).Replace("_", "", StringComparison.Ordinal);
        return (from table in Enum.GetValues<AmsTable>()
                where name.Contains(table.ToString(), StringComparison.OrdinalIgnoreCase)
                select (AmsTable?)table).FirstOrDefault();
    }

    /// <summary>How positions name a file: without folders and <c>.csv</c>.</summary>
    public static string ShortName(string fileName)
    {
        var name = fileName[(fileName.LastIndexOfAny(['/', '\\']) + 1)..];
        return name.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) ? name[..^4] : name;
    }

    /// <summary>Where the table's columns stand under the given headings (-1: absent), and where the identifier stands.</summary>
    public static (int Identifier, int[] Places) Bind(AmsTable table, string[] headings)
    {
        var keys = Array.ConvertAll(headings, h => ColumnMapping.Key(h).Replace(' ', '_'));
        var isParty = table is AmsTable.Shipper or AmsTable.Consignee or AmsTable.NotifyParty;
        string[] prefixes = isParty ? PartyPrefixes : [""];
        return (Array.IndexOf(keys, Identifier.ToUpperInvariant()),
            Array.ConvertAll(Columns[(int)table], column => prefixes.Select(p => Array.IndexOf(keys, (p + column).ToUpperInvariant())).FirstOrDefault(i => i >= 0, -1)));
    }
}
