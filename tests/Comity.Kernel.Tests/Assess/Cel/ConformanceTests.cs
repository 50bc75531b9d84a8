using System.Globalization;

namespace Comity.Kernel.Tests.Assess.Cel;

/// <summary>The public CEL conformance suite, case by case.</summary>
public class ConformanceTests
{
    public static IEnumerable<ITheoryDataRow> Cases => ConformanceCase.All.Select(c => new TheoryDataRow<string>(c.Id)
    {
        Skip = c.LeftOutBecause is { } reason ? $"Without protobuf: {reason}." : null,
    });

    [Theory]
    [MemberData(nameof(Cases))]
    public void Case_passes(string id)
    {
        var test = ConformanceCase.All.Single(c => c.Id == id);

        test.Run().ShouldBeNull(test.Expression);
    }

    [Fact]
    public void The_whole_suite_is_there() => ConformanceCase.All.Count.ShouldBe(2456);

    // A left-out case that expects an error gets one, but only because messages are refused; it says nothing.
    [Fact]
    public void Nothing_is_left_out_that_would_pass()
    {
        var passing = ConformanceCase.All.Where(c => c.LeftOutBecause is not null && !c.ExpectsError && Passes(c)).Select(c => c.Id);

        passing.ShouldBeEmpty();

        static bool Passes(ConformanceCase test)
        {
            try
            {
                return test.Run() is null;
            }
            catch (NotSupportedException)
            {
                // Its values cannot even be read.
                return false;
            }
        }
    }

    [Fact]
    public void The_page_lists_what_is_left_out()
    {
        var found = ConformanceCase.All.GroupBy(c => c.File, StringComparer.Ordinal)
            .Select(g => string.Create(CultureInfo.InvariantCulture, $"| {g.Key} | {g.Count(c => c.LeftOutBecause is null)} | {Count(g, "makes")} | {Count(g, "is given")} | {Count(g, "names")} |"));

        var page = File.ReadAllLines(Path.Combine(RepositoryRoot(), "docs", "cel.md"));
        var table = page.SkipWhile(l => !l.StartsWith("| File |", StringComparison.Ordinal)).Skip(2).TakeWhile(l => l.StartsWith('|'));

        table.ShouldBe(found);

        static int Count(IEnumerable<ConformanceCase> cases, string reason) =>
            cases.Count(c => c.LeftOutBecause?.StartsWith(reason, StringComparison.Ordinal) ?? false);
    }

    private static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Comity.slnx")))
        {
            folder = folder.Parent.ShouldNotBeNull();
        }

        return folder.FullName;
    }
}
