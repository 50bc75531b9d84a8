using System.Net;
using System.Text;
using Comity.Host.Assessments;
using Comity.Host.Custody;
using Comity.Host.Tests.Authority;
using Comity.Host.Victims;
using Comity.Kernel.Account;
using Comity.Kernel.Refer;
using Comity.Programmes.Victims;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace Comity.Host.Tests.Web;

/// <summary>The victims' register by role: the case worker's day, what the statistician sees, what nobody else does.</summary>
public sealed class VictimTests(Browser browser)
{
    private const string FirstName = "Synthetica";
    private const string SecondName = "Neverleaves";

    [Fact]
    public async Task A_case_worker_opens_writes_agrees_plans_refers_abroad_and_takes_back()
    {
        await using var here = await ServedNode.Start("ngo-alfa");
        await using var there = await ServedNode.Start("shelter-bravo");
        here.Befriend(there);
        there.Befriend(here);
        await using var worker = await browser.Open(here, javaScript: false);
        await worker.Page.GotoAsync(here.EntryAs("Worker W", "case-worker").ToString());

        await worker.Go("/victims");
        await worker.Page.GetByLabel("How the person came here").FillAsync("Came to the desk with the port's chaplain");
        await worker.Press("Open a case");
        await worker.Page.WaitForURLAsync("**/victims/V-*");
        var address = new Uri(worker.Page.Url).AbsolutePath;

        await worker.Go(address + "/write/person");
        await worker.Page.GetByLabel("First name").FillAsync(FirstName);
        await worker.Page.GetByLabel("Second name").FillAsync(SecondName);
        await worker.Page.GetByLabel("Date of birth").FillAsync("1999-05-06");
        await worker.Page.GetByLabel("Gender").SelectOptionAsync("Feminine");
        await worker.Press("Save");
        await Assertions.Expect(worker.Page.GetByRole(AriaRole.Status)).ToContainTextAsync("4 fields are saved");
        (await worker.Page.ContentAsync()).ShouldNotContain(FirstName, Case.Sensitive, "what identifies is masked also to who wrote it");

        await worker.Indicators(address);
        Find(here, Uri.UnescapeDataString(address.Split('/')[^1])).Value("vic_TraffickingStatus").ShouldBeNull("indicators decide nothing");

        await worker.Go(address + "/refer");
        await worker.Refer("shelter", "shelter-bravo");
        await Assertions.Expect(worker.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("No consent of the person holds");

        await worker.Go(address + "/consent");
        await worker.Page.GetByLabel("the person", new() { Exact = true }).CheckAsync();
        await worker.Page.GetByLabel("spoken, through an interpreter").CheckAsync();
        await worker.Page.GetByLabel("yes", new() { Exact = true }).CheckAsync();
        await worker.Page.GetByLabel("What was explained, and in which language").FillAsync("All of it, in her language");
        await worker.Page.GetByLabel("shelter", new() { Exact = true }).CheckAsync();
        await worker.Page.GetByLabel("shelter-bravo").CheckAsync();
        await worker.Page.GetByRole(AriaRole.Textbox, new() { Name = "Second name" }).FillAsync("Her family must not learn of it");
        await worker.Press("Record the consent");
        await Assertions.Expect(worker.Region("Consent")).ToContainTextAsync("Second name: Her family must not learn of it");

        await worker.Unfold("Plan a service");
        await worker.Page.GetByLabel("Service", new() { Exact = true }).SelectOptionAsync("shelter");
        await worker.Page.GetByLabel("What the person needs it for").FillAsync("Nowhere to sleep");
        await worker.Page.GetByLabel("Who gives it").FillAsync("House of tests");
        await worker.Page.GetByLabel("By when (optional)").FillAsync("2020-01-31");
        await worker.Press("Plan it");
        await Assertions.Expect(worker.Region("The four parts of the response")).ToContainTextAsync("shelter overdue");

        await worker.Go(address + "/refer");
        await worker.Refer("medical care", "shelter-bravo");
        await Assertions.Expect(worker.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("covers the service 'medical care'");
        await Assertions.Expect(worker.Page.GetByText("without consent, by an authorised override")).ToHaveCountAsync(0);
        await worker.Page.GetByLabel("Service").FillAsync("shelter");
        await worker.Page.GetByLabel("First name").CheckAsync();
        await Assertions.Expect(worker.Page.GetByLabel("Second name")).ToHaveCountAsync(0);
        await worker.Press("Look at what will leave");
        here.Referrals().ShouldBeEmpty("looking sends nothing");
        await worker.Press("Send it to shelter-bravo");
        await worker.Page.WaitForURLAsync("**" + address);
        await here.Exchange!.Outbox.SendDue(TestContext.Current.CancellationToken);

        var arrived = there.Referrals().ShouldHaveSingleItem();
        arrived.Offer.Subject.Facts.Keys.ShouldBe(["case.number", "prs_FirstName", "service"]);
        arrived.Offer.Handling.Tlp.ShouldBe(Tlp.AmberStrict);
        Encoding.UTF8.GetString(ReferralJson.Write(arrived.Offer)).ShouldNotContain(SecondName);
        await TheOtherSide(there, arrived.Id);

        await worker.Go(address);
        await Assertions.Expect(worker.Region("Consent")).ToContainTextAsync("the referral to shelter-bravo for shelter; shelter by House of tests");
        await worker.Unfold("Withdraw C1");
        await worker.Page.GetByLabel("In the person's words or yours").FillAsync("She has changed her mind about Neverleaves");
        await worker.Press("Withdraw C1");
        await Assertions.Expect(worker.Page.GetByText("No consent covers 'shelter' by House of tests any more")).ToBeVisibleAsync();
        await here.Exchange.Outbox.SendDue(TestContext.Current.CancellationToken);
        there.Referrals().Single().IsWithdrawn.ShouldBeTrue();
        there.Referrals().Single().Steps.ShouldNotContain(step => step.Why.Contains(SecondName, StringComparison.Ordinal), "why she withdrew is hers");
        await worker.Go("/victims?consent=withdrawn");
        await Assertions.Expect(worker.Page.GetByText("1 of 1 cases")).ToBeVisibleAsync();
        worker.ShouldHaveStayedHome();
    }

    [Fact]
    public async Task Who_the_person_is_is_shown_for_a_reason_that_stands_in_the_log()
    {
        await using var served = await ServedNode.Start();
        var number = NewCase(served, ("prs_FirstName", FirstName));
        using var worker = await served.SignedIn("case-worker");
        (await worker.Read($"/victims/{number}")).ShouldNotContain(FirstName);
        (await worker.Read($"/victims/{number}/reveal")).ShouldNotContain(FirstName);
        (await worker.Read($"/victims/{number}/reveal?why=The+doctor+asks")).ShouldContain(FirstName);
        (await worker.Read($"/victims/{number}/write/person")).ShouldNotContain(FirstName);
        (await worker.Status("/victim-log?number=" + number)).ShouldBe(HttpStatusCode.Forbidden);
        foreach (var role in new[] { "case-supervisor", "auditor" })
        {
            using var overseer = await served.SignedIn(role);
            var log = await overseer.Read("/victim-log?number=" + number);
            log.ShouldContain("The doctor asks");
            log.ShouldContain("Officer case-worker");
            log.ShouldNotContain(FirstName);
        }

        using var auditor = await served.SignedIn("auditor");
        (await auditor.Status($"/victims/{number}")).ShouldBe(HttpStatusCode.Forbidden);
        NewCase(served);
        (await auditor.Read("/victim-log?number=" + number[..^1])).ShouldContain("0 entries", Case.Sensitive, "a number is not the beginning of another");
    }

    [Fact]
    public async Task The_statistician_sees_counts_without_small_ones_and_a_port_officer_nothing()
    {
        await using var served = await ServedNode.Start();
        for (var i = 0; i < 26; i++)
        {
            Agree(served, NewCase(served, ("prs_FirstName", FirstName), ("prs_Gender", i < 23 ? "Feminine" : "Masculine"), ("vic_TypeOfExploitation", i % 2 == 0 ? "ForcedLabour" : "ForcedBegging")));
        }

        using var statistician = await served.SignedIn("statistician");
        var page = await statistician.Read("/victim-counts?rows=prs_Gender&columns=vic_TypeOfExploitation");
        page.ShouldContain("<td class=\"number\">26</td>");
        page.ShouldNotContain("<td class=\"number\">3</td>");
        page.ShouldNotContain("<td class=\"number\">23</td>", Case.Sensitive, "26 less 23 would give the 3 away");
        page.ShouldNotContain(FirstName);
        (await statistician.Status("/victims")).ShouldBe(HttpStatusCode.Forbidden);
        (await statistician.Status("/victims/V-2026-001")).ShouldBe(HttpStatusCode.Forbidden);

        using var port = await served.SignedIn("port-officer");
        foreach (var path in new[] { "/victims", "/victims/V-2026-001", "/victim-counts", "/victim-log", "/victims/cases.csv", "/victims/V-2026-001/reveal?why=x" })
        {
            (await port.Status(path)).ShouldBe(HttpStatusCode.Forbidden, path);
        }

        (await port.Read("/")).ShouldNotContain("Victims");
    }

    [Fact]
    public async Task A_field_that_is_wrong_keeps_no_other_from_being_saved_and_a_later_writer_overwrites_nobody()
    {
        await using var served = await ServedNode.Start();
        var number = NewCase(served);
        using var worker = await served.SignedIn("case-worker");
        var page = $"/victims/{number}/write/person";
        var (_, said) = await worker.Send(page, "fields", ("entries", "1"), ("why", "As told"), ("prs_Birthdate", "2001-13-40"), ("prs_Gender", "Feminine"));
        WebUtility.HtmlDecode(said).ShouldContain("found '2001-13-40'; expected a date");
        Find(served, number).Value("prs_Gender").ShouldBe("Feminine");
        Find(served, number).Value("prs_Birthdate").ShouldBeNull();
        (_, said) = await worker.Send(page, "fields", ("entries", "1"), ("why", "As told"), ("prs_Gender", "Masculine"));
        said.ShouldContain("Somebody else wrote to the case meanwhile");
        Find(served, number).Value("prs_Gender").ShouldBe("Feminine");
    }

    [Fact]
    public async Task A_child_does_not_consent_alone_and_only_the_supervisor_overrides()
    {
        await using var here = await ServedNode.Start("ngo-alfa");
        await using var there = await ServedNode.Start("shelter-bravo");
        here.Befriend(there);
        var number = NewCase(here, ("prs_Birthdate", FormattableString.Invariant($"{TimeProvider.System.GetUtcNow().Year - 12}-01-01")));
        using var worker = await here.SignedIn("case-worker");
        var (to, said) = await worker.Send($"/victims/{number}/consent", "consent", ("giver", "Person"), ("way", "Spoken"), ("counted", "no"), ("why", "All of it"), ("service", "shelter"));
        to.ShouldBeNull();
        said.ShouldContain("a guardian or legal representative consents");
        (string, string)[] without = [("to", "shelter-bravo"), ("service", "shelter"), ("request", "A bed"), ("days", "5"), ("override", "yes"), ("basis", "Child Protection Act, section 4"), ("reason", "In danger tonight"), ("do", "look")];
        (_, said) = await worker.Send($"/victims/{number}/refer", "refer", without);
        said.ShouldContain("decided by the supervisor");
        using var supervisor = await here.SignedIn("case-supervisor");
        (_, said) = await supervisor.Send($"/victims/{number}/refer", "refer", without);
        said.ShouldContain("This leaves the node");
    }

    [Fact]
    public async Task Indicators_of_trafficking_are_nothing_to_class_prisoners_by()
    {
        await using var served = await ServedNode.Start();
        var custody = CustodyBook.Of(served.Node);
        custody.Instruments.ShouldNotBeEmpty();
        custody.Instruments.Select(instrument => instrument.Definition.Series).ShouldAllBe(series => series != IndicatorFacts.Series);
        custody.Library.Instruments.ShouldContain(instrument => instrument.Definition.Series == IndicatorFacts.Series);
    }

    [Theory]
    [InlineData(ColorScheme.Light, 1280)]
    [InlineData(ColorScheme.Dark, 1280)]
    [InlineData(ColorScheme.Light, 400)]
    public async Task Every_page_is_accessible_and_fits_its_window(ColorScheme scheme, int width)
    {
        await using var served = await ServedNode.Start("ngo-alfa");
        var number = NewCase(served, ("prs_FirstName", FirstName), ("vic_MethodsOfControl", "DebtBondage"));
        Agree(served, number);
        var instrument = InstrumentLibrary.Of(served.Node).Find("trafficking-indicators")!;
        var indicators = Desk(served).BeginIndicators(number, instrument, Deed());
        await using var visit = await browser.Open(served, scheme: scheme, width: width);
        foreach (var page in new[] { "/victims", $"/victims/{number}", $"/victims/{number}/write/trafficking", $"/victims/{number}/indicators/{indicators}", $"/victims/{number}/consent", $"/victims/{number}/refer", $"/victims/{number}/reveal?why=test", "/victim-counts", $"/victim-log?number={number}" })
        {
            await visit.Go(page);
            await visit.Page.EvaluateAsync("document.querySelectorAll('details').forEach(details => details.open = true)");
            await visit.ShouldBeAccessible();
            (await visit.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= document.documentElement.clientWidth")).ShouldBeTrue($"{page} is wider than its window");
            await visit.Keep($"victims{page.Replace('/', '-').Split('?')[0]}-{scheme}-{width}");
        }

        visit.ShouldHaveStayedHome();
    }

    // A person's referral is masked on the pages of whoever received it, and only a case worker opens it.
    private async Task TheOtherSide(ServedNode there, string id)
    {
        using var worker = await there.SignedIn("case-worker");
        (await worker.Read($"/referrals/{id}")).ShouldNotContain(FirstName);
        (await worker.Read($"/referrals/{id}/person")).ShouldNotContain(FirstName);
        (await worker.Read($"/referrals/{id}/person?why=A+bed+is+made")).ShouldContain(FirstName);
        foreach (var role in new[] { "port-officer", "liaison-officer", "investigator" })
        {
            using var other = await there.SignedIn(role);
            (await other.Status($"/referrals/{id}")).ShouldBe(HttpStatusCode.NotFound, role);
        }

        await using var visit = await browser.Open(there);
        await visit.Go($"/referrals/{id}");
        await visit.ShouldBeAccessible();
    }

    private static VictimDesk Desk(ServedNode served) => served.App.Services.GetRequiredService<VictimDesk>();

    private static VictimCase Find(ServedNode served, string number) => Desk(served).Find(number)!;

    private static string NewCase(ServedNode served, params (string Field, string Value)[] values)
    {
        var number = Desk(served).Open(Deed()).Number;
        if (values.Length > 0)
        {
            Desk(served).Add(number, _ => new FieldsWritten(Deed(), values.ToDictionary(value => value.Field, value => (IReadOnlyList<string>)[value.Value], StringComparer.Ordinal)));
        }

        return number;
    }

    private static void Agree(ServedNode served, string number) => Desk(served).Add(number, _ => new ConsentRecorded(
        Deed(), new Consent("C1", ConsentGiver.Person, ["shelter"], [], true, new Dictionary<string, string>(StringComparer.Ordinal), ConsentWay.Spoken)));

    private static Deed Deed() => new("Worker W", "case-worker", TimeProvider.System.GetUtcNow(), "as agreed");
}

/// <summary>What case workers do on the pages.</summary>
internal static class VictimActs
{
    public static Task Press(this Visit visit, string button) => visit.Page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();

    public static Task Unfold(this Visit visit, string summary) => visit.Page.Locator("summary", new() { HasTextString = summary }).ClickAsync();

    public static ILocator Region(this Visit visit, string name) => visit.Page.GetByRole(AriaRole.Region, new() { Name = name, Exact = true });

    /// <summary>Looks at indicators: what the case says is answered already, one is answered, the person weighs.</summary>
    public static async Task Indicators(this Visit visit, string address)
    {
        await visit.Go(address + "/write/trafficking");
        await visit.Page.GetByLabel("Debt bondage").CheckAsync();
        await visit.Press("Save");
        await visit.Go(address);
        await visit.Page.GetByLabel("Why they are looked at").FillAsync("First talk");
        await visit.Press("Look at indicators");
        await Assertions.Expect(visit.Page.GetByText("Indicators never decide by themselves.").First).ToBeVisibleAsync();
        await Assertions.Expect(visit.Page.GetByText("Methods of control: Debt bondage").First).ToBeVisibleAsync();
        await visit.Page.Locator("input[name='a.means-movement'][value=suspected]").CheckAsync();
        while (await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Save and go on" }).CountAsync() > 0)
        {
            await visit.Press("Save and go on");
        }

        await visit.Page.GetByLabel("Level", new() { Exact = true }).First.SelectOptionAsync("possible victim");
        await visit.Page.GetByLabel("Reasons", new() { Exact = true }).FillAsync("A debt she never agreed to; she was never alone");
        await visit.Press("Save");
        await visit.Press("Complete the answers");
        await visit.Go(address);
        await Assertions.Expect(visit.Region("Indicators")).ToContainTextAsync("weighed: possible victim");
    }

    public static async Task Refer(this Visit visit, string service, string to)
    {
        await visit.Page.GetByLabel("Partner").SelectOptionAsync(to);
        await visit.Page.GetByLabel("Service").FillAsync(service);
        await visit.Page.GetByLabel("What is asked, in words").FillAsync("A place, please");
        await visit.Press("Look at what will leave");
    }

    public static async Task<HttpStatusCode> Status(this HttpClient client, string path)
    {
        using var response = await client.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
        return response.StatusCode;
    }

    /// <summary>Keeps a picture of the page where COMITY_PICTURES says.</summary>
    public static async Task Keep(this Visit visit, string name)
    {
        if (Environment.GetEnvironmentVariable("COMITY_PICTURES") is { Length: > 0 } folder)
        {
            await visit.Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, name + ".png"), FullPage = true });
        }
    }
}
