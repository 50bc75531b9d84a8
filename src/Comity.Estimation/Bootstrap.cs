using Comity.Estimation.Numerics;

namespace Comity.Estimation;

/// <summary>How to resample.</summary>
/// <param name="Resamples">B.</param>
/// <param name="Seed">The same seed gives the same answer on any number of threads.</param>
public sealed record BootstrapOptions(int Resamples = 1000, ulong Seed = 1)
{
    /// <summary>Threads at most; 0 for one on each core.</summary>
    public int Threads { get; init; }

    /// <summary>Hears how many of all resamples are done.</summary>
    public IProgress<int>? Progress { get; init; }
}

/// <summary>Resampling with the whole choice of a model repeated on each resample, and the jackknife over single cases.</summary>
internal static class Bootstrap
{
    private const int Block = 16;

    /// <summary>One estimate for each resample: counts ~ Multinomial(n, n_w / n). Stream numbers separate the strata of one seed.</summary>
    public static double[] Resample(CaptureTable table, Func<ISelector> selector, BootstrapOptions options, ulong stratum, CancellationToken cancellation)
    {
        var estimates = new double[options.Resamples];
        OnThreads(table, estimates.Length, selector, options, (worker, scratch, b) =>
        {
            var draws = new Draws(options.Seed, (stratum << 40) + (ulong)b);
            Multinomial(table, ref draws, scratch);
            estimates[b] = worker.Estimate(scratch);
        }, cancellation);
        return estimates;
    }

    /// <summary>The estimate without one case of each history; NaN where no case is.</summary>
    public static double[] LeaveOneOut(CaptureTable table, Func<ISelector> selector, BootstrapOptions options, CancellationToken cancellation)
    {
        var estimates = new double[table.Counts.Length];
        OnThreads(table, estimates.Length, selector, options with { Progress = null }, (worker, scratch, history) =>
        {
            table.Counts.CopyTo(scratch);
            estimates[history] = scratch[history]-- > 0 ? worker.Estimate(scratch) : double.NaN;
        }, cancellation);
        return estimates;
    }

    /// <summary>a = Σ n d³ / (6 (Σ n d²)^1.5) with d the mean less each estimate without one case.</summary>
    public static double Acceleration(ReadOnlySpan<double> counts, ReadOnlySpan<double> leaveOneOut)
    {
        var (cases, mean) = (0.0, 0.0);
        for (var w = 0; w < counts.Length; w++)
        {
            cases += counts[w];
            mean += counts[w] > 0 ? counts[w] * leaveOneOut[w] : 0;
        }

        mean /= cases;
        var (squares, cubes) = (0.0, 0.0);
        for (var w = 0; w < counts.Length; w++)
        {
            var d = counts[w] > 0 ? mean - leaveOneOut[w] : 0;
            squares += counts[w] * d * d;
            cubes += counts[w] * d * d * d;
        }

        return cubes / (6 * Math.Pow(squares, 1.5));
    }

    private static void Multinomial(CaptureTable table, ref Draws draws, double[] into)
    {
        var left = table.Observed;
        var share = table.Observed;
        for (var w = 0; w < into.Length; w++)
        {
            var count = table.Counts[w];
            into[w] = count == 0 ? 0 : count >= share ? left : draws.Binomial(left, count / share);
            left -= into[w];
            share -= count;
        }
    }

    // Each thread has one selector and takes blocks from a common counter; what it computes depends only on the number of the item.
    private static void OnThreads(
        CaptureTable table, int items, Func<ISelector> selector, BootstrapOptions options, Action<ISelector, double[], int> work, CancellationToken cancellation)
    {
        var next = -1;
        var done = 0;
        var blocks = (items + Block - 1) / Block;
        var threads = Math.Clamp(options.Threads == 0 ? Environment.ProcessorCount : options.Threads, 1, Math.Max(1, blocks));
        Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellation }, _ =>
        {
            var worker = selector();
            var scratch = new double[table.Counts.Length];
            for (var block = Interlocked.Increment(ref next); block < blocks; block = Interlocked.Increment(ref next))
            {
                cancellation.ThrowIfCancellationRequested();
                var end = Math.Min(items, (block + 1) * Block);
                for (var item = block * Block; item < end; item++)
                {
                    work(worker, scratch, item);
                }

                options.Progress?.Report(Interlocked.Add(ref done, end - (block * Block)));
            }
        });
    }
}
