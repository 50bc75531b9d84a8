using Comity.Host.Tests.Web;
using Microsoft.Playwright;

namespace Comity.Host.Tests.Authority;

/// <summary>Passkeys, with an authenticator that the browser imitates.</summary>
public sealed class PasskeyTests(Browser browser)
{
    private static readonly Dictionary<string, object> Authenticator = new(StringComparer.Ordinal)
    {
        ["options"] = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["protocol"] = "ctap2",
            ["transport"] = "internal",
            ["hasResidentKey"] = true,
            ["hasUserVerification"] = true,
            ["isUserVerified"] = true,
            ["automaticPresenceSimulation"] = true,
        },
    };

    [Fact]
    public async Task A_passkey_is_added_and_opens_the_account_by_itself()
    {
        await using var served = await ServedNode.Start();
        await using var visit = await browser.Open(served);
        var cdp = await visit.Page.Context.NewCDPSessionAsync(visit.Page);
        await cdp.SendAsync("WebAuthn.enable");
        await cdp.SendAsync("WebAuthn.addVirtualAuthenticator", Authenticator);
        // Passkeys belong to a name; a number is none.
        var named = new UriBuilder(served.Root) { Host = "localhost" }.Uri;
        await visit.Page.GotoAsync(new Uri(named, served.Entry.AbsolutePath).ToString());
        await visit.Page.GotoAsync(new Uri(named, "/account").ToString());
        await visit.ShouldBeAccessible();
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Add a passkey" }).ClickAsync();
        await Assertions.Expect(visit.Page.GetByText("A passkey.")).ToBeVisibleAsync();

        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await visit.Page.WaitForURLAsync("**/sign-in");
        await visit.ShouldBeAccessible();
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in with a passkey" }).ClickAsync();
        await Assertions.Expect(visit.Page.Locator(".who")).ToContainTextAsync("Officer A");
        await visit.Page.GotoAsync(new Uri(named, "/account").ToString());
        await Assertions.Expect(visit.Page.GetByText("passkey", new() { Exact = true }).First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_passkey_that_was_made_for_nobody_opens_nothing()
    {
        await using var served = await ServedNode.Start();
        using var client = served.Stranger();
        var (to, _) = await client.Send("/sign-in", "sign-in", ("name", "x"), ("password", "x"));
        to.ShouldBeNull();
        using var forged = new FormUrlEncodedContent([new("credential", "{}")]);
        using var response = await client.PostAsync(new Uri("/sign-in/passkey", UriKind.Relative), forged, TestContext.Current.CancellationToken);
        ((int)response.StatusCode).ShouldBe(400);
    }
}
