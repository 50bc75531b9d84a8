using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Comity.Estimation.Numerics;

namespace Comity.Estimation;

/// <summary>
/// Fits of the Poisson log-linear model (Cormack 1989) with extended maximum likelihood (Chan, Silverman and Vincent 2021), over and over
/// in the same memory: n_w ~ Poisson(μ_w), log μ_w = sum of α_a over the terms a within w, and the hidden number is exp(α_∅).
/// A term nobody fulfils has α = -∞; it and all cells that contain it are removed. One work area for each thread.
/// </summary>
internal sealed class WorkArea
{
    private const int MostSteps = 60;
    private const double SmallestDecrement = 1e-13;

    private readonly int _lists;
    private readonly double[] _counts;
    private readonly double[] _onAll;
    private readonly double[] _keep;
    private readonly double[] _predictor;
    private readonly double[] _means;
    private readonly double[] _sums;
    private readonly int[] _finite;
    private readonly double[] _step;
    private readonly double[] _information;

    public WorkArea(int lists)
    {
        _lists = lists;
        // Vectors are never longer than this; smaller tables leave the rest 0.
        var cells = Math.Max(1 << lists, Vector<double>.Count);
        _counts = new double[cells];
        _onAll = new double[cells];
        _keep = new double[cells];
        _predictor = new double[cells];
        _means = new double[cells];
        _sums = new double[cells];
        Coefficients = new double[cells];
        _finite = new int[cells];
        _step = new double[cells];
        _information = new double[cells * cells];
    }

    /// <summary>α by term; what is not a finite parameter is 0.</summary>
    public double[] Coefficients { get; }

    /// <summary>Number of finite parameters.</summary>
    public int FiniteCount { get; private set; }

    /// <summary>Terms of the model with α = -∞.</summary>
    public int InfiniteCount { get; private set; }

    /// <summary>Σ [n η - μ], the part of the log-likelihood that depends on the fit.</summary>
    public double Objective { get; private set; }

    /// <summary>n.</summary>
    public double Observed => _onAll[0];

    /// <summary>The estimate of the hidden number.</summary>
    public double Hidden => Math.Exp(Coefficients[0]);

    public ReadOnlySpan<int> FiniteTerms => _finite.AsSpan(0, FiniteCount);

    public ReadOnlySpan<double> Counts => _counts.AsSpan(0, 1 << _lists);

    public ReadOnlySpan<double> Means => _means.AsSpan(0, 1 << _lists);

    /// <summary>n*_a: cases on all lists of a.</summary>
    public double OnAll(int term) => _onAll[term];

    public bool IsKept(int history) => _keep[history] != 0;

    /// <summary>Takes the counts of a table or a resample.</summary>
    public void Load(ReadOnlySpan<double> counts)
    {
        counts.CopyTo(_counts);
        counts.CopyTo(_onAll);
        Subsets.SumOverSupersets(_onAll.AsSpan(0, counts.Length));
    }

    /// <summary>Chooses the model: which parameters are finite, which cells stay. Coefficients of terms it keeps survive as a start.</summary>
    public void Use(ReadOnlySpan<int> terms)
    {
        var cells = 1 << _lists;
        Array.Fill(_keep, 1.0, 0, cells);
        _keep[0] = 0;
        FiniteCount = 0;
        InfiniteCount = 0;
        foreach (var term in terms)
        {
            if (_onAll[term] > 0)
            {
                _finite[FiniteCount++] = term;
                continue;
            }

            InfiniteCount++;
            for (var cell = term; cell < cells; cell = (cell + 1) | term)
            {
                _keep[cell] = 0;
            }
        }
    }

    /// <summary>Fits from a cold start: one weighted least-squares step from μ = n + 0.1, then Newton's.</summary>
    public bool FitCold()
    {
        Array.Clear(Coefficients);
        for (var cell = 0; cell < 1 << _lists; cell++)
        {
            var mean = _counts[cell] + 0.1;
            _means[cell] = _keep[cell] * mean;
            _sums[cell] = _keep[cell] * ((mean * Math.Log(mean)) + _counts[cell] - mean);
        }

        Subsets.SumOverSupersets(_sums.AsSpan(0, 1 << _lists));
        for (var i = 0; i < FiniteCount; i++)
        {
            _step[i] = _sums[_finite[i]];
        }

        if (!Factor())
        {
            return false;
        }

        Cholesky.Solve(_information, FiniteCount, _step);
        for (var i = 0; i < FiniteCount; i++)
        {
            Coefficients[_finite[i]] = _step[i];
        }

        return FitWarm();
    }

    /// <summary>Newton's method from the present coefficients, halving steps that lose likelihood. False when the fit has not full rank.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool FitWarm()
    {
        Objective = Evaluate();
        for (var step = 0; step < MostSteps; step++)
        {
            if (!Factor())
            {
                return false;
            }

            for (var i = 0; i < FiniteCount; i++)
            {
                _step[i] = _onAll[_finite[i]] - _sums[_finite[i]];
            }

            Cholesky.SolveLower(_information, FiniteCount, _step);
            var decrement = 0.0;
            for (var i = 0; i < FiniteCount; i++)
            {
                decrement += _step[i] * _step[i];
            }

            Cholesky.SolveUpper(_information, FiniteCount, _step);
            if (!Move(decrement))
            {
                return true;
            }

            if (decrement < SmallestDecrement)
            {
                return double.IsFinite(Objective);
            }
        }

        return double.IsFinite(Objective);
    }

    /// <summary>The variance of α_∅ after a fit; destroys nothing that a further fit needs.</summary>
    public double InterceptVariance() => Factor() ? Variance(0) : double.NaN;

    /// <summary>The variance of the i-th finite parameter; the information must be factored.</summary>
    public double Variance(int index)
    {
        Array.Clear(_step, 0, FiniteCount);
        _step[index] = 1;
        Cholesky.SolveLower(_information, FiniteCount, _step);
        return _step.AsSpan(0, FiniteCount).ToArray().Sum(x => x * x);
    }

    // False when no step, however small, gains likelihood: the maximum is reached as exactly as it can be.
    private bool Move(double decrement)
    {
        var scale = 1.0;
        for (var halving = 0; halving < 30; halving++, scale /= 2)
        {
            for (var i = 0; i < FiniteCount; i++)
            {
                Coefficients[_finite[i]] += scale * _step[i];
            }

            var objective = Evaluate();
            // What rounding alone can take away is not a loss.
            if (objective >= Objective - (1e-13 * (Math.Abs(Objective) + 1)))
            {
                Objective = objective;
                return true;
            }

            for (var i = 0; i < FiniteCount; i++)
            {
                Coefficients[_finite[i]] -= scale * _step[i];
            }

            if (decrement < 1e-9)
            {
                break;
            }
        }

        Objective = Evaluate();
        return false;
    }

    // Means from coefficients; gives Σ [n η - μ] over the kept cells.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private double Evaluate()
    {
        var cells = 1 << _lists;
        Coefficients.AsSpan(0, cells).CopyTo(_predictor);
        Subsets.SumOverSubsets(_predictor.AsSpan(0, cells));
        var predictor = MemoryMarshal.Cast<double, Vector<double>>(_predictor.AsSpan());
        var keep = MemoryMarshal.Cast<double, Vector<double>>(_keep.AsSpan());
        var counts = MemoryMarshal.Cast<double, Vector<double>>(_counts.AsSpan());
        var means = MemoryMarshal.Cast<double, Vector<double>>(_means.AsSpan());
        var sum = Vector<double>.Zero;
        for (var i = 0; i < predictor.Length; i++)
        {
            var eta = Vector.ConditionalSelect(Vector.Equals(keep[i], Vector<double>.Zero), Vector<double>.Zero, predictor[i]);
            var mean = keep[i] * Vector.Exp(eta);
            means[i] = mean;
            sum += (counts[i] * eta) - mean;
        }

        return Vector.Sum(sum);
    }

    // The information X'WX has the entry S[a ∪ b] for the terms a and b, S being the superset sums of the means.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool Factor()
    {
        var cells = 1 << _lists;
        _means.AsSpan(0, cells).CopyTo(_sums);
        Subsets.SumOverSupersets(_sums.AsSpan(0, cells));
        var size = FiniteCount;
        for (var i = 0; i < size; i++)
        {
            var term = _finite[i];
            var row = _information.AsSpan(i * size, i + 1);
            for (var j = 0; j < row.Length; j++)
            {
                row[j] = _sums[term | _finite[j]];
            }
        }

        return Cholesky.Factor(_information, size);
    }
}
