namespace Comity.Programmes.Containers.Generator;

/// <summary>A file of the month, in the order in which files were received.</summary>
/// <param name="File">Name in the output folder.</param>
/// <param name="ReceivedAt">When the unit received it, UTC.</param>
/// <param name="Sender">Carrier code of the sender.</param>
/// <param name="Function">What it does: original, add, change, delete, cancel, or redelivered (the same bytes again).</param>
/// <param name="Consignments">Consignments in it; of a withdrawal, the bills that it names.</param>
/// <param name="Defects">Planted defects of the format that a reader has to repair.</param>
public sealed record GeneratedDelivery(
    string File, DateTimeOffset ReceivedAt, string Sender, string Function, int Consignments, IReadOnlyList<string> Defects);

/// <summary>One planted consignment and what is true about it.</summary>
/// <param name="Story">Kind of story.</param>
/// <param name="StoryNumber">Entries with the same number belong to one story.</param>
/// <param name="File">The file in which the deciding declaration stands.</param>
/// <param name="Voyage">Voyage number.</param>
/// <param name="Bill">Bill of lading number.</param>
/// <param name="Container">Container number; empty for loose cargo.</param>
/// <param name="Expected">Fields of the consignment schema that should stand out, given enough history.</param>
/// <param name="Find">Whether a control would find something.</param>
/// <param name="Commodity">What it would find; empty without a find.</param>
/// <param name="QuantityKg">How much, kilograms; 0 without a find.</param>
public sealed record TruthEntry(
    string Story, int StoryNumber, string File, string Voyage, string Bill, string Container,
    IReadOnlyList<string> Expected, bool Find, string Commodity, int QuantityKg);

/// <summary>What was generated.</summary>
/// <param name="Consignments">Consignments in original declarations.</param>
/// <param name="Voyages">Voyages.</param>
/// <param name="Bytes">Bytes of all manifest files.</param>
/// <param name="Deliveries">Every file, by the time it was received; also in <c>deliveries.json</c>.</param>
/// <param name="Truth">Every planted consignment; also in <c>truth.json</c>.</param>
public sealed record GeneratedMonth(
    int Consignments, int Voyages, long Bytes, IReadOnlyList<GeneratedDelivery> Deliveries, IReadOnlyList<TruthEntry> Truth);
