using System.CommandLine;
using Comity.Exchange.Desk;
using Comity.Host.Exchange;
using Comity.Kernel.Refer;
using Comity.Programmes.Containers.Refer;

namespace Comity.Cli;

/// <summary><c>comity referral send</c>.</summary>
internal static class ReferralSendCommand
{
    public static Command Build(Option<string> data, TimeProvider clock)
    {
        var to = new Option<string>("--to") { Description = "The node it goes to.", HelpName = "NODE", Required = true };
        var kind = new Option<string>("--kind") { Description = "What is wanted.", DefaultValueFactory = _ => "request-control" }
            .AcceptOnlyFromAmong("inform", "request-control", "refer", "transfer", "delegate");
        var purpose = new Option<string>("--purpose") { Description = "What for.", DefaultValueFactory = _ => ConsignmentReferral.Purposes[0].Id }
            .AcceptOnlyFromAmong([.. ConsignmentReferral.Purposes.Select(p => p.Id)]);
        var label = new Option<string>("--subject") { Description = "How people call the subject, such as a container number.", Required = true };
        var facts = new Option<string[]>("--fact") { Description = "A fact as 'name=value'; repeat it, also for several values of one fact.", HelpName = "NAME=VALUE" };
        var request = new Option<string>("--request") { Description = "What is asked, in words.", Required = true };
        var basis = new Option<string?>("--basis") { Description = "The legal basis.", HelpName = "PROVISION" };
        var consent = new Option<string?>("--consent") { Description = "The number of the consent record.", HelpName = "RECORD" };
        var tlp = new Option<string>("--tlp") { Description = "Who may see it.", Required = true }.AcceptOnlyFromAmong("clear", "green", "amber", "amber+strict", "red");
        var named = new Option<string[]>("--named") { Description = "With --tlp red: the nodes that may see it.", HelpName = "NODE" };
        var h1 = new Option<bool>("--h1") { Description = "Not to be disclosed in court without permission." };
        var h2 = new Option<bool>("--h2") { Description = "Not to be passed on without permission." };
        var h3 = new Option<string[]>("--h3") { Description = "Another restriction, in words.", HelpName = "TEXT" };
        var grade = new Option<string?>("--grade") { Description = "Source A, B, C or X and information 1 to 4, such as B2." };
        var days = new Option<int>("--days") { Description = "Days until it lapses.", DefaultValueFactory = _ => 30 };
        var files = new Option<FileInfo[]>("--attach") { Description = "A file that goes with it.", HelpName = "FILE" };
        var from = new Option<string?>("--pass-on") { Description = "The referral that is passed on; its handling and expiry are kept or tightened.", HelpName = "ID" };
        var permission = new Option<string?>("--permission") { Description = "With --pass-on: this node's request to the originator that was granted.", HelpName = "ID" };
        var by = ReferralCommand.By();
        var json = Options.Json("Write one JSON object.");
        var command = new Command(
            "send",
            """
            Send a referral to a partner. It waits in the outbox until the partner's node has signed for it.

            Examples:
              comity referral send --to port-bravo --subject ABCU1234560 --fact container.number=ABCU1234560 --request "Please open it" --basis "Agreement, art. 5" --tlp amber
              comity referral send --to port-charlie --pass-on 3f2a… --subject ABCU1234560 --request "For your information" --basis "Agreement, art. 5" --tlp amber
            """)
        { to, kind, purpose, label, facts, request, basis, consent, tlp, named, h1, h2, h3, grade, days, files, from, permission, by, json };
        command.Validators.Add(result =>
        {
            if (result.GetValue(basis) is null == result.GetValue(consent) is null)
            {
                result.AddError("Name the legal basis with --basis, or the consent with --consent.");
            }

            foreach (var missing in (result.GetValue(files) ?? []).Where(file => !file.Exists))
            {
                result.AddError($"There is no file {missing}.");
            }

            foreach (var wrong in (result.GetValue(facts) ?? []).Where(fact => fact.IndexOf('=', StringComparison.Ordinal) < 1))
            {
                result.AddError($"'{wrong}' does not say NAME=VALUE.");
            }
        });
        command.SetAction((parsed, cancellation) =>
        {
            using var node = ExchangeNode.Open(parsed.GetRequiredValue(data), clock);
            var now = clock.GetUtcNow();
            var offer = new ReferralOffer
            {
                From = node.Keys.Node,
                To = parsed.GetRequiredValue(to),
                Kind = Enum.Parse<ReferralKind>(parsed.GetRequiredValue(kind).Replace("-", "", StringComparison.Ordinal), ignoreCase: true),
                Purpose = parsed.GetRequiredValue(purpose),
                Request = parsed.GetRequiredValue(request),
                Subject = new SubjectSnapshot("consignment", parsed.GetRequiredValue(label), Facts(parsed.GetValue(facts) ?? [])),
                Ground = parsed.GetValue(basis) is { } law ? new Ground(GroundKind.LegalBasis, law) : new Ground(GroundKind.Consent, parsed.GetRequiredValue(consent)!),
                Handling = new Handling
                {
                    Tlp = Enum.Parse<Tlp>(parsed.GetRequiredValue(tlp).Replace("+", "", StringComparison.Ordinal), ignoreCase: true),
                    Named = parsed.GetValue(named) ?? [],
                    H1 = parsed.GetValue(h1),
                    H2 = parsed.GetValue(h2),
                    H3 = parsed.GetValue(h3) ?? [],
                },
                Evaluation = parsed.GetValue(grade) is { } text ? Grade(text) : null,
                Attachments = [.. (parsed.GetValue(files) ?? []).Select(file => Keep(node, file, cancellation))],
                By = parsed.GetRequiredValue(by),
                At = now,
                ExpiresAt = now.AddDays(parsed.GetValue(days)),
                Salt = ReferralWork.NewSalt(),
            };
            using var unit = node.Store.Begin();
            var sent = parsed.GetValue(from) is { } held
                ? node.Desk.Pass(unit.Exchange, held, WithFacts(unit.Exchange, held, offer), parsed.GetValue(permission))
                : node.Desk.Send(unit.Exchange, offer);
            unit.Commit();
            ReferralCommand.Write(sent, [], parsed.GetValue(json));
            return Task.FromResult(Exit.Done);
        });
        return command;
    }

    /// <summary>Where no facts are named, all that were received are passed on.</summary>
    private static ReferralOffer WithFacts(IExchangeView ledger, string heldId, ReferralOffer offer) =>
        offer.Subject.Facts.Count == 0 && ledger.Referral(heldId) is { } held ? offer with { Subject = held.Offer.Subject } : offer;

    public static Dictionary<string, IReadOnlyList<string>> Facts(string[] facts) => facts
        .Select(fact => (Name: fact[..fact.IndexOf('=', StringComparison.Ordinal)], Value: fact[(fact.IndexOf('=', StringComparison.Ordinal) + 1)..]))
        .GroupBy(fact => fact.Name, StringComparer.Ordinal)
        .ToDictionary(group => group.Key, IReadOnlyList<string> (group) => [.. group.Select(fact => fact.Value)], StringComparer.Ordinal);

    private static Evaluation Grade(string text) => text is [var source, var information] && char.IsAsciiDigit(information)
        ? new Evaluation($"{source}", information - '0')
        : throw new ReferralRefusedException($"'{text}' is no grade; expected A, B, C or X and 1 to 4, such as B2.");

    public static Attachment Keep(ExchangeNode node, FileInfo file, CancellationToken cancellation)
    {
        using var content = file.OpenRead();
        var (sha256, bytes) = node.Raw.Keep(content, cancellation);
        return new Attachment(sha256, bytes, file.Name, "application/octet-stream");
    }
}
