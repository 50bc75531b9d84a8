using System.Text;
using CsCheck;
using Comity.Screening.Lists;

namespace Comity.Screening.Tests.Lists;

/// <summary>Damaged lists, thousands of them: no exception, every entry accounted for, every issue with its place.</summary>
public sealed class FuzzTests
{
    private static readonly (string Name, byte[] Bytes)[] Lists =
    [
        ("un.xml", Beginning("UN_consolidated.xml", 12_000)), ("sdn.csv", Beginning("sdn.csv", 6_000)), ("alt.csv", Beginning("alt.csv", 3_000)),
        ("add.csv", Beginning("add.csv", 3_000)), ("sdn.xml", Whole("synthetic-sdn.xml")), ("eu.xml", Whole("synthetic-eu.xml")), ("eu.csv", Whole("synthetic-eu.csv")),
        ("flat.json", Whole("synthetic-entities.ftm.json")), ("nested.json", Whole("synthetic-targets.nested.json")), ("plain.csv", Whole("synthetic-plain.csv")),
    ];

    private static readonly byte[][] Splinters =
    [
        [0x00], [0xFF, 0xFE], [0xC3], "\""u8.ToArray(), "\r\n"u8.ToArray(), ","u8.ToArray(), ";"u8.ToArray(), "<"u8.ToArray(), "</"u8.ToArray(), "&#x0;"u8.ToArray(),
        "<!DOCTYPE a [<!ENTITY b \"bb\">]>"u8.ToArray(), "&b;"u8.ToArray(), "\\ud800"u8.ToArray(), "{}"u8.ToArray(), "[]"u8.ToArray(), "null"u8.ToArray(), "-0- "u8.ToArray(),
        "9999-12-31"u8.ToArray(), "0000"u8.ToArray(), "; DOB 99 Foo 1"u8.ToArray(), "; Passport"u8.ToArray(), "; Passport ()"u8.ToArray(), "\u001a"u8.ToArray(), "|"u8.ToArray(),
        "\uFEFF"u8.ToArray(), Encoding.ASCII.GetBytes(new string('x', 70_000)), Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("<x>", 3000))),
    ];

    private static readonly Gen<(int List, byte[] Bytes)> Damaged =
        Gen.Select(Gen.Int[0, Lists.Length - 1], Gen.Int[0, 4], Gen.Int[0, 1 << 20].Array[20]).Select((list, times, random) =>
        {
            var bytes = Lists[list].Bytes;
            for (var i = 0; i <= times; i++)
            {
                bytes = Damage(bytes, random.AsSpan(i * 4, 4));
            }

            return (list, bytes);
        });

    [Fact]
    public void Damaged_lists_never_break_a_reader_and_every_entry_is_accounted_for() =>
        Damaged.Sample(
            damaged =>
            {
                var files = new List<ListFile> { Samples.Bytes(Lists[damaged.List].Name, damaged.Bytes) };
                // OFAC's companions come with their entries.
                if (Lists[damaged.List].Name is "alt.csv" or "add.csv")
                {
                    files.Add(Samples.Bytes("sdn.csv", Lists[1].Bytes));
                }

                foreach (var source in ListFormats.Recognise(files, out _))
                {
                    Account(source);
                }
            },
            iter: 1_500, threads: 1);

    [Fact]
    public void Any_reader_survives_any_file() =>
        Gen.Select(Damaged, Gen.Int[0, ListFormats.Readers.Count - 1]).Sample(
            (damaged, reader) => Account(new ListSource(ListFormats.Readers[reader], [Samples.Bytes("list", damaged.Bytes)])),
            iter: 700, threads: 1);

    private static void Account(ListSource source)
    {
        var report = new ListReport();
        var entities = source.Read(report).ToList();
        report.Read.ShouldBe(entities.Count);
        report.Met.ShouldBe(report.Clean + report.Repaired + report.Quarantined);
        report.Issues.Count.ShouldBe((int)Math.Min(report.IssueCount, ListReport.MostIssues));
        report.Issues.Count(issue => issue.Quarantined).ShouldBeGreaterThanOrEqualTo((int)Math.Min(report.Quarantined, 1));
        foreach (var issue in report.Issues)
        {
            issue.Expected.ShouldNotBeEmpty();
            issue.Found.ShouldNotBeEmpty();
            issue.Line.ShouldBeGreaterThanOrEqualTo(0);
        }

        foreach (var entity in entities)
        {
            entity.Names.ShouldNotBeEmpty();
            var json = ListedEntityCodec.Write(entity);
            ListedEntityCodec.Write(ListedEntityCodec.Read(json)).ShouldBe(json);
        }

        entities.DistinctBy(entity => entity.Id, StringComparer.Ordinal).Count().ShouldBe(entities.Count);
    }

    private static byte[] Damage(byte[] bytes, ReadOnlySpan<int> random)
    {
        if (bytes.Length == 0)
        {
            return bytes;
        }

        var at = random[1] % bytes.Length;
        var to = Math.Min(bytes.Length, at + (random[2] % 300));
        switch (random[0] % 6)
        {
            case 0:
                var flipped = (byte[])bytes.Clone();
                flipped[at] ^= (byte)(1 << (random[2] % 8));
                return flipped;
            case 1:
                return bytes[..at];
            case 2:
                return [.. bytes[..at], .. bytes[to..]];
            case 3:
                return [.. bytes[..to], .. bytes[at..]];
            case 4:
                return [.. bytes[..at], .. Splinters[random[3] % Splinters.Length], .. bytes[at..]];
            default:
                var other = Lists[random[3] % Lists.Length].Bytes;
                return [.. bytes[..at], .. other[(random[2] % other.Length)..]];
        }
    }

    private static byte[] Whole(string name) => File.ReadAllBytes(Samples.Path(name));

    private static byte[] Beginning(string name, int bytes)
    {
        using var file = File.OpenRead(Samples.Path(name));
        var part = new byte[bytes];
        file.ReadExactly(part);
        return part;
    }
}
