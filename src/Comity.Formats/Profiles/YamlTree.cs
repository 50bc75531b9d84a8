using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Comity.Formats.Profiles;

/// <summary>Something is wrong at a place in a YAML text. Thrown and caught inside the reader.</summary>
internal sealed class YamlProblemException(YamlPlace place, string message, string? suggestion = null) : Exception(message)
{
    public YamlPlace Place => place;

    public string? Suggestion => suggestion;
}

/// <summary>A place in a YAML text: 1-based line and column, 0-based offset.</summary>
internal readonly record struct YamlPlace(int Line, int Column, int Offset)
{
    public static YamlPlace Of(Mark mark) => new((int)mark.Line, (int)mark.Column, (int)mark.Index);
}

internal abstract record YamlItem(YamlPlace Place);

internal sealed record YamlText(YamlPlace Place, string Value, ScalarStyle Style, YamlPlace End) : YamlItem(Place)
{
    public bool IsPlain => Style == ScalarStyle.Plain;

    public bool IsNull => IsPlain && Value is "" or "~" or "null" or "Null" or "NULL";
}

internal sealed record YamlList(YamlPlace Place, IReadOnlyList<YamlItem> Items) : YamlItem(Place);

internal sealed record YamlMap(YamlPlace Place, IReadOnlyList<(YamlText Key, YamlItem Value)> Entries) : YamlItem(Place);

/// <summary>
/// Reads YAML documents into trees with places. Small on purpose: no anchors, aliases or tags, which profiles do not need
/// and which can make a small file large; bounded depth, since recursion over a hostile file could end the process.
/// </summary>
internal sealed class YamlTree
{
    private const int MaxDepth = 10;

    private readonly Parser _parser;

    private YamlTree(string text) => _parser = new Parser(new StringReader(text));

    /// <summary>The documents of a text; the last may be followed by an exception for what stands after it.</summary>
    /// <exception cref="YamlProblemException">The text is not YAML, or uses what is left out.</exception>
    public static IEnumerable<YamlItem> Documents(string text)
    {
        var tree = new YamlTree(text);
        while (tree.Next() is not (null or StreamEnd))
        {
            if (tree._parser.Current is DocumentStart)
            {
                yield return tree.Read(tree.Next()!, 0);
            }
        }
    }

    private ParsingEvent? Next()
    {
        try
        {
            return _parser.MoveNext() ? _parser.Current : null;
        }
        catch (YamlException e)
        {
            throw new YamlProblemException(YamlPlace.Of(e.Start), $"This is not YAML: {e.Message}");
        }
    }

    private YamlItem Read(ParsingEvent start, int depth)
    {
        var place = YamlPlace.Of(start.Start);
        if (depth > MaxDepth)
        {
            throw new YamlProblemException(place, string.Create(CultureInfo.InvariantCulture, $"Lists and maps are nested more than {MaxDepth} deep."));
        }

        if (start is AnchorAlias or NodeEvent { Anchor.IsEmpty: false } or NodeEvent { Tag.IsEmpty: false })
        {
            throw new YamlProblemException(place, "Anchors, aliases and tags are not used in profile files.");
        }

        switch (start)
        {
            case Scalar scalar:
                return new YamlText(place, scalar.Value, scalar.Style, YamlPlace.Of(scalar.End));
            case SequenceStart:
                var items = new List<YamlItem>();
                while (Next() is { } next and not SequenceEnd)
                {
                    items.Add(Read(next, depth + 1));
                }

                return new YamlList(place, items);
            case MappingStart:
                return ReadMap(place, depth);
            default:
                throw new YamlProblemException(place, "A value is missing here.");
        }
    }

    private YamlMap ReadMap(YamlPlace place, int depth)
    {
        var entries = new List<(YamlText Key, YamlItem Value)>();
        var keys = new HashSet<string>(StringComparer.Ordinal);
        while (Next() is { } next and not MappingEnd)
        {
            if (Read(next, depth + 1) is not YamlText key)
            {
                throw new YamlProblemException(YamlPlace.Of(next.Start), "A key is a word, not a list or map.");
            }

            if (!keys.Add(key.Value))
            {
                throw new YamlProblemException(key.Place, $"The key {key.Value} occurs twice.");
            }

            entries.Add((key, Read(Next()!, depth + 1)));
        }

        return new YamlMap(place, entries);
    }
}
