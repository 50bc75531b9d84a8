using System.Globalization;
using Comity.Kernel.Assess;
using Comity.Kernel.Subjects;
using Comity.Store.Backtest;
using DuckDB.NET.Data;

namespace Comity.Store.Tests.Backtest;

/// <summary>
/// The interpreter judges the back-test: on generated conditions and records, both have the same hits, and SQL that claims a
/// condition's meaning gives true, false and NULL where the interpreter gives true, false and neither.
/// </summary>
public sealed class DifferentialTests(ITestOutputHelper output)
{
    private const int RecordsPerHistory = 100;
    private const int ConditionsPerHistory = 40;

    // With COMITY_NIGHTLY=1 a million pairs, otherwise twelve thousand.
    private static readonly int Histories = Environment.GetEnvironmentVariable("COMITY_NIGHTLY") == "1" ? 250 : 3;

    [Fact]
    public void The_back_test_says_what_the_interpreter_says()
    {
        var (exact, hits, conditions) = (0, 0L, 0);
        for (var seed = 1; seed <= Histories; seed++)
        {
            var generated = new Generated(seed);
            SubjectRecord[] records = [.. Enumerable.Range(0, RecordsPerHistory).Select(_ => generated.Record())];
            using var movements = Movements.Of(records);
            using var connection = movements.History.Connect();
            for (var i = 0; i < ConditionsPerHistory; i++)
            {
                var tree = generated.Condition();
                var plan = SqlPlan.Of(Movements.Compile(tree.Text));
                if (Difference(connection, tree.Text, records) is { } difference)
                {
                    Assert.Fail($"seed {seed}: {Smallest(tree, records[difference.Row])}\nfound in {tree.Text}");
                }

                conditions++;
                exact += plan.IsExact ? 1 : 0;
                hits += records.Count(r => plan.Condition.Evaluate(r).Verdict == Verdict.True);
            }
        }

        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{conditions * RecordsPerHistory:N0} pairs, {hits:N0} hits; {exact:N0} of {conditions:N0} conditions wholly in SQL"));

        // Most are decided by SQL and many rows are hit: neither side is empty.
        exact.ShouldBeGreaterThan(conditions / 2);
        hits.ShouldBeGreaterThan(conditions);
    }

    private readonly record struct Mismatch(int Row, string What);

    /// <summary>The first record on which SQL and interpreter differ.</summary>
    private static Mismatch? Difference(DuckDBConnection connection, string text, SubjectRecord[] records)
    {
        var condition = Movements.Compile(text);
        var plan = SqlPlan.Of(condition);
        var value = plan.IsExact ? plan.Where : "NULL";
        var sql = $"SELECT m.sequence, {plan.Decides}, {value} FROM movements m";
        Mismatch? found = null;
        try
        {
            var query = new HistoryQuery(connection, CancellationToken.None);
            // As a filter the optimizer treats an expression in other ways than as a value.
            var may = new HashSet<long>();
            query.Read($"SELECT m.sequence FROM movements m WHERE m.standing AND {plan.Where}", row => may.Add(row.GetInt64(0)));
            query.Read(sql, row =>
            {
                var sequence = row.GetInt64(0);
                var verdict = condition.Evaluate(records[sequence - 1]).Verdict;
                var said = row.IsDBNull(2) ? Verdict.Unknown : row.GetBoolean(2) ? Verdict.True : Verdict.False;
                if (row.GetBoolean(1) ? said != verdict || may.Contains(sequence) != (verdict == Verdict.True) : verdict == Verdict.True && !may.Contains(sequence))
                {
                    found ??= new Mismatch((int)sequence - 1, $"the interpreter says {verdict}, SQL {said}, as a filter {may.Contains(sequence)}: {sql}");
                }
            });
        }
        catch (DuckDBException error)
        {
            found = new Mismatch(0, $"DuckDB refuses {sql}: {error.Message}");
        }

        return found;
    }

    // The smallest condition of a failing one and the fewest facts with which it still fails.
    private static string Smallest(Tree tree, SubjectRecord record)
    {
        for (var smaller = tree; smaller is not null;)
        {
            tree = smaller;
            smaller = tree.Parts.FirstOrDefault(part => Fails(part.Text, record));
        }

        for (var i = 0; i < Movements.Schema.Fields.Count; i++)
        {
            var kept = record[i];
            record.Set(i, null);
            if (!Fails(tree.Text, record))
            {
                record.Set(i, kept);
            }
        }

        var facts = Movements.Schema.Fields.Where((_, i) => record[i] is not null)
            .Select(f => $"{f.Path}={(record[f.Path] is IReadOnlyList<string> list ? string.Join('|', list) : Convert.ToString(record[f.Path], CultureInfo.InvariantCulture))}");
        using var movements = Movements.Of([record]);
        using var connection = movements.History.Connect();
        return $"{tree.Text}\non {string.Join(", ", facts)}\n{Difference(connection, tree.Text, [record])?.What}";
    }

    private static bool Fails(string text, SubjectRecord record)
    {
        using var movements = Movements.Of([record]);
        using var connection = movements.History.Connect();
        return Difference(connection, text, [record]) is not null;
    }
}
