using Comity.Kernel.Assess.Cel;
using Comity.Kernel.Assess.Matching;
using Comity.Kernel.Subjects;
using Comity.Store.Chunks;

namespace Comity.Store.Tests.Chunks;

public sealed class ChunkFileTests : IDisposable
{
    private static readonly SubjectSchema Schema = new("consignment",
    [
        new("route.origin", FactType.Text, FactOrigin.Declared, "Country."),
        new("goods.description", FactType.Text, FactOrigin.Declared, "Words."),
        new("goods.hs", FactType.TextList, FactOrigin.Declared, "Codes."),
        new("goods.gross_mass_kg", FactType.Number, FactOrigin.Declared, "Mass."),
        new("manifest.arrival", FactType.Timestamp, FactOrigin.Declared, "Arrival."),
    ]);

    private readonly string _folder = Directory.CreateTempSubdirectory("comity-chunks-").FullName;

    private string File => Path.Combine(_folder, "history.chunks");

    [Fact]
    public void A_file_gives_the_matches_that_the_records_give_for_any_number_of_threads()
    {
        var records = Records(40_000);
        var matcher = Compile();
        ChunkFile.Write(File, Schema, records, new HashSet<int> { 1 });
        using var file = ChunkFile.Open(File, Schema);

        file.Count.ShouldBe(3);
        var expected = matcher.Match(records, MatchMode.All).Select(Show).ToList();
        expected.Count.ShouldBeGreaterThan(1_000);
        foreach (var threads in new[] { 1, 3 })
        {
            var found = new List<string>();
            matcher.Match(file, MatchMode.All, threads, matches => found.AddRange(matches.Select(Show)), TestContext.Current.CancellationToken);
            found.ShouldBe(expected);
        }
    }

    [Fact]
    public void A_damaged_byte_is_refused_or_does_not_matter()
    {
        var records = Records(3_000);
        ChunkFile.Write(File, Schema, records, new HashSet<int> { 1 });
        var whole = System.IO.File.ReadAllBytes(File);
        var expected = Search(File);
        var refused = 0;
        for (var at = 0; at < whole.Length; at += 997)
        {
            var damaged = (byte[])whole.Clone();
            damaged[at] ^= 0x10;
            var path = Path.Combine(_folder, "damaged");
            System.IO.File.WriteAllBytes(path, damaged);
            try
            {
                // Between two parts nothing is kept, and nothing is lost there.
                Search(path).ShouldBe(expected);
            }
            catch (ChunkDamagedException)
            {
                refused++;
            }
        }

        refused.ShouldBeGreaterThan(whole.Length / 997 * 8 / 10);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(40)]
    [InlineData(5_000)]
    public void A_file_that_was_cut_short_is_refused(int length)
    {
        ChunkFile.Write(File, Schema, Records(3_000));
        using (var stream = System.IO.File.OpenWrite(File))
        {
            stream.SetLength(length);
        }

        Should.Throw<ChunkDamagedException>(() => ChunkFile.Open(File, Schema)).Message.ShouldContain(File);
    }

    [Fact]
    public void A_file_of_other_fields_is_refused()
    {
        ChunkFile.Write(File, Schema, Records(10));

        Should.Throw<ChunkDamagedException>(() => ChunkFile.Open(File, new SubjectSchema("consignment", [.. Schema.Fields.Reverse()])))
            .Message.ShouldContain("other fields");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static List<string> Search(string path)
    {
        using var file = ChunkFile.Open(path, Schema);
        var found = new List<string>();
        Compile().Match(file, MatchMode.All, 1, matches => found.AddRange(matches.Select(Show)), TestContext.Current.CancellationToken);
        return found;
    }

    private static string Show(Match match) => $"{match.Row} {match.Profile} {match.Outcome.Verdict} {string.Join(',', match.Outcome.Missing)} {match.Outcome.Error}";

    private static Matcher Compile() => Matcher.Compile(Schema, new[]
    {
        "route.origin == 'C7' && goods.gross_mass_kg > 100.0",
        "goods.hs.exists(h, h.startsWith('44')) && goods.description.contains('ood')",
        "goods.description.contains('wood 1') || manifest.arrival < timestamp('2026-01-01T01:00:00Z')",
        "goods.hs[1] == '4407'",
    }.Select((text, i) => new MatcherProfile($"p{i}", 1, ConditionCompiler.Compile(text, Schema).Condition!)));

    private static SubjectRecord[] Records(int count) => [.. Enumerable.Range(0, count).Select(i =>
    {
        var record = new SubjectRecord(Schema);
        record.Set(0, i % 11 == 0 ? null : $"C{i % 200}");
        record.Set(1, i % 3 == 0 ? $"sawn wood {i}" : $"other goods {i % 50}");
        record.Set(2, i % 4 == 0 ? null : new[] { $"{4400 + (i % 20)}", "4407" });
        record.Set(3, i % 5 == 0 ? null : i / 100.0);
        record.Set(4, new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMinutes(i));
        return record;
    })];
}
