using CsCheck;
using Comity.Kernel.Assess.Instruments;

namespace Comity.Programmes.Tests.Custody;

/// <summary>What must hold of the shipped custody instruments whatever the answers are.</summary>
public sealed class TdocPropertyTests
{
    private static readonly string[] Ids = ["tdoc-dcaf-2026", "tdoc-rcaf-2026-v1", "tdoc-rcaf-2026-v2", "tdoc-caf-legacy"];

    private static readonly Gen<string> Instruments = Any(Ids);

    [Fact]
    public void The_range_holds_the_level_of_every_completion() => Partly().Sample(
        x =>
        {
            var (instrument, complete, kept) = x;
            var partial = new AnswerSheet(complete.Items.Where(i => kept.Contains(i.Key)).ToDictionary(i => i.Key, i => i.Value, StringComparer.Ordinal));
            var range = instrument.Assess(partial, Tdoc.Day).Assessment!.Main!;
            var result = instrument.Assess(complete, Tdoc.Day).Assessment!.Main!;

            range.PossibleLevels.Contains(result.Level!, StringComparer.Ordinal).ShouldBeTrue($"{result.Level} in {string.Join(", ", range.PossibleLevels)}");
            result.Total!.Value.ShouldBeInRange(range.LeastTotal!.Value, range.MostTotal!.Value);
            (range.Level ?? result.Level).ShouldBe(result.Level);
            result.PossibleLevels.ShouldBe([result.Level!]);
        },
        iter: 2_000, threads: 1);

    [Fact]
    public void Every_possible_level_has_a_completion() => Gen.Select(Instruments, Gen.Int[0, 6]).Sample(
        (id, open) =>
        {
            // One open item with options: all its options together give exactly the levels of the range.
            var instrument = Tdoc.Of(id);
            var items = instrument.Definition.Items;
            if (items[open] is not SingleItem single)
            {
                return;
            }

            var answers = items.ToDictionary(i => i.Id, i => i is SingleItem s ? new TextAnswer(s.Options[0].Label) : (Answer)new EventsAnswer([]), StringComparer.Ordinal);
            var levels = single.Options.Select(o => Level(instrument, answers, single.Id, new TextAnswer(o.Label))!).ToHashSet(StringComparer.Ordinal);
            answers.Remove(single.Id);
            instrument.Assess(new AnswerSheet(answers), Tdoc.Day).Assessment!.Main!.PossibleLevels.ToHashSet(StringComparer.Ordinal).SetEquals(levels).ShouldBeTrue();
        },
        iter: 100, threads: 1);

    [Fact]
    public void The_total_never_exceeds_its_limit() => Complete(Any(Ids[..3])).Sample(
        x => x.Instrument.Assess(x.Sheet, Tdoc.Day).Assessment!.Main!.Total!.Value.ShouldBeInRange(-10, 45), iter: 1_000, threads: 1);

    [Fact]
    public void More_misconduct_never_lowers_the_total() => Gen.Select(Complete(Any("tdoc-rcaf-2026-v1", "tdoc-rcaf-2026-v2")), Any("3", "4", "5"), Gen.Int[0, 1_900]).Sample(
        (x, item, daysAgo) =>
        {
            var before = x.Instrument.Assess(x.Sheet, Tdoc.Day).Assessment!.Main!;
            var days = ((EventsAnswer)x.Sheet.Items[item]).Days.Append(Ago(daysAgo));
            var more = new Dictionary<string, Answer>(x.Sheet.Items, StringComparer.Ordinal) { [item] = new EventsAnswer([.. days]) };
            var after = x.Instrument.Assess(new AnswerSheet(more), Tdoc.Day).Assessment!.Main!;
            after.Total!.Value.ShouldBeGreaterThanOrEqualTo(before.Total!.Value);
        },
        iter: 2_000, threads: 1);

    private static string? Level(Instrument instrument, Dictionary<string, Answer> answers, string id, Answer answer) =>
        instrument.Assess(new AnswerSheet(new Dictionary<string, Answer>(answers, StringComparer.Ordinal) { [id] = answer }), Tdoc.Day).Assessment!.Main!.Level;

    private static Gen<(Instrument Instrument, AnswerSheet Sheet, HashSet<string> Kept)> Partly() =>
        Gen.Select(Complete(Instruments), Gen.Int[0, 511]).Select((x, bits) =>
            (x.Instrument, x.Sheet, x.Instrument.Definition.Items.Index().Where(i => (bits & (1 << i.Index)) != 0).Select(i => i.Item.Id).ToHashSet(StringComparer.Ordinal)));

    private static Gen<(Instrument Instrument, AnswerSheet Sheet)> Complete(Gen<string> ids) =>
        Gen.Select(ids, Gen.Int[0, 99].Array[9], Gen.Int[0, 1_900].Array[0, 8].Array[9]).Select((id, choices, events) =>
        {
            var instrument = Tdoc.Of(id);
            var answers = instrument.Definition.Items.Index().ToDictionary(
                i => i.Item.Id,
                i => i.Item is SingleItem single ? new TextAnswer(single.Options[choices[i.Index] % single.Options.Count].Label) : (Answer)new EventsAnswer([.. events[i.Index].Select(Ago)]),
                StringComparer.Ordinal);
            return (instrument, new AnswerSheet(answers));
        });

    private static Gen<string> Any(params string[] of) => Gen.Int[0, of.Length - 1].Select(i => of[i]);

    private static string Ago(int days) => FormattableString.Invariant($"{Tdoc.Day.AddDays(-days):yyyy-MM-dd}");
}
