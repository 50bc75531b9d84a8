using System.Text;
using Microsoft.Playwright;

namespace Comity.Host.Tests.Web;

/// <summary>The page that estimates undetected victims.</summary>
public sealed class EstimateTests(Browser browser)
{
    private const string Korea = "b,c,d,count\n0,0,1,41\n0,1,0,5\n1,0,0,5\n1,1,0,54\n1,0,1,6\n1,1,1,2\n";

    [Fact]
    public async Task A_table_becomes_a_report_that_everybody_can_read_and_no_small_count_is_in_it()
    {
        await using var served = await ServedNode.Start();
        await using var visit = await browser.Open(served, javaScript: false);
        await Send(visit, "lists.csv", Korea);

        await Assertions.Expect(visit.Page.GetByText("The lists saw 113 different people.")).ToBeVisibleAsync();
        await Assertions.Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Name = "Models side by side" })).ToBeVisibleAsync();
        await Assertions.Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Name = "Without one of the lists" })).ToBeVisibleAsync();
        var drawing = (await visit.Page.Locator("#upset-desc").TextContentAsync()).ShouldNotBeNull();
        drawing.ShouldContain("b and c only: 54");
        drawing.ShouldContain("b and c and d only: <5");
        drawing.ShouldNotContain(": 2");
    }

    [Fact]
    public async Task The_report_is_accessible()
    {
        await using var served = await ServedNode.Start();
        await using var visit = await browser.Open(served);
        await Send(visit, "lists.csv", Korea);
        await visit.ShouldBeAccessible();
        (await visit.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= document.documentElement.clientWidth")).ShouldBeTrue();
        visit.ShouldHaveStayedHome();
    }

    [Fact]
    public async Task What_cannot_be_counted_or_estimated_is_said()
    {
        await using var served = await ServedNode.Start();
        await using var visit = await browser.Open(served, javaScript: false);
        await Send(visit, "bad.csv", "A,B,count\n1,0,-1\n");
        await Assertions.Expect(visit.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("line 2, column count");

        await Send(visit, "apart.csv", "A,B,C,count\n1,0,0,40\n0,1,0,30\n0,0,1,20\n");
        await Assertions.Expect(visit.Page.GetByText("How many more there are cannot be said")).ToBeVisibleAsync();
    }

    private static async Task Send(Visit visit, string name, string content)
    {
        await visit.Go("/estimate");
        await visit.Page.GetByLabel("Table of overlapping lists").SetInputFilesAsync(new FilePayload { Name = name, MimeType = "text/csv", Buffer = Encoding.UTF8.GetBytes(content) });
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Estimate" }).ClickAsync();
    }
}
