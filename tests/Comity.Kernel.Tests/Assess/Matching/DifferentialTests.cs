using System.Globalization;
using Comity.Kernel.Assess.Matching;
using Comity.Kernel.Subjects;
using CsCheck;

namespace Comity.Kernel.Tests.Assess.Matching;

/// <summary>
/// The interpreter is the judge: whatever the condition and the record, every execution says what it says. Ten thousand
/// pairs; a million with <c>COMITY_NIGHTLY=1</c>. A failure is shrunk to a small case.
/// </summary>
public class DifferentialTests
{
    private const int Profiles = 10;
    private const int Records = 20;

    private static readonly int Rounds = (Environment.GetEnvironmentVariable("COMITY_NIGHTLY") == "1" ? 1_000_000 : 10_000) / (Profiles * Records);

    [Fact]
    public void The_matcher_says_what_the_interpreter_says() =>
        Gen.Select(Generated.Condition.Array[1, Profiles * 2], Generated.Record.Array[1, Records * 2]).Sample(
            (texts, records) =>
            {
                var matcher = Compile(texts);
                var expected = Judge(matcher, records, MatchMode.All);
                Show(matcher.Match(records, MatchMode.All)).ShouldBe(expected, Context(texts, records));
                Show(records.SelectMany((r, i) => matcher.Match([r], MatchMode.All).Select(m => m with { Row = i }))).ShouldBe(expected, Context(texts, records));

                var hits = Judge(matcher, records, MatchMode.Hits);
                Show(matcher.Match(records, MatchMode.Hits)).ShouldBe(hits, Context(texts, records));
                foreach (var prose in new[] { null, Generated.Prose })
                {
                    var chunks = ChunkSet.Of(Generated.Schema, records, prose);
                    Show(Match(matcher, chunks, MatchMode.All)).ShouldBe(expected, Context(texts, records));
                    Show(Match(matcher, chunks, MatchMode.Hits)).ShouldBe(hits, Context(texts, records));
                }
            },
            iter: Rounds,
            print: t => Context(t.Item1, t.Item2));

    [Fact]
    public void Many_rows_are_matched_as_few_are() =>
        Gen.Select(Generated.Condition.Array[1, Profiles], Generated.Record.Array[1, Records]).Sample(
            (texts, records) =>
            {
                // So many that sets of rows are combined before single rows are looked at.
                const int times = 40;
                var matcher = Compile(texts);
                var chunks = ChunkSet.Of(Generated.Schema, Enumerable.Repeat(records, times).SelectMany(r => r), Generated.Prose);
                foreach (var mode in new[] { MatchMode.All, MatchMode.Hits })
                {
                    var once = Match(matcher, ChunkSet.Of(Generated.Schema, records, Generated.Prose), mode);
                    var expected = Enumerable.Range(0, times).SelectMany(i => once.Select(m => m with { Row = m.Row + (i * records.Length) }));
                    Show(Match(matcher, chunks, mode)).ShouldBe(Show(expected), Context(texts, records));
                }
            },
            iter: Rounds,
            print: t => Context(t.Item1, t.Item2));

    [Fact]
    public void A_chunk_keeps_every_fact() => Generated.Record.Array[1, 40].Sample(
        records =>
        {
            foreach (var prose in new[] { null, Generated.Prose })
            {
                var chunk = ChunkSet.Of(Generated.Schema, records, prose)[0];
                for (var i = 0; i < records.Length; i++)
                {
                    Same(chunk.Record(i), records[i]);
                }
            }
        },
        iter: 200);

    [Fact]
    public void Few_rows_may_have_many_elements_that_fit()
    {
        // Listed by element these are 30,000 rows, more than a chunk has.
        string[] elements = [.. Enumerable.Range(1_000, 300).Select(i => i.ToString(CultureInfo.InvariantCulture))];
        SubjectRecord[] records = [.. Enumerable.Range(0, 100).Select(i => Generated.RecordOf([i % 3 == 0 ? "BO" : "BR", null, null, elements, null, null, null, null, null, null, null, null]))];
        var matcher = Compile(["goods.hs.exists(h, h.startsWith('1')) && route.origin == 'BO'", "goods.hs.exists(h, h.startsWith('1'))"]);
        Show(Match(matcher, ChunkSet.Of(Generated.Schema, records), MatchMode.All)).ShouldBe(Judge(matcher, records, MatchMode.All));
        Match(matcher, ChunkSet.Of(Generated.Schema, records), MatchMode.Hits).Count.ShouldBe(134);
    }

    private static void Same(SubjectRecord actual, SubjectRecord expected)
    {
        for (var i = 0; i < expected.Schema.Fields.Count; i++)
        {
            switch (expected[i])
            {
                case double number: BitConverter.DoubleToInt64Bits((double)actual[i]!).ShouldBe(BitConverter.DoubleToInt64Bits(number)); break;
                case IReadOnlyList<string> list: ((IReadOnlyList<string>)actual[i]!).SequenceEqual(list, StringComparer.Ordinal).ShouldBeTrue(); break;
                case var value: actual[i].ShouldBe(value); break;
            }
        }
    }

    private static Matcher Compile(string[] texts) =>
        Matcher.Compile(Generated.Schema, texts.Select((t, i) => new MatcherProfile($"p{i}", i, Generated.Compile(t))));

    private static List<Match> Match(Matcher matcher, IChunkSet chunks, MatchMode mode)
    {
        var found = new List<Match>();
        matcher.Match(chunks, mode, 1, found.AddRange);
        return found;
    }

    private static List<string> Judge(Matcher matcher, SubjectRecord[] records, MatchMode mode) =>
        Show(
            from row in Enumerable.Range(0, records.Length)
            from profile in Enumerable.Range(0, matcher.Profiles.Count)
            let outcome = matcher.Profiles[profile].Condition.Evaluate(records[row])
            where outcome.Verdict == Kernel.Assess.Verdict.True || (mode == MatchMode.All && outcome.Verdict == Kernel.Assess.Verdict.Unknown)
            select new Match(row, profile, outcome));

    private static List<string> Show(IEnumerable<Match> matches) =>
        [.. matches.Select(m => $"{m.Row} {m.Profile} {m.Outcome.Verdict} {string.Join(',', m.Outcome.Missing)} {m.Outcome.Error}")];

    private static string Context(string[] texts, SubjectRecord[] records) =>
        string.Join('\n', texts) + '\n' + string.Join('\n', records.Select(Generated.Print));
}
