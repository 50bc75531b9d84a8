using System.Collections.Frozen;

namespace Comity.Kernel.Assess.Cel;

/// <summary>The body of a function; its arguments are known values of the declared kinds.</summary>
internal delegate CelValue Native(ReadOnlySpan<CelValue> a, Evaluation e);

/// <summary>One signature of a function. A method's first parameter is what it is called on.</summary>
internal sealed class Overload(string function, bool isMethod, CelType[] parameters, CelType result, Native body)
{
    private readonly CelKind[] _kinds = [.. parameters.Select(p => p.Kind == CelKind.Parameter ? CelKind.Dyn : p.Kind)];

    public string Function => function;

    public bool IsMethod => isMethod;

    public CelType[] Parameters => parameters;

    public CelType Result => result;

    public Native Body => body;

    /// <summary>Whether it applies only to values whose type is not known before: the checker does not accept a call by it alone.</summary>
    public bool IsDynamic { get; init; }

    public bool Accepts(ReadOnlySpan<CelValue> arguments)
    {
        for (var i = 0; i < _kinds.Length; i++)
        {
            if (_kinds[i] != CelKind.Dyn && _kinds[i] != arguments[i].Kind)
            {
                return false;
            }
        }

        return true;
    }
}

/// <summary>All functions by name, style and number of arguments.</summary>
internal sealed class Library
{
    /// <summary>No function takes more arguments, the target of a method among them.</summary>
    public const int MaxArguments = 4;

    private readonly FrozenDictionary<(string Name, bool IsMethod, int Count), Overload[]> _overloads;

    public Library(IEnumerable<Overload> overloads)
    {
        _overloads = overloads
            .GroupBy(o => (o.Function, o.IsMethod, o.Parameters.Length))
            .ToFrozenDictionary(g => g.Key, g => g.ToArray());
        Names = _overloads.Keys.Select(k => k.Name).ToFrozenSet(StringComparer.Ordinal);
    }

    /// <summary>CEL's standard functions with the extensions for strings, mathematics, optionals, encoders and networks.</summary>
    public static Library Standard { get; } = new(StandardOverloads());

    public FrozenSet<string> Names { get; }

    public static IEnumerable<Overload> StandardOverloads()
    {
        var overloads = new Signatures();
        Operators.Declare(overloads);
        Conversions.Declare(overloads);
        TextFunctions.Declare(overloads);
        TimeFunctions.Declare(overloads);
        MathFunctions.Declare(overloads);
        OptionalFunctions.Declare(overloads);
        NetworkFunctions.Declare(overloads);
        return overloads.All;
    }

    public Overload[] Find(string name, bool isMethod, int count) => _overloads.GetValueOrDefault((name, isMethod, count), []);

    /// <summary>Every signature of a name, for messages.</summary>
    public IEnumerable<Overload> Find(string name, bool isMethod) =>
        Enumerable.Range(0, MaxArguments + 1).SelectMany(count => Find(name, isMethod, count));
}

/// <summary>Collects overloads while they are declared.</summary>
internal sealed class Signatures
{
    public static readonly CelType A = CelType.Parameter("A");
    public static readonly CelType B = CelType.Parameter("B");

    public List<Overload> All { get; } = [];

    /// <summary>A function or operator.</summary>
    public void Function(string name, CelType[] parameters, CelType result, Native body) =>
        All.Add(new Overload(name, isMethod: false, parameters, result, body));

    /// <summary>A function or operator for values of dynamic type only.</summary>
    public void Dynamic(string name, CelType[] parameters, CelType result, Native body) =>
        All.Add(new Overload(name, isMethod: false, parameters, result, body) { IsDynamic = true });

    /// <summary>A method of its first parameter.</summary>
    public void Method(string name, CelType[] parameters, CelType result, Native body) =>
        All.Add(new Overload(name, isMethod: true, parameters, result, body));
}
