using System.Text;
using Microsoft.Playwright;

namespace Comity.Host.Tests.Web;

/// <summary>What is wrong is said, at the place where it can be put right, and changes nothing.</summary>
public sealed class WrongInputTests(Browser browser)
{
    [Fact]
    public async Task A_file_that_is_nothing_is_refused_with_its_reason()
    {
        await using var served = await ServedNode.Start();
        await using var visit = await browser.Open(served);
        var junk = new byte[5000];
        new Random(1).NextBytes(junk);
        await visit.Drop("Somebody", "junk.bin", junk);
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "junk.bin" }).ClickAsync();
        await Assertions.Expect(visit.Page.GetByText("refused")).ToBeVisibleAsync();
        await Assertions.Expect(visit.Page.GetByText("Expected")).ToBeVisibleAsync();
        await visit.ShouldBeAccessible();

        await visit.Drop("Somebody", "empty.edi", []);
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "empty.edi" }).ClickAsync();
        await Assertions.Expect(visit.Page.GetByText("refused")).ToBeVisibleAsync();
        visit.ShouldHaveStayedHome();
    }

    [Fact]
    public async Task An_upload_without_file_or_sender_says_so()
    {
        await using var served = await ServedNode.Start();
        await using var visit = await browser.Open(served, javaScript: false);
        await visit.Go("/imports");
        await visit.Page.GetByLabel("Sender").FillAsync("   ");
        await visit.Page.GetByLabel("Drop files here").SetInputFilesAsync(new FilePayload { Name = "a.edi", MimeType = "text/plain", Buffer = [1] });
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Import" }).ClickAsync();
        await Assertions.Expect(visit.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Say who the files come from");
        using var view = served.Node.Store.Read();
        view.Deliveries(0, 10).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_result_that_cannot_be_is_not_recorded()
    {
        await using var served = await ServedNode.Start();
        served.ImportMonth(30);
        await using var visit = await browser.Open(served);
        var page = visit.Page;

        async Task Refused(string quantity, string why, FilePayload? photo = null)
        {
            await visit.Go("/consignments/1");
            await page.GetByLabel("something found").CheckAsync();
            await page.GetByLabel("Commodity 1").FillAsync("cocaine");
            // Not every program that sends a form keeps to what its fields allow.
            await page.GetByLabel("Quantity 1").EvaluateAsync("(field, value) => { field.type = 'text'; field.value = value; field.form.noValidate = true; }", quantity);
            if (photo is not null)
            {
                await page.GetByLabel("Photographs").SetInputFilesAsync(photo);
            }

            await page.GetByRole(AriaRole.Button, new() { Name = "Record in the register" }).ClickAsync();
            await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync(why);
            (await page.GetByLabel("Commodity 1").InputValueAsync()).ShouldBe("cocaine");
        }

        await Refused("-5", "above 0");
        await visit.ShouldBeAccessible();
        await Refused("1,435", "not a quantity");
        await Refused("", "not a quantity");
        await Refused("5", "has 10000001 bytes; it may have 10000000", new FilePayload { Name = "large.png", MimeType = "image/png", Buffer = [.. Acts.Photo, .. new byte[10_000_001 - Acts.Photo.Length]] });
        await Refused("5", "does not begin like", new FilePayload { Name = "x.png", MimeType = "image/png", Buffer = "<script>alert(1)</script>"u8.ToArray() });
        using var view = served.Node.Store.Read();
        view.Register().ShouldBeEmpty();
    }

    [Fact]
    public async Task Text_out_of_a_manifest_stays_text()
    {
        await using var served = await ServedNode.Start();
        var table = Encoding.UTF8.GetBytes(
            "Container number,Bill of lading,Shipper name,Goods description\n"
            + "MSCU1234566,B1,<img src=x onerror=alert(1)>,<script>alert(2)</script>\nMSCU1234566,B2,\"=cmd()\",wood\nMSCU1234566,B3,c,wood\n");
        await using var visit = await browser.Open(served);
        await visit.Drop("<b>Agency</b>", "<i>list.csv", table);
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "<i>list.csv" }).ClickAsync();
        await Assertions.Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("<i>list.csv");
        (await visit.Page.Locator("main img, main script, main i, main b:not(.sum b)").CountAsync()).ShouldBe(0);
        visit.ShouldHaveStayedHome();
    }

    [Fact]
    public async Task A_table_with_unknown_headings_waits_for_an_officer()
    {
        await using var served = await ServedNode.Start();
        var table = Encoding.UTF8.GetBytes("Kasten;BL;Verschicker;Zeug;Schwere\nMSCU1234566;B1;Holz AG;Bretter;1200\nTCLU5546482;B2;Holz AG;Balken;800,5\n");
        await using var visit = await browser.Open(served);
        var page = visit.Page;
        await visit.Drop("Spedition", "liste.csv", table);
        await page.GetByRole(AriaRole.Link, new() { Name = "liste.csv" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Say what the columns mean" }).ClickAsync();
        await Assertions.Expect(page.GetByText("MSCU1234566")).ToBeVisibleAsync();
        await visit.ShouldBeAccessible();

        await page.GetByRole(AriaRole.Button, new() { Name = "Save and read" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Kasten");
        await page.GetByLabel("Decimal mark").SelectOptionAsync(",");
        foreach (var (heading, meaning) in new[] { ("Kasten", "ContainerNumber"), ("BL", "BillNumber"), ("Verschicker", "ShipperName"), ("Zeug", "GoodsDescription"), ("Schwere", "GoodsGrossMass") })
        {
            await page.GetByLabel($"Meaning of {heading}").SelectOptionAsync(meaning);
        }

        await page.GetByLabel("Unit of Schwere").SelectOptionAsync("Kilogram");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save and read" }).ClickAsync();
        await page.WaitForURLAsync("**/imports");
        await visit.ShouldBeRead("liste.csv");
        await visit.Go("/?q=TCLU5546482");
        await page.GetByRole(AriaRole.Link, new() { Name = "TCLU5546482" }).ClickAsync();
        await Assertions.Expect(page.GetByText("800.5").First).ToBeVisibleAsync();
        visit.ShouldHaveStayedHome();
    }
}
