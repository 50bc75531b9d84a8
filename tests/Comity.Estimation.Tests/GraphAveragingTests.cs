using System.Globalization;
using System.Text.Json;

namespace Comity.Estimation.Tests;

/// <summary>Averaging over decomposable graphs against dga.</summary>
public sealed class GraphAveragingTests
{
    private const double ProbabilityTolerance = 1e-8;

    // On this coarse grid of large numbers the two programs differ by 4e-8; on the whole grid of the same table they agree to 1e-8.
    private const double CoarseTolerance = 1e-7;

    public static TheoryData<string> Names() =>
        [.. Results().EnumerateObject().Where(p => !p.Name.StartsWith("MY", StringComparison.Ordinal)).Select(p => p.Name)];

    [Theory]
    [InlineData(2, 2)]
    [InlineData(3, 8)]
    [InlineData(4, 61)]
    [InlineData(5, 822)]
    [InlineData(6, 18154)]
    public void There_are_as_many_chordal_graphs(int lists, int number) => DecomposableGraph.All(lists).Count.ShouldBe(number);

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Each_graph_has_the_cliques_and_separators_of_the_reference(int lists)
    {
        var expected = File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Data", "dga_graphs.csv")).Skip(1)
            .Where(line => line.StartsWith($"{lists};", StringComparison.Ordinal)).Select(line => Canonical(line.Split(';')[1].Replace('.', ',')));
        DecomposableGraph.All(lists).Select(graph => Canonical(graph.ToString())).Order(StringComparer.Ordinal)
            .ShouldBe(expected.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Quantiles_mean_mode_and_graphs_are_the_reference(string name)
    {
        var expected = Results().GetProperty(name);
        var table = Reference.Dataset(expected.GetProperty("dataset").GetString()!);
        var posterior = GraphAveraging.Average(table, Grid(expected.GetProperty("Nmissing")), expected.GetProperty("delta").GetDouble(), cancellation: TestContext.Current.CancellationToken);
        Check(posterior, expected);
        var named = posterior.Graphs.ToDictionary(g => Canonical(g.Graph.ToString()), g => g.Probability, StringComparer.Ordinal);
        foreach (var graph in expected.GetProperty("top").EnumerateArray())
        {
            named[Canonical(graph.GetProperty("graph").GetString()!)].ShouldBe(graph.GetProperty("post").GetDouble(), name == "Kosovo_mstools" ? CoarseTolerance : ProbabilityTolerance);
        }
    }

    [Fact]
    public void The_example_of_Madigan_and_York_on_five_lists_is_reproduced()
    {
        var expected = Results().GetProperty("MY5");
        var posterior = GraphAveraging.Average(
            Reference.Dataset("Congenital"), Grid(expected.GetProperty("Nmissing")), expected.GetProperty("delta").GetDouble(), cancellation: TestContext.Current.CancellationToken);
        Check(posterior, expected);
        posterior.Graphs[0].Probability.ShouldBe(expected.GetProperty("top")[0].GetProperty("post").GetDouble(), ProbabilityTolerance);
    }

    [Fact]
    public void Random_sparse_tables_have_the_quantiles_of_the_reference()
    {
        foreach (var item in Reference.Json("random/cases").GetProperty("cases").EnumerateObject().Select(p => p.Value))
        {
            if (!item.TryGetProperty("dga", out var expected) || expected.ValueKind != JsonValueKind.Object || item.GetProperty("m").GetInt32() > 5)
            {
                continue;
            }

            var (from, to, by) = (expected.GetProperty("from").GetDouble(), expected.GetProperty("to").GetDouble(), expected.GetProperty("by").GetDouble());
            double[] grid = [.. Enumerable.Range(0, (int)Math.Floor((to - from) / by) + 1).Select(i => from + (i * by))];
            var posterior = GraphAveraging.Average(Reference.Table(item.GetProperty("data")), grid, expected.GetProperty("delta").GetDouble(), cancellation: TestContext.Current.CancellationToken);
            new[] { 0.025, 0.5, 0.975 }.Select(posterior.Quantile).ShouldBe(Reference.Numbers(expected.GetProperty("q")), 1e-9, item.GetProperty("id").GetString());
        }
    }

    [Fact]
    public void Six_lists_are_averaged_too()
    {
        var posterior = GraphAveraging.Average(Reference.Dataset("hare"), GraphAveraging.WholeGrid(Reference.Dataset("hare")), cancellation: TestContext.Current.CancellationToken);
        posterior.Graphs.Count.ShouldBe(18154);
        posterior.Graphs.Sum(g => g.Probability).ShouldBe(1, 1e-9);
        posterior.Quantile(0.5).ShouldBeInRange(68, 200);
    }

    private static void Check(GraphPosterior posterior, JsonElement expected)
    {
        foreach (var quantile in expected.GetProperty("quantiles").EnumerateObject())
        {
            posterior.Quantile(double.Parse(quantile.Name.TrimEnd('%'), CultureInfo.InvariantCulture) / 100).ShouldBeWithin(quantile.Value.GetDouble(), 1e-12, quantile.Name);
        }

        posterior.Mean.ShouldBeWithin(expected.GetProperty("mean").GetDouble(), 1e-6);
        posterior.Mode.ShouldBeWithin(expected.GetProperty("mode").GetDouble(), 1e-12);
    }

    // The grid "0:960" or from, to, length, rounded to whole numbers as R does or not.
    private static double[] Grid(JsonElement grid)
    {
        if (grid.ValueKind == JsonValueKind.String)
        {
            var ends = grid.GetString()!.Split(':').Select(end => int.Parse(end, CultureInfo.InvariantCulture)).ToArray();
            return [.. Enumerable.Range(ends[0], ends[1] - ends[0] + 1).Select(n => (double)n)];
        }

        var (from, to, length) = (grid.GetProperty("from").GetDouble(), grid.GetProperty("to").GetDouble(), grid.GetProperty("length").GetInt32());
        var steps = Enumerable.Range(0, length).Select(i => from + (i * ((to - from) / (length - 1))));
        return [.. steps.Select(n => grid.GetProperty("rounded").GetBoolean() ? Math.Round(n, MidpointRounding.ToEven) : n)];
    }

    private static string Canonical(string graph)
    {
        var parts = graph.Split("}S{");
        string Sorted(string sets) => string.Join(',', sets.Split(',').Order(StringComparer.Ordinal));
        return Sorted(parts[0][2..]) + "|" + Sorted(parts[1].TrimEnd('}'));
    }

    private static JsonElement Results() => Reference.Json("dga").GetProperty("results");
}
