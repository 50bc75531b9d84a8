using static Comity.Kernel.Assess.Cel.CelType;
using static Comity.Kernel.Assess.Cel.CelValue;
using static Comity.Kernel.Assess.Cel.Signatures;

namespace Comity.Kernel.Assess.Cel;

/// <summary>Values that may be absent (CEL's optional syntax and its functions).</summary>
internal static class OptionalFunctions
{
    public static void Declare(Signatures s)
    {
        var optional = CelType.Optional(A);
        s.Function("optional.of", [A], optional, (a, _) => Some(a[0]));
        s.Function("optional.ofNonZeroValue", [A], optional, (a, _) => IsZero(a[0]) ? None : Some(a[0]));
        s.Function("optional.none", [], optional, (_, _) => None);
        s.Method("hasValue", [optional], CelType.Bool, (a, _) => Of(a[0].HasValue));
        s.Method("value", [optional], A, (a, _) => a[0].HasValue ? a[0].OptionalValue : Error("the optional has no value"));
        s.Method("or", [optional, optional], optional, (a, _) => a[0].HasValue ? a[0] : a[1]);
        s.Method("orValue", [optional, A], A, (a, _) => a[0].HasValue ? a[0].OptionalValue : a[1]);
        s.Function("_[?_]", [List(A), CelType.Int], optional, (a, _) => Index(a[0], a[1]));
        s.Function("_[?_]", [CelType.Map(A, B), A], CelType.Optional(B), (a, _) => Index(a[0], a[1]));
        foreach (var operation in new[] { "_[_]", "_[?_]" })
        {
            s.Function(operation, [CelType.Optional(List(A)), CelType.Int], optional, (a, _) => IndexInside(a[0], a[1]));
            s.Function(operation, [CelType.Optional(CelType.Map(A, B)), A], CelType.Optional(B), (a, _) => IndexInside(a[0], a[1]));
        }
    }

    private static CelValue Index(CelValue collection, CelValue key) =>
        Operators.TryIndex(collection, key, out var found) ? Some(found) : None;

    private static CelValue IndexInside(CelValue optional, CelValue key) => optional switch
    {
        { HasValue: false } => None,
        { OptionalValue.Kind: CelKind.List or CelKind.Map } => Index(optional.OptionalValue, key),
        _ => Error($"a {optional.OptionalValue.TypeName} has no elements"),
    };

    private static bool IsZero(CelValue value) => value.Kind switch
    {
        CelKind.Null => true,
        CelKind.Bool or CelKind.Int or CelKind.Uint or CelKind.Duration => value.Int == 0,
        CelKind.Double => value.Double == 0,
        CelKind.String => value.Text.Length == 0,
        CelKind.Bytes => value.Bytes.Length == 0,
        CelKind.Timestamp => value is { Seconds: 0, Nanos: 0 },
        CelKind.List => value.Count == 0,
        CelKind.Map => value.Map.Keys.Count == 0,
        CelKind.Optional => !value.HasValue,
        _ => false,
    };
}
