using System.Runtime.CompilerServices;

namespace Comity.Estimation.Numerics;

/// <summary>Factorisation of a symmetric positive definite matrix, kept as the lower triangle in rows of <c>size</c>.</summary>
internal static class Cholesky
{
    private const double SmallestPivotShare = 1e-12;

    /// <summary>Replaces the lower triangle by its factor L (A = LL'). False when the matrix is not of full rank.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static bool Factor(Span<double> a, int size)
    {
        for (var j = 0; j < size; j++)
        {
            var rowJ = a.Slice(j * size, j + 1);
            var diagonal = rowJ[j];
            var pivot = diagonal;
            for (var k = 0; k < j; k++)
            {
                pivot -= rowJ[k] * rowJ[k];
            }

            if (!(pivot > SmallestPivotShare * diagonal))
            {
                return false;
            }

            var root = Math.Sqrt(pivot);
            rowJ[j] = root;
            var inverse = 1 / root;
            for (var i = j + 1; i < size; i++)
            {
                var rowI = a.Slice(i * size, j + 1);
                var sum = rowI[j];
                for (var k = 0; k < rowI.Length - 1; k++)
                {
                    sum -= rowI[k] * rowJ[k];
                }

                rowI[j] = sum * inverse;
            }
        }

        return true;
    }

    /// <summary>Solves LL'x = b in place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Solve(ReadOnlySpan<double> factor, int size, Span<double> b)
    {
        SolveLower(factor, size, b);
        SolveUpper(factor, size, b);
    }

    /// <summary>Solves Lx = b in place.</summary>
    public static void SolveLower(ReadOnlySpan<double> factor, int size, Span<double> b)
    {
        for (var i = 0; i < size; i++)
        {
            var sum = b[i];
            for (var k = 0; k < i; k++)
            {
                sum -= factor[(i * size) + k] * b[k];
            }

            b[i] = sum / factor[(i * size) + i];
        }
    }

    /// <summary>Solves L'x = b in place.</summary>
    public static void SolveUpper(ReadOnlySpan<double> factor, int size, Span<double> b)
    {
        for (var i = size - 1; i >= 0; i--)
        {
            var value = b[i] / factor[(i * size) + i];
            b[i] = value;
            for (var k = 0; k < i; k++)
            {
                b[k] -= factor[(i * size) + k] * value;
            }
        }
    }
}
