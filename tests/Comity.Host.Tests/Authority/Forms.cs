using System.Buffers.Binary;
using System.Net;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Comity.Host.Tests.Web;

namespace Comity.Host.Tests.Authority;

/// <summary>Pages of a served node as a browser without scripts uses them: it reads a page, keeps its token and sends a form.</summary>
internal static partial class Forms
{
    /// <summary>Somebody new at the door.</summary>
    public static HttpClient Stranger(this ServedNode served) =>
        new(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = served.Root };

    /// <summary>The text of a page.</summary>
    public static async Task<string> Read(this HttpClient client, string page)
    {
        using var response = await client.GetAsync(new Uri(page, UriKind.Relative), TestContext.Current.CancellationToken);
        response.StatusCode.ShouldBe(HttpStatusCode.OK, page);
        return await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Where a page leads to instead of opening, or null.</summary>
    public static async Task<string?> LedTo(this HttpClient client, string page)
    {
        using var response = await client.GetAsync(new Uri(page, UriKind.Relative), TestContext.Current.CancellationToken);
        return response.Headers.Location?.ToString();
    }

    /// <summary>Sends a form of a page: where it leads to, or null, and what is shown.</summary>
    public static async Task<(string? To, string Text)> Send(this HttpClient client, string page, string form, params (string Name, string Value)[] fields)
    {
        var token = FormToken().Match(await client.Read(page)).Groups["token"].Value;
        using var content = new FormUrlEncodedContent(
            [new("_handler", form), new("__RequestVerificationToken", WebUtility.HtmlDecode(token)), .. fields.Select(field => KeyValuePair.Create(field.Name, field.Value))]);
        using var response = await client.PostAsync(new Uri(page, UriKind.Relative), content, TestContext.Current.CancellationToken);
        ((int)response.StatusCode).ShouldBeLessThan(400, page);
        return (response.Headers.Location?.ToString(), await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>Sends a form of a page together with the revision that the page shows.</summary>
    public static async Task<(string? To, string Text)> SendRevised(this HttpClient client, string page, string form, params (string Name, string Value)[] fields) =>
        await client.Send(page, form, [("revision", Revision().Match(await client.Read(page)).Groups["revision"].Value), .. fields]);

    /// <summary>What an authenticator app shows for a key now (RFC 6238, SHA-1, six digits, half minutes).</summary>
    public static string Code(string key)
    {
        var bits = string.Concat(key.Where(char.IsAsciiLetterOrDigit).Select(c => Convert.ToString("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(c, StringComparison.Ordinal), 2).PadLeft(5, '0')));
        var secret = Enumerable.Range(0, bits.Length / 8).Select(i => Convert.ToByte(bits.Substring(i * 8, 8), 2)).ToArray();
        Span<byte> step = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(step, TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() / 30);
#pragma warning disable CA5350 // The standard of authenticator apps.
        var hash = HMACSHA1.HashData(secret, step);
#pragma warning restore CA5350
        var number = BinaryPrimitives.ReadInt32BigEndian(hash.AsSpan(hash[^1] & 15)) & int.MaxValue;
        return (number % 1_000_000).ToString("000000", System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>What stands in an element.</summary>
    public static string Element(string html, string id) => WebUtility.HtmlDecode(Regex.Match(html, $"id=\"{id}\"[^>]*>(?<text>.*?)</(?:p|span|ul)>", RegexOptions.Singleline | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5)).Groups["text"].Value);

    [GeneratedRegex("name=\"revision\" value=\"(?<revision>[0-9]+)\"", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Revision();

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"(?<token>[^\"]+)\"", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex FormToken();
}

/// <summary>A clock that stands until it is moved.</summary>
internal sealed class SetClock : TimeProvider
{
    private DateTimeOffset _now = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => _now;

    public void Move(TimeSpan by) => _now += by;
}
