using System.Text.Json;

namespace Comity.Cli.Tests;

/// <summary>The demonstration, run once as a person and once as a program sees it.</summary>
public sealed class DemoRuns : IAsyncLifetime
{
    private readonly ComityNode _node = new();

    /// <summary>What a person sees.</summary>
    public Run Text { get; private set; } = null!;

    /// <summary>What a program reads.</summary>
    public IReadOnlyList<JsonElement> Json { get; private set; } = [];

    public async ValueTask InitializeAsync()
    {
        var text = _node.Run("demo", "--once");
        var json = _node.Run("demo", "--once", "--json", "--data", _node["other"]);
        Text = (await text).Ended(0);
        Json = (await json).Ended(0).Lines();
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
    public void The_steps_are_told_in_their_order_and_the_counts_of_both_nodes_follow()
    {
        runs.Json.SkipLast(1).ShouldAllBe(line => line.Text("type") == "step");
        runs.Json.SkipLast(1).Select(line => line.Text("name")).ShouldBe(["screen", "find", "decide", "refer", "receipt", "accept", "control", "outcome", "register", "case", "transit joins"]);
        runs.Json[^1].Text("type").ShouldBe("summary");
    }

    [Fact]
    public void The_cocaine_in_the_wood_is_first_and_stands_in_both_registers()
    {
        var find = Step("find");
        find.Number("rank").ShouldBe(1);
        find.Score().ShouldBePositive();
        find.Items("profiles").ShouldNotBeEmpty();
        var (bo, be) = (Node("bo-oruro"), Node("be-antwerp"));
        ShouldBeTheCocaine(be.Items("seized").ShouldHaveSingleItem());
        ShouldBeTheCocaine(bo.Items("seizedAbroad").ShouldHaveSingleItem());
        // What another authority seized is never counted as one's own.
        bo.Items("seized").ShouldNotContain(total => total.Text("commodity") == "cocaine");
        (bo.Number("sentReferrals"), bo.Number("outcomesAbroad"), be.Number("receivedReferrals"), be.Number("controls")).ShouldBe((1, 1, 1, 1));
    }

    [Fact]
    public void The_profiles_that_singled_it_out_are_credited_with_the_outcome_abroad() =>
        Step("register").Items("profiles").Select(profile => profile.GetString()).ShouldBe(Step("find").Items("profiles").Select(profile => profile.GetString()), ignoreOrder: true);

    [Fact]
    public void What_was_referred_is_the_minimum_data_set_and_nothing_of_the_finding()
    {
        var facts = Step("refer").GetProperty("facts").EnumerateObject().Select(fact => fact.Name).ToArray();

        facts.ShouldContain(fact => fact == "container.number");
        facts.ShouldNotContain(fact => fact == "shipper.address");
        facts.Where(fact => fact.Contains("seen", StringComparison.Ordinal) || fact.StartsWith("history.", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public void Both_hold_the_same_joint_case_and_the_late_member_sees_nothing_from_before()
    {
        Step("case").Items("hashes").Select(hash => hash.GetString()).Distinct(StringComparer.Ordinal).ShouldHaveSingleItem();
        var late = Step("transit joins");
        late.Items("hashes").Select(hash => hash.GetString()).Distinct(StringComparer.Ordinal).ShouldHaveSingleItem();
        var seen = late.Items("seenByLateMember").Select(kind => kind.GetString()).ToArray();
        seen.ShouldContain(kind => kind == "request");
        seen.ShouldContain(kind => kind == "answer");
        seen.ShouldNotContain(kind => kind == "minute");
        seen.ShouldNotContain(kind => kind == "seizure");
    }

    [Fact]
    public void All_of_the_month_is_accounted_for()
    {
        var screened = Step("screen");
        // The month has 20,000 consignments; amendments declare some of them again.
        screened.Number("consignments").ShouldBeGreaterThan(20_000);
        screened.Number("quarantined").ShouldBe(0);
        Step("decide").Number("found").ShouldBeInRange(1, Step("decide").Number("controlled"));
    }

    [Fact]
    public void Each_line_the_readme_shows_is_in_the_output()
    {
        var output = runs.Text.Output.Split('\n').Select(line => line.Trim()).ToHashSet(StringComparer.Ordinal);

        var shown = Readme.DemoOutput();

        shown.Count.ShouldBeGreaterThan(5);
        shown.Where(line => !output.Contains(line)).ShouldBeEmpty();
    }

    private JsonElement Step(string name) => runs.Json.Single(line => line.Text("type") == "step" && line.Text("name") == name);

    private JsonElement Node(string name) => runs.Json[^1].GetProperty("nodes").GetProperty(name);

    private static void ShouldBeTheCocaine(JsonElement total)
    {
        total.Text("commodity").ShouldBe("cocaine");
        total.GetProperty("quantity").GetDouble().ShouldBe(1435);
        total.Text("unit").ShouldBe("kg");
    }
}
