using Microsoft.Playwright;

namespace Comity.Host.Tests.Web;

/// <summary>Forms made from an instrument file, on the pages of checklists.</summary>
public sealed class ChecklistTests(Browser browser)
{
    [Fact]
    public async Task A_list_of_ones_own_is_brought_filled_and_followed_by_actions()
    {
        await using var served = await ServedNode.Start();
        await using var visit = await browser.Open(served);
        await Bring(visit, "own-list", "a checklist: met, partly, not", "id,text,rules\na,\"Light, air\",13\nb,Food,22\n" + string.Concat(Enumerable.Range(1, 12).Select(i => $"c{i},Question {i},\n")));
        await Begin(visit, "own-list", "Facility North");
        var address = visit.Page.Url;
        await Assertions.Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Name = "Questions, part 1 of 2" })).ToBeVisibleAsync();
        await Choose(visit, "a.a", "not");
        await visit.Page.Locator("[name='r.a/0']").FillAsync("Six cells without a window");
        await Choose(visit, "a.b", "met");
        await visit.ShouldBeAccessible();
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Save and go on" }).ClickAsync();
        await Assertions.Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Name = "Questions, part 2 of 2" })).ToBeVisibleAsync();
        await Assertions.Expect(visit.Page.GetByText("2 of 14 answered.").First).ToBeVisibleAsync();
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Complete the answers" }).ClickAsync();
        await Assertions.Expect(visit.Page.GetByRole(AriaRole.Region, new() { Name = "Points and reasons" })).ToContainTextAsync("Six cells without a window");

        await visit.Page.GetByLabel("What is to be done").FillAsync("Cut windows");
        await visit.Page.GetByLabel("By whom").FillAsync("building office");
        await visit.Page.GetByLabel("By which day").FillAsync("2999-01-01");
        await visit.Page.GetByLabel("Why", new() { Exact = true }).FillAsync("rule 14");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Open the action" }).ClickAsync();
        await visit.Page.GetByLabel("Evidence or reason").FillAsync("photographs");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Record" }).ClickAsync();
        await visit.Page.GetByLabel("Evidence or reason").FillAsync("seen");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Record" }).ClickAsync();
        await Assertions.Expect(visit.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("another person must verify it");
        await visit.Go("/checklists");
        await Assertions.Expect(visit.Page.GetByRole(AriaRole.Region, new() { Name = "Corrective actions as a table" })).ToContainTextAsync("done, not verified");
        await visit.ShouldBeAccessible();
        visit.ShouldHaveStayedHome();

        await using var other = await browser.Open(served, entry: served.EntryAs("Governor", "prison-governor"));
        await other.Page.GotoAsync(address);
        await other.Page.GetByLabel("Evidence or reason").FillAsync("seen on the spot");
        await other.Page.GetByRole(AriaRole.Button, new() { Name = "Record" }).ClickAsync();
        await Assertions.Expect(other.Page.Locator(".entry .chip")).ToHaveTextAsync("verified");
    }

    [Fact]
    public async Task What_was_typed_outlives_a_lost_link_and_goes_when_it_is_saved()
    {
        await using var served = await ServedNode.Start();
        await using var visit = await browser.Open(served);
        await Bring(visit, "own-review", "a legislative review: X, ?, NA", "id,text\n5,Article 5\n6,Article 6\n");
        await Begin(visit, "own-review", "State of Tests");
        await Assertions.Expect(visit.Page.GetByText("it is not a measure of compliance").First).ToBeVisibleAsync();
        await Choose(visit, "a.5", "X");
        await visit.Page.GetByLabel("Domestic provision").First.FillAsync("Act 7, section 3");
        await visit.Page.Context.SetOfflineAsync(true);
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Save" }).First.ClickAsync();
        await visit.Page.Context.SetOfflineAsync(false);
        (await visit.Page.GotoAsync(visit.Node.Root + "checklists"))!.Status.ShouldBe(200);
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "State of Tests" }).ClickAsync();
        await Assertions.Expect(visit.Page.GetByText("was put back")).ToBeVisibleAsync();
        await Assertions.Expect(visit.Page.GetByLabel("Domestic provision").First).ToHaveValueAsync("Act 7, section 3");
        await Assertions.Expect(visit.Page.Locator("[name='a.5'][value=X]")).ToBeCheckedAsync();
        (await visit.Page.EvaluateAsync<string>("JSON.stringify(localStorage)")).ShouldNotContain("State of Tests");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Save" }).First.ClickAsync();
        await Assertions.Expect(visit.Page.GetByText("Saved. The draft")).ToBeVisibleAsync();
        (await visit.Page.EvaluateAsync<int>("Object.keys(localStorage).filter((key) => key.startsWith('draft:')).length")).ShouldBe(0);
        await Assertions.Expect(visit.Page.GetByRole(AriaRole.Region, new() { Name = "Points and reasons" })).ToContainTextAsync("Act 7, section 3");
    }

    [Fact]
    public async Task A_rating_is_filled_without_scripts_and_wrong_input_saves_nothing()
    {
        await using var served = await ServedNode.Start();
        await using var visit = await browser.Open(served, javaScript: false);
        await Begin(visit, "eu-chapter-rating", "Candidate country");
        await visit.Page.GetByLabel("Answer to 24", new() { Exact = true }).SelectOptionAsync("good level of preparation");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Save" }).First.ClickAsync();
        await Assertions.Expect(visit.Page.GetByLabel("Answer to 24", new() { Exact = true })).ToHaveValueAsync("good level of preparation");
        await Assertions.Expect(visit.Page.GetByText("An officer's rating beside the Commission's own reports").First).ToBeVisibleAsync();

        using var client = await served.SignedIn("prison-officer");
        var page = new Uri(visit.Page.Url).AbsolutePath;
        (await Authority.Forms.Send(client, page, "answers", ("a.24", "excellent"))).Text.ShouldContain("Nothing was saved");
        (await Authority.Forms.Read(client, page)).ShouldContain("value=\"good level of preparation\" selected");
        await visit.Go("/checklists");
        await visit.Page.GetByLabel("Table (CSV)").SetInputFilesAsync(new FilePayload { Name = "bad.csv", MimeType = "text/csv", Buffer = "id,text\n1,x\n1,y\n"u8.ToArray() });
        await visit.Page.GetByLabel("a checklist: met, partly, not").CheckAsync();
        await visit.Page.GetByLabel("Its name").FillAsync("bad");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Keep the list" }).ClickAsync();
        await Assertions.Expect(visit.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("bad.csv:3");
    }

    private static Task Choose(Visit visit, string name, string code) => visit.Page.Locator($"[name='{name}'][value='{code}']").CheckAsync();

    private static async Task Bring(Visit visit, string id, string kind, string csv)
    {
        await visit.Go("/checklists");
        await visit.Page.GetByLabel("Table (CSV)").SetInputFilesAsync(new FilePayload { Name = "list.csv", MimeType = "text/csv", Buffer = System.Text.Encoding.UTF8.GetBytes(csv) });
        await visit.Page.GetByLabel(kind).CheckAsync();
        await visit.Page.GetByLabel("Its name").FillAsync(id);
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Keep the list" }).ClickAsync();
        await Assertions.Expect(visit.Page.Locator($"option[value='{id}']")).ToHaveCountAsync(1);
    }

    private static async Task Begin(Visit visit, string list, string subject)
    {
        await visit.Go("/checklists");
        await visit.Page.GetByLabel("List", new() { Exact = true }).SelectOptionAsync(list);
        await visit.Page.GetByLabel("Facility, State or other subject").FillAsync(subject);
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Begin" }).ClickAsync();
        await Assertions.Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync(subject);
    }
}
