using System.Globalization;
using System.Runtime.CompilerServices;
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
    private (long Upto, long Count) _knownFinds = (-1, 0);

    private BackTest(SubjectSchema schema, DuckDBConnection connection) => (_schema, _connection) = (schema, connection);

    /// <summary>Prepares back-tests over a history, which must stay open.</summary>
    /// <param name="history">The history.</param>
    /// <param name="finds">The subjects of which a control found something.</param>
    public static BackTest Over(MovementHistory history, IEnumerable<long> finds)
    {
        var connection = history.Connect();
        try
        {
            using var table = connection.CreateCommand();
            table.CommandText = "CREATE OR REPLACE TEMP TABLE finds (subject_id BIGINT NOT NULL)";
            table.ExecuteNonQuery();
            using var appender = connection.CreateAppender(null, "finds");
            foreach (var find in finds.Distinct())
            {
                appender.CreateRow().AppendValue(find).EndRow();
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

        // One snapshot for all stages.
        using var transaction = _connection.BeginTransaction();
        var state = HistoryState.Read(_connection)!;
        var query = new HistoryQuery(_connection, cancellation);
        var plan = SqlPlan.Of(condition);
        if (state.OneIn > 1)
        {
            yield return Sampled(state, plan, query);
        }

        var tally = new Tally(Examples);
        var interpreted = Count("movements", plan, tally, query);
        var exact = new BackTestResult
        {
            Stage = BackTestStage.Exact,
            Rows = state.Standing,
            Hits = tally.Hits,
            Weeks = Weeks(state, tally, 1),
            PerDay = PerDay(state, tally.Hits),
            KnownFinds = KnownFinds(state, query),
            Covered = tally.Covered,
            Interpreted = interpreted,
        };
        yield return exact;
        yield return exact with
        {
            Stage = BackTestStage.Complete,
            Overlap = new OverlapCount(query, _schema).Of(plan, others),
            Examples = ExamplesOf(condition, tally.Last, query),
        };
    }

    private BackTestResult Sampled(HistoryState state, SqlPlan plan, HistoryQuery query)
    {
        var tally = new Tally(0);
        var interpreted = Count("movement_sample", plan, tally, query);
        var size = 0L;
        query.Read(
            "SELECT count(*) FROM movement_sample", row => size = row.GetInt64(0));
        var share = ShareEstimate.Wilson(size == 0 ? 0 : (double)tally.Hits / size, Math.Max(size, 1), (int)size);
        var hits = (long)Math.Round(share.Value * state.Standing);
        return new BackTestResult
        {
            Stage = BackTestStage.Sample,
            Rows = state.Standing,
            Hits = hits,
            Share = share,
            Weeks = Weeks(state, tally, size == 0 ? 0 : (double)state.Standing / size),
            PerDay = PerDay(state, hits),
            Interpreted = interpreted,
        };
    }

    /// <summary>Counts the hits among the rows of a table.</summary>
    /// <returns>How many rows the interpreter decided.</returns>
    private long Count(string table, SqlPlan plan, Tally tally, HistoryQuery query)
    {
        var open = !plan.IsExact;
        if (plan.IsExact)
        {
            query.Read(
            $"""
                 SELECT m.received_at::DATE AS day, {plan.Decides} AS decided, count(*), count(f.subject_id), max(m.sequence, {Examples})
                 FROM {table} m LEFT JOIN finds f ON f.subject_id = m.subject_id WHERE m.standing AND {plan.Where} GROUP BY ALL
                 """,
                row =>
                {
                    if (row.GetBoolean(1))
                    {
                        tally.Add(row.GetFieldValue<DateOnly>(0), row.GetInt64(2), row.GetInt64(3), row.GetFieldValue<List<long>>(4));
                    }
                    else
                    {
                        open = true;
                    }
                });
        }

        return open ? Interpret(table, plan, tally, query) : 0;
    }

    private long Interpret(string table, SqlPlan plan, Tally tally, HistoryQuery query)
    {
        var interpreted = 0L;
        var record = new SubjectRecord(_schema);
        int[] ordinals = [.. plan.Fields.Select(f => f.Ordinal)];
        query.Read(
            $"""
             SELECT m.received_at::DATE, m.sequence, f.subject_id IS NOT NULL{string.Concat(plan.Fields.Select(f => $", m.{MovementHistory.Column(f.Path)}"))}
             FROM {table} m LEFT JOIN finds f ON f.subject_id = m.subject_id WHERE m.standing AND {plan.Where} AND NOT {plan.Decides}
             """,
            row =>
            {
                interpreted++;
                HistoryRow.Read(row, 3, record, ordinals);
                if (plan.Condition.Evaluate(record).Verdict == Verdict.True)
                {
                    tally.Add(row.GetFieldValue<DateOnly>(0), 1, row.GetBoolean(2) ? 1 : 0, [row.GetInt64(1)]);
                }
            });
        return interpreted;
    }

    private long KnownFinds(HistoryState state, HistoryQuery query)
    {
        if (_knownFinds.Upto != state.Upto)
        {
            var count = 0L;
            query.Read(
            "SELECT count(*) FROM movements m JOIN finds f ON f.subject_id = m.subject_id WHERE m.standing",
                row => count = row.GetInt64(0));
            _knownFinds = (state.Upto, count);
        }

        return _knownFinds.Count;
    }

    private List<BackTestExample> ExamplesOf(Condition condition, IReadOnlyCollection<long> sequences, HistoryQuery query)
    {
        var examples = new List<BackTestExample>();
        if (sequences.Count == 0)
        {
            return examples;
        }

        int[] ordinals = [.. Enumerable.Range(0, _schema.Fields.Count)];
        var list = string.Join(", ", sequences.Select(s => s.ToString(CultureInfo.InvariantCulture)));
        query.Read(
            $"""
             SELECT m.subject_id, m.received_at{string.Concat(_schema.Fields.Select(f => $", m.{MovementHistory.Column(f.Path)}"))}
             FROM movements m WHERE m.sequence IN ({list}) ORDER BY m.sequence DESC
             """,
            row =>
            {
                var record = new SubjectRecord(_schema);
                HistoryRow.Read(row, 2, record, ordinals);
                examples.Add(new BackTestExample(
                    row.GetInt64(0), new DateTimeOffset(row.GetDateTime(1), TimeSpan.Zero), record, condition.Explain(record)));
            });
        return examples;
    }

    private static double PerDay(HistoryState state, long hits) =>
        state.Extent is { First: { } first, Last: { } last } ? (double)hits / (last.DayNumber - first.DayNumber + 1) : 0;

    private static List<WeekHits> Weeks(HistoryState state, Tally tally, double scale)
    {
        var weeks = new List<WeekHits>();
        if (state.Extent is not { First: { } first, Last: { } last })
        {
            return weeks;
        }

        var byWeek = tally.Days.GroupBy(day => Monday(day.Key)).ToDictionary(week => week.Key, week => week.Sum(day => day.Value));
        for (var monday = Monday(first); monday <= last; monday = monday.AddDays(7))
        {
            weeks.Add(new WeekHits(monday, (long)Math.Round(byWeek.GetValueOrDefault(monday) * scale)));
        }

        return weeks;
    }

    private static DateOnly Monday(DateOnly day) => day.AddDays(-(((int)day.DayOfWeek + 6) % 7));
}
