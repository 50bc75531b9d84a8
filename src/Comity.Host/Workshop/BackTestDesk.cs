using System.Collections.Concurrent;
using Comity.Kernel.Account;
using Comity.Kernel.Assess;
using Comity.Kernel.Assess.Cel;
using Comity.Programmes.Containers.Subject;
using Comity.Store.Backtest;

namespace Comity.Host.Workshop;

/// <summary>A back-test that was asked for on a page.</summary>
/// <param name="Condition">What is tried.</param>
/// <param name="Result">What is known so far; null before anything is.</param>
/// <param name="Ended">Whether nothing more will be known.</param>
/// <param name="Failure">Why it ended without a result, or null.</param>
public sealed record BackTestState(string Condition, BackTestResult? Result, bool Ended, string? Failure);

/// <summary>
/// Runs the back-tests of the workshop in the background, one at a time. A version of a profile has one: a new one ends
/// the one before, as the next keystroke would.
/// </summary>
public sealed class BackTestDesk(Node node) : IDisposable
{
    private const int MostKept = 50;
    private readonly ConcurrentDictionary<string, Run> _runs = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _oneAtATime = new(1, 1);
    private long _last;

    /// <summary>The last back-test of a version, or null.</summary>
    public BackTestState? Find(string key) => _runs.GetValueOrDefault(key)?.State;

    /// <summary>Waits until something is known of a back-test or it ends, or until it would keep a reader waiting.</summary>
    public async Task<BackTestState?> FindSoon(string key, TimeSpan patience)
    {
        if (_runs.GetValueOrDefault(key) is not { } run)
        {
            return null;
        }

        try
        {
            await run.Known.Task.WaitAsync(patience);
        }
        catch (TimeoutException)
        {
            // The page says that nothing is known yet.
        }

        return run.State;
    }

    /// <summary>Begins a back-test against all profiles in use but the one of a name.</summary>
    /// <param name="key">The version it is of.</param>
    /// <param name="profileId">The profile, whose other versions are no overlap.</param>
    /// <param name="condition">What is tried.</param>
    public void Start(string key, string profileId, Condition condition)
    {
        Stop(key);
        foreach (var old in _runs.OrderByDescending(run => run.Value.Number).Skip(MostKept - 1).ToArray())
        {
            Stop(old.Key);
            _runs.TryRemove(old);
        }

        var run = new Run(Interlocked.Increment(ref _last), condition.Text);
        _runs[key] = run;
        _ = Task.Run(() => Try(run, profileId, condition));
    }

    /// <summary>Ends a back-test; what is known stays.</summary>
    public void Stop(string key)
    {
        if (_runs.TryGetValue(key, out var run))
        {
            run.Cancellation.Cancel();
        }
    }

    /// <summary>Ends all back-tests and begins none until what is returned is disposed: nothing reads the history meanwhile.</summary>
    public IDisposable Pause()
    {
        foreach (var key in _runs.Keys)
        {
            Stop(key);
        }

        _oneAtATime.Wait();
        return new Paused(_oneAtATime);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        using (Pause())
        {
            // The one that ran read the history, which closes after this.
        }

        _oneAtATime.Dispose();
    }

    [System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1031", Justification = "A back-test that fails is shown on its page.")]
    private async Task Try(Run run, string profileId, Condition condition)
    {
        string? failure = null;
        try
        {
            await _oneAtATime.WaitAsync(run.Cancellation.Token);
            try
            {
                await Count(run, profileId, condition);
            }
            finally
            {
                _oneAtATime.Release();
            }
        }
        catch (OperationCanceledException)
        {
            failure = "It was stopped.";
        }
        catch (Exception error)
        {
            failure = error.Message;
        }

        run.State = run.State with { Ended = true, Failure = failure };
        run.Known.TrySetResult();
    }

    private async Task Count(Run run, string profileId, Condition condition)
    {
        var history = node.History();
        IReadOnlyList<ControlledSubject> controls;
        using (var view = node.Store.Read())
        {
            controls = view.Controlled();
        }

        OtherProfile[] others = [.. node.Profiles.Profiles.Where(profile => profile.Id != profileId)
            .Select(profile => new OtherProfile(profile.Id, profile.Version, ConditionCompiler.Compile(profile.When, ConsignmentSchema.Schema).Condition!))];
        using var test = BackTest.Over(history, controls);
        await foreach (var result in test.Run(condition, others, run.Cancellation.Token))
        {
            run.State = run.State with { Result = result };
            run.Known.TrySetResult();
        }
    }

    private sealed class Paused(SemaphoreSlim one) : IDisposable
    {
        public void Dispose() => one.Release();
    }

    private sealed class Run(long number, string condition)
    {
        private volatile BackTestState _state = new(condition, null, Ended: false, null);

        public long Number => number;

        public CancellationTokenSource Cancellation { get; } = new();

        public TaskCompletionSource Known { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public BackTestState State
        {
            get => _state;
            set => _state = value;
        }
    }
}
