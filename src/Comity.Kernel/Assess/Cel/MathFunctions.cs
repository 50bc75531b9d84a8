using static Comity.Kernel.Assess.Cel.CelType;
using static Comity.Kernel.Assess.Cel.CelValue;

namespace Comity.Kernel.Assess.Cel;

/// <summary>CEL's mathematics extension.</summary>
internal static class MathFunctions
{
    private static readonly CelType[] Numbers = [CelType.Int, CelType.Uint, CelType.Double];

    public static void Declare(Signatures s)
    {
        DeclareExtremes(s, "math.greatest", 1);
        DeclareExtremes(s, "math.least", -1);
        Rounding("math.ceil", Math.Ceiling);
        Rounding("math.floor", Math.Floor);
        Rounding("math.round", x => Math.Round(x, MidpointRounding.AwayFromZero));
        Rounding("math.trunc", Math.Truncate);
        Rounding("math.sqrt", Math.Sqrt);
        s.Function("math.sqrt", [CelType.Int], CelType.Double, (a, _) => Of(Math.Sqrt(a[0].Int)));
        s.Function("math.sqrt", [CelType.Uint], CelType.Double, (a, _) => Of(Math.Sqrt(a[0].Uint)));
        Test("math.isNaN", double.IsNaN);
        Test("math.isInf", double.IsInfinity);
        Test("math.isFinite", double.IsFinite);
        s.Function("math.abs", [CelType.Int], CelType.Int, (a, _) =>
            a[0].Int == long.MinValue ? Error("the result does not fit a 64-bit integer") : Of(Math.Abs(a[0].Int)));
        s.Function("math.abs", [CelType.Uint], CelType.Uint, (a, _) => a[0]);
        s.Function("math.abs", [CelType.Double], CelType.Double, (a, _) => Of(Math.Abs(a[0].Double)));
        s.Function("math.sign", [CelType.Int], CelType.Int, (a, _) => Of((long)Math.Sign(a[0].Int)));
        s.Function("math.sign", [CelType.Uint], CelType.Uint, (a, _) => Of(Math.Min(a[0].Uint, 1UL)));
        s.Function("math.sign", [CelType.Double], CelType.Double, (a, _) =>
            Of(double.IsNaN(a[0].Double) ? double.NaN : Math.Sign(a[0].Double)));
        DeclareBits(s);

        void Rounding(string name, Func<double, double> compute) =>
            s.Function(name, [CelType.Double], CelType.Double, (a, _) => Of(compute(a[0].Double)));

        void Test(string name, Func<double, bool> holds) =>
            s.Function(name, [CelType.Double], CelType.Bool, (a, _) => Of(holds(a[0].Double)));
    }

    // Of equal values the first is kept. Three arguments and more arrive as one list (see Macros).
    private static void DeclareExtremes(Signatures s, string name, int sign)
    {
        foreach (var left in Numbers)
        {
            s.Function(name, [left], left, (a, _) => a[0]);
            s.Function(name, [List(left)], left, (a, e) => OfList(a[0], e));
            foreach (var right in Numbers)
            {
                s.Function(name, [left, right], left.Equals(right) ? left : CelType.Dyn, (a, _) => Better(a[0], a[1]));
            }
        }

        CelValue Better(CelValue a, CelValue b) => CelEquality.Compare(b, a) * sign > 0 ? b : a;

        CelValue OfList(CelValue list, Evaluation e)
        {
            if (list.Count == 0)
            {
                return Error("an empty list has no greatest or least element");
            }

            var best = list[0];
            for (var i = 0; i < list.Count; i++)
            {
                if (!e.Spend(1) || !CelEquality.IsNumber(list[i].Kind))
                {
                    return Error("only numbers have a greatest or least");
                }

                best = Better(best, list[i]);
            }

            return best;
        }
    }

    private static void DeclareBits(Signatures s)
    {
        Binary("math.bitAnd", (a, b) => a & b);
        Binary("math.bitOr", (a, b) => a | b);
        Binary("math.bitXor", (a, b) => a ^ b);
        s.Function("math.bitNot", [CelType.Int], CelType.Int, (a, _) => Of(~a[0].Int));
        s.Function("math.bitNot", [CelType.Uint], CelType.Uint, (a, _) => Of(~a[0].Uint));
        // Both shifts are logical: a right shift of a negative int brings in zeros.
        Shift("math.bitShiftLeft", (bits, by) => bits << by);
        Shift("math.bitShiftRight", (bits, by) => bits >>> by);

        void Binary(string name, Func<ulong, ulong, ulong> compute)
        {
            s.Function(name, [CelType.Int, CelType.Int], CelType.Int, (a, _) => Of((long)compute(a[0].Uint, a[1].Uint)));
            s.Function(name, [CelType.Uint, CelType.Uint], CelType.Uint, (a, _) => Of(compute(a[0].Uint, a[1].Uint)));
        }

        void Shift(string name, Func<ulong, int, ulong> compute)
        {
            s.Function(name, [CelType.Int, CelType.Int], CelType.Int, (a, _) => By(a[1].Int) is { } n
                ? Of((long)(n < 64 ? compute(a[0].Uint, n) : 0)) : Error("a shift cannot be negative"));
            s.Function(name, [CelType.Uint, CelType.Int], CelType.Uint, (a, _) => By(a[1].Int) is { } n
                ? Of(n < 64 ? compute(a[0].Uint, n) : 0) : Error("a shift cannot be negative"));
        }

        static int? By(long offset) => offset < 0 ? null : (int)Math.Min(offset, 64);
    }
}
