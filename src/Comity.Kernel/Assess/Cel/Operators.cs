using static Comity.Kernel.Assess.Cel.CelType;
using static Comity.Kernel.Assess.Cel.CelValue;
using static Comity.Kernel.Assess.Cel.Signatures;

namespace Comity.Kernel.Assess.Cel;

/// <summary>Comparison, arithmetic, membership, index and size.</summary>
internal static class Operators
{
    private const string Overflow = "the result does not fit a 64-bit integer";

    public static void Declare(Signatures s)
    {
        s.Function("_==_", [A, A], CelType.Bool, (a, e) => Of(CelEquality.Equal(a[0], a[1], e)));
        s.Function("_!=_", [A, A], CelType.Bool, (a, e) => Of(!CelEquality.Equal(a[0], a[1], e)));
        s.Function("!_", [CelType.Bool], CelType.Bool, (a, _) => Of(!a[0].Bool));
        DeclareOrder(s);
        DeclareIntegers(s);
        DeclareUnsigned(s);
        DeclareDoubles(s);
        DeclareCollections(s);
    }

    private static void DeclareOrder(Signatures s)
    {
        CelType[] ordered = [CelType.Bool, CelType.Int, CelType.Uint, CelType.Double, CelType.String, CelType.Bytes, CelType.Timestamp, CelType.Duration];
        foreach (var left in ordered)
        {
            foreach (var right in ordered)
            {
                if (left.Equals(right) || (CelEquality.IsNumber(left.Kind) && CelEquality.IsNumber(right.Kind)))
                {
                    s.Function("_<_", [left, right], CelType.Bool, (a, _) => Of(CelEquality.Compare(a[0], a[1]) < 0));
                    s.Function("_<=_", [left, right], CelType.Bool, (a, _) => Of(CelEquality.Compare(a[0], a[1]) <= 0));
                    s.Function("_>_", [left, right], CelType.Bool, (a, _) => Of(CelEquality.Compare(a[0], a[1]) > 0));
                    s.Function("_>=_", [left, right], CelType.Bool, (a, _) => Of(CelEquality.Compare(a[0], a[1]) >= 0));
                }
            }
        }
    }

    private static void DeclareIntegers(Signatures s)
    {
        Add("_+_", (a, b) => a + b);
        Add("_-_", (a, b) => a - b);
        Add("_*_", (a, b) => a * b);
        s.Function("_/_", [CelType.Int, CelType.Int], CelType.Int, (a, _) => a[1].Int switch
        {
            0 => Error("division by zero"),
            -1 when a[0].Int == long.MinValue => Error(Overflow),
            _ => Of(a[0].Int / a[1].Int),
        });
        s.Function("_%_", [CelType.Int, CelType.Int], CelType.Int, (a, _) => a[1].Int switch
        {
            0 => Error("division by zero"),
            -1 => Of(0L),
            _ => Of(a[0].Int % a[1].Int),
        });
        s.Function("-_", [CelType.Int], CelType.Int, (a, _) => a[0].Int == long.MinValue ? Error(Overflow) : Of(-a[0].Int));

        // 128 bits hold every sum and product of two 64-bit integers.
        void Add(string name, Func<Int128, Int128, Int128> compute) =>
            s.Function(name, [CelType.Int, CelType.Int], CelType.Int, (a, _) =>
            {
                var result = compute(a[0].Int, a[1].Int);
                return result >= long.MinValue && result <= long.MaxValue ? Of((long)result) : Error(Overflow);
            });
    }

    private static void DeclareUnsigned(Signatures s)
    {
        Add("_+_", (a, b) => a + b);
        Add("_-_", (a, b) => a - b);
        s.Function("_*_", [CelType.Uint, CelType.Uint], CelType.Uint, (a, _) =>
            Math.BigMul(a[0].Uint, a[1].Uint, out var low) == 0 ? Of(low) : Error(Overflow));
        s.Function("_/_", [CelType.Uint, CelType.Uint], CelType.Uint, (a, _) =>
            a[1].Uint == 0 ? Error("division by zero") : Of(a[0].Uint / a[1].Uint));
        s.Function("_%_", [CelType.Uint, CelType.Uint], CelType.Uint, (a, _) =>
            a[1].Uint == 0 ? Error("division by zero") : Of(a[0].Uint % a[1].Uint));

        void Add(string name, Func<Int128, Int128, Int128> compute) =>
            s.Function(name, [CelType.Uint, CelType.Uint], CelType.Uint, (a, _) =>
            {
                var result = compute(a[0].Uint, a[1].Uint);
                return result >= 0 && result <= ulong.MaxValue ? Of((ulong)result) : Error(Overflow);
            });
    }

    private static void DeclareDoubles(Signatures s)
    {
        s.Function("_+_", [CelType.Double, CelType.Double], CelType.Double, (a, _) => Of(a[0].Double + a[1].Double));
        s.Function("_-_", [CelType.Double, CelType.Double], CelType.Double, (a, _) => Of(a[0].Double - a[1].Double));
        s.Function("_*_", [CelType.Double, CelType.Double], CelType.Double, (a, _) => Of(a[0].Double * a[1].Double));
        s.Function("_/_", [CelType.Double, CelType.Double], CelType.Double, (a, _) => Of(a[0].Double / a[1].Double));
        s.Function("-_", [CelType.Double], CelType.Double, (a, _) => Of(-a[0].Double));
    }

    private static void DeclareCollections(Signatures s)
    {
        s.Function("_+_", [CelType.String, CelType.String], CelType.String, (a, e) =>
            e.SpendText((long)a[0].Text.Length + a[1].Text.Length) ? Of(a[0].Text + a[1].Text) : Evaluation.OverBudget);
        s.Function("_+_", [CelType.Bytes, CelType.Bytes], CelType.Bytes, (a, e) =>
            e.SpendText((long)a[0].Bytes.Length + a[1].Bytes.Length) ? Of([.. a[0].Bytes, .. a[1].Bytes]) : Evaluation.OverBudget);
        s.Function("_+_", [List(A), List(A)], List(A), (a, e) => Concatenate(a[0], a[1], e));
        s.Function("_in_", [A, List(A)], CelType.Bool, (a, e) => Of(Contains(a[1], a[0], e)));
        s.Function("_in_", [A, CelType.Map(A, B)], CelType.Bool, (a, _) => Of(a[1].Map.TryGet(a[0], out var _)));
        s.Function("_[_]", [List(A), CelType.Int], A, (a, _) => Index(a[0], a[1]));
        s.Dynamic("_[_]", [List(A), CelType.Dyn], A, (a, _) => Index(a[0], a[1]));
        s.Function("_[_]", [CelType.Map(A, B), A], B, (a, _) => Index(a[0], a[1]));
        foreach (var collection in new[] { List(A), CelType.Map(A, B), CelType.String, CelType.Bytes })
        {
            s.Function("size", [collection], CelType.Int, (a, e) => Size(a[0], e));
            s.Method("size", [collection], CelType.Int, (a, e) => Size(a[0], e));
        }
    }

    /// <summary>An element by position or an entry by key; an error when there is none.</summary>
    public static CelValue Index(CelValue collection, CelValue key)
    {
        if (TryIndex(collection, key, out var found))
        {
            return found;
        }

        return collection.Kind == CelKind.Map
            ? Error($"the map has no key {TextFormat.Describe(key)}")
            : Error($"the list of {collection.Count} elements has no element {TextFormat.Describe(key)}");
    }

    public static bool TryIndex(CelValue collection, CelValue key, out CelValue found)
    {
        if (collection.Kind == CelKind.Map)
        {
            return collection.Map.TryGet(key, out found);
        }

        if (CelEquality.IsNumber(key.Kind))
        {
            var position = key.Kind == CelKind.Double ? key.Double : key.Kind == CelKind.Int ? key.Int : key.Uint;
            if (position >= 0 && position < collection.Count && Math.Floor(position) == position)
            {
                found = collection[(int)position];
                return true;
            }
        }

        found = default;
        return false;
    }

    private static CelValue Concatenate(CelValue a, CelValue b, Evaluation e)
    {
        if (!e.Spend((long)a.Count + b.Count))
        {
            return Evaluation.OverBudget;
        }

        var items = new CelValue[a.Count + b.Count];
        for (var i = 0; i < items.Length; i++)
        {
            items[i] = i < a.Count ? a[i] : b[i - a.Count];
        }

        return Of(items);
    }

    private static bool Contains(CelValue list, CelValue value, Evaluation e)
    {
        for (var i = 0; i < list.Count; i++)
        {
            if (CelEquality.Equal(list[i], value, e))
            {
                return true;
            }
        }

        return false;
    }

    private static CelValue Size(CelValue value, Evaluation e) => value.Kind switch
    {
        CelKind.String => e.SpendText(value.Text.Length) ? Of((long)CodePoints.Count(value.Text)) : Evaluation.OverBudget,
        CelKind.Bytes => Of((long)value.Bytes.Length),
        CelKind.Map => Of((long)value.Map.Keys.Count),
        _ => Of((long)value.Count),
    };
}
