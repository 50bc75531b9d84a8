using Comity.Estimation.Numerics;

namespace Comity.Estimation;

/// <summary>One term of a fitted model.</summary>
/// <param name="Lists">The lists of the term as a bit mask; 0 is the intercept.</param>
/// <param name="Value">α; -∞ when no case is on all these lists.</param>
public readonly record struct Coefficient(int Lists, double Value);

/// <summary>A fitted log-linear model.</summary>
/// <param name="Model">Which terms it has.</param>
/// <param name="Observed">n.</param>
/// <param name="Hidden">The estimated hidden number, exp(α_∅).</param>
/// <param name="InterceptVariance">Variance of α_∅.</param>
/// <param name="LogLikelihood">Poisson log-likelihood over the kept cells.</param>
/// <param name="Deviance">Twice the log-likelihood lost against a model with a parameter for each cell.</param>
/// <param name="Coefficients">α by term, in the order of the model's terms.</param>
public sealed record PoissonFit(
    HierarchicalModel Model,
    double Observed,
    double Hidden,
    double InterceptVariance,
    double LogLikelihood,
    double Deviance,
    IReadOnlyList<Coefficient> Coefficients)
{
    /// <summary>N = n + hidden.</summary>
    public double Estimate => Observed + Hidden;

    /// <summary>Standard error of N (Rcapture's): that of the hidden number, plus its own Poisson variance.</summary>
    public double StandardError => Math.Sqrt(Hidden + (Hidden * Hidden * InterceptVariance));

    /// <summary>2k - 2 ln L; k counts parameters at -∞ too.</summary>
    public double Aic => (2 * Coefficients.Count) - (2 * LogLikelihood);

    /// <summary>k ln n - 2 ln L, n being the observed cases.</summary>
    public double Bic => (Coefficients.Count * Math.Log(Observed)) - (2 * LogLikelihood);

    /// <summary>Wald limit n + exp(α_∅ + z s.e.) at this probability.</summary>
    public double WaldLimit(double probability) =>
        Observed + Math.Exp(Math.Log(Hidden) + (SpecialFunctions.NormalQuantile(probability) * Math.Sqrt(InterceptVariance)));

    /// <summary>Fits a model, or says why there is nothing to fit.</summary>
    public static PoissonFit? Of(CaptureTable table, HierarchicalModel model, out Obstacles obstacles)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(model);
        var area = new WorkArea(table.Lists.Count);
        area.Load(table.Counts);
        area.Use(model.Terms);
        obstacles = new Existence(area, table.Lists.Count).Check();
        if (obstacles != Obstacles.None)
        {
            return null;
        }

        if (area.FitCold())
        {
            return From(area, model);
        }

        obstacles = Obstacles.NotIdentifiable;
        return null;
    }

    internal static PoissonFit From(WorkArea area, HierarchicalModel model)
    {
        var finite = area.FiniteTerms.ToArray();
        var coefficients = model.Terms.ToArray()
            .Select(term => new Coefficient(term, Array.IndexOf(finite, term) < 0 ? double.NegativeInfinity : area.Coefficients[term]))
            .ToArray();
        return new PoissonFit(model, area.Observed, area.Hidden, area.InterceptVariance(), LogLikelihoodOf(area), DevianceOf(area), coefficients);
    }

    internal static double LogLikelihoodOf(WorkArea area)
    {
        var constant = 0.0;
        foreach (var count in area.Counts)
        {
            constant += SpecialFunctions.LogFactorial(count);
        }

        return area.Objective - constant;
    }

    internal static double DevianceOf(WorkArea area)
    {
        var deviance = 0.0;
        for (var cell = 1; cell < area.Counts.Length; cell++)
        {
            var (count, mean) = (area.Counts[cell], area.Means[cell]);
            deviance += count > 0 ? (count * Math.Log(count / mean)) - count + mean : mean;
        }

        return 2 * deviance;
    }
}
