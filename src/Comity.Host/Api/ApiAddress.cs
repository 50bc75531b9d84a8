using Comity.Store.Identity;
using Microsoft.AspNetCore.Http;

namespace Comity.Host.Api;

/// <summary>Where programs speak to the node.</summary>
public static class ApiAddress
{
    /// <summary>What every address of the interface begins with.</summary>
    public const string Root = "/api/v1";

    private const string Scheme = "Bearer ";

    /// <summary>Whether an address is one for programs.</summary>
    public static bool Is(PathString path) => path.StartsWithSegments("/api", StringComparison.Ordinal);

    /// <summary>The key that a request shows; null when it shows none, or asks for a page: keys open no pages.</summary>
    public static string? Bearer(HttpContext context) =>
        Is(context.Request.Path) && context.Request.Headers.Authorization.ToString() is { } header && header.StartsWith(Scheme + ServiceKeyTable.Prefix, StringComparison.Ordinal)
            ? header[Scheme.Length..]
            : null;
}
