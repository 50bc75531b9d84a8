using Comity.Formats.Cargo;
using Comity.Formats.Cuscar;

namespace Comity.Formats.Stowage;

/// <summary>Reads UN/EDIFACT BAPLIE (bayplan): a ship's containers with weight and places.</summary>
public sealed class BaplieReader : ICargoReader
{
    /// <inheritdoc/>
    public string Format => "baplie";

    /// <inheritdoc/>
    public bool Recognises(ReadOnlySpan<byte> head) => CargoInterchange.Recognises(head, "BAPLIE");

    /// <inheritdoc/>
    public void Read(Stream stream, CargoReadOptions options, ICargoSink sink) => CargoInterchange.Read(stream, options, sink, "BAPLIE");
}
