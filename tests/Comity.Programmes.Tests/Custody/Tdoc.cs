using Comity.Formats.Instruments;
using Comity.Kernel.Assess.Instruments;

namespace Comity.Programmes.Tests.Custody;

/// <summary>The shipped custody instruments, and answers to them.</summary>
internal static class Tdoc
{
    public static DateOnly Day { get; } = new(2026, 6, 30);

    private static IReadOnlyList<Instrument> All { get; } =
        [.. InstrumentFile.ReadFolder(Path.Combine(AppContext.BaseDirectory, "instruments")).Instruments.Select(i => i.Instrument)];

    public static InstrumentShelf Shelf { get; } = new(All);

    public static Instrument Of(string id) => All.Single(i => i.Definition.Id == id);

    /// <summary>Answers to items 1, 2, … in their order; null is no answer, a text beginning with @ is days between blanks.</summary>
    public static AnswerSheet Sheet(params string?[] answers) => new(answers.Index().Where(a => a.Item is not null).ToDictionary(
        a => $"{a.Index + 1}",
        a => a.Item![0] == '@' ? (Answer)new EventsAnswer(a.Item[1..].Split(' ', StringSplitOptions.RemoveEmptyEntries)) : new TextAnswer(a.Item),
        StringComparer.Ordinal));

    public static Assessment Assess(string id, DateOnly day, params string?[] answers)
    {
        var outcome = Of(id).Assess(Sheet(answers), day);
        return outcome.Assessment.ShouldNotBeNull(string.Join(" ", outcome.Problems));
    }
}
