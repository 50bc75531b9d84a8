using System.Text.Json;

namespace Comity.Cli.Tests;

/// <summary><c>comity estimate</c> as people call it.</summary>
public sealed class EstimateTests : IDisposable
{
    private const string Korea = "b,c,d,count\n0,0,1,41\n0,1,0,5\n1,0,0,5\n1,1,0,54\n1,0,1,6\n1,1,1,12\n";
    private readonly ComityNode _node = new();

    [Fact]
    public async Task The_answer_has_the_agreed_fields_and_is_the_same_on_any_number_of_threads()
    {
        var file = _node.Write("korea.csv", Korea);
        var one = (await _node.Run("estimate", file, "--json", "--bootstrap", "200", "--seed", "7", "--threads", "1")).Ended(0);
        var two = (await _node.Run("estimate", file, "--json", "--bootstrap", "200", "--seed", "7", "--threads", "2")).Ended(0);

        two.Output.ShouldBe(one.Output);
        var answer = one.Lines().ShouldHaveSingleItem();
        answer.EnumerateObject().Select(p => p.Name).ShouldBe(
            ["method", "observed", "estimate", "interval", "level", "hidden_per_detected", "model", "warnings", "refused", "seed"]);
        answer.GetProperty("estimate").GetDouble().ShouldBe(268.777777777778, 1e-6);
        answer.GetProperty("model").GetString().ShouldBe("[12,3]");
        answer.GetProperty("interval").GetArrayLength().ShouldBe(2);
        answer.GetProperty("refused").ValueKind.ShouldBe(JsonValueKind.Null);
        answer.GetProperty("seed").GetInt64().ShouldBe(7);
    }

    [Fact]
    public async Task Lists_that_cannot_carry_an_estimate_are_refused_with_1_and_the_reason()
    {
        var file = _node.Write("apart.csv", "A,B,C,count\n1,0,0,40\n0,1,0,30\n0,0,1,20\n");
        var answer = (await _node.Run("estimate", file, "--json")).Ended(1).Lines()[0];
        answer.GetProperty("estimate").ValueKind.ShouldBe(JsonValueKind.Null);
        answer.GetProperty("observed").GetInt64().ShouldBe(90);
        answer.GetProperty("refused").GetString()!.ShouldContain("overlap too little");
        (await _node.Run("estimate", file)).Ended(1).Output.ShouldContain("No estimate.");
    }

    [Fact]
    public async Task A_file_of_persons_is_counted_and_read_aloud()
    {
        var rows = string.Concat(Enumerable.Range(0, 60).Select(i => $"p{i},{(i % 3 == 0 ? "Police" : "NGO")}\n" + (i % 4 == 0 ? $"p{i},Embassy\n" : "")));
        var run = (await _node.Run("estimate", _node.Write("members.csv", "person,list\n" + rows), "--bootstrap", "50")).Ended(0);
        run.Output.ShouldContain("detected            60");
        run.Output.ShouldContain("hidden per detected");
    }

    [Fact]
    public async Task Strata_are_listed_beside_their_sum()
    {
        var file = _node.Write("strata.csv", "A,B,sex,count\n1,0,f,30\n0,1,f,20\n1,1,f,10\n1,0,m,15\n0,1,m,9\n1,1,m,6\n");
        var answer = (await _node.Run("estimate", file, "--strata", "sex", "--json", "--bootstrap", "50")).Ended(0).Lines()[0];
        answer.GetProperty("strata").EnumerateArray().Select(s => s.GetProperty("stratum").GetString()).ShouldBe(["f", "m"]);
        answer.GetProperty("observed").GetInt64().ShouldBe(90);
    }

    [Fact]
    public async Task A_rate_is_the_estimate_over_the_people_of_its_stratum()
    {
        var file = _node.Write("strata.csv", "A,B,sex,count\n1,0,f,30\n0,1,f,20\n1,1,f,10\n1,0,m,15\n0,1,m,9\n1,1,m,6\n");
        var people = _node.Write("people.csv", "population,Sex\n200000,m\n50000,f\n");
        var answer = (await _node.Run("estimate", file, "--strata", "sex", "--population", people, "--json", "--bootstrap", "50")).Ended(0).Lines()[0];
        var parts = answer.GetProperty("strata").EnumerateArray().ToArray();
        double Estimate(JsonElement of) => of.GetProperty("estimate").GetDouble();
        double Rate(JsonElement of) => of.GetProperty("rate_per_100000").GetDouble();
        Rate(parts[0]).ShouldBe(Estimate(parts[0]) / 0.5, 1e-9);
        Rate(parts[1]).ShouldBe(Estimate(parts[1]) / 2, 1e-9);
        Rate(answer).ShouldBe(Estimate(answer) / 2.5, 1e-9);
        answer.GetProperty("rate_interval")[0].GetDouble().ShouldBe(answer.GetProperty("interval")[0].GetDouble() / 2.5, 1e-9);

        var korea = _node.Write("korea.csv", Korea);
        (await _node.Run("estimate", korea, "--population", "1000000", "--bootstrap", "50")).Ended(0).Output.ShouldContain("per 100,000         26.9");
        (await _node.Run("estimate", file, "--strata", "sex", "--population", _node.Write("less.csv", "sex,population\nf,5\nf,6\nm,0\n"))).Ended(3).Errors
            .ShouldContain("line 3: found f again");
        (await _node.Run("estimate", file, "--strata", "sex", "--population", _node.Write("none.csv", "sex,population\nf,5\n"))).Ended(3).Errors.ShouldContain("nothing for m");
        (await _node.Run("estimate", korea, "--population", "people")).Ended(3).Errors.ShouldContain("people");
    }

    [Fact]
    public async Task A_file_that_cannot_be_counted_ends_with_3_and_names_the_place() =>
        (await _node.Run("estimate", _node.Write("bad.csv", "A,B,count\n1,0,-1\n"))).Ended(3).Errors.ShouldContain("line 2, column count: found '-1'");

    [Theory]
    [InlineData("--method", "guess")]
    [InlineData("--bootstrap", "-1")]
    [InlineData("--level", "1")]
    public async Task Wrong_options_end_with_2(string option, string value) =>
        (await _node.Run("estimate", _node.Write("korea.csv", Korea), option, value)).Ended(2).Errors.ShouldNotBeNullOrWhiteSpace();

    public void Dispose() => _node.Dispose();
}
