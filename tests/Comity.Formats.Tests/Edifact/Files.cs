using System.Text;
using Comity.Formats.Cargo;
using Comity.Formats.Cuscar;
using Comity.Formats.Stowage;

namespace Comity.Formats.Tests.Edifact;

/// <summary>The test messages and ways to read them.</summary>
internal static class Files
{
    public static byte[] Bytes(string name) => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Data", "cargo", name));

    public static string Text(string name) => Encoding.Latin1.GetString(Bytes(name));

    public static ICargoReader Reader(string name) =>
        name.Contains("baplie", StringComparison.Ordinal) ? new BaplieReader()
        : name.Contains("coprar", StringComparison.Ordinal) ? new CoprarReader()
        : new CuscarReader();

    public static EventText Read(byte[] bytes, ICargoReader? reader = null, CargoReadOptions? options = null, int chunk = int.MaxValue)
    {
        var sink = new EventText();
        using var stream = new ChunkedStream(bytes, chunk);
        (reader ?? new CuscarReader()).Read(stream, options ?? new CargoReadOptions(), sink);
        return sink;
    }

    public static EventText Read(string text, CargoReadOptions? options = null) => Read(Encoding.Latin1.GetBytes(text), options: options);

    /// <summary>A whole interchange around the segments of one CUSCAR message, with right counts.</summary>
    public static string Interchange(string segments, string directory = "95B", string syntax = "UNOC:3")
    {
        var count = segments.Count(c => c == '\'') - segments.Split("?'").Length + 1 + 2;
        return $"UNB+{syntax}+SENDER+RECEIVER+240102:0304+REF1'UNH+M1+CUSCAR:D:{directory}:UN'{segments}UNT+{count}+M1'UNZ+1+REF1'";
    }
}

/// <summary>Gives its bytes in pieces of at most a given size, as a network does.</summary>
internal sealed class ChunkedStream(byte[] bytes, int chunk) : MemoryStream(bytes)
{
    public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, chunk));

    public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, chunk)]);
}
