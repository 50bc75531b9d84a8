using System.Text.Json;
using Comity.Kernel.Assess;
using Comity.Kernel.Subjects;
using CsCheck;

namespace Comity.Kernel.Tests.Assess;

public sealed class FindingCodecTests
{
    private static readonly Gen<string> Texts = Gen.OneOf(Gen.String, Gen.OneOf("", "船 🚢", "a\0b", "\"\\", "NaN"));

    private static readonly Gen<object?> Values = Gen.OneOf<object?>(
        Gen.Bool.Select(v => (object?)v), Gen.Long.Select(v => (object?)v), Gen.Double.Where(v => v != 0).Select(v => (object?)v), Texts.Select(v => (object?)v),
        Texts.Array[0, 3].Select(v => (object?)v),
        Gen.OneOf<object?>(null, double.NaN, double.PositiveInfinity, 5.0, 1e16, new DateTimeOffset(2026, 3, 2, 1, 2, 3, TimeSpan.Zero)));

    private static readonly Gen<SourcePosition> Positions = Gen.Select(
        Gen.Int, Gen.Long, Gen.Int, Texts.Null(0.5), (segment, offset, length, table) => new SourcePosition(segment, offset, length, table));

    private static readonly Gen<Finding> Findings = Gen.Select(
        Gen.Select(Texts, Gen.Int, Texts, Texts, Gen.Double,
            Gen.Select(Texts, Values, Texts, Positions, (field, value, condition, at) => new Reason(field, value, condition, at)).List[0, 3],
            (id, version, title, threat, weight, reasons) => new ProfileHit(id, version, title, threat, weight, reasons)).List[0, 3],
        Gen.Select(Texts, Gen.Int, Texts.List[0, 3], (id, version, missing) => new NotAssessable(id, version, missing)).List[0, 3],
        Gen.Select(Texts, Gen.Int, Texts, (id, version, message) => new ProfileError(id, version, message)).List[0, 3],
        Gen.Double,
        (hits, open, errors, score) => new Finding(hits, open, errors, score));

    [Fact]
    public void A_finding_reads_the_same_however_often_it_is_kept() => Findings.Sample(finding =>
    {
        var text = FindingCodec.Write(finding);
        var back = FindingCodec.Read(text);

        FindingCodec.Write(back).ShouldBe(text);
        back.Score.ShouldBe(finding.Score);
        back.Hits.Count.ShouldBe(finding.Hits.Count);
        foreach (var (hit, kept) in finding.Hits.Zip(back.Hits))
        {
            (kept with { Reasons = hit.Reasons }).ShouldBe(hit);
            kept.Reasons.Select(r => (r.Field, r.Condition, r.Position)).ShouldBe(hit.Reasons.Select(r => (r.Field, r.Condition, r.Position)));
        }

        back.Errors.ShouldBe(finding.Errors);
        back.NotAssessable.Select(n => (n.Id, n.Version)).ShouldBe(finding.NotAssessable.Select(n => (n.Id, n.Version)));
        back.NotAssessable.SelectMany(n => n.Missing).ShouldBe(finding.NotAssessable.SelectMany(n => n.Missing));
    });

    [Theory]
    [InlineData(7L)]
    [InlineData(long.MinValue)]
    [InlineData(long.MaxValue)]
    [InlineData(0.5)]
    [InlineData("7")]
    [InlineData(true)]
    [InlineData(null)]
    public void The_value_of_a_reason_keeps_its_type(object? value)
    {
        var hit = new ProfileHit("p", 1, "t", "x", 1, [new Reason("f", value, "c", SourcePosition.None)]);
        FindingCodec.Read(FindingCodec.Write(new Finding([hit], [], [], 1))).Hits[0].Reasons[0].Value.ShouldBe(value);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"hits\":")]
    public void Text_that_is_no_finding_is_refused(string text) => Should.Throw<JsonException>(() => FindingCodec.Read(text));
}
