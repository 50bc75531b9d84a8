using Microsoft.Playwright;

namespace Comity.Host.Tests.Web;

/// <summary>Every page, in light and dark, wide and narrow: nobody is shut out, and nothing comes from elsewhere.</summary>
public sealed class EveryPageTests(Browser browser)
{
    private static readonly string[] Pages =
    [
        "/", "/?state=all&page=2", "/?q=nobody", "/consignments/1", "/imports", "/deliveries/1", "/register", "/profiles", "/estimate", "/help", "/nowhere",
        "/referrals?box=out&state=all", "/referrals/waiting", "/partners", "/consignments/1/refer",
    ];

    [Theory]
    [InlineData(ColorScheme.Light, 1280)]
    [InlineData(ColorScheme.Dark, 1280)]
    [InlineData(ColorScheme.Light, 400)]
    public async Task Is_accessible_and_fits_its_window(ColorScheme scheme, int width)
    {
        await using var served = await ServedNode.Start("port-alfa");
        await using var partner = await ServedNode.Start("port-bravo");
        served.ImportMonth(200);
        served.Befriend(partner);
        var sent = served.Refer(1, "port-bravo");
        await using var visit = await browser.Open(served, scheme: scheme, width: width);
        foreach (var page in Pages.Append($"/referrals/{sent.Id}"))
        {
            await visit.Go(page);
            await visit.ShouldBeAccessible();
            (await visit.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= document.documentElement.clientWidth")).ShouldBeTrue($"{page} is wider than its window");
        }
    }

    [Fact]
    public async Task Is_accessible_while_the_node_is_empty()
    {
        await using var served = await ServedNode.Start();
        await using var visit = await browser.Open(served);
        foreach (var page in new[] { "/", "/imports", "/register", "/profiles" })
        {
            await visit.Go(page);
            await visit.ShouldBeAccessible();
        }

        visit.ShouldHaveStayedHome();
    }
}
