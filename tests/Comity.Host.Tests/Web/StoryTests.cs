using Comity.Kernel.Account;
using Comity.Programmes.Containers.Control;
using Comity.Programmes.Containers.Generator;
using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(Comity.Host.Tests.Web.Browser))]

namespace Comity.Host.Tests.Web;

/// <summary>An officer's day on the pages: from the manifest to the figure in the register.</summary>
public sealed class StoryTests(Browser browser)
{
    private const int Consignments = 400;

    private static bool IsStory(TruthEntry entry) => entry is { Find: true, Commodity: "cocaine", Container.Length: > 0, File.Length: > 0 };

    [Fact]
    public async Task A_dropped_manifest_leads_to_a_seizure_in_the_register()
    {
        await using var served = await ServedNode.Start();
        var truth = served.ImportMonth(Consignments, IsStory).Truth.First(IsStory);
        await using var visit = await browser.Open(served);
        var page = visit.Page;

        await visit.Drop("Carrier", truth.File, served.FileOfMonth(truth.File));
        await page.GetByRole(AriaRole.Link, new() { Name = truth.File }).ClickAsync();
        await Assertions.Expect(page.Locator(".sum")).ToContainTextAsync("quarantined");
        await visit.ShouldBeAccessible();

        await page.GetByLabel("Search by container").FillAsync(truth.Container);
        await page.Keyboard.PressAsync("Enter");
        await page.GetByRole(AriaRole.Link, new() { Name = truth.Container }).First.ClickAsync();
        await Assertions.Expect(page.Locator(".hit").First).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("mark").First).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("svg.map polyline")).ToBeVisibleAsync();
        await visit.ShouldBeAccessible();

        await page.GetByLabel("physical control").CheckAsync();
        await page.GetByLabel("Why (optional)").FillAsync("Wood by a shipper nobody knows");
        await page.GetByRole(AriaRole.Button, new() { Name = "Decide" }).ClickAsync();
        await Assertions.Expect(page.Locator("#decide")).ToContainTextAsync("Decide again");

        await page.GetByLabel("something found").CheckAsync();
        await page.GetByLabel("Commodity 1").FillAsync("cocaine");
        await page.GetByLabel("Quantity 1").FillAsync("1435");
        await page.GetByLabel("Concealment").SelectOptionAsync("within the cargo");
        await page.GetByLabel("Photographs").SetInputFilesAsync(Acts.PhotoFile);
        await page.GetByRole(AriaRole.Button, new() { Name = "Record in the register" }).ClickAsync();
        await Assertions.Expect(page.Locator(".done")).ToContainTextAsync("1,435 kg cocaine");
        (await page.Locator(".photos img").First.EvaluateAsync<int>("async image => { image.loading = 'eager'; await image.decode(); return image.naturalWidth; }")).ShouldBe(1);
        await visit.ShouldBeAccessible();

        await page.GetByRole(AriaRole.Link, new() { Name = "See the register" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Row, new() { Name = "cocaine 1 1,435" })).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByText("the chain is whole")).ToBeVisibleAsync();
        await visit.ShouldBeAccessible();

        // The scale was read wrongly: the entry is corrected, and stays.
        await page.GetByRole(AriaRole.Link, new() { Name = "Correct entry 1" }).ClickAsync();
        await Assertions.Expect(page.GetByLabel("Quantity 1")).ToHaveValueAsync("1435");
        await page.GetByLabel("Quantity 1").FillAsync("1400.5");
        await page.GetByRole(AriaRole.Button, new() { Name = "Record the correction" }).ClickAsync();
        await Assertions.Expect(page.Locator(".done")).ToContainTextAsync("1,400.5 kg cocaine");
        await visit.Go("/register");
        await Assertions.Expect(page.GetByRole(AriaRole.Row, new() { Name = "cocaine 1 1,400.5" })).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByText("corrected by 2")).ToBeVisibleAsync();

        visit.ShouldHaveStayedHome();
        using var view = served.Node.Store.Read();
        RegisterChain.Verify(view.Register()).ShouldBeNull();
        RegisterTotals.Standing(view).ShouldHaveSingleItem().Report.Photos.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task The_keyboard_alone_is_enough()
    {
        await using var served = await ServedNode.Start();
        served.ImportMonth(Consignments);
        await using var visit = await browser.Open(served);
        var page = visit.Page;

        await page.Keyboard.PressAsync("?");
        await Assertions.Expect(page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
        await visit.ShouldBeAccessible();
        await page.Keyboard.PressAsync("Escape");
        await page.GetByLabel("Controls today").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Today's list" })).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByText("drawn at random (p =").First).ToBeVisibleAsync();
        await visit.ShouldBeAccessible();

        var lines = page.Locator("[data-line]");
        await page.Locator("body").PressAsync("j");
        await Assertions.Expect(lines.First).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("j");
        await Assertions.Expect(lines.Nth(1)).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("k");
        await Assertions.Expect(lines.First).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync("**/consignments/*");
        await page.Keyboard.PressAsync("d");
        await page.Keyboard.PressAsync("Space");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("#decide")).ToContainTextAsync("Decide again");

        await page.Keyboard.PressAsync("/");
        await page.Keyboard.TypeAsync("zzz nobody");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.GetByText("Nothing that you may see matches")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("g");
        await page.Keyboard.PressAsync("p");
        await page.WaitForURLAsync("**/profiles");
        visit.ShouldHaveStayedHome();
    }

    [Fact]
    public async Task Pages_work_without_scripts()
    {
        await using var served = await ServedNode.Start();
        var truth = served.ImportMonth(Consignments, IsStory).Truth.First(IsStory);
        await using var visit = await browser.Open(served, javaScript: false);
        var page = visit.Page;

        await page.GetByRole(AriaRole.Link, new() { Name = "Import" }).First.ClickAsync();
        await page.GetByLabel("Sender").FillAsync("Carrier");
        await page.GetByLabel("Drop files here").SetInputFilesAsync(new FilePayload { Name = truth.File, MimeType = "application/octet-stream", Buffer = served.FileOfMonth(truth.File) });
        await page.GetByRole(AriaRole.Button, new() { Name = "Import" }).ClickAsync();
        while (await page.GetByRole(AriaRole.Link, new() { Name = "Refresh" }).CountAsync() > 0)
        {
            await page.GetByRole(AriaRole.Link, new() { Name = "Refresh" }).ClickAsync();
        }

        await visit.Go($"/?q={truth.Container}");
        await page.GetByRole(AriaRole.Link, new() { Name = truth.Container }).First.ClickAsync();
        await page.GetByLabel("scan").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Decide" }).ClickAsync();
        await Assertions.Expect(page.Locator("#decide")).ToContainTextAsync("Decide again");
        visit.ShouldHaveStayedHome();
    }
}
