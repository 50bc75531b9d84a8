namespace Comity.Programmes.Containers.Generator.Internal;

/// <summary>UN/EDIFACT 1225 codes of the functions that are generated.</summary>
internal enum MessageFunction
{
    Cancel = 1,
    Add = 2,
    Delete = 3,
    Change = 4,
    Original = 9,
}

internal sealed record Party(string Name, string Address, string City, string Country, string Phone, string Code);

internal sealed record Box(string Number, string SizeType, int TareKg, bool Empty)
{
    public List<string> Seals { get; init; } = [];
}

/// <summary>What of a bill is in one box, or loose: one consignment. <see cref="GrossMassKg"/> of an empty box is its whole mass.</summary>
internal sealed record Load(Box? Box, int Packages, int GrossMassKg, int VolumeLitres);

internal sealed record Bill
{
    /// <summary>Given when the bill has its place on the voyage.</summary>
    public required string Number { get; init; }

    /// <summary>Set on house bills of a groupage container.</summary>
    public string? Master { get; init; }

    /// <summary>22 export, 23 import, 24 transit.</summary>
    public required int Nature { get; init; }

    public required Party Shipper { get; init; }

    public required Party Consignee { get; init; }

    public required Party Notify { get; init; }

    public required string Origin { get; init; }

    public required string Loading { get; init; }

    public string? Transhipment { get; init; }

    public required string Discharge { get; init; }

    public required string Destination { get; init; }

    public required string Hs { get; init; }

    public required string Description { get; init; }

    public required string PackageType { get; init; }

    public required string UnNumber { get; init; }

    public required string Marks { get; init; }

    public required IReadOnlyList<Load> Loads { get; init; }

    public required long ValueUsd { get; init; }

    public required long FreightUsd { get; init; }

    public long GrossMassKg => Loads.Sum(l => (long)l.GrossMassKg);

    public long Packages => Loads.Sum(l => (long)l.Packages);

    public bool IsEmpties => Loads[0].Box is { Empty: true };
}

internal sealed record Vessel(string Name, string Imo, string Flag, string CallSign);

/// <summary>A voyage as planned: everything but its bills.</summary>
internal sealed record Voyage(
    int Index, Lane Lane, CarrierProfile Carrier, Vessel Vessel, string Number, DateTime DepartureAt, DateTime ArrivalAt, DateTime SentAt, int Consignments)
{
    /// <summary>Number of the manifest, by which its amendments speak of it.</summary>
    public string DocumentNumber => $"{Carrier.Code}{SentAt.Year % 100:D2}{Index:D6}";

    public List<StoryPart> Stories { get; } = [];
}

/// <summary>One message: what it does, which document of the voyage it speaks of (1 unless split by port), the bills it lists.</summary>
internal sealed record Message(Voyage Voyage, MessageFunction Function, DateTime SentAt, int Sequence, int Document, IReadOnlyList<Bill> Bills)
{
    public string DocumentNumber => Document == 1 ? Voyage.DocumentNumber : $"{Voyage.DocumentNumber}-{Document}";
}
