using System.Diagnostics.CodeAnalysis;

namespace Comity.Programmes.Containers.Reference;

/// <summary>What a container is built for.</summary>
public enum ContainerGroup
{
    /// <summary>The code does not say: a bare length such as <c>40</c>.</summary>
    Unknown,

    /// <summary>General purpose (G).</summary>
    General,

    /// <summary>Ventilated (V).</summary>
    Ventilated,

    /// <summary>Dry bulk (B).</summary>
    Bulk,

    /// <summary>Named cargo: livestock, cars (S).</summary>
    Named,

    /// <summary>Refrigerated or heated (R).</summary>
    Reefer,

    /// <summary>Insulated, cooled from outside (H).</summary>
    Insulated,

    /// <summary>Open top (U).</summary>
    OpenTop,

    /// <summary>Platform or flat rack (P).</summary>
    Flat,

    /// <summary>Tank (T, N, K).</summary>
    Tank,

    /// <summary>Air and surface (A).</summary>
    AirSurface,
}

/// <summary>
/// What a declared size-type says, and the figures against which a declared tare, mass or volume is judged plausible.
/// The figures are ranges of common equipment, not of the one box.
/// </summary>
/// <param name="Declared">The code as declared.</param>
/// <param name="LengthFt">Nominal length in feet: 10, 20, 24, 26, 30, 40, 41, 43, 45, 48, 49 or 53.</param>
/// <param name="HighCube">Nine feet six inches or higher.</param>
/// <param name="Group">What it is built for.</param>
/// <param name="TareMinKg">Lowest plausible tare, kilograms.</param>
/// <param name="TareMaxKg">Highest plausible tare, kilograms.</param>
/// <param name="GrossMaxKg">Highest gross mass the series allows (ISO 668: 36,000 kg; flat racks more), kilograms.</param>
/// <param name="VolumeM3">Usual inner volume, cubic metres; 0 when there is none to speak of (flats) or it is unknown.</param>
public sealed record SizeType(
    string Declared, int LengthFt, bool HighCube, ContainerGroup Group, int TareMinKg, int TareMaxKg, int GrossMaxKg, double VolumeM3)
{
    private const int SeriesGrossMaxKg = 36_000;
    private const int FlatGrossMaxKg = 55_000;

    /// <summary>Middle of the plausible tare, kilograms.</summary>
    public int TareTypicalKg => (TareMinKg + TareMaxKg) / 2;

    /// <summary>Most the contents can weigh, kilograms.</summary>
    public int PayloadMaxKg => GrossMaxKg - TareMinKg;

    /// <summary>Twenty-foot equivalent units.</summary>
    public double Teu => LengthFt / 20.0;

    /// <summary>
    /// Reads ISO 6346 codes (<c>22G1</c>, <c>45R1</c>, group codes such as <c>22GP</c>), the numeric codes of the
    /// 1984 edition (<c>2210</c>, <c>4200</c>, <c>4500</c>), the trade's own (<c>40HC</c>, <c>20RF</c>) and bare lengths
    /// (<c>20</c>, <c>40</c>, <c>45</c>).
    /// </summary>
    /// <returns>Whether the code is known.</returns>
    public static bool TryParse(string? declared, [NotNullWhen(true)] out SizeType? sizeType)
    {
        sizeType = null;
        var code = declared is null ? "" : ContainerNumber.Normalise(declared);
        if (code.Length == 2)
        {
            sizeType = code is "20" or "40" or "45"
                ? Make(declared!, int.Parse(code, System.Globalization.CultureInfo.InvariantCulture), code == "45", ContainerGroup.Unknown)
                : null;
        }
        else if (code.Length == 4 && TradeName(code) is { } trade)
        {
            sizeType = Make(declared!, trade.LengthFt, trade.HighCube, trade.Group);
        }
        else if (code.Length == 4 && LengthFtOf(code[0]) is var length and > 0)
        {
            var numeric = char.IsAsciiDigit(code[2]) && char.IsAsciiDigit(code[3]);
            var group = numeric ? NumericGroup(code[2]) : LetterGroup(code[2]);
            var highCube = numeric ? code[1] is '4' or '5' : code[1] is '5' or '6' or 'E' or 'F' or 'N' or 'P';
            if (group != ContainerGroup.Unknown && (char.IsAsciiDigit(code[1]) || "CDEFLMNP".Contains(code[1], StringComparison.Ordinal)))
            {
                sizeType = Make(declared!, length, highCube, group);
            }
        }

        return sizeType is not null;
    }

    private static (int LengthFt, bool HighCube, ContainerGroup Group)? TradeName(string code)
    {
        var length = code.AsSpan(0, 2) switch { "20" => 20, "40" => 40, "45" => 45, _ => 0 };
        var high = length == 45;
        (int, bool, ContainerGroup)? known = code.AsSpan(2) switch
        {
            "DV" or "DC" or "ST" or "SD" => (length, high, ContainerGroup.General),
            "HC" or "HQ" => (length, true, ContainerGroup.General),
            "RF" => (length, high, ContainerGroup.Reefer),
            "RH" or "HR" => (length, true, ContainerGroup.Reefer),
            "OT" => (length, high, ContainerGroup.OpenTop),
            "FR" or "FL" => (length, high, ContainerGroup.Flat),
            "TK" => (length, high, ContainerGroup.Tank),
            _ => null,
        };
        return length == 0 ? null : known;
    }

    private static int LengthFtOf(char code) => code switch
    {
        '1' => 10,
        '2' => 20,
        '3' => 30,
        '4' => 40,
        'A' or 'B' or 'C' or 'D' => 24,
        'E' or 'F' => 26,
        'G' => 41,
        'H' => 43,
        'K' or 'L' => 45,
        'M' => 48,
        'N' => 49,
        'P' => 53,
        _ => 0,
    };

    private static ContainerGroup LetterGroup(char code) => code switch
    {
        'G' => ContainerGroup.General,
        'V' => ContainerGroup.Ventilated,
        'B' => ContainerGroup.Bulk,
        'S' => ContainerGroup.Named,
        'R' => ContainerGroup.Reefer,
        'H' => ContainerGroup.Insulated,
        'U' => ContainerGroup.OpenTop,
        'P' => ContainerGroup.Flat,
        'T' or 'N' or 'K' => ContainerGroup.Tank,
        'A' => ContainerGroup.AirSurface,
        _ => ContainerGroup.Unknown,
    };

    /// <summary>The third digit of the 1984 edition; 4 stood for removable cooling equipment.</summary>
    private static ContainerGroup NumericGroup(char tens) => tens switch
    {
        '0' => ContainerGroup.General,
        '1' => ContainerGroup.Ventilated,
        '2' => ContainerGroup.Insulated,
        '3' or '4' => ContainerGroup.Reefer,
        '5' => ContainerGroup.OpenTop,
        '6' => ContainerGroup.Flat,
        '7' => ContainerGroup.Tank,
        '8' => ContainerGroup.Bulk,
        _ => ContainerGroup.AirSurface,
    };

    private static SizeType Make(string declared, int lengthFt, bool highCube, ContainerGroup group)
    {
        var size = lengthFt switch { < 20 => 0, < 30 => 1, < 45 => 2, _ => 3 };
        var (tareMin, tareMax, volume) = (group, size) switch
        {
            (_, 0) => (1_000, 1_700, 16.0),
            (ContainerGroup.Reefer, 1) => (2_600, 3_500, 28.0),
            (ContainerGroup.Reefer, _) => (3_900, 5_300, 67.0),
            (ContainerGroup.Tank, 1) => (2_900, 5_500, 25.0),
            (ContainerGroup.Tank, _) => (4_500, 9_000, 45.0),
            (ContainerGroup.Flat, 1) => (2_200, 3_600, 0.0),
            (ContainerGroup.Flat, _) => (4_000, 6_500, 0.0),
            (_, 1) => (1_800, 2_900, 33.0),
            (_, 2) => (3_300, 4_800, highCube ? 76.0 : 67.0),
            _ => (4_000, 5_500, 86.0),
        };
        var grossMax = group == ContainerGroup.Flat ? FlatGrossMaxKg : SeriesGrossMaxKg;
        return new SizeType(declared, lengthFt, highCube, group, tareMin, tareMax, grossMax, volume);
    }
}
