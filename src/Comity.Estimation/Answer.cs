namespace Comity.Estimation;

/// <summary>What one method says of one clean table, with the resampled estimates that a sum over strata needs.</summary>
internal sealed record Answer
{
    private const double TopMassLimit = 0.001;
    private const double MostGridCases = 200_000;

    public double? Estimate { get; init; }

    public double? Lower { get; init; }

    public double? Upper { get; init; }

    public string? Model { get; init; }

    public string? Refused { get; init; }

    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Estimates of the resamples; empty when the method does not resample.</summary>
    public double[] Resampled { get; init; } = [];

    /// <summary>Estimates without one case, by history.</summary>
    public double[] LeftOut { get; init; } = [];

    public static Answer Of(CaptureTable table, EstimationRequest request, CancellationToken cancellation, ulong stratum = 0) => request.Method switch
    {
        "stepwise" => FromStepwise(table, request, stratum, cancellation),
        "bic" => FromBic(table, request, stratum, cancellation),
        "downhill" => FromDownhill(table, request, stratum, cancellation),
        "dga" => FromGraphs(table, request, cancellation),
        "lcmcr" => FromLatentClasses(table, request, stratum, cancellation),
        "threshold" => FromThresholding(table, request, stratum, cancellation),
        "chao" => FromChao(table, request),
        "bhs" => FromBalesHeskethSilverman(table, request),
        "chapman" => FromChapman(table, request),
        _ => throw new ArgumentException($"There is no method '{request.Method}'; there are {string.Join(", ", Estimator.Methods)}.", nameof(request)),
    };

    private static Answer FromStepwise(CaptureTable table, EstimationRequest request, ulong stratum, CancellationToken cancellation)
    {
        var selected = Stepwise.Select(table);
        return selected.Fit is { } fit
            ? Resample(table, fit.Estimate, fit.Model.Name, fit, () => new StepwiseRun(table.Lists.Count, Stepwise.UsualThreshold), request, stratum, cancellation)
            : new Answer { Refused = selected.Refused };
    }

    private static Answer FromBic(CaptureTable table, EstimationRequest request, ulong stratum, CancellationToken cancellation)
    {
        var lists = table.Lists.Count;
        if (lists > ModelCatalogue.MostLists)
        {
            return new Answer { Refused = $"{lists} lists have too many models to compare all; the method downhill walks through them." };
        }

        var ranked = BicSelection.Enumerate(table, ModelCatalogue.UsualOrder(lists), cancellation);
        if (ranked.Count == 0)
        {
            return NoModel();
        }

        int[][] top = [.. ranked.Take(BicSelection.UsualTop(lists)).Select(m => m.Model.Terms.ToArray())];
        var answer = Resample(table, ranked[0].Estimate, ranked[0].Model.Name, PoissonFit.Of(table, ranked[0].Model, out _)!, () => new BicChoice(lists, top), request, stratum, cancellation);
        var ties = BicSelection.TiesWithBest(ranked);
        return ties.Count == 0 ? answer : answer with { Warnings = [.. answer.Warnings, $"Equally good by BIC: {string.Join(", ", ties.Select(m => m.Model.Name))}."] };
    }

    private static Answer FromDownhill(CaptureTable table, EstimationRequest request, ulong stratum, CancellationToken cancellation)
    {
        var order = ModelCatalogue.UsualOrder(table.Lists.Count);
        var path = BicSelection.Downhill(table, order);
        return path.Count == 0
            ? NoModel()
            : Resample(table, path[0].Estimate, path[0].Model.Name, PoissonFit.Of(table, path[0].Model, out _)!, () => new DownhillChoice(table.Lists, order), request, stratum, cancellation);
    }

    private static Answer NoModel() => new() { Refused = Existence.Explain("any model of the lists", Obstacles.NoMaximum) };

    private static Answer Resample(
        CaptureTable table, double estimate, string model, PoissonFit fit, Func<ISelector> selector, EstimationRequest request, ulong stratum, CancellationToken cancellation)
    {
        var tail = (1 - request.Level) / 2;
        if (request.Resampling.Resamples == 0)
        {
            return new Answer { Estimate = estimate, Lower = fit.WaldLimit(tail), Upper = fit.WaldLimit(1 - tail), Model = model, Warnings = ["The interval knows nothing of the choice of the model; resample for one that does."] };
        }

        var resampled = Bootstrap.Resample(table, selector, request.Resampling, stratum, cancellation);
        var leftOut = Bootstrap.LeaveOneOut(table, selector, request.Resampling, cancellation);
        var interval = new BcaLimits(estimate, resampled, Bootstrap.Acceleration(table.Counts, leftOut)).Central(request.Level);
        return new Answer { Estimate = estimate, Lower = interval.Lower, Upper = interval.Upper, Model = model, Warnings = interval.Warnings, Resampled = resampled, LeftOut = leftOut };
    }

    private static Answer FromGraphs(CaptureTable table, EstimationRequest request, CancellationToken cancellation)
    {
        if (table.Lists.Count > GraphAveraging.MostLists)
        {
            return new Answer { Refused = $"{table.Lists.Count} lists have too many dependence graphs; at most {GraphAveraging.MostLists} are averaged." };
        }

        if (table.Observed > MostGridCases)
        {
            return new Answer { Refused = $"The grid of hidden numbers would be too long for {table.Observed:0} cases; at most {MostGridCases:0} are averaged." };
        }

        // Without overlap the answer is the prior's alone, and its bound the upper limit.
        var overlap = Enumerable.Range(1, table.Counts.Length - 1).Any(w => int.PopCount(w) > 1 && table.Counts[w] > 0);
        if (!overlap)
        {
            return new Answer { Refused = "No case is on two lists: the posterior would only repeat the prior." };
        }

        var warnings = new List<string>();
        var posterior = GraphAveraging.Average(table, GraphAveraging.WholeGrid(table), cancellation: cancellation);
        if (posterior.MassAtTop > TopMassLimit)
        {
            warnings.Add($"The prior's bound of {GraphAveraging.UsualBound} hidden for each observed case cut the posterior off; it was doubled.");
            posterior = GraphAveraging.Average(table, GraphAveraging.WholeGrid(table, 2 * GraphAveraging.UsualBound), cancellation: cancellation);
            if (posterior.MassAtTop > TopMassLimit)
            {
                warnings.Add("The doubled bound still cuts it off: the upper limit is the prior's, not the data's.");
            }
        }

        var tail = (1 - request.Level) / 2;
        return new Answer
        {
            Estimate = posterior.Quantile(0.5),
            Lower = posterior.Quantile(tail),
            Upper = posterior.Quantile(1 - tail),
            Model = $"average of {posterior.Graphs.Count} graphs, most probable {posterior.Graphs[0].Graph}",
            Warnings = warnings,
        };
    }

    private static Answer FromLatentClasses(CaptureTable table, EstimationRequest request, ulong stratum, CancellationToken cancellation)
    {
        var posterior = LatentClasses.Sample(table, new LatentClassOptions(request.Resampling.Seed + (stratum * 1000)) { Threads = request.Resampling.Threads }, cancellation);
        var model = $"latent classes, {posterior.Chains.Count} chains";
        var tail = (1 - request.Level) / 2;
        return posterior.Converged
            ? new Answer { Estimate = posterior.Quantile(0.5), Lower = posterior.Quantile(tail), Upper = posterior.Quantile(1 - tail), Model = model, Warnings = posterior.Warnings }
            : new Answer { Refused = posterior.Warnings[0], Model = model };
    }

    private static Answer FromThresholding(CaptureTable table, EstimationRequest request, ulong stratum, CancellationToken cancellation)
    {
        var posterior = BayesianThresholding.Sample(table, new ThresholdingOptions(request.Resampling.Seed + stratum), cancellation);
        var tail = (1 - request.Level) / 2;
        return posterior.Refused is null
            ? new Answer { Estimate = posterior.Quantile(0.5), Lower = posterior.Quantile(tail), Upper = posterior.Quantile(1 - tail), Model = posterior.Model!.Name, Warnings = posterior.Warnings }
            : new Answer { Refused = posterior.Refused };
    }

    private static Answer FromChao(CaptureTable table, EstimationRequest request)
    {
        var model = ClosedPopulations.ChaoByList(table);
        if (model.Estimate is not { } estimate)
        {
            return new Answer { Refused = model.Refused };
        }

        var (lower, upper) = SimpleEstimators.LogNormalLimits(table.Observed, estimate, model.StandardError * model.StandardError, request.Level);
        return new Answer { Estimate = estimate, Lower = lower, Upper = upper, Model = model.Name, Warnings = ["A lower bound: cases that no list can reach are not in it."] };
    }

    private static Answer FromBalesHeskethSilverman(CaptureTable table, EstimationRequest request)
    {
        var selected = BalesHeskethSilverman.Select(table);
        if (selected.Fit is not { } fit)
        {
            return new Answer { Refused = selected.Refused };
        }

        var interval = ProfileInterval.Of(table, fit, request.Level);
        var warnings = new List<string> { "The interval knows nothing of the choice of the model." };
        if (interval.Upper is null)
        {
            warnings.Add("The upper limit lies above three times the estimate.");
        }

        return new Answer { Estimate = fit.Estimate, Lower = interval.Lower, Upper = interval.Upper, Model = fit.Model.Name, Warnings = warnings };
    }

    private static Answer FromChapman(CaptureTable table, EstimationRequest request)
    {
        if (table.Lists.Count != 2)
        {
            return new Answer { Refused = $"Chapman's estimate takes two lists; there are {table.Lists.Count}." };
        }

        var two = SimpleEstimators.Pair(table, 0, 1, request.Level);
        return two.Petersen is null
            ? new Answer { Refused = "No case is on both lists." }
            : new Answer { Estimate = two.Chapman, Lower = two.Lower, Upper = two.Upper, Model = "[1,2]", Warnings = ["Two lists cannot show whether they depend on each other."] };
    }
}
