using System.Globalization;
using Comity.Programmes.Containers.Reference;

namespace Comity.Programmes.Containers.Generator.Internal.Writers;

/// <summary>Writes the messages of one file in one format.</summary>
internal abstract class ManifestWriter
{
    /// <summary>How file names end, with the dot.</summary>
    public abstract string Extension { get; }

    public abstract void Write(Stream stream, OutgoingFile file);

    /// <summary>Planted defects of the format in a file.</summary>
    public virtual IReadOnlyList<string> Defects(OutgoingFile file) => [];

    public static ManifestWriter For(ManifestFormat format) => format switch
    {
        ManifestFormat.Cuscar => new CuscarWriter(),
        ManifestFormat.Awmds => new AwmdsWriter(),
        ManifestFormat.Ams => new AmsWriter(),
        _ => new CsvWriter(),
    };

    /// <summary>The size-type as this carrier writes it: ISO 6346, or the numeric codes of 1984.</summary>
    protected static string SizeTypeOf(Box box, CarrierProfile carrier) => !carrier.OldSizeTypes ? box.SizeType : box.SizeType switch
    {
        "22G1" => "2200",
        "45G1" => "4500",
        "22R1" => "2232",
        _ => "4532",
    };

    protected static string Stamp(DateTime time, string format) => time.ToString(format, CultureInfo.InvariantCulture);

    protected static string PlaceName(string locode) => Places.Find(locode)!.Name;
}
