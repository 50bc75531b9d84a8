using System.Globalization;
using System.Runtime.CompilerServices;
using Comity.Kernel.Account;
using Comity.Kernel.Assess;
using Comity.Kernel.Assess.Cel;
using Comity.Kernel.Subjects;
using DuckDB.NET.Data;

namespace Comity.Store.Backtest;

/// <summary>A condition that is already in use.</summary>
/// <param name="Id">The profile.</param>
/// <param name="Version">Its version.</param>
/// <param name="Condition">Its condition, over the history's schema.</param>
public sealed record OtherProfile(string Id, int Version, Condition Condition);

/// <summary>
/// Tries conditions on a movement history: the last version of each subject that is not withdrawn. The condition runs as
/// SQL in DuckDB where SQL says the same, and in the interpreter where it does not; the hits are the interpreter's in every
/// case. One back-test runs at a time; it sees the history as it was when it began.
/// </summary>
public sealed class BackTest : IDisposable
{
    private const int Examples = 5;

    private readonly SubjectSchema _schema;
    private readonly DuckDBConnection _connection;
    private long _controlsUpto = -1;

    private BackTest(SubjectSchema schema, DuckDBConnection connection) => (_schema, _connection) = (schema, connection);

    /// <summary>Prepares back-tests over a history, which must stay open.</summary>
    /// <param name="history">The history.</param>
    /// <param name="controls">The subjects that were controlled, each once.</param>
    public static BackTest Over(MovementHistory history, IEnumerable<ControlledSubject> controls)
    {
        var connection = history.Connect();
        try
        {
            using var table = connection.CreateCommand();
            table.CommandText = "CREATE OR REPLACE TEMP TABLE controls (subject_id BIGINT NOT NULL, control_found BOOLEAN NOT NULL)";
            table.ExecuteNonQuery();
            using var appender = connection.CreateAppender(null, "controls");
            foreach (var control in controls)
            {
                appender.CreateRow().AppendValue(control.SubjectId).AppendValue(control.Found).EndRow();
            }

            return new BackTest(history.Schema, connection);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Tries a condition: first an estimate from a sample when the history is large, then the exact figures, then examples and
    /// overlap. Cancelling interrupts DuckDB within milliseconds.
    /// </summary>
    /// <param name="condition">A condition over the history's schema.</param>
    /// <param name="others">Profiles whose hits are compared, whatever the days they apply on.</param>
    /// <param name="cancellation">Ends the back-test, as the next keystroke does.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async IAsyncEnumerable<BackTestResult> Run(
        Condition condition, IReadOnlyList<OtherProfile> others, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        using var stages = Stages(condition, others, cancellation).GetEnumerator();
        while (await Task.Run(stages.MoveNext, CancellationToken.None))
        {
            yield return stages.Current;
        }
    }

    /// <inheritdoc />
    public void Dispose() => _connection.Dispose();

    private IEnumerable<BackTestResult> Stages(Condition condition, IReadOnlyList<OtherProfile> others, CancellationToken cancellation)
    {
        if (others.Select(o => o.Condition).Prepend(condition).FirstOrDefault(c => !ReferenceEquals(c.Schema, _schema)) is { } foreign)
        {
            throw new ArgumentException($"The condition is over another schema: {foreign.Text}", nameof(condition));
        }

        var query = new HistoryQuery(_connection, cancellation);
        var plan = SqlPlan.Of(condition);
        using (_connection.BeginTransaction())
        {
            var state = HistoryState.Read(_connection)!;
            if (state.OneIn > 1)
            {
                yield return Sampled(state, plan, query);
            }
        }

        KeepControls(query);

        // One snapshot for all exact figures.
        using var transaction = _connection.BeginTransaction();
        var exact = Counted(HistoryState.Read(_connection)!, plan, query, out var days);
        yield return exact;
        yield return exact with
        {
            Stage = BackTestStage.Complete,
            Overlap = new OverlapCount(query, _schema).Of(plan, others),
            Examples = ExamplesOf(plan, days, exact.Interpreted == 0, query),
        };
    }

    private static BackTestResult Sampled(HistoryState state, SqlPlan plan, HistoryQuery query)
    {
        var days = new SortedDictionary<DateOnly, long>();
        var interpreted = Count("movement_sample", plan, days, query);
        var size = query.Number("SELECT count(*) FROM movement_sample");
        var share = ShareEstimate.Wilson((double)days.Values.Sum() / size, size, (int)size);
        var hits = (long)Math.Round(share.Value * state.Standing);
        return new BackTestResult
        {
            Stage = BackTestStage.Sample,
            Rows = state.Standing,
            Hits = hits,
            Share = share,
            Weeks = Weeks(state, days, (double)state.Standing / size),
            PerDay = PerDay(state, hits),
            Interpreted = interpreted,
        };
    }

    private static BackTestResult Counted(HistoryState state, SqlPlan plan, HistoryQuery query, out SortedDictionary<DateOnly, long> days)
    {
        days = [];
        var interpreted = Count("movements", plan, days, query);
        var (controlled, covered) = (new SortedDictionary<DateOnly, long>(), new SortedDictionary<DateOnly, long>());
        Count("control_rows", plan, controlled, query);
        Count("(SELECT * FROM control_rows WHERE control_found)", plan, covered, query);
        var hits = days.Values.Sum();
        return new BackTestResult
        {
            Stage = BackTestStage.Exact,
            Rows = state.Standing,
            Hits = hits,
            Weeks = Weeks(state, days, 1),
            PerDay = PerDay(state, hits),
            KnownFinds = query.Number("SELECT count(*) FROM control_rows WHERE control_found"),
            Controlled = controlled.Values.Sum(),
            Covered = covered.Values.Sum(),
            Interpreted = interpreted,
        };
    }

    // The few rows that were controlled stand apart, so that no keystroke looks for them in the whole history.
    private void KeepControls(HistoryQuery query)
    {
        using var transaction = _connection.BeginTransaction();
        var state = HistoryState.Read(_connection)!;
        if (_controlsUpto == state.Upto)
        {
            return;
        }

        query.Read(
            "CREATE OR REPLACE TEMP TABLE control_rows AS SELECT m.*, c.control_found FROM movements m JOIN controls c ON c.subject_id = m.subject_id WHERE m.standing",
            _ => { });
        transaction.Commit();
        _controlsUpto = state.Upto;
    }

    /// <summary>Counts the hits among the rows of a table by day.</summary>
    /// <returns>How many rows the interpreter decided.</returns>
    private static long Count(string table, SqlPlan plan, SortedDictionary<DateOnly, long> days, HistoryQuery query)
    {
        var open = !plan.IsExact;
        if (plan.IsExact)
        {
            query.Read(
                $"SELECT m.received_at::DATE AS day, count(*), count(*) FILTER (WHERE {plan.Decides}) FROM {table} m WHERE m.standing AND {plan.Where} GROUP BY day",
                row =>
                {
                    days[row.GetFieldValue<DateOnly>(0)] = row.GetInt64(2);
                    open |= row.GetInt64(1) != row.GetInt64(2);
                });
        }

        var interpreted = 0L;
        if (open)
        {
            var record = new SubjectRecord(plan.Condition.Schema);
            query.Read(
                $"SELECT m.received_at::DATE{HistoryRow.Columns(plan.Ordinals, plan.Condition.Schema)} FROM {table} m WHERE m.standing AND {plan.Where} AND NOT {plan.Decides}",
                row =>
                {
                    interpreted++;
                    HistoryRow.Read(row, 1, record, plan.Ordinals);
                    if (plan.Condition.Evaluate(record).Verdict == Verdict.True)
                    {
                        var day = row.GetFieldValue<DateOnly>(0);
                        days[day] = days.GetValueOrDefault(day) + 1;
                    }
                });
        }

        return interpreted;
    }

    private List<BackTestExample> ExamplesOf(SqlPlan plan, SortedDictionary<DateOnly, long> days, bool isInSql, HistoryQuery query)
    {
        var examples = new List<BackTestExample>();
        if (days.Count == 0)
        {
            return examples;
        }

        // The last days on which there are as many hits as wanted; the days before need not be sorted.
        var newest = days.Reverse().ToList();
        var sum = 0L;
        var from = newest.SkipWhile(day => (sum += day.Value) < Examples).Select(day => day.Key).DefaultIfEmpty(newest[^1].Key).First();
        int[] ordinals = [.. Enumerable.Range(0, _schema.Fields.Count)];
        query.ReadWhile(
            $"""
             SELECT m.subject_id, m.received_at{HistoryRow.Columns(ordinals, _schema)} FROM movements m
             WHERE m.standing AND {plan.Where} AND m.received_at >= DATE '{from.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}'
             ORDER BY m.sequence DESC {(isInSql ? $"LIMIT {Examples}" : "")}
             """,
            row =>
            {
                var record = new SubjectRecord(_schema);
                HistoryRow.Read(row, 2, record, ordinals);
                if (plan.Condition.Evaluate(record).Verdict == Verdict.True)
                {
                    examples.Add(new BackTestExample(
                        row.GetInt64(0), new DateTimeOffset(row.GetDateTime(1), TimeSpan.Zero), record, plan.Condition.Explain(record)));
                }

                return examples.Count < Examples;
            });
        return examples;
    }

    private static double PerDay(HistoryState state, long hits) =>
        state.Extent is { First: { } first, Last: { } last } ? (double)hits / (last.DayNumber - first.DayNumber + 1) : 0;

    private static List<WeekHits> Weeks(HistoryState state, SortedDictionary<DateOnly, long> days, double scale)
    {
        var weeks = new List<WeekHits>();
        if (state.Extent is not { First: { } first, Last: { } last })
        {
            return weeks;
        }

        var byWeek = days.GroupBy(day => Monday(day.Key)).ToDictionary(week => week.Key, week => week.Sum(day => day.Value));
        for (var monday = Monday(first); monday <= last; monday = monday.AddDays(7))
        {
            weeks.Add(new WeekHits(monday, (long)Math.Round(byWeek.GetValueOrDefault(monday) * scale)));
        }

        return weeks;
    }

    private static DateOnly Monday(DateOnly day) => day.AddDays(-(((int)day.DayOfWeek + 6) % 7));
}
