using System.Collections.Frozen;

namespace Comity.Kernel.Subjects;

/// <summary>
/// The facts that subjects of one kind can have, in a fixed order. A field's position in <see cref="Fields"/>
/// is its ordinal in every <see cref="SubjectRecord"/> of the schema.
/// </summary>
public sealed class SubjectSchema
{
    private readonly FrozenDictionary<string, int> _ordinals;

    /// <param name="name">What one subject is called, such as <c>consignment</c>.</param>
    /// <param name="fields">The fields; paths must be distinct and none may be a prefix of another (<c>a</c> and <c>a.b</c>).</param>
    /// <exception cref="ArgumentException">Two paths collide.</exception>
    public SubjectSchema(string name, IReadOnlyList<FieldDefinition> fields)
    {
        Name = name;
        Fields = fields;
        var paths = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < fields.Count; i++)
        {
            if (!paths.TryAdd(fields[i].Path, i))
            {
                throw new ArgumentException($"The path {fields[i].Path} occurs twice.", nameof(fields));
            }
        }

        foreach (var path in paths.Keys)
        {
            for (var dot = path.IndexOf('.', StringComparison.Ordinal); dot >= 0; dot = path.IndexOf('.', dot + 1))
            {
                if (paths.ContainsKey(path[..dot]))
                {
                    throw new ArgumentException($"The path {path} lies inside the field {path[..dot]}.", nameof(fields));
                }
            }
        }

        _ordinals = paths.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>What one subject is called.</summary>
    public string Name { get; }

    /// <summary>The fields by ordinal.</summary>
    public IReadOnlyList<FieldDefinition> Fields { get; }

    /// <summary>The ordinal of a path, or -1 when the schema has no such field.</summary>
    public int OrdinalOf(string path) => _ordinals.GetValueOrDefault(path, -1);
}
