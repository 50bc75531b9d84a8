using Comity.Exchange.Identity;
using Comity.Kernel.Refer;
using Microsoft.Playwright;

namespace Comity.Host.Tests.Web;

/// <summary>The pages of joint cases, used as an officer uses them.</summary>
public sealed class CaseTests(Browser browser)
{
    [Fact]
    public async Task A_case_is_opened_filled_and_read()
    {
        await using var served = await ServedNode.Start("port-alfa");
        using var partner = Befriend(served);
        await using var visit = await browser.Open(served);
        await OpenCase(visit, "Ivory in a container");
        await Admit(visit);

        await Add(visit, "seizure", "raw ivory", ("Commodity", "ivory"), ("Net mass, kg", "1000"), ("Day of the seizure", "2026-02-27"), ("Country of discovery", "SG"));
        await Add(visit, "chain", "papers of the shipment", ("Origin and its share, such as KE 80 (optional)", "UG 20\nKE 80"), ("Country of export (optional)", "KE"), ("Transit while it was in the chain of custody (optional)", "AE"), ("Country of destination (optional)", "CN"));
        var accounts = visit.Page.GetByRole(AriaRole.Region, new() { Name = "Seizures out: raw ivory" });
        (await accounts.Locator("tbody tr").AllInnerTextsAsync()).Select(row => string.Join(' ', row.Split('\t', StringSplitOptions.TrimEntries))).Order(StringComparer.Ordinal)
            .ShouldBe(["China no yes 1,000", "Kenya yes yes 1,000", "Uganda yes yes 200", "United Arab Emirates yes yes 1,000"], ignoreOrder: true);

        await Add(visit, "person", "A. Synthetic", ("Role (optional)", "accused"));
        await Add(visit, "vessel", "MV Example");
        await Add(visit, "link", "crew list", ("From", "Person: A. Synthetic"), ("To", "Vessel: MV Example"), ("Relation", "works-for"));
        await Assertions.Expect(visit.Page.GetByRole(AriaRole.Region, new() { Name = "Link chart as a table" })).ToContainTextAsync("A. Synthetic works-for MV Example");
        await Add(visit, "file", "the State and A. Synthetic", ("Docket number", "CR 7"), ("Court", "High Court"), ("Country", "KE"));
        await Add(visit, "charge", "dealing in ivory", ("Accused", "Person: A. Synthetic"), ("Number of the charge", "1"), ("Statute", "s. 92"));
        await Assertions.Expect(visit.Page.Locator(".sum")).ToContainTextAsync("1 pending");
        await Add(visit, "disposition", "guilty", ("Disposition", "convicted"), ("Day", "2026-09-01"));
        await Assertions.Expect(visit.Page.Locator(".sum")).ToContainTextAsync("1 convicted");

        await Add(visit, "request", "Who is the consignee?", ("Due", "2020-01-01"), ("Asked of", "port-bravo"));
        await Assertions.Expect(visit.Page.GetByRole(AriaRole.Region, new() { Name = "Requests as a table" })).ToContainTextAsync("overdue");
        await Add(visit, "minute", "We agreed to meet again.", ("Day of the meeting", "2026-03-02"));
        await Assertions.Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Name = "Forum: minutes and decisions" }).Locator("..")).ToContainTextAsync("We agreed to meet again.");
        await visit.ShouldBeAccessible();
        visit.ShouldHaveStayedHome();
    }

    [Fact]
    public async Task A_document_keeps_its_hash_and_its_chain_of_custody()
    {
        await using var served = await ServedNode.Start("port-alfa");
        using var partner = Befriend(served);
        await using var visit = await browser.Open(served);
        await OpenCase(visit, "Papers");
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Add: document or exhibit" }).ClickAsync();
        await visit.Page.GetByLabel("Title").FillAsync("Bill of lading");
        await visit.Page.GetByLabel("Who holds the original").FillAsync("customs");
        await visit.Page.GetByLabel("File", new() { Exact = true }).SetInputFilesAsync(new FilePayload { Name = "bill.txt", MimeType = "text/plain", Buffer = "a bill"u8.ToArray() });
        await Write(visit);
        await Assertions.Expect(visit.Page.GetByText("hash holds")).ToBeVisibleAsync();
        await Add(visit, "custody", "taken over for the trial", ("Handed over by", "nobody"), ("Taken over by", "court"), ("Day", "2026-03-01"));
        await Assertions.Expect(visit.Page.GetByText("The chain of custody is broken.")).ToBeVisibleAsync();
        await visit.ShouldBeAccessible();
        // Somebody changes the file where it is kept.
        var kept = Directory.EnumerateFiles(Path.Combine(served.Node.Folder, "raw"), "*", SearchOption.AllDirectories).Single();
        await File.WriteAllTextAsync(kept, "another bill", TestContext.Current.CancellationToken);
        await visit.Page.ReloadAsync();
        await Assertions.Expect(visit.Page.GetByText("hash does not hold")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task What_is_wrong_is_said_and_what_was_typed_stays()
    {
        await using var served = await ServedNode.Start("port-alfa");
        using var partner = Befriend(served);
        await using var visit = await browser.Open(served);
        await OpenCase(visit, "Wrong input");
        await visit.Go(visit.Page.Url + "/add/seizure");
        await visit.Page.GetByLabel("What was seized, in words").FillAsync("ivory");
        await visit.Page.GetByLabel("Commodity").FillAsync("ivory");
        // A browser holds most of it back; the node does not rely on that.
        await visit.Page.EvaluateAsync("document.querySelector('form.stack').noValidate = true");
        await visit.Page.GetByLabel("Country of discovery").FillAsync("Kenya");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Write it into the case" }).ClickAsync();
        await Assertions.Expect(visit.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("found 'Kenya'");
        await Assertions.Expect(visit.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("net_mass_kg: missing");
        await Assertions.Expect(visit.Page.GetByLabel("Commodity")).ToHaveValueAsync("ivory");
        await visit.ShouldBeAccessible();
        (await visit.Go("/cases/" + new string('0', 40)))!.Status.ShouldBe(404);
    }

    [Fact]
    public async Task A_partner_is_admitted_with_what_it_may_see_and_a_form_from_elsewhere_changes_nothing()
    {
        await using var served = await ServedNode.Start("port-alfa");
        using var partner = Befriend(served);
        await using var visit = await browser.Open(served);
        await OpenCase(visit, "Members");
        await Admit(visit);
        var members = visit.Page.GetByRole(AriaRole.Region, new() { Name = "Members as a table" });
        await Assertions.Expect(members).ToContainTextAsync("invited; receives nothing before it joins");
        await visit.ShouldBeAccessible();
        var forged = await visit.Page.APIRequest.PostAsync(visit.Page.Url, new() { DataString = "_handler=end&node=port-bravo", Headers = new Dictionary<string, string>(StringComparer.Ordinal) { ["Content-Type"] = "application/x-www-form-urlencoded" } });
        forged.Status.ShouldBe(400);
        await visit.Page.ReloadAsync();
        await Assertions.Expect(members).ToContainTextAsync("invited");
    }

    [Theory]
    [InlineData(ColorScheme.Dark, 1280)]
    [InlineData(ColorScheme.Light, 400)]
    public async Task Empty_and_filled_in_every_window(ColorScheme scheme, int width)
    {
        await using (var keyless = await ServedNode.Start())
        {
            await using var early = await browser.Open(keyless, scheme: scheme, width: width);
            await early.Go("/cases");
            await Assertions.Expect(early.Page.GetByText("This node has no keys yet")).ToBeVisibleAsync();
            await early.ShouldBeAccessible();
        }

        await using var served = await ServedNode.Start("port-alfa");
        await using var visit = await browser.Open(served, scheme: scheme, width: width);
        using var partner = Befriend(served);
        await visit.Go("/cases");
        await Assertions.Expect(visit.Page.GetByText("No case yet.")).ToBeVisibleAsync();
        await visit.ShouldBeAccessible();
        await OpenCase(visit, "Narrow");
        var address = visit.Page.Url;
        await Add(visit, "seizure", "raw ivory", ("Commodity", "ivory"), ("Net mass, kg", "1000"), ("Day of the seizure", "2026-02-27"), ("Country of discovery", "SG"));
        foreach (var page in new[] { "/cases", address, address + "/add/charge", address + "/add/document" })
        {
            await visit.Go(page);
            await visit.ShouldBeAccessible();
            (await visit.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= document.documentElement.clientWidth")).ShouldBeTrue($"{page} is wider than its window");
        }
    }

    private static async Task OpenCase(Visit visit, string title)
    {
        await visit.Go("/cases");
        await visit.Page.GetByLabel("Title").FillAsync(title);
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Open the case" }).ClickAsync();
        await Assertions.Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync(title);
    }

    private static async Task Admit(Visit visit)
    {
        await visit.Page.GetByLabel("no, only what is written from now on").CheckAsync();
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Admit" }).ClickAsync();
        await Assertions.Expect(visit.Page.GetByRole(AriaRole.Region, new() { Name = "Members as a table" })).ToContainTextAsync("port-bravo");
    }

    /// <summary>Adds an entry by its form, as from the case's own page.</summary>
    private static async Task Add(Visit visit, string kind, string text, params (string Label, string Value)[] facts)
    {
        var address = visit.Page.Url;
        await visit.Go($"{address}/add/{kind}");
        await visit.Page.Locator("#text").FillAsync(text);
        foreach (var (label, value) in facts)
        {
            var field = visit.Page.GetByLabel(label, new() { Exact = true });
            if (await field.EvaluateAsync<string>("field => field.tagName") == "SELECT")
            {
                await field.SelectOptionAsync(new SelectOptionValue { Label = value });
            }
            else
            {
                await field.FillAsync(value);
            }
        }

        await Write(visit);
        visit.Page.Url.ShouldBe(address);
    }

    private static Task Write(Visit visit) => visit.Page.GetByRole(AriaRole.Button, new() { Name = "Write it into the case" }).ClickAsync();

    /// <summary>Gives the served node a confirmed partner.</summary>
    private static Partnership Befriend(ServedNode served)
    {
        var now = TimeProvider.System.GetUtcNow();
        var folder = Directory.CreateTempSubdirectory("comity-partner-").FullName;
        var other = NodeKeys.Make(folder, "port-bravo", "Port of Bravo", null, now);
        using var unit = served.Node.Store.Begin();
        served.Exchange!.Partners.Add(unit.Exchange, other.SignedCard(), Audience.Community, "officer");
        served.Exchange.Partners.Confirm(unit.Exchange, "port-bravo", other.Card.Words(), "officer");
        unit.Commit();
        return new Partnership(folder);
    }

    private sealed class Partnership(string folder) : IDisposable
    {
        public void Dispose() => Directory.Delete(folder, recursive: true);
    }
}
