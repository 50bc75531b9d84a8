using System.Globalization;
using Comity.Formats.Profiles;
using Comity.Kernel.Assess.Cel;
using Comity.Kernel.Assess.Instruments;
using Comity.Kernel.Subjects;

namespace Comity.Formats.Instruments;

/// <summary>Reads an instrument's facts and items.</summary>
internal sealed class InstrumentParts(InstrumentReader reader)
{
    private static readonly string[] Operators = ["single", "count_by_window", "lookup_by_window", "max_of"];
    private readonly Dictionary<string, YamlItem> _optionSets = new(StringComparer.Ordinal);

    public SubjectSchema Facts(IReadOnlyList<YamlItem> list)
    {
        var fields = new List<FieldDefinition>();
        foreach (var (i, item) in list.Index())
        {
            var section = reader.Section(item, "A fact", ["path", "type", "meaning", "sensitive"], $"facts[{i}]");
            var path = section.Required("path");
            section.Required("type");
            var type = section.Word(
                "type", FactType.Text, ("boolean", FactType.Boolean), ("integer", FactType.Integer), ("number", FactType.Number), ("text", FactType.Text),
                ("timestamp", FactType.Timestamp), ("text_list", FactType.TextList));
            var field = new FieldDefinition(path, type, FactOrigin.Declared, section.Required("meaning"), section.Flag("sensitive") ?? false);
            if (fields.FirstOrDefault(f => f.Path == path || f.Path.StartsWith(path + ".", StringComparison.Ordinal) || path.StartsWith(f.Path + ".", StringComparison.Ordinal)) is { } other)
            {
                reader.Report(section.PlaceOf("path"), $"The paths {other.Path} and {path} collide.");
            }
            else if (section.IsMap)
            {
                fields.Add(field);
            }
        }

        return new SubjectSchema("record", fields);
    }

    public IReadOnlyList<ItemDefinition> Items(IReadOnlyList<YamlItem> list, YamlItem? optionSets)
    {
        if (optionSets is YamlMap sets)
        {
            foreach (var (key, value) in sets.Entries)
            {
                _optionSets.Add(key.Value, value);
            }
        }
        else if (optionSets is not null)
        {
            reader.Report(optionSets.Place, "option_sets is a map from name to options.");
        }

        var items = new List<ItemDefinition>();
        foreach (var (i, item) in list.Index())
        {
            if (Item(item, $"items[{i}]") is { } read)
            {
                items.Add(read);
            }
        }

        return items;
    }

    private ItemDefinition? Item(YamlItem item, string path)
    {
        var section = reader.Section(item, "An item", ["id", "text", "fact", .. Operators], path);
        var id = section.Required("id");
        var text = section.Required("text");
        var used = Operators.Where(section.Has).ToArray();
        if (used.Length != 1)
        {
            if (section.IsMap)
            {
                reader.Report(section.Place, $"An item has one of {string.Join(", ", Operators)}; this one has {(used.Length == 0 ? "none" : string.Join(" and ", used))}.");
            }

            return null;
        }

        ItemDefinition read = used[0] switch
        {
            "single" => new SingleItem(id, text, Options(section["single"]!, path)),
            "count_by_window" => Count(id, text, section["count_by_window"]!, path),
            "lookup_by_window" => Lookup(id, text, section["lookup_by_window"]!, path),
            _ => new HighestItem(id, text, section.Texts("max_of")),
        };
        return read with { Fact = section.Text("fact") };
    }

    private List<Option> Options(YamlItem item, string path)
    {
        if (item is YamlText name)
        {
            if (!_optionSets.TryGetValue(name.Value, out var set))
            {
                reader.Report(item.Place, $"There is no option set {name.Value}.", Spelling.Suggest(name.Value, _optionSets.Keys));
                return [];
            }

            item = set;
        }

        if (item is not YamlList list)
        {
            reader.Report(item.Place, "single is a list of options, or the name of one under option_sets.");
            return [];
        }

        var options = new List<Option>();
        foreach (var (i, entry) in list.Items.Index())
        {
            var here = $"{path}.options[{i}]";
            var section = reader.Section(entry, "An option", ["code", "label", "points", "from", "to", "when", "meets"], here);
            reader.Place($"{here}.when", section["when"]);
            var label = section.Text("label") ?? section.Text("code");
            if (label is null && section.IsMap)
            {
                reader.Report(section.Place, "An option has a code or a label.");
            }

            options.Add(new Option(section.Text("code") ?? label ?? "", label ?? "", section.Number("points"))
            {
                From = section.Number("from"),
                To = section.Number("to"),
                When = section.Text("when"),
                Meets = section.Flag("meets"),
            });
        }

        return options;
    }

    private CountItem Count(string id, string text, YamlItem item, string path)
    {
        var section = new YamlSection(item, "count_by_window", ["windows", "at_least", "at_most"], reader.Report);
        var rates = new List<CountRate>();
        foreach (var (i, window) in section.List("windows", isRequired: true).Index())
        {
            var part = reader.Section(window, "A window", ["months", "per_event", "if_none"], $"{path}.windows[{i}]");
            part.Required("per_event");
            rates.Add(new CountRate(Window(part), part.Number("per_event") ?? 0, part.Number("if_none") ?? 0));
        }

        return new CountItem(id, text, rates, section.Number("at_least"), section.Number("at_most"));
    }

    private LookupItem Lookup(string id, string text, YamlItem item, string path)
    {
        var section = new YamlSection(item, "lookup_by_window", ["windows"], reader.Report);
        var tables = new List<CountTable>();
        foreach (var (i, window) in section.List("windows", isRequired: true).Index())
        {
            var part = reader.Section(window, "A window", ["months", "by_count"], $"{path}.windows[{i}]");
            tables.Add(new CountTable(Window(part), [.. part.List("by_count", isRequired: true).Select(p => part.NumberOf(p, "by_count") ?? 0)]));
        }

        return new LookupItem(id, text, tables);
    }

    private Months Window(YamlSection section)
    {
        var text = section.Required("months");
        var limits = text.Split('-');
        if (limits is [var from, var to]
            && int.TryParse(from, NumberStyles.None, CultureInfo.InvariantCulture, out var first) && int.TryParse(to, NumberStyles.None, CultureInfo.InvariantCulture, out var end)
            && end <= 1_200)
        {
            return new Months(first, end);
        }

        if (text.Length > 0)
        {
            reader.Report(section.PlaceOf("months"), $"months is a stretch such as 6-12, up to 1200, not {text}.");
        }

        return new Months(0, 1);
    }
}
