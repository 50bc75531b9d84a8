using System.Text;
using Comity.Host.Victims;
using Comity.Kernel.Account;
using Comity.Programmes.Victims;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace Comity.Host.Tests.Web;

/// <summary>The page that estimates undetected victims.</summary>
public sealed class EstimateTests(Browser browser)
{
    private const string Strata = "sex,b,c,d,count\nf,1,0,0,41\nf,0,1,0,35\nf,0,0,1,30\nf,1,1,0,14\nf,0,1,1,12\nf,1,0,1,11\nf,1,1,1,6\nm,1,0,0,31\nm,0,1,0,25\nm,0,0,1,28\nm,1,1,0,9\nm,0,1,1,13\nm,1,0,1,8\nm,1,1,1,5\n";
    private const string Korea = "b,c,d,count\n0,0,1,41\n0,1,0,5\n1,0,0,5\n1,1,0,54\n1,0,1,6\n1,1,1,2\n";

    [Fact]
    public async Task A_table_becomes_a_report_that_everybody_can_read_and_no_small_count_is_in_it()
    {
        await using var served = await ServedNode.Start();
        await using var visit = await browser.Open(served, javaScript: false);
        await visit.Page.GotoAsync(served.EntryAs("Statistician S", "statistician").ToString());
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
        await Send(visit, "lists.csv", Strata, "sex");
        await visit.ShouldBeAccessible();
        await visit.Keep("estimate");
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

    [Fact]
    public async Task Groups_stand_beside_each_other_and_in_one_model_and_a_small_one_is_not_told()
    {
        await using var served = await ServedNode.Start();
        await using var visit = await browser.Open(served, javaScript: false);
        await visit.Page.GotoAsync(served.EntryAs("Statistician S", "statistician").ToString());
        await Send(visit, "lists.csv", Strata, "sex");
        var groups = visit.Page.GetByRole(AriaRole.Region, new() { Name = "Each group for itself" });
        await Assertions.Expect(groups).ToContainTextAsync("all groups together");
        await Assertions.Expect(visit.Page.GetByRole(AriaRole.Region, new() { Name = "All groups in one model" })).ToContainTextAsync("every list reaches all groups alike");

        await Send(visit, "lists.csv", Strata + "x,1,0,0,2\nx,0,1,1,1\n", "sex");
        await Assertions.Expect(groups.Locator("tr", new() { HasTextString = "Withheld" })).ToHaveCountAsync(2);
        await Assertions.Expect(groups).Not.ToContainTextAsync("all groups together");
        await Send(visit, "lists.csv", Strata, "age");
        await Assertions.Expect(visit.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("column age");
    }

    [Fact]
    public async Task The_victims_register_gives_lists_to_whoever_may_and_small_counts_only_to_who_may_see_them()
    {
        await using var served = await ServedNode.Start();
        var desk = served.App.Services.GetRequiredService<VictimDesk>();
        (string[] Met, int People)[] overlap = [(["Police"], 40), (["NGO"], 30), (["Other"], 25), (["Police", "NGO"], 13), (["NGO", "Other"], 12), (["Police", "Other"], 3), (["Police", "NGO", "Other"], 2)];
        foreach (var (met, people) in overlap)
        {
            for (var i = 0; i < people; i++)
            {
                Meet(desk, met, agrees: true);
            }
        }

        Meet(desk, ["Police"], agrees: false);
        await using var visit = await browser.Open(served, javaScript: false);
        await visit.Page.GotoAsync(served.EntryAs("Statistician S", "statistician").ToString());
        await visit.Go("/estimate");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Estimate from the register" }).ClickAsync();
        await Assertions.Expect(visit.Page.GetByText("The lists saw 125 different people.")).ToBeVisibleAsync();
        var drawing = (await visit.Page.Locator("#upset-desc").TextContentAsync()).ShouldNotBeNull();
        drawing.ShouldContain("Police only: 40");
        drawing.ShouldContain("Police and Other only: <11");
        drawing.Split("; ").Count(part => part.EndsWith("<11", StringComparison.Ordinal)).ShouldBe(2);
        drawing.ShouldNotContain("withheld", Case.Sensitive, "no more than is needed");
        await visit.Page.EmulateMediaAsync(new() { Media = Media.Print });
        await Assertions.Expect(visit.Page.GetByRole(AriaRole.Button, new() { Name = "Estimate from the register" })).ToBeHiddenAsync();
        await Assertions.Expect(visit.Page.GetByRole(AriaRole.Region, new() { Name = "Report" })).ToContainTextAsync("below 11 withheld");
        await visit.Page.EmulateMediaAsync(new() { Media = Media.Screen });

        await visit.Page.GotoAsync(served.EntryAs("Supervisor S", "case-supervisor").ToString());
        await visit.Go("/estimate");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Estimate from the register" }).ClickAsync();
        (await visit.Page.Locator("#upset-desc").TextContentAsync()).ShouldNotBeNull().ShouldContain("Police and Other only: 3");
        await Assertions.Expect(visit.Page.GetByText("shown: not for publication")).ToBeVisibleAsync();

        await visit.Page.GotoAsync(served.EntryAs("Manager M", "programme-manager").ToString());
        await visit.Go("/estimate");
        await Assertions.Expect(visit.Page.GetByRole(AriaRole.Button, new() { Name = "Estimate from the register" })).ToHaveCountAsync(0);
    }

    private static void Meet(VictimDesk desk, string[] met, bool agrees)
    {
        var deed = new Deed("Worker W", "case-worker", TimeProvider.System.GetUtcNow(), "synthetic");
        var number = desk.Open(deed).Number;
        foreach (var kind in met)
        {
            desk.Add(number, _ => new PersonDetected(deed, kind, kind + " of tests", null));
        }

        desk.Add(number, _ => new ConsentRecorded(deed, new Consent("C1", ConsentGiver.Person, [], [], agrees, new Dictionary<string, string>(StringComparer.Ordinal), ConsentWay.Spoken)));
    }

    private static async Task Send(Visit visit, string name, string content, string strata = "")
    {
        await visit.Go("/estimate");
        await visit.Page.GetByLabel("Columns that divide the cases").FillAsync(strata);
        await visit.Page.GetByLabel("Table of overlapping lists").SetInputFilesAsync(new FilePayload { Name = name, MimeType = "text/csv", Buffer = Encoding.UTF8.GetBytes(content) });
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Estimate", Exact = true }).ClickAsync();
    }
}
