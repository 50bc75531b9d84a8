using System.CommandLine;
using System.Text.Json;
using Comity.Exchange.Desk;
using Comity.Host.Exchange;
using Comity.Kernel.Refer;

namespace Comity.Cli;

/// <summary><c>comity partners …</c>: the nodes this one exchanges referrals with.</summary>
internal static class PartnersCommand
{
    public static Command Build(Option<string> data, TimeProvider clock) => new("partners", "The nodes this one exchanges referrals with (docs/exchange.md).")
    {
        Add(data, clock),
        List(data, clock),
        Confirm(data, clock),
        Revoke(data, clock),
    };

    private static Command Add(Option<string> data, TimeProvider clock)
    {
        var file = new Argument<FileInfo>("CARD") { Description = "The other node's card, written there by 'comity exchange card'." };
        file.AcceptExistingOnly();
        var audience = new Option<string>("--as") { Description = "What it is to this node, for handling codes.", DefaultValueFactory = _ => "community" }
            .AcceptOnlyFromAmong("own-organisation", "client", "community", "outside");
        var by = ReferralCommand.By();
        var json = Options.Json("Write one JSON object.");
        var command = new Command(
            "add",
            """
            Take the card of another node in. Nothing is exchanged until its words were compared and confirmed, on both sides.

            Example: comity partners add port-bravo.card --as community
            """)
        { file, audience, by, json };
        command.SetAction(parsed => Change(parsed.GetRequiredValue(data), clock, parsed.GetValue(json), (node, ledger) => node.Partners.Add(
            ledger,
            File.ReadAllText(parsed.GetRequiredValue(file).FullName).Trim(),
            Enum.Parse<Audience>(parsed.GetRequiredValue(audience).Replace("-", "", StringComparison.Ordinal), ignoreCase: true),
            parsed.GetRequiredValue(by)).Node));
        return command;
    }

    private static Command List(Option<string> data, TimeProvider clock)
    {
        var json = Options.Json("Write one JSON object a line.");
        var command = new Command("list", "List partners with their words.") { json };
        command.SetAction(parsed =>
        {
            using var node = ExchangeNode.Open(parsed.GetRequiredValue(data), clock);
            using var view = node.Store.Read();
            foreach (var partner in view.Exchange.Partners())
            {
                Write(partner, parsed.GetValue(json));
            }

            return Exit.Done;
        });
        return command;
    }

    private static Command Confirm(Option<string> data, TimeProvider clock)
    {
        var name = Name();
        var words = new Option<string>("--words") { Description = "The words the other side reads out, from its 'comity exchange card'.", Required = true };
        var by = ReferralCommand.By();
        var json = Options.Json("Write one JSON object.");
        var command = new Command(
            "confirm",
            """
            Confirm a partner: type the eight words that the other side reads out by telephone or shows.

            Example: comity partners confirm port-bravo --words "lusab babad gutih tugad mudof sakat rodin fohap"
            """)
        { name, words, by, json };
        command.SetAction(parsed => Change(parsed.GetRequiredValue(data), clock, parsed.GetValue(json), (node, ledger) =>
        {
            node.Partners.Confirm(ledger, parsed.GetRequiredValue(name), parsed.GetRequiredValue(words), parsed.GetRequiredValue(by));
            return parsed.GetRequiredValue(name);
        }));
        return command;
    }

    private static Command Revoke(Option<string> data, TimeProvider clock)
    {
        var name = Name();
        var by = ReferralCommand.By();
        var json = Options.Json("Write one JSON object.");
        var command = new Command("revoke", "End the exchange with a partner at once: nothing is sent to it or taken from it any more.") { name, by, json };
        command.SetAction(parsed => Change(parsed.GetRequiredValue(data), clock, parsed.GetValue(json), (node, ledger) =>
        {
            node.Partners.Revoke(ledger, parsed.GetRequiredValue(name), parsed.GetRequiredValue(by));
            return parsed.GetRequiredValue(name);
        }));
        return command;
    }

    private static int Change(string folder, TimeProvider clock, bool asJson, Func<ExchangeNode, IExchangeLedger, string> change)
    {
        using var node = ExchangeNode.Open(folder, clock);
        using var unit = node.Store.Begin();
        var changed = unit.Exchange.Partner(change(node, unit.Exchange))!;
        unit.Commit();
        Write(changed, asJson);
        return Exit.Done;
    }

    private static void Write(Partner partner, bool asJson)
    {
        var card = PartnerBook.Card(partner);
        Console.WriteLine(asJson
            ? JsonSerializer.Serialize(
                new { node = partner.Node, title = card.Title, state = partner.State.ToString().ToLowerInvariant(), audience = partner.Audience.ToString().ToLowerInvariant(), address = partner.Address, words = card.Words(), by = partner.By, at = partner.At },
                ReadableJson.Options)
            : $"{partner.Node,-20} {partner.State.ToString().ToLowerInvariant(),-10} {card.Title}  {partner.Address ?? "by file"}\n{"",-20} {card.Words()}");
    }

    private static Argument<string> Name() => new("NODE") { Description = "The partner." };
}
