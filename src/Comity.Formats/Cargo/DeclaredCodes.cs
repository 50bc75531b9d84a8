namespace Comity.Formats.Cargo;

/// <summary>Codes and words senders of XML and tables use, and what they mean in the neutral model.</summary>
internal static class DeclaredCodes
{
    /// <summary>Whether a container is declared empty; <see langword="null"/> when the word is not known.</summary>
    public static bool? IsEmpty(string text) => text.Trim().ToUpperInvariant() switch
    {
        "E" or "EMPTY" or "MT" or "MTY" or "EMT" or "4" or "VACIO" or "VACÍO" or "VIDE" or "VAZIO" => true,
        "F" or "FULL" or "L" or "LOADED" or "FCL" or "LCL" or "5" or "LLENO" or "PLEIN" or "CHEIO" => false,
        _ => null,
    };

    /// <summary>Nature of a bill: GIS codes 22, 23, 24 and 28, or their names.</summary>
    public static string? BillNature(string text) => text.Trim().ToUpperInvariant() switch
    {
        "22" or "EXPORT" or "EXP" => "export",
        "23" or "IMPORT" or "IMP" => "import",
        "24" or "TRANSIT" or "TRS" => "transit",
        "28" or "TRANSHIPMENT" or "TRANSSHIPMENT" or "TSP" => "transhipment",
        _ => null,
    };

    /// <summary>Who pays the freight, by the codes of UN/EDIFACT 4237 and 4215, or by name.</summary>
    public static string? FreightPayment(string text) => text.Trim().ToUpperInvariant() switch
    {
        "P" or "PP" or "PREPAID" => "prepaid",
        "C" or "CC" or "COLLECT" => "collect",
        "B" or "THIRD PARTY" => "third party",
        "A" or "PAYABLE ELSEWHERE" or "ELSEWHERE" => "elsewhere",
        _ => null,
    };

    /// <summary>Kind of a bill by the codes in use for bills of lading and waybills, or by name.</summary>
    public static string? BillKind(string text) => text.Trim().ToUpperInvariant() switch
    {
        "HOUSE" or "HSB" or "HBL" or "HWB" or "HAWB" or "H" => "house",
        "MASTER" or "MSB" or "MBL" or "MAB" or "MAWB" or "M" => "master",
        "SIMPLE" or "REGULAR" or "BL" or "BOL" or "SBL" or "AWB" or "CMR" or "S" => "simple",
        _ => null,
    };
}
