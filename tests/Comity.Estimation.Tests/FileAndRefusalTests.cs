using CsCheck;

namespace Comity.Estimation.Tests;

/// <summary>Files as people have them, hygiene, and answers that are refused.</summary>
public sealed class FileAndRefusalTests
{
    [Fact]
    public void The_three_forms_of_a_file_count_the_same()
    {
        var table = Read("A,B,count\n1,0,2\n0,1,1\n1,1,1\n1,0,1\n");
        var people = Read("id;A;B\np1;1;0\np2;1;0\np3;1;0\np4;0;1\np5;1;1\n");
        var members = Read("person\tlist\np1\tA\np2\tA\np3\tA\np4\tB\np5\tA\np5\tB\np5\tB\n");

        table.Whole().Counts.ToArray().ShouldBe([0, 3, 1, 1]);
        table.Notes.ShouldHaveSingleItem().ShouldContain("repeated a history");
        people.Whole().Counts.ToArray().ShouldBe([0, 3, 1, 1]);
        members.Whole().Counts.ToArray().ShouldBe([0, 3, 1, 1]);
    }

    [Theory]
    [InlineData("", "line 1: found an empty file")]
    [InlineData("A,B,count\n", "line 2: found no line")]
    [InlineData("A,B,count\n1,0,-3\n", "line 2, column count: found '-3', expected a whole number")]
    [InlineData("A,B,count\n1,0,2.5\n", "line 2, column count: found '2.5'")]
    [InlineData("A,B,count\n1,0,NaN\n", "column count: found 'NaN'")]
    [InlineData("A,B,count\n1,yes,2\n", "line 2, column B: found 'yes', expected 0 or 1")]
    [InlineData("A,B,count\n1,0\n", "line 2: found 2 columns, expected 3")]
    [InlineData("person,list\np1,\n", "line 2, column list: found nothing")]
    [InlineData("a,b,c,d,e,f,g,h,i,j,count\n", "10 lists")]
    public void What_cannot_be_counted_is_named_with_its_place(string text, string message) =>
        Should.Throw<CaptureFileException>(() => Read(text)).Message.ShouldContain(message);

    [Fact]
    public void Any_text_is_read_or_refused_with_a_place() =>
        Check.Sample(Gen.Int[0, 9].Select(i => "01,\n\"A;-9\t"[i]).Array[0, 60].Select(letters => new string(letters)), text =>
        {
            try
            {
                Read(text).Whole().Observed.ShouldBeGreaterThanOrEqualTo(0);
            }
            catch (CaptureFileException issue)
            {
                issue.Issues.ShouldNotBeEmpty();
            }
        }, iter: 20_000);

    [Fact]
    public void Cases_on_no_list_are_passed_over_and_said() =>
        Read("A,B,count\n0,0,7\n1,1,2\n").Notes.ShouldHaveSingleItem().ShouldContain("7 cases on no list");

    [Theory]
    [InlineData("empty", "it holds no case")]
    [InlineData("all", "it holds every case")]
    [InlineData("twin", "it equals list A on every case")]
    public void Lists_that_say_nothing_are_left_out_and_named(string kind, string reason)
    {
        var rows = new[] { ("10", 30.0), ("01", 20.0), ("11", 8.0) }
            .Select(r => (r.Item1 + (kind == "empty" ? '0' : kind == "all" ? '1' : r.Item1[0]), r.Item2)).ToArray();
        var clean = Hygiene.Clean(Reference.Table(["A", "B", "C"], rows));
        clean.Table!.Lists.ShouldBe(["A", "B"]);
        clean.Notes.ShouldHaveSingleItem().ShouldContain(reason);
    }

    [Theory]
    [InlineData("stepwise")]
    [InlineData("bic")]
    [InlineData("downhill")]
    [InlineData("dga")]
    [InlineData("threshold")]
    [InlineData("chao")]
    [InlineData("bhs")]
    public void A_table_without_overlap_is_refused_by_every_method_with_a_reason(string method)
    {
        var table = Reference.Table(["A", "B", "C"], ("100", 40), ("010", 30), ("001", 20));
        var result = Estimator.Estimate(table, Request(method), TestContext.Current.CancellationToken);
        result.Estimate.ShouldBeNull();
        result.Lower.ShouldBeNull();
        result.HiddenPerDetected.ShouldBeNull();
        result.Observed.ShouldBe(90);
        result.Refused.ShouldNotBeNullOrWhiteSpace();
    }

    [Fact]
    public void One_list_gives_the_observed_cases_only()
    {
        var result = Estimator.Estimate(Reference.Table(["A", "B"], ("10", 5)), Request("stepwise"), TestContext.Current.CancellationToken);
        result.Observed.ShouldBe(5);
        result.Refused!.ShouldContain("Fewer than two lists");
    }

    [Fact]
    public void The_ratio_of_hidden_to_detected_comes_from_the_table_and_ranges_widely()
    {
        double Ratio(string dataset) => Estimator.Estimate(Reference.Dataset(dataset), Request("stepwise"), TestContext.Current.CancellationToken).HiddenPerDetected!.Value;
        Ratio("UKdat").ShouldBe(3.161, 0.001);
        Ratio("NewOrl_5").ShouldBe(4.590, 0.001);
        Ratio("Korea").ShouldBe(1.185, 0.001);
        Ratio("Congenital").ShouldBeLessThan(0.2);
    }

    [Fact]
    public void Stopping_stops()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        Should.Throw<OperationCanceledException>(() => Estimator.Estimate(Reference.Dataset("UKdat"), Request("stepwise"), source.Token));
    }

    private static EstimationRequest Request(string method) => new(method, new BootstrapOptions(100, 1));

    private static CaptureFile Read(string text) => CaptureFile.Read(new StringReader(text), []);
}
