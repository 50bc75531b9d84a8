using System.Globalization;
using Comity.Estimation.Numerics;

namespace Comity.Estimation.Tests;

/// <summary>Existence and identifiability, exactly as the published program decides them.</summary>
public sealed class ExistenceTests
{
    [Theory]
    [InlineData("Artificial_3")]
    [InlineData("Congenital")]
    [InlineData("HAV")]
    [InlineData("HIV")]
    [InlineData("Korea")]
    [InlineData("Kosovo")]
    [InlineData("NewOrl_5")]
    [InlineData("UKdat")]
    [InlineData("UKdat_5")]
    [InlineData("spina")]
    public void Every_pair_model_has_the_code_of_the_reference(string dataset)
    {
        var table = Reference.Dataset(dataset);
        foreach (var line in Reference.Lines($"existence/{dataset}.csv").Skip(1))
        {
            var pairs = line[0] == "main" ? [] : line[0].Split(' ').Select(p => (1 << (p[0] - '1')) | (1 << (p[2] - '1')));
            var model = HierarchicalModel.FromInteractions(table.Lists.Count, pairs);
            ((int)Existence.Check(table, model)).ShouldBe(int.Parse(line[1], CultureInfo.InvariantCulture), $"{dataset} {model}");
        }
    }

    [Fact]
    public void Random_sparse_tables_have_the_codes_of_the_reference()
    {
        foreach (var item in Reference.Json("random/cases").GetProperty("cases").EnumerateObject().Select(p => p.Value))
        {
            var table = Reference.Table(item.GetProperty("data"));
            var pairs = Subsets.Pairs(table.Lists.Count);
            foreach (var check in item.GetProperty("exist").EnumerateArray())
            {
                var mask = check.GetProperty("mask").GetInt32();
                var model = HierarchicalModel.FromInteractions(table.Lists.Count, pairs.Where((_, k) => ((mask >> k) & 1) != 0));
                ((int)Existence.Check(table, model)).ShouldBe(check.GetProperty("code120").GetInt32(), $"{item.GetProperty("id")} {model}");
            }
        }
    }

    [Fact]
    public void A_table_at_the_edge_has_its_code_and_never_a_number()
    {
        foreach (var item in Reference.Json("edge").GetProperty("cases").EnumerateObject().Select(p => p.Value))
        {
            var table = Reference.Table(item.GetProperty("data"));
            var code = item.GetProperty("main_effects_code_120").GetInt32();
            var fit = PoissonFit.Of(table, HierarchicalModel.MainEffects(table.Lists.Count), out var obstacles);

            (obstacles == Obstacles.None).ShouldBe(code == 0, item.GetProperty("name").GetString());
            (fit is null).ShouldBe(code > 0);
            var selected = Stepwise.Select(table);
            if (code > 0)
            {
                selected.Fit.ShouldBeNull();
                selected.Refused!.ShouldContain("overlap too little");
            }
            else
            {
                selected.Fit!.Estimate.ShouldBeWithin(item.GetProperty("stepwise_120").GetDouble(), 1e-6);
            }
        }
    }
}
