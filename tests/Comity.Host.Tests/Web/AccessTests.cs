using System.Net;
using Comity.Host.Authority;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;

namespace Comity.Host.Tests.Web;

/// <summary>Nothing of a node is served to somebody who is not signed in.</summary>
public sealed class AccessTests
{
    [Fact]
    public async Task Every_address_that_is_not_open_to_all_needs_somebody()
    {
        await using var served = await ServedNode.Start();
        var endpoints = served.App.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().ToArray();
        endpoints.Length.ShouldBeGreaterThan(10);
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = served.Root };
        foreach (var endpoint in endpoints.Where(endpoint => endpoint.Metadata.GetMetadata<OpenToAllAttribute>() is null))
        {
            var path = "/" + string.Join('/', endpoint.RoutePattern.PathSegments.Select(segment =>
                string.Concat(segment.Parts.Select(part => part is RoutePatternLiteralPart literal ? literal.Content : "1"))));
            var methods = endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET", "POST"];
            foreach (var method in methods)
            {
                using var request = new HttpRequestMessage(new HttpMethod(method), path);
                using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
                (response.StatusCode == HttpStatusCode.Unauthorized || response.Headers.Location?.ToString().StartsWith("/sign-in?", StringComparison.Ordinal) == true)
                    .ShouldBeTrue($"{method} {path}: {response.StatusCode}");
            }
        }
    }

    [Theory]
    [InlineData("/enter/0123456789abcdef0123456789abcdef")]
    [InlineData("/nowhere")]
    [InlineData("/")]
    public async Task Wrong_links_and_unknown_addresses_lead_to_the_sign_in(string path)
    {
        await using var served = await ServedNode.Start();
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = served.Root };
        using var response = await client.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
        response.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        response.Headers.Location.ShouldNotBeNull().ToString().ShouldStartWith("/sign-in?");
        response.Headers.Contains("Set-Cookie").ShouldBeFalse();
    }

    [Fact]
    public async Task A_form_without_its_token_changes_nothing()
    {
        await using var served = await ServedNode.Start();
        served.ImportMonth(30);
        using var client = await WithAllRoles(served);
        using var decide = new FormUrlEncodedContent([new("action", "release"), new("_handler", "decide")]);
        using var decided = await client.PostAsync(new Uri("/consignments/1", UriKind.Relative), decide, TestContext.Current.CancellationToken);
        decided.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        using var upload = new MultipartFormDataContent { { new StringContent("X"), "sender" }, { new ByteArrayContent([1]), "files", "a.edi" } };
        using var uploaded = await client.PostAsync(new Uri("/imports/files", UriKind.Relative), upload, TestContext.Current.CancellationToken);
        uploaded.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        using var view = served.Node.Store.Read();
        view.Decisions(1).ShouldBeEmpty();
        view.Deliveries(0, 1000).ShouldNotContain(delivery => delivery.Name == "a.edi");
    }

    [Theory]
    [InlineData("/consignments/999999")]
    [InlineData("/consignments/abc")]
    [InlineData("/deliveries/999999")]
    [InlineData("/mappings?delivery=abc")]
    [InlineData("/raw/999999")]
    [InlineData("/imports/999/progress")]
    [InlineData("/photos/0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("/photos/..%2f..%2fnode.db")]
    [InlineData("/nowhere")]
    public async Task What_is_not_there_is_not_found(string path)
    {
        await using var served = await ServedNode.Start();
        using var client = await WithAllRoles(served);
        using var response = await client.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
        response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain("Not found");
    }

    [Fact]
    public async Task Pages_stay_below_100_kilobytes()
    {
        await using var served = await ServedNode.Start();
        served.ImportMonth(400);
        using var client = await WithAllRoles(served);
        foreach (var path in new[] { "/", "/consignments/1", "/imports", "/deliveries/1", "/register", "/help", "/comity.css", "/comity.js", "/world.svg" })
        {
            var body = await client.GetByteArrayAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
            body.Length.ShouldBeLessThan(100_000, path);
        }
    }

    private static async Task<HttpClient> WithAllRoles(ServedNode served)
    {
        var client = new HttpClient { BaseAddress = served.Root };
        using var entered = await client.GetAsync(served.Entry);
        entered.EnsureSuccessStatusCode();
        return client;
    }
}
