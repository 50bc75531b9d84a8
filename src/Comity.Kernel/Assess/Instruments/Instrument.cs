using System.Diagnostics.CodeAnalysis;
using Comity.Kernel.Assess.Cel;
using Comity.Kernel.Subjects;

namespace Comity.Kernel.Assess.Instruments;

/// <summary>What is wrong with an instrument.</summary>
/// <param name="Path">The part, such as <c>scales[0].stages[0].bands[2]</c>.</param>
/// <param name="Message">What was found and what was expected.</param>
/// <param name="Condition">Where in the part's condition, when the condition is wrong.</param>
public sealed record InstrumentProblem(string Path, string Message, CelError? Condition = null);

/// <summary>The result of compiling: an instrument, or everything that is wrong with it.</summary>
public sealed record InstrumentCompilation(Instrument? Instrument, IReadOnlyList<InstrumentProblem> Problems)
{
    /// <summary>Whether there is an instrument.</summary>
    [MemberNotNullWhen(true, nameof(Instrument))]
    public bool Succeeded => Instrument is not null;
}

/// <summary>
/// An instrument that can be used: its cut-offs cover every total once, every level can be reached, everything it names exists.
/// Immutable; may be used by many threads at once. Equal answers on equal days give equal results.
/// </summary>
public sealed class Instrument
{
    private readonly IReadOnlyDictionary<string, Condition> _conditions;
    private readonly IReadOnlyList<ItemDefinition> _inOrderOfNeed;

    private Instrument(InstrumentDefinition definition, IReadOnlyDictionary<string, Condition> conditions, IReadOnlyList<ItemDefinition> inOrderOfNeed) =>
        (Definition, _conditions, _inOrderOfNeed) = (definition, conditions, inOrderOfNeed);

    /// <summary>What its file says.</summary>
    public InstrumentDefinition Definition { get; }

    /// <summary>Checks a definition as a whole. What is wrong gives problems, not exceptions.</summary>
    public static InstrumentCompilation Compile(InstrumentDefinition definition)
    {
        var check = new InstrumentCheck(definition);
        var order = check.Run();
        return check.Problems.Count > 0
            ? new InstrumentCompilation(null, check.Problems)
            : new InstrumentCompilation(new Instrument(definition, check.Conditions, order), []);
    }

    /// <summary>The levels of a scale, lowest first.</summary>
    public IReadOnlyList<string> LevelsOf(ScaleDefinition scale) => ScaleScoring.Levels(scale);

    /// <summary>Assesses a subject.</summary>
    /// <param name="sheet">What was answered.</param>
    /// <param name="day">The day of the assessment; windows are counted back from it.</param>
    /// <param name="facts">The record that answers what nobody did, over the definition's <see cref="InstrumentDefinition.Facts"/>; <see langword="null"/> for none.</param>
    public AssessmentOutcome Assess(AnswerSheet sheet, DateOnly day, SubjectRecord? facts = null)
    {
        var problems = new List<AnswerProblem>();
        var scoring = new ItemScoring(_conditions, facts ?? new SubjectRecord(Definition.Facts), day, problems);
        foreach (var item in _inOrderOfNeed)
        {
            scoring.Score(item, sheet.Items.GetValueOrDefault(item.Id));
        }

        var scales = Definition.Scales.Select(scale => ScaleScoring.Score(Definition, scale, scoring, sheet.Items.GetValueOrDefault(scale.Id), problems)).ToList();
        RefuseUnknown(sheet, problems);
        RefuseCorrection(sheet.Corrected, problems);
        var main = scales.FirstOrDefault();
        var overrides = OverrideCheck.Apply(Definition, main?.Level, sheet.Overrides, problems, out var final);
        if (problems.Count > 0)
        {
            return new AssessmentOutcome(null, problems);
        }

        return new AssessmentOutcome(
            new Assessment(
                Definition, day, [.. Definition.Items.Select(item => scoring[item.Id].Result)], scales, overrides, final, sheet.Corrected, [.. Notes(day)]),
            []);
    }

    private void RefuseUnknown(AnswerSheet sheet, List<AnswerProblem> problems)
    {
        string[] known = [.. Definition.Items.Where(i => i is not HighestItem).Select(i => i.Id), .. Definition.Scales.OfType<JudgementScale>().Select(s => s.Id)];
        foreach (var key in sheet.Items.Keys.Where(key => !known.Contains(key, StringComparer.Ordinal)))
        {
            problems.Add(Definition.Items.Any(i => i.Id == key)
                ? new AnswerProblem(key, null, $"an answer to {key}", "no answer, since it follows from other items")
                : new AnswerProblem(key, null, $"an item {key}", $"an item of {Definition.Id}: {string.Join(", ", known)}"));
        }
    }

    private void RefuseCorrection(CorrectedResult? corrected, List<AnswerProblem> problems)
    {
        if (corrected is null)
        {
            return;
        }

        if (string.IsNullOrWhiteSpace(corrected.Reason) || string.IsNullOrWhiteSpace(corrected.By))
        {
            problems.Add(new AnswerProblem("$corrected", null, "a correction without a reason or a person", "both"));
        }

        var levels = Definition.Scales.Count > 0 ? LevelsOf(Definition.Scales[0]) : [];
        if (corrected.Level is { } level && !levels.Contains(level, StringComparer.Ordinal))
        {
            problems.Add(new AnswerProblem("$corrected", null, $"the level {level}", $"one of {string.Join(", ", levels)}"));
        }
    }

    private IEnumerable<string> Notes(DateOnly day)
    {
        if (Definition.Notice is { } notice)
        {
            yield return notice;
        }

        if (Definition.IsSample)
        {
            yield return "A sample: its weights are not validated here, so it may not decide about anybody.";
        }

        if (!Definition.IsInForceOn(day))
        {
            yield return FormattableString.Invariant($"{Definition.Id} is not in force on {day:yyyy-MM-dd}.");
        }
    }
}
