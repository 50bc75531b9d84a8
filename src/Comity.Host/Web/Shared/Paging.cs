using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Comity.Host.Web.Shared;

/// <summary>Pages of long lists.</summary>
internal static class Paging
{
    // Beyond this the product of page and size would not fit.
    private const int MostPages = 1_000_000;

    /// <summary>The page an address asks for; the first when it asks for none that can be.</summary>
    public static int Of(HttpRequest request) =>
        int.TryParse(request.Query["page"], NumberStyles.None, CultureInfo.InvariantCulture, out var page) && page > 0 ? Math.Min(page, MostPages) : 1;
}
