using System.Globalization;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Comity.Host.Api;
using Comity.Host.Authority;
using Comity.Host.Exchange;
using Comity.Host.Identity;
using Comity.Host.Victims;
using Comity.Host.Web.Audit;
using Comity.Host.Web.Cases;
using Comity.Host.Web.Containers;
using Comity.Host.Web.Identity;
using Comity.Host.Web.Lists;
using Comity.Host.Web.Partners;
using Comity.Host.Web.Victims;
using Comity.Host.Workshop;
using Comity.Store.Identity;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Diagnostics;
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
/// <param name="Port">The port; 0 for any free one.</param>
public sealed record ServeOptions(int Port)
{
    /// <summary>The interface. Others than the machine's own only with a certificate.</summary>
    public IPAddress Listen { get; init; } = IPAddress.Loopback;

    /// <summary>The certificate for HTTPS; null serves plain HTTP.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>The names by which browsers reach the node.</summary>
    public IReadOnlyList<string> Hosts { get; init; } = ["localhost", "127.0.0.1"];
}

/// <summary>The exchange of the node whose pages are served.</summary>
/// <param name="Node">Null while the node has no keys.</param>
/// <param name="Sends">Whether what waits is sent by the process of the pages; otherwise a server of the exchange does.</param>
public sealed record ExchangeAccess(ExchangeNode? Node, bool Sends = false);

/// <summary>
/// Serves a node's pages. Pages are plain HTML made on the server: they work on slow
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
        if (!IPAddress.IsLoopback(options.Listen) && options.Certificate is null)
        {
            throw new ArgumentException("Beyond this machine the pages are served over HTTPS only.", nameof(options));
        }

        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ApplicationName = typeof(WebNode).Assembly.GetName().Name });
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(options.Listen, options.Port, listen =>
            {
                if (options.Certificate is { } certificate)
                {
                    listen.UseHttps(certificate);
                }
            });
            kestrel.AddServerHeader = false;
            // Manifests are large; the import streams to disk.
            kestrel.Limits.MaxRequestBodySize = null;
        });
        builder.Services.AddSingleton(node);
        builder.Services.AddSingleton(exchange ?? new ExchangeAccess(null));
        if (exchange is { Node: { } sending, Sends: true })
        {
            builder.Services.AddSingleton(sending);
            builder.Services.AddHostedService<ExchangeSender>();
        }

        builder.Services.AddSingleton<ImportJobs>();
        builder.Services.AddHostedService(services => services.GetRequiredService<ImportJobs>());
        builder.Services.AddSingleton<BackTestDesk>();
        builder.Services.AddLists();
        builder.Services.AddSingleton(new VictimDesk(node, PersonKeys.DefaultFolder));
        builder.Services.AddHostFiltering(filter => filter.AllowedHosts = [.. options.Hosts]);
        builder.Services.AddResponseCompression(compression => compression.MimeTypes = [.. ResponseCompressionDefaults.MimeTypes, "image/svg+xml"]);
        var cookies = CookieNames.New();
        builder.Services.AddSignIn(options.Certificate is not null, cookies);
        // A form is good for as long as the session it was shown in: both end with the process, and no key is left on the disk.
        builder.Services.AddDataProtection().UseEphemeralDataProtectionProvider();
        builder.Services.AddAntiforgery(forms => forms.Cookie.Name = cookies.Of("form"));
        builder.Services.AddAttemptLimit();
        builder.Services.AddApi();
        builder.Services.AddRazorComponents();
        builder.Services.Configure<FormOptions>(form => form.MultipartBodyLengthLimit = long.MaxValue);

        var app = builder.Build();
        app.UseHostFiltering();
        app.UseResponseCompression();
        app.Use(SetHeaders);
        app.UseExceptionHandler("/problem/500", createScopeForErrors: true);
        app.UseStatusCodePagesWithReExecute("/problem/{0}", createScopeForStatusCodePages: true);
        // What programs are told is said further in, and needs no page.
        app.UseApiProblems();
        app.UseStaticFiles(new StaticFileOptions
        {
            FileProvider = new EmbeddedAssets(typeof(WebNode).Assembly),
            OnPrepareResponse = response => response.Context.Response.Headers.CacheControl = "max-age=3600",
        });
        app.Use(ShowProblems);
        app.UseRateLimiter();
        var gate = app.Services.GetRequiredService<Gate>();
        app.Use((context, next) => gate.Pass(context, next.Invoke));
        app.UseAntiforgery();
        app.MapIdentity();
        app.MapApi();
        app.MapPasskeys();
        app.MapAudit();
        app.MapContainers();
        app.MapCases();
        app.MapVictims();
        app.MapPartners();
        app.MapLists();
        app.MapRazorComponents<App>();
        return app;
    }

    /// <summary>The address a browser is to open.</summary>
    public static string AddressOf(WebApplication app) =>
        app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First();

    /// <summary>
    /// The address to print when the pages begin to be served: while there is no account, the one that makes the first;
    /// it works once and for a day.
    /// </summary>
    public static string FirstAddressOf(WebApplication app, Node node) => node.Authority.Accounts.All().Count > 0
        ? AddressOf(app)
        : $"{AddressOf(app).Replace("127.0.0.1", "localhost", StringComparison.Ordinal)}/setup/{node.Authority.Links.Make(LinkPurpose.Setup, null, TimeSpan.FromDays(1))}";

    // The page that says what went wrong is asked for anew, and not with the form that was refused.
    private static Task ShowProblems(HttpContext context, RequestDelegate next)
    {
        if (context.Features.Get<IStatusCodeReExecuteFeature>() is not null || context.Features.Get<IExceptionHandlerFeature>() is not null)
        {
            context.Request.Method = HttpMethods.Get;
        }

        return next(context);
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
