using System.Text;
using Comity.Kernel.Refer;
using Comity.Programmes.Containers.Control;
using Microsoft.Playwright;

namespace Comity.Host.Tests.Web;

/// <summary>Two officers at two nodes, each in a browser: they get to know each other, refer, control, report.</summary>
public sealed class ReferralStoryTests(Browser browser)
{
    [Fact]
    public async Task A_container_is_referred_controlled_abroad_and_its_outcome_credits_the_profiles()
    {
        await using var alfa = await ServedNode.Start("port-alfa");
        await using var bravo = await ServedNode.Start("port-bravo");
        alfa.ImportMonth(200);
        bravo.ImportMonth(200);
        await using var a = await browser.Open(alfa);
        await using var b = await browser.Open(bravo);
        await Befriend(a, b);
        await Befriend(b, a);

        await a.Go("/consignments/1");
        await a.Page.GetByRole(AriaRole.Link, new() { Name = "Refer to a partner" }).ClickAsync();
        await a.ShouldBeAccessible();
        await a.Page.GetByLabel("Partner", new() { Exact = true }).SelectOptionAsync("port-bravo");
        await a.Page.GetByLabel("What is asked, in words").FillAsync("Please open it");
        await a.Page.GetByLabel("Provision, or number of the consent record").FillAsync("Agreement, article 5");
        await a.Page.GetByLabel("TLP:AMBER", new() { Exact = true }).CheckAsync();
        await a.Page.GetByLabel("shipper.name").CheckAsync();
        await a.Page.GetByRole(AriaRole.Button, new() { Name = "Look at what will leave" }).ClickAsync();
        var preview = a.Page.GetByRole(AriaRole.Region, new() { Name = "This leaves the node, and nothing else" });
        await Assertions.Expect(preview).ToContainTextAsync("container.number");
        await Assertions.Expect(preview).Not.ToContainTextAsync("shipper.name");
        await a.ShouldBeAccessible();
        var seen = (await preview.Locator("pre").TextContentAsync())!;
        alfa.Referrals().ShouldBeEmpty("looking sends nothing");
        await a.Page.GetByRole(AriaRole.Button, new() { Name = "Send it to port-bravo" }).ClickAsync();
        await a.Page.WaitForURLAsync("**/referrals/*");
        var sent = alfa.Referrals().ShouldHaveSingleItem();
        Encoding.UTF8.GetString(ReferralJson.Write(sent.Offer)).ShouldBe(seen);
        await a.ShouldBeAccessible();
        await a.Go("/referrals/waiting");
        await a.ShouldBeAccessible();

        await alfa.Exchange!.Outbox.SendDue(TestContext.Current.CancellationToken);
        await b.Go("/referrals");
        await b.ShouldBeAccessible();
        await b.Page.GetByRole(AriaRole.Link, new() { Name = sent.Offer.Subject.Label }).ClickAsync();
        await b.Page.GetByLabel("accept", new() { Exact = true }).CheckAsync();
        await b.Page.GetByRole(AriaRole.Button, new() { Name = "Answer port-alfa" }).ClickAsync();
        await Assertions.Expect(b.Page.GetByText("waits for your outcome")).ToBeVisibleAsync();
        await b.ShouldBeAccessible();
        await b.Go("/");
        await Assertions.Expect(b.Page.GetByRole(AriaRole.Link, new() { Name = "referral of port-alfa" })).ToBeVisibleAsync();
        await b.ShouldBeAccessible();
        await b.Page.Locator("section[aria-labelledby=asked]").GetByRole(AriaRole.Link, new() { Name = sent.Offer.Subject.Label }).ClickAsync();
        var consignment = new Uri(b.Page.Url).AbsolutePath;
        await b.Page.GetByLabel("something found").CheckAsync();
        await b.Page.GetByLabel("Commodity 1").FillAsync("cocaine");
        await b.Page.GetByLabel("Quantity 1").FillAsync("1435");
        await b.Page.GetByRole(AriaRole.Button, new() { Name = "Record in the register" }).ClickAsync();
        bravo.Referrals().Single().State.ShouldBe(ReferralState.Accepted, "recording reports nothing by itself");
        await b.Go(consignment);
        await b.Page.GetByRole(AriaRole.Link, new() { Name = "Report the outcome to port-alfa" }).ClickAsync();
        await b.Page.GetByRole(AriaRole.Button, new() { Name = "Report to port-alfa" }).ClickAsync();
        await Assertions.Expect(b.Page.GetByText("1,435 kg of cocaine", new() { Exact = true })).ToBeVisibleAsync();

        await bravo.Exchange!.Outbox.SendDue(TestContext.Current.CancellationToken);
        await a.Go("/register");
        await a.ShouldBeAccessible();
        await Assertions.Expect(a.Page.GetByRole(AriaRole.Region, new() { Name = "Outcomes abroad, newest first" })).ToContainTextAsync("1,435 kg of cocaine");
        using var view = alfa.Node.Store.Read();
        var hits = view.Subject(1)!.Finding?.Hits.Select(hit => hit.Id) ?? [];
        view.ProfileRecords().Where(record => record.Found == 1).Select(record => record.Id).ShouldBe(hits, ignoreOrder: true);
        RegisterTotals.Standing(view).ShouldBeEmpty("what was seized abroad is not one's own");
        a.ShouldHaveStayedHome();
        b.ShouldHaveStayedHome();
    }

    [Fact]
    public async Task A_container_that_is_not_declared_here_is_asked_for_all_the_same_and_that_is_said()
    {
        await using var alfa = await ServedNode.Start("port-alfa");
        await using var bravo = await ServedNode.Start("port-bravo");
        alfa.ImportMonth(200);
        await using var b = await browser.Open(bravo);
        alfa.Befriend(bravo);
        bravo.Befriend(alfa);
        var sent = alfa.Refer(1, "port-bravo");
        await alfa.Exchange!.Outbox.SendDue(TestContext.Current.CancellationToken);

        await b.Go($"/referrals/{sent.Id}");
        await Assertions.Expect(b.Page.GetByText("This container has not been declared here.")).ToBeVisibleAsync();
        await b.Page.GetByLabel("reject", new() { Exact = true }).CheckAsync();
        await b.Page.GetByRole(AriaRole.Button, new() { Name = "Answer port-alfa" }).ClickAsync();
        await Assertions.Expect(b.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("needs a reason");
        await b.Page.GetByLabel("accept", new() { Exact = true }).CheckAsync();
        await b.Page.GetByRole(AriaRole.Button, new() { Name = "Answer port-alfa" }).ClickAsync();
        await b.Go("/");
        await Assertions.Expect(b.Page.GetByText("not declared here yet")).ToBeVisibleAsync();
        bravo.ImportMonth(200);
        await b.Go("/");
        await Assertions.Expect(b.Page.GetByText("declared here", new() { Exact = true })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Words_that_differ_and_a_card_that_is_none_are_refused_on_the_page()
    {
        await using var alfa = await ServedNode.Start("port-alfa");
        await using var bravo = await ServedNode.Start("port-bravo");
        await using var a = await browser.Open(alfa);
        await a.Go("/partners");
        await a.ShouldBeAccessible();
        await Add(a, Encoding.UTF8.GetBytes("no card"));
        await Assertions.Expect(a.Page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        await Add(a, Encoding.UTF8.GetBytes(bravo.Exchange!.Keys.SignedCard()));
        await a.Page.GetByLabel("The eight words that port-bravo reads out").FillAsync("one two three");
        await a.Page.GetByRole(AriaRole.Button, new() { Name = "Confirm" }).ClickAsync();
        await Assertions.Expect(a.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("The words differ");
        await a.ShouldBeAccessible();
        await a.Page.GetByRole(AriaRole.Button, new() { Name = "End the exchange with port-bravo" }).ClickAsync();
        await Assertions.Expect(a.Page.GetByText("revoked", new() { Exact = true })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task What_changed_since_it_was_looked_at_does_not_leave()
    {
        await using var alfa = await ServedNode.Start("port-alfa");
        await using var bravo = await ServedNode.Start("port-bravo");
        alfa.ImportMonth(200);
        alfa.Befriend(bravo);
        await using var a = await browser.Open(alfa, javaScript: false);
        await a.Go("/consignments/1/refer");
        await a.Page.GetByLabel("Partner", new() { Exact = true }).SelectOptionAsync("port-bravo");
        await a.Page.GetByLabel("What is asked, in words").FillAsync("Please open it");
        await a.Page.GetByLabel("Provision, or number of the consent record").FillAsync("Agreement, article 5");
        await a.Page.GetByLabel("TLP:GREEN", new() { Exact = true }).CheckAsync();
        await a.Page.GetByRole(AriaRole.Button, new() { Name = "Look at what will leave" }).ClickAsync();
        await a.Page.GetByLabel("What is asked, in words").FillAsync("Please do something else");
        await a.Page.GetByRole(AriaRole.Button, new() { Name = "Send it to port-bravo" }).ClickAsync();

        await Assertions.Expect(a.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("not what was looked at");
        alfa.Referrals().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("/referrals")]
    [InlineData("/referrals/waiting")]
    [InlineData("/partners")]
    public async Task A_node_without_keys_says_how_to_make_them(string page)
    {
        await using var served = await ServedNode.Start();
        await using var visit = await browser.Open(served);
        await visit.Go(page);
        await Assertions.Expect(visit.Page.GetByText("comity exchange init NAME")).ToBeVisibleAsync();
        await visit.ShouldBeAccessible();
    }

    private static async Task Befriend(Visit visit, Visit other)
    {
        await visit.Go("/partners");
        await Add(visit, Encoding.UTF8.GetBytes(other.Node.Exchange!.Keys.SignedCard()));
        await visit.Page.GetByLabel($"The eight words that {other.Node.Exchange.Keys.Node} reads out").FillAsync(other.Node.Exchange.Keys.Card.Words());
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Confirm" }).ClickAsync();
        await Assertions.Expect(visit.Page.GetByText("confirmed", new() { Exact = true })).ToBeVisibleAsync();
    }

    private static async Task Add(Visit visit, byte[] card)
    {
        await visit.Page.GetByLabel("Its card").SetInputFilesAsync(new FilePayload { Name = "a.card", MimeType = "application/octet-stream", Buffer = card });
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Add", Exact = true }).ClickAsync();
    }
}
