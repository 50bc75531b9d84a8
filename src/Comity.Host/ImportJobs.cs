using System.Collections.Concurrent;
using System.Threading.Channels;
using Comity.Kernel.Subjects;
using Comity.Programmes.Containers.Intake;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Comity.Host;

/// <summary>The state of one import that was asked for on a page.</summary>
/// <param name="Number">Number of the import since the start.</param>
/// <param name="Name">The file's name.</param>
/// <param name="Progress">How far the reading has come.</param>
/// <param name="Delivery">What it came to, once it ended.</param>
/// <param name="Failure">Why it could not be done, or null.</param>
public sealed record ImportState(int Number, string Name, ImportProgress Progress, Delivery? Delivery, string? Failure)
{
    /// <summary>Whether it has ended, one way or the other.</summary>
    public bool Ended => Delivery is not null || Failure is not null;
}

/// <summary>
/// Reads the files that were handed in on the pages, one after the other, in the background. Files are kept before
/// they are queued, so an import that a stop interrupts goes on at the next start.
/// </summary>
public sealed partial class ImportJobs(Node node, ILogger<ImportJobs> logger) : BackgroundService
{
    private readonly Channel<(int Number, long Delivery)> _queue = Channel.CreateUnbounded<(int, long)>();
    private readonly ConcurrentDictionary<int, ImportState> _states = new();
    private readonly ConcurrentDictionary<int, CancellationTokenSource> _cancels = new();
    private int _last;

    /// <summary>All imports since the start, newest first.</summary>
    public IReadOnlyList<ImportState> All => [.. _states.Values.OrderByDescending(state => state.Number)];

    /// <summary>One import.</summary>
    public ImportState? Find(int number) => _states.GetValueOrDefault(number);

    /// <summary>Keeps a file and queues its reading.</summary>
    public int Add(string name, Stream content, string sender, CancellationToken cancellation) =>
        Queue(name, node.Intake.Keep(name, content, sender, node.Clock.GetUtcNow(), cancellation));

    /// <summary>Queues the reading of a delivery that is kept.</summary>
    public int Queue(string name, Delivery delivery)
    {
        var number = Interlocked.Increment(ref _last);
        _states[number] = new ImportState(number, name, new ImportProgress(0, delivery.Bytes, 0, 0), null, null);
        _cancels[number] = new CancellationTokenSource();
        _queue.Writer.TryWrite((number, delivery.Id));
        return number;
    }

    /// <summary>Stops an import; messages read until then are kept.</summary>
    public void Cancel(int number)
    {
        if (_cancels.TryGetValue(number, out var cancel))
        {
            cancel.Cancel();
        }
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        using (var view = node.Store.Read())
        {
            foreach (var interrupted in view.Interrupted())
            {
                Queue(interrupted.Name, interrupted);
            }
        }

        await foreach (var (number, delivery) in _queue.Reader.ReadAllAsync(stoppingToken))
        {
            await Task.Run(() => Run(number, delivery, stoppingToken), stoppingToken);
        }
    }

    [System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1031", Justification = "One import that fails is shown on its page and must not stop the others.")]
    private void Run(int number, long delivery, CancellationToken stopping)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(_cancels[number].Token, stopping);
        var progress = new Direct(value => _states[number] = _states[number] with { Progress = value });
        try
        {
            var ended = node.Intake.ReadDelivery(delivery, progress, either.Token);
            _states[number] = _states[number] with { Delivery = ended };
            node.History();
        }
        catch (Exception error)
        {
            Failed(logger, delivery, error);
            _states[number] = _states[number] with { Failure = error.Message };
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Import of delivery {Delivery} failed")]
    private static partial void Failed(ILogger logger, long delivery, Exception error);

    private sealed class Direct(Action<ImportProgress> report) : IProgress<ImportProgress>
    {
        public void Report(ImportProgress value) => report(value);
    }
}
