using System.Globalization;
using Comity.Formats.Profiles;
using Comity.Kernel.Assess.Instruments;

namespace Comity.Formats.Instruments;

/// <summary>Makes an instrument of one YAML document, and a diagnostic of everything that is wrong with it.</summary>
internal sealed class InstrumentReader
{
    /// <summary>Items an instrument may have.</summary>
    private const int MostItems = 2_000;

    private static readonly string[] Keys =
    [
        "id", "series", "version", "title", "valid_from", "valid_until", "source", "sample", "notice", "missing_answers", "facts", "option_sets", "items",
        "scales", "overrides",
    ];

    private readonly string _text;
    private readonly string _file;
    private readonly List<InstrumentDiagnostic> _diagnostics;
    private readonly Dictionary<string, YamlItem> _places = new(StringComparer.Ordinal);
    private readonly int _before;

    public InstrumentReader(string text, string file, List<InstrumentDiagnostic> diagnostics) =>
        (_text, _file, _diagnostics, _before) = (text, file, diagnostics, diagnostics.Count);

    /// <summary>The instrument, or <see langword="null"/> when something was wrong.</summary>
    public LocatedInstrument? Read(YamlItem document)
    {
        var section = Section(document, "An instrument", Keys, "");
        if (!section.IsMap)
        {
            return null;
        }

        foreach (var key in Keys.Where(section.Has))
        {
            _places[key] = section[key]!;
        }

        var id = section.Required("id");
        section.Required("version");
        section.Required("valid_from");
        var parts = new InstrumentParts(this);
        var facts = parts.Facts(section.List("facts"));
        var items = parts.Items(section.List("items", isRequired: true), section["option_sets"]);
        if (items.Count > MostItems)
        {
            Report(section.PlaceOf("items"), string.Create(CultureInfo.InvariantCulture, $"An instrument has at most {MostItems} items, not {items.Count}."));
        }

        var scales = new InstrumentScales(this, items);
        var definition = new InstrumentDefinition
        {
            Id = id,
            Series = section.Text("series") ?? id,
            Version = section.Whole("version") ?? 0,
            Title = section.Required("title"),
            ValidFrom = section.Day("valid_from") ?? default,
            ValidUntil = section.Day("valid_until"),
            Source = section.Required("source"),
            IsSample = section.Flag("sample") ?? false,
            Notice = section.Text("notice"),
            WhenMissing = section.Word("missing_answers", MissingAnswers.Widen, ("widen", MissingAnswers.Widen), ("block", MissingAnswers.Block)),
            Facts = facts,
            Items = items,
            Scales = scales.Scales(section.List("scales")),
            Overrides = scales.Overrides(section["overrides"]),
        };
        CheckName(id, section.PlaceOf("id"));
        CheckName(definition.Series, section.PlaceOf("series"));
        return _diagnostics.Count == _before ? Compile(definition, document) : null;
    }

    /// <summary>Reads a map whose place a problem of the compiler may name by its path.</summary>
    public YamlSection Section(YamlItem item, string what, string[] keys, string path)
    {
        _places[path] = item;
        return new YamlSection(item, what, keys, Report);
    }

    /// <summary>Remembers where a part of a path stands.</summary>
    public void Place(string path, YamlItem? item)
    {
        if (item is not null)
        {
            _places[path] = item;
        }
    }

    /// <summary>Something is wrong at a place.</summary>
    public void Report(YamlPlace place, string message, string? suggestion = null) =>
        _diagnostics.Add(new InstrumentDiagnostic(_file, place.Line, place.Column, message, suggestion));

    private LocatedInstrument? Compile(InstrumentDefinition definition, YamlItem document)
    {
        var compilation = Instrument.Compile(definition);
        foreach (var problem in compilation.Problems)
        {
            var path = problem.Path;
            while (!_places.ContainsKey(path))
            {
                path = path[..Math.Max(0, path.LastIndexOfAny(['.', '[']))];
            }

            var place = problem.Condition is { } error && _places[path] is YamlText condition
                ? ScalarSource.Locate(_text, condition, error.Line, error.Column)
                : _places[path].Place;
            Report(place, problem.Message, problem.Condition?.Suggestion);
        }

        return compilation.Succeeded ? new LocatedInstrument(compilation.Instrument, _file, document.Place.Line) : null;
    }

    private void CheckName(string name, YamlPlace place)
    {
        if (name.Length > 0 && !(name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-') && name[0] != '-' && name[^1] != '-'))
        {
            Report(place, $"The name {name} must be lower-case letters, digits and inner hyphens.");
        }
    }
}
