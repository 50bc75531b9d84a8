using Comity.Formats.Cargo;
using Comity.Kernel.Subjects;

namespace Comity.Formats.Awmds;

/// <summary>An element of a bounded part of the file, with its own text and its children.</summary>
internal sealed class XmlElementNode(string name, SourcePosition at)
{
    public string Name { get; } = name;

    public SourcePosition At { get; set; } = at;

    public string Text { get; set; } = "";

    public List<XmlElementNode> Children { get; } = [];

    /// <summary>The first element of one of the names anywhere below, in document order.</summary>
    public XmlElementNode? Find(params ReadOnlySpan<string> names)
    {
        foreach (var child in Children)
        {
            foreach (var wanted in names)
            {
                if (child.Is(wanted))
                {
                    return child;
                }
            }

            if (child.Find(names) is { } deeper)
            {
                return deeper;
            }
        }

        return null;
    }

    /// <summary>Children of a name, at any depth, not looking inside those found.</summary>
    public IEnumerable<XmlElementNode> All(string name) =>
        Children.SelectMany(c => c.Is(name) ? [c] : c.All(name));

    /// <summary>The text of the first such element that has one.</summary>
    public Declared<string>? Value(params ReadOnlySpan<string> names)
    {
        foreach (var wanted in names)
        {
            foreach (var element in All(wanted))
            {
                if (element.Text.Length > 0)
                {
                    return new(element.Text, element.At);
                }
            }
        }

        return null;
    }

    /// <summary>National profiles spell the names in different cases.</summary>
    public bool Is(string other) => string.Equals(Name, other, StringComparison.OrdinalIgnoreCase);
}
