using System.Net;
using System.Text;
using Comity.Exchange.Envelope;
using Comity.Exchange.Transport;
using Comity.Exchange.Desk;
using Comity.Kernel.Account;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Comity.Host.Exchange;

/// <summary>How the exchange is served.</summary>
/// <param name="Address">The interface.</param>
/// <param name="Port">The port; 0 for any free one.</param>
/// <param name="RequireCertificate">Whether a caller must show the certificate of a partner (mutual TLS).</param>
public sealed record ExchangeServerOptions(IPAddress Address, int Port, bool RequireCertificate);

/// <summary>
/// Takes bundles from partners over HTTPS and sends what waits. It serves nothing else: no page and no key of the
/// node's pages is reachable here.
/// </summary>
public static class ExchangeServer
{
    private const int MostAtOnce = 8;
    private const int RetryAfterSeconds = 5;

    /// <summary>Builds the application; the caller starts and disposes it.</summary>
    public static WebApplication Build(ExchangeNode node, ExchangeServerOptions options)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ApplicationName = typeof(ExchangeServer).Assembly.GetName().Name });
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = Sealer.LargestBundleBytes;
            kestrel.Listen(options.Address, options.Port, listen => listen.UseHttps(https =>
            {
                https.ServerCertificate = node.Keys.Certificate();
                https.ClientCertificateMode = options.RequireCertificate ? ClientCertificateMode.RequireCertificate : ClientCertificateMode.NoCertificate;
                // Partners are known by their cards, not by an authority.
                https.ClientCertificateValidation = (certificate, _, _) => IsPartner(node, certificate.RawData);
            }));
        });
        builder.Services.AddSingleton(node);
        builder.Services.AddHostedService<ExchangeSender>();
        var app = builder.Build();
        var places = new SemaphoreSlim(MostAtOnce);
        app.MapPost(HttpLink.BundlePath, (HttpContext context, ExchangeNode served) => Receive(context, served, places));
        return app;
    }

    private static async Task<IResult> Receive(HttpContext context, ExchangeNode node, SemaphoreSlim places)
    {
        if (!await places.WaitAsync(0, context.RequestAborted))
        {
            return Later(context, "This node is busy.");
        }

        try
        {
            using var reader = new StreamReader(context.Request.Body, Encoding.ASCII);
            var bundle = await reader.ReadToEndAsync(context.RequestAborted);
            var report = node.Inbox.Take(bundle, byFile: false);
            return Results.Text(node.Inbox.Answer(report), HttpLink.MediaType);
        }
        catch (EnvelopeRefusedException)
        {
            // Why stands in the log of the node; whoever tampers learns nothing from the answer.
            return Results.Problem("The bundle was refused.", statusCode: StatusCodes.Status400BadRequest);
        }
        catch (Exception error) when (error is InboxBusyException or StoreBusyException)
        {
            return Later(context, error.Message);
        }
        catch (Exception error) when (error is IOException or Microsoft.Data.Sqlite.SqliteException)
        {
            // Nothing was taken, so nothing is signed for; the sender keeps it.
            context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(ExchangeServer)).NotKept(error);
            return Later(context, "This node cannot keep anything at the moment.");
        }
        finally
        {
            places.Release();
        }
    }

    private static IResult Later(HttpContext context, string why)
    {
        context.Response.Headers.RetryAfter = RetryAfterSeconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return Results.Problem(why, statusCode: StatusCodes.Status503ServiceUnavailable);
    }

    private static bool IsPartner(ExchangeNode node, byte[] certificate)
    {
        var pin = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(certificate));
        using var view = node.Store.Read();
        return view.Exchange.Partners().Any(partner => partner.State == Kernel.Refer.PartnerState.Confirmed && PartnerBook.Card(partner).CertificateSha256 == pin);
    }
}

/// <summary>Ends what lapsed and sends what waits, until the node stops.</summary>
public sealed partial class ExchangeSender(ExchangeNode node, ILogger<ExchangeSender> logger) : BackgroundService
{
    private const int MostLapsed = 500;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);
    private string _partners = "";

    /// <inheritdoc />
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1031", Justification = "Whatever goes wrong in one round is logged and tried again in the next: nothing that waits may be forgotten.")]
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                EndLapsed();
                SpreadCases();
                await node.Outbox.SendDue(stoppingToken);
            }
            catch (Exception error) when (!stoppingToken.IsCancellationRequested)
            {
                Failed(logger, error);
            }

            await Task.Delay(Pause, node.Clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void EndLapsed()
    {
        using (var view = node.Store.Read())
        {
            if (view.Exchange.Lapsed(node.Clock.GetUtcNow(), 1).Count == 0)
            {
                return;
            }
        }

        using var unit = node.Store.Begin();
        node.Desk.Expire(unit.Exchange, MostLapsed);
        unit.Commit();
    }

    /// <summary>A member that has become a confirmed partner is given what it may have.</summary>
    private void SpreadCases()
    {
        string partners;
        using (var view = node.Store.Read())
        {
            partners = string.Join(' ', view.Exchange.Partners().Where(partner => partner.State == Kernel.Refer.PartnerState.Confirmed).Select(partner => partner.Node));
        }

        if (partners == _partners)
        {
            return;
        }

        using var unit = node.Store.Begin();
        node.Cases.Spread(unit.Exchange);
        unit.Commit();
        _partners = partners;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A round of sending failed; it is tried again")]
    private static partial void Failed(ILogger logger, Exception error);
}

/// <summary>What the server logs.</summary>
internal static partial class ExchangeLog
{
    [LoggerMessage(Level = LogLevel.Error, Message = "A bundle could not be kept; its sender tries again")]
    public static partial void NotKept(this ILogger logger, Exception error);
}
