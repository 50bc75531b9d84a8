namespace Comity.Kernel.Subjects;

/// <summary>
/// What is known about one subject: a value, or nothing, for each field of its schema, with the place it was read from.
/// A fact that is not known is <see langword="null"/>; a profile that needs it becomes unknown, never false.
/// </summary>
public sealed class SubjectRecord(SubjectSchema schema)
{
    private readonly object?[] _values = new object?[schema.Fields.Count];
    private readonly SourcePosition[] _positions = new SourcePosition[schema.Fields.Count];

    /// <summary>The schema whose ordinals this record uses.</summary>
    public SubjectSchema Schema => schema;

    /// <summary>The value of a field (see <see cref="FactType"/> for its .NET type), or <see langword="null"/> when it is not known.</summary>
    public object? this[int ordinal] => _values[ordinal];

    /// <summary>The value of a field by path.</summary>
    /// <exception cref="ArgumentException">The schema has no such field.</exception>
    public object? this[string path] => _values[Ordinal(path)];

    /// <summary>Where the value of a field stood in the raw file.</summary>
    public SourcePosition PositionOf(int ordinal) => _positions[ordinal];

    /// <summary>Sets or clears a fact.</summary>
    /// <exception cref="ArgumentException">The value is not of the field's type.</exception>
    public void Set(int ordinal, object? value, SourcePosition position = default)
    {
        if (value is not null && !Fits(schema.Fields[ordinal].Type, value))
        {
            throw new ArgumentException(
                $"{schema.Fields[ordinal].Path} is {schema.Fields[ordinal].Type}, not {value.GetType().Name}.", nameof(value));
        }

        _values[ordinal] = value;
        _positions[ordinal] = value is null ? SourcePosition.None : position;
    }

    /// <summary>Sets or clears a fact by path.</summary>
    /// <exception cref="ArgumentException">The schema has no such field, or the value is not of its type.</exception>
    public void Set(string path, object? value, SourcePosition position = default) => Set(Ordinal(path), value, position);

    private int Ordinal(string path)
    {
        var ordinal = schema.OrdinalOf(path);
        return ordinal >= 0 ? ordinal : throw new ArgumentException($"A {schema.Name} has no field {path}.", nameof(path));
    }

    private static bool Fits(FactType type, object value) => type switch
    {
        FactType.Boolean => value is bool,
        FactType.Integer => value is long,
        FactType.Number => value is double,
        FactType.Text => value is string,
        FactType.Timestamp => value is DateTimeOffset { Offset.Ticks: 0 },
        FactType.TextList => value is IReadOnlyList<string>,
        _ => false,
    };
}
