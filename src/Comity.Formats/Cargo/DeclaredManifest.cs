using Comity.Kernel.Subjects;

namespace Comity.Formats.Cargo;

/// <summary>A declared value with the place it was read from.</summary>
public readonly record struct Declared<T>(T Value, SourcePosition At);

/// <summary>What a message does to the manifest it speaks of (UN/EDIFACT data element 1225).</summary>
public enum ManifestFunction
{
    /// <summary>1225 = 9. First declaration.</summary>
    Original,

    /// <summary>1225 = 1. The manifest, or the bills listed, are withdrawn.</summary>
    Cancel,

    /// <summary>1225 = 2. The bills listed are added.</summary>
    Add,

    /// <summary>1225 = 3. The bills listed are removed.</summary>
    Delete,

    /// <summary>1225 = 4. The bills listed take the place of those with the same number.</summary>
    Change,

    /// <summary>1225 = 5. The whole manifest is replaced; bills not listed are removed.</summary>
    Replace,
}

/// <summary>
/// The head of one message: which manifest it speaks of, what it does to it, and the voyage. Streaming readers
/// announce it before the first consignment.
/// </summary>
public sealed class DeclaredManifest
{
    /// <summary>Format and directory as found, such as <c>CUSCAR D95B</c>, <c>Awmds</c>, <c>csv</c>.</summary>
    public required string Format { get; init; }

    /// <summary>The sender's reference of the message (UNH 0062), or empty.</summary>
    public string MessageReference { get; init; } = "";

    /// <summary>Who sent it: interchange sender or a mapping's sender; empty when unknown.</summary>
    public string Sender { get; set; } = "";

    /// <summary>
    /// The document's own number (BGM 1004), or what stands for it (office + voyage + date in Awmds). Together with
    /// <see cref="Sender"/> it names the manifest that later amendments speak of.
    /// </summary>
    public Declared<string>? DocumentNumber { get; set; }

    /// <summary>What the message does; a missing or unknown code is read as original and reported as a repair.</summary>
    public Declared<ManifestFunction> Function { get; set; } = new(ManifestFunction.Original, SourcePosition.None);

    /// <summary>When the sender says the message was prepared (DTM 137), UTC.</summary>
    public Declared<DateTimeOffset>? PreparedAt { get; set; }

    /// <summary>Estimated (DTM 132) or actual (DTM 178) arrival, UTC.</summary>
    public Declared<DateTimeOffset>? ArrivalAt { get; set; }

    /// <summary>Estimated (DTM 133) or actual (DTM 136) departure, UTC.</summary>
    public Declared<DateTimeOffset>? DepartureAt { get; set; }

    /// <summary>Voyage number (TDT 8028).</summary>
    public Declared<string>? Voyage { get; set; }

    /// <summary>Name of the vessel or other conveyance.</summary>
    public Declared<string>? ConveyanceName { get; set; }

    /// <summary>IMO number of the vessel, seven digits as declared; the check digit is judged later, never here.</summary>
    public Declared<string>? VesselImo { get; set; }

    /// <summary>Carrier: code if given, else name.</summary>
    public Declared<string>? Carrier { get; set; }

    /// <summary>Place of departure (LOC 5) and of arrival (LOC 60 or 8), as declared.</summary>
    public Declared<string>? PlaceOfDeparture { get; set; }

    /// <inheritdoc cref="PlaceOfDeparture"/>
    public Declared<string>? PlaceOfArrival { get; set; }
}

/// <summary>A party as declared. Empty parts are <see langword="null"/>.</summary>
public sealed class DeclaredParty
{
    /// <summary>Name; several name lines are joined by one space.</summary>
    public Declared<string>? Name { get; set; }

    /// <summary>Street, city and other address lines joined by <c>", "</c>.</summary>
    public Declared<string>? Address { get; set; }

    /// <summary>Two-letter country code when the message has one.</summary>
    public Declared<string>? Country { get; set; }

    /// <summary>Telephone number as declared.</summary>
    public Declared<string>? Phone { get; set; }

    /// <summary>The party's identification (customs number, tax number).</summary>
    public Declared<string>? Code { get; set; }
}

/// <summary>One goods line that belongs to a consignment.</summary>
public sealed class DeclaredGoods
{
    /// <summary>Description; several lines are joined.</summary>
    public Declared<string>? Description { get; set; }

    /// <summary>HS codes as declared, digits only.</summary>
    public List<Declared<string>> Hs { get; } = [];

    /// <summary>Number of packages.</summary>
    public Declared<long>? Packages { get; set; }

    /// <summary>Package type (UN/ECE Recommendation 21 code).</summary>
    public Declared<string>? PackageType { get; set; }

    /// <summary>Gross mass in kilograms of this line, in this container. Never a share guessed from a bill's total.</summary>
    public Declared<double>? GrossMassKg { get; set; }

    /// <summary>Volume in cubic metres.</summary>
    public Declared<double>? VolumeM3 { get; set; }

    /// <summary>UN dangerous goods numbers, four digits.</summary>
    public List<Declared<string>> UnNumbers { get; } = [];

    /// <summary>Marks and numbers.</summary>
    public Declared<string>? Marks { get; set; }
}

/// <summary>A container as declared in one message; the same object is shared by every consignment that names it.</summary>
public sealed class DeclaredContainer
{
    /// <summary>Number as declared, upper case without spaces.</summary>
    public required Declared<string> Number { get; init; }

    /// <summary>ISO 6346 size-type or what stands for it.</summary>
    public Declared<string>? SizeType { get; set; }

    /// <summary>Whether it is declared empty.</summary>
    public Declared<bool>? Empty { get; set; }

    /// <summary>Seal numbers.</summary>
    public List<Declared<string>> Seals { get; } = [];

    /// <summary>Tare in kilograms.</summary>
    public Declared<double>? TareKg { get; set; }

    /// <summary>Gross mass of the box in kilograms (contents, and tare unless the message says otherwise).</summary>
    public Declared<double>? GrossMassKg { get; set; }
}

/// <summary>
/// One container under one bill of lading, or a bill without a container: the unit that is screened.
/// A groupage container recurs under several bills, a bill recurs for each of its containers.
/// </summary>
public sealed class DeclaredConsignment
{
    /// <summary>Bill of lading number.</summary>
    public Declared<string>? BillNumber { get; set; }

    /// <summary><c>house</c>, <c>master</c> or <c>simple</c>.</summary>
    public Declared<string>? BillKind { get; set; }

    /// <summary><c>import</c>, <c>export</c>, <c>transit</c> or <c>transhipment</c> (GIS 23, 22, 24, 28).</summary>
    public Declared<string>? BillNature { get; set; }

    /// <summary>Master bill number.</summary>
    public Declared<string>? MasterBill { get; set; }

    /// <summary>Gross mass of the whole bill in kilograms. Given once per bill: never summed over its containers.</summary>
    public Declared<double>? BillGrossMassKg { get; set; }

    /// <summary>How many containers the bill has in this message.</summary>
    public int BillContainers { get; set; }

    /// <summary>The container, or <see langword="null"/> for loose cargo.</summary>
    public DeclaredContainer? Container { get; set; }

    /// <summary>The goods of this bill in this container.</summary>
    public List<DeclaredGoods> Goods { get; } = [];

    /// <summary>Consignor or exporter.</summary>
    public DeclaredParty? Shipper { get; set; }

    /// <summary>Consignee, which may read <c>TO ORDER</c>.</summary>
    public DeclaredParty? Consignee { get; set; }

    /// <summary>Party to notify.</summary>
    public DeclaredParty? Notify { get; set; }

    /// <summary>Place where the goods started (LOC 76, 80, 198), as declared: UN/LOCODE or country code.</summary>
    public Declared<string>? PlaceOfOrigin { get; set; }

    /// <summary>Place of loading (LOC 9).</summary>
    public Declared<string>? PlaceOfLoading { get; set; }

    /// <summary>Places of transhipment in order (LOC 13).</summary>
    public List<Declared<string>> Transhipments { get; } = [];

    /// <summary>Place of discharge (LOC 11).</summary>
    public Declared<string>? PlaceOfDischarge { get; set; }

    /// <summary>Destination (LOC 8, 20, 28).</summary>
    public Declared<string>? PlaceOfDestination { get; set; }

    /// <summary>Place of delivery (LOC 7).</summary>
    public Declared<string>? PlaceOfDelivery { get; set; }

    /// <summary>Declared value of the goods of the bill.</summary>
    public Declared<double>? Value { get; set; }

    /// <summary>Freight charge of the bill.</summary>
    public Declared<double>? Freight { get; set; }

    /// <summary>Who pays the freight: prepaid, collect, third party or elsewhere (CPI 4237).</summary>
    public Declared<string>? FreightPayment { get; set; }

    /// <summary>ISO 4217 currency of value and freight, when given.</summary>
    public Declared<string>? Currency { get; set; }

    /// <summary>First and last byte position of the consignment's own part of the file.</summary>
    public SourcePosition At { get; set; }

    /// <summary>Whether anything in it had to be repaired to be read.</summary>
    public bool Repaired { get; set; }
}
