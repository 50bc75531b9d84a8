using System.Globalization;
using Comity.Formats.Profiles;
using Comity.Kernel.Assess.Cel;

namespace Comity.Formats.Instruments;

/// <summary>Reads the keys of one YAML map by type, and reports what is unknown, missing or of another type.</summary>
internal sealed class YamlSection
{
    private readonly Dictionary<string, YamlItem> _entries = new(StringComparer.Ordinal);
    private readonly Action<YamlPlace, string, string?> _report;

    public YamlSection(YamlItem item, string what, string[] keys, Action<YamlPlace, string, string?> report)
    {
        (Place, _report) = (item.Place, report);
        if (item is not YamlMap map)
        {
            report(item.Place, $"{what} is a map with keys such as {string.Join(", ", keys.Take(3))}.", null);
            return;
        }

        IsMap = true;
        foreach (var (key, value) in map.Entries)
        {
            if (keys.Contains(key.Value, StringComparer.Ordinal))
            {
                _entries.Add(key.Value, value);
            }
            else
            {
                report(key.Place, $"{what} has no key {key.Value}.", Spelling.Suggest(key.Value, keys));
            }
        }
    }

    public YamlPlace Place { get; }

    public bool IsMap { get; }

    public YamlItem? this[string key] => _entries.GetValueOrDefault(key);

    public bool Has(string key) => _entries.ContainsKey(key);

    public YamlPlace PlaceOf(string key) => this[key]?.Place ?? Place;

    /// <summary>A text that must be there; empty when it is not, which was reported.</summary>
    public string Required(string key)
    {
        if (Has(key))
        {
            return Text(key) ?? "";
        }

        if (IsMap)
        {
            _report(Place, $"The key {key} is missing.", null);
        }

        return "";
    }

    public string? Text(string key)
    {
        switch (this[key])
        {
            case null:
                return null;
            case YamlText { IsNull: false } text when !string.IsNullOrWhiteSpace(text.Value):
                return text.Value;
            case var other:
                _report(other.Place, $"{key} must be a text.", null);
                return null;
        }
    }

    public decimal? Number(string key) => this[key] is { } item ? NumberOf(item, key) : null;

    public decimal? NumberOf(YamlItem item, string key)
    {
        if (item is YamlText { IsPlain: true } text
            && decimal.TryParse(text.Value, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            && Math.Abs(number) <= 1_000_000 && decimal.Round(number, 3) == number)
        {
            return number;
        }

        _report(item.Place, $"{key} must be a number with at most three decimals, up to a million{(item is YamlText found ? $", not {found.Value}" : "")}.", null);
        return null;
    }

    public int? Whole(string key)
    {
        if (this[key] is not { } item)
        {
            return null;
        }

        if (item is YamlText { IsPlain: true } text && int.TryParse(text.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1)
        {
            return number;
        }

        _report(item.Place, $"{key} must be a whole number from 1.", null);
        return null;
    }

    public bool? Flag(string key)
    {
        switch (this[key])
        {
            case null:
                return null;
            case YamlText { IsPlain: true, Value: "true" }:
                return true;
            case YamlText { IsPlain: true, Value: "false" }:
                return false;
            case var other:
                _report(other.Place, $"{key} must be true or false.", null);
                return null;
        }
    }

    public DateOnly? Day(string key)
    {
        if (Text(key) is not { } text)
        {
            return null;
        }

        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            return day;
        }

        _report(PlaceOf(key), $"{key} must be a day such as 2026-01-31, not {text}.", null);
        return null;
    }

    public T Word<T>(string key, T usual, params ReadOnlySpan<(string Word, T Value)> words)
    {
        if (Text(key) is not { } text)
        {
            return usual;
        }

        var known = new List<string>();
        foreach (var (word, value) in words)
        {
            if (word == text)
            {
                return value;
            }

            known.Add(word);
        }

        _report(PlaceOf(key), $"{key} must be one of {string.Join(", ", known)}, not {text}.", Spelling.Suggest(text, known));
        return usual;
    }

    public IReadOnlyList<YamlItem> List(string key, bool isRequired = false)
    {
        switch (this[key])
        {
            case YamlList list:
                return list.Items;
            case null when isRequired && IsMap:
                _report(Place, $"The key {key} is missing.", null);
                return [];
            case null:
                return [];
            case var other:
                _report(other.Place, $"{key} must be a list.", null);
                return [];
        }
    }

    public IReadOnlyList<string> Texts(string key, bool isRequired = true)
    {
        var texts = new List<string>();
        foreach (var item in List(key, isRequired))
        {
            if (item is YamlText { IsNull: false } text)
            {
                texts.Add(text.Value);
            }
            else
            {
                _report(item.Place, $"{key} must be a list of texts.", null);
            }
        }

        return texts;
    }
}
