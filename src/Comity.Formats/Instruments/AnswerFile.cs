using System.Globalization;
using Comity.Formats.Profiles;
using Comity.Kernel.Assess.Instruments;
using Comity.Kernel.Subjects;
using Spelling = Comity.Kernel.Assess.Cel.Spelling;

namespace Comity.Formats.Instruments;

/// <summary>An assessment of an answer file, or everything that is wrong with the file.</summary>
public sealed record AnswerFileOutcome(Assessment? Assessment, IReadOnlyList<InstrumentDiagnostic> Diagnostics);

/// <summary>
/// Reads answers from a JSON object: item → option's label or code, number, or list of days; the id of a judgement →
/// <c>{"level","reason","by"}</c>. <c>null</c> is no answer. Beside items, <c>$facts</c> holds the record's facts, <c>$overrides</c> a list of
/// <c>{"code","from","to","reason","approvals":[{"role","by"}]}</c>, <c>$corrected</c> the result on paper
/// <c>{"total","level","reason","by"}</c>.
/// </summary>
public sealed class AnswerFile
{
    private const string FactsKey = "$facts";
    private const string OverridesKey = "$overrides";
    private const string CorrectedKey = "$corrected";

    private readonly string _name;
    private readonly Instrument _instrument;
    private readonly List<InstrumentDiagnostic> _diagnostics = [];
    private readonly Dictionary<string, YamlItem> _places = new(StringComparer.Ordinal);

    private AnswerFile(string name, Instrument instrument) => (_name, _instrument) = (name, instrument);

    /// <summary>Reads a stream and assesses what it says. Nothing is thrown for what it holds.</summary>
    /// <param name="stream">The file.</param>
    /// <param name="name">Its name in the diagnostics.</param>
    /// <param name="instrument">The instrument.</param>
    /// <param name="day">The day of the assessment.</param>
    public static AnswerFileOutcome Assess(Stream stream, string name, Instrument instrument, DateOnly day)
    {
        if (InstrumentFile.ReadText(stream, out var problem) is not { } text)
        {
            return new AnswerFileOutcome(null, [new InstrumentDiagnostic(name, 0, 0, problem)]);
        }

        try
        {
            return new AnswerFile(name, instrument).Assess(JsonTree.Read(text), day);
        }
        catch (YamlProblemException e)
        {
            return new AnswerFileOutcome(null, [new InstrumentDiagnostic(name, e.Place.Line, e.Place.Column, e.Message, e.Suggestion)]);
        }
    }

    private AnswerFileOutcome Assess(YamlItem root, DateOnly day)
    {
        if (root is not YamlMap map)
        {
            Report(root.Place, "Answers are a JSON object such as {\"1\": \"low\"}.");
            return new AnswerFileOutcome(null, _diagnostics);
        }

        var answers = new Dictionary<string, Answer>(StringComparer.Ordinal);
        var facts = new SubjectRecord(_instrument.Definition.Facts);
        IReadOnlyList<Override> overrides = [];
        CorrectedResult? corrected = null;
        foreach (var (key, value) in map.Entries)
        {
            _places[key.Value] = value;
            switch (key.Value)
            {
                case FactsKey:
                    ReadFacts(value, facts);
                    break;
                case OverridesKey:
                    overrides = ReadOverrides(value);
                    break;
                case CorrectedKey:
                    corrected = ReadCorrected(value);
                    break;
                case var id when !IsAsked(id):
                    Report(key.Place, $"{_instrument.Definition.Id} has no item {id}; it asks {string.Join(", ", _instrument.Definition.Items.Select(i => i.Id))}.", Spelling.Suggest(id, _instrument.Definition.Items.Select(i => i.Id)));
                    break;
                case var id:
                    if (ReadAnswer(id, value) is { } answer)
                    {
                        answers.Add(id, answer);
                    }

                    break;
            }
        }

        // What could be read is assessed all the same, so that one run tells everything that is wrong.
        var outcome = _instrument.Assess(new AnswerSheet(answers) { Overrides = overrides, Corrected = corrected }, day, facts);
        _diagnostics.AddRange(outcome.Problems.Select(Locate));
        return new AnswerFileOutcome(
            _diagnostics.Count == 0 ? outcome.Assessment : null, [.. _diagnostics.OrderBy(d => d.Line).ThenBy(d => d.Column)]);
    }

    private bool IsAsked(string id) =>
        _instrument.Definition.Items.Any(i => i.Id == id) || _instrument.Definition.Scales.Any(s => s is JudgementScale && s.Id == id);

    private void Report(YamlPlace place, string message, string? suggestion = null) =>
        _diagnostics.Add(new InstrumentDiagnostic(_name, place.Line, place.Column, message, suggestion));

    private InstrumentDiagnostic Locate(AnswerProblem problem)
    {
        var item = _places[problem.Key];
        if (problem.Index is { } index && item is YamlList list)
        {
            item = list.Items[index];
        }

        var what = problem.Key[0] == '$' ? problem.Key : $"item {problem.Key}";
        return new InstrumentDiagnostic(_name, item.Place.Line, item.Place.Column, $"{what}: found {problem.Found}, expected {problem.Expected}.");
    }

    private Answer? ReadAnswer(string id, YamlItem value)
    {
        switch (value)
        {
            case YamlText { IsPlain: true, Value: "null" }:
                return null;
            case YamlText { IsPlain: true, Value: "true" or "false" } truth:
                return new TextAnswer(truth.Value == "true" ? "yes" : "no");
            case YamlText { IsPlain: true } number when decimal.TryParse(number.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var exact):
                return new NumberAnswer(exact);
            case YamlText { IsPlain: true } number:
                Report(number.Place, $"item {id}: found {number.Value}, expected a number of at most 28 digits.");
                return null;
            case YamlText text:
                return new TextAnswer(text.Value);
            case YamlList list:
                return new EventsAnswer([.. list.Items.Select(i => i is YamlText text ? text.Value : "a list or object")]);
            default:
                var section = new YamlSection(value, $"item {id}: a judgement", ["level", "reason", "by"], Report);
                return new JudgementAnswer(section.Required("level"), section.Required("reason"), section.Required("by"));
        }
    }

    private void ReadFacts(YamlItem value, SubjectRecord facts)
    {
        if (value is not YamlMap map)
        {
            Report(value.Place, "$facts is an object from fact to value.");
            return;
        }

        foreach (var (key, fact) in map.Entries)
        {
            var ordinal = facts.Schema.OrdinalOf(key.Value);
            if (ordinal < 0)
            {
                Report(key.Place, $"{_instrument.Definition.Id} uses no fact {key.Value}.", Spelling.Suggest(key.Value, facts.Schema.Fields.Select(f => f.Path)));
            }
            else if (FactValue.Read(fact, facts.Schema.Fields[ordinal].Type) is { } known)
            {
                facts.Set(ordinal, known, new SourcePosition(fact.Place.Line, fact.Place.Offset));
            }
            else if (fact is not YamlText { IsNull: true })
            {
                Report(fact.Place, $"{key.Value} must be {FactValue.Describe(facts.Schema.Fields[ordinal].Type)}.");
            }
        }
    }

    private List<Override> ReadOverrides(YamlItem value)
    {
        if (value is not YamlList list)
        {
            Report(value.Place, "$overrides is a list.");
            return [];
        }

        var overrides = new List<Override>();
        foreach (var item in list.Items)
        {
            var section = new YamlSection(item, "An override", ["code", "from", "to", "reason", "approvals"], Report);
            var approvals = section.List("approvals").Select(a =>
            {
                var approval = new YamlSection(a, "An approval", ["role", "by"], Report);
                return new Approval(approval.Required("role"), approval.Required("by"));
            });
            overrides.Add(new Override(section.Required("code"), section.Required("from"), section.Required("to"), section.Required("reason"), [.. approvals]));
        }

        return overrides;
    }

    private CorrectedResult ReadCorrected(YamlItem value)
    {
        var section = new YamlSection(value, CorrectedKey, ["total", "level", "reason", "by"], Report);
        return new CorrectedResult(section.Number("total"), section.Text("level"), section.Required("reason"), section.Required("by"));
    }
}
