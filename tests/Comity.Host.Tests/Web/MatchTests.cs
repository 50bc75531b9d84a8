using System.Text;
using System.Text.RegularExpressions;
using Comity.Kernel.Account;
using Comity.Screening.Watch;
using Microsoft.Playwright;

namespace Comity.Host.Tests.Web;

/// <summary>Watch lists and the matches with them, as an officer meets them.</summary>
public sealed class MatchTests(Browser browser)
{
    [Fact]
    public async Task A_list_is_taken_in_known_parties_are_found_and_one_is_dismissed()
    {
        await using var served = await ServedNode.Start();
        var shipper = Met(served);
        await using var visit = await browser.Open(served, javaScript: false);
        await Send(visit, $"id,name,kind,programme\nE-7,{shipper} X,organisation,TEST-1\n");
        await Assertions.Expect(visit.Page.GetByText("version 1 was taken in.")).ToBeVisibleAsync();
        await Waited(served);

        await visit.Go("/matches");
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = shipper, Exact = true }).ClickAsync();
        await Assertions.Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Name = "What the list says" })).ToBeVisibleAsync();
        await Assertions.Expect(visit.Page.GetByText("TEST-1")).ToBeVisibleAsync();
        var drawing = (await visit.Page.Locator("#alignment-desc").TextContentAsync()).ShouldNotBeNull();
        drawing.ShouldContain(" for ");

        await visit.Page.GetByLabel("Dismiss: it is somebody else").CheckAsync();
        await visit.Page.GetByLabel("Why", new() { Exact = true }).FillAsync("another registration number");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Judge" }).ClickAsync();
        await visit.Go("/matches?show=dismissed");
        await Assertions.Expect(visit.Page.GetByText("dismissed by Officer A: another registration number")).ToBeVisibleAsync();
        using var view = served.Node.Store.Read();
        var match = view.WatchLists.Matches(new MatchFilter { State = MatchState.Dismissed }, 0, 10).ShouldHaveSingleItem();
        MatchExplanation.FromJson(match.Proposed.Explanation).Query.ShouldBe(shipper);
    }

    [Fact]
    public async Task What_is_no_list_and_a_list_that_shrank_are_refused_with_reasons()
    {
        await using var served = await ServedNode.Start();
        await using var visit = await browser.Open(served, javaScript: false);
        await Send(visit, "nothing of the kind");
        await Assertions.Expect(visit.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("found no known list format");
        await Send(visit, "id,name\n1,Jane Roe\n2,John Roe\n");
        await Send(visit, "id,name\n1,Jane Roe\n");
        await Assertions.Expect(visit.Page.GetByText("refused; the standing version stays.")).ToBeVisibleAsync();
        await visit.Go("/lists/own");
        await Assertions.Expect(visit.Page.GetByText("2 added, 0 changed, 0 removed.")).ToBeVisibleAsync();
        await visit.Go("/lists/nowhere");
        await Assertions.Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Name = "Not found" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Two_parties_are_joined_with_a_reason_and_split_again()
    {
        await using var served = await ServedNode.Start();
        _ = Met(served);
        await using var visit = await browser.Open(served, javaScript: false);
        await visit.Go("/parties/2");
        await visit.Page.GetByLabel("Number of the party").FillAsync("99999");
        await visit.Page.GetByLabel("Why they are one").FillAsync("the same directors");
        if (await visit.Page.GetByLabel("Another, by its number").CountAsync() > 0)
        {
            await visit.Page.GetByLabel("Another, by its number").CheckAsync();
        }

        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Join" }).ClickAsync();
        await Assertions.Expect(visit.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("There is no party 99999.");
        await visit.Page.GetByLabel("Number of the party").FillAsync("1");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Join" }).ClickAsync();
        await Assertions.Expect(visit.Page).ToHaveURLAsync(new Regex("/parties/1$", RegexOptions.None, TimeSpan.FromSeconds(1)));
        await Assertions.Expect(visit.Page.GetByText("from party 2 to party 1: the same directors")).ToBeVisibleAsync();

        await visit.Page.Locator("input[name=spelling][value='2']").CheckAsync();
        await visit.Page.GetByLabel("Why it is another").FillAsync("other directors after all");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Split" }).ClickAsync();
        await Assertions.Expect(visit.Page.GetByText("from party 1 to party 2: other directors after all")).ToBeVisibleAsync();
        using var view = served.Node.Store.Read();
        view.Parties.Of(2).ShouldHaveSingleItem().Id.ShouldBe(2);
    }

    [Theory]
    [InlineData(ColorScheme.Light, 1280)]
    [InlineData(ColorScheme.Dark, 400)]
    public async Task Every_page_of_lists_matches_and_parties_is_accessible(ColorScheme scheme, int width)
    {
        await using var served = await ServedNode.Start();
        await using var visit = await browser.Open(served, scheme: scheme, width: width);
        foreach (var empty in new[] { "/lists", "/matches", "/parties" })
        {
            await visit.Go(empty);
            await visit.ShouldBeAccessible();
        }

        var shipper = Met(served);
        await Send(visit, $"id,name,kind,programme\nE-7,{shipper} X,organisation,TEST-1\nE-8,Jane Roe,person,TEST-2\n");
        await visit.ShouldBeAccessible();
        await Waited(served);
        foreach (var page in new[] { "/lists", "/lists/own", "/lists/own?version=1&q=jane", "/matches", "/matches/1", "/matches?show=closed", "/parties", "/parties/1" })
        {
            await visit.Go(page);
            await visit.ShouldBeAccessible();
            (await visit.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= document.documentElement.clientWidth")).ShouldBeTrue($"{page} is wider than its window");
        }

        visit.ShouldHaveStayedHome();
    }

    // A party of two words or more that a generated month brought.
    private static string Met(ServedNode served)
    {
        served.ImportMonth(100);
        using var view = served.Node.Store.Read();
        return view.Parties.Spellings().First(spelling => spelling.Text.Split(' ').Length >= 3).Text;
    }

    private static async Task Send(Visit visit, string content)
    {
        await visit.Go("/lists");
        await visit.Page.GetByLabel("Files of one list").SetInputFilesAsync(new FilePayload { Name = "own.csv", MimeType = "text/csv", Buffer = Encoding.UTF8.GetBytes(content) });
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Take in" }).ClickAsync();
    }

    // The screening goes on in the background.
    private static async Task Waited(ServedNode served)
    {
        while (!IsScreened(served))
        {
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    private static bool IsScreened(ServedNode served)
    {
        using var view = served.Node.Store.Read();
        return view.Setting("watch-list-screened", "own") is not null;
    }
}
