namespace Comity.Cli.Tests;

/// <summary><c>backtest</c>: a condition over what was screened.</summary>
public sealed class BackTestTests : IDisposable
{
    private readonly ComityNode _node = new();

    [Fact]
    public async Task Hits_and_finds_are_counted_and_the_overlap_with_profiles()
    {
        var subjects = await Screened();

        var all = await Json("has(manifest.received)");
        all.Number("rows").ShouldBe(subjects);
        all.Number("hits").ShouldBe(subjects);
        (all.Number("known_finds"), all.Number("covered")).ShouldBe((1, 1));
        all.GetProperty("per_day").GetDouble().ShouldBe(subjects);
        all.GetProperty("milliseconds").GetDouble().ShouldBePositive();
        all.TryGetProperty("overlap", out var _).ShouldBeFalse();

        var none = await Json("bill.number == 'nobody''s'".Replace("''", "\\'", StringComparison.Ordinal), "--profiles", Repository.Profiles);
        (none.Number("hits"), none.Number("covered")).ShouldBe((0, 0));
        none.Items("overlap").Count.ShouldBe(Directory.GetFiles(Repository.Profiles, "*.yaml").Length);
        none.Items("overlap").ShouldAllBe(o => o.Number("shared") == 0);
    }

    [Fact]
    public async Task For_people_there_are_figures_bars_and_examples()
    {
        var subjects = await Screened();

        var output = (await _node.Run("backtest", "has(manifest.received)")).Ended(0).Output;

        output.ShouldContain($"{subjects} hits in {subjects} consignments (100 %), {subjects} a day.");
        output.ShouldContain("Of 1 known finds it covers 1 and misses 0.");
        output.ShouldContain("███");
        output.ShouldContain("because has(manifest.received)");
    }

    [Fact]
    public async Task A_wrong_condition_ends_with_2_and_is_told_with_its_place_and_the_likely_name()
    {
        var errors = (await _node.Run("backtest", "true &&\n route.orign == 'BO'")).Ended(2).Errors.ReplaceLineEndings("\n");

        errors.ShouldContain("2:2: A consignment has no field route.orign. Did you mean route.origin?\n |  route.orign == 'BO'\n |  ^");
    }

    [Fact]
    public async Task A_folder_of_bad_profiles_ends_with_2()
    {
        _node.Write("profiles/bad.yaml", "id: [\n");

        (await _node.Run("backtest", "true", "--profiles", _node["profiles"])).Ended(2).Errors.ShouldContain("bad.yaml:");
    }

    public void Dispose() => _node.Dispose();

    private async Task<System.Text.Json.JsonElement> Json(params string[] arguments) =>
        (await _node.Run(["backtest", "--json", .. arguments])).Ended(0).Lines().ShouldHaveSingleItem();

    /// <summary>Screens a sample and records a find on its first consignment.</summary>
    private async Task<long> Screened()
    {
        var lines = (await _node.Run("screen", "--json", "--capacity", "100", Repository.Sample("own-cuscar-d96b.edi"))).Ended(0).Lines();
        var finding = lines[0];
        finding.Text("type").ShouldBe("finding");
        (await _node.Run("register", "record", "--bill", finding.Text("bill")!, "--container", finding.Text("container")!, "--seized", "cocaine:1:kg")).Ended(0);
        return lines[^1].Number("consignments");
    }
}
