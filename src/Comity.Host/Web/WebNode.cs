using System.Globalization;
using System.Net;
using Comity.Host.Exchange;
using Comity.Host.Web.Cases;
using Comity.Host.Web.Containers;
using Comity.Host.Web.Lists;
using Comity.Host.Web.Partners;
using Comity.Programmes.Containers.Control;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Comity.Host.Web;

/// <summary>How a node is served.</summary>
/// <param name="Port">Port on the loopback interface; 0 for any free one.</param>
/// <param name="Officer">Who acts on the pages.</param>
/// <param name="Key">The key that opens them.</param>
public sealed record ServeOptions(int Port, Officer Officer, AccessKey Key);

/// <summary>The exchange of the node whose pages are served.</summary>
/// <param name="Node">Null while the node has no keys.</param>
/// <param name="Sends">Whether what waits is sent by the process of the pages; otherwise a server of the exchange does.</param>
public sealed record ExchangeAccess(ExchangeNode? Node, bool Sends = false);

/// <summary>
/// Serves a node's pages on the machine's own interface. Pages are plain HTML made on the server: they work on slow
/// links and without scripts; small scripts add progress and shortcuts.
/// </summary>
public static class WebNode
{
    private const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; "
        + "base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'";

    /// <summary>Builds the application; the caller starts and disposes it.</summary>
    /// <param name="node">The node.</param>
    /// <param name="options">How it is served.</param>
    /// <param name="exchange">Its exchange with partners; null for a node that has none.</param>
    public static WebApplication Build(Node node, ServeOptions options, ExchangeAccess? exchange = null)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ApplicationName = typeof(WebNode).Assembly.GetName().Name });
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, options.Port);
            kestrel.AddServerHeader = false;
            // Manifests are large; the import streams to disk.
            kestrel.Limits.MaxRequestBodySize = null;
        });
        builder.Services.AddSingleton(node);
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton(options.Officer);
        builder.Services.AddSingleton(exchange ?? new ExchangeAccess(null));
        if (exchange is { Node: { } sending, Sends: true })
        {
            builder.Services.AddSingleton(sending);
            builder.Services.AddHostedService<ExchangeSender>();
        }

        builder.Services.AddSingleton<ImportJobs>();
        builder.Services.AddHostedService(services => services.GetRequiredService<ImportJobs>());
        builder.Services.AddLists();
        builder.Services.AddHostFiltering(filter => filter.AllowedHosts = ["localhost", "127.0.0.1"]);
        builder.Services.AddResponseCompression(compression => compression.MimeTypes = [.. ResponseCompressionDefaults.MimeTypes, "image/svg+xml"]);
        // A form is good for as long as the key of the node: both end with the process, and nothing is left on the disk.
        builder.Services.AddDataProtection().UseEphemeralDataProtectionProvider();
        builder.Services.AddAntiforgery(forms => forms.Cookie.Name = options.Key.FormCookie);
        builder.Services.AddRazorComponents();
        builder.Services.Configure<FormOptions>(form => form.MultipartBodyLengthLimit = long.MaxValue);

        var app = builder.Build();
        app.UseHostFiltering();
        app.UseResponseCompression();
        app.Use(SetHeaders);
        app.Use((context, next) => options.Key.Guard(context, next.Invoke));
        app.UseExceptionHandler("/problem/500", createScopeForErrors: true);
        app.UseStatusCodePagesWithReExecute("/problem/{0}", createScopeForStatusCodePages: true);
        app.UseStaticFiles(new StaticFileOptions
        {
            FileProvider = new EmbeddedAssets(typeof(WebNode).Assembly),
            OnPrepareResponse = response => response.Context.Response.Headers.CacheControl = "max-age=3600",
        });
        app.UseAntiforgery();
        app.MapContainers();
        app.MapCases();
        app.MapPartners();
        app.MapLists();
        app.MapRazorComponents<App>();
        return app;
    }

    /// <summary>The address a browser is to open, with the key.</summary>
    public static string AddressOf(WebApplication app, ServeOptions options)
    {
        var address = app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First();
        return $"{address}/?key={options.Key.Value}";
    }

    private static Task SetHeaders(HttpContext context, RequestDelegate next)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers.CacheControl = "no-cache, no-store";
        headers.Pragma = "no-cache";
        // Numbers and dates read the same for every officer, whatever the account's settings.
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        return next(context);
    }
}
