using System.Threading.Channels;
using Comity.Programmes.Containers.Parties;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Comity.Host.Web.Lists;

/// <summary>
/// Screens the known parties in the background after a list has changed, and at the start what an earlier stop left undone. One run at a
/// time; a run that is cancelled stays due until the next change or start.
/// </summary>
internal sealed partial class ListScreening(Node node, ILogger<ListScreening> logger) : BackgroundService
{
    private readonly Channel<bool> _wanted = Channel.CreateUnbounded<bool>();
    private readonly Lock _gate = new();
    private CancellationTokenSource? _running;

    /// <summary>How far the run under way has come; null when none is.</summary>
    public RescreeningProgress? Progress { get; private set; }

    /// <summary>Whether a run is under way or waits.</summary>
    public bool IsBusy { get; private set; }

    /// <summary>What the last run came to.</summary>
    public IReadOnlyList<RescreeningOutcome> Last { get; private set; } = [];

    /// <summary>Why the last run ended early, or null.</summary>
    public string? Stopped { get; private set; }

    /// <summary>Asks for a run.</summary>
    public void Want()
    {
        IsBusy = true;
        _wanted.Writer.TryWrite(true);
    }

    /// <summary>Stops the run under way.</summary>
    public void Cancel()
    {
        lock (_gate)
        {
            _running?.Cancel();
        }
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        Want();
        while (await _wanted.Reader.WaitToReadAsync(stoppingToken))
        {
            while (_wanted.Reader.TryRead(out _))
            {
            }

            await Task.Run(() => Run(stoppingToken), stoppingToken);
            IsBusy = _wanted.Reader.Count > 0;
        }
    }

    [System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1031", Justification = "A run that fails is told on the page and must not end the service.")]
    private void Run(CancellationToken stopping)
    {
        lock (_gate)
        {
            _running = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        }

        try
        {
            Stopped = null;
            var outcomes = node.Rescreening.Run(new Direct(value => Progress = value), _running.Token);
            Last = outcomes.Count > 0 ? outcomes : Last;
        }
        catch (OperationCanceledException)
        {
            Stopped = "The screening was stopped. What it found until then is kept; the next change or start begins it again.";
        }
        catch (Exception error)
        {
            Failed(logger, error);
            Stopped = error.Message;
        }

        lock (_gate)
        {
            _running.Dispose();
            _running = null;
        }

        Progress = null;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Screening of known parties failed")]
    private static partial void Failed(ILogger logger, Exception error);

    private sealed class Direct(Action<RescreeningProgress> report) : IProgress<RescreeningProgress>
    {
        public void Report(RescreeningProgress value) => report(value);
    }
}
