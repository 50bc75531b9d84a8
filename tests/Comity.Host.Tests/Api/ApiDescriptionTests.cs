using System.Reflection;
using System.Text.Json;
using Comity.Host.Tests.Authority;
using Comity.Host.Tests.Web;

namespace Comity.Host.Tests.Api;

/// <summary>The description that the node serves, and the client that the tests speak with, say the same.</summary>
public sealed class ApiDescriptionTests
{
    [Fact]
    public async Task The_client_has_every_operation_and_reads_every_answer_that_is_described()
    {
        await using var served = await ServedNode.Start();
        using var officer = await served.SignedIn("port-officer");
        using var document = JsonDocument.Parse(await officer.Read("/api/v1/openapi.json"));
        var root = document.RootElement;
        root.GetProperty("openapi").GetString()!.ShouldStartWith("3.1");
        var methods = typeof(ApiClient).GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly).Where(method => method.Name != "Dispose").ToDictionary(method => method.Name, StringComparer.Ordinal);
        var described = new List<string>();
        foreach (var path in root.GetProperty("paths").EnumerateObject())
        {
            path.Name.ShouldStartWith("/api/v1/");
            foreach (var operation in path.Value.EnumerateObject())
            {
                var id = operation.Value.GetProperty("operationId").GetString()!;
                var name = char.ToUpperInvariant(id[0]) + id[1..];
                described.Add(name);
                methods.ShouldContainKey(name, $"{operation.Name} {path.Name}");
                var answer = operation.Value.GetProperty("responses").EnumerateObject().First(response => response.Name[0] == '2').Value;
                var schema = answer.GetProperty("content").GetProperty("application/json").GetProperty("schema");
                Compare(root, schema, methods[name].ReturnType.GenericTypeArguments[0].GenericTypeArguments[0], name);
                operation.Value.GetProperty("responses").TryGetProperty("403", out _).ShouldBeTrue($"{name} does not say that it may be refused");
            }
        }

        described.Order(StringComparer.Ordinal).ShouldBe(methods.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_description_is_for_those_who_are_signed_in()
    {
        await using var served = await ServedNode.Start();
        using var stranger = served.Stranger();
        using var response = await stranger.GetAsync(new Uri("/api/v1/openapi.json", UriKind.Relative), TestContext.Current.CancellationToken);
        response.StatusCode.ShouldBe(System.Net.HttpStatusCode.Unauthorized);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        response.Headers.WwwAuthenticate.ToString().ShouldBe("Bearer");
    }

    // What is described by properties must be a record with the same ones, down to the leaves.
    private static void Compare(JsonElement root, JsonElement schema, Type type, string where)
    {
        schema = Resolved(root, schema);
        if (schema.TryGetProperty("items", out var items))
        {
            Compare(root, items, type.GenericTypeArguments[0], where + "[]");
        }
        else if (schema.TryGetProperty("properties", out var properties))
        {
            var own = type.GetProperties().ToDictionary(property => JsonNamingPolicy.CamelCase.ConvertName(property.Name), property => property.PropertyType, StringComparer.Ordinal);
            properties.EnumerateObject().Select(property => property.Name).Order(StringComparer.Ordinal).ShouldBe(own.Keys.Order(StringComparer.Ordinal), where);
            foreach (var property in properties.EnumerateObject())
            {
                Compare(root, property.Value, own[property.Name], $"{where}.{property.Name}");
            }
        }
    }

    private static JsonElement Resolved(JsonElement root, JsonElement schema)
    {
        if (schema.TryGetProperty("oneOf", out var choices))
        {
            schema = choices.EnumerateArray().First(choice => choice.TryGetProperty("$ref", out _));
        }

        return schema.TryGetProperty("$ref", out var reference)
            ? reference.GetString()!.TrimStart('#', '/').Split('/').Aggregate(root, (at, part) => at.GetProperty(part))
            : schema;
    }
}
