using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Comity.Host.Authority;
using Comity.Kernel.Account;
using Comity.Store.Identity;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Comity.Host.Api;

/// <summary>What all addresses for programs have in common: problem details, entity tags, requests that take effect once.</summary>
internal static class ApiConventions
{
    /// <summary>The header that names a request, so that it can be sent again.</summary>
    public const string KeyHeader = "Idempotency-Key";

    private const int LongestKey = 100;
    private const string JsonType = "application/json; charset=utf-8";

    /// <summary>Whatever goes wrong at an address for programs is said as problem details (RFC 9457).</summary>
    public static void UseApiProblems(this WebApplication app) => app.UseWhen(context => ApiAddress.Is(context.Request.Path), api =>
    {
        api.UseExceptionHandler(new ExceptionHandlerOptions
        {
            AllowStatusCode404Response = true,
            ExceptionHandler = context => context.Features.GetRequiredFeature<IExceptionHandlerFeature>().Error switch
            {
                StoreBusyException busy => Problem(context, StatusCodes.Status503ServiceUnavailable, busy.Message),
                BadHttpRequestException bad => Problem(context, bad.StatusCode, bad.Message),
                _ => Problem(context, StatusCodes.Status500InternalServerError, "This is a fault of the program; it is in the log of the node."),
            },
        });
        api.UseStatusCodePages(context => Problem(context.HttpContext, context.HttpContext.Response.StatusCode, context.HttpContext.Response.StatusCode switch
        {
            StatusCodes.Status401Unauthorized => "Show a key of this node, or sign in.",
            StatusCodes.Status403Forbidden => "The key or account does not have the right this needs; the attempt is on record.",
            StatusCodes.Status404NotFound => "There is nothing at this address.",
            _ => null,
        }));
    });

    /// <summary>Answers with an entity tag made of the content, and without the content where the caller has it (RFC 9110, 13).</summary>
    public static async ValueTask<object?> Tagged(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var result = await next(invocation);
        var answer = result is INestedHttpResult nested ? nested.Result : result;
        if (answer is not IValueHttpResult { Value: { } value } || answer is not IStatusCodeHttpResult { StatusCode: StatusCodes.Status200OK })
        {
            return result;
        }

        var context = invocation.HttpContext;
        var bytes = Bytes(context, value);
        var tag = Tag(bytes);
        context.Response.Headers.ETag = tag;
        context.Response.Headers.CacheControl = "private, no-cache";
        var headers = context.Request.Headers;
        return headers.IfMatch.Count > 0 && !Names(headers.IfMatch.ToString(), tag)
            ? Results.Problem("It has changed since you read it.", statusCode: StatusCodes.Status412PreconditionFailed)
            : headers.IfNoneMatch.Count > 0 && Names(headers.IfNoneMatch.ToString(), tag)
                ? Results.StatusCode(StatusCodes.Status304NotModified)
                : Results.Bytes(bytes, JsonType);
    }

    /// <summary>The entity tag of what would be answered.</summary>
    public static string TagOf(HttpContext context, object value) => Tag(Bytes(context, value));

    /// <summary>Whether a precondition names a tag.</summary>
    public static bool Names(string condition, string tag) =>
        condition.Trim() == "*" || condition.Split(',', StringSplitOptions.TrimEntries).Contains(tag, StringComparer.Ordinal);

    /// <summary>Carries a request out once, however often it is sent with the same key.</summary>
    public static async ValueTask<object?> Once(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var context = invocation.HttpContext;
        var key = context.Request.Headers[KeyHeader].ToString();
        if (key.Length is 0 or > LongestKey || key.Any(c => c is < '!' or > '~'))
        {
            return Results.Problem($"Name the request in the header {KeyHeader}: up to {LongestKey} visible characters of your choice, new for each request.", statusCode: StatusCodes.Status400BadRequest);
        }

        var services = context.RequestServices;
        var (requests, account) = (services.GetRequiredService<Node>().Authority.Requests, services.GetRequiredService<Access>().Actor.Account);
        var asked = $"{context.Request.Method} {context.Request.Path}{context.Request.QueryString} {context.Request.ContentType} {context.Request.ContentLength}";
        switch (requests.Claim(account, key, asked))
        {
            case (RequestClaim.Answered, { } answer):
                context.Response.StatusCode = answer.Status;
                context.Response.Headers.Location = answer.Location;
                context.Response.Headers["Idempotent-Replayed"] = "true";
                return Results.Bytes(answer.Body, JsonType);
            case (RequestClaim.Running, _):
                return Results.Problem("This request is being carried out.", statusCode: StatusCodes.Status409Conflict);
            case (RequestClaim.Other, _):
                return Results.Problem($"This {KeyHeader} was used for another request.", statusCode: StatusCodes.Status422UnprocessableEntity);
        }

        try
        {
            var result = await next(invocation);
            var said = result is INestedHttpResult nested ? nested.Result : result;
            if (said is IValueHttpResult { Value: { } value } && said is IStatusCodeHttpResult { StatusCode: { } status and < StatusCodes.Status300MultipleChoices })
            {
                var location = said.GetType().GetProperty("Location")?.GetValue(said) as string;
                requests.Keep(account, key, new RequestAnswer(status, location, Bytes(context, value)));
            }

            return result;
        }
        finally
        {
            // What was not answered with a result, or failed, may be sent again.
            requests.Release(account, key);
        }
    }

    private static byte[] Bytes(HttpContext context, object value) =>
        JsonSerializer.SerializeToUtf8Bytes(value, context.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions);

    private static string Tag(byte[] bytes) => $"\"{Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 16))}\"";

    private static Task Problem(HttpContext context, int status, string? detail)
    {
        context.Response.StatusCode = status;
        return Results.Problem(detail, statusCode: status).ExecuteAsync(context);
    }

    /// <summary>A place in a list, as programs hold it.</summary>
    public static string Cursor(string place) => Convert.ToBase64String(Encoding.UTF8.GetBytes(place)).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    /// <summary>Reads a place; null when it is none.</summary>
    public static string? Place(string? cursor)
    {
        if (cursor is null)
        {
            return null;
        }

        var text = cursor.Replace('-', '+').Replace('_', '/');
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text.PadRight((text.Length + 3) / 4 * 4, '='), bytes, out var length) ? Encoding.UTF8.GetString(bytes, 0, length) : null;
    }
}
