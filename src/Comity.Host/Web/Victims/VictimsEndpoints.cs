using System.Text;
using Comity.Host.Authority;
using Comity.Host.Victims;
using Comity.Kernel.Account;
using Comity.Programmes.Victims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Comity.Host.Web.Victims;

/// <summary>The addresses of the victims programme that are not pages.</summary>
internal static class VictimsEndpoints
{
    public static void MapVictims(this IEndpointRouteBuilder app) => app.MapGet("/victims/cases.csv", Export).May("victims", "export");

    /// <summary>The cases of people who agreed to being reported, without what identifies them.</summary>
    private static IResult Export(VictimDesk desk)
    {
        try
        {
            using var table = new StringWriter();
            HtcdsExport.Write(desk.All(), table, identifying: false);
            return Results.Bytes(Encoding.UTF8.GetBytes(table.ToString()), "text/csv; charset=utf-8", "cases.csv");
        }
        catch (Exception closed) when (closed is PersonKeysException or CannotOpenException)
        {
            return Results.Problem(closed.Message, statusCode: StatusCodes.Status503ServiceUnavailable);
        }
    }
}
