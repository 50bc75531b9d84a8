using Comity.Formats.Cargo;
using Comity.Formats.Cuscar;

namespace Comity.Formats.Stowage;

/// <summary>Reads UN/EDIFACT COPRAR (container load or discharge order).</summary>
public sealed class CoprarReader : ICargoReader
{
    /// <inheritdoc/>
    public string Format => "coprar";

    /// <inheritdoc/>
    public bool Recognises(ReadOnlySpan<byte> head) => CargoInterchange.Recognises(head, "COPRAR");

    /// <inheritdoc/>
    public void Read(Stream stream, CargoReadOptions options, ICargoSink sink) => CargoInterchange.Read(stream, options, sink, "COPRAR");
}
