using System.Globalization;
using System.Text;
using Comity.Host.Authority;
using Comity.Host.Web.Shared;
using Comity.Programmes.Containers.Control;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Comity.Host.Web.Containers;

/// <summary>The addresses of the container programme that are not pages: uploads, progress, photographs, files.</summary>
internal static class ContainersEndpoints
{
    public static void MapContainers(this IEndpointRouteBuilder app)
    {
        app.MapPost("/imports/files", Upload.Receive).May("imports", "write");
        app.MapGet("/imports/{number:int}/progress", (int number, ImportJobs jobs) =>
            jobs.Find(number) is { } state ? Results.Json(state) : Results.NotFound())
            .May("imports", "read", unaudited: "asked twice a second by the page of imports, which is audited");
        // A parameter that is a form makes the framework check the form's token.
        app.MapPost("/imports/{number:int}/cancel", (int number, IFormCollection _, ImportJobs jobs) =>
        {
            jobs.Cancel(number);
            return Results.Redirect("/imports");
        }).May("imports", "write");
        app.MapPost("/deliveries/{id:long}/read", (long id, IFormCollection _, Node node, ImportJobs jobs) => ReadAgain(id, node, jobs))
            .May("imports", "write");
        app.MapGet("/raw/{id:long}", Raw).May("imports", "export");
        app.MapGet("/photos/{sha256}", Photographs.Show).May("register", "read");
        app.MapGet("/register.csv", RegisterTable).May("register", "export");
    }

    private static IResult ReadAgain(long id, Node node, ImportJobs jobs)
    {
        using var view = node.Store.Read();
        if (view.Delivery(id) is not { } delivery)
        {
            return Results.NotFound();
        }

        jobs.Queue(delivery.Name, delivery);
        return Results.Redirect("/imports");
    }

    private static IResult Raw(long id, Node node)
    {
        using var view = node.Store.Read();
        // Whatever the file is, a browser is to save it and never to show it.
        return view.Delivery(id) is { } delivery
            ? Results.Stream(node.Raw.Open(delivery.Sha256), "application/octet-stream", delivery.Name)
            : Results.NotFound();
    }

    private static IResult RegisterTable(Node node)
    {
        var text = new StringBuilder("number,recorded_at,recorded_by,unit,control,container,bill,found,commodity,quantity,quantity_unit,concealment,remarks,corrects,standing,hash\r\n");
        using (var view = node.Store.Read())
        {
            var standing = RegisterTotals.Standing(view).Select(control => control.Entry.Number).ToHashSet();
            foreach (var entry in view.Register(ControlReport.Kind))
            {
                var report = ControlReport.FromJson(entry.Payload);
                // An entry with several commodities has a line for each.
                foreach (var item in report.Found ? report.Seized : [new SeizedItem("", 0, "")])
                {
                    string?[] cells =
                    [
                        entry.Number.ToString(CultureInfo.InvariantCulture), Display.Instant(entry.At), entry.By, report.Unit, report.Control, report.Container, report.Bill,
                        report.Found ? "yes" : "no", item.Commodity, report.Found ? item.Quantity.ToString(CultureInfo.InvariantCulture) : "", item.Unit, report.Concealment, report.Remarks,
                        entry.Corrects?.ToString(CultureInfo.InvariantCulture), standing.Contains(entry.Number) ? "yes" : "no", entry.Hash,
                    ];
                    text.AppendJoin(',', cells.Select(Cell)).Append("\r\n");
                }
            }
        }

        return Results.File(Encoding.UTF8.GetBytes(text.ToString()), "text/csv; charset=utf-8", "register.csv");
    }

    private static string Cell(string? value)
    {
        // A spreadsheet would run text that begins like a formula.
        var safe = value is ['=' or '+' or '-' or '@' or '\t', ..] ? "'" + value : value ?? "";
        return safe.AsSpan().ContainsAny(",\"\r\n") ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : safe;
    }
}
