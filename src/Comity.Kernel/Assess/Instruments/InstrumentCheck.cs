using System.Globalization;
using Comity.Kernel.Assess.Cel;
using Comity.Kernel.Subjects;

namespace Comity.Kernel.Assess.Instruments;

/// <summary>Finds everything that makes a definition unusable.</summary>
internal sealed class InstrumentCheck(InstrumentDefinition definition)
{
    private readonly Dictionary<string, Condition> _conditions = new(StringComparer.Ordinal);
    private readonly List<InstrumentProblem> _problems = [];
    private readonly Dictionary<string, ItemDefinition> _items = new(StringComparer.Ordinal);

    public IReadOnlyList<InstrumentProblem> Problems => _problems;

    public IReadOnlyDictionary<string, Condition> Conditions => _conditions;

    /// <summary>Checks, and gives the items so that each comes after those it is made of.</summary>
    public IReadOnlyList<ItemDefinition> Run()
    {
        if (definition.ValidUntil < definition.ValidFrom)
        {
            Report("valid_until", "valid_until lies before valid_from.");
        }

        if (definition.Items.Count == 0)
        {
            Report("items", "An instrument asks at least one item.");
        }

        foreach (var (i, item) in definition.Items.Index())
        {
            if (!_items.TryAdd(item.Id, item))
            {
                Report($"items[{i}]", $"There are two items {item.Id}.");
            }

            Check(item, $"items[{i}]");
        }

        foreach (var (i, item) in definition.Items.Index())
        {
            foreach (var part in item is HighestItem highest ? highest.Of : [])
            {
                CheckReference(part, $"items[{i}]");
            }
        }

        var order = InOrderOfNeed();
        if (_problems.Count == 0)
        {
            new ScaleCheck(definition, _items, Report, Compile).Run();
        }

        return order;
    }

    private void Report(string path, string message) => _problems.Add(new InstrumentProblem(path, message));

    private void Compile(string path, string condition)
    {
        var compilation = ConditionCompiler.Compile(condition, definition.Facts);
        if (compilation.Succeeded)
        {
            _conditions[condition] = compilation.Condition;
        }

        _problems.AddRange(compilation.Errors.Select(e => new InstrumentProblem(path, e.Message, e)));
    }

    private void CheckReference(string id, string path)
    {
        if (!_items.TryGetValue(id, out var item))
        {
            Report(path, $"There is no item {id}.{Suggestion(id)}");
        }
        else if (item is SingleItem { Options: [{ Points: null }, ..] })
        {
            Report(path, $"Item {id} has no points.");
        }
    }

    private string Suggestion(string id) => Spelling.Suggest(id, _items.Keys) is { } meant ? " " + meant : "";

    private void Check(ItemDefinition item, string path)
    {
        switch (item)
        {
            case SingleItem single:
                Check(single, path);
                break;
            case CountItem count:
                CheckWindows(count, path);
                Check(count, path);
                break;
            case LookupItem lookup:
                CheckWindows(lookup, path);
                foreach (var (i, _) in lookup.Tables.Index().Where(t => t.Item.ByCount.Count == 0))
                {
                    Report($"{path}.windows[{i}]", "by_count needs the points for no event at least.");
                }

                break;
            case HighestItem { Of.Count: < 2 }:
                Report(path, "max_of compares two items or more.");
                break;
            default:
                break;
        }

        if (item is HighestItem { Fact: not null })
        {
            Report(path, "max_of follows from other items; a fact cannot answer it.");
        }
        else if (item.Fact is { } fact)
        {
            var ordinal = definition.Facts.OrdinalOf(fact);
            if (ordinal < 0)
            {
                Report(path, $"There is no fact {fact}.{(Spelling.Suggest(fact, definition.Facts.Fields.Select(f => f.Path)) is { } meant ? " " + meant : "")}");
            }
            else if (definition.Facts.Fields[ordinal].Type is var type && (item is EventsItem ? type != FactType.TextList : type is FactType.TextList or FactType.Timestamp))
            {
                Report(path, $"{fact} is a {type}; {(item is EventsItem ? "days of events are a TextList" : "an option is chosen by a Text, Boolean, Integer or Number")}.");
            }
        }
    }

    private void Check(SingleItem item, string path)
    {
        if (item.Options.Count == 0)
        {
            Report(path, $"Item {item.Id} has no options.");
            return;
        }

        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (i, option) in item.Options.Index())
        {
            var here = $"{path}.options[{i}]";
            if (!names.Add(option.Code) || (!option.Label.Equals(option.Code, StringComparison.OrdinalIgnoreCase) && !names.Add(option.Label)))
            {
                Report(here, $"Two options of item {item.Id} are called {option.Code} or {option.Label}.");
            }

            if (option.Points is null != item.Options[0].Points is null)
            {
                Report(here, $"Either all options of item {item.Id} have points or none.");
            }

            if (option.From > option.To)
            {
                Report(here, "The range ends before it begins.");
            }

            if (option.When is { } when)
            {
                Compile($"{here}.when", when);
            }

            if (item.IsDerivable && !option.HasRange && option.When is null && i < item.Options.Count - 1)
            {
                Report(here, $"{option.Label} has neither range nor condition, so it holds always and must come last.");
            }

            if (option is { HasRange: true, When: null }
                && item.Options.Take(i).FirstOrDefault(o => o is { HasRange: true, When: null } && Overlap(o.From, o.To, option.From, option.To)) is { } other)
            {
                Report(here, $"The ranges of {other.Label} and {option.Label} overlap.");
            }
        }
    }

    private static bool Overlap(decimal? from, decimal? to, decimal? otherFrom, decimal? otherTo) =>
        (from ?? decimal.MinValue) <= (otherTo ?? decimal.MaxValue) && (otherFrom ?? decimal.MinValue) <= (to ?? decimal.MaxValue);

    private void CheckWindows(EventsItem item, string path)
    {
        if (item.Windows.Count == 0)
        {
            Report(path, $"Item {item.Id} has no windows.");
        }

        foreach (var (i, window) in item.Windows.Index())
        {
            if (window.From < 0 || window.To <= window.From)
            {
                Report($"{path}.windows[{i}]", $"{window} is no stretch of time; expected for instance 6-12.");
            }
            else if (i > 0 && window.From < item.Windows[i - 1].To)
            {
                Report($"{path}.windows[{i}]", $"{window} overlaps {item.Windows[i - 1]} or stands before it; expected youngest first.");
            }
        }
    }

    private void Check(CountItem item, string path)
    {
        var (up, down) = (item.Rates.Any(r => r.PerEvent > 0), item.Rates.Any(r => r.PerEvent < 0));
        if (up && down)
        {
            Report(path, $"In item {item.Id} events count up in one window and down in another.");
        }
        else if ((up && item.AtMost is null) || (down && item.AtLeast is null))
        {
            Report(path, $"Item {item.Id} has no limit; it needs {(up ? "at_most" : "at_least")}.");
        }

        if (item.AtLeast > item.AtMost)
        {
            Report(path, "at_least lies above at_most.");
        }
    }

    /// <summary>Parts before wholes, or a problem for every item on a cycle.</summary>
    private List<ItemDefinition> InOrderOfNeed()
    {
        var order = new List<ItemDefinition>();
        var done = new HashSet<string>(StringComparer.Ordinal);
        var rest = definition.Items.ToList();
        while (rest.Count > 0)
        {
            var ready = rest.Where(i => i is not HighestItem whole || whole.Of.All(part => done.Contains(part) || !_items.ContainsKey(part))).ToArray();
            if (ready.Length == 0)
            {
                var cycle = string.Join(" → ", rest.Select(i => i.Id).Append(rest[0].Id));
                Report(string.Create(CultureInfo.InvariantCulture, $"items[{definition.Items.Index().First(i => ReferenceEquals(i.Item, rest[0])).Index}]"), $"These items are made of one another: {cycle}.");
                return order;
            }

            foreach (var item in ready)
            {
                order.Add(item);
                done.Add(item.Id);
                rest.Remove(item);
            }
        }

        return order;
    }
}
