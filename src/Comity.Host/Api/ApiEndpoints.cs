using System.Globalization;
using System.Text.Json;
using Comity.Host.Authority;
using Comity.Host.Web;
using Comity.Kernel.Account;
using Comity.Kernel.Refer;
using Comity.Kernel.Subjects;
using Comity.Programmes.Containers.Control;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Comity.Host.Api;

/// <summary>The node's interface for programs (docs/api.md).</summary>
internal static class ApiEndpoints
{
    private const int MostItems = 200;
    private const int UsualItems = 50;
    private const int LongestSender = 100;
    private const int LongestName = 200;

    /// <summary>Adds what the interface needs, its description among it.</summary>
    public static IServiceCollection AddApi(this IServiceCollection services) => services.AddOpenApi("v1", document =>
    {
        document.ShouldInclude = address => address.RelativePath?.StartsWith(ApiAddress.Root.TrimStart('/'), StringComparison.Ordinal) == true;
        document.AddDocumentTransformer((description, _, _) =>
        {
            description.Info.Title = "Comity";
            description.Info.Version = "1";
            // The address depends on who asks.
            description.Servers?.Clear();
            return Task.CompletedTask;
        });
    });

    /// <summary>Maps all addresses.</summary>
    public static void MapApi(this IEndpointRouteBuilder app)
    {
        app.MapOpenApi(ApiAddress.Root + "/openapi.json").SignedIn("describes addresses and holds no data");
        var api = app.MapGroup(ApiAddress.Root).ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status403Forbidden);
        var read = api.MapGroup("").AddEndpointFilter(ApiConventions.Tagged);
        read.MapGet("/consignments", Consignments).WithName("listConsignments").WithSummary("Listed consignments, highest score first")
            .May("consignments", "read", searchBy: "q").ProducesProblem(StatusCodes.Status400BadRequest);
        read.MapGet("/consignments/{id:long}", Consignment).WithName("getConsignment").WithSummary("A consignment as it stands")
            .May("consignments", "read").ProducesProblem(StatusCodes.Status404NotFound);
        read.MapGet("/consignments/{id:long}/finding", Finding).WithName("getFinding").WithSummary("What the profiles say of it, with reasons")
            .May("consignments", "read").ProducesProblem(StatusCodes.Status404NotFound);
        read.MapGet("/imports/{id:long}", Import).WithName("getImport").WithSummary("How far a delivery has been read")
            .May("imports", "read").ProducesProblem(StatusCodes.Status404NotFound);
        read.MapGet("/register", Register).WithName("listRegister").WithSummary("Entries of the register in their order")
            .May("register", "export").ProducesProblem(StatusCodes.Status400BadRequest);
        read.MapGet("/referrals", Referrals).WithName("listReferrals").WithSummary("Referrals, newest first; one may be shown again when another came meanwhile")
            .May("referrals", "read").ProducesProblem(StatusCodes.Status400BadRequest);
        read.MapGet("/referrals/{id}", Referral).WithName("getReferral").WithSummary("A referral with what it is about")
            .May("referrals", "read").ProducesProblem(StatusCodes.Status404NotFound);
        read.MapGet("/profiles", Profiles).WithName("listProfiles").WithSummary("Profiles in use, with what they came to")
            .May("profiles", "read").ProducesProblem(StatusCodes.Status400BadRequest);

        var write = api.MapGroup("").AddEndpointFilter(ApiConventions.Once)
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status422UnprocessableEntity)
            .DisableAntiforgery();
        write.MapPost("/imports", Send).WithName("sendManifest").WithSummary("Hands a manifest in; the body is the file as it is")
            .Accepts<Stream>("application/octet-stream").May("imports", "write");
        write.MapPost("/consignments/{id:long}/decisions", Decide).WithName("decide").WithSummary("Decides about a consignment; If-Match names what was read")
            .May("consignments", "decide").ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status412PreconditionFailed).ProducesProblem(StatusCodes.Status428PreconditionRequired);
    }

    private static Results<Ok<Page<ConsignmentSummary>>, ProblemHttpResult> Consignments(
        Node node, string? q, string? profile, string? threat, bool? open, string? after, int limit = UsualItems)
    {
        (double, long)? place = null;
        if (after is not null)
        {
            if (ApiConventions.Place(after)?.Split(' ') is not [var score, var id]
                || !double.TryParse(score, NumberStyles.Float, CultureInfo.InvariantCulture, out var at) || !long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                return BadCursor();
            }

            place = (at, number);
        }

        var most = Most(limit);
        using var view = node.Store.Read();
        var found = view.Subjects(new SubjectFilter { Term = q, ProfileId = profile, Threat = threat, Open = open, After = place }, 0, most + 1);
        return TypedResults.Ok(Cut(found, most, Summary, state => string.Create(CultureInfo.InvariantCulture, $"{state.Finding?.Score ?? 0:R} {state.Version.SubjectId}")));
    }

    private static Results<Ok<ConsignmentDetail>, ProblemHttpResult> Consignment(Node node, long id)
    {
        using var view = node.Store.Read();
        return view.Subject(id) is { } state ? TypedResults.Ok(Detail(state)) : NotThere("consignment");
    }

    private static Results<Ok<FindingDetail>, ProblemHttpResult> Finding(Node node, long id)
    {
        using var view = node.Store.Read();
        return view.Subject(id)?.Finding is { } finding
            ? TypedResults.Ok(new FindingDetail(
                finding.Score,
                [
                    .. finding.Hits.Select(hit => new HitDetail(hit.Id, hit.Version, hit.Title, hit.Threat, hit.Weight,
                    [
                        .. hit.Reasons.Select(reason => new ReasonDetail(
                            reason.Field, reason.Value, reason.Condition, reason.Position.IsKnown ? reason.Position.Segment : null,
                            reason.Position is { IsKnown: true, Offset: >= 0 and var offset } ? offset : null)),
                    ])),
                ],
                [.. finding.NotAssessable.Select(open => new NotAssessableDetail(open.Id, open.Version, open.Missing))]))
            : NotThere("assessed consignment");
    }

    private static Results<Accepted<ImportDetail>, ProblemHttpResult> Send(HttpContext context, Node node, ImportJobs jobs, string name, string sender)
    {
        if (name.Length is 0 or > LongestName || sender.Length is 0 or > LongestSender)
        {
            return TypedResults.Problem($"Say the file's name in at most {LongestName} characters and its sender in at most {LongestSender}.", statusCode: StatusCodes.Status400BadRequest);
        }

        // Raw files are written by plain reads; the thread waits for the network of this one request.
        context.Features.GetRequiredFeature<IHttpBodyControlFeature>().AllowSynchronousIO = true;
        var delivery = node.Intake.Keep(name, context.Request.Body, sender, node.Clock.GetUtcNow(), context.RequestAborted);
        jobs.Queue(name, delivery);
        return TypedResults.Accepted(string.Create(CultureInfo.InvariantCulture, $"{ApiAddress.Root}/imports/{delivery.Id}"), Detail(delivery));
    }

    private static Results<Ok<ImportDetail>, ProblemHttpResult> Import(Node node, long id)
    {
        using var view = node.Store.Read();
        return view.Delivery(id) is { } delivery ? TypedResults.Ok(Detail(delivery)) : NotThere("delivery");
    }

    private static Results<Ok<DecisionDetail>, ProblemHttpResult> Decide(HttpContext context, Node node, Access access, long id, DecisionWish wish)
    {
        if (context.Request.Headers.IfMatch.ToString() is not { Length: > 0 } condition)
        {
            return TypedResults.Problem("Say in If-Match which state of the consignment you read.", statusCode: StatusCodes.Status428PreconditionRequired);
        }

        using (var view = node.Store.Read())
        {
            if (view.Subject(id) is not { } state)
            {
                return NotThere("consignment");
            }

            if (!ApiConventions.Names(condition, ApiConventions.TagOf(context, Detail(state))))
            {
                return TypedResults.Problem("It has changed since you read it.", statusCode: StatusCodes.Status412PreconditionFailed);
            }
        }

        try
        {
            return TypedResults.Ok(Detail(node.Desk.Decide(id, wish.Action, wish.Reason ?? "", access.Officer)));
        }
        catch (ControlRefusedException refused)
        {
            return TypedResults.Problem(refused.Message, statusCode: StatusCodes.Status422UnprocessableEntity);
        }
    }

    private static Results<Ok<Page<RegisterEntryDetail>>, ProblemHttpResult> Register(Node node, string? after, int limit = UsualItems)
    {
        var number = 0L;
        if (after is not null && !long.TryParse(ApiConventions.Place(after), NumberStyles.None, CultureInfo.InvariantCulture, out number))
        {
            return BadCursor();
        }

        var most = Most(limit);
        using var view = node.Store.Read();
        RegisterEntry[] found = [.. view.Register().SkipWhile(entry => entry.Number <= number).Take(most + 1)];
        return TypedResults.Ok(Cut(
            found, most,
            entry => new RegisterEntryDetail(
                entry.Number, entry.Kind, entry.SubjectId, entry.At, entry.By, entry.Corrects, JsonSerializer.Deserialize<JsonElement>(entry.Payload), entry.PreviousHash, entry.Hash),
            entry => entry.Number.ToString(CultureInfo.InvariantCulture)));
    }

    private static Results<Ok<Page<ReferralSummary>>, ProblemHttpResult> Referrals(Node node, ExchangeAccess exchange, Access access, string? after, int limit = UsualItems)
    {
        var skip = 0;
        if (after is not null && !int.TryParse(ApiConventions.Place(after), NumberStyles.None, CultureInfo.InvariantCulture, out skip))
        {
            return BadCursor();
        }

        var most = Most(limit);
        using var view = (exchange.Node?.Store ?? node.Store).Read();
        var found = view.Exchange.Referrals(skip, most + 1);
        // The label is asked of each: a page may hold fewer than the limit, and still be followed by another.
        return TypedResults.Ok(new Page<ReferralSummary>(
            [.. found.Take(most).Where(referral => access.MaySee(referral.Offer.Handling)).Select(Summary)],
            found.Count > most ? ApiConventions.Cursor((skip + most).ToString(CultureInfo.InvariantCulture)) : null));
    }

    private static Results<Ok<ReferralDetail>, ProblemHttpResult> Referral(Node node, ExchangeAccess exchange, Access access, string id)
    {
        using var view = (exchange.Node?.Store ?? node.Store).Read();
        return view.Exchange.Referral(id) is { } referral && access.MaySee(referral.Offer.Handling)
            ? TypedResults.Ok(new ReferralDetail(Summary(referral), referral.Offer.Request, referral.Offer.Subject.Label, referral.Offer.Subject.Facts))
            : NotThere("referral");
    }

    private static Results<Ok<Page<ProfileDetail>>, ProblemHttpResult> Profiles(Node node, string? after, int limit = UsualItems)
    {
        var last = ApiConventions.Place(after);
        if (after is not null && last is null)
        {
            return BadCursor();
        }

        using var view = node.Store.Read();
        var records = view.ProfileRecords().ToLookup(record => (record.Id, record.Version));
        var rest = node.Profiles.Profiles.Where(profile => last is null || string.CompareOrdinal(profile.Id, last) > 0).ToArray();
        return TypedResults.Ok(Cut(
            rest, Most(limit),
            profile =>
            {
                var record = records[(profile.Id, profile.Version)].FirstOrDefault();
                return new ProfileDetail(
                    profile.Id, profile.Version, profile.Title, profile.Threat, profile.When, profile.Weight, profile.ReviewOn, record?.Hits ?? 0, record?.Controlled ?? 0, record?.Found ?? 0);
            },
            profile => profile.Id));
    }

    private static int Most(int limit) => Math.Clamp(limit, 1, MostItems);

    private static Page<TItem> Cut<T, TItem>(IReadOnlyList<T> found, int most, Func<T, TItem> item, Func<T, string> place) =>
        new([.. found.Take(most).Select(item)], found.Count > most ? ApiConventions.Cursor(place(found[most - 1])) : null);

    private static ProblemHttpResult BadCursor() => TypedResults.Problem("'after' is a cursor that a list gave as 'next'.", statusCode: StatusCodes.Status400BadRequest);

    private static ProblemHttpResult NotThere(string what) => TypedResults.Problem($"There is no such {what}, or it is not yours to see.", statusCode: StatusCodes.Status404NotFound);

    private static ConsignmentSummary Summary(SubjectState state) => new(
        state.Version.SubjectId, state.Version.Record["container.number"] as string, state.Version.Record["bill.number"] as string, state.Version.ReceivedAt,
        state.Finding?.Score ?? 0, [.. (state.Finding?.Hits ?? []).Select(hit => hit.Id)], state.Decision?.Action);

    private static ConsignmentDetail Detail(SubjectState state)
    {
        var record = state.Version.Record;
        var facts = new SortedDictionary<string, object>(StringComparer.Ordinal);
        for (var i = 0; i < record.Schema.Fields.Count; i++)
        {
            if (record[i] is { } value)
            {
                facts.Add(record.Schema.Fields[i].Path, value);
            }
        }

        return new ConsignmentDetail(
            state.Version.SubjectId, state.Version.Version, state.Version.Deleted, state.Version.ReceivedAt, state.Version.DeliveryId, facts, state.Finding?.Score ?? 0,
            state.Decision is { } decision ? Detail(decision) : null);
    }

    private static DecisionDetail Detail(Decision decision) => new(decision.Action, decision.Reason, decision.By, decision.Unit, decision.At);

    private static ImportDetail Detail(Delivery delivery) => new(
        delivery.Id, delivery.Name, delivery.Sha256, delivery.Format, delivery.State.ToString().ToLowerInvariant(), delivery.Totals.Messages, delivery.Totals.Redelivered,
        delivery.Totals.Clean, delivery.Totals.Repaired, delivery.Totals.Quarantined);

    private static ReferralSummary Summary(Referral referral) => new(
        referral.Id, referral.Offer.From, referral.Offer.To, referral.Offer.Purpose, referral.State.ToString().ToLowerInvariant(), Label(referral.Offer.Handling.Tlp),
        referral.Offer.At, referral.Offer.ExpiresAt);

    private static string Label(Tlp label) => label == Tlp.AmberStrict ? "amber+strict" : label.ToString().ToLowerInvariant();
}
