using Comity.Kernel.Refer.Cases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Comity.Host.Web.Cases;

/// <summary>The addresses of the case programme that are not pages: files of entries.</summary>
internal static class CasesEndpoints
{
    public static void MapCases(this IEndpointRouteBuilder app) => app.MapGet("/cases/{caseId}/files/{entryId}/{number:int}", File);

    private static IResult File(string caseId, string entryId, int number, Node node)
    {
        CaseEntry? entry;
        using (var view = node.Store.Read())
        {
            entry = view.Exchange.Cases.Case(caseId)?.Find(entryId);
        }

        if (entry is null || number < 0 || number >= entry.Attachments.Count)
        {
            return Results.NotFound();
        }

        try
        {
            // Whatever the file is, a browser is to save it and never to show it.
            return Results.Stream(node.Raw.Open(entry.Attachments[number].Sha256), "application/octet-stream", entry.Attachments[number].Name);
        }
        catch (IOException error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return Results.NotFound();
        }
    }
}
