using Comity.Formats.Profiles;
using Comity.Kernel.Assess.Instruments;

namespace Comity.Formats.Instruments;

/// <summary>Reads an instrument's scales and its rules for overrides.</summary>
internal sealed class InstrumentScales(InstrumentReader reader, IReadOnlyList<ItemDefinition> items)
{
    /// <summary>The word that sends a total to the next stage.</summary>
    private const string Continue = "continue";

    private static readonly string[] Operators = ["sum", "staged", "met", "judgement"];

    public IReadOnlyList<ScaleDefinition> Scales(IReadOnlyList<YamlItem> list)
    {
        var scales = new List<ScaleDefinition>();
        foreach (var (i, item) in list.Index())
        {
            if (Scale(item, $"scales[{i}]") is { } scale)
            {
                scales.Add(scale);
            }
        }

        return scales;
    }

    public OverrideRules? Overrides(YamlItem? item)
    {
        if (item is null)
        {
            return null;
        }

        var section = reader.Section(item, "overrides", ["levels", "codes", "approvals"], "overrides");
        reader.Place("overrides.levels", section["levels"]);
        reader.Place("overrides.approvals", section["approvals"]);
        var codes = new List<OverrideCode>();
        foreach (var (i, entry) in section.List("codes", isRequired: true).Index())
        {
            var code = reader.Section(entry, "A code", ["code", "meaning", "direction"], $"overrides.codes[{i}]");
            codes.Add(new OverrideCode(
                code.Required("code"), code.Required("meaning"),
                code.Word("direction", OverrideDirection.Any, ("any", OverrideDirection.Any), ("up", OverrideDirection.Up), ("down", OverrideDirection.Down))));
        }

        var approvals = new List<ApprovalRule>();
        foreach (var (i, entry) in section.List("approvals", isRequired: true).Index())
        {
            var rule = reader.Section(entry, "An approval", ["steps", "to", "by"], $"overrides.approvals[{i}]");
            approvals.Add(new ApprovalRule(rule.Whole("steps"), rule.Text("to"), rule.Texts("by")));
        }

        return new OverrideRules(section.Texts("levels"), codes, approvals);
    }

    private ScaleDefinition? Scale(YamlItem item, string path)
    {
        var section = reader.Section(item, "A scale", ["id", "title", "all_true", .. Operators], path);
        var id = section.Required("id");
        var title = section.Required("title");
        var used = Operators.Where(section.Has).ToArray();
        if (used.Length != 1)
        {
            if (section.IsMap)
            {
                reader.Report(section.Place, $"A scale has one of {string.Join(", ", Operators)}; this one has {(used.Length == 0 ? "none" : string.Join(" and ", used))}.");
            }

            return null;
        }

        var gates = section.List("all_true").Index().Select(g => ReadGate(g.Item, $"{path}.gates[{g.Index}]")).ToArray();
        switch (used[0])
        {
            case "sum":
                var sum = reader.Section(section["sum"]!, "sum", ["items", "at_least", "at_most", "levels"], $"{path}.stages[0]");
                return new ScoredScale(id, title, gates, [ReadStage(sum, $"{path}.stages[0]")], sum.Number("at_least"), sum.Number("at_most"));
            case "staged":
                var staged = new YamlSection(section["staged"]!, "staged", ["stages", "at_least", "at_most"], reader.Report);
                var stages = staged.List("stages", isRequired: true).Index().Select(s =>
                    ReadStage(reader.Section(s.Item, "A stage", ["items", "levels"], $"{path}.stages[{s.Index}]"), $"{path}.stages[{s.Index}]"));
                return new ScoredScale(id, title, gates, [.. stages], staged.Number("at_least"), staged.Number("at_most"));
            case "met":
                return new GateScale(id, title, gates, section.Required("met"));
            default:
                var judgement = new YamlSection(section["judgement"]!, "judgement", ["ratings", "levels"], reader.Report);
                if (gates.Length > 0)
                {
                    reader.Report(section.PlaceOf("all_true"), "A judgement has no gates.");
                }

                return new JudgementScale(id, title, judgement.Texts("ratings", isRequired: false), judgement.Texts("levels"));
        }
    }

    private Gate ReadGate(YamlItem item, string path)
    {
        var section = reader.Section(item, "A gate", ["criteria", "otherwise", "total"], path);
        var criteria = new List<Criterion>();
        foreach (var (i, entry) in section.List("criteria", isRequired: true).Index())
        {
            var here = $"{path}.criteria[{i}]";
            var criterion = reader.Section(entry, "A criterion", ["item", "when"], here);
            reader.Place($"{here}.when", criterion["when"]);
            if (criterion.IsMap && criterion.Has("item") == criterion.Has("when"))
            {
                reader.Report(criterion.Place, "A criterion is either an item or a condition (when).");
            }

            criteria.Add(new Criterion(criterion.Text("item"), criterion.Text("when")));
        }

        return new Gate(criteria, section.Required("otherwise"), section.Number("total"));
    }

    private Stage ReadStage(YamlSection section, string path)
    {
        var bands = new List<Band>();
        foreach (var (i, entry) in section.List("levels", isRequired: true).Index())
        {
            var band = reader.Section(entry, "A level", ["level", "from", "to"], $"{path}.bands[{i}]");
            var level = band.Required("level");
            bands.Add(new Band(level == Continue ? null : level, band.Number("from"), band.Number("to")));
        }

        return new Stage(Counted(section), bands);
    }

    private IReadOnlyList<string> Counted(YamlSection section)
    {
        if (section["items"] is not YamlText { Value: "all" })
        {
            return section.Texts("items");
        }

        var parts = items.OfType<HighestItem>().SelectMany(h => h.Of).ToHashSet(StringComparer.Ordinal);
        return [.. items.Where(i => !parts.Contains(i.Id)).Select(i => i.Id)];
    }
}
