using System.Globalization;
using Comity.Kernel.Assess;
using Comity.Kernel.Assess.Cel;
using Comity.Kernel.Assess.Matching;
using Comity.Kernel.Subjects;
using Comity.Store.Backtest;
using Comity.Store.Chunks;
using DuckDB.NET.Data;

namespace Comity.Store.Tests.Backtest;

/// <summary>
/// The interpreter judges the back-test: on generated conditions and records, both have the same hits, and SQL that claims a
/// condition's meaning gives true, false and NULL where the interpreter gives true, false and neither. The matcher says the
/// same of the records as they arrive and of a chunk file of them.
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
            Tree[] trees = [.. Enumerable.Range(0, ConditionsPerHistory).Select(_ => generated.Condition())];
            if (MatcherDifference([.. trees.Select(t => t.Text)], records) is { } wrong)
            {
                Assert.Fail($"seed {seed}: {Smallest(trees[wrong.Condition], records[wrong.Row], (text, record) => MatcherDifference([text], [record]) is not null)}\n{wrong}");
            }

            foreach (var tree in trees)
            {
                var plan = SqlPlan.Of(Movements.Compile(tree.Text));
                if (Difference(connection, tree.Text, records) is { } difference)
                {
                    Assert.Fail($"seed {seed}: {Smallest(tree, records[difference.Row], Fails)}\n{difference.What}\nfound in {tree.Text}");
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
    private static string Smallest(Tree tree, SubjectRecord record, Func<string, SubjectRecord, bool> fails)
    {
        for (var smaller = tree; smaller is not null;)
        {
            tree = smaller;
            smaller = tree.Parts.FirstOrDefault(part => fails(part.Text, record));
        }

        for (var i = 0; i < Movements.Schema.Fields.Count; i++)
        {
            var kept = record[i];
            record.Set(i, null);
            if (!fails(tree.Text, record))
            {
                record.Set(i, kept);
            }
        }

        var facts = Movements.Schema.Fields.Where((_, i) => record[i] is not null)
            .Select(f => $"{f.Path}={(record[f.Path] is IReadOnlyList<string> list ? string.Join('|', list) : Convert.ToString(record[f.Path], CultureInfo.InvariantCulture))}");
        return $"{tree.Text}\non {string.Join(", ", facts)}";
    }

    private readonly record struct MatcherMismatch(int Condition, int Row, string Where);

    /// <summary>The first record and condition on which a matcher and the interpreter differ.</summary>
    private static MatcherMismatch? MatcherDifference(string[] texts, SubjectRecord[] records)
    {
        Condition[] conditions = [.. texts.Select(Movements.Compile)];
        var matcher = Matcher.Compile(Movements.Schema, conditions.Select((c, i) => new MatcherProfile($"p{i}", 1, c)), records[..(records.Length / 2)]);
        var expected = (
            from row in Enumerable.Range(0, records.Length)
            from profile in Enumerable.Range(0, conditions.Length)
            let outcome = conditions[profile].Evaluate(records[row])
            where outcome.Verdict != Verdict.False
            select Show(new Match(row, profile, outcome))).ToHashSet();
        if (Compare(matcher.Match(records, MatchMode.All), "arrivals") is { } mismatch)
        {
            return mismatch;
        }

        var path = Path.GetTempFileName();
        try
        {
            ChunkFile.Write(path, Movements.Schema, records, ChunkBuilder.ProseFields(Movements.Schema, records));
            using var file = ChunkFile.Open(path, Movements.Schema);
            var found = new List<Match>();
            matcher.Match(file, MatchMode.All, 1, found.AddRange, TestContext.Current.CancellationToken);
            return Compare(found, "the chunk file");
        }
        finally
        {
            File.Delete(path);
        }

        MatcherMismatch? Compare(IReadOnlyList<Match> found, string where)
        {
            var differing = found.Select(Show).ToHashSet();
            differing.SymmetricExceptWith(expected);
            return differing.Count == 0 ? null : new MatcherMismatch(differing.First().Profile, (int)differing.First().Row, $"in {where}: {differing.First()}");
        }

        static (long Row, int Profile, Verdict Verdict, string Missing, string? Error) Show(Match match) =>
            (match.Row, match.Profile, match.Outcome.Verdict, string.Join(',', match.Outcome.Missing), match.Outcome.Error);
    }

    private static bool Fails(string text, SubjectRecord record)
    {
        using var movements = Movements.Of([record]);
        using var connection = movements.History.Connect();
        return Difference(connection, text, [record]) is not null;
    }
}
