namespace Comity.Kernel.Assess.Cel;

/// <summary>
/// Decides whether one type can stand where another is expected, and finds what the type parameters stand for on the way.
/// <c>dyn</c> fits everything; of two types a parameter has to stand for, it takes the more general.
/// </summary>
internal sealed class TypeUnifier
{
    private Dictionary<string, CelType> _bindings = new(StringComparer.Ordinal);
    private int _fresh;

    public CelType Fresh() => CelType.Parameter($"${_fresh++}");

    /// <summary>A declaration with its parameters made distinct from all others.</summary>
    public CelType[] Instantiate(CelType[] parameters, CelType result, out CelType freshResult)
    {
        var names = new Dictionary<string, CelType>(StringComparer.Ordinal);
        freshResult = Rename(result);
        return [.. parameters.Select(Rename)];

        CelType Rename(CelType type)
        {
            if (type.Kind == CelKind.Parameter)
            {
                return names.TryGetValue(type.Name, out var fresh) ? fresh : names[type.Name] = Fresh();
            }

            return type.Parameters.Count == 0 ? type : type.With([.. type.Parameters.Select(Rename)]);
        }
    }

    /// <summary>Whether all arguments fit; what parameters stand for changes only then.</summary>
    public bool TryFit(IReadOnlyList<CelType> arguments, IReadOnlyList<CelType> parameters)
    {
        var saved = new Dictionary<string, CelType>(_bindings, StringComparer.Ordinal);
        for (var i = 0; i < parameters.Count; i++)
        {
            if (!Fits(arguments[i], parameters[i]))
            {
                _bindings = saved;
                return false;
            }
        }

        return true;
    }

    public bool TryFit(CelType argument, CelType parameter) => TryFit([argument], [parameter]);

    /// <summary>The type of elements of both types.</summary>
    public CelType Join(CelType? previous, CelType next) =>
        previous is null ? next
        : TryFit(previous, next) ? MoreGeneral(previous, next)
        : CelType.Dyn;

    /// <summary>The type with everything known about its parameters put in; the rest become <c>dyn</c> when asked.</summary>
    public CelType Resolve(CelType type, bool freeToDyn)
    {
        if (type.Kind == CelKind.Parameter)
        {
            return _bindings.TryGetValue(type.Name, out var bound) ? Resolve(bound, freeToDyn) : freeToDyn ? CelType.Dyn : type;
        }

        return type.Parameters.Count == 0 ? type : type.With([.. type.Parameters.Select(p => Resolve(p, freeToDyn))]);
    }

    private bool Fits(CelType a, CelType b)
    {
        if (b.Kind == CelKind.Parameter)
        {
            return Bind(b, a);
        }

        if (a.Kind == CelKind.Parameter)
        {
            return Bind(a, b);
        }

        if (a.Kind == CelKind.Dyn || b.Kind == CelKind.Dyn)
        {
            return true;
        }

        if (a.Kind == CelKind.Null || b.Kind == CelKind.Null)
        {
            return CanBeNull(a.Kind) && CanBeNull(b.Kind);
        }

        if (a.Kind != b.Kind || a.Name != b.Name || a.Parameters.Count != b.Parameters.Count)
        {
            return false;
        }

        for (var i = 0; i < a.Parameters.Count; i++)
        {
            if (!Fits(a.Parameters[i], b.Parameters[i]))
            {
                return false;
            }
        }

        return true;
    }

    private bool Bind(CelType parameter, CelType type)
    {
        if (parameter.Equals(type))
        {
            return true;
        }

        if (_bindings.TryGetValue(parameter.Name, out var bound))
        {
            if (!Fits(type, bound))
            {
                return false;
            }

            type = MoreGeneral(type, bound);
        }

        if (parameter.Equals(type))
        {
            return true;
        }

        if (Mentions(type, parameter))
        {
            return false;
        }

        _bindings[parameter.Name] = type;
        return true;
    }

    private bool Mentions(CelType type, CelType parameter) =>
        type.Kind == CelKind.Parameter
            ? type.Equals(parameter) || (_bindings.TryGetValue(type.Name, out var bound) && Mentions(bound, parameter))
            : type.Parameters.Any(p => Mentions(p, parameter));

    private static CelType MoreGeneral(CelType a, CelType b) => IsAsGeneral(a, b) ? a : b;

    private static bool IsAsGeneral(CelType a, CelType b) =>
        a.Kind is CelKind.Dyn or CelKind.Parameter
        || (b.Kind is not (CelKind.Dyn or CelKind.Parameter)
            && (b.Kind == CelKind.Null || (a.Kind == b.Kind && a.Name == b.Name && a.Parameters.Zip(b.Parameters).All(p => IsAsGeneral(p.First, p.Second)))));

    private static bool CanBeNull(CelKind kind) =>
        kind is CelKind.Null or CelKind.Timestamp or CelKind.Duration or CelKind.Optional or CelKind.Abstract;
}
