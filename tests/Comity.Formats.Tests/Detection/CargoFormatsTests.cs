using System.IO.Compression;
using System.Text;
using Comity.Formats.Ams;
using Comity.Formats.Awmds;
using Comity.Formats.Cargo;
using Comity.Formats.Detection;
using Comity.Formats.Tabular;
using Comity.Formats.Tests.Tabular;
using CsCheck;

namespace Comity.Formats.Tests.Detection;

public sealed class CargoFormatsTests
{
    private static readonly CargoFormats Formats = new(
    [
        new AwmdsReader(), new AmsReader(), TabularReader.Xlsx(_ => null), TabularReader.Csv(_ => null),
    ]);

    public static TheoryData<string, byte[]> Files => new()
    {
        { "awmds", Data("awmds/sample.xml") },
        { "awmds", [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(Encoding.UTF8.GetString(Data("awmds/sample.xml")))] },
        { "csv", Data("tabular/manifiesto-es.csv") },
        { "csv", Encoding.Unicode.GetBytes("a\tb\n1\t2\n") },
        { "xlsx", XlsxFile.Of(("S", [XlsxFile.Row(1, "a", "b")])) },
        { "ams", XlsxFile.Zip(new Dictionary<string, string>(StringComparer.Ordinal) { ["readme.txt"] = "x", ["data/header.csv"] = "identifier\n1\n" }) },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public void A_format_is_found_from_the_content(string format, byte[] file)
    {
        using var stream = new MemoryStream(file);

        Formats.Detect(stream).ShouldBeOfType<DetectedFormat.Known>().Reader.Format.ShouldBe(format);
        Formats.Detect(file).ShouldBeOfType<DetectedFormat.Known>().Reader.Format.ShouldBe(format);
        stream.Position.ShouldBe(0);
    }

    public static TheoryData<string, byte[]> Others => new()
    {
        { "an empty file", [] },
        { "a gzip file", Gzip("a;b\n1;2\n") },
        { "a PDF document", Encoding.ASCII.GetBytes("%PDF-1.7\n1;2\n1;2\n") },
        { "binary data beginning 00FF10", [0x00, 0xFF, 0x10, 0x80, 0x00, 0x01, 0x02] },
        { "binary data", Encoding.ASCII.GetBytes("---\n***\n") },
        { "an old Office document", [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1] },
        { "XML or HTML of another kind", Encoding.ASCII.GetBytes("<html><a>1;2</a>\n<b>1;2</b></html>") },
        { "JSON", Encoding.ASCII.GetBytes("{\"a\":1,\n\"b\":2,\n\"c\":3}") },
        { "an EDIFACT interchange", Encoding.ASCII.GetBytes("UNB+UNOA:1+A+B+250101:0000+1'UNZ+0+1'") },
        { "text without columns", Encoding.ASCII.GetBytes("dear sir\nplease find attached\n") },
        { "a zip archive with 1 entries: letter.docx", XlsxFile.Zip(new Dictionary<string, string>(StringComparer.Ordinal) { ["letter.docx"] = "x" }) },
        { "a damaged zip archive", XlsxFile.Of(("S", [XlsxFile.Row(1, "a")]))[..200] },
    };

    [Theory]
    [MemberData(nameof(Others))]
    public void Another_format_is_named(string seen, byte[] file)
    {
        using var stream = new MemoryStream(file);

        var unknown = Formats.Detect(stream).ShouldBeOfType<DetectedFormat.UnknownFormat>();

        unknown.Seen.ShouldStartWith(seen);
        unknown.Advice.ShouldNotBeEmpty();
    }

    [Fact]
    public void No_bytes_crash_the_detection()
    {
        Gen.Byte.Array[0, 300].Sample(bytes => Formats.Detect(new MemoryStream(bytes)).ShouldNotBeNull(), iter: 2000, seed: "0000KOIl5P70");
        Gen.Byte.Array[0, 300].Sample(bytes => Formats.Detect(new MemoryStream([.. "PK\u0003\u0004"u8, .. bytes])).ShouldNotBeNull(), iter: 500, seed: "0000KOIl5P70");
    }

    [Fact]
    public void Every_reader_survives_any_bytes_and_counts_what_it_met() =>
        Gen.Byte.Array[0, 300].Sample(bytes =>
        {
            foreach (var reader in Formats.Readers)
            {
                var inner = new RecordingSink();
                var sink = new CountingSink(inner);
                reader.Read(new MemoryStream(bytes), new(), sink);
                inner.ShouldBeEnded();
                sink.Met.ShouldBe(sink.Consignments + sink.Quarantined);
                inner.Met.ShouldBe(sink.Met);
                inner.Quarantines.ShouldNotBeEmpty();
            }
        }, iter: 1000, seed: "0000KOIl5P70");

    [Fact]
    public void Reading_ends_when_asked_to()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        foreach (var reader in Formats.Readers)
        {
            Should.Throw<OperationCanceledException>(() => reader.Read(new MemoryStream(Data("tabular/manifiesto-es.csv")), new() { Cancellation = source.Token }, new CountingSink()));
        }
    }

    private static byte[] Data(string name) => File.ReadAllBytes(Path.Combine([AppContext.BaseDirectory, "Data", .. name.Split('/')]));

    private static byte[] Gzip(string text)
    {
        using var memory = new MemoryStream();
        using (var zip = new GZipStream(memory, CompressionLevel.Fastest))
        {
            zip.Write(Encoding.ASCII.GetBytes(text));
        }

        return memory.ToArray();
    }
}
