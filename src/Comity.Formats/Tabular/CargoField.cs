namespace Comity.Formats.Tabular;

/// <summary>
/// What a column of a table can mean: the facts of <see cref="Cargo.DeclaredManifest"/> and
/// <see cref="Cargo.DeclaredConsignment"/>. Names are written into saved mappings and never change.
/// </summary>
public enum CargoField
{
    /// <summary>The manifest's own number.</summary>
    DocumentNumber,
    Voyage,
    ConveyanceName,
    VesselImo,
    Carrier,
    ArrivalAt,
    DepartureAt,
    PlaceOfDeparture,
    PlaceOfArrival,
    BillNumber,
    BillKind,
    BillNature,
    MasterBill,

    /// <summary>Gross mass of the whole bill, repeated on each of its rows.</summary>
    BillGrossMass,
    PlaceOfOrigin,
    PlaceOfLoading,
    Transhipment,
    PlaceOfDischarge,
    PlaceOfDestination,
    PlaceOfDelivery,

    /// <summary>Value of the goods of the bill.</summary>
    Value,
    Freight,
    FreightPayment,
    Currency,
    ContainerNumber,
    ContainerSizeType,
    ContainerEmpty,
    Seal,
    ContainerTare,

    /// <summary>Gross mass of the box.</summary>
    ContainerGrossMass,
    GoodsDescription,
    Hs,
    Packages,
    PackageType,

    /// <summary>Gross mass of the row's goods in the row's container.</summary>
    GoodsGrossMass,
    GoodsVolume,
    UnNumber,
    Marks,
    ShipperName,
    ShipperAddress,
    ShipperCountry,
    ShipperPhone,
    ShipperCode,
    ConsigneeName,
    ConsigneeAddress,
    ConsigneeCountry,
    ConsigneePhone,
    ConsigneeCode,
    NotifyName,
    NotifyAddress,
    NotifyCountry,
    NotifyPhone,
    NotifyCode,
}

/// <summary>How the values of a column look, so that a column under a wrong heading is noticed.</summary>
public enum ValueKind
{
    /// <summary>Anything.</summary>
    Text,

    /// <summary>Four letters and six or seven digits (ISO 6346; the check digit is not judged here).</summary>
    ContainerNumber,

    /// <summary>A number that is not negative.</summary>
    Number,

    /// <summary>A whole number that is not negative.</summary>
    Integer,

    /// <summary>A date, with or without a time.</summary>
    Date,

    /// <summary>Two letters and three letters or digits (UN/LOCODE).</summary>
    Locode,

    /// <summary>At least four digits, points and blanks allowed (HS).</summary>
    Hs,
}

/// <summary>What is known about a <see cref="CargoField"/> without looking at a file.</summary>
internal static class CargoFields
{
    /// <summary>How values of the field must look; places may be names unless a mapping says otherwise.</summary>
    public static ValueKind KindOf(CargoField field) => field switch
    {
        CargoField.ContainerNumber => ValueKind.ContainerNumber,
        CargoField.ArrivalAt or CargoField.DepartureAt => ValueKind.Date,
        CargoField.Packages => ValueKind.Integer,
        CargoField.Hs => ValueKind.Hs,
        CargoField.Value or CargoField.Freight or CargoField.GoodsVolume => ValueKind.Number,
        _ => IsMass(field) ? ValueKind.Number : ValueKind.Text,
    };

    /// <summary>Masses need a unit; it is never guessed.</summary>
    public static bool IsMass(CargoField field) => field is
        CargoField.BillGrossMass or CargoField.ContainerTare or CargoField.ContainerGrossMass or CargoField.GoodsGrossMass;

    public static bool IsPlace(CargoField field) => field is
        CargoField.PlaceOfDeparture or CargoField.PlaceOfArrival or CargoField.PlaceOfOrigin or CargoField.PlaceOfLoading
        or CargoField.Transhipment or CargoField.PlaceOfDischarge or CargoField.PlaceOfDestination or CargoField.PlaceOfDelivery;

    /// <summary>Whether several columns may carry the field.</summary>
    public static bool MayRepeat(CargoField field) => field is
        CargoField.Seal or CargoField.Transhipment or CargoField.Hs or CargoField.UnNumber
        or CargoField.ShipperAddress or CargoField.ConsigneeAddress or CargoField.NotifyAddress or CargoField.GoodsDescription;

    /// <summary>Whether the field belongs to the manifest as a whole.</summary>
    public static bool IsOfManifest(CargoField field) => field <= CargoField.PlaceOfArrival;
}
