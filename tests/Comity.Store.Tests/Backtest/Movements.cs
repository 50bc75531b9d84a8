using Comity.Kernel.Account;
using Comity.Kernel.Assess.Cel;
using Comity.Kernel.Subjects;
using Comity.Store.Backtest;

namespace Comity.Store.Tests.Backtest;

/// <summary>A schema with every type of fact twice, so that facts can be compared, and small histories over it.</summary>
internal sealed class Movements : IDisposable
{
    public static readonly SubjectSchema Schema = new("movement",
    [
        new("flag.a", FactType.Boolean, FactOrigin.Declared, "A flag."),
        new("flag.b", FactType.Boolean, FactOrigin.Declared, "Another."),
        new("count.a", FactType.Integer, FactOrigin.Declared, "A count."),
        new("count.b", FactType.Integer, FactOrigin.Declared, "Another."),
        new("mass.a", FactType.Number, FactOrigin.Declared, "A number."),
        new("mass.b", FactType.Number, FactOrigin.Declared, "Another."),
        new("text.a", FactType.Text, FactOrigin.Declared, "A text."),
        new("text.b", FactType.Text, FactOrigin.Declared, "Another."),
        new("time.a", FactType.Timestamp, FactOrigin.Declared, "A time."),
        new("time.b", FactType.Timestamp, FactOrigin.Declared, "Another."),
        new("codes.a", FactType.TextList, FactOrigin.Declared, "A list."),
        new("codes.b", FactType.TextList, FactOrigin.Declared, "Another."),
    ]);

    private readonly NodeFolder _folder = new();

    public Movements(IEnumerable<SubjectVersion> versions)
    {
        History = MovementHistory.Open(_folder.Path, Schema);
        History.Append(versions);
    }

    public MovementHistory History { get; }

    public static Movements Of(IEnumerable<SubjectRecord> records) => new(records.Select((record, i) => Version(i + 1, i + 1, 1, record)));

    public static SubjectVersion Version(long sequence, long subject, int version, SubjectRecord record, bool deleted = false, int day = 0) =>
        new(sequence, subject, $"K{subject}", "D", version, 1, "original", deleted, Samples.Noon.AddDays(day), record);

    public static SubjectRecord Record(params ReadOnlySpan<(string Path, object Value)> facts)
    {
        var record = new SubjectRecord(Schema);
        foreach (var (path, value) in facts)
        {
            record.Set(path, value);
        }

        return record;
    }

    public static Condition Compile(string text)
    {
        var compilation = ConditionCompiler.Compile(text, Schema);
        compilation.Errors.Select(e => e.Render(text)).ShouldBeEmpty();
        return compilation.Condition.ShouldNotBeNull();
    }

    /// <summary>The last stage of a back-test.</summary>
    public async Task<Kernel.Assess.BackTestResult> Try(string condition, IReadOnlyList<ControlledSubject>? controls = null, IReadOnlyList<OtherProfile>? others = null)
    {
        using var test = BackTest.Over(History, controls ?? []);
        return await test.Run(Compile(condition), others ?? [], TestContext.Current.CancellationToken).LastAsync(TestContext.Current.CancellationToken);
    }

    public void Dispose()
    {
        History.Dispose();
        _folder.Dispose();
    }
}
