using Comity.Kernel.Account;
using Comity.Kernel.Assess;
using Comity.Kernel.Subjects;

namespace Comity.Store.Tests;

/// <summary>Small subjects, findings and decisions for tests of a store.</summary>
internal static class Samples
{
    public static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
    public static readonly DateOnly Day = new(2026, 3, 2);

    public static readonly SubjectSchema Schema = new("sample",
    [
        new("box.number", FactType.Text, FactOrigin.Declared, "Number."),
        new("box.mass_kg", FactType.Number, FactOrigin.Declared, "Mass."),
        new("box.seals", FactType.TextList, FactOrigin.Declared, "Seals."),
        new("box.empty", FactType.Boolean, FactOrigin.Declared, "Empty."),
        new("box.count", FactType.Integer, FactOrigin.History, "Count."),
        new("box.at", FactType.Timestamp, FactOrigin.Declared, "Time."),
    ]);

    public static SubjectRecord Record(string number, double mass = 1.5)
    {
        var record = new SubjectRecord(Schema);
        record.Set("box.number", number, new SourcePosition(3, 40, 11));
        record.Set("box.mass_kg", mass);
        record.Set("box.seals", new[] { "A1", "Ü2" }, new SourcePosition(4, 60, 9, "seals"));
        record.Set("box.empty", value: false);
        record.Set("box.count", 7L);
        record.Set("box.at", Noon.AddTicks(1_234_567));
        return record;
    }

    public static Finding Finding(params ReadOnlySpan<(string Profile, string Threat, double Weight)> hits)
    {
        var list = new List<ProfileHit>();
        foreach (var (profile, threat, weight) in hits)
        {
            list.Add(new ProfileHit(profile, 1, $"Title of {profile}", threat, weight,
                [new Reason("box.number", "B1", "box.number == 'B1'", new SourcePosition(3, 40, 11))]));
        }

        return new Finding(list, [new NotAssessable("open", 2, ["box.mass_kg"])], [], list.Sum(hit => hit.Weight));
    }

    public static Decision Decide(long subject, string action = "scan") => new(0, subject, action, "why", "officer", "unit", Noon);

    public static long Deliver(this IUnitOfWork unit, string sha256 = "aa", string name = "file") =>
        unit.AddDelivery(name, sha256, 10, "sender", Noon);

    public static SubjectVersion Append(
        this IUnitOfWork unit, string key, string document = "D", bool deleted = false, bool listed = true,
        double mass = 1.5, params string[] terms) =>
        unit.AppendVersion(key, unit.Latest(document, key), Record(key, mass), deleted, listed, terms, finding: null);

    /// <summary>A message of its own with one subject for each key.</summary>
    public static SubjectVersion[] Message(this INodeStore store, string hash, params string[] keys)
    {
        using var unit = store.Begin();
        var delivery = unit.Deliver(hash);
        unit.BeginMessage(delivery, "D", "original", Noon);
        SubjectVersion[] versions = [.. keys.Select(key => unit.Append(key, terms: key))];
        unit.EndMessage(hash).ShouldBeTrue();
        unit.Commit();
        return versions;
    }

    /// <summary>Does one thing in a unit of work of its own.</summary>
    public static T Do<T>(this INodeStore store, Func<IUnitOfWork, T> work)
    {
        using var unit = store.Begin();
        var result = work(unit);
        unit.Commit();
        return result;
    }

    /// <inheritdoc cref="Do{T}"/>
    public static void Do(this INodeStore store, Action<IUnitOfWork> work) => store.Do(unit =>
    {
        work(unit);
        return true;
    });

    /// <summary>Reads one thing in a view of its own.</summary>
    public static T See<T>(this INodeStore store, Func<INodeView, T> read)
    {
        using var view = store.Read();
        return read(view);
    }

    public static void ShouldHold(this SubjectRecord record, SubjectRecord expected)
    {
        for (var i = 0; i < expected.Schema.Fields.Count; i++)
        {
            record[i].ShouldBeEquivalentTo(expected[i], expected.Schema.Fields[i].Path);
            record.PositionOf(i).ShouldBe(expected.PositionOf(i));
        }
    }
}
