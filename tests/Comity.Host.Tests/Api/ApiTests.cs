using System.Net;
using System.Text;
using System.Text.Json;
using Comity.Host.Authority;
using Comity.Host.Tests.Authority;
using Comity.Host.Tests.Web;
using Comity.Kernel.Account.Authority;
using Comity.Store.Identity;

namespace Comity.Host.Tests.Api;

/// <summary>A program's day: it hands manifests in, follows them, reads what was found and decides.</summary>
public sealed class ApiTests
{
    [Fact]
    public async Task A_manifest_that_is_sent_twice_with_one_key_is_taken_in_once()
    {
        await using var served = await ServedNode.Start();
        var month = served.ImportMonth(60, entry => entry.Find);
        var missing = month.Truth.First(entry => entry.Find).File;
        using var client = Program(served, "port-officer");

        var sent = await client.SendManifest(missing, "Carrier", served.FileOfMonth(missing), "one");
        sent.Status.ShouldBe(HttpStatusCode.Accepted);
        sent.Location.ShouldBe($"/api/v1/imports/{sent.Value!.Id}");
        var again = await client.SendManifest(missing, "Carrier", served.FileOfMonth(missing), "one");
        (again.Status, again.Value, again.Location, again.Replayed).ShouldBe((HttpStatusCode.Accepted, sent.Value, sent.Location, true));
        (await client.SendManifest("other", "Carrier", [1], "one")).Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await client.SendManifest("other", "Carrier", [1], key: null)).Status.ShouldBe(HttpStatusCode.BadRequest);

        var state = await client.GetImport(sent.Value.Id);
        while (state.Value!.State == "reading")
        {
            await Task.Delay(20, TestContext.Current.CancellationToken);
            state = await client.GetImport(sent.Value.Id);
        }

        state.Value.State.ShouldBe("done");
        state.Value.Clean.ShouldBeGreaterThan(0);
        (await client.GetImport(state.Value.Id + 1)).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Lists_are_read_part_by_part_without_gap_or_repetition()
    {
        await using var served = await ServedNode.Start();
        served.ImportMonth(120);
        using var client = Program(served, "port-officer");
        var (seen, after) = (new List<ApiClient.ConsignmentSummary>(), (string?)null);
        do
        {
            var part = await client.ListConsignments(after: after, limit: 7);
            seen.AddRange(part.Value!.Items);
            after = part.Value.Next;
        }
        while (after is not null);

        using var view = served.Node.Store.Read();
        seen.Select(item => item.Id).ShouldBe(view.Subjects(new Kernel.Account.SubjectFilter(), 0, 1000).Select(state => state.Version.SubjectId));
        seen.Count.ShouldBeGreaterThan(100);
        (await client.ListConsignments(after: "no cursor")).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await client.ListConsignments(q: seen[0].Container)).Value!.Items.ShouldContain(item => item.Id == seen[0].Id);
        (await client.ListProfiles()).Value!.Items.Count.ShouldBe(50);
    }

    [Fact]
    public async Task Who_decides_says_what_was_read()
    {
        await using var served = await ServedNode.Start();
        served.ImportMonth(60);
        using var client = Program(served, "port-officer");
        var first = (await client.ListConsignments(limit: 1)).Value!.Items[0];
        var read = await client.GetConsignment(first.Id);
        read.Value!.Facts["container.number"].GetString().ShouldBe(first.Container);
        (await client.GetConsignment(first.Id, read.Tag)).Status.ShouldBe(HttpStatusCode.NotModified);
        (await client.GetFinding(first.Id)).Value!.Hits[0].Reasons.ShouldNotBeEmpty();

        (await client.Decide(first.Id, "a", null, "scan", "odd weight")).Status.ShouldBe(HttpStatusCode.PreconditionRequired);
        (await client.Decide(first.Id, "b", read.Tag, "dance", "odd weight")).Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        var decided = await client.Decide(first.Id, "c", read.Tag, "scan", "odd weight");
        (decided.Status, decided.Value?.By, decided.Value?.Unit).ShouldBe((HttpStatusCode.OK, "Program of port-officer", "Port unit"));
        (await client.Decide(first.Id, "d", read.Tag, "release", "too late")).Status.ShouldBe(HttpStatusCode.PreconditionFailed);
        (await client.Decide(first.Id, "c", read.Tag, "scan", "odd weight")).Replayed.ShouldBeTrue();
        using var view = served.Node.Store.Read();
        view.Decisions(first.Id).ShouldHaveSingleItem().Action.ShouldBe("scan");
        served.Node.Authority.Audit.Entries(new AuditFilter { Actor = "Program of port-officer" }, 0, 50).ShouldContain(entry => entry.Act.Action == "decide" && entry.Act.Account == "key-1");
    }

    [Fact]
    public async Task Referrals_and_the_register_are_read_by_those_who_may()
    {
        await using var served = await ServedNode.Start("port-alfa");
        await using var partner = await ServedNode.Start("port-bravo");
        served.ImportMonth(60);
        served.Befriend(partner);
        var sent = served.Refer(1, "port-bravo");
        using var liaison = Program(served, "liaison-officer");
        (await liaison.ListReferrals()).Value!.Items.ShouldHaveSingleItem().Handling.ShouldBe("amber");
        (await liaison.GetReferral(sent.Id)).Value!.Request.ShouldBe("Please open it");
        using var statistician = Program(served, "statistician");
        (await statistician.ListReferrals()).Status.ShouldBe(HttpStatusCode.Forbidden);
        served.Node.Desk.Record(1, new Programmes.Containers.Control.ControlReport { Control = "scan", Unit = "" }, null, new("Officer A", "Unit"));
        var entries = (await statistician.ListRegister()).Value!.Items;
        entries.ShouldHaveSingleItem().Payload.ValueKind.ShouldBe(JsonValueKind.Object);
    }

    [Fact]
    public async Task A_key_opens_what_it_is_for_and_nothing_else_and_ends()
    {
        var clock = new SetClock();
        await using var served = await ServedNode.Start(clock: clock);
        var secret = Key(served, "port-officer", [new Right("profiles", "read")], TimeSpan.FromDays(2));
        using var client = Client(served, secret);
        (await client.ListProfiles()).Status.ShouldBe(HttpStatusCode.OK);
        (await client.ListConsignments()).Status.ShouldBe(HttpStatusCode.Forbidden);

        // Keys open no pages, and a wrong key is not helped by a session.
        using var pages = served.Stranger();
        pages.DefaultRequestHeaders.Authorization = new("Bearer", secret);
        (await pages.LedTo("/profiles"))!.ShouldStartWith("/sign-in");
        using var both = await served.SignedIn("port-officer");
        (await both.Read("/api/v1/profiles")).ShouldContain("\"items\"");
        both.DefaultRequestHeaders.Authorization = new("Bearer", ServiceKeyTable.Prefix + "wrong");
        using (var wrong = await both.GetAsync(new Uri("/api/v1/profiles", UriKind.Relative), TestContext.Current.CancellationToken))
        {
            wrong.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        }

        clock.Move(TimeSpan.FromDays(3));
        (await client.ListProfiles()).Status.ShouldBe(HttpStatusCode.Unauthorized);
        using var other = Client(served, Key(served, "profile-analyst", [new Right("profiles", "read")], TimeSpan.FromDays(2)));
        (await other.ListProfiles()).Status.ShouldBe(HttpStatusCode.OK);
        served.Node.Authority.Keys.Revoke(served.Node.Authority.Keys.All().Single(key => key.Role == "profile-analyst").Id).ShouldBeTrue();
        (await other.ListProfiles()).Status.ShouldBe(HttpStatusCode.Unauthorized);
        File.ReadAllBytes(Path.Combine(served.Node.Folder, "authority.db")).AsSpan().IndexOf(Encoding.ASCII.GetBytes(secret)).ShouldBe(-1);
    }

    [Fact]
    public async Task Every_address_for_programs_gives_a_key_of_a_role_what_it_gives_the_role()
    {
        await using var served = await ServedNode.Start();
        served.ImportMonth(30);
        var asked = 0;
        foreach (var role in ShippedRoles.Book.Roles.Where(role => role.IsAssignable))
        {
            using var officer = await served.SignedIn(role.Id);
            using var program = served.Stranger();
            program.DefaultRequestHeaders.Authorization = new("Bearer", Key(served, role.Id, [.. role.Grants.Select(grant => grant.Right)], TimeSpan.FromDays(1)));
            foreach (var (method, path) in MatrixTests.ProgramAddresses(served))
            {
                asked++;
                (await Status(program, method, path)).ShouldBe(await Status(officer, method, path), $"{method} {path} as {role.Id}");
            }
        }

        asked.ShouldBeGreaterThan(80);
    }

    [Fact]
    public async Task An_administrator_makes_a_key_on_the_page_and_revokes_it()
    {
        await using var served = await ServedNode.Start();
        using var administrator = await served.SignedIn("administrator");
        (string, string)[] wish = [("name", "Terminal system"), ("unit", "Port unit"), ("role", "port-officer"), ("days", "30"), ("right", "imports: write"), ("right", "consignments: read")];
        var shown = await administrator.Send("/accounts/keys", "make", wish);
        using var client = Client(served, Forms.Element(shown.Text, "key"));
        (await client.ListConsignments()).Status.ShouldBe(HttpStatusCode.OK);
        (await administrator.Send("/accounts/keys", "make", wish)).Text.ShouldContain("There is a key Terminal system already.");
        (await administrator.Send("/accounts/keys", "make", [.. wish[1..5], ("name", "Beyond"), ("right", "referrals: read"), ("right", "register: export")])).Text.ShouldContain("does not have register: export");
        (await administrator.Read("/accounts/keys")).ShouldNotContain(ServiceKeyTable.Prefix);
        await administrator.Send("/accounts/keys", "revoke", ("key", "1"));
        (await client.ListConsignments()).Status.ShouldBe(HttpStatusCode.Unauthorized);
    }

    private static async Task<HttpStatusCode> Status(HttpClient client, string method, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        ((int)response.StatusCode).ShouldBeLessThan(500, path);
        return response.StatusCode;
    }

    private static ApiClient Program(ServedNode served, string role) =>
        Client(served, Key(served, role, [.. ShippedRoles.Book.Role(role)!.Grants.Select(grant => grant.Right)], TimeSpan.FromDays(1)));

    private static ApiClient Client(ServedNode served, string secret)
    {
        var http = new HttpClient { BaseAddress = served.Root };
        http.DefaultRequestHeaders.Authorization = new("Bearer", secret);
        return new ApiClient(http);
    }

    private static string Key(ServedNode served, string role, Right[] rights, TimeSpan goodFor)
    {
        var now = served.Node.Clock.GetUtcNow();
        return served.Node.Authority.Keys.Make(new ServiceKey(0, "Program of " + role, "Port unit", "Customs", role, rights, "Administrator", now, now + goodFor)).ShouldNotBeNull();
    }
}
