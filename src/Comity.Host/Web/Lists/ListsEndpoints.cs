using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Comity.Host.Web.Lists;

/// <summary>What the pages of watch lists need beside themselves.</summary>
internal static class ListsEndpoints
{
    public static void AddLists(this IServiceCollection services)
    {
        services.AddSingleton<ListScreening>();
        services.AddHostedService(provider => provider.GetRequiredService<ListScreening>());
    }

    public static void MapLists(this IEndpointRouteBuilder app)
    {
        // A parameter that is a form makes the framework check the form's token.
        app.MapPost("/lists/screening/cancel", (IFormCollection _, ListScreening screening) =>
        {
            screening.Cancel();
            return Results.Redirect("/lists");
        });
        app.MapPost("/lists/screening/start", (IFormCollection _, ListScreening screening) =>
        {
            screening.Want();
            return Results.Redirect("/lists");
        });
    }
}
