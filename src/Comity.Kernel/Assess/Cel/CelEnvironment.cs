using System.Runtime.CompilerServices;
using Comity.Kernel.Subjects;

namespace Comity.Kernel.Assess.Cel;

/// <summary>A name a condition may use.</summary>
internal sealed record CelVariable(string Name, CelType Type, int Ordinal, bool IsSensitive = false);

/// <summary>What the names in a condition mean.</summary>
internal sealed class CelEnvironment
{
    private static readonly ConditionalWeakTable<SubjectSchema, CelEnvironment> OfSchemas = [];

    private readonly Dictionary<string, CelVariable> _variables;
    private readonly HashSet<string> _groups = new(StringComparer.Ordinal);

    public CelEnvironment(string? subject, IEnumerable<CelVariable> variables, Library library, string container = "")
    {
        (Subject, Library, Container) = (subject, library, container);
        _variables = variables.ToDictionary(v => v.Name, StringComparer.Ordinal);
        foreach (var name in _variables.Keys)
        {
            for (var dot = name.IndexOf('.', StringComparison.Ordinal); dot >= 0; dot = name.IndexOf('.', dot + 1))
            {
                _groups.Add(name[..dot]);
            }
        }
    }

    /// <summary>What the condition is about; <see langword="null"/> for a calculation with variables of its own.</summary>
    public string? Subject { get; }

    public Library Library { get; }

    /// <summary>The name space in which names are looked up first.</summary>
    public string Container { get; }

    public IReadOnlyCollection<CelVariable> Variables => _variables.Values;

    /// <summary>The types that have names.</summary>
    public static IReadOnlyDictionary<string, CelValue> TypeNames { get; } = new[]
    {
        "bool", "int", "uint", "double", "string", "bytes", "list", "map", "null_type", "type",
        CelType.Timestamp.Name, CelType.Duration.Name, "optional_type", CelType.IpAddress.Name, CelType.IpNetwork.Name,
    }.ToDictionary(name => name, CelValue.TypeNamed, StringComparer.Ordinal);

    public static CelEnvironment Of(SubjectSchema schema) => OfSchemas.GetValue(schema, static s =>
        new CelEnvironment(s.Name, s.Fields.Select((f, i) => new CelVariable(f.Path, CelValue.TypeOf(f.Type), i, f.Sensitive)), Library.Standard));

    public CelVariable? Find(string name) => _variables.GetValueOrDefault(name);

    /// <summary>Whether names begin with this one and a dot.</summary>
    public bool IsGroup(string name) => _groups.Contains(name);

    /// <summary>The full names a name may stand for, innermost name space first.</summary>
    public IEnumerable<string> Candidates(string name, bool isRooted)
    {
        for (var scope = isRooted ? "" : Container; scope.Length > 0;)
        {
            yield return $"{scope}.{name}";
            var dot = scope.LastIndexOf('.');
            scope = dot < 0 ? "" : scope[..dot];
        }

        yield return name;
    }
}
