using System.Text;
using System.Text.Json;
using Comity.Kernel.Subjects;
using CsCheck;

namespace Comity.Kernel.Tests.Subjects;

public sealed class RecordCodecTests
{
    private static readonly SubjectSchema Schema = new("sample", [.. Enum.GetValues<FactType>()
        .Select(type => new FieldDefinition($"f.{type.ToString().ToLowerInvariant()}", type, FactOrigin.Declared, "A field."))]);

    private static readonly Gen<string> Texts = Gen.OneOf(
        Gen.String, Gen.OneOf("", "Ünïcødé", "船 🚢", "a\0b", "\u001f", "\"\\/", "\r\n", "‮rtl", "NaN", "\uFFFF"));

    private static readonly Gen<double> Numbers = Gen.OneOf(
        Gen.Double, Gen.OneOf(double.NaN, double.PositiveInfinity, double.NegativeInfinity, -0.0, double.Epsilon, double.MaxValue, 1e16, 5.0));

    private static readonly Gen<object> Values = Gen.OneOf(
        Gen.Bool.Select(v => (object)v),
        Gen.Long.Select(v => (object)v),
        Numbers.Select(v => (object)v),
        Texts.Select(v => (object)v),
        Gen.DateTime.Select(v => (object)new DateTimeOffset(v.Ticks, TimeSpan.Zero)),
        Texts.Array[0, 4].Select(v => (object)v));

    private static readonly Gen<SourcePosition> Positions = Gen.Select(
        Gen.Int[0, int.MaxValue], Gen.Long[-1, long.MaxValue], Gen.Int[0, int.MaxValue], Texts.Null(0.5),
        (segment, offset, length, table) => segment == 0 ? SourcePosition.None : new SourcePosition(segment, offset, length, table));

    private static readonly Gen<SubjectRecord> Records = Gen.Select(Values, Positions).Array[0, 8].Select(facts =>
    {
        var record = new SubjectRecord(Schema);
        foreach (var (value, at) in facts)
        {
            record.Set((int)TypeOf(value), value, at);
        }

        return record;
    });

    [Fact]
    public void A_record_comes_back_as_it_was_written() => Records.Sample(record =>
    {
        var back = RecordCodec.Read(RecordCodec.Write(record), Schema);
        for (var i = 0; i < Schema.Fields.Count; i++)
        {
            Same(back[i], record[i]).ShouldBeTrue($"{Schema.Fields[i].Path}: {record[i]} came back as {back[i]}");
            back.PositionOf(i).ShouldBe(record.PositionOf(i));
        }
    });

    [Fact]
    public void A_field_that_the_schema_lost_is_left_out()
    {
        var record = new SubjectRecord(Schema);
        record.Set("f.text", "kept", new SourcePosition(1, 2, 3));
        record.Set("f.integer", 7L, new SourcePosition(4, 5, 6));
        var smaller = new SubjectSchema("sample", [Schema.Fields[(int)FactType.Text], new("f.new", FactType.Number, FactOrigin.Derived, "New.")]);

        var back = RecordCodec.Read(RecordCodec.Write(record), smaller);

        back["f.text"].ShouldBe("kept");
        back.PositionOf(0).ShouldBe(new SourcePosition(1, 2, 3));
        back["f.new"].ShouldBeNull();
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"facts\":")]
    [InlineData("nonsense")]
    public void Bytes_that_are_no_record_are_refused(string text) =>
        Should.Throw<JsonException>(() => RecordCodec.Read(Encoding.UTF8.GetBytes(text), Schema));

    [Theory]
    [InlineData("f.integer", 1.5)]
    [InlineData("f.number", 1)]
    [InlineData("f.text", true)]
    [InlineData("f.none", "x")]
    public void A_record_takes_only_what_its_schema_says(string path, object value) =>
        Should.Throw<ArgumentException>(() => new SubjectRecord(Schema).Set(path, value));

    [Theory]
    [InlineData("a", "a")]
    [InlineData("a", "a.b")]
    [InlineData("a.b.c", "a.b")]
    public void Paths_that_collide_are_refused(params string[] paths) =>
        Should.Throw<ArgumentException>(() => new SubjectSchema("s", [.. paths.Select(p => new FieldDefinition(p, FactType.Text, FactOrigin.Declared, "m"))]));

    private static FactType TypeOf(object value) => value switch
    {
        bool => FactType.Boolean,
        long => FactType.Integer,
        double => FactType.Number,
        string => FactType.Text,
        DateTimeOffset => FactType.Timestamp,
        _ => FactType.TextList,
    };

    private static bool Same(object? a, object? b) => (a, b) switch
    {
        (string[] x, string[] y) => x.SequenceEqual(y, StringComparer.Ordinal),
        (double x, double y) => BitConverter.DoubleToInt64Bits(x) == BitConverter.DoubleToInt64Bits(y) || (double.IsNaN(x) && double.IsNaN(y)),
        _ => Equals(a, b),
    };
}
