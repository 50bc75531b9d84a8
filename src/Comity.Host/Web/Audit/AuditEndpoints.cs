using System.Text;
using Comity.Host.Audit;
using Comity.Host.Authority;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Comity.Host.Web.Audit;

/// <summary>The audit as a file.</summary>
internal static class AuditEndpoints
{
    public static void MapAudit(this IEndpointRouteBuilder app) => app.MapGet("/audit.csv", (Node node, HttpContext context) => Results.Stream(
        async stream =>
        {
            await using var text = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true);
            await AuditCsv.Write(node.Authority.Audit.All(), text, context.RequestAborted);
        },
        "text/csv; charset=utf-8",
        "audit.csv")).May("audit", "export");
}
