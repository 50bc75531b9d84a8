using System.Net;
using System.Text;
using Comity.Host.Authority;
using Comity.Host.Tests.Web;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;

namespace Comity.Host.Tests.Authority;

/// <summary>Every page, form and address is discovered and walked with every role, and with none.</summary>
public sealed class MatrixTests
{
    private const string Begin = "<!-- matrix: walked by a test -->";
    private const string End = "<!-- end of matrix -->";

    // The framework's own; it has no rule and is refused.
    private static readonly string[] Frameworks = ["/_framework/opaque-redirect"];

    [Fact]
    public async Task Every_page_and_address_has_a_rule_the_role_book_knows()
    {
        await using var served = await ServedNode.Start();
        var endpoints = Endpoints(served);
        endpoints.Where(endpoint => endpoint.Metadata.GetMetadata<AccessRuleAttribute>() is null).Select(Path).Except(Frameworks, StringComparer.Ordinal)
            .ShouldBeEmpty("each needs [May(…)], [SignedIn(…)] or [OpenToAll(…)] on the page, or .May(…), .SignedIn(…), .OpenToAll(…) on the address");
        var rules = endpoints.SelectMany(endpoint => endpoint.Metadata.GetOrderedMetadata<MayAttribute>()).ToArray();
        rules.Length.ShouldBeGreaterThan(15);
        rules.Select(rule => rule.Right).Where(right => !ShippedRoles.Book.Knows(right)).ShouldBeEmpty("src/Comity.Host/Authority/roles.json does not know them");
    }

    [Fact]
    public async Task Every_form_of_a_page_with_rights_has_a_rule()
    {
        await using var served = await ServedNode.Start();
        var ruled = Endpoints(served).SelectMany(endpoint => endpoint.Metadata.GetOrderedMetadata<MayAttribute>()).Select(rule => rule.Form).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var files = 0;
        foreach (var file in Directory.EnumerateFiles(InRepository("src/Comity.Host/Web"), "*.razor", SearchOption.AllDirectories))
        {
            files++;
            var text = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
            if (!text.Contains("[OpenToAll(", StringComparison.Ordinal) && !text.Contains("[SignedIn(", StringComparison.Ordinal))
            {
                text.Split("@formname=\"").Skip(1).Select(FormName).Except(ruled, StringComparer.Ordinal).ShouldBeEmpty($"{file} has forms that no [May(…, Form = …)] names: nobody may send them");
            }
        }

        files.ShouldBeGreaterThan(10);
    }

    [Fact]
    public async Task Each_role_reaches_what_the_matrix_says_and_nothing_else()
    {
        await using var served = await ServedNode.Start();
        served.ImportMonth(30);
        var roles = ShippedRoles.Book.Roles.Where(role => role.IsAssignable).ToArray();
        using var nobody = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = served.Root };
        var clients = new List<(string Role, HttpClient Client)>();
        foreach (var role in roles)
        {
            clients.Add((role.Title.ToLowerInvariant(), await served.SignedIn(role.Id)));
        }

        var matrix = new StringBuilder("| | reached by |\n|---|---|\n");
        foreach (var (name, method, path, form) in Endpoints(served).SelectMany(Acts).OrderBy(act => act.Name, StringComparer.Ordinal))
        {
            var reached = new List<string>();
            foreach (var (role, client) in clients)
            {
                if (await Reaches(client, method, path, form))
                {
                    reached.Add(role);
                }
            }

            var open = await Reaches(nobody, method, path, form);
            (open && reached.Count < clients.Count).ShouldBeFalse($"{name} is open to whoever is not signed in, but not to every role");
            var by = open ? "everybody" : reached.Count == clients.Count ? "everybody signed in" : reached.Count == 0 ? "no one" : string.Join(", ", reached);
            matrix.Append("| ").Append(name).Append(" | ").Append(by).Append(" |\n");
        }

        clients.ForEach(each => each.Client.Dispose());
        var document = await File.ReadAllTextAsync(InRepository("docs/security.md"), TestContext.Current.CancellationToken);
        var written = document.Split(Begin)[1].Split(End)[0].Trim();
        written.ShouldBe(matrix.ToString().Trim(), $"The matrix in docs/security.md is not what the pages do:\n{matrix}");
    }

    /// <summary>Every address for programs, with its method.</summary>
    internal static IEnumerable<(string Method, string Path)> ProgramAddresses(ServedNode served) => Endpoints(served).SelectMany(Acts)
        .Where(act => act.Path.StartsWith("/api/", StringComparison.Ordinal)).Select(act => (act.Method, act.Path));

    // A name made for each thing of a kind, @($"revoke-{…}"), counts by its beginning.
    private static string FormName(string afterAttribute) =>
        afterAttribute.StartsWith("@($\"", StringComparison.Ordinal) ? afterAttribute[4..].Split('{')[0] + "*" : afterAttribute.Split('"')[0];

    private static async Task<bool> Reaches(HttpClient client, string method, string path, string? form)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (form is not null)
        {
            // Without the token that the page carries: whoever may send it is told so (400), whoever may not is refused before.
            request.Content = new FormUrlEncodedContent([new("_handler", form)]);
        }

        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        response.StatusCode.ShouldNotBe(HttpStatusCode.InternalServerError, $"{method} {path}");
        return response.StatusCode is not (HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized)
            && response.Headers.Location?.ToString().StartsWith("/sign-in?", StringComparison.Ordinal) != true;
    }

    private static IEnumerable<(string Name, string Method, string Path, string? Form)> Acts(RouteEndpoint endpoint)
    {
        var pattern = "/" + endpoint.RoutePattern.RawText!.TrimStart('/');
        // Signing out would end the walk.
        if (pattern == "/sign-out" || pattern.StartsWith("/enter/", StringComparison.Ordinal))
        {
            yield break;
        }

        if (endpoint.Metadata.GetMetadata<ComponentTypeMetadata>() is null)
        {
            foreach (var method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"])
            {
                yield return ($"{pattern} {method}", method, Path(endpoint), null);
            }

            yield break;
        }

        yield return ($"{pattern}", "GET", Path(endpoint), null);
        foreach (var rule in endpoint.Metadata.GetOrderedMetadata<MayAttribute>().Where(rule => rule.Form is not null))
        {
            yield return ($"{pattern} form {rule.Form}", "POST", Path(endpoint), rule.Form!.Replace("*", "1", StringComparison.Ordinal));
        }
    }

    private static RouteEndpoint[] Endpoints(ServedNode served)
    {
        var endpoints = served.App.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().ToArray();
        endpoints.Length.ShouldBeGreaterThan(15);
        return endpoints;
    }

    private static string Path(RouteEndpoint endpoint) => "/" + string.Join('/', endpoint.RoutePattern.PathSegments.Select(segment =>
        string.Concat(segment.Parts.Select(part => part is RoutePatternLiteralPart literal ? literal.Content : "1"))));

    /// <summary>A file of the repository.</summary>
    internal static string InRepository(string path)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(System.IO.Path.Combine(folder!.FullName, "Comity.slnx")))
        {
            folder = folder.Parent;
        }

        return System.IO.Path.Combine(folder.FullName, path);
    }
}
