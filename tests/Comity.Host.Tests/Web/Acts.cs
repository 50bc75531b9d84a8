using Microsoft.Playwright;

namespace Comity.Host.Tests.Web;

/// <summary>What officers do on the pages, for several tests.</summary>
public static class Acts
{
    /// <summary>The smallest PNG: one pixel.</summary>
    public static byte[] Photo { get; } =
        Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

    /// <summary>Drops a file on the import page's area, as a hand would, and sends it.</summary>
    public static async Task Drop(this Visit visit, string sender, string name, byte[] content)
    {
        await visit.Go("/imports");
        await visit.Page.GetByLabel("Sender").FillAsync(sender);
        var dropped = await visit.Page.EvaluateHandleAsync(
            """
            ([name, base64]) => {
              const transfer = new DataTransfer();
              transfer.items.add(new File([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))], name));
              return transfer;
            }
            """,
            new[] { name, Convert.ToBase64String(content) });
        await visit.Page.DispatchEventAsync(".drop", "dragover", new { dataTransfer = dropped });
        await visit.Page.DispatchEventAsync(".drop", "drop", new { dataTransfer = dropped });
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Import" }).ClickAsync();
        await visit.ShouldBeRead(name);
    }

    /// <summary>Waits until a delivery stands in the list and nothing is being read any more; opens it.</summary>
    public static async Task ShouldBeRead(this Visit visit, string name)
    {
        await Assertions.Expect(visit.Page.GetByRole(AriaRole.Link, new() { Name = name })).ToBeVisibleAsync();
        await Assertions.Expect(visit.Page.Locator("[data-progress]")).ToHaveCountAsync(0);
    }

    public static FilePayload PhotoFile => new() { Name = "find.png", MimeType = "image/png", Buffer = Photo };
}
