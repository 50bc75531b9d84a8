namespace Comity.Cli.Tests;

/// <summary><c>comity bench engine</c> on little: every engine names the same hits and every line has the agreed fields.</summary>
public sealed class BenchTests : IDisposable
{
    private readonly ComityNode _node = new();

    [Fact]
    public async Task All_engines_agree_on_hits()
    {
        var lines = (await _node.Run("bench", "engine", "--profiles", "60", "--events", "400", "--rivals", "--json")).Ended(0).Lines();

        var engines = lines.Where(l => l.TryGetProperty("hits", out _)).ToDictionary(l => l.GetProperty("engine").GetString()!, StringComparer.Ordinal);
        foreach (var line in engines.Values)
        {
            line.EnumerateObject().Select(p => p.Name).ShouldBe(["engine", "profiles", "events", "cpu_seconds", "events_per_cpu_second", "hits", "ratio_to_comity"]);
            line.GetProperty("profiles").GetInt32().ShouldBe(60);
        }

        var hits = engines["comity stream"].GetProperty("hits").GetInt32();
        hits.ShouldBeGreaterThan(0);
        foreach (var same in new[] { "comity chunks, arrival order", "comity chunks, clustered", "delegates", "DuckDB" })
        {
            (engines[same].GetProperty("events").GetInt32(), engines[same].GetProperty("hits").GetInt32()).ShouldBe((400, hits), same);
        }

        // The slowest is given fewer events; that it agrees on those the exit code says.
        engines["RulesEngine 6.0.1"].GetProperty("events").GetInt32().ShouldBe(50);
        lines.ShouldContain(l => l.GetProperty("engine").ValueEquals("comity batch of 64"));
    }

    public void Dispose() => _node.Dispose();
}
