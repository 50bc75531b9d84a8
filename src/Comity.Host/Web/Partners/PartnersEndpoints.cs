using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Comity.Host.Web.Partners;

/// <summary>The addresses of the partners' page that are not pages.</summary>
internal static class PartnersEndpoints
{
    public static void MapPartners(this IEndpointRouteBuilder app) => app.MapGet("/partners/card", (ExchangeAccess exchange) => exchange.Node is { } node
        ? Results.File(Encoding.UTF8.GetBytes(node.Keys.SignedCard() + "\n"), "application/octet-stream", $"{node.Keys.Node}.card")
        : Results.NotFound());
}
