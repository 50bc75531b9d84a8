using System.Numerics;

namespace Comity.Estimation.Numerics;

/// <summary>
/// Random numbers from a counter: the stream number <c>i</c> of a seed does not depend on who drew before, so that a result is the same
/// on any number of threads. Generator: xoshiro256** (Blackman and Vigna 2021), its state filled by SplitMix64.
/// </summary>
internal struct Draws
{
    private ulong _s0;
    private ulong _s1;
    private ulong _s2;
    private ulong _s3;

    /// <summary>Stream <paramref name="stream"/> of this seed.</summary>
    public Draws(ulong seed, ulong stream)
    {
        var state = Mix(seed ^ Mix(stream + 0x9E3779B97F4A7C15));
        _s0 = Next(ref state);
        _s1 = Next(ref state);
        _s2 = Next(ref state);
        _s3 = Next(ref state);
    }

    /// <summary>Uniform strictly between 0 and 1.</summary>
    public double Uniform()
    {
        var result = BitOperations.RotateLeft(_s1 * 5, 7) * 9;
        var t = _s1 << 17;
        _s2 ^= _s0;
        _s3 ^= _s1;
        _s1 ^= _s2;
        _s0 ^= _s3;
        _s2 ^= t;
        _s3 = BitOperations.RotateLeft(_s3, 45);
        return ((result >> 11) + 0.5) * (1.0 / (1UL << 53));
    }

    /// <summary>Standard normal (Marsaglia's polar method; the second number is not kept).</summary>
    public double Normal()
    {
        while (true)
        {
            var u = (2 * Uniform()) - 1;
            var v = (2 * Uniform()) - 1;
            var s = (u * u) + (v * v);
            if (s is > 0 and < 1)
            {
                return u * Math.Sqrt(-2 * Math.Log(s) / s);
            }
        }
    }

    /// <summary>Gamma with this shape and rate 1 (Marsaglia and Tsang 2000), as its logarithm, which does not underflow for small shapes.</summary>
    public double LogGamma(double shape)
    {
        var boost = 0.0;
        if (shape < 1)
        {
            boost = Math.Log(Uniform()) / shape;
            shape++;
        }

        var d = shape - (1.0 / 3);
        var c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            var x = Normal();
            var v = 1 + (c * x);
            if (v <= 0)
            {
                continue;
            }

            v = v * v * v;
            if (Math.Log(Uniform()) < (0.5 * x * x) + (d * (1 - v + Math.Log(v))))
            {
                return boost + Math.Log(d * v);
            }
        }
    }

    /// <summary>ln X and ln (1 - X) for X ~ Beta(a, b).</summary>
    public (double Log, double LogComplement) LogBeta(double a, double b)
    {
        var x = LogGamma(a);
        var y = LogGamma(b);
        var high = Math.Max(x, y);
        var total = high + Math.Log(Math.Exp(x - high) + Math.Exp(y - high));
        return (x - total, y - total);
    }

    /// <summary>Poisson (Hörmann's PTRS 1993 from a mean of 10, inversion below).</summary>
    public double Poisson(double mean)
    {
        if (mean < 10)
        {
            var mass = Math.Exp(-mean);
            var left = Uniform();
            var k = 0.0;
            while (left > mass && mass > 0)
            {
                left -= mass;
                mass *= mean / ++k;
            }

            return k;
        }

        var b = 0.931 + (2.53 * Math.Sqrt(mean));
        var a = -0.059 + (0.02483 * b);
        var inverseAlpha = 1.1239 + (1.1328 / (b - 3.4));
        var right = 0.9277 - (3.6224 / (b - 2));
        while (true)
        {
            var u = Uniform() - 0.5;
            var v = Uniform();
            var us = 0.5 - Math.Abs(u);
            var k = Math.Floor((((2 * a / us) + b) * u) + mean + 0.43);
            if (us >= 0.07 && v <= right)
            {
                return k;
            }

            if (k < 0 || us < 0.013 && v > us)
            {
                continue;
            }

            if (Math.Log(v * inverseAlpha / ((a / (us * us)) + b)) <= (k * Math.Log(mean)) - mean - SpecialFunctions.LogFactorial(k))
            {
                return k;
            }
        }
    }

    /// <summary>Binomial (Hörmann's BTRS 1993 from 10 expected, inversion below).</summary>
    public double Binomial(double n, double p)
    {
        if (p > 0.5)
        {
            return n - Binomial(n, 1 - p);
        }

        if (n <= 0 || p <= 0)
        {
            return 0;
        }

        var odds = p / (1 - p);
        if (n * p < 10)
        {
            var mass = Math.Exp(n * Math.Log(1 - p));
            var left = Uniform();
            var k = 0.0;
            while (left > mass && k < n)
            {
                left -= mass;
                mass *= odds * (n - k) / (k + 1);
                k++;
            }

            return k;
        }

        var spread = Math.Sqrt(n * p * (1 - p));
        var b = 1.15 + (2.53 * spread);
        var a = -0.0873 + (0.0248 * b) + (0.01 * p);
        var c = (n * p) + 0.5;
        var right = 0.92 - (4.2 / b);
        var alpha = (2.83 + (5.1 / b)) * spread;
        var mode = Math.Floor((n + 1) * p);
        while (true)
        {
            var u = Uniform() - 0.5;
            var v = Uniform();
            var us = 0.5 - Math.Abs(u);
            var k = Math.Floor((((2 * a / us) + b) * u) + c);
            if (k < 0 || k > n)
            {
                continue;
            }

            if (us >= 0.07 && v <= right)
            {
                return k;
            }

            var bound = SpecialFunctions.LogFactorial(mode) + SpecialFunctions.LogFactorial(n - mode)
                - SpecialFunctions.LogFactorial(k) - SpecialFunctions.LogFactorial(n - k) + ((k - mode) * Math.Log(odds));
            if (Math.Log(v * alpha / ((a / (us * us)) + b)) <= bound)
            {
                return k;
            }
        }
    }

    /// <summary>
    /// Failures before the <paramref name="successes"/>-th success; <paramref name="failure"/> is the probability of a failure.
    /// A Poisson whose mean is itself gamma.
    /// </summary>
    public double NegativeBinomial(double successes, double failure) =>
        Poisson(Math.Exp(LogGamma(successes)) * failure / (1 - failure));

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    private static ulong Next(ref ulong state)
    {
        state += 0x9E3779B97F4A7C15;
        return Mix(state);
    }
}
