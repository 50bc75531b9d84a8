namespace Comity.Estimation.Tests;

/// <summary>BIC enumeration and the downhill walk.</summary>
public sealed class BicTests
{
    private const double Tolerance = 1e-6;

    public static TheoryData<int> Rows() => [.. Enumerable.Range(0, Reference.Json("bic").GetProperty("results").GetArrayLength())];

    [Theory]
    [MemberData(nameof(Rows))]
    public void Best_model_all_models_and_the_first_fifty_are_the_reference(int row)
    {
        var expected = Reference.Json("bic").GetProperty("results")[row];
        var table = Reference.Dataset(expected.GetProperty("dataset").GetString()!);
        var ranked = BicSelection.Enumerate(table, expected.GetProperty("maxorder").GetInt32(), TestContext.Current.CancellationToken);

        ranked[0].Model.Name.ShouldBe(expected.GetProperty("model").GetString());
        ranked[0].Estimate.ShouldBeWithin(expected.GetProperty("popest").GetDouble(), Tolerance);
        ranked.Count.ShouldBe(expected.GetProperty("n_models_with_estimate").GetInt32());
        ranked.Sum(m => m.Bic).ShouldBeWithin(expected.GetProperty("sum_BIC_check").GetDouble(), Tolerance);
        ranked.Sum(m => m.Estimate).ShouldBeWithin(expected.GetProperty("sum_abundance_check").GetDouble(), Tolerance);
        foreach (var item in expected.GetProperty("top50").EnumerateArray())
        {
            var found = ranked.Single(m => m.Model.Name == item.GetProperty("model").GetString());
            found.Estimate.ShouldBeWithin(item.GetProperty("abundance").GetDouble(), Tolerance, found.Model.Name);
            found.Bic.ShouldBe(item.GetProperty("BIC").GetDouble(), Tolerance, found.Model.Name);
        }
    }

    [Theory]
    [InlineData(2, 1, 1)]
    [InlineData(3, 2, 8)]
    [InlineData(4, 2, 64)]
    [InlineData(4, 3, 113)]
    [InlineData(5, 2, 1024)]
    [InlineData(5, 3, 6212)]
    [InlineData(5, 4, 6893)]
    [InlineData(6, 2, 32768)]
    public void The_catalogue_has_each_model_once(int lists, int order, int size)
    {
        var names = ModelCatalogue.All(lists, order).Select(m => m.Name).ToArray();
        names.Length.ShouldBe(size);
        names.Distinct(StringComparer.Ordinal).Count().ShouldBe(size);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void The_catalogue_names_the_models_as_the_reference_does(int lists) =>
        ModelCatalogue.All(lists, lists - 1).Select(m => m.Name).Order(StringComparer.Ordinal).ShouldBe(
            Reference.Lines("model_catalogue.csv").Skip(1).Select(line => line[0].Split(';')).Where(line => line[0] == $"{lists}")
                .Select(line => line[2].Replace('.', ',')).Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("UKdat_5", 12262)]
    [InlineData("UKdat", 12350)]
    public void Walking_downhill_ends_where_the_paper_does(string dataset, int published)
    {
        var table = Reference.Dataset(dataset);
        BicSelection.Downhill(table, table.Lists.Count - 1)[0].Estimate.ShouldBe(published, 1);
    }

    [Fact]
    public void A_table_without_overlap_has_no_model()
    {
        var table = Reference.Table(["A", "B", "C"], ("100", 40), ("010", 30), ("001", 20));
        BicSelection.Enumerate(table, 2, TestContext.Current.CancellationToken).ShouldBeEmpty();
        BicSelection.Downhill(table, 2).ShouldBeEmpty();
    }

    [Fact]
    public void The_choice_on_the_table_itself_is_the_enumeration_s_best()
    {
        var table = Reference.Dataset("Kosovo");
        var ranked = BicSelection.Enumerate(table, 3, TestContext.Current.CancellationToken);
        var choice = new BicChoice(4, [.. ranked.Take(20).Select(m => m.Model.Terms.ToArray())]);
        choice.Estimate(table.Counts).ShouldBeWithin(ranked[0].Estimate, 1e-9);
    }
}
