using System.Linq.Expressions;
using System.Reflection;
using Comity.Kernel.Subjects;
using DuckDB.NET.Data;
using RulesEngine.Models;

namespace Comity.Bench.Engine;

/// <summary>An engine that counts the hits of all profiles over all events; made ready before it is measured.</summary>
internal interface IRival
{
    string Name { get; }

    /// <summary>(event, profile) pairs, in any order.</summary>
    HashSet<(int Event, int Profile)> Run(SubjectRecord[] events);
}

/// <summary>Each profile as a delegate compiled from an expression over a typed object, called in a loop.</summary>
internal sealed class DelegateLoop(Workload workload) : IRival
{
    private readonly Func<object?[], bool>[] _profiles = [.. workload.Profiles.Select(Compile)];

    public string Name => "delegates";

    public static object?[] ToObjects(SubjectRecord record) => [.. Enumerable.Range(0, Workload.FieldCount).Select(f => record[f])];

    public HashSet<(int Event, int Profile)> Run(SubjectRecord[] events)
    {
        var hits = new HashSet<(int, int)>();
        for (var e = 0; e < events.Length; e++)
        {
            var values = ToObjects(events[e]);
            for (var p = 0; p < _profiles.Length; p++)
            {
                if (_profiles[p](values))
                {
                    hits.Add((e, p));
                }
            }
        }

        return hits;
    }

    private static Func<object?[], bool> Compile(Predicate[] predicates)
    {
        var values = Expression.Parameter(typeof(object[]));
        var body = predicates.Select(p => Of(p, values)).Aggregate(Expression.AndAlso);
        return Expression.Lambda<Func<object?[], bool>>(body, values).Compile();
    }

    private static Expression Of(Predicate predicate, ParameterExpression values)
    {
        if (predicate is Either either)
        {
            return Expression.OrElse(Of(either.Left, values), Of(either.Right, values));
        }

        var value = Expression.ArrayIndex(values, Expression.Constant(predicate.Field));
        var call = typeof(Tests).GetMethod(predicate.GetType().Name, BindingFlags.Static | BindingFlags.Public)!;
        return predicate switch
        {
            EqualTo p => Expression.Call(call, value, Expression.Constant(p.Value)),
            In p => Expression.Call(call, value, Expression.Constant(p.Values)),
            StartsWith p => Expression.Call(call, value, Expression.Constant(p.Part)),
            Contains p => Expression.Call(call, value, Expression.Constant(p.Part)),
            AnyStartsWith p => Expression.Call(call, value, Expression.Constant(p.Part)),
            Range p => Expression.Call(call, value, Expression.Constant(p.Low), Expression.Constant(p.High)),
            _ => Expression.Call(call, value),
        };
    }
}

/// <summary>The predicates over values that may be missing.</summary>
public static class Tests
{
    public static bool EqualTo(object? value, string other) => string.Equals(value as string, other, StringComparison.Ordinal);

    public static bool In(object? value, string[] values) => value is string text && Array.IndexOf(values, text) >= 0;

    public static bool StartsWith(object? value, string part) => value is string text && text.StartsWith(part, StringComparison.Ordinal);

    public static bool Contains(object? value, string part) => value is string text && text.Contains(part, StringComparison.Ordinal);

    public static bool AnyStartsWith(object? value, string part) => value is string[] list && Array.Exists(list, t => t.StartsWith(part, StringComparison.Ordinal));

    public static bool Range(object? value, double low, double high) => value is double number && number >= low && number <= high;

    public static bool IsTrue(object? value) => value is true;
}

/// <summary>Microsoft RulesEngine: one rule for each profile, its expression over the same values.</summary>
internal sealed class MicrosoftRules : IRival
{
    private readonly RulesEngine.RulesEngine _engine;

    public MicrosoftRules(Workload workload)
    {
        var rules = workload.Profiles.Select((p, i) => new Rule
        {
            RuleName = FormattableString.Invariant($"{i}"),
            RuleExpressionType = RuleExpressionType.LambdaExpression,
            Expression = string.Join(" && ", p.Select(Text)),
        });
        var settings = new ReSettings { CustomTypes = [typeof(Tests)], EnableExceptionAsErrorMessage = false };
        _engine = new RulesEngine.RulesEngine([new Workflow { WorkflowName = "all", Rules = [.. rules] }], settings);
    }

    public string Name => "RulesEngine 6.0.1";

    public HashSet<(int Event, int Profile)> Run(SubjectRecord[] events)
    {
        var hits = new HashSet<(int, int)>();
        for (var e = 0; e < events.Length; e++)
        {
            var input = new RuleParameter("e", new RuleInput { V = DelegateLoop.ToObjects(events[e]) });
            foreach (var result in _engine.ExecuteAllRulesAsync("all", input).AsTask().GetAwaiter().GetResult())
            {
                if (result.IsSuccess)
                {
                    hits.Add((e, int.Parse(result.Rule.RuleName, System.Globalization.CultureInfo.InvariantCulture)));
                }
            }
        }

        return hits;
    }

    private static string Text(Predicate predicate) => predicate switch
    {
        EqualTo p => $"Tests.EqualTo(e.V[{p.Field}], \"{p.Value}\")",
        In p => "(" + string.Join(" || ", p.Values.Select(v => $"Tests.EqualTo(e.V[{p.Field}], \"{v}\")")) + ")",
        StartsWith p => $"Tests.StartsWith(e.V[{p.Field}], \"{p.Part}\")",
        Contains p => $"Tests.Contains(e.V[{p.Field}], \"{p.Part}\")",
        AnyStartsWith p => $"Tests.AnyStartsWith(e.V[{p.Field}], \"{p.Part}\")",
        Range p => FormattableString.Invariant($"Tests.Range(e.V[{p.Field}], {p.Low:0.00}, {p.High:0.00})"),
        IsTrue p => $"Tests.IsTrue(e.V[{p.Field}])",
        Either p => $"({Text(p.Left)} || {Text(p.Right)})",
        _ => throw new InvalidOperationException(),
    };
}

/// <summary>What a rule sees.</summary>
public sealed class RuleInput
{
    public object?[] V { get; init; } = [];
}

/// <summary>DuckDB: one SELECT with the profile as its WHERE, over a table that is filled before.</summary>
internal sealed class DuckDbRival(Workload workload) : IRival, IDisposable
{
    private readonly DuckDBConnection _connection = new("Data Source=:memory:;threads=1");
    private bool _isFilled;

    public string Name => "DuckDB";

    public void Fill(SubjectRecord[] events)
    {
        _connection.Open();
        using (var command = _connection.CreateCommand())
        {
#pragma warning disable CA2100 // Generated field names.
            command.CommandText = $"CREATE TABLE events (number INTEGER, {string.Join(", ", Enumerable.Range(0, Workload.FieldCount).Select(f => $"{Workload.Name(f)} {SqlType(f)}"))})";
#pragma warning restore CA2100
            command.ExecuteNonQuery();
        }

        using var appender = _connection.CreateAppender("events");
        for (var e = 0; e < events.Length; e++)
        {
            var row = appender.CreateRow().AppendValue(e);
            for (var f = 0; f < Workload.FieldCount; f++)
            {
                _ = events[e][f] switch
                {
                    null => row.AppendNullValue(),
                    string s => row.AppendValue(s),
                    double d => row.AppendValue(d),
                    bool b => row.AppendValue(b),
                    string[] l => row.AppendValue(l),
                    _ => throw new InvalidOperationException(),
                };
            }

            row.EndRow();
        }

        _isFilled = true;
    }

    public HashSet<(int Event, int Profile)> Run(SubjectRecord[] events)
    {
        if (!_isFilled)
        {
            throw new InvalidOperationException("Fill it first.");
        }

        var hits = new HashSet<(int, int)>();
        for (var p = 0; p < workload.Profiles.Count; p++)
        {
            using var command = _connection.CreateCommand();
#pragma warning disable CA2100 // Generated conditions.
            command.CommandText = $"SELECT number FROM events WHERE {string.Join(" AND ", workload.Profiles[p].Select(Sql))}";
#pragma warning restore CA2100
            using var reader = command.ExecuteReader();
            while (reader.Read())
            {
                hits.Add((reader.GetInt32(0), p));
            }
        }

        return hits;
    }

    public void Dispose() => _connection.Dispose();

    private static string SqlType(int field) => Workload.TypeOf(field) switch
    {
        FactType.Text => "VARCHAR",
        FactType.TextList => "VARCHAR[]",
        FactType.Number => "DOUBLE",
        _ => "BOOLEAN",
    };

    private static string Sql(Predicate predicate) => predicate switch
    {
        EqualTo p => $"{Workload.Name(p.Field)} = '{p.Value}'",
        In p => $"{Workload.Name(p.Field)} IN ({string.Join(", ", p.Values.Select(v => $"'{v}'"))})",
        StartsWith p => $"starts_with({Workload.Name(p.Field)}, '{p.Part}')",
        Contains p => $"contains({Workload.Name(p.Field)}, '{p.Part}')",
        AnyStartsWith p => $"len(list_filter({Workload.Name(p.Field)}, lambda h: starts_with(h, '{p.Part}'))) > 0",
        Range p => FormattableString.Invariant($"{Workload.Name(p.Field)} BETWEEN {p.Low:0.00}::DOUBLE AND {p.High:0.00}::DOUBLE"),
        IsTrue p => Workload.Name(p.Field),
        Either p => $"({Sql(p.Left)} OR {Sql(p.Right)})",
        _ => throw new InvalidOperationException(),
    };
}
