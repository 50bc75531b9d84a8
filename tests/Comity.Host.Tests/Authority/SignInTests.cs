using System.Net;
using System.Text.RegularExpressions;
using Comity.Host.Identity;
using Comity.Host.Tests.Web;
using Comity.Host.Web;
using Comity.Kernel.Account.Audit;
using Comity.Kernel.Account.Authority;
using Comity.Store.Identity;

namespace Comity.Host.Tests.Authority;

/// <summary>What people prove themselves by, and what happens when they cannot.</summary>
public sealed class SignInTests
{
    private const string Password = "four words that differ";

    [Fact]
    public async Task The_first_account_is_made_once_and_opens_nothing_before_it_has_a_second_proof()
    {
        await using var served = await ServedNode.Start();
        var setup = new Uri(WebNode.FirstAddressOf(served.App, served.Node)).AbsolutePath;
        using var first = served.Stranger();
        (await first.Send(setup, "setup", [.. Account("chief"), ("password", "short"), ("again", "short")])).Text.ShouldContain("at least 12");
        (await first.Send(setup, "setup", [.. Account("chief"), ("password", Password), ("again", Password)])).To.ShouldNotBeNull().ShouldEndWith("/account/second-proof");
        (await first.LedTo("/accounts")).ShouldBe("/account/second-proof");
        using var late = served.Stranger();
        (await late.Read(setup)).ShouldContain("was used before");

        var key = Forms.Element(await first.Read("/account/second-proof"), "key");
        (await first.Send("/account/second-proof", "confirm", ("code", Wrong(Forms.Code(key))))).Text.ShouldContain("not right now");
        (await first.LedTo("/accounts")).ShouldBe("/account/second-proof");
        var recovery = Regex.Matches(Forms.Element((await first.Send("/account/second-proof", "confirm", ("code", Forms.Code(key)))).Text, "recovery"), "<li>(?<code>.*?)</li>", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5));
        recovery.Count.ShouldBe(10);
        (await first.Read("/accounts")).ShouldContain("chief");

        using var again = served.Stranger();
        await EnterPassword(again, "chief");
        (await again.LedTo("/accounts")).ShouldNotBeNull().ShouldStartWith("/sign-in?");
        (await again.Send("/sign-in/code", "code", ("code", Wrong(Forms.Code(key))))).To.ShouldBeNull();
        (await again.Send("/sign-in/code", "code", ("code", Forms.Code(key)))).To.ShouldNotBeNull().ShouldEndWith("/start");
        (await again.Read("/accounts")).ShouldContain("chief");

        // A recovery code opens the account once.
        foreach (var opens in new[] { true, false })
        {
            using var lost = served.Stranger();
            await EnterPassword(lost, "chief");
            ((await lost.Send("/sign-in/code", "code", ("code", recovery[0].Groups["code"].Value))).To is not null).ShouldBe(opens);
        }
    }

    [Fact]
    public async Task Five_wrong_passwords_lock_an_account_and_every_attempt_is_on_record()
    {
        await using var served = await ServedNode.Start();
        using var owner = await Invited(served, "officer.a");
        using var guesser = served.Stranger();
        string unknown = (await guesser.Send("/sign-in", "sign-in", ("name", "nobody"), ("password", "x"))).Text, said = "";
        for (var i = 0; i < 5; i++)
        {
            said = (await guesser.Send("/sign-in", "sign-in", ("name", "officer.a"), ("password", "guess"))).Text;
        }

        Alert(said).ShouldBe(Alert(unknown));
        (await guesser.Send("/sign-in", "sign-in", ("name", "officer.a"), ("password", Password))).To.ShouldBeNull();
        served.Node.Authority.Audit.Entries(new AuditFilter { Actor = "officer.a", Outcome = AuditOutcome.Refused }, 0, 100).Count.ShouldBe(6);
        served.Node.Authority.Audit.Entries(new AuditFilter { Actor = "", Outcome = AuditOutcome.Refused }, 0, 100).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_session_ends_unused_and_after_twelve_hours_and_a_fourth_one_ends_the_first()
    {
        var clock = new SetClock();
        await using var served = await ServedNode.Start(clock: clock);
        using var idle = await served.SignedIn("statistician");
        using var busy = await served.SignedIn("liaison-officer");
        for (var minutes = 0; minutes < 12 * 60; minutes += 20)
        {
            (await busy.LedTo("/register")).ShouldBeNull($"after {minutes} minutes");
            clock.Move(TimeSpan.FromMinutes(20));
        }

        (await idle.LedTo("/register")).ShouldNotBeNull().ShouldStartWith("/sign-in?");
        clock.Move(TimeSpan.FromMinutes(1));
        (await busy.LedTo("/register")).ShouldNotBeNull().ShouldStartWith("/sign-in?");

        List<HttpClient> sessions = [];
        for (var i = 0; i < 4; i++)
        {
            clock.Move(TimeSpan.FromMinutes(1));
            sessions.Add(await served.SignedIn("statistician"));
        }

        (await sessions[0].LedTo("/register")).ShouldNotBeNull().ShouldStartWith("/sign-in?");
        (await sessions[1].LedTo("/register")).ShouldBeNull();
        sessions.ForEach(session => session.Dispose());
    }

    [Fact]
    public async Task A_sensitive_act_needs_a_proof_of_the_last_minutes()
    {
        var clock = new SetClock();
        await using var served = await ServedNode.Start(clock: clock);
        using var auditor = await served.SignedIn("auditor");
        (await auditor.Read("/audit.csv")).ShouldContain("previous_hash");
        clock.Move(TimeSpan.FromMinutes(11));
        (await auditor.LedTo("/audit.csv")).ShouldBe("/account/prove?back=%2Faudit.csv");
        (await auditor.LedTo("/audit")).ShouldBeNull();
    }

    [Fact]
    public async Task Signing_out_and_closing_an_account_end_its_sessions_at_once()
    {
        await using var served = await ServedNode.Start();
        using var officer = await served.SignedIn("statistician");
        using var chief = await served.SignedIn("administrator");
        var account = served.Node.Authority.Accounts.FindByName("OFFICER STATISTICIAN")!;
        (await chief.Send("/accounts", "change", ("account", $"{account.Id}"), ("act", "close"))).Text.ShouldContain("closed");
        (await officer.LedTo("/register")).ShouldNotBeNull().ShouldStartWith("/sign-in?");

        (await chief.Send("/accounts", "change", ("account", $"{served.Node.Authority.Accounts.FindByName("OFFICER ADMINISTRATOR")!.Id}"), ("act", "roles"), ("role", "auditor"))).Text
            .ShouldContain("yours to change");
        served.Node.Authority.Sessions.EndAll(served.Node.Authority.Accounts.FindByName("OFFICER ADMINISTRATOR")!.Id);
        (await chief.LedTo("/accounts")).ShouldNotBeNull().ShouldStartWith("/sign-in?");
    }

    [Fact]
    public async Task Who_is_invited_chooses_a_password_once()
    {
        await using var served = await ServedNode.Start();
        using var chief = await served.SignedIn("administrator");
        var (_, text) = await chief.Send("/accounts", "add", [.. Account("officer.b"), ("role", "port-officer")]);
        var invitation = new Uri(Forms.Element(text, "invitation")).AbsolutePath;
        using var invited = served.Stranger();
        (await invited.Send(invitation, "invite", ("password", Password), ("again", "another one altogether"))).Text.ShouldContain("not the same");
        (await invited.Send(invitation, "invite", ("password", Password), ("again", Password))).To.ShouldNotBeNull().ShouldEndWith("/account/second-proof");
        (await invited.Read(invitation)).ShouldContain("was used before");
        served.Node.Authority.Audit.Entries(new AuditFilter { Item = "officer.b" }, 0, 10).ShouldHaveSingleItem().Act.Detail.ShouldBe("added with port-officer");
    }

    [Theory]
    [InlineData("https://elsewhere.example/")]
    [InlineData("//elsewhere.example/")]
    [InlineData("/\\elsewhere.example/")]
    public async Task Signing_in_leads_nowhere_else(string back)
    {
        await using var served = await ServedNode.Start();
        using var owner = await Invited(served, "officer.a");
        using var client = served.Stranger();
        var (to, _) = await client.Send($"/sign-in?back={Uri.EscapeDataString(back)}", "sign-in", ("name", "officer.a"), ("password", Password));
        to.ShouldNotBeNull().ShouldEndWith("/start");
    }

    [Fact]
    public async Task Who_tries_too_often_is_held_back()
    {
        await using var served = await ServedNode.Start();
        using var guesser = served.Stranger();
        var refused = 0;
        for (var i = 0; i < AttemptLimit.PerMinute * 2; i++)
        {
            using var response = await guesser.GetAsync(new Uri($"/enter/{i}", UriKind.Relative), TestContext.Current.CancellationToken);
            refused += response.StatusCode == HttpStatusCode.TooManyRequests ? 1 : 0;
        }

        // Were a minute to end meanwhile, there would be fewer.
        refused.ShouldBeGreaterThan(0);
    }

    private static async Task<HttpClient> Invited(ServedNode served, string name)
    {
        var account = new UserAccount { Name = name, NormalName = name.ToUpperInvariant(), DisplayName = name, Unit = "Dry port unit", Agency = "Customs", Roles = ["port-officer"] };
        served.Node.Authority.Accounts.Add(account).ShouldBeTrue();
        var client = served.Stranger();
        (await client.Send($"/invite/{served.Node.Authority.Links.Make(LinkPurpose.Invite, account.Id, TimeSpan.FromDays(1))}", "invite", ("password", Password), ("again", Password))).To.ShouldNotBeNull();
        return client;
    }

    private static async Task EnterPassword(HttpClient client, string name) =>
        (await client.Send("/sign-in", "sign-in", ("name", name), ("password", Password))).To.ShouldNotBeNull().ShouldContain("/sign-in/code");

    private static (string Name, string Value)[] Account(string name) => [("name", name), ("display", name), ("unit", "Dry port unit"), ("agency", "Demonstration")];

    private static string Wrong(string code) => (code[0] == '0' ? '1' : '0') + code[1..];

    private static string Alert(string html) => Regex.Match(html, "role=\"alert\">(?<text>.*?)<", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5)).Groups["text"].Value;
}
