using Comity.Estimation.Numerics;

namespace Comity.Estimation;

/// <summary>The prior of the whole number N, as its logarithm up to a constant.</summary>
public delegate double LogPrior(double population);

/// <summary>What averaging over graphs came to.</summary>
/// <param name="Populations">The grid of N.</param>
/// <param name="Probabilities">Posterior probability of each N.</param>
/// <param name="Graphs">The graphs with their posterior probability, most probable first.</param>
public sealed record GraphPosterior(IReadOnlyList<double> Populations, IReadOnlyList<double> Probabilities, IReadOnlyList<(DecomposableGraph Graph, double Probability)> Graphs)
{
    /// <summary>Posterior mean of N.</summary>
    public double Mean => Populations.Zip(Probabilities, static (n, p) => n * p).Sum();

    /// <summary>The N of highest probability.</summary>
    public double Mode => Populations[Probabilities.Index().MaxBy(p => p.Item).Index];

    /// <summary>The probability in the top hundredth of the grid. Above 0.001 the grid cuts the posterior off.</summary>
    public double MassAtTop => Probabilities.Skip(Probabilities.Count - Math.Max(1, Probabilities.Count / 100)).Sum();

    /// <summary>The first N whose cumulative probability exceeds q.</summary>
    public double Quantile(double q)
    {
        var cumulative = 0.0;
        for (var i = 0; i < Populations.Count; i++)
        {
            cumulative += Probabilities[i];
            if (cumulative > q)
            {
                return Populations[i];
            }
        }

        return Populations[^1];
    }
}

/// <summary>
/// Bayesian averaging over all decomposable dependence graphs with a hyper-Dirichlet prior (Madigan and York 1997), for up to six lists.
/// </summary>
public static class GraphAveraging
{
    /// <summary>The most lists whose graphs are averaged.</summary>
    public const int MostLists = 6;

    /// <summary>The usual bound of the hidden number, in observed cases.</summary>
    public const int UsualBound = 10;

    // A graph whose weight is nowhere within e^-60 of the heaviest contributes nothing that a double holds.
    private const double NegligibleLog = 60;
    private const int Probe = 64;

    /// <summary>p(N) proportional to 1/N.</summary>
    public static double InversePrior(double population) => -Math.Log(population);

    /// <summary>The whole numbers from 0 to a multiple of the observed cases.</summary>
    public static double[] WholeGrid(CaptureTable table, int bound = UsualBound)
    {
        ArgumentNullException.ThrowIfNull(table);
        return [.. Enumerable.Range(0, (int)(bound * table.Observed) + 1).Select(static n0 => (double)n0)];
    }

    /// <summary>Averages over all graphs and all hidden numbers of the grid.</summary>
    /// <param name="table">The cases.</param>
    /// <param name="hidden">The grid of hidden numbers, ascending.</param>
    /// <param name="delta">Prior count of each cell; 2^-t unless given.</param>
    /// <param name="prior">Prior of N; 1/N unless given.</param>
    /// <param name="cancellation">Stops between graphs.</param>
    public static GraphPosterior Average(CaptureTable table, double[] hidden, double? delta = null, LogPrior? prior = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(hidden);
        prior ??= InversePrior;
        var cells = table.Counts.Length;
        var perCell = delta ?? 1.0 / cells;
        var common = hidden.Select(n0 => Common(table, n0, prior)).ToArray();
        var marginals = Enumerable.Range(0, cells).Select(set => Marginal(table, set, perCell, hidden)).ToArray();
        var normaliser = hidden.Select(n0 => SpecialFunctions.LogGamma(cells * perCell) - SpecialFunctions.LogGamma(table.Observed + n0 + (cells * perCell))).ToArray();
        var graphs = DecomposableGraph.All(table.Lists.Count);

        double Weight(DecomposableGraph graph, int i)
        {
            var sum = common[i] + ((graph.Cliques.Count - graph.Separators.Count) * normaliser[i]);
            foreach (var clique in graph.Cliques)
            {
                sum += marginals[clique][i];
            }

            foreach (var separator in graph.Separators)
            {
                sum -= marginals[separator][i];
            }

            return sum;
        }

        var probes = Enumerable.Range(0, (hidden.Length + Probe - 1) / Probe).Select(k => k * Probe).Append(hidden.Length - 1).ToArray();
        var heights = graphs.Select(graph => probes.Max(i => Weight(graph, i))).ToArray();
        var highest = heights.Max();
        var probability = new double[graphs.Count];
        var density = new double[hidden.Length];
        for (var g = 0; g < graphs.Count; g++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (heights[g] < highest - NegligibleLog)
            {
                continue;
            }

            for (var i = 0; i < hidden.Length; i++)
            {
                var weight = Math.Exp(Weight(graphs[g], i) - highest);
                probability[g] += weight;
                density[i] += weight;
            }
        }

        var total = density.Sum();
        return new GraphPosterior(
            [.. hidden.Select(n0 => table.Observed + n0)],
            [.. density.Select(d => d / total)],
            [.. graphs.Zip(probability, (graph, p) => (graph, p / total)).OrderByDescending(pair => pair.Item2)]);
    }

    private static double Common(CaptureTable table, double hidden, LogPrior prior)
    {
        var population = table.Observed + hidden;
        var sum = SpecialFunctions.LogFactorial(population) - SpecialFunctions.LogFactorial(hidden) + prior(population);
        foreach (var count in table.Counts)
        {
            sum -= SpecialFunctions.LogFactorial(count);
        }

        return sum;
    }

    // m_a(n0) = Σ over the cells of the margin of a [ln Γ(y + δ_a) - ln Γ(δ_a)]; only the cell of nobody depends on n0.
    private static double[] Marginal(CaptureTable table, int set, double delta, double[] hidden)
    {
        var margin = new Dictionary<int, double> { [0] = 0 };
        for (var part = set; part != 0; part = (part - 1) & set)
        {
            margin[part] = 0;
        }

        for (var w = 1; w < table.Counts.Length; w++)
        {
            margin[w & set] += table.Counts[w];
        }

        var prior = delta * (table.Counts.Length >> int.PopCount(set));
        var empty = SpecialFunctions.LogGamma(prior);
        var fixedPart = margin.Where(cell => cell.Key != 0).Sum(cell => SpecialFunctions.LogGamma(cell.Value + prior)) - (margin.Count * empty);
        return [.. hidden.Select(n0 => fixedPart + SpecialFunctions.LogGamma(margin[0] + n0 + prior))];
    }
}
