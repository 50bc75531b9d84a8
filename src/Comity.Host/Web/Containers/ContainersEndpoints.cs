using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Comity.Host.Web.Containers;

/// <summary>The addresses of the container programme that are not pages: uploads, progress, photographs.</summary>
internal static class ContainersEndpoints
{
    public static void MapContainers(this IEndpointRouteBuilder app)
    {
        app.MapGet("/imports/{number:int}/progress", (int number, ImportJobs jobs) =>
            jobs.Find(number) is { } state ? Results.Json(state) : Results.NotFound());
    }
}
