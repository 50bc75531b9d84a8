using Comity.Kernel.Assess.Cel;
using Comity.Kernel.Subjects;

namespace Comity.Kernel.Tests.Assess.Cel;

/// <summary>A small schema and records for the tests of conditions.</summary>
internal static class Consignments
{
    public static readonly SubjectSchema Schema = new("consignment",
    [
        new("route.origin", FactType.Text, FactOrigin.Declared, "Country of origin."),
        new("route.destination", FactType.Text, FactOrigin.Declared, "Country of destination."),
        new("goods.description", FactType.Text, FactOrigin.Declared, "Description."),
        new("goods.hs", FactType.TextList, FactOrigin.Declared, "HS codes."),
        new("goods.gross_mass_kg", FactType.Number, FactOrigin.Declared, "Gross mass."),
        new("container.is_reefer", FactType.Boolean, FactOrigin.Derived, "Whether refrigerated."),
        new("shipper.first_seen_days", FactType.Integer, FactOrigin.History, "Days since first seen."),
        new("shipper.birthplace", FactType.Text, FactOrigin.Declared, "Place of birth.", Sensitive: true),
        new("voyage.arrival", FactType.Timestamp, FactOrigin.Declared, "Arrival."),
    ]);

    public static Condition Compile(string text)
    {
        var compilation = ConditionCompiler.Compile(text, Schema);
        compilation.Errors.Select(e => e.Render(text)).ShouldBeEmpty();
        return compilation.Condition.ShouldNotBeNull();
    }

    /// <summary>A record with the facts given; each stands in the segment of its ordinal + 1.</summary>
    public static SubjectRecord Record(params (string Path, object? Value)[] facts)
    {
        var record = new SubjectRecord(Schema);
        foreach (var (path, value) in facts)
        {
            record.Set(path, value, new SourcePosition(Schema.OrdinalOf(path) + 1, 100));
        }

        return record;
    }
}
