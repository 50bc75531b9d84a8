using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Comity.Kernel.Refer;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Comity.Bench.Exchange;

/// <summary>
/// The rival: one authenticated HTTPS post for each offer, one after the other, kept in SQLite with the same durability at the
/// recipient. No outbox, no signature, no encryption beyond TLS, no receipt but the status code.
/// </summary>
internal static class PlainPosts
{
    private const string Token = "a token that both sides know";

    public static async Task Run(string folder, ReferralOffer[] offers, Action<string, int, int, double, double, long> report)
    {
        using var store = new SqliteConnection($"Data Source={Path.Combine(folder, "plain.db")};Pooling=False");
        store.Open();
        using (var create = store.CreateCommand())
        {
            create.CommandText = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE offers (id TEXT PRIMARY KEY, offer TEXT NOT NULL);";
            create.ExecuteNonQuery();
        }

        using var insert = store.CreateCommand();
        insert.CommandText = "INSERT OR IGNORE INTO offers (id, offer) VALUES ($id, $offer)";
        var (id, offer) = (insert.Parameters.Add("$id", SqliteType.Text), insert.Parameters.Add("$offer", SqliteType.Text));
        using var certificate = NewCertificate();
        await using var server = Server(certificate, body => (id.Value, offer.Value) = (Convert.ToHexString(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(body))), body), () => insert.ExecuteNonQuery());
        await server.StartAsync();
        using var client = new HttpClient(new SocketsHttpHandler { SslOptions = { RemoteCertificateValidationCallback = (_, shown, _, _) => shown?.GetCertHashString() == certificate.Thumbprint } })
        {
            BaseAddress = new Uri(server.Urls.First()),
            DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", Token) },
        };

        async Task<long> Post(ReferralOffer one)
        {
            using var content = new ByteArrayContent(ReferralJson.Write(one));
            using var answer = await client.PostAsync(new Uri("/referrals", UriKind.Relative), content);
            answer.EnsureSuccessStatusCode();
            return content.Headers.ContentLength!.Value;
        }

        await Post(offers[0] with { Salt = "what is connected at first use is not measured" });
        var bytes = 0L;
        using var process = Process.GetCurrentProcess();
        var before = process.TotalProcessorTime;
        var watch = Stopwatch.StartNew();
        foreach (var one in offers)
        {
            bytes += await Post(one);
        }

        watch.Stop();
        process.Refresh();
        report("plain authenticated posts, no outbox, no signature", offers.Length, 0, watch.Elapsed.TotalSeconds, (process.TotalProcessorTime - before).TotalSeconds, bytes);
    }

    private static X509Certificate2 NewCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var made = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256).CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }

    private static WebApplication Server(X509Certificate2 certificate, Action<string> bind, Action keep)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate)));
        var app = builder.Build();
        app.MapPost("/referrals", async (HttpContext context, CancellationToken cancellation) =>
        {
            if (context.Request.Headers.Authorization != $"Bearer {Token}")
            {
                return Results.Unauthorized();
            }

            using var reader = new StreamReader(context.Request.Body);
            bind(await reader.ReadToEndAsync(cancellation));
            keep();
            return Results.Ok();
        });
        return app;
    }
}
