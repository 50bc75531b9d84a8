using Comity.Formats.Cargo;

namespace Comity.Formats.Cuscar;

/// <summary>
/// Reads UN/EDIFACT CUSCAR (customs cargo report), directories D95B, D96B, D00B, D03B and later. Other cargo
/// messages in the same file are read too.
/// </summary>
public sealed class CuscarReader : ICargoReader
{
    /// <inheritdoc/>
    public string Format => "cuscar";

    /// <inheritdoc/>
    public bool Recognises(ReadOnlySpan<byte> head) => CargoInterchange.Recognises(head, "CUSCAR");

    /// <inheritdoc/>
    public void Read(Stream stream, CargoReadOptions options, ICargoSink sink) => CargoInterchange.Read(stream, options, sink, "CUSCAR");
}
