using Comity.Screening.Evaluation;
using Comity.Screening.Index;
using Comity.Screening.Names;

namespace Comity.Screening.Tests.Index;

/// <summary>Bounds on recall, false positives and calibration, on queries the model was not trained on.</summary>
public sealed class EvaluationTests
{
    private static readonly string[] Ordinary = ["neg_global", "neg_us", "neg_company"];

    [Fact]
    public void Held_out_queries_keep_their_bounds()
    {
        var result = NameEvaluation.Run(NameIndex.Build(List("list.tsv")), NameModel.Shipped, Queries("queries_test.tsv"));
        result.Perturbed.AtOnePercent.ShouldBeGreaterThan(0.975);
        result.Perturbed.AtOnePerMille.ShouldBeGreaterThan(0.85);
        result.Alias.AtOnePercent.ShouldBeGreaterThan(0.89);
        result.Alias.AtOnePerMille.ShouldBeGreaterThan(0.63);
        result.HardPersonRate.ShouldBeLessThan(0.15);
        result.HardEntityRate.ShouldBeLessThan(0.4);
        result.HardPersonRateWithBirthDates!.Value.ShouldBeLessThan(0.005);
        result.ExpectedCalibrationError.ShouldBeLessThan(0.03);
        result.Auc.ShouldBeGreaterThan(0.985);
        result.RetrievedTop10.ShouldBeGreaterThan(0.993);
        result.ByClass["exact"].AtOnePerMille.ShouldBeGreaterThan(0.99);
    }

    [Fact]
    public void Names_in_their_own_script_are_found_in_a_latin_list()
    {
        var queries = Queries("un-original-script.tsv").Concat(Queries("queries_dev.tsv").Where(query => Ordinary.Contains(query.Category))).ToList();
        var result = NameEvaluation.Run(NameIndex.Build(List("un-list.tsv")), NameModel.Shipped, queries);
        result.ByClass["original_script"].AtOnePercent.ShouldBeGreaterThan(0.86);
    }

    [Fact]
    public void Training_twice_gives_the_same_model()
    {
        var index = NameIndex.Build(List("list.tsv").Take(2000));
        var queries = Queries("queries_dev.tsv").Take(1000).ToList();
        Written(NameTraining.Run(index, queries, seed: 7)).ShouldBe(Written(NameTraining.Run(index, queries, seed: 7)));

        static string Written(NameModel model)
        {
            var text = new StringWriter();
            model.Write(text, "");
            return text.ToString();
        }
    }

    [Fact]
    public void The_area_under_a_curve_counts_ties_half() =>
        NameEvaluation.AreaUnderCurve([1.0, 2.0], [0.0, 1.0]).ShouldBe(3.5 / 4);

    [Fact]
    public void Isotonic_steps_never_fall()
    {
        var random = new Random(3);
        var scored = Enumerable.Range(0, 2000).Select(i => ((double)i, random.NextDouble() < i / 2000.0)).ToList();
        var knots = NameTraining.Isotonic(scored);
        knots.Count.ShouldBeGreaterThan(5);
        knots.Zip(knots.Skip(1)).ShouldAllBe(pair => pair.First.Score < pair.Second.Score && pair.First.Probability <= pair.Second.Probability);
    }

    [Theory]
    [InlineData("1\tP\t1", "line 1")]
    [InlineData("1\tX\t1\tName", "kind 'X'")]
    [InlineData("1\tP\tyes\tName", "primary 'yes'")]
    [InlineData("1\tP\t1\t---", "at least one letter")]
    public void A_line_of_a_list_that_cannot_be_used_is_reported(string line, string expected)
    {
        var issues = new List<NameFileIssue>();
        NameFiles.ReadList(new StringReader(line + "\n2\tP\t1\tGood Name"), "list.tsv", issues.Add).ToList().ShouldHaveSingleItem().EntityId.ShouldBe("2");
        issues.ShouldHaveSingleItem().ToString().ShouldContain(expected);
    }

    [Fact]
    public void A_bad_birth_date_is_reported_and_the_name_kept()
    {
        var issues = new List<NameFileIssue>();
        NameFiles.ReadList(new StringReader("1\tP\t1\tSome Name\t1968-13-40"), "list.tsv", issues.Add).ToList().ShouldHaveSingleItem().Name.ShouldBe("Some Name");
        issues.ShouldHaveSingleItem().ToString().ShouldContain("1968-13-40");
    }

    private static List<IndexedName> List(string file)
    {
        using var text = File.OpenText(Path.Combine(AppContext.BaseDirectory, "Data", file));
        return [.. NameFiles.ReadList(text, file, issue => throw new InvalidDataException(issue.ToString()))];
    }

    private static List<NameQuery> Queries(string file)
    {
        using var text = File.OpenText(Path.Combine(AppContext.BaseDirectory, "Data", file));
        return [.. NameFiles.ReadQueries(text, file, issue => throw new InvalidDataException(issue.ToString()))];
    }
}
