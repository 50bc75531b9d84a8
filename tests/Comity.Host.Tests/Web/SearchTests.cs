using Comity.Host.Tests.Authority;
using Comity.Kernel.Account.Audit;
using Comity.Store.Identity;
using Microsoft.Playwright;

namespace Comity.Host.Tests.Web;

/// <summary>One search for everything within one's rights, what waits for one, and views one keeps.</summary>
public sealed class SearchTests(Browser browser)
{
    [Fact]
    public async Task A_search_finds_what_the_role_reaches_and_is_on_record()
    {
        await using var served = await ServedNode.Start("port-alfa");
        await using var partner = await ServedNode.Start("port-bravo");
        served.ImportMonth(100);
        served.Befriend(partner);
        var sent = served.Refer(1, "port-bravo");
        var container = Container(served);
        using var officer = await served.SignedIn("port-officer");
        using var worker = await served.SignedIn("case-worker");

        var seen = await officer.Read($"/search?q={container}");
        seen.ShouldContain("href=\"/consignments/1\"");
        seen.ShouldContain($"href=\"/referrals/{sent.Id}\"");
        var workers = await worker.Read($"/search?q={container}");
        workers.ShouldContain($"href=\"/referrals/{sent.Id}\"");
        workers.ShouldNotContain("/consignments/");
        (await officer.Read("/search?q=" + sent.Id[..12])).ShouldContain($"href=\"/referrals/{sent.Id}\"");
        (await officer.Read("/search?q=nothing-of-the-kind")).ShouldContain("Nothing that you may see matches");
        served.Node.Authority.Audit.Entries(new AuditFilter { Kind = AuditKind.Search, Item = "/search" }, 0, 10)
            .ShouldContain(entry => entry.Act.Actor == "Officer case-worker" && entry.Act.Detail.Contains(container, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_waits_is_what_one_can_act_on()
    {
        await using var served = await ServedNode.Start();
        served.ImportMonth(60);
        using var officer = await served.SignedIn("port-officer");
        (await officer.Read("/waiting")).ShouldContain("Nothing waits for you.");
        var list = served.Node.Desk.Plan(DateOnly.FromDateTime(served.Node.Clock.GetUtcNow().UtcDateTime), "Dry port unit", 4, 0, []);
        list.Count.ShouldBeGreaterThan(0);
        (await officer.Read("/waiting")).ShouldContain($"<strong>{list.Count}</strong>");
        (await officer.Read("/imports")).ShouldContain($"Waiting for you ({list.Count})");
        using var statistician = await served.SignedIn("statistician");
        (await statistician.Read("/waiting")).ShouldContain("Nothing waits for you.");
        using var author = await served.SignedIn("profile-analyst");
        served.Node.Workshop.Begin("cargo-new-idea", Account(served, "Officer profile-analyst"));
        (await author.Read("/waiting")).ShouldNotContain("second person");
    }

    [Fact]
    public async Task A_view_is_kept_for_whoever_kept_it()
    {
        await using var served = await ServedNode.Start();
        served.ImportMonth(60);
        await using var visit = await browser.Open(served);
        await visit.Go("/?state=all&threat=cocaine");
        await visit.Page.GetByText("Keep this view").ClickAsync();
        await visit.Page.GetByLabel("Name of the view").FillAsync("Cocaine");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Keep", Exact = true }).ClickAsync();
        await visit.Go("/");
        await visit.ShouldBeAccessible();
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Cocaine", Exact = true }).ClickAsync();
        await Assertions.Expect(visit.Page.GetByLabel("Threat")).ToHaveValueAsync("cocaine");
        await visit.ShouldBeAccessible();
        foreach (var page in new[] { "/search?q=a", "/waiting" })
        {
            await visit.Go(page);
            await visit.ShouldBeAccessible();
        }

        using var other = await served.SignedIn("port-officer");
        (await other.Read("/")).ShouldNotContain("Saved views");
    }

    private static Kernel.Account.Authority.Actor Account(ServedNode served, string name) => served.Node.Authority.Accounts.All().First(account => account.Name == name).ToActor();

    private static string Container(ServedNode served)
    {
        using var view = served.Node.Store.Read();
        return (string)view.Subject(1)!.Version.Record["container.number"]!;
    }
}
