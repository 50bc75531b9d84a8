using System.Net;
using System.Text.RegularExpressions;
using Comity.Host.Tests.Authority;
using Comity.Host.Workshop;
using Comity.Kernel.Account;
using Microsoft.Playwright;

namespace Comity.Host.Tests.Web;

/// <summary>A profile's life: written, tried, judged by a second person, met by the next import, retired by two.</summary>
public sealed class WorkshopTests(Browser browser)
{
    private const string Draft = "/profiles/workshop/cargo-new-idea/1";

    private const string Cases =
        """
        - title: A shipper nobody knows
          facts:
            shipper.seen_count: 0
          expect: true
        - title: A shipper that is known
          facts:
            shipper.seen_count: 3
          expect: false
        """;

    [Fact]
    public async Task A_draft_is_tried_and_put_to_use_by_a_second_person_and_the_next_import_meets_it()
    {
        await using var served = await ServedNode.Start();
        var month = served.ImportMonth(200, entry => entry.Find);
        using var author = await served.SignedIn("profile-analyst");
        using var second = await Enter(served, "Analyst B");

        (await author.Send("/profiles/workshop", "begin", ("id", "cargo-new-idea"))).To!.ShouldEndWith(Draft);
        // The error stands under its place.
        await Edit(author, "save", "shipper.seen_cuont == 0");
        WebUtility.HtmlDecode(await author.Read(Draft)).ShouldContain(" | shipper.seen_cuont == 0\n | ^");
        (await Ask(author, WorkshopAct.Submit)).ShouldContain("It has errors");

        await Edit(author, "try", "shipper.seen_count == 0");
        var page = await Tried(author);
        var rows = Regex.Match(page, "of (?<rows>[0-9,]+) consignments", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5)).Groups["rows"].Value;
        rows.ShouldBe(Standing(served).ToString("#,0", System.Globalization.CultureInfo.InvariantCulture));
        page.ShouldContain("of the 40 that can be controlled");
        page.ShouldContain("because <code>shipper.seen_count == 0</code>");

        (await Ask(author, WorkshopAct.Submit)).ShouldNotContain("role=\"alert\"");
        (await author.Read(Draft)).ShouldContain("somebody else has to judge it");
        Refused(served, "Officer profile-analyst", WorkshopAct.Approve).ShouldContain("This needs a second person");
        served.Node.Profiles.Profiles.ShouldNotContain(profile => profile.Id == "cargo-new-idea");

        await Judge(second, WorkshopAct.Approve);
        served.Node.Profiles.Profiles.ShouldContain(profile => profile.Id == "cargo-new-idea");
        Hits(served).ShouldBe(0);
        Import(served, month.Truth.First(entry => entry.Find).File);
        Hits(served).ShouldBeGreaterThan(0);

        // Out again, by two.
        await Ask(second, WorkshopAct.AskRetirement);
        Refused(served, "Analyst B", WorkshopAct.Retire).ShouldContain("This needs a second person");
        served.Node.Profiles.Profiles.ShouldContain(profile => profile.Id == "cargo-new-idea");
        await Judge(author, WorkshopAct.Retire);
        served.Node.Profiles.Profiles.ShouldNotContain(profile => profile.Id == "cargo-new-idea");
    }

    [Fact]
    public async Task What_a_reader_has_not_seen_is_not_approved()
    {
        await using var served = await ServedNode.Start();
        using var author = await served.SignedIn("profile-analyst");
        using var second = await Enter(served, "Analyst B");
        await author.Send("/profiles/workshop", "begin", ("id", "cargo-new-idea"));
        await Edit(author, "save", "shipper.seen_count == 0");
        await Ask(author, WorkshopAct.Submit);
        var read = served.Node.Workshop.Find("cargo-new-idea", 1)!.Revision;
        await Judge(second, WorkshopAct.SendBack);
        await Edit(author, "save", "shipper.seen_count < 3");
        await Ask(author, WorkshopAct.Submit);
        (await second.Send(Draft, "judge", ("revision", $"{read}"), ("act", "Approve"), ("remark", "as read"))).Text.ShouldContain("Somebody has changed it");
        served.Node.Workshop.InUse.ShouldNotContain(profile => profile.Id == "cargo-new-idea");
    }

    [Fact]
    public void A_shipped_profile_reads_the_same_when_it_has_been_through_the_form()
    {
        var folder = Directory.CreateTempSubdirectory("comity-workshop-").FullName;
        using (var node = Node.Open(folder, profilesFolder: null, TimeProvider.System))
        {
            foreach (var profile in node.Profiles.Profiles)
            {
                var check = node.Workshop.Check(node.Workshop.Find(profile.Id, profile.Version)!);
                check.Problems.Select(problem => problem.Message).ShouldBeEmpty(profile.Id);
                check.IsSound.ShouldBeTrue(profile.Id);
                check.Profile!.When.ShouldBe(profile.When.TrimEnd());
                (check.Profile with { When = "", Cases = [] }).ShouldBe(profile with { When = "", Cases = [] });
                check.Cases.Count.ShouldBe(profile.Cases.Count);
            }
        }

        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData("- title: x\n  facts: {}\n  expect: true\n---\nid: other\n", "Cases")]
    [InlineData("- title: x\n  facts:\n    no.such: 1\n  expect: true\n", "no field no.such")]
    [InlineData("{", "Cases")]
    public void Test_cases_cannot_bring_another_profile_in(string cases, string says)
    {
        var check = new ProfileText { Title = "T", Threat = "t", When = "true", Weight = "1", Author = "a", LegalBasis = "l", ValidFrom = "2026-01-01", ReviewOn = "2027-01-01", Cases = cases }
            .Check("x", 1, Comity.Programmes.Containers.Subject.ConsignmentSchema.Schema);
        check.IsSound.ShouldBeFalse();
        string.Join('\n', check.Problems.Select(problem => $"{problem.Field}: {problem.Message}")).ShouldContain(says);
    }

    [Theory]
    [InlineData(ColorScheme.Light, 1280)]
    [InlineData(ColorScheme.Dark, 400)]
    public async Task The_workshop_is_accessible_and_adds_lines_without_scripts(ColorScheme scheme, int width)
    {
        await using var served = await ServedNode.Start();
        served.ImportMonth(200);
        await using var visit = await browser.Open(served, javaScript: true, scheme: scheme, width: width);
        await visit.Go("/profiles/workshop");
        await visit.ShouldBeAccessible();
        await visit.Page.GetByLabel("Name of a new profile").FillAsync("cargo-new-idea");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Begin a draft" }).ClickAsync();
        await visit.Page.GetByLabel("Fact").FillAsync("shipper.seen_count");
        await visit.Page.GetByLabel("Comparison").SelectOptionAsync("<=");
        await visit.Page.GetByLabel("Value").FillAsync("2");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Add line" }).ClickAsync();
        await Assertions.Expect(visit.Page.GetByLabel("Condition in CEL")).ToHaveValueAsync("shipper.seen_count <= 2");
        await visit.ShouldBeAccessible();
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Save and try on the history" }).ClickAsync();
        while (await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Look again" }).CountAsync() > 0)
        {
            await visit.Go(Draft);
        }

        await Assertions.Expect(visit.Page.Locator("#hits")).Not.ToBeEmptyAsync();
        await visit.ShouldBeAccessible();
        foreach (var page in new[] { "/profiles/workshop", Draft, "/profiles/workshop/cargo-density/1", "/profiles/workshop/nothing/1" })
        {
            await visit.Go(page);
            await visit.ShouldBeAccessible();
            (await visit.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= document.documentElement.clientWidth")).ShouldBeTrue($"{page} is wider than its window");
        }
    }

    private static async Task<HttpClient> Enter(ServedNode served, string name)
    {
        var client = served.Stranger();
        using var entered = await client.GetAsync(served.EntryAs(name, "profile-analyst"), TestContext.Current.CancellationToken);
        return client;
    }

    private static Task<(string? To, string Text)> Edit(HttpClient client, string act, string when) => client.SendRevised(
        Draft, "edit", ("act", act), ("when", when), ("title", "A new idea"), ("threat", "any"), ("weight", "2"), ("author", "Analysts' desk"), ("legal-basis", "Act, article 1"),
        ("valid-from", "2026-01-01"), ("review-on", "2027-01-01"), ("source", "inferred"), ("cases", Cases), ("capacity", "40"));

    private static async Task<string> Ask(HttpClient client, WorkshopAct act) => (await client.SendRevised(Draft, "ask", ("act", act.ToString()), ("why", "tried it"))).Text;

    private static async Task<string> Judge(HttpClient client, WorkshopAct act) => (await client.SendRevised(Draft, "judge", ("act", act.ToString()), ("remark", "looked at it"))).Text;

    // The page shows no form for it; whoever has the workshop in hand is refused all the same.
    private static string Refused(ServedNode served, string name, WorkshopAct act)
    {
        var actor = served.Node.Authority.Accounts.All().First(account => account.Name == name).ToActor();
        return served.Node.Workshop.Do(act, "cargo-new-idea", 1, served.Node.Workshop.Find("cargo-new-idea", 1)!.Revision, actor, "why not").ShouldNotBeNull();
    }

    private static async Task<string> Tried(HttpClient client)
    {
        for (; ; )
        {
            var page = await client.Read(Draft);
            if (!page.Contains("Look again", StringComparison.Ordinal))
            {
                return page;
            }
        }
    }

    private static long Standing(ServedNode served)
    {
        using var view = served.Node.Store.Read();
        return view.VersionsAfter(0).GroupBy(version => version.SubjectId).Count(versions => !versions.Last().Deleted);
    }

    private static long Hits(ServedNode served)
    {
        using var view = served.Node.Store.Read();
        return view.Count(new SubjectFilter { ProfileId = "cargo-new-idea" });
    }

    private static void Import(ServedNode served, string file)
    {
        using var content = new MemoryStream(served.FileOfMonth(file));
        served.Node.Intake.Import(file, content, "Carrier", TimeProvider.System.GetUtcNow(), progress: null, CancellationToken.None);
    }
}
