using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Comity.Estimation.Numerics;

/// <summary>
/// Sets of lists as bit masks (list i is bit i - 1), and the zeta transforms over all of them. A log-linear model needs no
/// design matrix: its linear predictor is a sum over subsets, its sufficient statistics and normal equations are sums over supersets.
/// </summary>
internal static class Subsets
{
    /// <summary>v[a] becomes the sum of v[w] over all w that contain a.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void SumOverSupersets(Span<double> v)
    {
        for (var bit = 1; bit < v.Length; bit <<= 1)
        {
            for (var block = 0; block < v.Length; block += bit << 1)
            {
                Add(v.Slice(block, bit), v.Slice(block + bit, bit));
            }
        }
    }

    /// <summary>v[w] becomes the sum of v[a] over all a within w.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void SumOverSubsets(Span<double> v)
    {
        for (var bit = 1; bit < v.Length; bit <<= 1)
        {
            for (var block = 0; block < v.Length; block += bit << 1)
            {
                Add(v.Slice(block + bit, bit), v.Slice(block, bit));
            }
        }
    }

    /// <summary>The members of a set, numbered from 1.</summary>
    public static IEnumerable<int> Members(int set)
    {
        for (var list = 1; set != 0; set >>= 1, list++)
        {
            if ((set & 1) != 0)
            {
                yield return list;
            }
        }
    }

    /// <summary>All pairs of lists in the order (1,2), (1,3) … (1,t), (2,3) …, which breaks ties.</summary>
    public static int[] Pairs(int lists)
    {
        var pairs = new List<int>();
        for (var i = 0; i < lists; i++)
        {
            for (var j = i + 1; j < lists; j++)
            {
                pairs.Add((1 << i) | (1 << j));
            }
        }

        return [.. pairs];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(Span<double> to, ReadOnlySpan<double> from)
    {
        if (to.Length >= Vector<double>.Count)
        {
            var target = MemoryMarshal.Cast<double, Vector<double>>(to);
            var source = MemoryMarshal.Cast<double, Vector<double>>(from);
            for (var i = 0; i < target.Length; i++)
            {
                target[i] += source[i];
            }

            return;
        }

        for (var i = 0; i < to.Length; i++)
        {
            to[i] += from[i];
        }
    }
}
