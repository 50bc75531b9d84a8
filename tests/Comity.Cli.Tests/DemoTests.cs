using System.Text.Json;

namespace Comity.Cli.Tests;

/// <summary>The demonstration, run once as a person and once as a program sees it.</summary>
public sealed class DemoRuns : IAsyncLifetime
{
    private readonly ComityNode _node = new();

    /// <summary>What a person sees.</summary>
    public Run Text { get; private set; } = null!;

    /// <summary>What a program reads.</summary>
    public JsonElement Json { get; private set; }

    public async ValueTask InitializeAsync()
    {
        var text = _node.Run("demo", "--once");
        var json = _node.Run("demo", "--once", "--json", "--data", _node["other"]);
        Text = (await text).Ended(0);
        Json = (await json).Ended(0).Lines().Single();
    }

    public ValueTask DisposeAsync()
    {
        _node.Dispose();
        return ValueTask.CompletedTask;
    }
}

public sealed class DemoTests(DemoRuns runs) : IClassFixture<DemoRuns>
{
    [Fact]
    public void The_cocaine_in_the_wood_is_first_and_its_control_is_in_the_register()
    {
        var flagship = runs.Json.GetProperty("flagship");

        flagship.Number("rank").ShouldBe(1);
        flagship.Score().ShouldBePositive();
        flagship.Items("profiles").ShouldNotBeEmpty();
        var cocaine = runs.Json.Items("seized").Single(total => total.Text("commodity") == "cocaine");
        cocaine.GetProperty("quantity").GetDouble().ShouldBe(1435);
        cocaine.Text("unit").ShouldBe("kg");
    }

    [Fact]
    public void All_of_the_month_is_accounted_for()
    {
        // The month has 20,000 consignments; amendments declare some of them again.
        runs.Json.Number("consignments").ShouldBeGreaterThan(20_000);
        runs.Json.Number("quarantined").ShouldBe(0);
        runs.Json.Number("found").ShouldBeInRange(1, runs.Json.Number("controlled"));
    }

    [Fact]
    public void Each_line_the_readme_shows_is_in_the_output()
    {
        var output = runs.Text.Output.Split('\n').Select(line => line.Trim()).ToHashSet(StringComparer.Ordinal);

        var shown = Readme.DemoOutput();

        shown.Count.ShouldBeGreaterThan(5);
        shown.Where(line => !output.Contains(line)).ShouldBeEmpty();
    }
}
