namespace Comity.Estimation.Numerics;

/// <summary>The few functions of mathematical statistics that the methods need, to about 14 digits.</summary>
internal static class SpecialFunctions
{
    private const double HalfLogTwoPi = 0.91893853320467274178;
    private static readonly double[] Stirling = [1.0 / 12, -1.0 / 360, 1.0 / 1260, -1.0 / 1680, 1.0 / 1188, -691.0 / 360360, 1.0 / 156];
    private const double StirlingFrom = 10;
    private const double SmallestTermShare = 1e-17;

    /// <summary>ln Γ(x), x above 0: Stirling's series (Abramowitz and Stegun 6.1.41) after shifting x upwards.</summary>
    public static double LogGamma(double x)
    {
        var shift = 1.0;
        while (x < StirlingFrom)
        {
            shift *= x++;
        }

        var inverse = 1 / x;
        var square = inverse * inverse;
        var series = 0.0;
        for (var k = Stirling.Length - 1; k >= 0; k--)
        {
            series = (series * square) + Stirling[k];
        }

        series *= inverse;
        return ((x - 0.5) * Math.Log(x)) - x + HalfLogTwoPi + series - Math.Log(shift);
    }

    /// <summary>ln n!.</summary>
    public static double LogFactorial(double n) => LogGamma(n + 1);

    /// <summary>Φ(z), the standard normal distribution.</summary>
    public static double NormalCdf(double z)
    {
        var x = z * z / 2;
        var tail = x > 6
            ? UpperByFraction(0.5, x) / 2
            : (1 - LowerBySeries(0.5, x)) / 2;
        return z > 0 ? 1 - tail : tail;
    }

    /// <summary>The standard normal quantile: Abramowitz and Stegun 26.2.23, then Halley's steps on Φ.</summary>
    public static double NormalQuantile(double p)
    {
        if (!(p is > 0 and < 1))
        {
            return p <= 0 ? double.NegativeInfinity : double.PositiveInfinity;
        }

        var tail = Math.Min(p, 1 - p);
        var t = Math.Sqrt(-2 * Math.Log(tail));
        var z = t - ((2.515517 + (t * (0.802853 + (t * 0.010328)))) / (1 + (t * (1.432788 + (t * (0.189269 + (t * 0.001308)))))));
        for (var step = 0; step < 4; step++)
        {
            var error = (NormalCdf(-z) - tail) * Math.Exp((z * z / 2) + HalfLogTwoPi);
            z += error / (1 + (z * error / 2));
        }

        return p < 0.5 ? -z : z;
    }

    /// <summary>The quantile of χ² with one degree of freedom.</summary>
    public static double ChiSquareQuantile(double p) => Math.Pow(NormalQuantile((1 + p) / 2), 2);

    /// <summary>ln min(P[X ≤ observed], P[X ≥ observed]) for a Poisson X with this mean.</summary>
    public static double LogPoissonTail(double observed, double mean)
    {
        if (mean <= 0)
        {
            return observed > 0 ? double.NegativeInfinity : 0;
        }

        var logMass = (observed * Math.Log(mean)) - mean - LogFactorial(observed);
        var sum = 1.0;
        var term = 1.0;
        if (observed >= mean)
        {
            for (var k = observed + 1; term > sum * SmallestTermShare; k++)
            {
                term *= mean / k;
                sum += term;
            }
        }
        else
        {
            for (var k = observed; k > 0 && term > sum * SmallestTermShare; k--)
            {
                term *= k / mean;
                sum += term;
            }
        }

        var logTail = logMass + Math.Log(sum);
        if (logTail < -1)
        {
            return logTail;
        }

        // Near the median the other tail can be the smaller one.
        var other = 1 - Math.Exp(logTail) + Math.Exp(logMass);
        return Math.Min(logTail, Math.Log(other));
    }

    // P(a, x) = x^a e^-x / Γ(a+1) · Σ x^k / ((a+1) … (a+k)).
    private static double LowerBySeries(double a, double x)
    {
        if (x <= 0)
        {
            return 0;
        }

        var term = 1.0;
        var sum = 1.0;
        for (var k = 1; term > sum * SmallestTermShare; k++)
        {
            term *= x / (a + k);
            sum += term;
        }

        return sum * Math.Exp((a * Math.Log(x)) - x - LogGamma(a + 1));
    }

    // Q(a, x) by Legendre's continued fraction, evaluated by Lentz's method.
    private static double UpperByFraction(double a, double x)
    {
        var b = x + 1 - a;
        var c = double.MaxValue;
        var d = 1 / b;
        var fraction = d;
        for (var k = 1; k < 500; k++)
        {
            var numerator = -k * (k - a);
            b += 2;
            d = 1 / ((numerator * d) + b);
            c = b + (numerator / c);
            var change = c * d;
            fraction *= change;
            if (Math.Abs(change - 1) < 1e-16)
            {
                break;
            }
        }

        return fraction * Math.Exp((a * Math.Log(x)) - x - LogGamma(a));
    }
}
