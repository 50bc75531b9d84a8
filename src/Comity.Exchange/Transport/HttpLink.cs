using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Comity.Exchange.Envelope;
using Comity.Exchange.Identity;
using Comity.Kernel.Refer;

namespace Comity.Exchange.Transport;

/// <summary>
/// Bundles over HTTPS. The server is known by the certificate on its card, so no authority between the two has to be
/// trusted; this node shows its own, for partners that ask for one.
/// </summary>
public sealed class HttpLink(NodeKeys keys) : ILink, IDisposable
{
    /// <summary>Where bundles are posted.</summary>
    public const string BundlePath = "/exchange/v1/bundles";

    /// <summary>What a bundle is.</summary>
    public const string MediaType = "application/jose";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(100);
    private readonly X509Certificate2 _certificate = keys.Certificate();
    private readonly ConcurrentDictionary<string, HttpClient> _clients = new(StringComparer.Ordinal);

    /// <inheritdoc />
    public async Task<string> Send(Partner partner, NodeCard card, string bundle, CancellationToken cancellation)
    {
        if (!Uri.TryCreate(partner.Address, UriKind.Absolute, out var address) || address.Scheme != Uri.UriSchemeHttps)
        {
            throw new LinkException($"The address of {partner.Node} is '{partner.Address}'; expected https://….");
        }

        using var content = new StringContent(bundle, Encoding.ASCII, MediaType);
        try
        {
            using var response = await Client(card.CertificateSha256).PostAsync(new Uri(address, BundlePath), content, cancellation);
            if (response.StatusCode == HttpStatusCode.OK)
            {
                return await response.Content.ReadAsStringAsync(cancellation);
            }

            throw new LinkException($"{partner.Node} answered {(int)response.StatusCode} {response.ReasonPhrase}.", response.Headers.RetryAfter?.Delta);
        }
        catch (Exception error) when (error is HttpRequestException or IOException or OperationCanceledException && !cancellation.IsCancellationRequested)
        {
            throw new LinkException($"{partner.Node} cannot be reached: {error.InnerException?.Message ?? error.Message}");
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var client in _clients.Values)
        {
            client.Dispose();
        }

        _certificate.Dispose();
    }

    // One for each certificate: a connection that was made under one must not be used under another.
    private HttpClient Client(string? pin) => _clients.GetOrAdd(pin ?? "", _ => new HttpClient(new SocketsHttpHandler
    {
        PooledConnectionLifetime = TimeSpan.FromMinutes(10),
        AutomaticDecompression = DecompressionMethods.None,
        AllowAutoRedirect = false,
        SslOptions = new SslClientAuthenticationOptions
        {
            ClientCertificates = [_certificate],
            RemoteCertificateValidationCallback = (_, certificate, _, errors) => pin is null
                ? errors == SslPolicyErrors.None
                : certificate is not null && Convert.ToHexStringLower(SHA256.HashData(certificate.GetRawCertData())) == pin,
        },
    })
    {
        Timeout = Patience,
        MaxResponseContentBufferSize = Sealer.LargestBundleBytes,
    });
}
