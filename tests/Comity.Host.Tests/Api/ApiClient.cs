using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Comity.Host.Tests.Api;

/// <summary>
/// A program's side of the interface, written by hand: a method for each operation of the description and a record for each
/// answer. <see cref="ApiDescriptionTests"/> holds both to the description that the node serves.
/// </summary>
internal sealed class ApiClient(HttpClient http) : IDisposable
{
    public Task<Answer<Page<ConsignmentSummary>>> ListConsignments(string? q = null, string? profile = null, bool? open = null, string? after = null, int? limit = null) =>
        Get<Page<ConsignmentSummary>>("consignments" + Query(("q", q), ("profile", profile), ("open", open is { } o ? (o ? "true" : "false") : null), ("after", after), ("limit", limit?.ToString(System.Globalization.CultureInfo.InvariantCulture))));

    public Task<Answer<ConsignmentDetail>> GetConsignment(long id, string? ifNoneMatch = null) => Get<ConsignmentDetail>($"consignments/{id}", ifNoneMatch);

    public Task<Answer<FindingDetail>> GetFinding(long id) => Get<FindingDetail>($"consignments/{id}/finding");

    public Task<Answer<DecisionDetail>> Decide(long id, string key, string? ifMatch, string action, string? reason) =>
        Post<DecisionDetail>($"consignments/{id}/decisions", key, JsonContent.Create(new { action, reason }), ifMatch);

    public Task<Answer<ImportDetail>> SendManifest(string name, string sender, byte[] content, string? key)
    {
        var body = new ByteArrayContent(content);
        body.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        return Post<ImportDetail>("imports" + Query(("name", name), ("sender", sender)), key, body);
    }

    public Task<Answer<ImportDetail>> GetImport(long id) => Get<ImportDetail>($"imports/{id}");

    public Task<Answer<Page<RegisterEntryDetail>>> ListRegister(string? after = null, int? limit = null) =>
        Get<Page<RegisterEntryDetail>>("register" + Query(("after", after), ("limit", limit?.ToString(System.Globalization.CultureInfo.InvariantCulture))));

    public Task<Answer<Page<ReferralSummary>>> ListReferrals(string? after = null) => Get<Page<ReferralSummary>>("referrals" + Query(("after", after)));

    public Task<Answer<ReferralDetail>> GetReferral(string id) => Get<ReferralDetail>($"referrals/{id}");

    public Task<Answer<Page<ProfileDetail>>> ListProfiles(string? after = null) => Get<Page<ProfileDetail>>("profiles" + Query(("after", after)));

    public void Dispose() => http.Dispose();

    private static string Query(params (string Name, string? Value)[] parts) =>
        string.Concat(parts.Where(part => part.Value is not null).Select((part, i) => $"{(i == 0 ? '?' : '&')}{part.Name}={Uri.EscapeDataString(part.Value!)}"));

    private async Task<Answer<T>> Get<T>(string path, string? ifNoneMatch = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/api/v1/" + path, UriKind.Relative));
        if (ifNoneMatch is not null)
        {
            request.Headers.TryAddWithoutValidation("If-None-Match", ifNoneMatch);
        }

        return await Send<T>(request);
    }

    private async Task<Answer<T>> Post<T>(string path, string? key, HttpContent content, string? ifMatch = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/api/v1/" + path, UriKind.Relative)) { Content = content };
        request.Headers.TryAddWithoutValidation("Idempotency-Key", key ?? "");
        if (ifMatch is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        }

        return await Send<T>(request);
    }

    private async Task<Answer<T>> Send<T>(HttpRequestMessage request)
    {
        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        if (!response.IsSuccessStatusCode && response.StatusCode != HttpStatusCode.NotModified)
        {
            response.Content.Headers.ContentType?.MediaType.ShouldBe("application/problem+json", $"{request.RequestUri}: {text}");
        }

        var value = response.IsSuccessStatusCode ? JsonSerializer.Deserialize<T>(text, JsonSerializerOptions.Web) : default;
        return new Answer<T>(response.StatusCode, value, response.IsSuccessStatusCode ? "" : text, response.Headers.ETag?.ToString(), response.Headers.Location?.ToString(), response.Headers.Contains("Idempotent-Replayed"));
    }

    public sealed record Answer<T>(HttpStatusCode Status, T? Value, string Problem, string? Tag, string? Location, bool Replayed);

    public sealed record Page<T>(IReadOnlyList<T> Items, string? Next);

    public sealed record ConsignmentSummary(long Id, string? Container, string? Bill, DateTimeOffset ReceivedAt, double Score, IReadOnlyList<string> Profiles, string? Decision);

    public sealed record ConsignmentDetail(long Id, int Version, bool Withdrawn, DateTimeOffset ReceivedAt, long ImportId, IReadOnlyDictionary<string, JsonElement> Facts, double Score, DecisionDetail? Decision);

    public sealed record DecisionDetail(string Action, string Reason, string By, string Unit, DateTimeOffset At);

    public sealed record FindingDetail(double Score, IReadOnlyList<HitDetail> Hits, IReadOnlyList<NotAssessableDetail> NotAssessable);

    public sealed record HitDetail(string Profile, int Version, string Title, string Threat, double Weight, IReadOnlyList<ReasonDetail> Reasons);

    public sealed record ReasonDetail(string Fact, JsonElement Value, string Condition, int? Segment, long? Offset);

    public sealed record NotAssessableDetail(string Profile, int Version, IReadOnlyList<string> Missing);

    public sealed record ImportDetail(long Id, string Name, string Sha256, string Format, string State, int Messages, int Redelivered, long Clean, long Repaired, long Quarantined);

    public sealed record RegisterEntryDetail(long Number, string Kind, long? ConsignmentId, DateTimeOffset At, string By, long? Corrects, JsonElement Payload, string PreviousHash, string Hash);

    public sealed record ReferralSummary(string Id, string From, string To, string Purpose, string State, string Handling, DateTimeOffset At, DateTimeOffset ExpiresAt);

    public sealed record ReferralDetail(ReferralSummary Summary, string Request, string Subject, IReadOnlyDictionary<string, IReadOnlyList<string>> Facts);

    public sealed record ProfileDetail(string Id, int Version, string Title, string Threat, string When, double Weight, DateOnly ReviewOn, long Hits, long Controlled, long Found);
}
