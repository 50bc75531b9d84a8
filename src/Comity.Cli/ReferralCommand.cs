using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Comity.Exchange.Desk;
using Comity.Host;
using Comity.Host.Exchange;
using Comity.Kernel.Refer;

namespace Comity.Cli;

/// <summary><c>comity referral …</c>: send, answer, pass on and take back referrals.</summary>
internal static class ReferralCommand
{
    private const int MostListed = 1_000;

    public static Command Build(Option<string> data, TimeProvider clock) => new("referral", "Refer a subject to another node, and answer what was referred here (docs/exchange.md).")
    {
        ReferralSendCommand.Build(data, clock),
        List(data, clock),
        Show(data, clock),
        Step("accept", StepKind.Accept, "Take a referral on. Accepting a request for permission grants it.", whyNeeded: false, data, clock),
        Step("reject", StepKind.Reject, "Do not take a referral on; say why.", whyNeeded: true, data, clock),
        Done(data, clock),
        Step("revoke", StepKind.Revoke, "Take a referral back. Every node that holds it stops using it and confirms.", whyNeeded: true, data, clock),
        Permission(data, clock),
    };

    public static Option<string> By() => new("--officer") { Description = "Who acts.", DefaultValueFactory = _ => LocalOfficer.UsualName };

    public static void Write(Referral referral, IReadOnlyList<OutboxItem> messages, bool asJson)
    {
        if (asJson)
        {
            Console.WriteLine(JsonSerializer.Serialize(
                new
                {
                    id = referral.Id,
                    state = referral.State.ToString().ToLowerInvariant(),
                    withdrawn = referral.IsWithdrawn,
                    unconfirmed = referral.Unconfirmed,
                    handling = HandlingRules.Codes(referral.Offer.Handling),
                    outcome = referral.Outcome,
                    offer = JsonElement.Parse(ReferralJson.Write(referral.Offer)),
                    steps = referral.Steps.Select(step => JsonElement.Parse(ReferralJson.Write(step))),
                    messages = messages.Select(item => new { to = item.To, type = item.Type, state = item.State.ToString().ToLowerInvariant(), attempts = item.Attempts, note = item.Note }),
                },
                ReadableJson.Options));
            return;
        }

        var offer = referral.Offer;
        Console.WriteLine($"{referral.Id}  {referral.State.ToString().ToLowerInvariant()}{(referral.IsWithdrawn ? ", taken back" : "")}");
        Console.WriteLine(FormattableString.Invariant($"  {offer.From} → {offer.To}: {offer.Subject.Label} ({offer.Purpose}), until {offer.ExpiresAt:yyyy-MM-dd}, {string.Join(' ', HandlingRules.Codes(offer.Handling))}"));
        if (referral.Unconfirmed.Count > 0)
        {
            Console.WriteLine($"  not confirmed yet by {string.Join(", ", referral.Unconfirmed)}");
        }
    }

    private static Command List(Option<string> data, TimeProvider clock)
    {
        var json = Options.Json("Write one JSON object a line.");
        var open = new Option<bool>("--open") { Description = "Only those that wait for something." };
        var command = new Command("list", "List referrals, newest first.") { json, open };
        command.SetAction(parsed =>
        {
            using var node = ExchangeNode.Open(parsed.GetRequiredValue(data), clock);
            using var view = node.Store.Read();
            foreach (var referral in view.Exchange.Referrals(0, MostListed).Where(referral => !parsed.GetValue(open) || referral.IsOpen))
            {
                Write(referral, [], parsed.GetValue(json));
            }

            return Exit.Done;
        });
        return command;
    }

    private static Command Show(Option<string> data, TimeProvider clock)
    {
        var id = Id();
        var json = Options.Json("Write one JSON object.");
        var command = new Command("show", "Show a referral: its facts, what happened, and which messages about it wait.") { id, json };
        command.SetAction(parsed =>
        {
            using var node = ExchangeNode.Open(parsed.GetRequiredValue(data), clock);
            using var view = node.Store.Read();
            var referral = view.Exchange.Referral(parsed.GetRequiredValue(id)) ?? throw new ReferralRefusedException($"There is no referral {parsed.GetValue(id)}.");
            var messages = view.Exchange.OutboxOf(referral.Id);
            Write(referral, messages, parsed.GetValue(json));
            if (!parsed.GetValue(json))
            {
                Describe(referral, messages);
            }

            return Exit.Done;
        });
        return command;
    }

    private static void Describe(Referral referral, IReadOnlyList<OutboxItem> messages)
    {
        var offer = referral.Offer;
        Console.WriteLine($"  {offer.Request}");
        Console.WriteLine($"  {offer.Ground.Kind}: {offer.Ground.Reference} {offer.Ground.Reason}".TrimEnd());
        foreach (var rule in HandlingRules.For(offer.Handling))
        {
            Console.WriteLine($"  {rule.Code}: {rule.Meaning}");
        }

        foreach (var (name, values) in offer.Subject.Facts)
        {
            Console.WriteLine($"    {name} = {string.Join(", ", values)}");
        }

        foreach (var attachment in offer.Attachments)
        {
            Console.WriteLine(FormattableString.Invariant($"    {attachment.Name}, {attachment.Bytes} bytes, {attachment.Sha256}"));
        }

        foreach (var step in referral.Steps)
        {
            Console.WriteLine(FormattableString.Invariant($"  {step.At:yyyy-MM-dd HH:mm:ss}Z {step.Kind} by {step.By} of {step.Node}. {step.Why}{step.Outcome?.Result} {step.Outcome?.Report}").TrimEnd());
        }

        foreach (var waiting in messages.Where(item => item.State != OutboxState.Delivered))
        {
            Console.WriteLine(FormattableString.Invariant($"  {waiting.Type} to {waiting.To}: {waiting.State.ToString().ToLowerInvariant()}, sent {waiting.Attempts} times. {waiting.Note}").TrimEnd());
        }
    }

    private static Command Step(string name, StepKind kind, string description, bool whyNeeded, Option<string> data, TimeProvider clock)
    {
        var id = Id();
        var why = new Option<string?>("--why") { Description = "Why.", Required = whyNeeded };
        var by = By();
        var json = Options.Json("Write one JSON object.");
        var command = new Command(name, description) { id, why, by, json };
        command.SetAction(parsed => Do(
            parsed.GetRequiredValue(data), clock, parsed.GetRequiredValue(id), new Act(kind, parsed.GetRequiredValue(by), parsed.GetValue(why) ?? ""), parsed.GetValue(json)));
        return command;
    }

    private static Command Done(Option<string> data, TimeProvider clock)
    {
        var id = Id();
        var result = new Option<string>("--result") { Description = "The result, such as 'seized', 'nothing-found' or 'service-given'.", Required = true };
        var report = new Option<string>("--report") { Description = "What was done and found.", DefaultValueFactory = _ => "" };
        var found = new Option<string[]>("--found")
        {
            Description = "A quantity that was found: what, how much, its unit. Repeat it for several.",
            HelpName = "WHAT:QUANTITY:UNIT",
        };
        var by = By();
        var json = Options.Json("Write one JSON object.");
        var command = new Command(
            "done",
            """
            Report what was done about a referral that was accepted.

            Example: comity referral done 3f2a… --result seized --found cocaine:1435:kg --report "container opened, behind the timber"
            """)
        { id, result, report, found, by, json };
        command.SetAction(parsed =>
        {
            FoundItem[] items = [.. (parsed.GetValue(found) ?? []).Select(Found)];
            var outcome = new Outcome(parsed.GetRequiredValue(result), parsed.GetRequiredValue(report), items.Length > 0 ? items : null);
            return Do(parsed.GetRequiredValue(data), clock, parsed.GetRequiredValue(id), new Act(StepKind.Complete, parsed.GetRequiredValue(by), "", outcome), parsed.GetValue(json));
        });
        return command;
    }

    private static Command Permission(Option<string> data, TimeProvider clock)
    {
        var id = Id();
        var to = new Option<string?>("--share-with") { Description = "The node to pass it on to.", HelpName = "NODE" };
        var court = new Option<bool>("--court") { Description = "To use it in judicial proceedings." };
        var why = new Option<string>("--why") { Description = "What for.", Required = true };
        var by = By();
        var json = Options.Json("Write one JSON object.");
        var command = new Command("ask", "Ask the originator to permit what the handling of a referral does not.") { id, to, court, why, by, json };
        command.SetAction(parsed =>
        {
            using var node = ExchangeNode.Open(parsed.GetRequiredValue(data), clock);
            using var unit = node.Store.Begin();
            var asked = node.Desk.AskPermission(
                unit.Exchange, parsed.GetRequiredValue(id), parsed.GetValue(to), parsed.GetValue(court), parsed.GetRequiredValue(by), parsed.GetRequiredValue(why), ReferralWork.NewSalt());
            unit.Commit();
            Write(asked, [], parsed.GetValue(json));
            return Exit.Done;
        });
        return command;
    }

    private static FoundItem Found(string text) =>
        text.Split(':') is [{ Length: > 0 } what, var quantity, { Length: > 0 } unit] && double.TryParse(quantity, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            ? new FoundItem(what, number, unit)
            : throw new ReferralRefusedException($"'{text}' is no quantity that was found; expected WHAT:QUANTITY:UNIT, such as cocaine:1435:kg.");

    private static Argument<string> Id() => new("ID") { Description = "The referral." };

    private static int Do(string folder, TimeProvider clock, string id, Act act, bool asJson)
    {
        using var node = ExchangeNode.Open(folder, clock);
        using var unit = node.Store.Begin();
        var after = node.Desk.Do(unit.Exchange, id, act);
        unit.Commit();
        Write(after, [], asJson);
        return Exit.Done;
    }
}
