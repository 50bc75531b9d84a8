using Comity.Estimation.Numerics;

namespace Comity.Estimation;

/// <summary>
/// A Poisson regression with logarithmic link given by its design: one row of explanatory values for each cell. Serves the models that are no
/// hierarchical family of lists: closed populations, covariates, and profiles that hold the hidden cell at a given count.
/// </summary>
internal sealed class DesignFit
{
    private const int MostSteps = 100;
    private const double SmallestDecrement = 1e-13;

    private readonly double[][] _design;
    private readonly double[] _counts;
    private readonly double[] _information;
    private readonly double[] _step;

    private DesignFit(double[][] design, double[] counts)
    {
        _design = design;
        _counts = counts;
        Coefficients = new double[design[0].Length];
        Means = new double[counts.Length];
        _information = new double[Coefficients.Length * Coefficients.Length];
        _step = new double[Coefficients.Length];
    }

    public double[] Coefficients { get; }

    public double[] Means { get; }

    public double Deviance { get; private set; }

    public double LogLikelihood => -Deviance / 2 + _counts.Sum(n => (n > 0 ? n * Math.Log(n) : 0) - n - SpecialFunctions.LogFactorial(n));

    public double Aic => (2 * Coefficients.Length) - (2 * LogLikelihood);

    /// <summary>Fits; null when the design has not full rank. Whether a maximum exists is for <see cref="Existence"/> to say beforehand.</summary>
    /// <param name="design">A row for each cell.</param>
    /// <param name="counts">A count for each cell; need not be whole numbers.</param>
    /// <param name="start">Coefficients to start from; otherwise one weighted least-squares step from μ = n + 0.1.</param>
    public static DesignFit? Of(double[][] design, double[] counts, double[]? start = null)
    {
        var fit = new DesignFit(design, counts);
        if (start is not null)
        {
            start.CopyTo(fit.Coefficients, 0);
        }
        else if (!fit.FirstStep())
        {
            return null;
        }

        return fit.Newton() && double.IsFinite(fit.Deviance) ? fit : null;
    }

    /// <summary>g'Vg: the variance of the combination g of the coefficients.</summary>
    public double Variance(ReadOnlySpan<double> combination)
    {
        var v = combination.ToArray();
        Cholesky.SolveLower(_information, v.Length, v);
        return v.Sum(x => x * x);
    }

    /// <summary>exp of the linear predictor of a row.</summary>
    public double Mean(double[] row) => Math.Exp(row.Zip(Coefficients, static (x, b) => x * b).Sum());

    private bool FirstStep()
    {
        for (var w = 0; w < _counts.Length; w++)
        {
            Means[w] = _counts[w] + 0.1;
        }

        Score(w => (Means[w] * Math.Log(Means[w])) + _counts[w] - Means[w]);
        if (!Factor())
        {
            return false;
        }

        Cholesky.Solve(_information, _step.Length, _step);
        _step.CopyTo(Coefficients, 0);
        return true;
    }

    private bool Newton()
    {
        Deviance = Evaluate();
        for (var step = 0; step < MostSteps; step++)
        {
            if (!Factor())
            {
                return false;
            }

            Score(w => _counts[w] - Means[w]);
            Cholesky.SolveLower(_information, _step.Length, _step);
            var decrement = _step.Sum(x => x * x);
            Cholesky.SolveUpper(_information, _step.Length, _step);
            if (!Move() || decrement < SmallestDecrement)
            {
                break;
            }
        }

        return Factor();
    }

    private bool Move()
    {
        var before = Coefficients.ToArray();
        for (var scale = 1.0; scale > 1e-8; scale /= 2)
        {
            for (var i = 0; i < before.Length; i++)
            {
                Coefficients[i] = before[i] + (scale * _step[i]);
            }

            var deviance = Evaluate();
            if (deviance <= Deviance + (1e-13 * (Deviance + 1)))
            {
                Deviance = deviance;
                return true;
            }
        }

        before.CopyTo(Coefficients, 0);
        Deviance = Evaluate();
        return false;
    }

    private double Evaluate()
    {
        var deviance = 0.0;
        for (var w = 0; w < _counts.Length; w++)
        {
            var eta = 0.0;
            for (var i = 0; i < Coefficients.Length; i++)
            {
                eta += _design[w][i] * Coefficients[i];
            }

            var (count, mean) = (_counts[w], Math.Exp(eta));
            Means[w] = mean;
            deviance += count > 0 ? (count * (Math.Log(count) - eta)) - count + mean : mean;
        }

        return 2 * deviance;
    }

    private void Score(Func<int, double> residual)
    {
        Array.Clear(_step);
        for (var w = 0; w < _counts.Length; w++)
        {
            var r = residual(w);
            for (var i = 0; i < _step.Length; i++)
            {
                _step[i] += _design[w][i] * r;
            }
        }
    }

    private bool Factor()
    {
        var size = Coefficients.Length;
        Array.Clear(_information);
        for (var w = 0; w < _counts.Length; w++)
        {
            var row = _design[w];
            for (var i = 0; i < size; i++)
            {
                var weighted = Means[w] * row[i];
                for (var j = 0; j <= i; j++)
                {
                    _information[(i * size) + j] += weighted * row[j];
                }
            }
        }

        return Cholesky.Factor(_information, size);
    }
}
