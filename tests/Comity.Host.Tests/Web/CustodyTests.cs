using System.Net;
using Comity.Host.Assessments;
using Comity.Host.Custody;
using Comity.Host.Tests.Authority;
using Comity.Kernel.Account;
using Comity.Programmes.Custody;
using Microsoft.Playwright;

namespace Comity.Host.Tests.Web;

/// <summary>A prison service's day on its pages, each by the role that has it.</summary>
public sealed class CustodyTests(Browser browser)
{
    private const string Name = "Syntheta";

    [Fact]
    public async Task The_day_of_a_prison_officer()
    {
        await using var served = await ServedNode.Start();
        foreach (var member in new[] { "Chair", "Treatment", "Security" })
        {
            served.EntryAs(member, "prison-officer");
        }

        await using var officer = await browser.Open(served, entry: served.EntryAs("Officer", "prison-officer"));
        await using var governor = await browser.Open(served, entry: served.EntryAs("Governor", "prison-governor"));
        await using var manager = await browser.Open(served, entry: served.EntryAs("Manager", "classification-manager"));

        await Receive(officer, "P-1");
        await officer.ShouldBeAccessible();
        await officer.Go("/custody/people/P-1");
        (await officer.Page.ContentAsync()).ShouldNotContain(Name);
        await Settle(officer);
        await Assess(officer, "tdoc-dcaf-2026");
        await Assertions.Expect(officer.Page.GetByText("From the record").First).ToContainTextAsync("Offence in the record");
        foreach (var (item, code) in new[] { ("1", "none"), ("3", "no"), ("4", "no"), ("5", "no") })
        {
            await officer.Page.Locator($"[name='a.{item}'][value='{code}']").CheckAsync();
        }

        await Press(officer, "Save");
        await Assertions.Expect(officer.Page.Locator("section:has(#so-far)")).ToContainTextAsync("Open: 7");
        await officer.Page.GetByLabel("or as a number").Last.FillAsync("1");
        await Press(officer, "Save");
        await officer.ShouldBeAccessible();
        await Press(officer, "Complete the answers");
        var assessment = officer.Page.Url;
        await Step(officer, "classify", "after intake");
        await Assertions.Expect(officer.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("a sample with foreign weights");

        await manager.Go("/custody/house");
        await Step(manager, "validate", "two years of records", ("instrument", "tdoc-dcaf-2026"), ("people", "812"), ("result", "AUC 0.71 (0.66 to 0.76)"), ("fit", "yes"));
        await Step(manager, "cell", "as built", ("facility", "North"), ("wing", "A"), ("landing", "1"), ("cell", "7"), ("beds", "1"), ("classes", "LOW, MEDIUM"));
        await Assertions.Expect(manager.Page.GetByRole(AriaRole.Region, new() { Name = "Cells as a table" })).ToContainTextAsync("North, wing A");
        await manager.ShouldBeAccessible();

        await officer.Page.GotoAsync(assessment);
        await Step(officer, "classify", "after intake");
        await Step(officer, "notice", "handed over in person");
        await Step(officer, "waive", "explained twice, signed");
        await officer.Page.GetByRole(AriaRole.Link, new() { Name = "Hearing of the panel" }).ClickAsync();
        await officer.ShouldBeAccessible();
        await Step(
            officer, "hear", "threats reported", ("chair-member", "Chair"), ("chair-level", "MEDIUM"), ("treatment-member", "Treatment"), ("treatment-level", "LOW"),
            ("treatment-dissent", "works well"), ("security-member", "Security"), ("security-level", "MEDIUM"), ("code", "B1INC"));
        await Assertions.Expect(officer.Page.GetByText("dissents: works well").First).ToBeVisibleAsync();
        using (var sameRole = await served.SignedIn("prison-officer"))
        {
            (await sameRole.GetAsync(new Uri("/custody/people/P-1/decision", UriKind.Relative), TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        }


        // The manager may approve, yet not what only the institution can.
        await manager.Go("/custody/people/P-1/decision");
        await Assertions.Expect(manager.Page.GetByText("None of the open approvals is yours")).ToBeVisibleAsync();
        await governor.Go("/custody/people/P-1/decision");
        await governor.ShouldBeAccessible();
        await Step(governor, "approve-institution", "agreed");
        await officer.Go("/custody/people/P-1/hearing");
        await Step(officer, "final", "told in person");
        await Assertions.Expect(officer.Page.GetByLabel("About the person")).ToContainTextAsync("MEDIUM");

        await Step(officer, "transfer", "bed free", ("cell", "North, wing A, landing 1, cell 7"));
        await governor.Go("/custody/people/P-1/decision");
        await Assertions.Expect(governor.Page.GetByText("Nothing stands against it")).ToBeVisibleAsync();
        await Step(governor, "transfer", "agreed");
        await officer.Go("/custody/people/P-1");
        await Step(officer, "depart", "two officers");
        await Step(officer, "arrive", "landing office");
        await Step(officer, "plan", "first talk");
        await Step(officer, "goal", "asked for", ("text", "Learn to weld"), ("need", "work"), ("target", "2999-01-01"));
        await officer.Page.GetByText("Change goal 1").ClickAsync();
        await Step(officer, "add-0", "agreed", ("text", "Enrol"), ("actor", "teacher"));
        await Step(officer, "answer", "signed", ("to", "Agreed"));
        await Assertions.Expect(officer.Page.Locator("section:has(#plan) .chip").First).ToHaveTextAsync("agreed");
        await officer.ShouldBeAccessible();
        await officer.Go("/custody/dashboard");
        await Assertions.Expect(officer.Page.GetByRole(AriaRole.Region, new() { Name = "Class by facility" })).ToContainTextAsync("MEDIUM");
        await officer.ShouldBeAccessible();
        officer.ShouldHaveStayedHome();
    }

    [Fact]
    public async Task Names_are_shown_to_who_may_for_a_reason_that_is_on_record()
    {
        await using var served = await ServedNode.Start();
        await using var officer = await browser.Open(served, entry: served.EntryAs("Officer", "prison-officer"));
        await Receive(officer, "P-1");
        (await officer.Page.ContentAsync()).ShouldNotContain(Name);
        await officer.Go("/custody/people/P-1/identity");
        (await officer.Page.ContentAsync()).ShouldNotContain(Name);
        await officer.Page.GetByLabel("Reason").FillAsync("The hospital asks who it is.");
        await officer.Page.GetByRole(AriaRole.Button, new() { Name = "Show" }).ClickAsync();
        await Assertions.Expect(officer.Page.GetByText(Name, new() { Exact = true })).ToBeVisibleAsync();
        await officer.ShouldBeAccessible();

        using var committee = await served.SignedIn("classification-committee");
        (await committee.GetAsync(new Uri("/custody/people/P-1/identity?why=curious", UriKind.Relative), TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        using var port = await served.SignedIn("port-officer");
        foreach (var page in new[] { "/custody", "/custody/people/P-1", "/custody/dashboard", "/custody/house" })
        {
            (await port.GetAsync(new Uri(page, UriKind.Relative), TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.Forbidden, page);
        }

        using var auditor = await served.SignedIn("auditor");
        var audit = await auditor.Read("/audit");
        audit.ShouldContain("The hospital asks who it is.");
        audit.ShouldNotContain(Name);
        foreach (var file in Directory.EnumerateFiles(served.Node.Folder, "*", SearchOption.AllDirectories).Where(file => !file.EndsWith(".lock", StringComparison.Ordinal)))
        {
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var copy = new MemoryStream();
            await stream.CopyToAsync(copy, TestContext.Current.CancellationToken);
            copy.GetBuffer().AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(Name)).ShouldBe(-1, file);
        }
    }

    [Fact]
    public async Task What_is_not_allowed_is_said_and_what_was_typed_stays()
    {
        await using var served = await ServedNode.Start();
        await using var officer = await browser.Open(served, entry: served.EntryAs("Officer", "prison-officer"));
        await Receive(officer, "P-1");
        await Receive(officer, "P-1");
        await Assertions.Expect(officer.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("received before");
        await Assertions.Expect(officer.Page.GetByLabel("Family name")).ToHaveValueAsync(Name);
        (await officer.Go("/custody/people/P-2"))!.Status.ShouldBe(404);

        await officer.Go("/custody/people/P-1");
        await Step(officer, "risk", "intelligence", ("kind", "EscapeAlert"), ("day", "2999-01-01"));
        await Assertions.Expect(officer.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("has not come yet");
        await officer.ShouldBeAccessible();
        using var client = await served.SignedIn("prison-officer");
        (await client.Send("/custody/people/P-1", "step-settle", ("matter", "Weather"), ("why", "w"))).Text.ShouldContain("expected one of Identity");
        (await client.Send("/custody/people/P-1", "step-note", ("why", ""))).Text.ShouldContain("who takes it and why");
    }

    [Fact]
    public async Task A_higher_class_is_reviewed_in_its_time_by_somebody_who_had_no_part()
    {
        var clock = new SetClock();
        await using var served = await ServedNode.Start(clock: clock);
        var raised = Raise(served, clock);
        using var officer = await served.SignedIn("prison-officer");
        (await officer.Read("/custody/people/P-1")).ShouldContain("The class rose");
        (await officer.Send("/custody/people/P-1", "step-review", ("why", "The person asks."))).To.ShouldNotBeNull();
        var page = await officer.Read("/custody?days=31");
        page.ShouldContain("Review the person asked for");
        page.ShouldContain(Display(clock.GetUtcNow().AddDays(Classification.ReviewDays)));

        (await officer.Send("/custody/people/P-1", "begin", ("instrument", "tdoc-rcaf-2026-v2"))).Text.ShouldContain("in force today", customMessage: "it came into force later than the clock of this node stands");

        using var governor = await served.SignedIn("prison-governor");
        (await governor.Send("/custody/people/P-1/decision", "step-review", ("level", "CLOSE"), ("why", "no"))).Text.ShouldContain("cannot lead to CLOSE");
        (await governor.Send("/custody/people/P-1/decision", "step-review", ("level", "LOW"), ("why", "grounds fell away"))).To.ShouldNotBeNull();
        using var view = served.Node.Store.Read();
        var file = raised.Find(view.Persons, "P-1").ShouldNotBeNull();
        (file.Person.Level, file.Classification!.State).ShouldBe(("LOW", ClassificationState.Closed));
    }

    [Theory]
    [InlineData(ColorScheme.Dark, 1280)]
    [InlineData(ColorScheme.Light, 400)]
    public async Task Every_page_fits_its_window(ColorScheme scheme, int width)
    {
        await using var served = await ServedNode.Start();
        await using var visit = await browser.Open(served, scheme: scheme, width: width);
        await Receive(visit, "P-1");
        await visit.Go("/custody/people/P-1");
        await Settle(visit);
        await Assess(visit, "tdoc-rcaf-2026-v2");
        foreach (var page in new[] { visit.Page.Url, "/custody", "/custody/people/P-1", "/custody/house", "/custody/dashboard", "/custody/people/P-1/identity?why=a+reason", "/checklists" })
        {
            await visit.Go(page);
            await visit.ShouldBeAccessible();
            (await visit.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= document.documentElement.clientWidth")).ShouldBeTrue($"{page} is wider than its window");
        }
    }

    private static string Display(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Somebody classified LOW, then raised to MEDIUM, as the book keeps it.</summary>
    private static CustodyBook Raise(ServedNode served, SetClock clock)
    {
        var book = CustodyBook.Of(served.Node);
        using var unit = served.Node.Store.Begin();
        Deed By(string who, string role = "prison officer") => new(who, role, clock.GetUtcNow(), "because");
        book.Decide(unit.Persons, new ValidationRecorded(By("Research"), "tdoc-dcaf-2026", 812, "AUC 0.71", true));
        book.Receive(unit.Persons, "P-1", new PersonReceived(By("Reception"), "judgement", new Particulars("Test", Name, new DateOnly(1988, 5, 1), "", "low")));
        foreach (var matter in Enum.GetValues<IntakeMatter>())
        {
            book.Take(unit.Persons, "P-1", new MatterSettled(By("Reception"), matter));
        }

        book.Take(unit.Persons, "P-1", new IntakeCompleted(By("Reception")));
        foreach (var (kind, level) in new[] { (ClassificationKind.Initial, "LOW"), (ClassificationKind.SpecialUp, "MEDIUM") })
        {
            var id = book.BeginAssessment(unit.Persons, "P-1", book.Library.Find("tdoc-dcaf-2026")!, By("Scorer"));
            var answers = new Dictionary<string, string>(StringComparer.Ordinal) { ["1"] = "none", ["3"] = "no", ["4"] = "no", ["5"] = "no", ["7"] = "0" };
            var record = book.Assessments.Add(unit.Persons, book.Assessments.Find(unit.Persons, id)!, new AnswersSaved(
                By("Scorer"), answers.ToDictionary(one => one.Key, one => System.Text.Json.JsonSerializer.SerializeToElement(one.Value), StringComparer.Ordinal), new Dictionary<string, string>(StringComparer.Ordinal)));
            book.Assessments.Add(unit.Persons, record, new AssessmentCompleted(By("Scorer")));
            CustodyEntry[] steps =
            [
                new ClassificationBegun(By("Scorer"), kind, id), new NoticeGiven(By("Scorer")), new NoticeWaived(By("Scorer")),
                new PanelHeard(By("Minutes"), [new("chair", "Chair", level), new("treatment", "Treatment", level), new("security", "Security", level)], level == "LOW" ? null : "B1INC"),
                .. level == "LOW" ? Array.Empty<CustodyEntry>() : [new ClassApproved(By("Head", "institution"))],
                new ClassFinal(By("Minutes")),
            ];
            foreach (var step in steps)
            {
                book.Take(unit.Persons, "P-1", step);
            }
        }

        unit.Commit();
        return book;
    }

    private static async Task Receive(Visit visit, string number)
    {
        await visit.Go("/custody");
        await Step(visit, "receive", "court van", ("number", number), ("basis", "judgement 12/2026"), ("family", Name), ("given", "Test"), ("born", "1988-05-01"), ("severity", "low"));
    }

    private static async Task Settle(Visit visit)
    {
        foreach (var matter in new[] { "Identity", "Health", "Risks", "Family", "Property", "RightsExplained" })
        {
            await Step(visit, "settle", "looked into", ("matter", matter));
        }

        await Step(visit, "complete", "all done");
    }

    private static async Task Assess(Visit visit, string instrument)
    {
        await visit.Page.GetByLabel("Instrument", new() { Exact = true }).SelectOptionAsync(instrument);
        await Press(visit, "Begin an assessment");
        await Assertions.Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Name = "Questions" })).ToBeVisibleAsync();
    }

    private static Task Press(Visit visit, string button) => visit.Page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).First.ClickAsync();

    /// <summary>Fills and sends the form of one step.</summary>
    private static async Task Step(Visit visit, string name, string why, params (string Field, string Value)[] fields)
    {
        foreach (var (field, value) in fields)
        {
            var box = visit.Page.Locator($"[id='{name}-{field}']");
            if (await box.EvaluateAsync<string>("box => box.tagName") == "SELECT")
            {
                await box.SelectOptionAsync(value);
            }
            else
            {
                await box.FillAsync(value);
            }
        }

        await visit.Page.Locator($"[id='{name}-why']").FillAsync(why);
        await visit.Page.Locator($"form:has([id='{name}-why']) button").ClickAsync();
    }
}
