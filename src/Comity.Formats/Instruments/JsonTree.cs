using System.Text;
using System.Text.Json;
using Comity.Formats.Profiles;
using YamlDotNet.Core;

namespace Comity.Formats.Instruments;

/// <summary>Reads a JSON text into the tree that YAML gives, with the place of every value. Bounded depth, no key twice.</summary>
internal ref struct JsonTree
{
    private const int MaxDepth = 12;

    private readonly ReadOnlySpan<byte> _bytes;
    private Utf8JsonReader _reader;
    private int _countedBytes;
    private YamlPlace _counted;

    private JsonTree(ReadOnlySpan<byte> bytes)
    {
        _bytes = bytes;
        _reader = new Utf8JsonReader(bytes, new JsonReaderOptions { MaxDepth = MaxDepth });
        _counted = new YamlPlace(1, 1, 0);
    }

    /// <summary>The value of a text.</summary>
    /// <exception cref="YamlProblemException">The text is not JSON.</exception>
    public static YamlItem Read(string text)
    {
        var tree = new JsonTree(Encoding.UTF8.GetBytes(text));
        try
        {
            tree._reader.Read();
            var value = tree.Value();
            tree._reader.Read();
            return value;
        }
        catch (JsonException e)
        {
            var place = new YamlPlace((int)(e.LineNumber ?? 0) + 1, (int)(e.BytePositionInLine ?? 0) + 1, 0);
            throw new YamlProblemException(place, $"This is not JSON: {e.Message.Split(" LineNumber:")[0]}");
        }
    }

    private YamlItem Value()
    {
        var place = Here();
        switch (_reader.TokenType)
        {
            case JsonTokenType.StartObject:
                return Map(place);
            case JsonTokenType.StartArray:
                var items = new List<YamlItem>();
                while (_reader.Read() && _reader.TokenType != JsonTokenType.EndArray)
                {
                    items.Add(Value());
                }

                return new YamlList(place, items);
            case JsonTokenType.String:
                return new YamlText(place, Text(place), ScalarStyle.DoubleQuoted, place);
            default:
                return new YamlText(place, Encoding.UTF8.GetString(_reader.ValueSpan), ScalarStyle.Plain, place);
        }
    }

    private YamlMap Map(YamlPlace place)
    {
        var entries = new List<(YamlText Key, YamlItem Value)>();
        var keys = new HashSet<string>(StringComparer.Ordinal);
        while (_reader.Read() && _reader.TokenType != JsonTokenType.EndObject)
        {
            var at = Here();
            var key = new YamlText(at, Text(at), ScalarStyle.DoubleQuoted, at);
            if (!keys.Add(key.Value))
            {
                throw new YamlProblemException(at, $"The key {key.Value} occurs twice.");
            }

            _reader.Read();
            entries.Add((key, Value()));
        }

        return new YamlMap(place, entries);
    }

    private readonly string Text(YamlPlace place)
    {
        try
        {
            return _reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw new YamlProblemException(place, "This text holds half of a surrogate pair.");
        }
    }

    // Counted on from the token before, so that the whole costs one pass.
    private YamlPlace Here()
    {
        var (line, column, offset) = _counted;
        foreach (var rune in Encoding.UTF8.GetString(_bytes[_countedBytes..(int)_reader.TokenStartIndex]).EnumerateRunes())
        {
            (line, column) = rune.Value == '\n' ? (line + 1, 1) : (line, column + 1);
            offset += rune.Utf16SequenceLength;
        }

        _countedBytes = (int)_reader.TokenStartIndex;
        return _counted = new YamlPlace(line, column, offset);
    }
}
