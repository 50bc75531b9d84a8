using Comity.Kernel.Assess;
using Comity.Kernel.Subjects;

namespace Comity.Store.Backtest;

/// <summary>Counts the subjects that a condition and each of several profiles both hit.</summary>
internal sealed class OverlapCount(HistoryQuery query, SubjectSchema schema)
{
    // So many profiles share a scan; more would make one query too large.
    private const int PerScan = 20;

    public IReadOnlyList<ProfileOverlap> Of(SqlPlan plan, IReadOnlyList<OtherProfile> others)
    {
        var plans = others.Select(o => SqlPlan.Of(o.Condition)).ToList();
        var shared = new long[others.Count];
        var exact = Enumerable.Range(0, others.Count).Where(i => plan.IsExact && plans[i].IsExact).ToList();
        foreach (var scan in exact.Chunk(PerScan))
        {
            InSql(plan, scan, plans, shared);
        }

        foreach (var i in Enumerable.Range(0, others.Count).Except(exact))
        {
            shared[i] = Interpreted(plan, plans[i], plans[i].Where);
        }

        return [.. others.Select((other, i) => new ProfileOverlap(other.Id, other.Version, shared[i]))];
    }

    private void InSql(SqlPlan plan, int[] scan, List<SqlPlan> plans, long[] shared)
    {
        var counts = scan.Select(i =>
            $"""
             , count(*) FILTER (WHERE {plans[i].Where} AND {plan.Decides} AND {plans[i].Decides})
             , count(*) FILTER (WHERE {plans[i].Where} AND NOT ({plan.Decides} AND {plans[i].Decides}))
             """);
        var open = new List<int>();
        query.Read(
            $"SELECT 0{string.Concat(counts)} FROM movements m WHERE m.standing AND {plan.Where}",
            row =>
            {
                for (var i = 0; i < scan.Length; i++)
                {
                    shared[scan[i]] = row.GetInt64(1 + (2 * i));
                    if (row.GetInt64(2 + (2 * i)) > 0)
                    {
                        open.Add(scan[i]);
                    }
                }
            });
        foreach (var i in open)
        {
            shared[i] += Interpreted(plan, plans[i], $"{plans[i].Where} AND NOT ({plan.Decides} AND {plans[i].Decides})");
        }
    }

    private long Interpreted(SqlPlan plan, SqlPlan other, string where)
    {
        int[] ordinals = [.. plan.Ordinals.Union(other.Ordinals)];
        var record = new SubjectRecord(schema);
        var shared = 0L;
        query.Read(
            $"SELECT 0{HistoryRow.Columns(ordinals, schema)} FROM movements m WHERE m.standing AND {plan.Where} AND {where}",
            row =>
            {
                HistoryRow.Read(row, 1, record, ordinals);
                shared += plan.Condition.Evaluate(record).Verdict == Verdict.True && other.Condition.Evaluate(record).Verdict == Verdict.True ? 1 : 0;
            });
        return shared;
    }
}
